"""The timetable: ticks at a steady pace. The only door to APScheduler, which keeps no deadline of ours."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)


def tick_until(stop: threading.Event, *, every: timedelta, tick: Callable[[], object], now: datetime) -> None:
    """Call `tick` at once and then at that pace, never twice at a time, until `stop` is set; then wait for it to end.

    A tick that fails is logged by the kind of its failure and the next one comes as usual: what was due is still due.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is skipped because one is running is no news
    timetable = BackgroundScheduler(timezone="Europe/London")
    timetable.add_job(
        _guarded(tick),
        "interval",
        seconds=every.total_seconds(),
        next_run_time=now,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,  # late is better than never: the tick asks what is due
    )
    timetable.start()
    try:
        stop.wait()
    finally:
        timetable.shutdown(wait=True)


def _guarded(tick: Callable[[], object]) -> Callable[[], None]:
    def guarded() -> None:
        try:
            tick()
        except Exception as error:  # noqa: BLE001 - its message could hold an address, so only its kind is logged
            log.error("a tick failed (%s); the next one tries again", type(error).__name__)

    return guarded
