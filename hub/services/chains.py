"""How a history is chained so that a change is noticed: one way, for the tables of cases and of people's access."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hub.models import Case, HistoryEntry, Person, PersonEntry

Entry = TypeVar("Entry", HistoryEntry, PersonEntry)


@dataclass(frozen=True, slots=True)
class Chain(Generic[Entry]):
    """The histories of one table: each belongs to a row of `owner`, by the column `whose`, which entries call `word`.

    An entry's digest covers what it says and the digest before it.
    """

    entries: type[Entry]
    owner: type[Case] | type[Person]
    whose: InstrumentedAttribute[int]
    word: str

    def add(
        self,
        session: Session,
        whose: Case | Person,
        what: str,
        *,
        by: Person | None,
        at: datetime,
        details: dict[str, Any],
    ) -> Entry:
        """Add an act, in the caller's transaction; the owner's row is locked until the commit, so that two acts can't
        take one number."""
        session.flush()
        session.execute(select(self.owner.id).where(self.owner.id == whose.id).with_for_update())
        latest = select(self.entries).where(self.whose == whose.id).order_by(self.entries.number.desc()).limit(1)
        last = session.scalars(latest).first()
        said: dict[str, Any] = {"number": last.number + 1 if last else 1, "at": at, "what": what, "details": details}
        said |= {self.whose.key: whose.id, "by_id": by.id if by else None, "digest": ""}
        entry = self.entries(**said)
        entry.digest = self.digest(entry, before=last.digest if last else "")
        session.add(entry)
        session.flush()
        return entry

    def digest(self, entry: Entry, *, before: str) -> str:
        """The SHA-256 over an entry and the digest before it, as lower-case hex."""
        said = {
            "before": before,
            self.word: self.owner_of(entry),
            "number": entry.number,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": entry.by_id,
            "what": entry.what,
            "details": entry.details,
        }
        return seal(said)

    def broken(self, session: Session, *, owner_id: int | None = None) -> Iterator[tuple[int, int]]:
        """(owner's id, entry number) wherever a history (or one owner's) is not what was written.

        A removed tail, or a history chained anew, leaves no trace here: see `hub.services.history.differs_from`.
        """
        before, at, number = "", None, 0
        wanted = select(self.entries).order_by(self.whose, self.entries.number)
        wanted = wanted if owner_id is None else wanted.where(self.whose == owner_id)
        for entry in session.scalars(wanted.execution_options(yield_per=1000)):
            if self.owner_of(entry) != at:
                before, at, number = "", self.owner_of(entry), 0
            number += 1
            if entry.number != number or entry.digest != self.digest(entry, before=before):
                yield self.owner_of(entry), entry.number
                number = entry.number
            before = entry.digest

    def owner_of(self, entry: Entry) -> int:
        """Whose history the entry is in: the id of a case, or of a person."""
        found: int = getattr(entry, self.whose.key)
        return found


def seal(said: Mapping[str, Any]) -> str:
    """The SHA-256 over what an entry says, as lower-case hex."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


CASES: Chain[HistoryEntry] = Chain(HistoryEntry, Case, HistoryEntry.case_id, "case")
PEOPLE: Chain[PersonEntry] = Chain(PersonEntry, Person, PersonEntry.person_id, "person")
