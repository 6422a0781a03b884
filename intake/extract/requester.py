"""Who asks: name, role, e-mail and telephone, from the form, the header, the forwarded message or the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intake.extract.labels import Asked, Labelled, Owner, labelled_in
from intake.extract.names import fold, split_known_as, tidy_name
from intake.extract.numbers import EMAIL, PHONE
from intake.extract.office import applicant_in, official_in
from intake.extract.role import Role, role_in
from intake.extract.signature import SignOff, introduced_in, learned_title, same_signer, sign_off_in
from intake.extract.value import Found, best, found_at
from intake.item import Channel, Item, Passage, Voice
from intake.recognise import Kind
from intake.words import any_of


@dataclass(frozen=True, slots=True)
class Requester:
    """The one who asks; what the item doesn't say is None."""

    name: Found[str] | None = None
    role: Role | None = None
    email: Found[str] | None = None
    phone: Found[str] | None = None


_FAMILY = (Role.PARENT, Role.YOUNG_PERSON)
_A_COVER_NOTE = 40  # words
_PHONE_CUE = re.compile(r"\b(?:my|me|i['’]?m on|call|ring|text|tel|phone|mob|mobile|contact|t|m)\b", re.I)
_NO_PHONE = re.compile(
    r"\bnhs\b|\bupn\b|\bref\b|\bfax\b|^\s*f:"
    r"|\b(?:picking up|answer(?:ing|ed|s)?|rang|called) on\b",
    re.I,
)
_A_FAMILYS_PHONE = re.compile(
    r"\b(?:mother|father|mum|dad|parents?|carer|ms|mrs|mr|her|his|their|(?:learner|student|pupil|child)(?:['’]s)?)\b",
    re.I,
)
_SOMEBODY_ELSES_PHONE = re.compile(
    r"\b(?:gp|dr|doctor|surgery|school(?:['’]s)?|social worker|paediatrician|hospital|health visitor|nursery|clinic"
    r"|senco|office|switchboard|fax|helpline|practice)\b",
    re.I,
)
_RING_ANOTHER = re.compile(r"\b(?i:ring|call|phone|contact|text|speak to)\s+(?!Me\b|Us\b)[A-Z][a-z]+(?: on)?\W*$")


def requester_in(item: Item, labelled: Sequence[Labelled] | None = None, kind: Kind = Kind.OTHER) -> Requester:
    """Who makes a request of this kind. What the item doesn't say stays None."""
    marks = [one for passage in item.spoken() for one in labelled_in(passage)] if labelled is None else labelled
    sign_off = _sign_off(item)
    role = role_in(item, marks, kind=kind, sign_off=sign_off)
    names = _names(item, marks, role, kind, sign_off)
    return Requester(
        name=_fullest(names),
        role=role,
        email=_email(item, marks, role),
        phone=_phone(item, marks, role, sign_off, names),
    )


def _sign_off(item: Item) -> SignOff | None:
    """Who signed what matters: the letter behind a cover note, else what was written, else a document."""
    words = sum(len(one.text.split()) for one in item.of(Voice.WRITER))
    own = [one for one in item.by_writer(Voice.SIGNATURE, Voice.WRITER, Voice.FORWARDED) if one.source == "body"]
    passed_on = [one for one in item.by_writer(Voice.SIGNATURE, Voice.FORWARDED) if one.source != "body"]
    papers = [one for one in item.of(Voice.SIGNATURE, Voice.DOCUMENT) if one.source != "body"]
    written = [*sorted(own, key=lambda one: one.voice is not Voice.SIGNATURE), *passed_on]
    pages = sorted(papers, key=lambda one: (one.voice is not Voice.SIGNATURE, -one.page))
    ways = (pages, written) if words <= _A_COVER_NOTE else (written, pages)
    found = [one for one in (sign_off_in(iter(way)) for way in ways) if one is not None]
    return max(found, key=lambda one: len(one.name.value.split()) > 1, default=None)


def _names(
    item: Item, labelled: Sequence[Labelled], role: Role | None, kind: Kind, sign_off: SignOff | None
) -> list[Found[str]]:
    """Every writing of the requester's name: asked for on a form, signed, in the header, by office, the parent's."""
    signed = sign_off.name if sign_off else None
    applicant = applicant_in(item)
    official = official_in(item, kind) if role not in _FAMILY else None
    ranked = (
        _asked_on_form(labelled),
        applicant.name if applicant else None,
        signed if signed and len(signed.value.split()) > 1 else None,
        _from_header(item),
        official.name if official else None,
        introduced_in(item),
        _from_form(labelled, role),
        signed,
        _one_word(item),
    )
    known = [one for one in ranked if one is not None]
    return [one for one in known if same_signer(one.value, known[0].value)]


def _fullest(names: Sequence[Found[str]]) -> Found[str] | None:
    """The fullest writing of a name, with “Dr” where anybody writes it."""
    fullest = max(names, key=lambda one: _fullness(one.value), default=None)
    title = next((title for one in names if (title := learned_title(f"{one.evidence.text} {one.value}"))), "")
    if fullest is None or not title or title in fullest.value:
        return fullest
    return replace(fullest, value=f"{title} {fullest.value}")


def _fullness(name: str) -> tuple[int, int, int]:
    words = [word for word in name.replace(".", "").split() if word not in ("Dr", "Prof")]
    return sum(len(word) > 2 for word in words), len(words), len(words[0]) if words else 0  # Tobias, not Toby


def _asked_on_form(labelled: Sequence[Labelled]) -> Found[str] | None:
    """The person making the request, by the form."""
    return best([*_beside_labels(labelled, Owner.REQUESTER, 0.96), *_in_two_parts(labelled, Owner.REQUESTER, 0.95)])


def _from_form(labelled: Sequence[Labelled], role: Role | None) -> Found[str] | None:
    """Who signed the form, else the parent: first where a family asks."""
    parents = 0.86 if role in _FAMILY else 0.7
    signed = [found for one in labelled if one.asked is Asked.SIGNED for found in _named(one, 0.85)]
    found = [*_beside_labels(labelled, Owner.PARENT, parents), *_in_two_parts(labelled, Owner.PARENT, parents)]
    return best([*signed, *found])


def _beside_labels(labelled: Sequence[Labelled], owner: Owner, weight: float) -> Iterator[Found[str]]:
    for one in labelled:
        if one.asked is Asked.NAME and one.owner is owner:
            yield from _named(one, weight)


def _named(one: Labelled, weight: float) -> Iterator[Found[str]]:
    name = tidy_name(re.split(r"\s+[–-]\s+|,\s*(?=[a-z])|\band\b|&|\bI am\b", split_known_as(one.value)[0])[0])
    if name:
        title = learned_title(one.value[:12])
        place = (one.start, one.start + len(one.value.split("\t")[0]))
        yield found_at(f"{title} {name}".strip(), one.passage, *place, weight)


def _in_two_parts(labelled: Sequence[Labelled], owner: Owner, weight: float) -> Iterator[Found[str]]:
    """A form's first name and surname of the same person."""
    first = next((one for one in labelled if one.asked is Asked.FIRST_NAME and one.owner is owner), None)
    last = next((one for one in labelled if one.asked is Asked.SURNAME and one.owner is owner), None)
    name = tidy_name(f"{first.value} {last.value}") if first and last else ""
    if first and name:
        yield found_at(name, first.passage, first.start, first.end, weight)


def _from_header(item: Item) -> Found[str] | None:
    """The name beside the writer's address, where it is a person's."""
    writer = item.writer
    name = tidy_name(re.sub(r"\s*\(.*?\)|\[.*?\]", "", writer.name))
    if len(name.split()) < 2 or any_of("role", "an_office").search(fold(name)):
        return None
    source = Passage("header", writer.name, Voice.WRITER)
    for passage in item.of(Voice.SIGNATURE, Voice.WRITER, Voice.FORWARDED):
        at = fold(passage.text).find(fold(name))
        if at >= 0 and len(fold(passage.text)) == len(passage.text):
            return found_at(name, passage, at, at + len(name), 0.95)
    title = learned_title(writer.name)
    return found_at(f"{title} {name}".strip(), source, 0, len(writer.name), 0.9)


def _one_word(item: Item) -> Found[str] | None:
    """A first name beside the writer's address: better than nothing."""
    single = tidy_name(item.writer.name) if item.channel is Channel.MAIL else ""
    if not single or any_of("role", "an_office").search(fold(single)) or any(map(str.isdigit, item.writer.name)):
        return None
    return found_at(single, Passage("header", item.writer.name, Voice.WRITER), 0, len(item.writer.name), 0.75)


def _email(item: Item, labelled: Sequence[Labelled], role: Role | None) -> Found[str] | None:
    """The asker's own on the form, the writer's address, else on paper the one that a family or a signature gives."""
    candidates = [found for one in labelled for found in _labelled_email(one, role)]
    address = item.writer.address
    if address and not any_of("robots", "names").match(address):
        source = Passage("header", address, Voice.WRITER)
        candidates.append(found_at(address.lower(), source, 0, len(address), 0.94))
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


def _phone(
    item: Item,
    labelled: Sequence[Labelled],
    role: Role | None,
    sign_off: SignOff | None,
    names: Sequence[Found[str]],
) -> Found[str] | None:
    candidates = [found for one in labelled for found in _labelled_phone(one, role)]
    if role is None:
        return best(candidates)
    for passage in item.by_writer(Voice.WRITER, Voice.FORWARDED, Voice.SIGNATURE, Voice.DOCUMENT):
        below = sign_off.start if sign_off and passage == sign_off.passage else len(passage.text)
        candidates += _free_phones(passage, role, below)
        candidates += (found for name in names for found in _phone_beside(passage, name))
    return best(candidates)


def _phone_beside(passage: Passage, name: Found[str]) -> Iterator[Found[str]]:
    """The number on the line that names who asks."""
    place = name.evidence
    at = place.end - passage.offset
    if place.source == passage.source and place.page == passage.page and 0 <= at < len(passage.text):
        end = passage.text.find("\n", at)
        match = PHONE.search(passage.text, at, end if end >= 0 else len(passage.text))
        if match:
            yield found_at(_as_written(match.group()), passage, match.start(), match.end(), 0.96)


def _labelled_phone(one: Labelled, role: Role | None) -> Iterator[Found[str]]:
    """A form's number, where it is the requester's: a family's counts only where the family asks."""
    family = one.owner in (Owner.PARENT, Owner.CHILD) and role in _FAMILY
    school = one.owner is Owner.SCHOOL and role is Role.SCHOOL
    if one.asked is not Asked.PHONE or not (family or school or one.owner in (Owner.REQUESTER, Owner.NOBODY)):
        return
    match = PHONE.search(one.value)
    if match and (school or not _SOMEBODY_ELSES_PHONE.search(one.label)):
        weight = {Owner.REQUESTER: 0.97, Owner.PARENT: 0.93, Owner.SCHOOL: 0.93}.get(one.owner, 0.85)
        place = (one.start + match.start(), one.start + match.end())
        yield found_at(_as_written(match.group()), one.passage, *place, weight)


def _free_phones(passage: Passage, role: Role | None, below: int) -> Iterator[Found[str]]:
    """Numbers in the words of the one who asks; `below` is where the lines begin that stand under a signature."""
    for match in PHONE.finditer(passage.text):
        begin = passage.text.rfind("\n", 0, match.start()) + 1
        before = passage.text[max(begin, match.start() - 60) : match.start()]
        signed = match.start() >= below
        own = role not in _FAMILY and (passage.voice is Voice.SIGNATURE or signed)
        if _NO_PHONE.search(before) or _RING_ANOTHER.search(before):
            continue
        if not own and _SOMEBODY_ELSES_PHONE.search(before):
            continue
        if role not in _FAMILY and not signed and _A_FAMILYS_PHONE.search(before):
            continue
        cue = _PHONE_CUE.search(before)
        signed = signed or (passage.source == "body" and passage.voice is Voice.SIGNATURE)
        weight = 0.95 if signed else (0.9 if cue else 0.8) - (0.1 if passage.voice is Voice.DOCUMENT else 0.0)
        yield found_at(_as_written(match.group()), passage, match.start(), match.end(), weight)


def _as_written(number: str) -> str:
    return " ".join(number.split()).strip(" .-(")
