"""A draft and what a file says, part by part: which parts differ, which can be taken over, which a person chooses.

A part is an answer of the background, the strengths or the needs of an area, or one of its outcomes with its steps and
provision. Pure functions on advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from hub.advice import BACKGROUND_PARTS, PROVISION_PARTS, Advice, Area, AreaAdvice, Outcome, Provision, Step
from hub.documents.sheet import paragraphs

_AREA_PARTS = ("strengths", "needs")
Value = str | Outcome
NOTHING = Outcome()


class Choice(StrEnum):
    """What to do with a part of which draft and file say different things."""

    DRAFT = "draft"
    FILE = "file"
    BOTH = "both"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a part stands: in an area, or in the background; `number` is an outcome's, from 0."""

    part: str
    area: Area | None = None
    number: int = 0

    @property
    def key(self) -> str:
        """Its name in a form."""
        if self.area is None:
            return f"background:{self.part}"
        return f"{self.area}:{self.part}:{self.number}"


@dataclass(frozen=True, slots=True)
class Differing:
    """A part of which the file says something else than the draft."""

    place: Place
    draft: Value
    file: Value


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file brings: parts that can be taken over, and parts that both have changed."""

    taken: tuple[Differing, ...]
    contested: tuple[Differing, ...]


def compared(draft: Advice, file: Advice, base: Advice | None, absent: frozenset[str] = frozenset()) -> Comparison:
    """Compare a file with the draft; `base` is the version that the file was made from, None for a report.

    Where the file is as its base was, the draft stays; where the draft is, the file is taken. A report's empty parts
    say nothing, and what it says is taken where the draft is empty. `absent` are keys of parts that the file has no
    place for: it says nothing of them either.
    """
    here, there = _values(draft), _values(file)
    before = _values(base) if base is not None else {}
    areas = {each.area for each in file.areas}
    places = list(there)
    if base is not None:  # what the file no longer says was deleted in it
        places += [each for each in here if each not in there and (each.area in areas or each.area is None)]
    taken: list[Differing] = []
    contested: list[Differing] = []
    for place in places:
        differing = Differing(place, here.get(place, empty(place)), there.get(place, empty(place)))
        if place.key in absent or same(differing.draft, differing.file):
            continue
        if base is None:
            wanted = bool(texts_of(differing.file))
            stands = bool(texts_of(differing.draft))
        else:
            was = before.get(place, empty(place))
            wanted, stands = not same(differing.file, was), not same(differing.draft, was)
        if wanted:
            (contested if stands else taken).append(differing)
    return Comparison(tuple(taken), tuple(contested))


def assembled(draft: Advice, differing: Sequence[Differing], choices: Mapping[str, Choice]) -> Advice:
    """The draft with the parts for which the file was chosen, or both one after the other; the others as they are."""
    background = draft.background
    areas = {each.area: _tidy(each) for each in draft.areas}
    more: dict[Area, list[Outcome]] = {}
    for each in differing:
        choice = choices.get(each.place.key, Choice.DRAFT)
        if choice is Choice.DRAFT:
            continue
        place, part, area = each.place, each.place.part, each.place.area
        if area is None:
            background = replace(background, **{part: _text(each, choice)})
        elif part in _AREA_PARTS:
            before, said = areas.get(area, AreaAdvice(area)), _text(each, choice)
            areas[area] = replace(before, strengths=said) if part == "strengths" else replace(before, needs=said)
        elif isinstance(each.file, Outcome):
            before = areas.get(area, AreaAdvice(area))
            if choice is Choice.BOTH:
                more.setdefault(area, []).append(each.file)
                areas[area] = before
            else:
                areas[area] = replace(before, outcomes=_with(before.outcomes, place.number, each.file))
    made = (_tidy(replace(each, outcomes=(*each.outcomes, *more.get(each.area, ())))) for each in areas.values())
    return replace(draft, background=background, areas=tuple(made))


def same(one: Value, other: Value) -> bool:
    """Whether two parts say the same, white space at the ends of lines and paragraphs apart."""
    if isinstance(one, Outcome) and isinstance(other, Outcome):
        return _settled_outcome(one) == _settled_outcome(other)
    return isinstance(one, str) and isinstance(other, str) and settled(one) == settled(other)


def settled(text: str) -> str:
    """A text as a page has it: paragraphs, lines, nothing unprintable."""
    return "\n\n".join("\n".join(lines) for lines in paragraphs(text))


def texts_of(value: Value) -> list[str]:
    """What a part says, text by text, none that is empty."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    steps = [f"{each.text} ({each.by.day} {each.by:%B %Y})" if each.by else each.text for each in value.steps]
    provisions = [
        "; ".join(filter(None, (getattr(each, part) for part in PROVISION_PARTS))) for each in value.provisions
    ]
    kind = f"Kind of outcome: {value.kind}" if value.kind else ""
    return [each for each in (value.outcome, kind, *steps, *provisions) if each.strip()]


def empty(place: Place) -> Value:
    """A part in which nothing is written."""
    return NOTHING if place.part == "outcome" else ""


def _values(advice: Advice) -> dict[Place, Value]:
    return dict(_each(advice))


def _each(advice: Advice) -> Iterator[tuple[Place, Value]]:
    for name in BACKGROUND_PARTS:
        yield Place(name), getattr(advice.background, name)
    for area in advice.areas:
        for part in _AREA_PARTS:
            yield Place(part, area.area), getattr(area, part)
        for number, outcome in enumerate(_tidy(area).outcomes):
            yield Place("outcome", area.area, number), outcome


def _tidy(area: AreaAdvice) -> AreaAdvice:
    """The area without outcomes in which nothing is written: the numbers of the others then count alike everywhere."""
    return replace(area, outcomes=tuple(each for each in area.outcomes if _settled_outcome(each) != NOTHING))


def _with(outcomes: tuple[Outcome, ...], number: int, outcome: Outcome) -> tuple[Outcome, ...]:
    if number >= len(outcomes):
        return (*outcomes, outcome)
    return (*outcomes[:number], outcome, *outcomes[number + 1 :])


def _text(differing: Differing, choice: Choice) -> str:
    if not isinstance(differing.file, str) or not isinstance(differing.draft, str):
        return ""
    if choice is Choice.FILE:
        return differing.file
    return "\n\n".join(each for each in (differing.draft.rstrip(), differing.file) if each.strip())


def _settled_outcome(outcome: Outcome) -> Outcome:
    provisions = (
        Provision(**{each.name: settled(getattr(one, each.name)) for each in fields(Provision)})
        for one in outcome.provisions
    )
    steps = (Step(settled(each.text), each.by) for each in outcome.steps)
    return Outcome(
        settled(outcome.outcome),
        outcome.kind or None,
        tuple(each for each in steps if each != Step()),
        tuple(each for each in provisions if each != Provision()),
    )
