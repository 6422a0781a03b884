"""A page of a list: some rows, and where the next page starts (a keyset, so that deep pages cost no more)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")
PAGE = 20
_LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in a list that is ordered by a day or a moment, then id.

    A list that is ordered by name has no name in its places, since a place stands in an address: `at` is None, and
    the list looks up by the id where that row stands.
    """

    at: date | datetime | None
    id: int

    def __str__(self) -> str:
        """The place as an address can carry it."""
        return f"{self.at.isoformat() if self.at else ''}_{self.id}"

    @staticmethod
    def from_text(text: str) -> Place | None:
        """The place written by `str`, or None for anything else."""
        at, _, number = text.partition("_")
        if not re.fullmatch(r"[0-9]{1,10}", number) or int(number) > _LARGEST_ID:
            return None
        try:
            return Place(_moment(at), int(number))
        except ValueError:
            return None


def _moment(text: str) -> date | datetime | None:
    if not text:
        return None
    if "T" not in text:
        return date.fromisoformat(text)
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without its offset")
    return found


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows, and the place after which the next page starts (None on the last one)."""

    rows: Sequence[Row]
    next: Place | None


def page_of(rows: Sequence[Row], place: Callable[[Row], Place], *, size: int = PAGE) -> Page[Row]:
    """A page from rows that were selected with one more than its size."""
    return Page(rows[:size], place(rows[size - 1]) if len(rows) > size else None)
