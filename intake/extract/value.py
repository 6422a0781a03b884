"""A value and the words that it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from intake.item import Passage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands: source, page and half-open code-point offsets in the source's text."""

    source: str
    page: int
    start: int
    end: int
    text: str
    confidence: float

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "source": self.source,
            "page": self.page,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "confidence": round(self.confidence, 2),
        }


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value with its evidence."""

    value: T
    evidence: Evidence

    @property
    def confidence(self) -> float:
        """How sure the reading is, between 0 and 1."""
        return self.evidence.confidence


def found_at(value: T, passage: Passage, start: int, end: int, confidence: float) -> Found[T]:
    """A value read from passage.text[start:end]; poor reading of the page lowers the confidence."""
    return Found(
        value,
        Evidence(
            source=passage.source,
            page=passage.page,
            start=passage.offset + start,
            end=passage.offset + end,
            text=passage.text[start:end],
            confidence=confidence * passage.confidence,
        ),
    )


def best(candidates: list[Found[T]]) -> Found[T] | None:
    """The surest of them; of equals the first."""
    return max(candidates, key=lambda one: one.confidence, default=None)
