"""The advice template as a form: what was posted, read into a draft, and what its buttons do to one.

A field is named after its place in the advice, with dashes: `areas-0-outcomes-1-provisions-0-support` is the
JSON pointer /areas/0/outcomes/1/provisions/0/support. Pure functions: nothing here knows of Flask or the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import TypeVar

from hub.advice import (
    BACKGROUND_PARTS,
    PROVISION_PARTS,
    Advice,
    Area,
    AreaAdvice,
    Background,
    Outcome,
    Profile,
    Provision,
    Step,
)

_Part = TypeVar("_Part")
KINDS = ("education", "training", "health", "social care")
STARRED: Mapping[Profile, tuple[str, ...]] = {
    # Rotherham guide: “The starred fields are mandatory and must be completed.”
    Profile.SOCIAL_CARE: ("first_contact", "support_in_place", "support_effect"),
}
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y")
_MOST = 200  # outcomes of an area, steps or provisions of an outcome: far more than anybody writes


@dataclass(frozen=True, slots=True)
class Draft:
    """What the writer may change of an advice; the rest is the hub's."""

    areas: tuple[AreaAdvice, ...] = ()
    background: Background = field(default_factory=Background)
    health_care_plan_attached: bool = False
    pep_attached: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What was read from a posted form.

    `problems` are sentences by the name of their field; `unread` is what was typed in these fields.
    """

    draft: Draft
    problems: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)


def draft_of(advice: Advice) -> Draft:
    """The writer's part of an advice."""
    return Draft(
        areas=advice.areas,
        background=advice.background,
        health_care_plan_attached=advice.child.health_care_plan_attached,
        pep_attached=advice.child.pep_attached,
    )


def in_frame(draft: Draft, advice: Advice) -> Advice:
    """The draft in the frame of an advice: id, professional and child are the frame's."""
    child = replace(
        advice.child,
        health_care_plan_attached=draft.health_care_plan_attached,
        pep_attached=draft.pep_attached,
    )
    return replace(advice, areas=draft.areas, background=draft.background, child=child)


def name_of(pointer: str) -> str:
    """The name (and id) of the field that a JSON pointer leads to."""
    return pointer.lstrip("/").replace("/", "-")


def from_fields(posted: Mapping[str, str]) -> Typed:
    """The draft in a posted form. Whatever is posted, the worst that follows is a sentence at a field."""
    reader = _Reader({name: _as_typed(value) for name, value in posted.items()})
    draft = Draft(
        areas=tuple(reader.areas()),
        background=Background(**{part: reader.text(f"background-{part}") for part in BACKGROUND_PARTS}),
        health_care_plan_attached=reader.text("health_care_plan_attached") == "yes",
        pep_attached=reader.text("pep_attached") == "yes",
    )
    return Typed(draft, reader.problems, {name: reader.text(name) for name in reader.problems})


def _as_typed(value: str) -> str:
    """Line breaks as the checker counts them (browsers post CR LF), and nothing that PostgreSQL can't hold."""
    kept = value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return kept.encode("utf-8", "replace").decode("utf-8")


class _Reader:
    """Reads the fields of a posted form, and keeps the sentences about those that can't be read."""

    def __init__(self, posted: Mapping[str, str]) -> None:
        self.posted = posted
        self.problems: dict[str, str] = {}
        self._numbers: dict[str, set[int]] = {}
        for name in posted:
            for match in re.finditer(r"-(\d{1,4})-", name):
                self._numbers.setdefault(name[: match.start()], set()).add(int(match[1]))

    def text(self, name: str) -> str:
        return self.posted.get(name, "")

    def places(self, name: str) -> list[str]:
        """The numbered places under a name, in their order; a gap in the numbers does no harm."""
        return [f"{name}-{number}" for number in sorted(self._numbers.get(name, ()))[:_MOST]]

    def areas(self) -> Iterator[AreaAdvice]:
        known = {each.value: each for each in Area}
        for place in self.places("areas"):
            area = known.get(self.text(f"{place}-area"))
            if area is not None:
                outcomes = tuple(self.outcome(each) for each in self.places(f"{place}-outcomes"))
                yield AreaAdvice(area, self.text(f"{place}-strengths"), self.text(f"{place}-needs"), outcomes)

    def outcome(self, place: str) -> Outcome:
        kind = self.text(f"{place}-kind")
        return Outcome(
            outcome=self.text(f"{place}-outcome"),
            kind=kind if kind in KINDS else None,
            steps=tuple(
                Step(self.text(f"{each}-text"), self.day(f"{each}-by")) for each in self.places(f"{place}-steps")
            ),
            provisions=tuple(self.provision(each) for each in self.places(f"{place}-provisions")),
        )

    def provision(self, place: str) -> Provision:
        return Provision(**{part: self.text(f"{place}-{part}") for part in PROVISION_PARTS})

    def day(self, name: str) -> date | None:
        typed = " ".join(self.text(name).split())
        if not typed:
            return None
        for pattern in _DAYS:
            try:
                return datetime.strptime(typed, pattern).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        self.problems[name] = "The date must be a real date, like 31/1/2027. Words go into the step itself."
        return None


@dataclass(frozen=True, slots=True)
class Changed:
    """A draft after a button was pressed, and the id of the field or heading to come back to."""

    draft: Draft
    anchor: str
    deleted: str = ""  # the place of what was deleted


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


def _open_area(draft: Draft, place: str) -> Changed:
    area = Area(place)
    for number, each in enumerate(draft.areas):
        if each.area is area:
            return Changed(draft, f"areas-{number}")
    return Changed(replace(draft, areas=(*draft.areas, AreaAdvice(area))), f"areas-{len(draft.areas)}")


def _close_area(draft: Draft, place: str) -> Changed:
    (number,) = _numbers("areas", place)
    return Changed(replace(draft, areas=_without(draft.areas, number)), "other-areas", place)


def _add_outcome(draft: Draft, place: str) -> Changed:
    (number,) = _numbers("areas", place)
    area = draft.areas[number]
    anchor = f"{place}-outcomes-{len(area.outcomes)}-outcome"
    return Changed(_with_area(draft, number, replace(area, outcomes=(*area.outcomes, Outcome()))), anchor)


def _delete_outcome(draft: Draft, place: str) -> Changed:
    number, index = _numbers("areas-outcomes", place)
    area = draft.areas[number]
    left = replace(area, outcomes=_without(area.outcomes, index))
    return Changed(_with_area(draft, number, left), f"areas-{number}-outcomes", place)


def _add_step(draft: Draft, place: str) -> Changed:
    number, index = _numbers("areas-outcomes", place)
    outcome = draft.areas[number].outcomes[index]
    anchor = f"{place}-steps-{len(outcome.steps)}-text"
    return Changed(_with_outcome(draft, number, index, replace(outcome, steps=(*outcome.steps, Step()))), anchor)


def _delete_step(draft: Draft, place: str) -> Changed:
    number, index, step = _numbers("areas-outcomes-steps", place)
    outcome = draft.areas[number].outcomes[index]
    left = replace(outcome, steps=_without(outcome.steps, step))
    anchor = f"areas-{number}-outcomes-{index}-steps"
    return Changed(_with_outcome(draft, number, index, left), anchor, place)


def _add_provision(draft: Draft, place: str) -> Changed:
    number, index = _numbers("areas-outcomes", place)
    outcome = draft.areas[number].outcomes[index]
    anchor = f"{place}-provisions-{len(outcome.provisions)}-support"
    more = replace(outcome, provisions=(*outcome.provisions, Provision()))
    return Changed(_with_outcome(draft, number, index, more), anchor)


def _delete_provision(draft: Draft, place: str) -> Changed:
    number, index, provision = _numbers("areas-outcomes-provisions", place)
    outcome = draft.areas[number].outcomes[index]
    left = replace(outcome, provisions=_without(outcome.provisions, provision))
    anchor = f"areas-{number}-outcomes-{index}-provisions"
    return Changed(_with_outcome(draft, number, index, left), anchor, place)


_BUTTONS: dict[str, Callable[[Draft, str], Changed]] = {
    "open-area": _open_area,
    "close-area": _close_area,
    "add-outcome": _add_outcome,
    "delete-outcome": _delete_outcome,
    "add-step": _add_step,
    "delete-step": _delete_step,
    "add-provision": _add_provision,
    "delete-provision": _delete_provision,
}


def _numbers(shape: str, place: str) -> tuple[int, ...]:
    """The numbers in a place of that shape: (0, 2) in areas-0-outcomes-2. Raises ValueError for any other place."""
    words = place.split("-")
    if "-".join(words[::2]) != shape or not all(each.isascii() and each.isdigit() for each in words[1::2]):
        raise ValueError(place)
    return tuple(int(each) for each in words[1::2])


def _without(parts: tuple[_Part, ...], number: int) -> tuple[_Part, ...]:
    parts[number]  # IndexError for one that isn't there
    return parts[:number] + parts[number + 1 :]


def _with_area(draft: Draft, number: int, area: AreaAdvice) -> Draft:
    return replace(draft, areas=(*draft.areas[:number], area, *draft.areas[number + 1 :]))


def _with_outcome(draft: Draft, number: int, index: int, outcome: Outcome) -> Draft:
    area = draft.areas[number]
    outcomes = (*area.outcomes[:index], outcome, *area.outcomes[index + 1 :])
    return _with_area(draft, number, replace(area, outcomes=outcomes))


def restored(draft: Draft, earlier: Draft, place: str) -> Changed | None:
    """The draft with what an earlier version had at the place put back there; None where that had nothing."""
    try:
        return _restored(draft, earlier, place)
    except (LookupError, ValueError):
        return None


def _restored(draft: Draft, earlier: Draft, place: str) -> Changed:
    shape, numbers = "-".join(place.split("-")[::2]), _numbers("-".join(place.split("-")[::2]), place)
    if shape == "areas":
        areas = _with(draft.areas, numbers[0], earlier.areas[numbers[0]])
        return Changed(replace(draft, areas=areas), place)
    area, before = draft.areas[numbers[0]], earlier.areas[numbers[0]]
    if shape == "areas-outcomes":
        more = replace(area, outcomes=_with(area.outcomes, numbers[1], before.outcomes[numbers[1]]))
        return Changed(_with_area(draft, numbers[0], more), f"{place}-outcome")
    number, index, deleted = numbers
    outcome, old = area.outcomes[index], before.outcomes[index]
    if shape == "areas-outcomes-steps":
        again, anchor = replace(outcome, steps=_with(outcome.steps, deleted, old.steps[deleted])), f"{place}-text"
    else:
        provisions = _with(outcome.provisions, deleted, old.provisions[deleted])
        again, anchor = replace(outcome, provisions=provisions), f"{place}-support"
    return Changed(_with_outcome(draft, number, index, again), anchor)


def _with(parts: tuple[_Part, ...], number: int, part: _Part) -> tuple[_Part, ...]:
    return (*parts[:number], part, *parts[number:])


def without_empty_parts(draft: Draft, asked: Sequence[Area]) -> Draft:
    """The draft as it is submitted: added steps, provisions and outcomes that nothing was written in are left out.

    So is an area that was opened but neither asked for nor written in.
    """
    areas = (replace(area, outcomes=tuple(_written(area.outcomes))) for area in draft.areas)
    return replace(draft, areas=tuple(each for each in areas if each.area in asked or _says_something(each)))


def _written(outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    for outcome in outcomes:
        left = replace(
            outcome,
            steps=tuple(each for each in outcome.steps if each.text.strip() or each.by),
            provisions=tuple(each for each in outcome.provisions if _texts(each)),
        )
        if left.outcome.strip() or left.steps or left.provisions:
            yield left


def _texts(provision: Provision) -> bool:
    return any(getattr(provision, each.name).strip() for each in fields(provision))


def _says_something(area: AreaAdvice) -> bool:
    return bool(area.strengths.strip() or area.needs.strip() or area.outcomes)


def unanswered(draft: Draft, profile: Profile) -> list[str]:
    """The names of the starred background questions that are still empty."""
    starred = STARRED.get(profile, ())
    return [f"background-{part}" for part in starred if not getattr(draft.background, part).strip()]


def empty_sections(draft: Draft) -> list[tuple[str, str]]:
    """What is still empty in the areas: (id of its place, its words)."""
    found = []
    for number, area in enumerate(draft.areas):
        for part in ("strengths", "needs"):
            if not getattr(area, part).strip():
                found.append((f"areas-{number}-{part}", f"{area.area.heading}: {part}"))
        if not area.outcomes:
            found.append((f"areas-{number}-outcomes", f"{area.area.heading}: outcomes"))
    return found
