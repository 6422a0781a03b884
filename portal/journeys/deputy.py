"""Cover for leave in the quality step: who stands in for whom, from when to when."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.deadlines import day_in_london
from hub.models import Deputy, Person
from hub.refusals import MissingDetail, Refusal
from hub.services.deputies import (
    SETS_COVER,
    CannotStandIn,
    DaysTheWrongWayRound,
    deputies,
    end_deputy,
    may_set_cover,
    set_deputy,
)
from hub.services.notices import people_with
from portal.db import db
from portal.form_fields import Day, Email, HubForm, ListOf, options
from portal.frame import reviewers
from portal.shown import day
from portal.signed_in import signed_in
from portal.standing_in import ask_again

deputy = Blueprint("deputy", __name__)


class CoverForm(HubForm):
    """Who is away, who stands in, and when."""

    away = ListOf("Who will be away?", (), needed="Choose who will be away")
    email = Email(
        "Email address of whoever stands in",
        needed="Enter an email address",
        hint="They use the hub already, and work for a team that gives advice.",
        autocomplete="off",
    )
    from_on = Day("From", what="The first day", needed="Enter the first day")
    to_on = Day("To", what="The last day", needed="Enter the last day", hint="This day is covered too.")


@deputy.route("/quality/deputies", methods=["GET", "POST"])
@signed_in(*SETS_COVER)
def show() -> ResponseReturnValue:
    """Who stands in now and later, and a form to set it."""
    form = CoverForm()
    covered = _covered()
    form.away.choices = options((str(each.id), each.name) for each in covered)
    if form.validate_on_submit() and _set(form, covered):
        return redirect(url_for("deputy.show"))
    today = day_in_london(g.now)
    ids = {each.id for each in covered}
    rows = [each for each in deputies(db.session, today=today) if each.away_id in ids]
    return render_template("quality/deputies.html", form=form, rows=rows, today=today), 422 if form.errors else 200


@deputy.post("/quality/deputies/<int:deputy_id>/end")
@signed_in(*SETS_COVER)
def end(deputy_id: int) -> ResponseReturnValue:
    """End cover at once."""
    found = db.session.get(Deputy, deputy_id)
    if found is None or not may_set_cover(g.person, found.away):
        abort(404)
    end_deputy(db.session, deputy=found, by=g.person, now=g.now)
    ask_again()
    flash(f"{found.deputy.name} no longer stands in.")
    return redirect(url_for("deputy.show"))


def _covered() -> list[Person]:
    """The reviewers whose cover the person may set, oneself first."""
    found = {each.id: each for role in sorted(reviewers()) for each in people_with(db.session, role)}
    mine = [each for each in found.values() if may_set_cover(g.person, each)]
    if not mine:
        abort(404)
    return sorted(mine, key=lambda each: (each.id != g.person.id, each.name))


def _set(form: CoverForm, covered: list[Person]) -> bool:
    """Set the cover; what is refused is said beside its field."""
    away = next(each for each in covered if str(each.id) == form.away.data)
    from_on, to_on = form.from_on.data, form.to_on.data
    if from_on is None or to_on is None:
        return False
    where = {CannotStandIn: form.email, MissingDetail: form.email, DaysTheWrongWayRound: form.to_on}
    try:
        row = set_deputy(
            db.session, away=away, email=form.email.data or "", from_on=from_on, to_on=to_on, by=g.person, now=g.now
        )
    except Refusal as refusal:
        form.refuse(where.get(type(refusal), form.away), f"{refusal.sentence} {refusal.what_next}")
        return False
    ask_again()
    flash(f"{row.deputy.name} stands in for {away.name} from {day(from_on)} to {day(to_on)}, and is told by email.")
    return True
