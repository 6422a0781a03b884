"""One item read in safety: scanned for viruses where a scanner is set, then opened by a process that can be ended."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

from hub.virus_scan import NotClear, scan
from intake.apart import Ended, read_apart
from intake.item import Channel
from intake.reading import Read, left_to_a_person

SECONDS = 13.0  # for everything in one item
SECONDS_FOR_WORDS = 3.0  # for the words of a mail whose files were too much

_Thing = TypeVar("_Thing")


def read_safely(
    data: bytes, file: str, channel: Channel, *, received: datetime | None, now: datetime, clamd: str = ""
) -> Read:
    """What an item says, whatever is in its bytes; what can't be opened is a line for a person, with the reason.

    `clamd` is the virus scanner's socket, '' for none. A mail whose files end the reader is read again without them.
    """
    try:
        if clamd:
            scan(data, clamd)
        return read_apart(data, file, channel, received=received, now=now, seconds=SECONDS, shut="")
    except NotClear as why:
        return left_to_a_person(data, file, channel, received or now, f"It was not opened: {why}")
    except Ended as why:
        first = str(why)
    if channel is Channel.MAIL:
        try:
            shut = f"reading what came with this message was stopped, as {first}"
            return read_apart(data, file, channel, received=received, now=now, seconds=SECONDS_FOR_WORDS, shut=shut)
        except Ended:
            pass
    why_not = f"Reading it was stopped: {first}. Open the original with care."
    return left_to_a_person(data, file, channel, received or now, why_not)


def get_ready() -> None:
    """Have a reader that has read once, so that the first item to come doesn't wait for one to start."""
    now = datetime.now(UTC)
    with suppress(Ended):
        read_apart(_SAMPLE, "sample.eml", Channel.MAIL, received=now, now=now, seconds=SECONDS, shut="")


_SAMPLE = b"""From: parent@mail.example\r\nSubject: Request\r\n\r
I would like to request an EHC needs assessment for my child Jo Bloggs, born 3 September 2015.\r\n"""


def side_by_side(read: Callable[[_Thing], Read], things: Iterable[_Thing]) -> Iterator[Read]:
    """What `read` makes of each thing, in order; as many are read at once as there are cores."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as readers:
        ahead: deque[Future[Read]] = deque()
        for thing in things:
            ahead.append(readers.submit(read, thing))
            if len(ahead) > 2 * cores:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
