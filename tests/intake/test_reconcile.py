"""The daily proof that every message on the server has a row, against a real Dovecot."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from hub.cli import main
from hub.models import MailboxCheck, PostItem, PostState
from hub.opening import Hub
from hub.services.mailbox_checks import last_check
from intake.mailbox import Mailbox, account_of
from tests.dovecot import Dovecot
from tests.intake.conftest import work_all
from tests.intake.letters import request
from tests.intake.test_mailbox import ledger, mailbox, wait_until

pytestmark = pytest.mark.dovecot


def test_what_is_on_the_server_without_a_row_is_taken_in_and_counted(hub: Hub, dovecot: Dovecot) -> None:
    dovecot.deliver(request(1))
    mailbox(hub, dovecot.url()).look_once()
    dovecot.deliver(request(2))
    check = mailbox(hub, dovecot.url()).reconcile()
    assert (check.listed, check.taken_in, check.without_row, check.all_well) == (2, 1, [], True)
    assert len(ledger(hub)) == 2
    again = mailbox(hub, dovecot.url()).reconcile()
    assert (again.listed, again.taken_in) == (2, 0)


def test_a_message_without_a_body_is_listed_stops_nothing_and_comes_in_later(hub: Hub, dovecot: Dovecot) -> None:
    dovecot.deliver(request(1))
    late = dovecot.withheld(request(3))
    dovecot.deliver(request(2))
    check = mailbox(hub, dovecot.url("?done=Done")).reconcile()
    assert (check.taken_in, check.without_row, check.all_well) == (2, [str(late.uid)], False)
    work_all(hub)
    assert mailbox(hub, dovecot.url("?done=Done")).look_once() == 0
    assert (dovecot.count("INBOX"), dovecot.count("Done")) == (1, 2)
    late.arrives()
    assert mailbox(hub, dovecot.url("?done=Done")).look_once() == 1
    assert mailbox(hub, dovecot.url("?done=Done")).reconcile().all_well


def test_a_number_given_out_again_for_another_message_hides_nothing(hub: Hub, dovecot: Dovecot) -> None:
    """A server restored from a backup: the same UIDVALIDITY, and a UID that now names another message."""
    dovecot.deliver(request(1))
    mailbox(hub, dovecot.url()).look_once()
    (item,) = ledger(hub)
    dovecot.replace(request(2, extra=" and more"))
    check = mailbox(hub, dovecot.url()).reconcile()
    assert check.all_well
    old, new = ledger(hub)
    assert (new.uid, new.uidvalidity) == (item.uid, item.uidvalidity)
    assert [hub.files.load(each.sha256) for each in (old, new)] == [request(1), request(2, extra=" and more")]
    assert mailbox(hub, dovecot.url()).reconcile().taken_in == 0


def test_a_size_that_the_server_only_estimates_is_kept_as_it_says_it(hub: Hub, dovecot: Dovecot) -> None:
    """Else every message would be fetched anew each day."""
    dovecot.deliver(request(1))
    mailbox(hub, dovecot.url()).look_once()
    with hub.database.transaction() as session:
        session.scalars(select(PostItem)).one().size += 7
    check = mailbox(hub, dovecot.url()).reconcile()
    assert (check.taken_in, check.all_well) == (0, True)
    (item,) = ledger(hub)
    assert item.size == len(request(1))


def test_a_lost_original_and_post_that_nobody_reads_are_told_of(hub: Hub, dovecot: Dovecot) -> None:
    for number in (1, 2):
        dovecot.deliver(request(number))
    later = datetime.now(UTC) + timedelta(hours=2)
    mailbox(hub, dovecot.url()).look_once()
    (hub.files.folder / ledger(hub)[0].sha256[:2] / ledger(hub)[0].sha256).unlink()
    check = Mailbox(hub, account_of(dovecot.url()), holder="test:1:a", clock=lambda: later).reconcile()
    assert (check.without_bytes, check.unread, check.all_well) == (1, 2, False)


def test_the_mailbox_that_is_read_is_compared_once_a_day(hub: Hub, dovecot: Dovecot) -> None:
    dovecot.deliver(request(1))
    moment = [datetime.now(UTC)]
    box = Mailbox(hub, account_of(dovecot.url()), holder="test:1:a", clock=lambda: moment[0])
    stopped = threading.Event()
    reader = threading.Thread(target=box.run, args=(stopped,))
    reader.start()
    try:
        wait_until(lambda: len(checks(hub)) == 1)
        dovecot.deliver(request(2))
        wait_until(lambda: len(ledger(hub)) == 2)
        assert len(checks(hub)) == 1
        moment[0] += timedelta(hours=24)
        dovecot.deliver(request(3))
        wait_until(lambda: len(checks(hub)) == 2)
    finally:
        stopped.set()
        reader.join(10)
    assert checks(hub)[1].listed in (2, 3)  # the third may have come while it looked


def checks(hub: Hub) -> list[MailboxCheck]:
    with hub.database.reading() as session:
        return list(session.scalars(select(MailboxCheck).order_by(MailboxCheck.id)))


def test_the_command_says_what_it_found_and_ends_with_one_where_something_is_missing(
    hub: Hub, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("EHC_DATABASE_URL", hub.settings.database),
        ("EHC_DATA_DIR", str(hub.settings.data_dir)),
        ("EHC_IMAP_URL", dovecot.url()),
    ):
        monkeypatch.setenv(name, value)
    dovecot.deliver(request(1))
    well = CliRunner().invoke(main, ["intake", "reconcile"])
    assert (well.exit_code, well.stderr) == (0, "")
    assert "1 messages on the server, 1 taken in just now" in well.stdout
    assert "Every one is in the hub." in well.stdout
    dovecot.withheld(request(2))
    amiss = CliRunner().invoke(main, ["intake", "reconcile"])
    assert amiss.exit_code == 1
    assert "The server gives no body for 1 of them (UID " in amiss.stdout
    assert "secret" not in well.output + amiss.output


def test_what_an_officer_set_aside_may_have_been_deleted(hub: Hub, dovecot: Dovecot) -> None:
    dovecot.deliver(request(1))
    mailbox(hub, dovecot.url()).look_once()
    with hub.database.transaction() as session:
        item = session.scalars(select(PostItem)).one()
        item.state = PostState.NOT_OURS
        (hub.files.folder / item.sha256[:2] / item.sha256).unlink()
    assert mailbox(hub, dovecot.url()).reconcile().all_well
    with hub.database.reading() as session:
        check = last_check(session, account=ledger(hub)[0].account, folder="INBOX")
    assert check is not None
    assert check.without_bytes == 0
