"""kill -9 of intake and worker, at each named point and at random: nothing lost, nothing doubled, no half case."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.models import Channel, PostItem, PostState
from hub.opening import Hub
from hub.work import free_work_of_the_dead, take
from intake.receive import Place, take_in
from tests.dovecot import Dovecot
from tests.faults.filed import everything_is_done, filed_once
from tests.intake.conftest import work_all
from tests.intake.letters import request
from tests.journeys.processes import Processes, environment, processes, wait_until

pytestmark = pytest.mark.dovecot
LONG = os.environ.get("EHC_CAMPAIGN") == "long"
MESSAGES, KILLS = (200, 50) if LONG else (40, 10)
PARTS = {"intake": ("intake", "run"), "work": ("work",)}
POINTS = {
    "intake": [
        "before hub.files:FileStore.store",
        "before hub.files:_sync_folder",
        "after hub.files:FileStore.store",
        "after hub.services.received_post:enqueue",
        "after intake.mailbox:take_in",
        "after intake.mailbox:check_of",
        "before imapclient:IMAPClient.move",
        "after imapclient:IMAPClient.move",
    ],
    "work": [
        "after hub.work:take",
        "after intake.receive:read_safely",
        "after hub.services.received_post:open_case",
        "after intake.receive:file_read",
        "after intake.receive:acknowledge",
        "after intake.receive:read_item",
        "before hub.mailers:LocalOutbox.send",
        "after hub.mailers:LocalOutbox.send",
    ],
}


def settings_of(hub: Hub, dovecot: Dovecot) -> dict[str, str]:
    return {
        "database_url": hub.settings.database,
        "data_dir": str(hub.settings.data_dir),
        "imap_url": dovecot.url("?done=Done"),
    }


@pytest.mark.postgresql_in_the_campaign
@pytest.mark.parametrize("part", list(POINTS))
@pytest.mark.timeout(280)
def test_a_kill_at_any_named_point_loses_nothing_and_doubles_nothing(
    part: str, hub: Hub, dovecot: Dovecot, tmp_path: Path
) -> None:
    settings = settings_of(hub, dovecot)
    with processes(tmp_path, **settings) as parts:
        other = next(each for each in PARTS if each != part)
        parts.start(*PARTS[other])
        for number, point in enumerate(POINTS[part]):
            dovecot.deliver(request(number))
            dies_at(point, part, settings, tmp_path)
        parts.start(*PARTS[part])
        all_filed_and_moved(hub, dovecot, parts, len(POINTS[part]))
    filed_once(hub, range(len(POINTS[part])))


def dies_at(point: str, part: str, settings: dict[str, str], folder: Path) -> None:
    """Run the part until the point ends it, as it must."""
    command = [sys.executable, "-m", "tests.faults.killed_at", point, *PARTS[part]]
    with (folder / "killed.log").open("ab") as log:
        ended = subprocess.run(
            command, env=environment(**settings), cwd=folder, stdout=log, stderr=log, timeout=40, check=False
        )
    assert ended.returncode == -signal.SIGKILL, point


@pytest.mark.timeout(3000 if LONG else 280)
def test_kills_at_random_lose_nothing_and_double_nothing(hub: Hub, dovecot: Dovecot, tmp_path: Path) -> None:
    chance = random.Random(20261123)
    with processes(tmp_path, **settings_of(hub, dovecot)) as parts:
        for arguments in PARTS.values():
            parts.start(*arguments)
        for turn in range(KILLS):
            for number in range(turn * MESSAGES // KILLS, (turn + 1) * MESSAGES // KILLS):
                dovecot.deliver(request(number))
            time.sleep(chance.uniform(0.3, 2.5))
            one = chance.choice(list(PARTS))
            parts.kill(one)
            parts.start(*PARTS[one])
        all_filed_and_moved(hub, dovecot, parts, MESSAGES)
    filed_once(hub, range(MESSAGES))


def all_filed_and_moved(hub: Hub, dovecot: Dovecot, parts: Processes, number: int) -> None:
    """Wait for the end of the work; the log is calm."""
    wait_until(lambda: dovecot.count("Done") == number, seconds=120, what="not everything was filed and moved")
    wait_until(lambda: everything_is_done(hub), seconds=60, what="not every answer was sent")
    assert dovecot.count("INBOX") == 0
    assert "Traceback" not in parts.said()


def test_an_item_whose_worker_was_killed_while_reading_is_taken_again(hub: Hub) -> None:
    now = datetime.now(UTC)
    take_in(
        hub.database,
        hub.files,
        data=request(1),
        channel=Channel.MAIL,
        place=Place("a", "INBOX", "1", 1),
        name="message 1",
        received_at=None,
        now=now,
    )
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert take(hub.database, settings=hub.settings, worker=f"here:{gone.pid}:x", now=now)
    work_all(hub)
    assert state(hub) is PostState.RECEIVED
    free_work_of_the_dead(hub.database, host="here", now=now)
    work_all(hub)
    assert state(hub) is PostState.FILED


def state(hub: Hub) -> PostState:
    with hub.database.reading() as session:
        return session.scalars(select(PostItem.state)).one()
