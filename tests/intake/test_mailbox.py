"""The mailbox against a real Dovecot: once each, never deleted, moved only when filed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from hub.files import sha256_of
from hub.models import Case, PostItem, PostState
from hub.opening import Hub
from intake.mailbox import Mailbox, MailboxProblem, account_of
from tests.dovecot import Dovecot
from tests.intake.conftest import work_all
from tests.intake.letters import request

pytestmark = pytest.mark.dovecot


def mailbox(hub: Hub, url: str, holder: str = "test:1:a") -> Mailbox:
    return Mailbox(hub, account_of(url), holder=holder, clock=lambda: datetime.now(UTC))


def ledger(hub: Hub) -> list[PostItem]:
    with hub.database.reading() as session:
        return list(session.scalars(select(PostItem).order_by(PostItem.id)))


def cases(hub: Hub) -> int:
    with hub.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def wait_until(holds: Callable[[], bool], seconds: float = 15) -> float:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "waited too long"
        time.sleep(0.05)
    return time.monotonic() - began


def test_a_message_is_stored_byte_for_byte_and_filed_once(hub: Hub, dovecot: Dovecot) -> None:
    data = request(1)
    dovecot.deliver(data)
    box = mailbox(hub, dovecot.url())
    assert box.look_once() == 1
    assert box.look_once() == 0
    work_all(hub)
    (item,) = ledger(hub)
    assert item.state is PostState.FILED
    assert item.sha256 == sha256_of(data)
    assert hub.files.load(item.sha256) == data
    assert cases(hub) == 1


def test_nothing_is_moved_or_marked_read_unless_the_settings_say_so(hub: Hub, dovecot: Dovecot) -> None:
    dovecot.deliver(request(1))
    mailbox(hub, dovecot.url()).look_once()
    work_all(hub)
    mailbox(hub, dovecot.url()).look_once()
    assert dovecot.count("INBOX") == 1
    with dovecot.client() as client:
        client.select_folder("INBOX")
        assert len(client.search("UNSEEN")) == 1


def test_a_message_is_moved_only_after_it_has_been_filed(hub: Hub, dovecot: Dovecot) -> None:
    dovecot.deliver(request(1))
    box = mailbox(hub, dovecot.url("?done=Done"))
    box.look_once()
    assert (dovecot.count("INBOX"), dovecot.count("Done")) == (1, 0)
    work_all(hub)
    box.look_once()
    assert (dovecot.count("INBOX"), dovecot.count("Done")) == (0, 1)


def test_mail_that_arrives_while_idle_is_noted_within_two_seconds(hub: Hub, dovecot: Dovecot) -> None:
    stopped = threading.Event()
    reader = threading.Thread(target=mailbox(hub, dovecot.url()).run, args=(stopped,))
    reader.start()
    try:
        dovecot.deliver(request(1))
        wait_until(lambda: len(ledger(hub)) == 1)
        time.sleep(1.5)  # it idles now
        dovecot.deliver(request(2))
        assert wait_until(lambda: len(ledger(hub)) == 2) < 2
    finally:
        stopped.set()
        reader.join(10)


def test_an_unreachable_mailbox_is_one_sentence_without_the_password(hub: Hub) -> None:
    with pytest.raises(MailboxProblem) as problem:
        mailbox(hub, "imap://hub:secret@127.0.0.1:9/INBOX").look_once()
    assert "can't be reached" in str(problem.value)
    assert "secret" not in str(problem.value)


def test_a_wrong_password_or_folder_says_which_setting_to_correct(hub: Hub, dovecot: Dovecot) -> None:
    with pytest.raises(MailboxProblem, match=r"refuses the user or password\. Correct EHC_IMAP_URL"):
        mailbox(hub, f"imap://hub:wrong@127.0.0.1:{dovecot.port}/INBOX").look_once()
    with pytest.raises(MailboxProblem, match="no folder “Nowhere”"):
        mailbox(hub, f"imap://hub:secret@127.0.0.1:{dovecot.port}/Nowhere").look_once()
