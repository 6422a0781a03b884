"""The contract's intake result: one line for each child that an item is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hub.deadlines import NoLimitKnown, advice_due, clock_starts, decision_due
from intake.extract.child import Child
from intake.extract.requester import Requester
from intake.extract.value import Evidence, Found
from intake.recognise import Kind


@dataclass(frozen=True, slots=True)
class Result:
    """What an item is and says about one child, before and after it was filed."""

    file: str
    kind: Kind
    received: datetime
    child: Child
    requester: Requester
    school: Found[str] | None = None
    address_postcode: Found[str] | None = None
    concerns: Found[str] | None = None
    why: tuple[str, ...] = ()
    reasons: tuple[str, ...] = field(default=(), repr=False)  # why it is of this kind
    case: str | None = None
    existing_case: str | None = None
    duplicate_of: str | None = None
    clock_from: datetime | None = None  # a duplicate keeps the first receipt's clock

    @property
    def needs_review(self) -> bool:
        """Whether a person has to look before anything follows from it."""
        return bool(self.why)

    @property
    def clock_starts(self) -> date | None:
        """The day of receipt in England, for the three request kinds."""
        return clock_starts(self.clock_from or self.received) if self.kind.starts_a_clock else None

    @property
    def due(self) -> date | None:
        """The council's decision (reg 5) or the advice (reg 8); None where no day follows from receipt alone."""
        day = self.clock_starts
        if day is None or self.kind is Kind.ANNUAL_REVIEW_REQUEST:
            return None
        try:
            return decision_due(day) if self.kind is Kind.ASSESSMENT_REQUEST else advice_due(day)
        except NoLimitKnown:  # a scan whose file time is of the last century
            return None

    def to_json(self) -> dict[str, Any]:
        """The contract's line, every key present."""
        child, requester = self.child, self.requester
        return {
            "file": self.file,
            "kind": self.kind.value,
            "received": self.received.isoformat(timespec="seconds"),
            "child": {
                "name": _value(child.name),
                "known_as": _value(child.known_as),
                "date_of_birth": _value(child.date_of_birth),
                "nhs_number": _value(child.nhs_number),
                "upn": _value(child.upn),
            },
            "requester": {
                "name": _value(requester.name),
                "role": requester.role.value if requester.role else None,
                "email": _value(requester.email),
                "phone": _value(requester.phone),
            },
            "school": _value(self.school),
            "address_postcode": _value(self.address_postcode),
            "concerns": _value(self.concerns),
            "clock_starts": _day(self.clock_starts),
            "due": _day(self.due),
            "case": self.case,
            "existing_case": self.existing_case,
            "duplicate_of": self.duplicate_of,
            "needs_review": self.needs_review,
            "why": list(self.why),
            "evidence": {name: evidence.to_json() for name, evidence in self._evidence()},
        }

    def _evidence(self) -> Iterator[tuple[str, Evidence]]:
        child, requester = self.child, self.requester
        values: dict[str, Found[Any] | None] = {
            "child.name": child.name,
            "child.known_as": child.known_as,
            "child.date_of_birth": child.date_of_birth,
            "child.nhs_number": child.nhs_number,
            "child.upn": child.upn,
            "requester.name": requester.name,
            "requester.email": requester.email,
            "requester.phone": requester.phone,
            "school": self.school,
            "address_postcode": self.address_postcode,
            "concerns": self.concerns,
        }
        yield from ((name, found.evidence) for name, found in values.items() if found is not None)


def unread(file: str, received: datetime, why: str) -> Result:
    """The line for an item that could not be read: a person has to open it."""
    return Result(file, Kind.OTHER, received, Child(), Requester(), why=(why,))


def _value(found: Found[Any] | None) -> Any:
    if found is None:
        return None
    return found.value.isoformat() if isinstance(found.value, date) else found.value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
