"""kill -9 of intake and worker at random moments: nothing lost, nothing doubled, no half case."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from hub.files import sha256_of
from hub.models import Case, HistoryEntry, PostItem, PostState, Reading, Work, WorkState
from hub.opening import Hub
from tests.dovecot import Dovecot
from tests.intake.letters import child, request

pytestmark = pytest.mark.dovecot
MESSAGES, KILLS = 40, 10


def start(hub: Hub, dovecot: Dovecot, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("EHC_")},
        "EHC_DATABASE_URL": hub.settings.database,
        "EHC_DATA_DIR": str(hub.settings.data_dir),
        "EHC_IMAP_URL": dovecot.url("?done=Done"),
    }
    command = [sys.executable, "-c", "from hub.cli import main; main(prog_name='ehc')", *arguments]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)


def kill(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.mark.timeout(280)
def test_ten_kills_over_forty_messages_lose_nothing_and_double_nothing(hub: Hub, dovecot: Dovecot) -> None:
    chance = random.Random(20261123)
    sent = {sha256_of(request(number)): child(number) for number in range(MESSAGES)}
    reader, worker = start(hub, dovecot, "intake", "run"), start(hub, dovecot, "work")
    for turn in range(KILLS):
        for number in range(turn * MESSAGES // KILLS, (turn + 1) * MESSAGES // KILLS):
            dovecot.deliver(request(number))
        time.sleep(chance.uniform(0.3, 2.5))
        if chance.random() < 0.5:
            kill(reader)
            reader = start(hub, dovecot, "intake", "run")
        else:
            kill(worker)
            worker = start(hub, dovecot, "work")
    began = time.monotonic()
    while dovecot.count("Done") < MESSAGES:
        assert time.monotonic() - began < 120, "not everything was filed and moved"
        time.sleep(0.5)
    kill(reader, worker)
    assert dovecot.count("INBOX") == 0
    check_record(hub, sent)


def check_record(hub: Hub, sent: dict[str, tuple[str, date]]) -> None:
    with hub.database.reading() as session:
        items = session.scalars(select(PostItem)).all()
        assert Counter(item.sha256 for item in items) == Counter(list(sent))  # 0 lost, 0 doubled
        assert {item.state for item in items} == {PostState.FILED}
        assert all(sha256_of(hub.files.load(item.sha256)) == item.sha256 for item in items)
        cases = session.scalars(select(Case)).all()
        assert sorted((case.child_name, case.date_of_birth) for case in cases) == sorted(sent.values())
        readings = session.scalars(select(Reading)).all()
        assert sorted(reading.case_id or 0 for reading in readings) == sorted(case.id for case in cases)  # no half case
        opened = session.scalars(select(HistoryEntry.case_id).where(HistoryEntry.what == "case opened")).all()
        assert sorted(opened) == sorted(case.id for case in cases)
        assert not session.scalars(select(Work).where(Work.state != WorkState.DONE)).all()


def test_an_item_whose_worker_was_killed_while_reading_is_taken_again(hub: Hub) -> None:
    from hub.models import Channel
    from hub.work import free_work_of_the_dead, take
    from intake.receive import Place, take_in
    from tests.intake.conftest import work_all

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
    with hub.database.reading() as session:
        assert session.scalars(select(PostItem.state)).one() is PostState.RECEIVED
    free_work_of_the_dead(hub.database, host="here", now=now)
    work_all(hub)
    with hub.database.reading() as session:
        assert session.scalars(select(PostItem.state)).one() is PostState.FILED
