"""What the buttons of the advice template do to a draft: open, add, move, copy, delete, and put back what was deleted.

A part's place is the name of its fields without the last word: `areas-0-outcomes-1-steps-2`. Pure functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from hub.advice import Area, AreaAdvice, Outcome, Provision, Step
from portal.advice_form import Draft

AREAS, OUTCOMES = "areas", "areas-outcomes"
STEPS, PROVISIONS = "areas-outcomes-steps", "areas-outcomes-provisions"
_FIRST_FIELD = {OUTCOMES: "-outcome", STEPS: "-text", PROVISIONS: "-support", AREAS: ""}
_BLANK: Mapping[str, Callable[[], Any]] = {OUTCOMES: Outcome, STEPS: Step, PROVISIONS: Provision}


@dataclass(frozen=True, slots=True)
class Changed:
    """A draft after a button was pressed, and the id of the field or heading to come back to."""

    draft: Draft
    anchor: str
    deleted: str = ""  # the place of what was deleted


@dataclass(frozen=True, slots=True)
class _Row:
    """A part among its like: they, its number, and the draft with others in their stead."""

    parts: tuple[Any, ...]
    number: int
    put: Callable[[tuple[Any, ...]], Draft]


def pressed(action: str, draft: Draft) -> Changed | None:
    """What a button named `verb:place` does to the draft; None for a button, or a place, that isn't there."""
    verb, _, place = action.partition(":")
    known = _BUTTONS.get(verb)
    if known is None:
        return None
    try:
        return known(draft, place)
    except (LookupError, ValueError):
        return None


def restored(draft: Draft, earlier: Draft, place: str) -> Changed | None:
    """The draft with what an earlier version had at the place put back there; None where that had nothing."""
    try:
        row, before = _row(draft, place), _row(earlier, place)
        part = before.parts[before.number]
    except (LookupError, ValueError):
        return None
    return Changed(row.put(_with(row.parts, row.number, part)), place + _FIRST_FIELD[_shape(place)])


def _open_area(draft: Draft, place: str) -> Changed:
    area = Area(place)
    for number, each in enumerate(draft.areas):
        if each.area is area:
            return Changed(draft, f"areas-{number}")
    return Changed(replace(draft, areas=(*draft.areas, AreaAdvice(area))), f"areas-{len(draft.areas)}")


def _close_area(draft: Draft, place: str) -> Changed:
    return replace(_delete(AREAS, draft, place), anchor="other-areas")


def _add(shape: str, draft: Draft, place: str) -> Changed:
    """A blank part, the last of its kind under the place."""
    kind = shape.rpartition("-")[2]
    row = _row(draft, f"{place}-{kind}-0")
    again = f"{place}-{kind}-{len(row.parts)}"
    if _shape(again) != shape:
        raise ValueError(place)
    return Changed(row.put((*row.parts, _BLANK[shape]())), again + _FIRST_FIELD[shape])


def _delete(shape: str, draft: Draft, place: str) -> Changed:
    row = _row(draft, place)
    if _shape(place) != shape:
        raise ValueError(place)
    row.parts[row.number]  # IndexError for one that isn't there
    left = row.parts[: row.number] + row.parts[row.number + 1 :]
    return Changed(row.put(left), place.rpartition("-")[0], place)


def _move(by: int, draft: Draft, place: str) -> Changed:
    """The part and its neighbour in each other's place."""
    row, parts = _row(draft, place), list(_row(draft, place).parts)
    to = row.number + by
    if to < 0 or _shape(place) == AREAS:
        raise ValueError(place)
    parts[row.number], parts[to] = parts[to], parts[row.number]
    return Changed(row.put(tuple(parts)), f"{place.rpartition('-')[0]}-{to}")


def _copy(draft: Draft, place: str) -> Changed:
    """The same again, straight after it."""
    row, shape = _row(draft, place), _shape(place)
    if shape == AREAS:
        raise ValueError(place)
    again = f"{place.rpartition('-')[0]}-{row.number + 1}"
    return Changed(row.put(_with(row.parts, row.number + 1, row.parts[row.number])), again + _FIRST_FIELD[shape])


_BUTTONS: Mapping[str, Callable[[Draft, str], Changed]] = {
    "open-area": _open_area,
    "close-area": _close_area,
    "add-outcome": partial(_add, OUTCOMES),
    "add-step": partial(_add, STEPS),
    "add-provision": partial(_add, PROVISIONS),
    "delete-outcome": partial(_delete, OUTCOMES),
    "delete-step": partial(_delete, STEPS),
    "delete-provision": partial(_delete, PROVISIONS),
    "up": partial(_move, -1),
    "down": partial(_move, 1),
    "copy": _copy,
}


def _shape(place: str) -> str:
    """A place without its numbers: areas-outcomes of areas-0-outcomes-2."""
    return "-".join(place.split("-")[::2])


def _numbers(place: str) -> tuple[int, ...]:
    """The numbers in a place: (0, 2) in areas-0-outcomes-2. Raises ValueError for what is no place."""
    words = place.split("-")
    if _shape(place) not in _FIRST_FIELD or len(words) % 2 or not all(_is_number(each) for each in words[1::2]):
        raise ValueError(place)
    return tuple(int(each) for each in words[1::2])


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 5


def _row(draft: Draft, place: str) -> _Row:
    """The parts among which the place is. Raises ValueError for no place, LookupError for one that isn't there."""
    area_number, *more = _numbers(place)
    if not more:
        return _Row(draft.areas, area_number, lambda parts: replace(draft, areas=parts))
    area = draft.areas[area_number]

    def with_outcomes(parts: tuple[Outcome, ...]) -> Draft:
        return replace(draft, areas=_instead(draft.areas, area_number, replace(area, outcomes=parts)))

    if len(more) == 1:
        return _Row(area.outcomes, more[0], with_outcomes)
    outcome = area.outcomes[more[0]]

    def with_outcome(again: Outcome) -> Draft:
        return with_outcomes(_instead(area.outcomes, more[0], again))

    if _shape(place) == STEPS:
        return _Row(outcome.steps, more[1], lambda parts: with_outcome(replace(outcome, steps=parts)))
    return _Row(outcome.provisions, more[1], lambda parts: with_outcome(replace(outcome, provisions=parts)))


def _instead(parts: tuple[Any, ...], number: int, part: object) -> tuple[Any, ...]:
    return (*parts[:number], part, *parts[number + 1 :])


def _with(parts: tuple[Any, ...], number: int, part: object) -> tuple[Any, ...]:
    return (*parts[:number], part, *parts[number:])
