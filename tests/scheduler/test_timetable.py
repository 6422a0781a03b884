"""The timetable: ticks at a pace, on the real APScheduler."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.timetable import tick_until

PACE = timedelta(milliseconds=50)


def run(tick: object, *, seconds: float) -> None:
    stop = threading.Event()
    threading.Timer(seconds, stop.set).start()
    assert callable(tick)
    tick_until(stop, every=PACE, tick=tick, now=datetime.now(UTC))


def test_it_ticks_at_once_and_then_at_its_pace() -> None:
    at: list[float] = []
    run(lambda: at.append(time.monotonic()), seconds=0.6)
    assert 3 <= len(at) <= 14


def test_a_failing_tick_is_logged_by_its_kind_alone_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[int] = []

    def tick() -> None:
        seen.append(1)
        raise LookupError("someone@health.example")

    with caplog.at_level(logging.INFO):
        run(tick, seconds=0.4)
    assert len(seen) >= 2
    assert "LookupError" in caplog.text
    assert "someone@" not in caplog.text
    assert "Traceback" not in caplog.text


def test_a_slow_tick_is_never_run_twice_at_a_time_and_is_waited_for() -> None:
    running, most, ended = [0], [0], [0]

    def tick() -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.2)
        running[0] -= 1
        ended[0] += 1

    run(tick, seconds=0.5)
    assert most[0] == 1
    assert running[0] == 0
    assert ended[0] >= 2
