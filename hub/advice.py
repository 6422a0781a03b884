"""Advice for an EHC needs assessment: one frozen value, from form to checker to store to download.

The shape is the contract's ("Advice (JSON), the unit the checker reads"); the words are those of the two guides.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple


class Profile(StrEnum):
    """Whose guide the advice is written under."""

    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    EDUCATION = "education"


class Area(StrEnum):
    """The six advice areas of the hub's template."""

    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    COMMUNICATION_AND_INTERACTION = "communication-and-interaction"
    COGNITION_AND_LEARNING = "cognition-and-learning"
    SENSORY_AND_PHYSICAL = "sensory-and-physical"
    SOCIAL_EMOTIONAL_MENTAL_HEALTH = "social-emotional-mental-health"

    @property
    def heading(self) -> str:
        """The area as the template heads it."""
        return _AREA_TITLES[self]


_AREA_TITLES = {
    Area.HEALTH: "Health",
    Area.SOCIAL_CARE: "Social care",
    Area.COMMUNICATION_AND_INTERACTION: "Communication and interaction",
    Area.COGNITION_AND_LEARNING: "Cognition and learning",
    Area.SENSORY_AND_PHYSICAL: "Sensory and/or physical",
    Area.SOCIAL_EMOTIONAL_MENTAL_HEALTH: "Social, emotional and mental health",
}


class NotAnAdvice(ValueError):
    """What was handed in is not an advice: the pointer says where, the message what to do."""

    def __init__(self, pointer: str, message: str) -> None:
        self.pointer = pointer
        super().__init__(f"{pointer or 'the advice'}: {message}")


class Field(NamedTuple):
    """One text of an advice and its place, as a JSON pointer (RFC 6901)."""

    pointer: str
    text: str


@dataclass(frozen=True, slots=True)
class Professional:
    """Who writes the advice."""

    name: str = ""
    role: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class Child:
    """The child or young person whom the advice is about."""

    name: str = ""
    known_as: str = ""
    date_of_birth: date | None = None
    nhs_number: str = ""
    pronouns: str = ""
    looked_after: bool = False
    address_confidential: bool = False
    school: str = ""
    health_care_plan_attached: bool = False
    pep_attached: bool = False


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody the case knows, and what they are to the child (mother, sibling, professional, other child …)."""

    name: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A short-term step towards an outcome."""

    text: str = ""
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """What is to be provided: the fields of the hub's provision form."""

    support: str = ""
    provided_by: str = ""
    ratio: str = ""
    quantity: str = ""
    frequency: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the child will be able to do, with steps towards it and provision for it."""

    outcome: str = ""
    kind: str | None = None
    steps: tuple[Step, ...] = ()
    provisions: tuple[Provision, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaAdvice:
    """What is said in one advice area."""

    area: Area
    strengths: str = ""
    needs: str = ""
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Background:
    """The background questions of the Rotherham form, and what it asks for besides where it applies.

    `pep`: of a looked-after child; `personal_budget`: where money outside commissioned services pays for provision.
    """

    first_contact: str = ""
    discussions_child: str = ""
    discussions_parents: str = ""
    support_in_place: str = ""
    support_effect: str = ""
    pep: str = ""
    personal_budget: str = ""


PROVISION_PARTS = tuple(each.name for each in fields(Provision))
BACKGROUND_PARTS = tuple(each.name for each in fields(Background))


@dataclass(frozen=True, slots=True)
class Advice:
    """A professional's advice on one child."""

    id: str
    areas: tuple[AreaAdvice, ...]
    profile: Profile | None = None
    professional: Professional = field(default_factory=Professional)
    child: Child = field(default_factory=Child)
    people: tuple[KnownPerson, ...] = ()
    written_on: date | None = None
    background: Background = field(default_factory=Background)

    @staticmethod
    def from_json(value: object) -> Advice:
        """The advice in a parsed JSON object of the contract's shape.

        Unknown keys are passed over; null counts as absent. Raises NotAnAdvice, with the pointer of what is wrong.
        """
        if not isinstance(value, Mapping):
            raise NotAnAdvice("", "an advice is a JSON object with “id” and “areas”")
        for needed in ("id", "areas"):
            if value.get(needed) is None:
                raise NotAnAdvice(f"/{needed}", "is missing; an advice needs “id” and “areas”")
        if isinstance(value["id"], int) and not isinstance(value["id"], bool):
            value = {**value, "id": str(value["id"])}
        advice = _read(Advice, value, "")
        if not isinstance(advice, Advice):  # pragma: no cover - _read returns what it is asked for
            raise TypeError
        return advice

    def to_json(self) -> dict[str, Any]:
        """The advice in the contract's JSON shape; every key present, so that a round trip is the identity."""
        written = _write(self)
        if not isinstance(written, dict):  # pragma: no cover
            raise TypeError
        return written

    def texts(self) -> Iterator[Field]:
        """Every non-empty prose text that the writer typed, in reading order (the form's own), with its pointer."""
        yield from _said("/background", self.background, BACKGROUND_PARTS)
        for index, area in enumerate(self.areas):
            yield from _area_texts(f"/areas/{index}", area)


def unread_keys(value: object) -> tuple[str, ...]:
    """The pointers of all that `Advice.from_json` passes over in a parsed JSON object, in its order."""
    return tuple(_unread(Advice, value, ""))


def _unread(wanted: Any, value: object, pointer: str) -> Iterator[str]:
    if isinstance(value, list):
        each = next(iter(typing.get_args(wanted)), None)
        for number, item in enumerate(value):
            yield from _unread(each, item, f"{pointer}/{number}")
    elif isinstance(value, Mapping) and is_dataclass(wanted):
        hints = _hints(typing.cast(type, wanted))
        for name, item in value.items():
            if name in hints:
                yield from _unread(hints[name], item, f"{pointer}/{name}")
            else:
                yield f"{pointer}/{name}"


def _area_texts(pointer: str, area: AreaAdvice) -> Iterator[Field]:
    yield from _said(pointer, area, ("strengths", "needs"))
    for number, outcome in enumerate(area.outcomes):
        place = f"{pointer}/outcomes/{number}"
        yield from _said(place, outcome, ("outcome",))
        for index, step in enumerate(outcome.steps):
            yield from _said(f"{place}/steps/{index}", step, ("text",))
        for index, provision in enumerate(outcome.provisions):
            yield from _said(f"{place}/provisions/{index}", provision, PROVISION_PARTS)


def _said(pointer: str, value: object, names: Iterable[str]) -> Iterator[Field]:
    return (Field(f"{pointer}/{name}", text) for name in names if (text := getattr(value, name)))


@cache
def _hints(shape: type) -> dict[str, Any]:
    return typing.get_type_hints(shape)


def _read(wanted: Any, value: object, pointer: str) -> Any:
    """`value` as `wanted`, a type of this module or of its fields."""
    if typing.get_origin(wanted) in (types.UnionType, typing.Union):
        wanted = next(each for each in typing.get_args(wanted) if each is not type(None))
    if typing.get_origin(wanted) is tuple:
        if not isinstance(value, list):
            raise NotAnAdvice(pointer, "should be a list")
        each = typing.get_args(wanted)[0]
        return tuple(_read(each, item, f"{pointer}/{number}") for number, item in enumerate(value))
    if is_dataclass(wanted):
        return _read_object(typing.cast(type, wanted), value, pointer)
    return _read_plain(wanted, value, pointer)


def _read_object(wanted: type, value: object, pointer: str) -> Any:
    if not isinstance(value, Mapping):
        raise NotAnAdvice(pointer, "should be an object")
    hints = _hints(wanted)
    given = {
        name: _read(hint, value[name], f"{pointer}/{name}")
        for name, hint in hints.items()
        if value.get(name) is not None
    }
    if wanted is AreaAdvice and "area" not in given:
        raise NotAnAdvice(f"{pointer}/area", f"is missing; it is one of {', '.join(Area)}")
    return wanted(**given)


def _read_plain(wanted: Any, value: object, pointer: str) -> Any:
    if wanted is bool:
        if not isinstance(value, bool):
            raise NotAnAdvice(pointer, "should be true or false")
        return value
    if not isinstance(value, str):
        raise NotAnAdvice(pointer, "should be text")
    if wanted is date:
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise NotAnAdvice(pointer, f"“{value}” is not a date; write it as 2026-10-01") from None
    if issubclass(wanted, StrEnum):
        try:
            return wanted(value)
        except ValueError:
            raise NotAnAdvice(pointer, f"“{value}” is not one of {', '.join(wanted)}") from None
    return value


def _write(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _write(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_write(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value
