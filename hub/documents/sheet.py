"""An advice laid out as a sheet of headings, prose and tables: the one source of its Word and PDF files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from hub.advice import PROVISION_PARTS, Advice, AreaAdvice, Child, Outcome, Profile, Provision, Step

TITLE = "Advice for an education, health and care needs assessment"
NOTHING_WRITTEN = "Nothing written in this area."

BACKGROUND_QUESTIONS = {  # Rotherham guide, "Details"
    "first_contact": "When did the child or young person first come into contact with your organisation?",
    "discussions_child": "Discussions held between the child or young person and your organisation",
    "discussions_parents": "Discussions held between the parents or carers and your organisation",
    "support_in_place": "What has your organisation put in place already to support the child or young person’s needs?",
    "support_effect": "What has been the effect of any support or strategies already put in place?",
    "pep": "What does the personal education plan (PEP) say that matters here?",
    "personal_budget": "Personal budget: what does it pay for, how much is it, when was it agreed and by whom?",
}
PROVISION_COLUMNS = {  # the fields of the hub's form, in the Rotherham guide's words
    "support": "Support needed",
    "provided_by": "To be provided by",
    "ratio": "Staff / student ratio",
    "quantity": "How much",
    "frequency": "How often",
    "review": "Review",
}
STEP_COLUMNS = ("Step", "To be achieved by")
PROFILE_NAMES = {Profile.HEALTH: "Health", Profile.SOCIAL_CARE: "Social care", Profile.EDUCATION: "Education"}

# what XML 1.0 cannot hold, and what no font shows
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]")
# bullets as Word's symbol fonts write them, in a range where no other font knows them; its line and paragraph ends
_AS_UNICODE = {0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF0FC: "✓", 0x2028: "\n", 0x2029: "\n\n", 0x85: "\n"}
_SHORT, _LONG = 2.0, 160  # what a column gets in any case; characters from which more doesn't widen it
_NARROWEST = 110  # thousandths of the width: what “Staff / student ratio” needs
_CELL_PADDING, _LETTER = 30, 10  # thousandths
_LONGEST_WORD = 20  # letters: a longer one is broken

Paragraphs = tuple[tuple[str, ...], ...]
"""Paragraphs of lines: a blank line begins a paragraph, a single newline a line."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 for an area, 2 for what stands in it, 3 below that."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """What the writer typed, in paragraphs."""

    paragraphs: Paragraphs


@dataclass(frozen=True, slots=True)
class Details:
    """Labels with their values: a table whose first column names its rows."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a header row; `weights` share out its width."""

    head: tuple[str, ...]
    rows: tuple[tuple[Paragraphs, ...], ...]
    weights: tuple[int, ...]
    to_fill: bool = False  # its empty rows are there to be written in


@dataclass(frozen=True, slots=True)
class Note:
    """What a template says about how to fill it in (Word only)."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A box to write in, with what has been written so far (Word only)."""

    paragraphs: Paragraphs


Part = Heading | Prose | Details | Table | Note | Answer


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole of it: what every page carries, and the parts in order."""

    title: str
    reference: str
    council: str
    parts: tuple[Part, ...]
    identifier: str = ""  # what the file's properties say it belongs to


def sheet(advice: Advice, *, reference: str, submitted_on: date, council: str = "") -> Sheet:
    """The advice as submitted, laid out.

    Other people whom the case knows are not the writer's words, and are left out; a part that nothing was written in
    is left out; an area without a word says so.
    """
    submitted = (("Case reference", plain(reference)), ("Submitted", day(submitted_on)))
    kind = () if advice.profile is None else (("Kind of advice", PROFILE_NAMES[advice.profile]),)
    parts: list[Part] = [Details((*submitted, *kind))]
    parts += _details("About the child or young person", _child(advice.child))
    parts += _details("About the professional", _professional(advice))
    parts += _background(advice)
    for area in advice.areas:
        parts += _area(area)
    return Sheet(TITLE, plain(reference), plain(council), tuple(parts))


def background_asked(advice: Advice) -> tuple[str, ...]:
    """The background questions of this advice: those that concern some children only where they apply.

    The PEP is of a looked-after child, the personal budget social care's (Rotherham guide); what was answered stays.
    """
    applies = {"pep": advice.child.looked_after, "personal_budget": advice.profile is Profile.SOCIAL_CARE}
    said = advice.background
    return tuple(each for each in BACKGROUND_QUESTIONS if applies.get(each, True) or getattr(said, each).strip())


def day(said: date) -> str:
    """A date as people write it: 1 October 2026."""
    return f"{said.day} {said:%B %Y}"


def plain(text: str) -> str:
    """Text that both Word and PDF can hold: newlines as such, nothing unprintable."""
    return _UNPRINTABLE.sub("", text.translate(_AS_UNICODE).replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> Paragraphs:
    """The paragraphs of a text, each with its lines; none where nothing was written."""
    parts = re.split(r"\n\s*\n", plain(text).strip())
    return tuple(tuple(line.strip() for line in part.split("\n")) for part in parts if part.strip())


def _details(title: str, rows: Sequence[tuple[str, str]]) -> list[Part]:
    written = tuple((label, " ".join(plain(value).split())) for label, value in rows)
    written = tuple((label, value) for label, value in written if value)
    return [Heading(1, title), Details(written)] if written else []


def _child(child: Child) -> list[tuple[str, str]]:
    return [
        ("Name", child.name),
        ("Known as", child.known_as),
        ("Date of birth", day(child.date_of_birth) if child.date_of_birth else ""),
        ("NHS number", child.nhs_number),
        ("Pronouns", child.pronouns),
        ("School or setting", child.school),
        ("Looked-after child", "Yes" if child.looked_after else ""),
        ("Address confidential", "Yes" if child.address_confidential else ""),
        ("Health care plan attached", "Yes" if child.health_care_plan_attached else ""),
        ("Personal education plan (PEP) attached", "Yes" if child.pep_attached else ""),
    ]


def _professional(advice: Advice) -> list[tuple[str, str]]:
    return [
        ("Name of professional", advice.professional.name),
        ("Role", advice.professional.role),
        ("Team", advice.professional.team),
        ("Date written", day(advice.written_on) if advice.written_on else ""),
    ]


def _background(advice: Advice) -> list[Part]:
    parts: list[Part] = []
    for each in fields(advice.background):
        parts += _prose(2, BACKGROUND_QUESTIONS[each.name], getattr(advice.background, each.name))
    return [Heading(1, "Background"), *parts] if parts else []


def _area(area: AreaAdvice) -> list[Part]:
    parts = [*_prose(2, "Strengths", area.strengths), *_prose(2, "Needs", area.needs)]
    for number, outcome in enumerate(area.outcomes, start=1):
        parts += _outcome(number, outcome)
    return [Heading(1, area.area.heading), *(parts or [Prose(((NOTHING_WRITTEN,),))])]


def _prose(level: int, title: str, text: str) -> list[Part]:
    written = paragraphs(text)
    return [Heading(level, title), Prose(written)] if written else []


def _outcome(number: int, outcome: Outcome) -> Iterator[Part]:
    yield Heading(2, f"Outcome {number}")
    written = paragraphs(outcome.outcome)
    if written:
        yield Prose(written)
    if outcome.kind and outcome.kind.strip():
        yield Prose(((f"Kind of outcome: {' '.join(plain(outcome.kind).split())}",),))
    if outcome.steps:
        yield Heading(3, "Steps")
        yield Table(STEP_COLUMNS, tuple(_step(step) for step in outcome.steps), (72, 28))
    yield from _provisions(outcome.provisions)


def _step(step: Step) -> tuple[Paragraphs, ...]:
    return paragraphs(step.text), ((day(step.by),),) if step.by else ()


def _provisions(provisions: Sequence[Provision]) -> Iterator[Part]:
    """One table of an outcome's provision, with the columns that anything was written in."""
    names = [name for name in PROVISION_PARTS if any(paragraphs(getattr(each, name)) for each in provisions)]
    if not names:
        return
    yield Heading(3, "Provision")
    rows = tuple(tuple(paragraphs(getattr(each, name)) for name in names) for each in provisions)
    yield Table(tuple(PROVISION_COLUMNS[name] for name in names), rows, _weights(rows))


def _weights(rows: Sequence[Sequence[Paragraphs]]) -> tuple[int, ...]:
    """Shares of a table's width, in thousandths: more for a column with more to say, enough for its longest word."""
    said = [[line for cell in cells for part in cell for line in part] for cells in zip(*rows, strict=True)]
    wished = [min(max(map(len, lines), default=0), _LONG) ** 0.5 + _SHORT for lines in said]
    return tuple(
        max(round(1000 * each / sum(wished)), _narrowest(lines)) for each, lines in zip(wished, said, strict=True)
    )


def _narrowest(lines: Sequence[str]) -> int:
    longest = max((len(word) for line in lines for word in line.split()), default=0)
    return max(_NARROWEST, _CELL_PADDING + _LETTER * min(longest, _LONGEST_WORD))
