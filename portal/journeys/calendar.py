"""“Your due dates in your calendar”: a secret address, made and shown once, taken back; and what it gives."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from hub.calendar_text import calendar_text
from hub.queries.calendar import due_days
from hub.services.calendars import feed_of, make_feed, revoke_feed, whose_calendar
from hub.settings import Settings
from portal.db import db
from portal.frame import STAFF
from portal.signed_in import public, signed_in

calendar = Blueprint("calendar", __name__)


@calendar.get("/notices/calendar")
@signed_in(*sorted(STAFF))
def show() -> ResponseReturnValue:
    """Whether there is an address, and what it is for."""
    return render_template("notices/calendar.html", feed=feed_of(db.session, g.person), address="")


@calendar.post("/notices/calendar")
@signed_in(*sorted(STAFF))
def make() -> ResponseReturnValue:
    """Make an address and show it, this once: the hub keeps no copy that could be shown again."""
    token = make_feed(db.session, person=g.person, now=g.now)
    address = _base_url() + url_for("calendar.feed", token=token)
    return render_template("notices/calendar.html", feed=feed_of(db.session, g.person), address=address)


@calendar.post("/notices/calendar/revoke")
@signed_in(*sorted(STAFF))
def revoke() -> ResponseReturnValue:
    """Take the address back."""
    revoke_feed(db.session, person=g.person)
    flash("The address has been taken back. Calendars that use it show nothing any more.")
    return redirect(url_for("calendar.show"))


@calendar.get("/calendar/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The due dates of whoever the secret belongs to: references and what is due, no name."""
    person = whose_calendar(db.session, token=token)
    if person is None:
        abort(404)
    days = due_days(db.session, person, base_url=_base_url())
    return Response(calendar_text(days, name="EHC Hub", now=g.now), content_type="text/calendar; charset=utf-8")


def _base_url() -> str:
    settings: Settings = current_app.extensions["hub_settings"]
    return settings.base_url.rstrip("/")
