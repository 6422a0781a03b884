"""The virus scanner in front of every file that is sent to the portal, where the council has one."""

from __future__ import annotations

from flask import current_app

from hub.refusals import MissingDetail
from hub.virus_scan import NotClear, scan


def refuse_unclear(data: bytes) -> None:
    """Have a file scanned before anything opens it (ASVS 5.4.3).

    Raises MissingDetail for anything but a clear OK: a scanner that is down opens no gate.
    """
    where = current_app.extensions["hub_settings"].clamd
    if not where:
        return
    try:
        scan(data, where)
    except NotClear as why:
        raise MissingDetail(
            f"The file was not taken in: {why}", "Try again in a few minutes, or ask your IT team to look at it."
        ) from None
