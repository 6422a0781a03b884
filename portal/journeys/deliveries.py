"""“Deliveries”: what did not arrive, for an administrator, and whether reminders are being made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.mailers import not_carried
from hub.messages import title
from hub.models import OutgoingNotice, Role
from hub.notice import NoticeChannel
from hub.queries.deliveries import waiting
from hub.services.notices import can_go_again, failed_notices, put_away, send_again
from hub.services.outages import AWAY, last_tick, outages
from hub.settings import Settings
from portal.db import db
from portal.signed_in import signed_in

deliveries = Blueprint("deliveries", __name__)
SHOWN = 100  # failed notices at once
LONG = timedelta(minutes=30)  # for a notice to wait, quiet hours and daily e-mails apart
HOW = {NoticeChannel.EMAIL: "email", NoticeChannel.SMS: "text message", NoticeChannel.VOICE: "call"}


@dataclass(frozen=True, slots=True)
class Failed:
    """A notice that did not arrive; never a telephone number, which is shown to nobody."""

    id: int
    what: str
    how: str
    to: str
    case_reference: str
    at: datetime
    why: str
    again: bool


@deliveries.get("/deliveries")
@signed_in(Role.ADMINISTRATOR)
def failed() -> ResponseReturnValue:
    """What did not arrive, whether reminders are being made, and when they were not."""
    settings: Settings = current_app.extensions["hub_settings"]
    rows = failed_notices(db.session)
    ticked, queue = last_tick(db.session), waiting(db.session)
    return render_template(
        "notices/deliveries.html",
        rows=[_failed(each) for each in rows[:SHOWN]],
        more=max(0, len(rows) - SHOWN),
        ticked=ticked,
        stands_still=ticked is not None and g.now - ticked > AWAY,
        outages=outages(db.session),
        queue=queue,
        queue_is_late=queue.since is not None and g.now - queue.since > LONG,
        not_carried=list(not_carried(settings).values()),
    )


@deliveries.post("/deliveries/again")
@signed_in(Role.ADMINISTRATOR)
def again() -> ResponseReturnValue:
    """Try one notice once more, or all of them."""
    only = request.form.get("notice", type=int)
    count = send_again(db.session, now=g.now, only=only)
    if only is not None and not count:
        abort(404)
    flash("It is tried again." if only is not None else f"{_notices(count)} tried again.")
    return redirect(url_for("deliveries.failed"))


@deliveries.post("/deliveries/<int:notice_id>/put-away")
@signed_in(Role.ADMINISTRATOR)
def remove(notice_id: int) -> ResponseReturnValue:
    """Nobody needs it any more."""
    if not put_away(db.session, notice_id=notice_id):
        abort(404)
    flash("It is off the list, and will not be sent.")
    return redirect(url_for("deliveries.failed"))


def _notices(count: int) -> str:
    return "1 notice is" if count == 1 else f"{count} notices are"


def _failed(row: OutgoingNotice) -> Failed:
    return Failed(
        id=row.id,
        what=title(row.kind, due_on=row.due_on) if row.channel is NoticeChannel.EMAIL else "A code for signing in",
        how=HOW[row.channel],
        to=row.recipient if row.channel is NoticeChannel.EMAIL else "",
        case_reference=row.case_reference,
        at=row.created_at,
        why=row.failure,
        again=can_go_again(row.kind),
    )
