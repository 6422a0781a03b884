"""Officers see whether every message on the mail server is in the hub, and what to do where it may not be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hub.database import Database
from hub.models import MailboxCheck
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]


def checked(database: Database, at: datetime, **found: Any) -> None:
    with database.transaction() as session:
        session.add(MailboxCheck(account="sen@mail:993", folder="INBOX", checked_at=at, **found))


def test_officers_are_told_that_every_message_is_in_the_hub(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    checked(database, now - timedelta(days=2), listed=7, without_row=["9"])
    checked(database, now - timedelta(hours=2), listed=12)
    page = visitor(world.officer_id).opens("/post/")
    assert "all 12 messages on the mail server are in the hub" in page.main
    assert "Post may be missing" not in page.main


def test_officers_are_told_what_may_be_missing_and_what_to_do(
    visitor: Make, world: World, database: Database, now: datetime
) -> None:
    checked(database, now - timedelta(days=3), listed=12, without_row=["9"], without_bytes=2, unread=1)
    page = visitor(world.officer_id).opens("/post/")
    assert "Post may be missing from INBOX" in page.main
    for said in ("1 message on the mail server could not be fetched", "original of 2 items", "1 item has waited"):
        assert said in page.main
    assert "Ask whoever runs the hub whether it is still reading the mailbox" in page.main
