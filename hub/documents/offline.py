"""The template of one request as a Word file, to be filled in without a connection and brought back.

Laid out like the submitted advice, with a box under each heading and tables with the guides' columns, so that whoever
knows the one finds their way in the other; `offline_reader.py` reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from hub.advice import PROVISION_PARTS, Advice, AreaAdvice, Child, Outcome
from hub.documents.sheet import (
    BACKGROUND_QUESTIONS,
    PROVISION_COLUMNS,
    STEP_COLUMNS,
    TITLE,
    Answer,
    Details,
    Heading,
    Note,
    Paragraphs,
    Part,
    Sheet,
    Table,
    background_asked,
    day,
    paragraphs,
    plain,
)

CASE, REQUEST, DRAFT = "Case reference", "Request", "Draft"  # rows of its first table
STRENGTHS, NEEDS, KIND, STEPS, PROVISION = "Strengths", "Needs", "Kind of outcome", "Steps", "Provision"
BACKGROUND, CHILD = "Background", "About the child or young person"
OUTCOME = re.compile(r"Outcome \d{1,3}")
_REQUEST = re.compile(r"(?P<request>\S{1,60}/\d{1,10})")
_HOW = (
    "Write in the boxes and tables, then upload this file on the page of this request. Your words go into your draft. "
    "Leave the headings, and the top row of each table, as they are."
)
_WHO_READS = (
    "Everything published is read by the family and everyone involved. Name no other child and no other member of the "
    "family."
)
_STARRED = "This question must be answered."
_STRENGTHS = "What the child or young person is good at in this area."
_NEEDS = "What is hard, and what that means for everyday life and learning. In plain words."
_OUTCOMES = (
    "Need another outcome? Copy an outcome, from its heading to the end of its table of provision, and paste it below."
)
_OUTCOME = "What they will be able to do, and by when."
_KIND = "Education, training, health or social care. Leave it empty if you are not sure."
_STEPS = "What to reach over the next year, with a date like 31 January 2027."
_PROVISION = "Exactly what will happen, who will do it, how much, how often, and when it is reviewed. One row for each."
INSTRUCTIONS = frozenset(
    {_HOW, _WHO_READS, _STARRED, _STRENGTHS, _NEEDS, _OUTCOMES, _OUTCOME, _KIND, _STEPS, _PROVISION}
)
_STEP_WEIGHTS, _PROVISION_WEIGHTS = (72, 28), (26, 19, 13, 13, 14, 15)
_FEWEST = {"outcomes": 2, "steps": 2, "provisions": 2}
_NOTHING: Paragraphs = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """What a template says of itself: whose request, of which draft (0: none was saved), due when."""

    reference: str
    request: str
    version: int = 0
    saved: str = ""
    due_on: date | None = None
    council: str = ""
    starred: Sequence[str] = field(default=())

    @property
    def identifier(self) -> str:
        """What stands in the file's properties."""
        return f"{self.request} v{self.version}"


def identified(said: str) -> tuple[str, int] | None:
    """The request and the version of the draft that a property or row names; None where it names none."""
    found = re.fullmatch(_REQUEST.pattern + r"(?: v(?P<version>\d{1,6}))?", " ".join(said.split()))
    return (found["request"], int(found["version"] or 0)) if found else None


def offline_sheet(advice: Advice, slip: Slip) -> Sheet:
    """The template with what has been written so far, and room for more."""
    parts: list[Part] = [_about(slip), Note(_HOW), Note(_WHO_READS), *_child(advice.child)]
    parts.append(Heading(1, BACKGROUND))
    for name in background_asked(advice):
        parts.append(Heading(2, BACKGROUND_QUESTIONS[name]))
        parts += [Note(_STARRED)] if name in slip.starred else []
        parts.append(Answer(paragraphs(getattr(advice.background, name))))
    for area in advice.areas:
        parts += _area(area)
    return Sheet(TITLE, plain(slip.request), plain(slip.council), tuple(parts), identifier=slip.identifier)


def _about(slip: Slip) -> Details:
    draft = f"Version {slip.version}, saved {slip.saved}" if slip.version else "Nothing saved yet"
    rows = [(CASE, plain(slip.reference)), (REQUEST, plain(slip.request)), (DRAFT, draft)]
    return Details((*rows, *([("Due", day(slip.due_on))] if slip.due_on else [])))


def _child(child: Child) -> Iterator[Part]:
    said = (
        ("Name", child.name),
        ("Known as", child.known_as),
        ("Date of birth", day(child.date_of_birth) if child.date_of_birth else ""),
    )
    rows = tuple((label, " ".join(plain(value).split())) for label, value in said if value.strip())
    if rows:
        yield Heading(1, CHILD)
        yield Details(rows)


def _area(area: AreaAdvice) -> Iterator[Part]:
    yield Heading(1, area.area.heading)
    for title, note, text in ((STRENGTHS, _STRENGTHS, area.strengths), (NEEDS, _NEEDS, area.needs)):
        yield Heading(2, title)
        yield Note(note)
        yield Answer(paragraphs(text))
    blank = max(_FEWEST["outcomes"] - len(area.outcomes), 0)
    for number, outcome in enumerate((*area.outcomes, *[Outcome()] * blank), start=1):
        yield from _outcome(number, outcome)
    yield Note(_OUTCOMES)


def _outcome(number: int, outcome: Outcome) -> Iterator[Part]:
    yield Heading(2, f"Outcome {number}")
    yield Note(_OUTCOME)
    yield Answer(paragraphs(outcome.outcome))
    yield Heading(3, KIND)
    yield Note(_KIND)
    yield Answer(paragraphs(outcome.kind or ""))
    yield Heading(3, STEPS)
    yield Note(_STEPS)
    steps = [(paragraphs(each.text), ((day(each.by),),) if each.by else ()) for each in outcome.steps]
    yield Table(STEP_COLUMNS, _with_room(steps, 2, "steps"), _STEP_WEIGHTS, to_fill=True)
    yield Heading(3, PROVISION)
    yield Note(_PROVISION)
    provisions = [tuple(paragraphs(getattr(each, name)) for name in PROVISION_PARTS) for each in outcome.provisions]
    head = tuple(PROVISION_COLUMNS[name] for name in PROVISION_PARTS)
    yield Table(head, _with_room(provisions, len(head), "provisions"), _PROVISION_WEIGHTS, to_fill=True)


def _with_room(rows: Sequence[tuple[Paragraphs, ...]], width: int, what: str) -> tuple[tuple[Paragraphs, ...], ...]:
    """The rows, and empty ones: at least one more than is filled."""
    blank = max(_FEWEST[what] - len(rows), 1)
    return (*rows, *[(_NOTHING,) * width] * blank)
