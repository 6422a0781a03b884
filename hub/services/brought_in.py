"""Post that becomes items here: a scan or saved e-mail that an officer brings in, the letters of a batch."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.files import FileStore
from hub.models import Channel, PostItem, PostState
from hub.services.received_post import Arrival, note_arrival

if TYPE_CHECKING:
    from hub.documents.batch import Part  # PDFs and codes are read elsewhere: the portal need not load them

BATCH = "batch"  # the account of a batch's letters; their folder is the batch's id


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


def file_batch(session: Session, files: FileStore, *, item: PostItem, parts: Sequence[Part], now: datetime) -> None:
    """Part a batch: each letter is an item of its own, received when the batch was; the batch itself is kept.

    Raises NotStored (a full disk): nothing was noted, and the batch is read again.
    """
    for number, part in enumerate(parts, start=1):
        arrival = Arrival(
            channel=item.channel,
            account=BATCH,
            folder=str(item.id),
            uid=str(number),
            name=part.name,
            sha256=files.store(part.data),
            size=len(part.data),
            received_at=item.received_at,
        )
        note_arrival(session, arrival=arrival, now=now)
    item.state = PostState.FILED
    item.reason = f"A batch: parted into {len(parts)} at its separator sheets."
    session.flush()


def letters_of(session: Session, *, item: PostItem) -> Sequence[PostItem]:
    """The letters of a batch, in order; none where the item is no batch."""
    wanted = select(PostItem).where(PostItem.account == BATCH, PostItem.folder == str(item.id))
    return session.scalars(wanted.order_by(PostItem.id)).all()
