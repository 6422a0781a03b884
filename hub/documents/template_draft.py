"""An advice while it is gathered from a template, box by box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from hub.advice import (
    PROVISION_PARTS,
    Advice,
    Area,
    AreaAdvice,
    Background,
    Child,
    Outcome,
    Professional,
    Profile,
    Provision,
    Step,
)
from hub.documents.passage import Passage
from hub.documents.template_labels import profile_of
from hub.language.written_date import date_in

_TICKED = ("looked_after", "address_confidential", "health_care_plan_attached", "pep_attached")
_LONGEST_DATE = 36  # characters: Wednesday the 23rd of September 2026
_TICK = re.compile(r"(?:yes|no|true|false|n/?a|not known|[☒☐✓/,. ])+")

Texts = dict[str, list[Passage]]
"""What was written in each box, in paragraphs."""


def joined(paragraphs: Sequence[Passage]) -> Passage:
    """Paragraphs as one text, a blank line between them."""
    return Passage.joined((each for each in paragraphs if each.text.strip()), "\n\n")


@dataclass
class StepDraft:
    """A step: its words, and its date where the template has a column for it."""

    texts: list[Passage] = field(default_factory=list)
    by: date | None = None


@dataclass
class OutcomeDraft:
    """An outcome with what has been found beneath it."""

    texts: list[Passage] = field(default_factory=list)
    kind: str | None = None
    steps: list[StepDraft] = field(default_factory=list)
    provisions: list[Texts] = field(default_factory=list)

    def provision(self, part: str) -> Texts:
        """The provision that a field belongs to: the last one, or a new one where that has the field already."""
        if not self.provisions or part in self.provisions[-1]:
            self.provisions.append({})
        return self.provisions[-1]

    def field_of_provision(self, part: str) -> list[Passage]:
        """What has been written in a field: of the last provision that has it, as a table's rows may have followed."""
        for each in reversed(self.provisions):
            if part in each:
                return each[part]
        return self.provision(part).setdefault(part, [])

    def new_provision(self) -> Texts:
        """A fresh provision; the last one where nothing has been found of it yet."""
        if not self.provisions or self.provisions[-1]:
            self.provisions.append({})
        return self.provisions[-1]

    @property
    def empty(self) -> bool:
        """Whether nothing has been written in it."""
        return not (self.texts or self.steps or self.kind or any(any(each.values()) for each in self.provisions))


@dataclass
class AreaDraft:
    """An area with what has been found beneath its heading."""

    texts: Texts = field(default_factory=dict)
    outcomes: list[OutcomeDraft] = field(default_factory=list)
    selected: OutcomeDraft | None = None

    def outcome(self) -> OutcomeDraft:
        """The outcome being written: the one that was selected, else the last."""
        if not self.outcomes:
            self.outcomes.append(OutcomeDraft())
        return self.selected or self.outcomes[-1]

    def new_outcome(self) -> OutcomeDraft:
        """A fresh outcome; the last one where nothing has been written in it yet."""
        self.selected = None
        if not self.outcomes or not self.outcomes[-1].empty:
            self.outcomes.append(OutcomeDraft())
        return self.outcomes[-1]

    def select(self, number: int) -> bool:
        """Go on with the outcome of a number, from 1; whether there is one."""
        if not 0 < number <= len(self.outcomes):
            return False
        self.selected = self.outcomes[number - 1]
        return True


@dataclass
class AdviceDraft:
    """All that has been found."""

    areas: dict[Area, AreaDraft] = field(default_factory=dict)
    child: Texts = field(default_factory=dict)
    professional: Texts = field(default_factory=dict)
    background: Texts = field(default_factory=dict)
    written_on: list[Passage] = field(default_factory=list)
    profile: list[Passage] = field(default_factory=list)

    def area(self, area: Area) -> AreaDraft:
        """The draft of an area, begun where it is new."""
        return self.areas.setdefault(area, AreaDraft())

    def left_over(self) -> list[Passage]:
        """What was written in a box for a date or a tick, and is more than that."""
        dates = [joined(self.written_on), joined(self.child.get("date_of_birth", ()))]
        ticks = [joined(self.child.get(name, ())) for name in _TICKED]
        return [
            *(each for each in dates if each.text and (not date_in(each.text) or len(each.text) > _LONGEST_DATE)),
            *(each for each in ticks if each.text and not _TICK.fullmatch(" ".join(each.text.casefold().split()))),
            *(each for each in self.profile if profile_of(each.text) is None),
        ]

    def advice(self, id: str) -> tuple[Advice, dict[str, Passage]]:
        """The advice as found so far, and where each of its texts stands, by JSON pointer."""
        kept = _Kept()
        background = {name: kept.text(f"/background/{name}", texts) for name, texts in self.background.items()}
        advice = Advice(
            id=id,
            areas=tuple(
                _area(area, draft, f"/areas/{index}", kept) for index, (area, draft) in enumerate(self.areas.items())
            ),
            profile=_profile(self.profile),
            professional=Professional(**{name: _line(self.professional, name) for name in ("name", "role", "team")}),
            child=_child(self.child),
            written_on=date_in(joined(self.written_on).text),
            background=Background(**background),
        )
        return advice, kept.places


class _Kept:
    """Puts texts together, and keeps where each stands."""

    def __init__(self) -> None:
        self.places: dict[str, Passage] = {}

    def text(self, pointer: str, paragraphs: Sequence[Passage]) -> str:
        """The paragraphs as the text that the pointer names."""
        whole = joined(paragraphs)
        if whole.text:
            self.places[pointer] = whole
        return whole.text


def _profile(said: list[Passage]) -> Profile | None:
    return next((found for each in said if (found := profile_of(each.text))), None)


def _line(texts: Texts, name: str) -> str:
    return " ".join(" ".join(each.text for each in texts.get(name, ())).split())


def _child(texts: Texts) -> Child:
    return Child(
        name=_line(texts, "name") or f"{_line(texts, 'forename')} {_line(texts, 'surname')}".strip(),
        known_as=_line(texts, "known_as"),
        date_of_birth=date_in(_line(texts, "date_of_birth")),
        nhs_number=_line(texts, "nhs_number"),
        pronouns=_line(texts, "pronouns"),
        looked_after=_ticked(texts, "looked_after"),
        address_confidential=_ticked(texts, "address_confidential"),
        school=_line(texts, "school"),
        health_care_plan_attached=_ticked(texts, "health_care_plan_attached"),
        pep_attached=_ticked(texts, "pep_attached"),
    )


def _ticked(texts: Texts, name: str) -> bool:
    return _line(texts, name).casefold().startswith(("yes", "true", "☒", "✓"))


def _area(area: Area, draft: AreaDraft, pointer: str, kept: _Kept) -> AreaAdvice:
    said = [each for each in draft.outcomes if not each.empty]
    return AreaAdvice(
        area,
        strengths=kept.text(f"{pointer}/strengths", draft.texts.get("strengths", ())),
        needs=kept.text(f"{pointer}/needs", draft.texts.get("needs", ())),
        outcomes=tuple(_outcome(each, f"{pointer}/outcomes/{index}", kept) for index, each in enumerate(said)),
    )


def _outcome(draft: OutcomeDraft, pointer: str, kept: _Kept) -> Outcome:
    provisions = [each for each in draft.provisions if any(each.values())]
    return Outcome(
        kept.text(f"{pointer}/outcome", draft.texts),
        draft.kind,
        tuple(
            Step(kept.text(f"{pointer}/steps/{index}/text", step.texts), step.by)
            for index, step in enumerate(draft.steps)
        ),
        tuple(
            Provision(
                **{
                    part: kept.text(f"{pointer}/provisions/{index}/{part}", each.get(part, ()))
                    for part in PROVISION_PARTS
                }
            )
            for index, each in enumerate(provisions)
        ),
    )
