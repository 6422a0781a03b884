"""What a rule may read of an advice: its needs, outcomes and provisions, every text, or the whole.

A reading knows its place (a JSON pointer), so that a rule only says *which words*; and it knows the whole advice
it is part of, so that a rule can ask about the child, the people of the case or a term explained elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b
from itertools import count
from typing import Protocol, Self
from weakref import WeakKeyDictionary

from hub.advice import (
    PROVISION_PARTS,
    Advice,
    Area,
    AreaAdvice,
    Background,
    Child,
    KnownPerson,
    Outcome,
    Professional,
    Profile,
    Provision,
    Step,
)
from hub.finding import CheckContext, SchoolRegister, Severity
from hub.hidden import Hidden
from hub.language.identity import Identity
from hub.language.people import Circle

_POINTS_ELSEWHERE = re.compile(
    r"(?:please )?(?:see|as|refer to|same as|in|under)(?: (?:the|per|stated|detailed|described|noted|in|my|under|for))*"
    r" (?:above|below|before|previous(?: \w+)?|(?:provision|outcome) \d+|support(?: needed)?|quantity|frequency|review"
    r"|how (?:much|often)|(?:to be )?provided by)(?: (?:above|below|box|column|field|section|entry|text|description))?"
    r"|ditto|\"|”|as stated|as (?:for )?(?:provision|outcome) \d+",
    re.IGNORECASE,
)
_NOT_APPLICABLE = re.compile(
    r"n\s*[./\\]?\s*a|not applicable|(?:n\s*[./\\]\s*a|not applicable)\W{1,3}[^.;]{1,60}|none|nil|[-–—.]+",
    re.IGNORECASE,
)
_STILL_OPEN = re.compile(
    r"t\.?\s?b\.?\s?[acd]|\?+|x+|not (?:yet )?known|unknown|unsure|pending|not (?:yet )?(?:agreed|confirmed|decided)"
    r"|(?:yet )?to be (?:advised|agreed|appointed|arranged|commissioned|confirmed|decided|determined|discussed|found"
    r"|identified|recruited|sourced)(?: \w+){0,3}",
    re.IGNORECASE,
)
_EDGES = " \t\r\n.;:()[]"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one text that a rule points at, with anything that this finding says differently from its rule."""

    prose: Prose
    start: int
    end: int
    message: str = ""
    suggestion: str = ""
    severity: Severity | None = None

    def saying(self, message: str = "", suggestion: str = "", *, severity: Severity | None = None) -> Span:
        """The same words with their own message, suggestion, or a severity milder than the rule's."""
        return replace(self, message=message, suggestion=suggestion, severity=severity)


@dataclass(frozen=True, eq=False)
class WholeAdvice:
    """The advice as one document, with what the case knows besides it."""

    advice: Advice
    context: CheckContext
    free_text: str = ""  # the text of a file that could not be mapped to the template

    @classmethod
    def of(cls, document: WholeAdvice) -> Iterator[WholeAdvice]:
        """Itself, once."""
        yield document

    @staticmethod
    def example(text: str) -> Advice:
        """An advice that says this among its needs."""
        return example(needs=text)

    @property
    def child(self) -> Child:
        """The child or young person."""
        return self.advice.child

    @property
    def profile(self) -> Profile:
        """The profile to check under: the context's, else the advice's own, else health (the contract)."""
        return self.context.profile or self.advice.profile or Profile.HEALTH

    @property
    def people(self) -> tuple[KnownPerson, ...]:
        """Everybody the advice or the case knows."""
        return self.advice.people + self.context.people

    @property
    def register(self) -> SchoolRegister | None:
        """The register of establishments, where one is loaded."""
        return self.context.schools

    @cached_property
    def texts(self) -> tuple[Prose, ...]:
        """Every text that says something, in reading order."""
        if self.free_text:
            return (Prose(self, "/text", self.free_text),)
        return tuple(Prose(self, place, text) for place, text in self.advice.texts() if text.strip())

    @property
    def content(self) -> bytes | None:
        """No fingerprint: a judgement of the whole is made anew each time."""
        return None

    @cached_property
    def frame(self) -> bytes:
        """A fingerprint of what stands around the words: child, people, writer, profile, date, the council's ways."""
        advice, context = self.advice, self.context
        about = (advice.child, advice.people, advice.professional, advice.written_on, self.profile, context.people)
        return _fingerprint(*about, context.severities, _number_of(context.schools))

    @cached_property
    def everything(self) -> bytes:
        """A fingerprint of every word."""
        return _fingerprint(self.advice, self.free_text, self.context.hidden)

    @cached_property
    def company(self) -> bytes:
        """A fingerprint of the frame, and of the child's names, pronoun and people."""
        return _fingerprint(self.frame, self.circle)

    @cached_property
    def knowledge(self) -> bytes:
        """A fingerprint of the same, and of whom the texts tell."""
        return _fingerprint(self.company, self.identity.known)

    @cached_property
    def circle(self) -> Circle:
        """The child and the people whom the case knows."""
        texts = (prose.text for prose in self.texts)
        return Circle.of(self.child, self.people, texts, self.advice.professional.name)

    @cached_property
    def identity(self) -> Identity:
        """Who the child is, so that another child can be told from this one."""
        texts = tuple(prose.text for prose in self.texts)
        helpers = tuple(prose.text for prose in self.texts if prose.part == "provided_by")
        return Identity(self.child, self.circle, texts, helpers)

    @cached_property
    def areas(self) -> tuple[AreaReading, ...]:
        """The advice areas."""
        return tuple(AreaReading(self, f"/areas/{index}", area) for index, area in enumerate(self.advice.areas))

    def whole(self) -> Span:
        """The whole advice: what a finding about no words in particular covers."""
        return Span(Prose(self, "", ""), 0, 0)


@dataclass(frozen=True, eq=False)
class Prose:
    """One text of an advice. As `each=Prose` a rule is given every text that says something."""

    document: WholeAdvice
    pointer: str
    text: str

    @classmethod
    def of(cls, document: WholeAdvice) -> Iterator[Prose]:
        """Every text, in reading order."""
        yield from document.texts

    @staticmethod
    def example(text: str) -> Advice:
        """An advice that says this among its needs."""
        return example(needs=text)

    @cached_property
    def content(self) -> bytes | None:
        """A fingerprint of the words and their place."""
        return _fingerprint(self.pointer, self.text)

    @property
    def part(self) -> str:
        """The name of the field: needs, strengths, outcome, support, first_contact …; "text" for free text."""
        return self.pointer.rpartition("/")[2]

    def whole(self) -> Span:
        """All its words, without the white space around them."""
        return self.span(0, len(self.text))

    def span(self, start: int, end: int) -> Span:
        """The words from start to end (half-open, in code points), without the white space around them."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Span(self, start, end)

    def spans(self, matches: Iterable[re.Match[str]]) -> Iterator[Span]:
        """The words of each match; of its group “flag” where the pattern has one."""
        for match in matches:
            yield self.span(*match.span("flag" if "flag" in match.groupdict() else 0))

    @cached_property
    def _bare(self) -> str:
        return " ".join(self.text.split()).strip(_EDGES)

    @property
    def is_blank(self) -> bool:
        """Nothing written."""
        return not self.text.strip()

    @property
    def points_elsewhere(self) -> bool:
        """Only “see above”, “as above”, “ditto” …"""
        return bool(_POINTS_ELSEWHERE.fullmatch(self._bare))

    @property
    def is_not_applicable(self) -> bool:
        """Only “N/A”, “none” or a dash."""
        return not self.is_blank and (not self._bare or bool(_NOT_APPLICABLE.fullmatch(self._bare)))

    @property
    def is_still_open(self) -> bool:
        """Only “TBC”, “to be agreed”, “?” …: an answer that is not there yet."""
        return bool(_STILL_OPEN.fullmatch(self._bare))

    @property
    def is_said(self) -> bool:
        """Something of its own is said here."""
        return not (self.is_blank or self.points_elsewhere or self.is_not_applicable or self.is_still_open)


@dataclass(frozen=True, eq=False)
class AreaReading:
    """One advice area: its strengths, its needs, and the outcomes under it."""

    document: WholeAdvice
    pointer: str
    area: AreaAdvice

    @classmethod
    def of(cls, document: WholeAdvice) -> Iterator[AreaReading]:
        """Every advice area."""
        yield from document.areas

    @staticmethod
    def example(text: str) -> Advice:
        """An advice with an area that has this need."""
        return example(needs=text)

    @cached_property
    def content(self) -> bytes | None:
        """A fingerprint of everything in the area, and its place."""
        return _fingerprint(self.pointer, self.area)

    @property
    def kind(self) -> Area:
        """Which of the six areas."""
        return self.area.area

    @cached_property
    def strengths(self) -> Prose:
        """The strengths, perhaps blank."""
        return Prose(self.document, f"{self.pointer}/strengths", self.area.strengths)

    @cached_property
    def needs(self) -> Prose:
        """The needs, perhaps blank."""
        return Prose(self.document, f"{self.pointer}/needs", self.area.needs)

    @cached_property
    def outcomes(self) -> tuple[OutcomeReading, ...]:
        """The outcomes under this area."""
        return tuple(
            OutcomeReading(self.document, self, f"{self.pointer}/outcomes/{index}", outcome)
            for index, outcome in enumerate(self.area.outcomes)
        )


@dataclass(frozen=True, eq=False)
class Need:
    """What is said of the needs in one area."""

    document: WholeAdvice
    area: AreaReading

    @classmethod
    def of(cls, document: WholeAdvice) -> Iterator[Need]:
        """The needs of every area that says any."""
        return (cls(document, area) for area in document.areas if area.needs.is_said)

    @staticmethod
    def example(text: str) -> Advice:
        """An advice with this need."""
        return example(needs=text)

    @property
    def content(self) -> bytes | None:
        """The area's fingerprint: a need is read with what is done about it."""
        return self.area.content

    @property
    def words(self) -> Prose:
        """The text of the need."""
        return self.area.needs


@dataclass(frozen=True, eq=False)
class OutcomeReading:
    """One outcome, with its steps and the provision for it."""

    document: WholeAdvice
    area: AreaReading
    pointer: str
    value: Outcome

    @classmethod
    def of(cls, document: WholeAdvice) -> Iterator[OutcomeReading]:
        """Every outcome that says anything, area after area."""
        return (outcome for area in document.areas for outcome in area.outcomes if outcome.words.is_said)

    @staticmethod
    def example(text: str) -> Advice:
        """An advice with this outcome."""
        return example(outcome=text)

    @cached_property
    def content(self) -> bytes | None:
        """A fingerprint of its area, and its place."""
        return _fingerprint(self.pointer, self.area.content)

    @property
    def kind(self) -> str | None:
        """Education, training, health, social care, or not said."""
        return self.value.kind

    @cached_property
    def words(self) -> Prose:
        """The text of the outcome."""
        return Prose(self.document, f"{self.pointer}/outcome", self.value.outcome)

    @cached_property
    def steps(self) -> tuple[Prose, ...]:
        """The texts of the steps."""
        return tuple(
            Prose(self.document, f"{self.pointer}/steps/{index}/text", step.text)
            for index, step in enumerate(self.value.steps)
        )

    @property
    def step_dates(self) -> tuple[date | None, ...]:
        """The dates to be achieved by, in the order of the steps."""
        return tuple(step.by for step in self.value.steps)

    @cached_property
    def provisions(self) -> tuple[ProvisionReading, ...]:
        """The provisions for this outcome."""
        return tuple(
            ProvisionReading(self.document, self, f"{self.pointer}/provisions/{index}", index, provision)
            for index, provision in enumerate(self.value.provisions)
        )


@dataclass(frozen=True, eq=False)
class ProvisionReading:
    """One provision: the six fields of the form, read together."""

    document: WholeAdvice
    outcome: OutcomeReading
    pointer: str
    index: int
    value: Provision

    @classmethod
    def of(cls, document: WholeAdvice) -> Iterator[ProvisionReading]:
        """Every provision that says anything, outcome after outcome."""
        for area in document.areas:
            for outcome in area.outcomes:
                yield from (each for each in outcome.provisions if any(field.is_said for field in each.fields))

    @staticmethod
    def example(text: str) -> Advice:
        """An advice with a provision that says all this in its support field."""
        return example(support=text)

    @cached_property
    def content(self) -> bytes | None:
        """A fingerprint of its area, and its place."""
        return _fingerprint(self.pointer, self.outcome.area.content)

    @cached_property
    def fields(self) -> tuple[Prose, ...]:
        """The six fields in the form's order, blank ones too."""
        return tuple(
            Prose(self.document, f"{self.pointer}/{name}", getattr(self.value, name)) for name in PROVISION_PARTS
        )

    def field(self, name: str) -> Prose:
        """One of the six fields by its name."""
        return self.fields[PROVISION_PARTS.index(name)]

    @property
    def support(self) -> Prose:
        """Support needed."""
        return self.field("support")

    @property
    def provided_by(self) -> Prose:
        """To be provided by."""
        return self.field("provided_by")

    @property
    def ratio(self) -> Prose:
        """Staff / student ratio."""
        return self.field("ratio")

    @property
    def quantity(self) -> Prose:
        """How much / quantity."""
        return self.field("quantity")

    @property
    def frequency(self) -> Prose:
        """How often."""
        return self.field("frequency")

    @property
    def review(self) -> Prose:
        """When it will be reviewed."""
        return self.field("review")

    @property
    def place(self) -> Prose:
        """What a finding about something missing covers: the support, else the first field that says something."""
        return self.support if self.support.is_said else next(each for each in self.fields if each.is_said)

    def place_of(self, name: str) -> Prose:
        """What a finding about an answer that is missing covers: the words of the field, “TBC”, where it has any."""
        field = self.field(name)
        return field if field.is_said or field.is_still_open else self.place

    def meant(self, name: str) -> Prose:
        """A field, or where it says “see above”, the same field of the provision before."""
        field = self.field(name)
        if field.points_elsewhere and self.index:
            return self.outcome.provisions[self.index - 1].meant(name)
        return field

    def answers(self, name: str) -> Iterator[Prose]:
        """Where the answer to a field may stand: the field, the others, and what “as above” points back to."""
        field = self.field(name)
        if field.is_said:
            yield field
        yield from (each for each in self.fields if each.is_said and each is not field)
        if field.points_elsewhere and self.index:
            yield from self.outcome.provisions[self.index - 1].answers(name)


@dataclass(frozen=True, eq=False)
class HiddenWords:
    """One thing that hides in the file that the advice came in."""

    document: WholeAdvice
    value: Hidden

    @classmethod
    def of(cls, document: WholeAdvice) -> Iterator[HiddenWords]:
        """Everything that hides in the file."""
        return (cls(document, each) for each in document.context.hidden)

    @staticmethod
    def example(text: str) -> Advice:
        """An advice whose file hides this, said as “kind: words” or “kind, part: words”."""
        return example(needs=text)

    @property
    def content(self) -> bytes | None:
        """No fingerprint: a file is checked once."""
        return None

    def whole(self) -> Span:
        """The file: what hides in it stands in no text that has offsets."""
        return Span(Prose(self.document, "/file", ""), 0, 0)


class Reading(Protocol):
    """What `each=` of a rule may be: a class that finds its readings in an advice."""

    @classmethod
    def of(cls, document: WholeAdvice) -> Iterator[Self]:
        """Every reading of this kind in the advice, in reading order."""
        ...

    @staticmethod
    def example(text: str) -> Advice:
        """An invented advice in which the text stands where this kind of reading finds it."""
        ...

    @property
    def content(self) -> bytes | None:
        """A fingerprint of the words and their place; None where a judgement is never kept (see `checker.memo`)."""
        ...


_REGISTERS: WeakKeyDictionary[SchoolRegister, int] = WeakKeyDictionary()
_NUMBERS = count(1)


def _number_of(register: SchoolRegister | None) -> int:
    """A number that no other register ever has: an id may be given again to the one that replaces it."""
    if register is None:
        return 0
    if register not in _REGISTERS:
        _REGISTERS[register] = next(_NUMBERS)
    return _REGISTERS[register]


def _fingerprint(*values: object) -> bytes:
    return blake2b(repr(values).encode(errors="surrogatepass"), digest_size=16).digest()


def example(
    *,
    needs: str = "",
    strengths: str = "",
    outcome: str = "",
    steps: tuple[Step, ...] = (),
    area: Area = Area.HEALTH,
    child: Child | None = None,
    people: tuple[KnownPerson, ...] = (),
    professional: Professional | None = None,
    profile: Profile | None = None,
    written_on: date | None = None,
    background: Background | None = None,
    **provision: str,
) -> Advice:
    """A marked example with more than one field: give any field of the form; provision fields by their names.

    An outcome is made only where an outcome, a step or a provision field is given.
    """
    provisions = (Provision(**provision),) if provision else ()
    outcomes = (Outcome(outcome, steps=steps, provisions=provisions),) if outcome or steps or provisions else ()
    return Advice(
        id="example",
        areas=(AreaAdvice(area, strengths=strengths, needs=needs, outcomes=outcomes),),
        profile=profile,
        professional=professional or Professional(),
        child=child or Child(),
        people=people,
        written_on=written_on,
        background=background or Background(),
    )
