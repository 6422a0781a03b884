"""The advice template as a form: what was posted, read into a draft, and what a draft still lacks.

A field is named after its place in the advice, with dashes: `areas-0-outcomes-1-provisions-0-support` is the
JSON pointer /areas/0/outcomes/1/provisions/0/support. Pure functions: nothing here knows of Flask or the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime

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
