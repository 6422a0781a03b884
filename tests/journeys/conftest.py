"""Fixtures for the journeys: a mailbox on a real Dovecot, a council whose people can sign in, and the running hub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hub.database import Database
from hub.mailers import LocalOutbox
from hub.messages import Message
from hub.models import Account, Person
from hub.notice import NoticeChannel
from hub.passwords import hash_password
from hub.services.second_factors import mobile_number
from tests.components import free_port
from tests.dovecot import Dovecot
from tests.intake.conftest import dovecot, dovecot_running  # noqa: F401 - fixtures
from tests.journeys.processes import Processes, answers, processes, wait_until
from tests.journeys.visit import Visit
from tests.world import World, make_world

PASSWORD = "marmalade kettle seventeen"
PEOPLE = ("officer", "manager", "therapist", "colleague", "dco", "outsider")


@dataclass
class RunningHub:
    """Portal, intake, scheduler and worker as processes, and what they share."""

    parts: Processes
    database: Database
    dovecot: Dovecot
    world: World
    address: str
    outbox: LocalOutbox
    data_dir: Path
    visit: Callable[[str], Visit]

    def signed_in(self, who: str) -> Visit:
        """Somebody of the world, signed in with password and code in a browser of their own."""
        visit = self.visit(who)
        with self.database.reading() as session:
            email = self.world.person(session, who).email
        visit.signs_in(email, PASSWORD, phone_of(who))
        return visit

    def mails_to(self, address: str) -> list[Message]:
        """The e-mails that an address was sent, newest first."""
        sent = self.outbox.messages()
        return [each for each in sent if each.channel is NoticeChannel.EMAIL and each.to == address]


def phone_of(who: str) -> str:
    """The mobile number of somebody of the world, from Ofcom's range for drama."""
    return f"+4477009004{PEOPLE.index(who):02}"


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of everybody's password: slow on purpose, so made once."""
    return hash_password(PASSWORD)


@pytest.fixture
def running_hub(
    database: Database,
    database_url: str,
    dovecot: Dovecot,  # noqa: F811
    browser: Browser,
    password_hash: str,
    tmp_path: Path,
) -> Iterator[RunningHub]:
    """The real processes on one database, which read a real mailbox.

    The browsers run no scripts on SQLite, and do on PostgreSQL: every step has to work either way.
    """
    javascript = database_url.startswith("postgresql")
    world = make_world(database, datetime.now(UTC))
    with database.transaction() as session:
        for who in PEOPLE:
            person = session.get_one(Person, getattr(world, f"{who}_id"))
            session.add(Account(password_hash=password_hash, phone=mobile_number(phone_of(who)), person=person))
    port = free_port()
    address, data_dir = f"http://127.0.0.1:{port}", tmp_path / "data"
    outbox = LocalOutbox(data_dir / "outbox")
    settings = {
        "database_url": database_url,
        "data_dir": str(data_dir),
        "base_url": address,
        "imap_url": dovecot.url("?done=Done"),
    }
    visits: list[Visit] = []

    def visit(name: str) -> Visit:
        visits.append(Visit.begin(browser, address, outbox, name, javascript=javascript))
        return visits[-1]

    with processes(tmp_path, **settings) as parts:
        parts.start("serve", "--port", str(port))
        parts.start("work")
        parts.start("schedule")
        parts.start("intake", "run")
        wait_until(lambda: answers(port), what="the portal did not start")
        yield RunningHub(parts, database, dovecot, world, address, outbox, data_dir, visit)
        assert [each.failures for each in visits if each.failures] == []
        assert set(parts.stop().values()) == {0}, "a part did not stop cleanly"
        assert "Traceback" not in parts.said()
    for each in visits:
        each.page.context.close()
