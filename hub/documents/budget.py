"""How long a reader may still take: set by whoever can't wait, asked between two pages."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_until: ContextVar[float] = ContextVar("until", default=math.inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give the readers called inside so many seconds together; a document is then read as far as they get."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def seconds_left() -> float:
    """How long may still be read; infinite where nobody has set a limit."""
    return _until.get() - time.monotonic()
