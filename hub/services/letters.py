"""The letters that officers send, pre-filled as Word: from the council's own templates, else the hub's plain ones."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from hub.council import Council
from hub.council_dates import statutory_day
from hub.deadlines import Clock, Reason, day_in_london
from hub.documents.letter import NotATemplate, filled, placeholders_in, plain_template
from hub.files import sha256_of
from hub.models import Case, CasePerson, CouncilDecision, DecisionKind, Person, RecordedException
from hub.notice import NoticeKind
from hub.queries.exceptions import exceptions_in_force
from hub.refusals import Refusal
from hub.services.chasing import CHASED, missing_from
from hub.services.decisions import decisions_in_force
from hub.services.downloads import Download
from hub.services.history import record

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORDS = Path(__file__).parent.parent / "letters.toml"
_HEAD = "{{council}}\n{{council_address}}\nTelephone {{telephone}}\n\n{{today}}\nOur reference: {{reference}}"
_WINDOW = "{{addressee}}\n{{address}}"
_FOOT = "{{coordinator}}\n{{sen_team}}"
_PARENTS = ("mother", "father", "parent", "carer", "guardian", "foster carer", "grandmother", "grandfather")


class Letter(StrEnum):
    """Which letter."""

    ACKNOWLEDGEMENT = "acknowledgement"
    MISSING = "missing"
    AGREE_TO_ASSESS = "agree-to-assess"
    REFUSE_TO_ASSESS = "refuse-to-assess"
    EXCEPTION_NOTICE = "exception-notice"
    REFUSE_TO_ISSUE = "refuse-to-issue"
    DRAFT_PLAN = "draft-plan"
    FINAL_PLAN = "final-plan"

    @property
    def label(self) -> str:
        """The letter as a link names it."""
        return _LABELS[self]


_LABELS = {
    Letter.ACKNOWLEDGEMENT: "Acknowledgement",
    Letter.MISSING: "What is missing from the request",
    Letter.AGREE_TO_ASSESS: "Agreement to assess",
    Letter.REFUSE_TO_ASSESS: "Refusal to assess, with the family’s rights",
    Letter.EXCEPTION_NOTICE: "Notice of an exception to a time limit",
    Letter.REFUSE_TO_ISSUE: "Refusal to issue a plan, with the family’s rights",
    Letter.DRAFT_PLAN: "Draft plan",
    Letter.FINAL_PLAN: "Final plan, with the family’s rights",
}


_EXCEPTIONS = {
    Reason.SCHOOL_CLOSURE: "the school was asked for its advice while, or shortly before, it was closed for at least "
    "four weeks",
    Reason.EARLY_YEARS_CLOSURE: "the nursery or other provider was asked for its advice while, or shortly before, it "
    "was closed for at least four weeks",
    Reason.EXCEPTIONAL_CIRCUMSTANCES: "exceptional personal circumstances affect the child or young person, or the "
    "parent",
    Reason.ABSENCE: "the child or young person, or the parent, is away from the area for at least four weeks",
    Reason.MISSED_APPOINTMENT: "an appointment for an examination or test was not kept",
}


class LetterProblem(Refusal):
    """A template that cannot be used; the sentence names the file and what is wrong in it."""

    what_next = "Ask whoever keeps the council’s letters to put the template right. It is in the folder “letters”."


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter ready to be read over, and what is left to be filled in by hand."""

    file: Download
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    """All that a placeholder may draw on."""

    case: Case
    council: Council
    standing: Sequence[CouncilDecision]
    by: Person
    today: date
    exceptions: Sequence[RecordedException]


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _on(kind: DecisionKind) -> Callable[[_Facts], str]:
    def found(facts: _Facts) -> str:
        return _day(max((each.decided_on for each in facts.standing if each.kind is kind), default=None))

    return found


def _due(limit: str) -> Callable[[_Facts], str]:
    return lambda facts: _day(statutory_day(facts.case, facts.standing, limit))


def _addressee(facts: _Facts) -> str:
    """Who made the request where they are of the family, else a parent, else in words."""
    person = _addressed(facts)
    return person.name if person else f"To the parent or carer of {facts.case.shown_name}"


def _address(facts: _Facts) -> str:
    """The addressee's own address: nobody else's will do."""
    person = _addressed(facts)
    return person.address if person else ""


def _addressed(facts: _Facts) -> CasePerson | None:
    case, asked = facts.case, facts.case.asked_by
    if asked is not None and asked.name and case.requester_role in ("parent", "young-person"):
        return asked
    return next((each for each in case.people if each.relation in _PARENTS and each.name), None)


def _exception(facts: _Facts) -> str:
    """The exceptions recorded on the council's clock, in the law's words."""
    lines = []
    for each in facts.exceptions:
        until = f" until {_day(each.to_day)}" if each.to_day else ""
        lines.append(f"– {_EXCEPTIONS[each.reason]}, from {_day(each.from_day)}{until}")
    return "\n".join(lines)


def _missing(facts: _Facts) -> str:
    lacking = [*missing_from(facts.case), *([] if missing_from(facts.case) else [NoticeKind.SIGNATURE_MISSING])]
    return "\n".join(f"– {CHASED[each]}" for each in lacking)


PLACEHOLDERS: Mapping[str, tuple[str, Callable[[_Facts], str]]] = {
    "child": ("the child’s or young person’s name", lambda facts: facts.case.child_name),
    "known_as": ("the name that they are known by", lambda facts: facts.case.known_as or facts.case.child_name),
    "date_of_birth": ("the date of birth", lambda facts: _day(facts.case.date_of_birth)),
    "school": ("the school or other setting", lambda facts: facts.case.school),
    "reference": ("the case’s reference", lambda facts: facts.case.reference),
    "addressee": ("who the letter is to", _addressee),
    "address": ("their postal address", _address),
    "today": ("today’s date", lambda facts: _day(facts.today)),
    "received_on": ("the day on which the council received the request", lambda facts: _day(facts.case.received_on)),
    "decide_by": ("the day by which the council must decide whether to assess", _due("decision")),
    "agreed_on": ("the day of the decision to assess", _on(DecisionKind.AGREED_TO_ASSESS)),
    "refused_on": ("the day of the refusal to assess", _on(DecisionKind.REFUSED_TO_ASSESS)),
    "panel_on": ("the day of the panel", _on(DecisionKind.PANEL)),
    "no_plan_on": ("the day of the refusal to issue a plan", _on(DecisionKind.REFUSED_TO_ISSUE)),
    "no_plan_by": ("the day by which a refusal to issue a plan must be sent", _due("no-plan")),
    "draft_plan_on": ("the day on which the draft plan was sent", _on(DecisionKind.DRAFT_PLAN)),
    "comments_by": ("the day until which the family may comment on the draft", _due("representations")),
    "final_plan_on": ("the day of the final plan", _on(DecisionKind.FINAL_PLAN)),
    "final_plan_by": ("the day by which the final plan must be sent", _due("final-plan")),
    "missing": ("what is missing from the request", _missing),
    "reasons": ("the council’s reasons", lambda facts: ""),
    "exception": ("which exception applies, and from when until when", _exception),
    "coordinator": (
        "the EHCP coordinator",
        lambda facts: facts.case.coordinator.name if facts.case.coordinator else facts.by.name,
    ),
    "council": ("the council’s name", lambda facts: facts.council.name),
    "council_address": ("the council’s address", lambda facts: facts.council.address),
    "sen_team": ("the SEN team’s name", lambda facts: facts.council.sen_team),
    "mailbox": ("the SEN team’s email address", lambda facts: facts.council.mailbox),
    "telephone": ("the SEN team’s telephone number", lambda facts: facts.council.telephone),
    "information_and_advice": (
        "who gives free and impartial advice",
        lambda facts: facts.council.information_and_advice,
    ),
    "mediation": ("the mediation adviser", lambda facts: facts.council.mediation),
    "disagreement_resolution": (
        "the disagreement resolution service",
        lambda facts: facts.council.disagreement_resolution,
    ),
    "tribunal": ("the tribunal", lambda facts: facts.council.tribunal),
}
"""Every placeholder: what it stands for, and how it is found."""


def template_of(letter: Letter, folder: Path | None) -> bytes:
    """The template of a letter: the council's own `letters/NAME.docx`, else the hub's plain one.

    Raises LetterProblem for one that is no Word file or has a placeholder that the hub does not know.
    """
    own = folder / "letters" / f"{letter.value}.docx" if folder else None
    if own is None or not own.is_file():
        return _plain(letter)
    template = own.read_bytes()
    try:
        unknown = [each for each in placeholders_in(template) if each not in PLACEHOLDERS]
    except NotATemplate as problem:
        raise LetterProblem(f"The council’s template {own.name} cannot be used. {problem}") from None
    if unknown:
        said = " and ".join(f"{{{{{each}}}}}" for each in unknown)
        raise LetterProblem(f"The council’s template {own.name} has {said}, which the hub does not know.")
    return template


def is_own(letter: Letter, folder: Path | None) -> bool:
    """Whether the council has a template of its own for the letter."""
    return folder is not None and (folder / "letters" / f"{letter.value}.docx").is_file()


def write_letter(
    session: Session, *, case: Case, letter: Letter, council: Council, folder: Path | None, by: Person, now: datetime
) -> Filled:
    """The letter on this case as a Word file; what is not known stands in it in square brackets, to be filled in.

    Raises LetterProblem.
    """
    template = template_of(letter, folder)
    exceptions = [each for each in exceptions_in_force(session, case) if each.clock is Clock.COUNCIL]
    facts = _Facts(case, council, decisions_in_force(session, case), by, day_in_london(now), exceptions)
    values: dict[str, str] = {}
    left = []
    for name in placeholders_in(template):
        what, find = PLACEHOLDERS[name]
        found = find(facts).strip()
        values[name] = found or f"[Fill in: {what}]"
        left += [] if found else [what]
    return Filled(Download(f"{case.reference}-{letter.value}.docx", WORD, filled(template, values)), tuple(left))


def record_letter(
    session: Session, *, case_id: int, letter: Letter, file: Download, person_id: int, now: datetime
) -> None:
    """Write into the case's history who made which letter, before it is handed over."""
    case, by = session.get_one(Case, case_id), session.get_one(Person, person_id)
    record(session, case, "letter written", by=by, at=now, letter=letter.value, sha256=sha256_of(file.data))


@cache
def _plain(letter: Letter) -> bytes:
    said = tomllib.loads(_WORDS.read_text(encoding="utf-8"))[letter.value]
    return plain_template(said["title"], said["words"], head=_HEAD, window=_WINDOW, foot=_FOOT)
