"""What a case holds about the child and who asked, corrected: the answer to a chase, a new address, a slip."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.models import Case, Role
from hub.permissions import Act
from hub.services.cases import correct_case, correct_requester
from portal.db import db
from portal.given_away import given_away, holds_back
from portal.post_forms import ConfirmForm
from portal.signed_in import may

correcting = Blueprint("correcting", __name__)


@correcting.route("/cases/<int:case_id>/correct", methods=["GET", "POST"])
@may(Act.SEE, Case, Role.OFFICER)
def correct(case: Case) -> ResponseReturnValue:
    """Change what the case says; its history keeps which fields changed, and by whom."""
    form = ConfirmForm()
    if not form.is_submitted():
        return render_template("cases/correct.html", case=case, form=ConfirmForm.of(case), given_away=given_away(case))
    found = None
    if form.validate():
        correct_case(db.session, case=case, by=g.person, now=g.now, **form.values())
        correct_requester(db.session, case=case, requester=form.requester(), by=g.person, now=g.now)
        found = given_away(case)
        if not holds_back(found, form):
            flash("Corrected")
            return redirect(url_for("cases.show", case_id=case.id))
        db.session.rollback()
    return render_template("cases/correct.html", case=case, form=form, given_away=found), 422
