"""What officers made of what was read: how often each value was right, and where the reading was sure and wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import Reading

_VALUES = (
    "kind",
    "child.name",
    "child.known_as",
    "child.date_of_birth",
    "child.nhs_number",
    "child.upn",
    "requester.name",
    "requester.role",
    "requester.email",
    "requester.phone",
    "school",
    "address_postcode",
    "concerns",
    "clock_starts",
    "existing_case",
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that a person corrected; it names the item, never what it says."""

    item: int
    path: str
    sure: bool  # nothing had sent the item to a person


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The readings that a person decided, and what was wrong in them, the sure ones first."""

    decided: int
    wrong: tuple[Wrong, ...]
    _by_path: Counter[str] = field(repr=False)

    def table(self) -> Iterator[tuple[str, int, int]]:
        """Each value with how many readings of it were right, of how many decided."""
        return ((path, self.decided - self._by_path[path], self.decided) for path in _VALUES)


def reading_accuracy(session: Session) -> Accuracy:
    """What was corrected in every reading that an officer has decided."""
    rows = session.execute(
        select(Reading.item_id, Reading.needs_review, Reading.corrected)
        .where(Reading.corrected.is_not(None), Reading.decided_at.is_not(None))
        .order_by(Reading.id)
    ).all()
    wrong = [Wrong(item, path, not review) for item, review, corrected in rows for path in corrected or {}]
    return Accuracy(len(rows), tuple(sorted(wrong, key=lambda one: not one.sure)), Counter(each.path for each in wrong))
