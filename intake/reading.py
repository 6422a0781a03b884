"""From an item's bytes to the result lines: what it is, what it says, and whether a person has to look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hub.documents.batch import Part, parts_of
from hub.documents.pdf_file import opened_once
from intake.extract.address import postcode_in
from intake.extract.child import Child
from intake.extract.children import children_in
from intake.extract.concerns import concerns_in
from intake.extract.labels import Labelled, asked_for, labelled_in
from intake.extract.names import fold, same_person
from intake.extract.requester import Requester, requester_in
from intake.extract.role import Role
from intake.extract.school import school_in
from intake.extract.value import Found
from intake.item import Channel, Item, Voice
from intake.mail import item_from_mail
from intake.message import FIRST_REQUEST, CannotReadMessage, receipt_of
from intake.outlook import is_saved_message
from intake.paper import item_from_paper
from intake.recognise import Kind, Recognition, is_formal, recognise, went_astray
from intake.result import Result, unread

SURE = 0.85  # below this a person confirms a name or a date
SURE_OF_KIND = 0.85
_NO_RECEIPT = "The date of this file cannot be the day of receipt: enter the date."
_ABOUT_A_CHILD = (Kind.ASSESSMENT_REQUEST, Kind.ANNUAL_REVIEW_REQUEST, Kind.ADVICE_REQUEST, Kind.ADVICE_RETURN)
_SAYS_CONCERNS = (Kind.ASSESSMENT_REQUEST, Kind.ANNUAL_REVIEW_REQUEST, Kind.ADVICE_REQUEST)


@dataclass(frozen=True, slots=True)
class Read:
    """An item as it was read; `item` is None where nobody could read it.

    A batch of scans has `parts` instead of results: each is an item of its own.
    """

    item: Item | None
    results: tuple[Result, ...]
    parts: tuple[Part, ...] = ()


def read_post(
    data: bytes, file: str, channel: Channel, *, received: datetime | None, now: datetime, shut: str = ""
) -> Read:
    """Read one item.

    `received` is the IMAP internal date of a mail or the scan time of a paper (aware); `now` stands in where
    nothing else is known; `shut` is why what came with a mail may not be opened. What can't be read is a line for a
    person. Bytes made to break readers may: `intake.safely` is for those.
    """
    with opened_once(data):
        if channel is Channel.PAPER and (parts := parts_of(data, file)):
            return Read(None, (), parts)
        try:
            item = _item(data, file, channel, received, now, shut).within_reason()
        except CannotReadMessage as why:
            return left_to_a_person(data, file, channel, received or now, str(why))
    return Read(item, tuple(read_item(item, file)))


def left_to_a_person(data: bytes, file: str, channel: Channel, received: datetime, why: str) -> Read:
    """The reading of an item that couldn't be opened: its receipt, and the reason."""
    if channel is Channel.MAIL:
        received = receipt_of(data, received) or received
    return Read(None, (unread(file, received, why),))


def _item(data: bytes, file: str, channel: Channel, received: datetime | None, now: datetime, shut: str) -> Item:
    if channel is Channel.MAIL:
        return item_from_mail(data, internal_date=received, now=now, shut=shut)
    if received is not None and received < FIRST_REQUEST:
        item = item_from_paper(data, file, scanned_at=now)
        return replace(item, problems=(*item.problems, _NO_RECEIPT))
    return item_from_paper(data, file, scanned_at=received or now)


def looks_like_mail(name: str, data: bytes) -> bool:
    """Whether a bare file is an e-mail: by its name, else by headers at its start (RFC 5322)."""
    if name.lower().endswith((".eml", ".mail", ".mbox")) or is_saved_message(data):
        return True
    if re.search(r"\.\w{2,4}$", name) and not name.lower().endswith(".txt"):
        return False
    head = data[:2000]
    found = set(
        re.findall(rb"^(received|from|to|subject|date|message-id|return-path|mime-version):", head, re.I | re.M)
    )
    return len({one.lower() for one in found}) >= 3


def read_item(item: Item, file: str) -> Iterator[Result]:
    """The result lines of an item: one a child."""
    recognised = _recognised(item)
    if recognised.kind.from_nobody:
        yield Result(file, recognised.kind, item.received, Child(), Requester(), reasons=recognised.reasons)
        return
    labelled = [one for passage in item.spoken() for one in labelled_in(passage)]
    requester = requester_in(item, labelled, recognised.kind)
    children = children_in(item, labelled, is_young_person=requester.role is Role.YOUNG_PERSON)
    if recognised.kind is Kind.OTHER and (item.signals.is_list or not any(child.is_identified for child in children)):
        children = (Child(),)  # whom a newsletter or a circular names is nobody's case
    for child in children:
        others = frozenset(fold(one.name.value.split()[0]) for one in children if one.name and one is not child)
        yield _line(item, file, recognised, requester, child, labelled, several=len(children) > 1, others=others)


def _recognised(item: Item) -> Recognition:
    """What it is; a request's form that nobody filled in asks for nothing."""
    return Recognition(Kind.OTHER, 0.0, (_UNFILLED,)) if _is_unfilled(item) else recognise(item)


_UNFILLED = "It is a form that nobody filled in."
_LABELS_OF_A_FORM = 3
_A_LABEL = 10  # words


def _is_unfilled(item: Item) -> bool:
    """Whether it holds nothing but a form's labels."""
    passages = list(item.spoken())
    lines = [line.strip(" \t:._…") for one in passages for line in one.text.split("\n") if line.strip()]
    labels = [line for line in lines if asked_for(line)]
    if len(labels) < _LABELS_OF_A_FORM or any(len(line.split()) > _A_LABEL for line in lines):
        return False
    return not any(asked_for(one.value) is None for passage in passages for one in labelled_in(passage))


def _line(
    item: Item,
    file: str,
    recognised: Recognition,
    requester: Requester,
    child: Child,
    labelled: list[Labelled],
    *,
    several: bool,
    others: frozenset[str],
) -> Result:
    own = [one for one in labelled if not child.sources or one.passage.source in child.sources]
    sources = child.sources
    name = child.name.value if child.name else ""
    role = requester.role
    return Result(
        file=file,
        kind=recognised.kind,
        received=item.received,
        child=child,
        requester=_of_oneself(requester, child),
        school=school_in(
            item, own, by_school=role is Role.SCHOOL, sources=sources, beside=child.name if several else None
        ),
        address_postcode=postcode_in(item, own, role=role, child=name, sources=sources),
        concerns=concerns_in(item, own, sources=sources, name=name, several=several, others=others)
        if recognised.kind in _SAYS_CONCERNS
        else None,
        why=tuple(dict.fromkeys(_doubts(item, recognised, child, several=several))),
        reasons=recognised.reasons,
    )


def _of_oneself(requester: Requester, child: Child) -> Requester:
    """A young person who asks for themselves is the requester, however short they sign."""
    name = requester.name
    if requester.role is not Role.YOUNG_PERSON or child.name is None:
        return requester
    if name is None or (len(name.value.split()) == 1 and same_person(name.value, child.name.value)):
        return replace(requester, name=child.name)
    return requester


def _doubts(item: Item, recognised: Recognition, child: Child, *, several: bool) -> Iterator[str]:
    """The plain reasons for a person to look."""
    yield from item.problems
    if _UNFILLED in recognised.reasons:
        yield _UNFILLED
    elif recognised.confidence < SURE_OF_KIND or (recognised.kind is Kind.OTHER and _speaks_of_a_child(item, child)):
        yield "It isn't clear what this is."
    if went_astray(item):
        yield _ASTRAY
    if recognised.kind in _NEWS_OR_NOTHING and is_formal(item):
        yield _FORMAL
    if recognised.kind in _ABOUT_A_CHILD:
        yield from _missing(child, birth_needed=recognised.kind.starts_a_clock)
        if several and any(one is None for one in (child.name, child.date_of_birth)):
            yield "It is about several children, and not everything is said of each."
    if recognised.kind is Kind.ASSESSMENT_REQUEST and _says_sent_before(item):
        yield SENT_BEFORE
    yield from child.doubts


_ASTRAY = "It seems to say that something about one family reached another: read it today."
_NEWS_OR_NOTHING = (Kind.CASE_UPDATE, Kind.QUERY, Kind.OTHER)
_FORMAL = "It may be an appeal, a mediation or a complaint, with a time limit of its own: read it today."
SENT_BEFORE = "It says that it was sent before: look for the first one, and decide the date."
_SENT_BEFORE = re.compile(
    r"\b(?:i|we) (?:wrote|sent|e-?mailed|posted|requested|applied|asked)\b[^.?!]{0,60}\b(?:on|in|last)\b[^.?!]{0,25}"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|week|month|term|\d)"
    r"|\bsend(?:ing)? (?:it |this |my \w+ )?again\b|\bre-?send(?:ing)?\b|\bsecond time\b",
    re.I,
)


def _says_sent_before(item: Item) -> bool:
    return any(_SENT_BEFORE.search(one.text) for one in item.of(Voice.WRITER, Voice.FORWARDED))


def _speaks_of_a_child(item: Item, child: Child) -> bool:
    return child.name is not None and child.date_of_birth is not None and any(item.spoken())


def _missing(child: Child, *, birth_needed: bool) -> Iterator[str]:
    yield from _weak(child.name, "The child's name isn't given.", "The child's name isn't certain.")
    if birth_needed or child.date_of_birth is not None:
        yield from _weak(
            child.date_of_birth, "The child's date of birth isn't given.", "The child's date of birth isn't certain."
        )


def _weak(found: Found[Any] | None, missing: str, unsure: str) -> Iterator[str]:
    if found is None:
        yield missing
    elif found.confidence < SURE:
        yield unsure
