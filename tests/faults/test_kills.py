"""kill -9 of intake, worker and scheduler at random moments: every file once, every notice once, nothing half.

The mailbox has a test of its own in `tests/intake/test_kills.py`; here files are dropped into the watched folder while
requests are made and reminders fall due.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.advice import Area
from hub.database import Database
from hub.files import FileStore, sha256_of
from hub.mailers import LocalOutbox
from hub.models import (
    Case,
    Channel,
    NoticeState,
    OutgoingNotice,
    PostItem,
    PostState,
    Reading,
    Reminder,
    Request,
    Work,
    WorkState,
)
from hub.services.cases import Requester, confirm_case, open_case
from hub.services.history import broken_links
from hub.services.requests import request_advice
from tests.intake.letters import child, request
from tests.journeys.processes import Processes, processes, wait_until
from tests.world import World, make_world

LONG = os.environ.get("EHC_CAMPAIGN") == "long"
SEEDS = range(10) if LONG else (20261123,)
KILLS = 10
FILES = 2 * KILLS
BROKEN = {number: request(number)[:60] + b"\0" * number for number in (5, 17)}
PARTS = {"intake": ("intake", "run"), "work": ("work",), "schedule": ("schedule", "--lease", "2")}


def dropped(number: int) -> bytes:
    """What the file of that number holds: some of them are no letters any more."""
    return BROKEN.get(number, request(number))


def drop(folder: Path, number: int) -> None:
    """Put a file into the watched folder, as a scanner does: under another name until it is whole."""
    draft = folder / f".{number}"
    draft.write_bytes(dropped(number))
    draft.rename(folder / f"{number}.eml")


def ask(database: Database, world: World, number: int, now: datetime) -> None:
    """A case by telephone, and a request that was made long ago, so that reminders are due at once."""
    long_ago = now - timedelta(days=45)
    with database.transaction() as session:
        officer = world.officer(session)
        case = open_case(
            session,
            channel=Channel.TELEPHONE,
            received_on=long_ago.date(),
            requester=Requester("Nasreen Aziz", "parent", "", ""),
            child={"child_name": f"Asked {number}", "date_of_birth": date(2014, 5, 1)},
            by=officer,
            now=long_ago,
        )
        confirm_case(session, case=case, by=officer, now=long_ago)
        areas = [Area.COMMUNICATION_AND_INTERACTION]
        request_advice(session, case=case, team=world.team(session), areas=areas, by=officer, now=long_ago)


@pytest.mark.postgresql_in_the_campaign
@pytest.mark.timeout(280)
@pytest.mark.parametrize("seed", SEEDS)
def test_ten_kills_of_any_part_lose_nothing_double_nothing_and_leave_nothing_half(
    seed: int, database: Database, database_url: str, tmp_path: Path
) -> None:
    chance, folder, now = random.Random(seed), tmp_path / "drop", datetime.now(UTC)
    folder.mkdir()
    world = make_world(database, now)
    settings = {"database_url": database_url, "data_dir": str(tmp_path / "data"), "watched_folder": str(folder)}
    with processes(tmp_path, **settings) as parts:
        for arguments in PARTS.values():
            parts.start(*arguments)
        for turn in range(KILLS):
            drop(folder, 2 * turn)
            drop(folder, 2 * turn + 1)
            ask(database, world, turn, now)
            time.sleep(chance.uniform(0.2, 1.6))
            one = chance.choice(list(PARTS))
            parts.kill(one)
            parts.start(*PARTS[one])
        wait_until(lambda: everything_is_done(database, folder), seconds=120, what="not everything was done")
        the_log_is_calm(parts)
        assert set(parts.stop().values()) == {0}
    every_file_is_filed_once(database, FileStore(tmp_path / "data"))
    every_notice_is_sent_once(database, LocalOutbox(tmp_path / "data" / "outbox"))


def everything_is_done(database: Database, folder: Path) -> bool:
    """Whether no file, work or notice waits any more, and every request that is overdue has been reminded of."""
    with database.reading() as session:
        waiting = session.scalars(select(Work.id).where(Work.state == WorkState.WAITING).limit(1)).first()
        requests = set(session.scalars(select(Request.id)))
        reminded = set(session.scalars(select(Reminder.request_id)))
    return waiting is None and requests == reminded and not list(folder.glob("*.eml"))


def the_log_is_calm(parts: Processes) -> None:
    """No part met something that it had not expected."""
    assert "Traceback" not in parts.said()


def every_file_is_filed_once(database: Database, files: FileStore) -> None:
    """Each file one item with its own bytes, each letter one case with one reading; the broken ones wait."""
    sent = {sha256_of(dropped(number)): number for number in range(FILES)}
    wanted = Counter(child(number)[0] for number in range(FILES) if number not in BROKEN)
    with database.reading() as session:
        items = session.scalars(select(PostItem)).all()
        assert Counter(item.sha256 for item in items) == Counter(list(sent))
        assert all(sha256_of(files.load(item.sha256)) == item.sha256 for item in items)
        readings = session.scalars(select(Reading)).all()
        by_item = Counter(reading.item_id for reading in readings if reading.case_id)
        letters = [item for item in items if sent[item.sha256] not in BROKEN]
        assert [by_item[item.id] for item in letters] == [1] * len(letters)
        assert {item.state for item in letters} == {PostState.FILED}
        cases = session.scalars(select(Case.child_name)).all()
        assert Counter(each for each in cases if not each.startswith(("Asked", "Sian"))) == wanted
        assert list(broken_links(session)) == []


def every_notice_is_sent_once(database: Database, outbox: LocalOutbox) -> None:
    """Each notice one message, each reminder one notice, to nobody twice."""
    with database.reading() as session:
        notices = session.scalars(select(OutgoingNotice)).all()
        reminders = session.scalars(select(Reminder)).all()
    assert {each.state for each in notices} == {NoticeState.SENT}
    assert Counter(each.reference for each in notices) == Counter(each.reference for each in outbox.messages())
    assert max(Counter((each.request_id, each.rung, each.recipient) for each in reminders).values()) == 1
    assert len({each.notice_id for each in reminders}) == len(reminders)
    assert len(notices) == len(reminders) + KILLS  # and one for each request
