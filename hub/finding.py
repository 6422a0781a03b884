"""A finding in an advice, and what a check may know besides the advice itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from hub.advice import KnownPerson, Profile
from hub.hidden import Hidden


class Severity(StrEnum):
    """What a finding does: a block stops publication (never the return), a warning is shown once more, advice helps."""

    BLOCK = "block"
    WARN = "warn"
    ADVISE = "advise"


BLOCK, WARN, ADVISE = Severity.BLOCK, Severity.WARN, Severity.ADVISE

NE_LINCOLNSHIRE = "North East Lincolnshire – EHC Hub: User Guide for Health Professionals (January 2021)"
ROTHERHAM = "RMBC Guidance for Social Care / Early Help Advice for EHC Plans (2020)"


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of guidance, word for word, and where it stands."""

    document: str
    section: str
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, at the words that are wrong.

    `field` is a JSON pointer into the advice; `start` and `end` are half-open offsets in Unicode code points of
    that field's text. A finding about the whole advice has field "" and offsets 0, 0; one about the file that it
    came in, "/file".
    """

    rule: str
    field: str
    start: int
    end: int
    text: str
    severity: Severity
    message: str
    suggestion: str
    guidance: Quote

    def to_json(self) -> dict[str, Any]:
        """The finding in the contract's JSON shape."""
        return {
            "rule": self.rule,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "severity": self.severity.value,
            "message": self.message,
            "suggestion": self.suggestion,
            "guidance": {
                "document": self.guidance.document,
                "section": self.guidance.section,
                "quote": self.guidance.quote,
            },
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Finding:
        """A finding as `to_json` wrote it."""
        return Finding(
            **{**value, "severity": Severity(value["severity"]), "guidance": Quote(**value["guidance"])},
        )


class SchoolRegister(Protocol):
    """Answers whether a name is that of an establishment in the imported register."""

    def find_in(self, text: str) -> list[tuple[int, int]]:
        """Half-open code-point spans of every registered establishment's name in the text."""
        ...


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What the case knows that the advice may not say: its people, the register, the profile to check under."""

    profile: Profile | None = None  # overrides the advice's own
    people: tuple[KnownPerson, ...] = ()  # added to the advice's own
    schools: SchoolRegister | None = None
    severities: Mapping[str, Mapping[Profile, Severity | None]] = field(default_factory=dict)  # a council's changes
    hidden: tuple[Hidden, ...] = ()  # what hides in the file that the words came in
