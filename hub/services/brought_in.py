"""Post that an officer brings in by hand: a scan, or a saved e-mail."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from hub.files import FileStore
from hub.models import Channel, PostItem
from hub.services.received_post import Arrival, note_arrival


def bring_in(
    session: Session, files: FileStore, *, data: bytes, name: str, received_at: datetime | None, now: datetime
) -> PostItem:
    """Take in a file that a person chose: its bytes safe first, then the ledger's row and the work of reading it.

    Raises NotStored (a full disk): nothing was noted. The same file brought in again is linked to the first.
    """
    saved_mail = name.lower().endswith((".eml", ".msg"))
    arrival = Arrival(
        channel=Channel.MAIL if saved_mail else Channel.PAPER,
        account="portal",
        folder="",
        uid=secrets.token_hex(8),
        name=name,
        sha256=files.store(data),
        size=len(data),
        received_at=received_at if received_at or saved_mail else now,
    )
    return note_arrival(session, arrival=arrival, now=now)[0]
