"""What was read in an item of post, as a case holds it; and what a person made of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hub.models import Case, Reading
from hub.services.cases import Requester, requester_of

CHILD = {
    "child_name": "child.name",
    "known_as": "child.known_as",
    "date_of_birth": "child.date_of_birth",
    "nhs_number": "child.nhs_number",
    "upn": "child.upn",
    "school": "school",
    "postcode": "address_postcode",
    "concerns": "concerns",
}
"""A case's field → where the contract's result line has its value."""
REQUESTER = {name: f"requester.{name}" for name in ("name", "role", "email", "phone")}


def value_at(result: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path of a result line; None where there is none."""
    value: Any = result
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def child_in(result: Mapping[str, Any]) -> dict[str, Any]:
    """What a result line says of the child, by the names that a case has for it."""
    said = {field: value_at(result, path) for field, path in CHILD.items()}
    born = said["date_of_birth"]
    return said | {"date_of_birth": date.fromisoformat(born) if born else None}


def requester_in(result: Mapping[str, Any]) -> Requester:
    """Who asked, as a result line says."""
    return Requester(**{name: value_at(result, path) or "" for name, path in REQUESTER.items()})


def corrections(reading: Reading, case: Case) -> dict[str, dict[str, Any]]:
    """What the case now holds otherwise than it was read: path of the result line → what was read, what is right."""
    asked = requester_of(case)
    right = {"kind": case.request_kind, "clock_starts": case.received_on}
    right |= {path: getattr(case, field) for field, path in CHILD.items()}
    right |= {path: getattr(asked, name) for name, path in REQUESTER.items()}
    pairs = {path: (value_at(reading.result, path), _as_json(value)) for path, value in right.items()}
    return {path: {"read": read, "right": now} for path, (read, now) in pairs.items() if (read or None) != now}


def _as_json(value: Any) -> Any:
    """As a result line has it: an empty text is none."""
    return value.isoformat() if isinstance(value, date) else value or None
