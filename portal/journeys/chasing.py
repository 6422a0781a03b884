"""What is missing from a request, asked for with one click from its case."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from hub.models import Case, Role
from hub.notice import NoticeKind
from hub.permissions import Act
from hub.services.chasing import CHASED, chase, missing_from
from portal.db import db
from portal.form_fields import HubForm, ManyOf
from portal.signed_in import may

chasing = Blueprint("chasing", __name__)


class ChaseForm(HubForm):
    """What to ask the person for who made the request."""

    what = ManyOf("What is missing?", [(kind.value, each[0].upper() + each[1:]) for kind, each in CHASED.items()])


def chase_form(case: Case) -> ChaseForm:
    """The form with what the case lacks ticked."""
    return ChaseForm(formdata=None, what=[each.value for each in missing_from(case)])


@chasing.post("/cases/<int:case_id>/chase")
@may(Act.SEE, Case, Role.OFFICER)
def ask(case: Case) -> ResponseReturnValue:
    """Ask whoever made the request for what is missing from it."""
    wanted = [NoticeKind(each) for each in ChaseForm().what.data or [] if each in CHASED]
    asked = chase(db.session, case=case, kinds=wanted, by=g.person, now=g.now)
    said = " and ".join(CHASED[each] for each in asked)
    flash(f"Asked by email for {said}" if asked else "Nothing to ask for, or it was asked for within the last week.")
    return redirect(url_for("cases.show", case_id=case.id))
