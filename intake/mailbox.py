"""The mailbox: every message noted once, by (account, folder, UIDVALIDITY, UID), and never deleted.

Fetched without marking it read (BODY.PEEK[]); moved to a “done” folder only where the settings name one, the server
can MOVE (RFC 6851), and the item has been filed. IDLE (RFC 2177) between looks; a dropped connection looks like silence
to imapclient, so IDLE is left every half minute and the connection proved.
"""

from __future__ import annotations

import logging
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from hub.models import Channel, Lease, MailboxCheck
from hub.opening import Hub
from hub.refusals import Problem
from hub.services.mailbox_checks import check_of, last_check, sizes_noted
from hub.services.received_post import unmoved
from hub.work import give_up_lease, hold_lease
from intake.receive import Place, take_in

log = logging.getLogger(__name__)
TIMEOUT = 30.0
IDLE_AT_MOST = 30.0  # seconds: silence is no proof that the connection lives, nor that nothing came
LEASE = timedelta(minutes=2)
BATCH = 50
_SHORTEST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=10)
_T = TypeVar("_T")
LISTED_AT_ONCE = 1000  # as many numbers as a line to a server may hold
CHECK_EVERY = timedelta(days=1)


class MailboxProblem(Problem):
    """The mailbox can't be used now; the message says why and what to do, without a password."""


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox as the setting EHC_IMAP_URL names it: imaps://user:password@host:port/FOLDER?done=Done."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    done: str
    tls: bool

    @property
    def name(self) -> str:
        """The account as the ledger keeps it."""
        return f"{self.user}@{self.host}:{self.port}"


def account_of(url: str) -> Account:
    """The account in a URL; user and password may be percent-encoded."""
    parts = urlsplit(url)
    tls = parts.scheme == "imaps"
    return Account(
        host=parts.hostname or "",
        port=parts.port or (993 if tls else 143),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        done=parse_qs(parts.query).get("done", [""])[0],
        tls=tls,
    )


@dataclass(frozen=True, slots=True)
class _Broke:
    """How often the server hung up when it was asked for a message, and when to ask again."""

    times: int
    again: datetime

    @classmethod
    def once_more(cls, before: _Broke | None, now: datetime) -> _Broke:
        times = before.times + 1 if before else 1
        return cls(times, now + min(_LONGEST_PAUSE, _SHORTEST_PAUSE * 4 ** (times - 1)))


class Mailbox:
    """One mailbox, read by one process at a time."""

    def __init__(self, hub: Hub, account: Account, *, holder: str, clock: Callable[[], datetime]) -> None:
        """`holder` names this process in the lease; `clock` gives the time (aware)."""
        self.hub = hub
        self.account = account
        self.holder = holder
        self.clock = clock
        self._told = False
        self._told_of: set[int] = set()  # messages without a body of which the log has told
        self._broke: dict[int, _Broke] = {}  # messages at which the server hung up

    def look_once(self) -> int:
        """Take in what is new and move what has been filed; returns how many were new.

        Raises MailboxProblem where the server can't be used, or another process reads the mailbox.
        """
        if not self._lease():
            raise MailboxProblem("Another process is reading this mailbox. Stop it, or wait until it ends.")
        try:
            return self._connected_for(self._look_and_move)
        finally:
            self._give_up()

    def _look_and_move(self, client: IMAPClient) -> int:
        new = self._look(client)
        self._move_filed(client)
        return new

    def reconcile(self) -> MailboxCheck:
        """Compare the server's list with the ledger, take in what has no row, and write down what was found.

        It needs no lease: a message that two processes take in at once is one row. Raises MailboxProblem.
        """
        taken: set[int] = set()
        return self._connected_for(lambda client: self._reconcile(client, taken))

    def run(self, stopped: threading.Event) -> None:
        """Read the mailbox until `stopped` is set, coming back after every failure, later each time (at most 60 s)."""
        pause = 2.0
        while not stopped.is_set():
            try:
                if not self._lease():
                    self._say_once("another process reads this mailbox; waiting for it")
                    stopped.wait(5)
                    continue
                with self._connected() as client:
                    pause, self._told = 2.0, False
                    self._stay(client, stopped)
            except Problem as problem:
                self._say_once(str(problem))
            except (IMAPClientError, OSError) as error:
                log.warning("the connection to the mailbox was lost (%s); trying again", type(error).__name__)
            except Exception as error:  # noqa: BLE001 - the database may be away: what was not noted is still on the server
                log.error("the mailbox could not be read (%s); trying again", type(error).__name__)
            stopped.wait(pause)
            pause = min(60.0, pause * 2)
        self._give_up()

    def _say_once(self, sentence: str) -> None:
        if not self._told:
            log.warning("mailbox: %s", sentence)
        self._told = True

    def _connected_for(self, do: Callable[[IMAPClient], _T]) -> _T:
        """Do it on one connection; where a message breaks that off, on the next one without that message."""
        while True:
            broke = len(self._broke)
            try:
                with self._connected() as client:
                    return do(client)
            except (IMAPClientError, OSError) as error:
                if len(self._broke) == broke:
                    raise MailboxProblem(f"The mailbox broke off ({type(error).__name__}). Try again.") from None

    def _say_of(self, uid: int) -> None:
        if uid not in self._told_of:
            log.warning("mailbox: the server gives no body for message %d yet; it will be asked for again", uid)
        self._told_of.add(uid)

    def _lease(self) -> bool:
        self._bury_the_dead()
        return hold_lease(
            self.hub.database, name=self._lease_name(), holder=self.holder, now=self.clock(), length=LEASE
        )

    def _bury_the_dead(self) -> None:
        """Take the lease from a process of this machine that was killed, without waiting for it to run out."""
        with self.hub.database.reading() as session:
            lease = session.get(Lease, self._lease_name())
            holder = lease.holder if lease else ""
        if holder != self.holder and _was_killed(holder):
            give_up_lease(self.hub.database, name=self._lease_name(), holder=holder)

    def _lease_name(self) -> str:
        return f"mailbox {self.account.name}/{self.account.folder}"[:200]

    def _give_up(self) -> None:
        with suppress(Problem):  # no room on the disk: the lease runs out by itself
            give_up_lease(self.hub.database, name=self._lease_name(), holder=self.holder)

    def _stay(self, client: IMAPClient, stopped: threading.Event) -> None:
        """Look, idle, look again, for as long as the connection and the lease hold."""
        can_idle = client.has_capability("IDLE")
        while not stopped.is_set() and self._lease():
            new = self._look(client)
            self._reconcile_daily(client)
            waiting = self._move_filed(client)
            if self._look(client):
                continue  # it came while we fetched or moved: the server has told of it, and IDLE won't again
            soon = new or waiting  # mails come in bursts, and the next one may have come while we looked
            if can_idle:
                self._idle(client, stopped, at_most=1.0 if soon else IDLE_AT_MOST)
            else:
                stopped.wait(1.0 if soon else 15.0)
                client.noop()

    def _idle(self, client: IMAPClient, stopped: threading.Event, *, at_most: float) -> None:
        """Wait for news. Silence is no proof that the connection lives: `idle_done` is."""
        client.idle()
        until = time.monotonic() + at_most
        while time.monotonic() < until and not stopped.is_set():
            asked = time.monotonic()
            if client.idle_check(timeout=1.0) or time.monotonic() - asked < 0.5:
                break
        client.idle_done()

    @contextmanager
    def _connected(self) -> Iterator[IMAPClient]:
        client = self._connect()
        try:
            self._select(client)
            yield client
        finally:
            try:
                client.logout()
            except (IMAPClientError, OSError):
                client.shutdown()

    def _connect(self) -> IMAPClient:
        account = self.account
        where = f"{account.host}:{account.port}"
        try:
            context = ssl.create_default_context() if account.tls else None
            client = IMAPClient(
                account.host, port=account.port, ssl=account.tls, ssl_context=context, timeout=TIMEOUT, use_uid=True
            )
        except (OSError, IMAPClientError) as error:
            raise MailboxProblem(
                f"The mailbox at {where} can't be reached ({type(error).__name__}). "
                "Check EHC_IMAP_URL and the network; post stays safe on the server."
            ) from None
        client.normalise_times = False
        try:
            client.login(account.user, account.password)
        except LoginError:
            client.shutdown()
            raise MailboxProblem(
                f"The mailbox at {where} refuses the user or password. Correct EHC_IMAP_URL."
            ) from None
        except (OSError, IMAPClientError) as error:
            client.shutdown()
            raise MailboxProblem(f"The mailbox at {where} broke off ({type(error).__name__}). Try again.") from None
        return client

    def _select(self, client: IMAPClient) -> None:
        """Open the folder; read-only where nothing is ever to be moved."""
        try:
            chosen = client.select_folder(self.account.folder, readonly=not self.account.done)
        except IMAPClientError:
            raise MailboxProblem(f"The mailbox has no folder “{self.account.folder}”. Correct EHC_IMAP_URL.") from None
        self.uidvalidity = int(chosen[b"UIDVALIDITY"])
        if self.account.done and not client.has_capability("MOVE"):
            log.warning("mailbox: the server can't move messages, so they stay where they are")

    def _look(self, client: IMAPClient) -> int:
        """Take in every message that the ledger doesn't have; returns how many."""
        noted = self._noted()
        new = self._to_fetch(uid for uid in client.search("ALL") if str(uid) not in noted)
        taken = 0
        for start in range(0, len(new), BATCH):
            for uid in new[start : start + BATCH]:
                taken += self._take(client, uid)
            if not self._lease():
                return taken
        return taken

    def _to_fetch(self, uids: Iterable[int]) -> list[int]:
        """Those to be asked for now, in order; one at which the server hung up comes last, and later each time."""
        now = self.clock()
        ready = (uid for uid in uids if uid not in self._broke or self._broke[uid].again <= now)
        return sorted(ready, key=lambda uid: (uid in self._broke, uid))

    def _noted(self) -> dict[str, int]:
        with self.hub.database.reading() as session:
            return sizes_noted(
                session, account=self.account.name, folder=self.account.folder, uidvalidity=self.uidvalidity
            )

    def _reconcile_daily(self, client: IMAPClient) -> None:
        with self.hub.database.reading() as session:
            last = last_check(session, account=self.account.name, folder=self.account.folder)
        if last is None or self.clock() - last.checked_at >= CHECK_EVERY:
            self._reconcile(client, set())

    def _reconcile(self, client: IMAPClient, taken: set[int]) -> MailboxCheck:
        """Every message on the server against the ledger, by number and size: a number may be given out again.

        What had no row and has one now is added to `taken`.
        """
        listed, noted = _sizes(client), self._noted()
        differ = [uid for uid, size in listed.items() if noted.get(str(uid)) != size]
        kept = set()
        for uid in self._to_fetch(differ):
            if self._take(client, uid):
                kept.add(uid)
                taken |= {uid} if str(uid) not in noted else set()
        still_there = set(client.search("ALL"))
        left = [str(uid) for uid in differ if uid not in kept and uid in still_there]
        with self.hub.database.reading() as session:
            check = check_of(
                session,
                self.hub.files,
                account=self.account.name,
                folder=self.account.folder,
                listed=len(listed),
                taken_in=len(taken),
                without_row=left,
                now=self.clock(),
            )
        with self.hub.database.transaction() as session:
            session.add(check)
        if not check.all_well:
            log.error(
                "mailbox: %d messages have no row, %d rows no original, %d wait to be read",
                len(check.without_row),
                check.without_bytes,
                check.unread,
            )
        return check

    def _take(self, client: IMAPClient, uid: int) -> bool:
        """One message: bytes safe, then its row; whether there were any bytes.

        A UID without a body is “not yet”, never “done”; neither it nor one that the server won't give stops the next.
        """
        try:
            answer = client.fetch([uid], ["BODY.PEEK[]", "INTERNALDATE", "RFC822.SIZE"]).get(uid, {})
        except (IMAPClientAbortError, OSError):
            self._broke[uid] = _Broke.once_more(self._broke.get(uid), self.clock())
            raise
        except IMAPClientError:
            answer = {}
        self._broke.pop(uid, None)
        data = answer.get(b"BODY[]")
        if not isinstance(data, bytes) or not data:
            self._say_of(uid)
            return False
        take_in(
            self.hub.database,
            self.hub.files,
            data=data,
            channel=Channel.MAIL,
            place=Place(self.account.name, self.account.folder, str(uid), self.uidvalidity),
            name=f"message {uid}.eml",
            received_at=_aware(answer.get(b"INTERNALDATE")),
            now=self.clock(),
            listed_size=int(answer.get(b"RFC822.SIZE", 0)),
        )
        return True

    def _move_filed(self, client: IMAPClient) -> bool:
        """Move what has been filed, where that is wanted; returns whether some still waits to be read."""
        if not self.account.done or not client.has_capability("MOVE"):
            return False
        with self.hub.database.reading() as session:
            states = unmoved(
                session, account=self.account.name, folder=self.account.folder, uidvalidity=self.uidvalidity
            )
        here = client.search("ALL")
        filed = [uid for uid in here if states.get(str(uid))]
        if filed:
            if not client.folder_exists(self.account.done):
                client.create_folder(self.account.done)
            for start in range(0, len(filed), BATCH):
                client.move(filed[start : start + BATCH], self.account.done)
        return any(states.get(str(uid)) is False for uid in here)


def _sizes(client: IMAPClient) -> dict[int, int]:
    """Every message of the folder, with its size as the server knows it."""
    uids = sorted(client.search("ALL"))
    sizes: dict[int, int] = {}
    for start in range(0, len(uids), LISTED_AT_ONCE):
        part = uids[start : start + LISTED_AT_ONCE]
        found = client.fetch(part, ["RFC822.SIZE"])
        sizes |= {uid: int(found.get(uid, {}).get(b"RFC822.SIZE", -1)) for uid in part}
    return sizes


def _was_killed(holder: str) -> bool:
    """Whether a holder “host:pid:…” was a process of this machine that no longer runs."""
    host, _, rest = holder.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _aware(when: Any) -> datetime | None:
    return when if isinstance(when, datetime) and when.tzinfo else None
