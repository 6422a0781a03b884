"""What a tick does: hold the lease, then ask what is due. Everything that it knows is in the database."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from hub.council import Council
from hub.database import Database
from hub.deadlines import day_in_london
from hub.services.listings import move_listings_on
from hub.services.outages import note_tick
from hub.services.reminders import Reminded, send_reminders
from hub.work import give_up_lease, hold_lease

log = logging.getLogger(__name__)

LEASE_NAME = "scheduler"
LEASE = timedelta(seconds=30)  # one that dies keeps the next one out for so long: well within a minute
REMIND_EVERY = timedelta(minutes=1)


class Scheduler:
    """One of the schedulers of a hub; while it holds the lease it is the one that acts."""

    def __init__(
        self, database: Database, *, council: Council, clock: Callable[[], datetime], lease: timedelta = LEASE
    ) -> None:
        """`clock` gives the present moment in UTC, each time that it is asked."""
        self.holder = f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._database = database
        self._council = council
        self._clock = clock
        self._lease = lease
        self._acting = False
        self._reminded_at: datetime | None = None
        self._stopping = False

    def tick(self) -> Reminded | None:
        """Renew or take the lease, and remind where a minute has passed; None while another scheduler holds it."""
        if not self._holds_lease():
            self._say(acting=False)
            self._reminded_at = None
            return None
        self._say(acting=True)
        now = self._clock()
        if self._reminded_at is not None and timedelta() <= now - self._reminded_at < REMIND_EVERY:
            return Reminded()  # less than nothing: the machine's clock was set back
        done = send_reminders(self._database, council=self._council, now=now, keep_going=self._keeps_going)
        self._reminded_at = now if done.finished else None
        if done.finished:
            self._note(done, now)
            move_listings_on(self._database, today=day_in_london(now))
        if done.made or done.withdrawn:
            log.info("reminders: %d made, %d withdrawn as no longer true", done.made, done.withdrawn)
        return done

    def stop(self) -> None:
        """End a running tick after the page that it is at."""
        self._stopping = True

    def give_up(self) -> None:
        """Let the next scheduler in at once."""
        give_up_lease(self._database, name=LEASE_NAME, holder=self.holder)

    def _note(self, done: Reminded, now: datetime) -> None:
        with self._database.transaction() as session:
            away = note_tick(session, withdrawn=done.withdrawn, now=now)
            if away is not None:
                since = f"{away.away_since:%Y-%m-%d %H:%M} UTC"
                said = "no scheduler ran since %s; %d reminders made, in the order of their days, %d withdrawn"
                log.warning(said, since, away.made, away.withdrawn)

    def _keeps_going(self) -> bool:
        return not self._stopping and self._holds_lease()

    def _holds_lease(self) -> bool:
        return hold_lease(self._database, name=LEASE_NAME, holder=self.holder, now=self._clock(), length=self._lease)

    def _say(self, *, acting: bool) -> None:
        if acting is not self._acting:
            log.info("this scheduler acts now" if acting else "another scheduler acts now")
            self._acting = acting
