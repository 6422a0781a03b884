"""Which case an item belongs to: by the child's identity, or by a reference together with child or sender.

Never by a name alone, never by a reference alone; twins, siblings and near names are kept apart; where it isn't
certain the candidates are named and a person decides (reliability.md 3, "wrong-child").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from rapidfuzz.distance import OSA

from hub.models import Stage
from hub.names import folded
from hub.queries.identity import CaseIdentity
from intake.item import Item, Voice
from intake.result import Result

_REFERENCE = re.compile(r"(?<![\w/-])([A-Z]{2,6}[-/ ]?[\dA-Z]{2,10}(?:[-/][\dA-Z]{1,10}){0,3})(?![\w-])")
_SLIPS = 2  # letters dropped, added, changed or swapped in first name and surname together


class Fit(IntEnum):
    """How well a case fits what was read."""

    OTHER = 0
    POSSIBLE = 1
    CERTAIN = 2


class Alike(IntEnum):
    """How alike two names are, from two people's to one person's."""

    NO = 0
    NEAR = 1  # a slip of the pen, or a twin
    SHORT = 2  # a first name alone, or some of the names
    LONGER = 3  # a middle name more: the same child, or a brother who shares a name
    WHOLE = 4


@dataclass(frozen=True, slots=True)
class Match:
    """The case that an item belongs to, or the candidates between which a person decides."""

    case: CaseIdentity | None = None
    candidates: tuple[CaseIdentity, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What an item says about whom it concerns."""

    name: str
    known_as: str
    born: date | None
    nhs_number: str
    upn: str
    postcode: str
    email: str
    phone: str
    references: frozenset[str]


def said_in(item: Item, result: Result) -> Said:
    """The identity that a result line and its item give."""
    child, requester = result.child, result.requester
    return Said(
        name=child.name.value if child.name else "",
        known_as=child.known_as.value if child.known_as else "",
        born=child.date_of_birth.value if child.date_of_birth else None,
        nhs_number=child.nhs_number.value if child.nhs_number else "",
        upn=child.upn.value if child.upn else "",
        postcode=result.address_postcode.value if result.address_postcode else "",
        email=requester.email.value if requester.email else item.sender.address.lower(),
        phone="".join(filter(str.isdigit, requester.phone.value)) if requester.phone else "",
        references=frozenset(references_in(item)),
    )


def references_in(item: Item) -> Iterator[str]:
    """Everything in the item that is shaped like a case reference."""
    for passage in item.of(Voice.SUBJECT, Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT, Voice.QUOTED, Voice.FILE_NAME):
        for match in _REFERENCE.finditer(passage.text.upper()):
            if any(c.isdigit() for c in match.group(1)):
                yield match.group(1)


def match(said: Said, cases: Sequence[CaseIdentity]) -> Match:
    """The one case that certainly fits; else every one that may."""
    fits = [(fit(said, case), case) for case in cases]
    certain = [case for how, case in fits if how is Fit.CERTAIN]
    possible = [case for how, case in fits if how is not Fit.OTHER]
    current = [case for case in certain if case.stage is not Stage.CLOSED] or certain
    if len(current) == 1 and not _contradicted(said, current[0], possible):
        return Match(case=current[0])
    return Match(candidates=tuple(possible))


def _contradicted(said: Said, chosen: CaseIdentity, possible: Iterable[CaseIdentity]) -> bool:
    """Whether a number points at another case than the chosen one."""
    others = [case for case in possible if case.id != chosen.id]
    return any(
        (said.nhs_number and case.nhs_number == said.nhs_number) or (said.upn and case.upn == said.upn)
        for case in others
    )


def fit(said: Said, case: CaseIdentity) -> Fit:
    """How well one case fits."""
    named = _names(said, case)
    quoted = case.reference.upper() in said.references
    if _numbers_disagree(said, case) or _births_disagree(said, case):
        return Fit.POSSIBLE if named is Alike.WHOLE or quoted else Fit.OTHER
    if _same_number(said, case):
        return Fit.CERTAIN if named >= Alike.SHORT or not said.name else Fit.POSSIBLE
    born = said.born is not None and said.born == case.date_of_birth
    writer = _same_writer(said, case)
    home = bool(said.postcode) and said.postcode == case.postcode
    if not said.name:
        return Fit.CERTAIN if quoted and writer else Fit.POSSIBLE if quoted or writer else Fit.OTHER
    certain = {
        Alike.WHOLE: born or writer or quoted or home,
        Alike.LONGER: born,
        Alike.SHORT: born and (writer or quoted),
    }.get(named, False)
    if certain:
        return Fit.CERTAIN
    return Fit.POSSIBLE if _worth_a_look(named, born=born, other=writer or quoted or home) else Fit.OTHER


def _worth_a_look(named: Alike, *, born: bool, other: bool) -> bool:
    """Whether a person should compare the two: a whole name by itself, or part of one with something else."""
    return named >= Alike.LONGER or (named is not Alike.NO and (born or other))


def _same_number(said: Said, case: CaseIdentity) -> bool:
    nhs = bool(said.nhs_number) and said.nhs_number == case.nhs_number
    return nhs or (bool(said.upn) and said.upn == case.upn)


def _numbers_disagree(said: Said, case: CaseIdentity) -> bool:
    nhs = bool(said.nhs_number and case.nhs_number and said.nhs_number != case.nhs_number)
    upn = bool(said.upn and case.upn and said.upn != case.upn)
    return nhs or upn


def _births_disagree(said: Said, case: CaseIdentity) -> bool:
    return said.born is not None and case.date_of_birth is not None and said.born != case.date_of_birth


def _same_writer(said: Said, case: CaseIdentity) -> bool:
    return (bool(said.email) and said.email in case.emails) or (bool(said.phone) and said.phone in case.phones)


def _names(said: Said, case: CaseIdentity) -> Alike:
    """How alike the two names are (accents, order and known-as folded)."""
    ours = _writings(said.name, said.known_as)
    theirs = _writings(case.child_name, case.known_as)
    return max((_two_names(one, other) for one in ours for other in theirs), default=Alike.NO)


def _writings(name: str, known_as: str) -> list[list[str]]:
    """The name as words, and with the known-as name for the first."""
    words = folded(name).split()
    ways = [words] if words else []
    known = folded(known_as).split()
    if known and len(words) > 1:
        ways.append([*known, *words[1:]] if len(known) == 1 else known)
    return ways


def _two_names(one: list[str], other: list[str]) -> Alike:
    if sorted(one) == sorted(other):
        return Alike.WHOLE if len(one) > 1 else Alike.SHORT
    short, long = sorted((one, other), key=len)
    if short[0] == long[0] and set(short) <= set(long):
        return Alike.LONGER if len(short) > 1 and short[-1] == long[-1] else Alike.SHORT
    if len(short) < 2:
        return Alike.NO
    slips = sum(OSA.distance(a, b) for a, b in ((one[0], other[0]), (one[-1], other[-1])))
    return Alike.NEAR if slips <= _SLIPS else Alike.NO
