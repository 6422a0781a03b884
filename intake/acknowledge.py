"""The automatic acknowledgement: to a person only, with a reference and the day by which they will hear (RFC 3834)."""

from __future__ import annotations

import email.parser
import email.utils
import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from hub.deadlines import day_in_london
from hub.files import FileStore
from hub.models import PostItem, Reading
from hub.services.acknowledgements import acknowledge_once, own_addresses
from hub.settings import Settings
from intake.item import Item
from intake.words import any_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FRESH = timedelta(days=4)  # a long weekend: what lay longer has been answered, or needs more than a machine's words
_MOST_HEADERS = 200_000  # bytes
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def acknowledge(
    session: Session, *, item: PostItem, read: Item, arrived: datetime, settings: Settings, now: datetime
) -> None:
    """Answer the sender of an item that has just been filed as a request, in the same commit as its filing.

    `arrived` is when the mail server had it. Nothing goes out for post that came another way than by the mailbox, lay
    too long, or that anything but a person may have sent; nor to somebody whom the case doesn't know, for the reference
    of another family's case is not theirs.
    """
    if not settings.acknowledge or not item.uidvalidity or now - arrived > FRESH:
        return
    asked = [(reading, due) for reading in item.readings if (due := _due(reading)) and due >= day_in_london(now)]
    if not asked:
        return
    data = FileStore(settings.data_dir).load(item.sha256)
    to = person_behind(read, data, ours=own_addresses(session, settings))
    known = ((reading.case, due) for reading, due in asked if to and _knows(reading, to))
    for case, due in known:
        if case is not None:
            acknowledge_once(session, to=to, case=case, due_on=due, now=now)
            return


def person_behind(item: Item, data: bytes, *, ours: Collection[str]) -> str:
    """The address, in lower case, to which an automatic answer may go; '' where none may.

    None goes to a machine, a list, a bounce, a null or a shared return path, a role such as no-reply, ourselves, an
    address to which the message itself was sent, or to whoever passed somebody else's message on.
    """
    headers = email.parser.BytesHeaderParser().parsebytes(data[:_MOST_HEADERS])
    sender = item.sender.address.lower()
    returns_to = _addresses(headers.get_all("return-path", []))
    if item.signals.from_a_machine or item.forwarded_from is not None or not _ADDRESS.fullmatch(sender):
        return ""
    if len(_addresses(headers.get_all("from", []))) != 1 or (returns_to and returns_to != [sender]):
        return ""
    if str(headers.get("x-auto-response-suppress", "none")).strip().lower() != "none":
        return ""
    if any(headers.get(name) is not None for name in _ROBOTS_HEADERS) or any_of("robots", "names").match(sender):
        return ""
    if sender in ours or sender in {one.address.lower() for one in item.to}:
        return ""
    return sender


_ROBOTS_HEADERS = ("list-help", "list-owner", "list-subscribe", "x-loop", "feedback-id", "x-failed-recipients")


def _addresses(values: list[str]) -> list[str]:
    return [address.lower() for _, address in email.utils.getaddresses([str(one) for one in values])]


def _due(reading: Reading) -> date | None:
    said = reading.result.get("due")
    return date.fromisoformat(said) if said else None


def _knows(reading: Reading, address: str) -> bool:
    """Whether the case is the sender's own: opened by this very message, or one that has their address."""
    if reading.case is None:
        return False
    opened_by_it = reading.result.get("existing_case") is None
    return opened_by_it or address in {each.email for each in reading.case.people}
