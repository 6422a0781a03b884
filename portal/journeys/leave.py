"""“Cover while you are away”: a colleague gets a copy of what one is told. Who writes what stays as it is."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.deadlines import day_in_london
from hub.models import Cover, Person
from hub.refusals import Refusal
from hub.services.leave import NotAColleague, NotThoseDays, colleagues, covers, end_cover, set_cover, whose_leave
from portal.db import db
from portal.form_fields import Day, HubForm, ListOf, options
from portal.frame import STAFF
from portal.shown import day
from portal.signed_in import signed_in

leave = Blueprint("leave", __name__)


class LeaveForm(HubForm):
    """Who covers, and when."""

    covered_by = ListOf("Who covers?", (), needed="Choose who covers")
    from_on = Day("First day away", what="The first day away", needed="Enter the first day away")
    until_on = Day("Last day away", what="The last day away", needed="Enter the last day away")


@leave.route("/notices/leave", methods=["GET", "POST"])
@signed_in(*sorted(STAFF))
def show() -> ResponseReturnValue:
    """The cover that is set, and a form to set it, for oneself or (`?who=`) somebody of one's team."""
    people = whose_leave(db.session, g.person)
    wanted = request.args.get("who", default=g.person.id, type=int)
    person = next((each for each in people if each.id == wanted), None)
    if person is None:
        abort(404)
    form = LeaveForm()
    those = colleagues(db.session, person)
    choices = [(str(each.id), each.name + (f", {each.job_title}" if each.job_title else "")) for each in those]
    form.covered_by.choices = options([("", "Choose a colleague"), *choices])
    if form.validate_on_submit() and _set(form, person):
        return redirect(request.full_path.rstrip("?"))
    today = day_in_london(g.now)
    rows = covers(db.session, people, today=today)
    return render_template(
        "notices/leave.html", form=form, person=person, people=people, rows=rows, today=today, alone=not those
    )


@leave.post("/notices/leave/<int:cover_id>/end")
@signed_in(*sorted(STAFF))
def end(cover_id: int) -> ResponseReturnValue:
    """End cover from today on."""
    found = db.session.get(Cover, cover_id)
    if found is None or found.person_id not in {each.id for each in whose_leave(db.session, g.person)}:
        abort(404)
    name = found.covered_by.name
    end_cover(db.session, cover=found, by=g.person, now=g.now)
    flash(f"{name} no longer covers.")
    return redirect(url_for("leave.show"))


def _set(form: LeaveForm, person: Person) -> bool:
    """Set the cover; what is refused is said beside its field."""
    from_on, until_on = form.from_on.data, form.until_on.data
    covered_by = db.session.get(Person, int(form.covered_by.data))
    if from_on is None or until_on is None or covered_by is None:
        return False
    try:
        set_cover(
            db.session,
            person=person,
            covered_by=covered_by,
            from_on=from_on,
            until_on=until_on,
            by=g.person,
            now=g.now,
        )
    except Refusal as refusal:
        field = {NotAColleague: form.covered_by, NotThoseDays: form.until_on}.get(type(refusal), form.covered_by)
        form.refuse(field, f"{refusal.sentence} {refusal.what_next}")
        return False
    flash(f"{covered_by.name} covers for {person.name} from {day(from_on)} to {day(until_on)}.")
    return True
