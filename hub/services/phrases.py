"""A writer's own phrases, for the advice of other children: nothing about any child may be in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hub.documents.sheet import day
from hub.finding import BLOCK, CheckContext, Finding
from hub.language.names import is_listed
from hub.language.phrases import words_of
from hub.language.text import fold, words_in
from hub.language.written_date import date_in
from hub.models import Case, CasePerson, Person, Phrase, Request
from hub.names import folded
from hub.refusals import MissingDetail, NotAllocatedToYou, Refusal

LONGEST = 2000  # characters
MOST = 300  # phrases of one person
Check = Callable[[str, CheckContext], Sequence[Finding]]
_BORN = re.compile(r"\b(?:d\.? ?o\.? ?b\b|date of birth|birthday|born)", re.IGNORECASE)
_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_UPN = re.compile(r"\b[A-Z]\d{11}[A-Z0-9]\b")
_BEGINS = re.compile(r"(?:^|[.!?:•\n-])\s*$")
_SHORTEST = 3  # letters of a name
_INSTEAD = "Write “the child” or leave a gap, so that the phrase fits any child."


class AboutAChild(Refusal):
    """A phrase that holds something about a child: its sentence says what."""

    sentence = "This phrase holds something about a child."
    what_next = _INSTEAD


def phrases_of(session: Session, person: Person) -> list[Phrase]:
    """The person's phrases, the latest first."""
    wanted = select(Phrase).where(Phrase.person_id == person.id).order_by(Phrase.saved_at.desc(), Phrase.id.desc())
    return list(session.scalars(wanted))


def save_phrase(
    session: Session, *, text: str, by: Person, check: Check, now: datetime, phrase: Phrase | None = None
) -> Phrase:
    """Keep a phrase, or change one that is kept.

    `check` asks the privacy rules of a text. Raises AboutAChild with a sentence that says what stands in the way,
    MissingDetail for an empty or very long one, NotAllocatedToYou for somebody else's.
    """
    if phrase is not None and phrase.person_id != by.id:
        raise NotAllocatedToYou("This phrase is not yours.")
    said = text.strip()
    if not said:
        raise MissingDetail("Write the phrase.", "For example: Staff will check that … has understood.")
    if len(said) > LONGEST:
        raise MissingDetail(f"A phrase must be {LONGEST:,} characters or fewer.", "Make two of it.")
    if phrase is None and len(phrases_of(session, by)) >= MOST:
        raise MissingDetail(f"You have {MOST} phrases already.", "Delete some that you no longer use.")
    refuse_a_childs_data(session, text=said, by=by, check=check)
    kept = phrase or Phrase(text=said, saved_at=now, person=by)
    kept.text, kept.saved_at = said, now
    session.add(kept)
    session.flush()
    return kept


def delete_phrase(session: Session, *, phrase: Phrase, by: Person) -> None:
    """Delete a phrase. Raises NotAllocatedToYou for somebody else's."""
    if phrase.person_id != by.id:
        raise NotAllocatedToYou("This phrase is not yours.")
    session.delete(phrase)


def refuse_a_childs_data(session: Session, *, text: str, by: Person, check: Check) -> None:
    """Raise AboutAChild where a text holds a name, date of birth, number or other private fact of a child.

    Known are the children of the writer's own cases and the people around them, given names, and what the privacy
    rules find.
    """
    names, born = _known_to(session, by)
    said = next(_names_in(text, names), "")
    if said:
        raise AboutAChild(f"“{said}” is, or may be, somebody’s name.")
    if _BORN.search(text) and date_in(text):
        raise AboutAChild("This phrase gives a date of birth.")
    for each in _dates_in(text):
        if each in born:
            raise AboutAChild(f"{day(each)} is the date of birth of a child of yours.")
    if _TEN_DIGITS.search(text):
        raise AboutAChild("This phrase holds ten digits like those of an NHS or telephone number.")
    if _UPN.search(text):
        raise AboutAChild("This phrase holds a unique pupil number.")
    found = next((each for each in check(text, CheckContext()) if each.severity is BLOCK), None)
    if found is not None:
        raise AboutAChild(f"“{found.text[:100]}”: {found.message}")


def _known_to(session: Session, person: Person) -> tuple[frozenset[str], frozenset[date]]:
    """The names and dates of birth that the person knows from cases in which they write, or wrote."""
    own = select(Request.case_id).where(
        or_(Request.allocated_to_id == person.id, Request.co_writers.any(Person.id == person.id))
    )
    rows = session.execute(select(Case.child_name, Case.known_as, Case.date_of_birth).where(Case.id.in_(own))).all()
    around = session.scalars(select(CasePerson.name).where(CasePerson.case_id.in_(own)))
    names = {part for row in rows for name in row[:2] for part in folded(name).split()}
    names |= {part for name in around for part in folded(name).split()}
    born = frozenset(row[2] for row in rows if row[2] is not None)
    return frozenset(each for each in names if len(each) >= _SHORTEST), born


def _names_in(text: str, names: frozenset[str]) -> Iterator[str]:
    """The words that are known or listed as names: with a capital, or so seldom a word that none is needed.

    “Will” at the beginning of a sentence is a word, even where a child is called so.
    """
    read = fold(text)
    for word in words_in(read):
        known = folded(word.bare) in names
        everyday = word.bare in words_of("given_names", "words") | words_of("capitals", "everyday")
        if everyday and (not word.is_capital or _BEGINS.search(read[: word.start])):
            continue
        if (known and (word.is_capital or is_listed(word))) or (word.is_capital and is_listed(word)):
            yield word.text


def _dates_in(text: str) -> Iterator[date]:
    """Every date that is said: one after the other, since the reader of dates finds the first."""
    for start in (found.start() for found in re.finditer(r"(?<!\d)\d", text)):
        found_date = date_in(text[start : start + 40])
        if found_date is not None:
            yield found_date
