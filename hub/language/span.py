"""A place in a text: what every question of this package answers with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open offsets in Unicode code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that stand here in `text`."""
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


def spans_of(pattern: re.Pattern[str], text: str, group: int | str = 0) -> list[Span]:
    """Every match of `pattern` (or of one of its groups, where that took part), in order."""
    return [Span(*found.span(group)) for found in pattern.finditer(text) if found.start(group) >= 0]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same ground covered once, in order: spans that share a character become one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
