"""Requests that reach an officer another way: by telephone or in person, typed in; on paper, as a scan."""

from __future__ import annotations

from datetime import date, datetime, time

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.deadlines import LONDON, day_in_london
from hub.files import NotStored
from hub.models import Case, Channel, Role
from hub.services.brought_in import bring_in
from hub.services.cases import confirm_case, open_case
from portal.db import db
from portal.given_away import given_away, holds_back
from portal.journeys.downloads import file_store
from portal.post_forms import PostForm, RecordForm
from portal.signed_in import signed_in

record = Blueprint("record", __name__, url_prefix="/post")


@record.route("/new", methods=["GET", "POST"])
@signed_in(Role.OFFICER)
def new() -> ResponseReturnValue:
    """Record a request that was made by telephone, in person or on paper: confirmed by whoever records it."""
    today = day_in_london(g.now)
    form = RecordForm(data={"received_on": today})
    if form.validate_on_submit():
        case = _recorded(form, form.received_on.data or today)
        found = given_away(case)
        if holds_back(found, form):
            db.session.rollback()
            return render_template("post/record.html", form=form, given_away=found)
        flash(f"Case {case.reference} opened. You are its coordinator.")
        return redirect(url_for("cases.show", case_id=case.id))
    return render_template("post/record.html", form=form, given_away=None)


@record.route("/scan", methods=["GET", "POST"])
@signed_in(Role.OFFICER)
def scan() -> ResponseReturnValue:
    """Bring in a scan or a saved e-mail: it is read as if it had come by itself."""
    form = PostForm()
    if form.validate_on_submit():
        chosen = form.file.data
        data = chosen.stream.read()
        try:
            bring_in(
                db.session,
                file_store(),
                data=data,
                name=chosen.filename,
                received_at=_received(form.received_on.data, g.now),
                now=g.now,
            )
        except NotStored:
            form.refuse(form.file, "The hub has no room for this file. Tell whoever runs the hub, and keep the paper.")
        else:
            flash("Brought in. It stands in the list below once it has been read: a scan takes about a second a page.")
            return redirect(url_for("post.queue"))
    return render_template("post/scan.html", form=form)


def _received(day: date | None, now: datetime) -> datetime | None:
    """Noon of the day that was entered, or now where that is still to come."""
    return min(datetime.combine(day, time(12), LONDON), now) if day else None


def _recorded(form: RecordForm, received: date) -> Case:
    case = open_case(
        db.session,
        channel=Channel(form.channel.data),
        received_on=received,
        requester=form.requester(),
        child={name: value for name, value in form.values().items() if name != "received_on"},
        by=g.person,
        now=g.now,
    )
    confirm_case(db.session, case=case, by=g.person, now=g.now)
    return case
