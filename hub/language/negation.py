"""Is it said not to be so?"""

from __future__ import annotations

import re

_DENIED = re.compile(
    r"(?:\b(?:not|never|nor|without|no)|n't)(?: (?:been|being|an?|known|any|yet|currently|now))?(?: \w+)?$"
    r"|\bif (?:\w+ ){0,3}$"
)
_REACH = 30  # letters before the words: a denial further off is of something else


def is_denied(low: str, start: int) -> bool:
    """Whether the words that start at `start` of a plain, small-lettered text are denied, or only supposed.

    "He is not adopted", "never been adopted", "if he were adopted".
    """
    return bool(_DENIED.search(low[max(0, start - _REACH) : start].rstrip()))
