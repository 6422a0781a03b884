"""What was read beside each case that it may belong to, value by value: a person tells two children apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.models import Case
from hub.names import folded
from hub.services.cases import requester_of
from hub.services.read_values import child_in, requester_in

MOST = 4


@dataclass(frozen=True, slots=True)
class Told:
    """A case's value: `same` as what was read, not the same, or None where either is missing."""

    value: str | date | None
    same: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """One value of what was read, and the candidates' own."""

    label: str
    read: str | date | None
    told: tuple[Told, ...]


_CHILD = {
    "child_name": "Name",
    "known_as": "Known as",
    "date_of_birth": "Date of birth",
    "nhs_number": "NHS number",
    "upn": "Unique pupil number",
    "school": "School or setting",
    "postcode": "Postcode",
}
_REQUESTER = {"name": "Who wrote", "email": "Email", "phone": "Telephone"}


def side_by_side(result: Mapping[str, Any], cases: Sequence[Case]) -> list[Line]:
    """The values that the item or one of the cases has, in the order in which a person compares them."""
    return [line for line in _lines(result, cases) if line.read or any(each.value for each in line.told)]


def _lines(result: Mapping[str, Any], cases: Sequence[Case]) -> Iterator[Line]:
    child, requester = child_in(result), requester_in(result)
    for field, label in _CHILD.items():
        yield _line(label, child[field], [getattr(case, field) for case in cases])
    for field, label in _REQUESTER.items():
        yield _line(label, getattr(requester, field), [getattr(requester_of(case), field) for case in cases])


def _line(label: str, read: Any, theirs: Sequence[Any]) -> Line:
    return Line(label, read or None, tuple(Told(each or None, _same(read, each)) for each in theirs))


def _same(one: Any, other: Any) -> bool | None:
    if not one or not other:
        return None
    return bool(one == other) if isinstance(one, date) else _plain(str(one)) == _plain(str(other))


def _plain(text: str) -> list[str]:
    return sorted(folded(text).split())
