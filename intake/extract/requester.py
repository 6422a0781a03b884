"""Who asks: name, role, e-mail and telephone, from the form, the header, the forwarded message or the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.extract.labels import Asked, Labelled, Owner, labelled_in
from intake.extract.names import fold, split_known_as, tidy_name
from intake.extract.numbers import EMAIL, PHONE
from intake.extract.role import Role, role_in
from intake.extract.signature import introduced_in, name_on_last_line, signed_in
from intake.extract.value import Found, best, found_at
from intake.item import Channel, Item, Passage, Voice


@dataclass(frozen=True, slots=True)
class Requester:
    """The one who asks; what the item doesn't say is None."""

    name: Found[str] | None = None
    role: Role | None = None
    email: Found[str] | None = None
    phone: Found[str] | None = None


_FAMILY = (Role.PARENT, Role.YOUNG_PERSON)
_A_COVER_NOTE = 40  # words
_ASKED_FOR_BY_NAME = 0.9
_PHONE_CUE = re.compile(r"\b(?:my|me|i['’]?m on|call|ring|text|tel|phone|mob|mobile|contact|t|m)\b", re.I)
_NO_PHONE = re.compile(r"\bnhs\b|\bupn\b|\bref\b|\bfax\b|^\s*f:", re.I)
_A_FAMILYS_PHONE = re.compile(r"\b(?:mother|father|mum|dad|parents?|carer|ms|mrs|mr|her|his|their)\b", re.I)
_SOMEBODY_ELSES_PHONE = re.compile(
    r"\b(?:gp|dr|doctor|surgery|school(?:['’]s)?|social worker|paediatrician|hospital|health visitor|nursery|clinic"
    r"|senco|office|switchboard|fax|helpline|practice)\b",
    re.I,
)


def requester_in(item: Item, labelled: Sequence[Labelled] | None = None) -> Requester:
    """Who makes the request. What the item doesn't say stays None."""
    marks = [one for passage in item.spoken() for one in labelled_in(passage)] if labelled is None else labelled
    role = role_in(item, marks)
    form = _from_form(marks, role)
    if form is None or (form.confidence < _ASKED_FOR_BY_NAME and item.channel is Channel.MAIL):
        name = _letter_writer(item) or _from_header(item) or _from_signature(item) or form
    else:
        name = form
    return Requester(
        name=_fuller(name, item),
        role=role,
        email=_email(item, marks, role),
        phone=_phone(item, marks, role),
    )


def _from_form(labelled: Sequence[Labelled], role: Role | None) -> Found[str] | None:
    """The person making the request, else the parent where a family asks, else the one who signed."""
    ranked = (
        (Asked.NAME, Owner.REQUESTER, 0.96),
        (Asked.SIGNED, None, 0.85),
        (Asked.NAME, Owner.PARENT, 0.86 if role in _FAMILY else 0.7),
    )
    found: list[Found[str]] = []
    for asked, owner, weight in ranked:
        for one in labelled:
            if one.asked is asked and (owner is None or one.owner is owner):
                name = tidy_name(re.split(r"\s+[–-]\s+|,\s*(?=[a-z])|\band\b|&", split_known_as(one.value)[0])[0])
                if name:
                    found.append(
                        found_at(name, one.passage, one.start, one.start + len(one.value.split("\t")[0]), weight)
                    )
    return best(found)


def _from_header(item: Item) -> Found[str] | None:
    """The name beside the writer's address, where it is a person's."""
    writer = item.writer
    name = tidy_name(re.sub(r"\s*\(.*?\)|\[.*?\]", "", writer.name))
    if len(name.split()) < 2:
        return None
    for passage in item.of(Voice.SIGNATURE, Voice.WRITER, Voice.FORWARDED):
        at = fold(passage.text).find(fold(name))
        if at >= 0 and len(fold(passage.text)) == len(passage.text):
            return found_at(name, passage, at, at + len(name), 0.95)
    source = Passage("header", writer.name, Voice.WRITER)
    return found_at(name, source, 0, len(writer.name), 0.9)


def _letter_writer(item: Item) -> Found[str] | None:
    """Who signed the attached letter, where the message itself is only a cover note."""
    covers = sum(len(one.text.split()) for one in item.of(Voice.WRITER)) <= _A_COVER_NOTE
    signed = [one for one in item.of(Voice.SIGNATURE) if one.source != "body"]
    return signed_in(signed) if covers and item.channel is Channel.MAIL else None


def _from_signature(item: Item) -> Found[str] | None:
    """The name in the signature, else on the last line of what was written."""
    signed = signed_in(item.by_writer(Voice.SIGNATURE))
    if signed is not None:
        return signed
    for passage in item.of(Voice.FORWARDED, Voice.WRITER, Voice.DOCUMENT):
        last = name_on_last_line(passage)
        if last is not None:
            return last
    return None


def _fuller(name: Found[str] | None, item: Item) -> Found[str] | None:
    """A one-word header name, or one with an initial, gives way to a fuller signature or introduction."""
    if name is not None and len(name.value.split()) > 1 and min(map(len, name.value.split())) > 1:
        return name
    for fuller in (introduced_in(item), _from_signature(item)):
        if fuller is not None and (name is None or _is_fuller(fuller.value, name.value)):
            return fuller
    if name is None and item.channel is Channel.MAIL:
        writer = item.writer
        single = tidy_name(writer.name)
        if single:
            return found_at(single, Passage("header", writer.name, Voice.WRITER), 0, len(writer.name), 0.75)
    return name


def _is_fuller(written: str, short: str) -> bool:
    return len(written.split()) > 1 and (len(short.split()) == 1 or fold(written)[:3] == fold(short)[:3])


def _email(item: Item, labelled: Sequence[Labelled], role: Role | None) -> Found[str] | None:
    """The asker's own on the form, the writer's address, else on paper the one that a family or a signature gives."""
    candidates = [found for one in labelled for found in _labelled_email(one, role)]
    if item.writer.address:
        source = Passage("header", item.writer.address, Voice.WRITER)
        candidates.append(found_at(item.writer.address.lower(), source, 0, len(item.writer.address), 0.94))
    elif item.channel is Channel.PAPER:
        candidates += [found for one in item.of(Voice.SIGNATURE, Voice.DOCUMENT) for found in _free_emails(one)]
    return best(candidates)


def _labelled_email(one: Labelled, role: Role | None) -> Iterator[Found[str]]:
    family = one.owner is Owner.PARENT and role in _FAMILY
    if one.asked is not Asked.EMAIL or not (family or one.owner in (Owner.REQUESTER, Owner.NOBODY)):
        return
    match = EMAIL.search(one.value)
    if match:
        place = (one.start + match.start(), one.start + match.end())
        weight = 0.95 if one.owner is Owner.REQUESTER else 0.9
        yield found_at(match.group().lower(), one.passage, *place, weight)


def _free_emails(passage: Passage) -> Iterator[Found[str]]:
    for match in EMAIL.finditer(passage.text):
        line = passage.text[passage.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if not re.search(r"\b(?:gp|school|surgery|council|sen)\b", line, re.I):
            yield found_at(match.group().lower(), passage, match.start(), match.end(), 0.8)


def _phone(item: Item, labelled: Sequence[Labelled], role: Role | None) -> Found[str] | None:
    candidates = [found for one in labelled for found in _labelled_phone(one, role)]
    for passage in item.by_writer(Voice.WRITER, Voice.FORWARDED, Voice.SIGNATURE, Voice.DOCUMENT):
        candidates += _free_phones(passage, role)
    return best(candidates)


def _labelled_phone(one: Labelled, role: Role | None) -> Iterator[Found[str]]:
    """A form's number, where it is the requester's: a family's counts only where the family asks."""
    family = one.owner in (Owner.PARENT, Owner.CHILD) and role in _FAMILY
    if one.asked is not Asked.PHONE or not (family or one.owner in (Owner.REQUESTER, Owner.NOBODY)):
        return
    match = PHONE.search(one.value)
    if match and not _SOMEBODY_ELSES_PHONE.search(one.label):
        weight = {Owner.REQUESTER: 0.97, Owner.PARENT: 0.93}.get(one.owner, 0.85)
        place = (one.start + match.start(1), one.start + match.end(1))
        yield found_at(_as_written(match.group(1)), one.passage, *place, weight)


def _free_phones(passage: Passage, role: Role | None) -> Iterator[Found[str]]:
    for match in PHONE.finditer(passage.text):
        begin = passage.text.rfind("\n", 0, match.start()) + 1
        before = passage.text[max(begin, match.start() - 60) : match.start()]
        own = role in (Role.SCHOOL, Role.HEALTH) and passage.voice is Voice.SIGNATURE
        if _NO_PHONE.search(before) or (not own and _SOMEBODY_ELSES_PHONE.search(before)):
            continue
        if role not in _FAMILY and _A_FAMILYS_PHONE.search(before):
            continue
        cue = _PHONE_CUE.search(before)
        weight = (0.9 if cue else 0.8) - (0.1 if passage.voice is Voice.DOCUMENT else 0.0)
        yield found_at(_as_written(match.group(1)), passage, match.start(1), match.end(1), weight)


def _as_written(number: str) -> str:
    return " ".join(number.split()).strip(" .-(")
