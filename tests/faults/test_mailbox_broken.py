"""A mailbox that is cut off, rebuilt or read by two at once while it is read: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.opening import Hub
from intake.mailbox import Mailbox, MailboxProblem
from tests.dovecot import Dovecot
from tests.faults.filed import everything_is_done, filed_once, noted
from tests.intake.conftest import work_all
from tests.intake.letters import request
from tests.intake.test_mailbox import ledger, mailbox
from tests.journeys.processes import processes, wait_until

pytestmark = pytest.mark.dovecot
LONG = os.environ.get("EHC_CAMPAIGN") == "long"
CUTS, REBUILDS, SHARED = (100, 50, 200) if LONG else (20, 3, 40)


@contextmanager
def reading(*boxes: Mailbox) -> Iterator[None]:
    """Threads that read the mailbox until the end of the block."""
    stopped = threading.Event()
    readers = [threading.Thread(target=box.run, args=(stopped,)) for box in boxes]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        stopped.set()
        for reader in readers:
            reader.join(15)


@pytest.mark.postgresql_in_the_campaign
@pytest.mark.timeout(1500 if LONG else 200)
def test_a_connection_that_drops_twenty_times_loses_nothing_and_doubles_nothing(
    hub: Hub, dovecot: Dovecot, tmp_path: Path
) -> None:
    """Cut off at random: while it fetches, moves, idles or signs in."""
    chance = random.Random(20261123)
    settings = {"database_url": hub.settings.database, "data_dir": str(hub.settings.data_dir)}
    with processes(tmp_path, imap_url=dovecot.url("?done=Done"), **settings) as parts:
        parts.start("intake", "run")
        parts.start("work")
        for turn in range(CUTS):
            dovecot.deliver(request(2 * turn))
            dovecot.deliver(request(2 * turn + 1))
            time.sleep(chance.uniform(0, 1.2))
            dovecot.cut()
        wait_until(lambda: dovecot.count("Done") == 2 * CUTS, seconds=60, what="it did not come back within a minute")
        wait_until(lambda: everything_is_done(hub), seconds=60)
        assert "Traceback" not in parts.said()
    filed_once(hub, range(2 * CUTS))


def test_a_connection_cut_while_idle_is_noticed_and_nothing_is_lost(hub: Hub, dovecot: Dovecot) -> None:
    with reading(mailbox(hub, dovecot.url())):
        dovecot.deliver(request(1))
        wait_until(lambda: noted(hub) == 1)
        for number in (2, 3, 4):
            dovecot.cut()
            dovecot.deliver(request(number))
            wait_until(lambda wanted=number: noted(hub) == wanted, seconds=60)  # type: ignore[misc]
    work_all(hub)
    filed_once(hub, range(1, 5))


@pytest.mark.postgresql_in_the_campaign
@pytest.mark.timeout(900 if LONG else 120)
def test_a_mailbox_rebuilt_again_and_again_doubles_nothing_and_skips_nothing(hub: Hub, dovecot: Dovecot) -> None:
    """UIDVALIDITY changes and UIDs begin anew, while it is read: with what was filed and what wasn't."""
    for turn in range(REBUILDS):
        dovecot.deliver(request(2 * turn))
        mailbox(hub, dovecot.url()).look_once()
        if turn % 2:
            work_all(hub)
        before = {item.uidvalidity for item in ledger(hub)}
        dovecot.rebuild()
        dovecot.deliver(request(2 * turn + 1))
        mailbox(hub, dovecot.url()).look_once()
        assert {item.uidvalidity for item in ledger(hub)}.isdisjoint(before)
    assert mailbox(hub, dovecot.url()).reconcile().all_well
    work_all(hub)
    filed_once(hub, range(2 * REBUILDS))


@pytest.mark.postgresql_in_the_campaign
def test_of_two_readers_of_one_mailbox_one_works_and_the_other_says_why(hub: Hub, dovecot: Dovecot) -> None:
    url = dovecot.url("?done=Done")
    with reading(mailbox(hub, url, "test:1:x"), mailbox(hub, url, "test:2:x")):
        for number in range(20):
            dovecot.deliver(request(number))
        wait_until(lambda: noted(hub) == 20)
        with pytest.raises(MailboxProblem, match="Another process is reading this mailbox"):
            mailbox(hub, url, "test:3:x").look_once()
        work_all(hub)
        wait_until(lambda: dovecot.count("Done") == 20)
    work_all(hub)
    filed_once(hub, range(20))


@pytest.mark.postgresql_in_the_campaign
@pytest.mark.timeout(900 if LONG else 200)
def test_when_the_reader_of_a_mailbox_is_killed_the_one_that_waits_takes_over(
    hub: Hub, dovecot: Dovecot, tmp_path: Path
) -> None:
    settings = {"database_url": hub.settings.database, "data_dir": str(hub.settings.data_dir)}
    url = dovecot.url("?done=Done")
    with (
        processes(tmp_path / "one", imap_url=url, **settings) as one,
        processes(tmp_path / "two", imap_url=url, **settings) as two,
    ):
        for parts in (one, two):
            parts.folder.mkdir()
            parts.start("intake", "run")
        two.start("work")
        for number in range(SHARED):
            dovecot.deliver(request(number))
            if number == SHARED // 2:
                one.kill("intake")
        wait_until(lambda: dovecot.count("Done") == SHARED, seconds=120, what="nobody took over")
        wait_until(lambda: everything_is_done(hub), seconds=60)
    filed_once(hub, range(SHARED))


def test_two_processes_that_take_in_the_same_message_make_one_row(hub: Hub, dovecot: Dovecot) -> None:
    """As where a lease ran out under a slow one: the unique place decides, not the lease."""
    for number in range(10):
        dovecot.deliver(request(number))
    boxes = [mailbox(hub, dovecot.url(), f"test:{number}:x") for number in range(3)]
    readers = [threading.Thread(target=box.reconcile) for box in boxes]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(30)
    work_all(hub)
    filed_once(hub, range(10))
