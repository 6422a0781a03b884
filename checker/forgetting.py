"""Forgetting: what the checker remembers of words it has read, so as to be quick, is let go of on request.

It matters where somebody was promised that nothing is kept: "Check my document" of the portal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_ROOMS = ("checker.", "hub.language.", "hub.documents.")
_REMEMBERING = type(lru_cache(maxsize=1)(len))


def forget_words() -> None:
    """Empty everything that this process remembers by the words it was asked about.

    Word lists and patterns stay: those are ours. They are kept without a limit, what is remembered of others' words
    never is.
    """
    for each in remembered():
        each.cache_clear()


def remembered() -> Iterator[Any]:
    """The functions that remember what they were asked, up to a limit."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_ROOMS):
            found = [each for each in vars(module).values() if isinstance(each, _REMEMBERING)]
            yield from (each for each in found if each.cache_parameters()["maxsize"] is not None)
