"""What is new on a case to the person who opens it, noted as looked at in a short transaction of its own."""

from __future__ import annotations

from flask import g

from hub.models import Case, CaseLook
from hub.news import Audience
from hub.queries.whats_new import WhatsNew, new_on_case
from hub.services.looking import look_at, look_is_to_be_noted, new_since
from portal.db import db


def whats_new(case: Case, *, to: Audience | None = None) -> WhatsNew | None:
    """What the page of a case says is new (`parts/whats_new.html`), or None; the case counts as looked at now.

    To be called once on the page that shows the case, after the guard has let the person in; `to`: as `new_on_case`.
    """
    look = db.session.get(CaseLook, (g.person.id, case.id))
    since = new_since(look, now=g.now)
    found = new_on_case(db.session, person=g.person, case=case, since=since, to=to) if since is not None else None
    if look_is_to_be_noted(look, now=g.now):
        _note(case)
    return found


def _note(case: Case) -> None:
    if db.writes:
        look_at(db.session, person_id=g.person.id, case_id=case.id, now=g.now)
        return
    with db.database.transaction() as writing:
        look_at(writing, person_id=g.person.id, case_id=case.id, now=g.now)
