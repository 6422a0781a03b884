"""A page of a list: some rows, and where the next page starts (a keyset, so that deep pages cost no more)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Row = TypeVar("Row")
PAGE = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in a list that is ordered by day, then id."""

    day: date
    id: int

    def __str__(self) -> str:
        """The place as an address can carry it."""
        return f"{self.day.isoformat()}_{self.id}"

    @staticmethod
    def from_text(text: str) -> Place | None:
        """The place written by `str`, or None for anything else."""
        day, _, number = text.partition("_")
        try:
            return Place(date.fromisoformat(day), int(number))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows, and the place after which the next page starts (None on the last one)."""

    rows: Sequence[Row]
    next: Place | None


def page_of(rows: Sequence[Row], place: Callable[[Row], Place], *, size: int = PAGE) -> Page[Row]:
    """A page from rows that were selected with one more than its size."""
    return Page(rows[:size], place(rows[size - 1]) if len(rows) > size else None)
