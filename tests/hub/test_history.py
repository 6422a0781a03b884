"""The history of a case can't be changed unnoticed."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select, text

from hub.database import Database
from hub.models import HistoryEntry
from hub.services.history import broken_links, differs_from, digest_of, heads, record
from tests.world import World

TAMPERINGS = {
    "changed words": "UPDATE history_entry SET what = 'case closed' WHERE number = 3",
    "changed time": "UPDATE history_entry SET at = '2020-01-01 00:00:00+00:00' WHERE number = 3",
    "changed person": "UPDATE history_entry SET by_id = 1 + (SELECT min(by_id) FROM history_entry) WHERE number = 3",
    "changed details": "UPDATE history_entry SET details = '{\"x\": 1}' WHERE number = 3",
    "removed": "DELETE FROM history_entry WHERE number = 3",
    "removed first": "DELETE FROM history_entry WHERE number = 1",
    "renumbered": "UPDATE history_entry SET number = 9 WHERE number = 3",
}


@pytest.fixture
def acts(database: Database, world: World, now: datetime) -> None:
    with database.transaction() as session:
        for number in range(4):
            record(session, world.case(session), f"act {number}", by=world.officer(session), at=now, n=number)


@pytest.mark.parametrize("tampering", TAMPERINGS)
@pytest.mark.usefixtures("acts")
def test_a_change_made_directly_in_the_database_is_noticed(database: Database, tampering: str) -> None:
    with database.reading() as session:
        assert list(broken_links(session)) == []
    with database.engine.begin() as connection:
        connection.execute(text(TAMPERINGS[tampering]))
    with database.reading() as session:
        assert list(broken_links(session)) != []


@pytest.mark.usefixtures("acts")
def test_a_history_rewritten_and_chained_anew_shows_against_a_head_kept_elsewhere(
    database: Database, world: World
) -> None:
    with database.reading() as session:
        kept = heads(session)
        assert list(differs_from(session, kept)) == []
        reference = world.case(session).reference
    with database.transaction() as session:
        before = ""
        for entry in session.scalars(select(HistoryEntry).order_by(HistoryEntry.number)):
            entry.what = entry.what.replace("opened", "imported")
            entry.digest = before = digest_of(entry, before=before)
    with database.reading() as session:
        assert list(broken_links(session)) == []
        assert list(differs_from(session, kept)) == [(reference, kept[reference][0])]


@pytest.mark.usefixtures("acts")
def test_a_history_cut_short_shows_against_a_head_kept_elsewhere(database: Database, world: World) -> None:
    with database.reading() as session:
        before = heads(session)
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM history_entry WHERE number >= 5"))
    with database.reading() as session:
        assert list(broken_links(session)) == []
        assert [each for each, _ in differs_from(session, before)] == [world.case(session).reference]
