"""One case collated: who was asked, what each answered, what is missing; chased and released as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.deadlines import day_in_london
from hub.models import Case, Role
from hub.permissions import Act, may_read
from hub.queries.quality import Answered
from hub.queries.quality import collated as collated_of
from hub.services.chasing_advice import chase_advice
from hub.services.quality import accept_together
from hub.workflow import RequestState
from portal.db import db
from portal.signed_in import allowed, council, may

collating = Blueprint("collating", __name__)


@collating.get("/cases/<int:case_id>/collated")
@may(Act.SEE, Case)
def show(case: Case) -> ResponseReturnValue:
    """Every team that was asked on the case with its answer; what is missing or late; what can be released."""
    rows = _rows(case)
    today = day_in_london(g.now)
    missing = [each for each in rows if each.is_missing]
    return render_template(
        "quality/collated.html",
        case=case,
        rows=rows,
        missing=missing,
        late=[each for each in missing if each.is_late(today)],
        releasable=_releasable(rows),
        held=[each for each in rows if each.request.state is RequestState.HELD and allowed(Act.REVIEW, each.request)],
        readable={each.request.id for each in rows if _reads(each, rows)},
        reviewed={each.request.id for each in rows if allowed(Act.REVIEW, each.request)},
        today=today,
    )


@collating.post("/cases/<int:case_id>/collated/chase")
@may(Act.SEE, Case)
def chase(case: Case) -> ResponseReturnValue:
    """Remind everybody whose answer is missing, across all teams at once."""
    _rows(case)
    chased = chase_advice(db.session, case=case, by=g.person, now=g.now)
    teams = ", ".join(each.team.name for each in chased)
    flash(f"Reminded by email: {teams}." if chased else "Nobody to remind: all of them were, within the last two days.")
    return redirect(url_for("collating.show", case_id=case.id))


@collating.post("/cases/<int:case_id>/collated/release")
@may(Act.SEE, Case)
def release(case: Case) -> ResponseReturnValue:
    """Accept everything on the case that waits for me, as the page showed it, and tell its coordinator once."""
    shown = frozenset(request.form.getlist("submission"))
    wanted = [each.submission for each in _releasable(_rows(case)) if each.submission is not None]
    same = [each for each in wanted if str(each.id) in shown]
    accepted = accept_together(db.session, submissions=same, by=g.person, council=council(), now=g.now)
    left = len(shown) - len(accepted)
    said = "1 piece of advice is" if len(accepted) == 1 else f"{len(accepted)} pieces of advice are"
    flash(f"{said} released to the EHCP coordinator." + (f" {left} had changed meanwhile: look again." if left else ""))
    return redirect(url_for("collating.show", case_id=case.id))


def _rows(case: Case) -> list[Answered]:
    """The case's requests, for its coordinator and for whoever checks advice on it; for anybody else not there."""
    rows = collated_of(db.session, case, council())
    if not (g.person.is_a(Role.OFFICER) or any(allowed(Act.REVIEW, each.request) for each in rows)):
        abort(404)
    return rows


def _releasable(rows: Sequence[Answered]) -> list[Answered]:
    waiting = RequestState.AWAITING_QUALITY_CHECK
    return [each for each in rows if each.request.state is waiting and allowed(Act.REVIEW, each.request)]


def _reads(row: Answered, rows: Sequence[Answered]) -> bool:
    on_case = any(each.request.is_written_by(g.person) for each in rows)
    if row.submission is None or row.request.state is RequestState.RETURNED_FOR_CHANGES:
        return False
    return may_read(g.person, row.submission, council(), on_case=on_case, on=day_in_london(g.now))
