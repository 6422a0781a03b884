"""“Notices”: what one was told, with what changed and where to go; and what was sent about a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.messages import title
from hub.models import Case, NoticeState
from hub.notice import NoticeChannel
from hub.queries.deliveries import Delivery, deliveries_about, own_notices
from portal.db import db
from portal.shown import moment
from portal.signed_in import signed_in

notices = Blueprint("notices", __name__)
LARGEST_ID = 2**31 - 1
_HOW = {NoticeChannel.EMAIL: "Email", NoticeChannel.SMS: "Text message", NoticeChannel.VOICE: "Call"}


@dataclass(frozen=True, slots=True)
class Line:
    """A notice of one's own as the page shows it."""

    what: str
    case_reference: str
    at: datetime
    path: str
    for_cover: bool


@notices.get("/notices")
@signed_in()
def mine() -> ResponseReturnValue:
    """What the person was told, the newest first."""
    wanted = request.args.get("before", 0, type=int)
    rows, before = own_notices(db.session, g.person, before=wanted if 0 < wanted <= LARGEST_ID else None)
    lines = [
        Line(title(each.kind, due_on=each.due_on), each.case_reference, each.at, each.path, each.for_cover)
        for each in rows
    ]
    older = url_for("notices.mine", before=before) if before else ""
    return render_template("notices/mine.html", lines=lines, older=older)


def what_was_sent(case: Case) -> list[str]:
    """What was sent about a case and what became of it, for `parts/deliveries.html`: no address in it."""
    return [_sentence(each) for each in deliveries_about(db.session, case)]


def _sentence(sent: Delivery) -> str:
    """“Email to the mailbox of Speech Therapy, “Advice is due today”: sent 3 November 2026 at 09:02”."""
    became = {
        NoticeState.QUEUED: "waits to be sent",
        NoticeState.SENT: f"sent {moment(sent.at)}",
        NoticeState.DELIVERED: f"sent {moment(sent.at)}, and arrived",
        NoticeState.FAILED: f"did not arrive ({moment(sent.at)}); an administrator is shown why",
        NoticeState.WITHDRAWN: "not sent, since it was no longer true",
    }[sent.state]
    how = _HOW[sent.channel]
    return f"{how} to {sent.reader}, “{title(sent.kind, due_on=sent.due_on)}”: {became}"
