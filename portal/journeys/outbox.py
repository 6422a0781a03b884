"""The local outbox: in a demonstration, where the e-mails and one-time codes end up. It exists nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from hub.mailers import LocalOutbox
from hub.messages import Message
from hub.notice import NoticeChannel
from hub.settings import Settings
from portal.signed_in import public

outbox = Blueprint("outbox", __name__)
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the page shows it; its link leads on within this hub."""

    message: Message
    is_text: bool
    path: str


@outbox.get("/outbox")
@public
def show() -> ResponseReturnValue:
    """Every message that the demonstration would have sent, newest first."""
    settings: Settings = current_app.extensions["hub_settings"]
    messages = LocalOutbox(settings.data_dir / "outbox").messages()
    shown = [_shown(each, settings.base_url.rstrip("/")) for each in messages[:SHOWN]]
    return render_template("outbox.html", messages=shown, more=max(0, len(messages) - SHOWN))


def _shown(message: Message, base_url: str) -> Shown:
    links = [each for each in message.text.split() if each.startswith(f"{base_url}/")]
    return Shown(
        message=message,
        is_text=message.channel is not NoticeChannel.EMAIL,
        path=links[0].removeprefix(base_url) if links else "",
    )
