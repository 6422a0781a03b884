"""The writer's role: parent, young person, school, health, social care or another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from intake.extract.dates import dates_in
from intake.extract.labels import Asked, Labelled, Owner
from intake.extract.mentions import is_a_childs
from intake.extract.names import same_person, tidy_name
from intake.extract.office import applicant_in, official_in
from intake.extract.signature import SignOff
from intake.item import Channel, Item, Voice
from intake.message import Correspondent
from intake.recognise import Kind
from intake.words import any_of, compiled, load


class Role(StrEnum):
    """The contract's six."""

    PARENT = "parent"
    YOUNG_PERSON = "young-person"
    SCHOOL = "school"
    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    OTHER = "other"


PROFESSIONALS = (Role.SOCIAL_CARE, Role.HEALTH, Role.SCHOOL)


def role_in(item: Item, labelled: Sequence[Labelled], *, kind: Kind, sign_off: SignOff | None) -> Role | None:
    """The role on the form, else by what the writer says and where they write from; None where nothing tells."""
    if kind is Kind.ADVICE_REQUEST:  # the council's officer (SEND Regulations 2014, reg 6)
        return Role.OTHER
    return (
        _asked_on_form(labelled)
        or _by_applicant(item)
        or _by_title(item)
        or (Role.PARENT if _is_the_parent(item.writer, labelled) else None)
        or _by_words(item, sign_off)
        or _related_on_form(labelled)
        or _by_office(item, labelled, sign_off)
        or (Role.OTHER if _is_an_organisation(item) else None)
        or _on_a_parents_form(item, labelled)
        or _by_official(item, kind)
        or _only_a_parent(item, labelled)
        or _by_nothing_else(item, kind, sign_off)
    )


def _asked_on_form(labelled: Sequence[Labelled]) -> Role | None:
    """What the form says beside the name of the one who asks, or what it asks of them."""
    asks = [
        one
        for one in labelled
        if one.asked is Asked.SIGNED or (one.asked is Asked.NAME and one.owner is Owner.REQUESTER)
    ]
    said = [re.split(r"[)\n]", one.value.partition("(")[2] or one.value.partition(",")[2])[0] for one in asks]
    said += [one.value for one in labelled if one.asked is Asked.ROLE and one.owner is Owner.REQUESTER]
    said += [found.group() for one in asks if (found := _SERVICE_BELOW.match(one.passage.text, one.end))]
    said += [one.label for one in asks if len(one.label.split("/")) == 1]
    return _first_role(text for text in said if len(text) < _AN_OFFICE and not re.search(r"\d", text))


_AN_OFFICE = 50  # characters of “Director of Inclusion, Marlpit High School”
_SERVICE_BELOW = re.compile(
    r"[^\n]*\n[ \t]*(?:service|team|organisation|agency|post|department|employer)\b[^\n\d]{0,50}", re.I
)


def _related_on_form(labelled: Sequence[Labelled]) -> Role | None:
    own = (Owner.PARENT, Owner.NOBODY, Owner.CHILD)
    return _first_role([one.value for one in labelled if one.asked is Asked.ROLE and one.owner in own])


def _first_role(said: Iterable[str]) -> Role | None:
    for text in said:
        for role, words in load("role")["on_form"].items():
            if re.search("|".join(words), text, re.I):
                return Role(role)
    return None


def _by_applicant(item: Item) -> Role | None:
    """What stands beside the name of the one who says that they ask: “Requested by Gwen Stubbs, SENCO”."""
    named = applicant_in(item)
    return _first_role([named.line.partition(named.name.value.split()[-1])[2]]) if named else None


def _by_title(item: Item) -> Role | None:
    """For whom a form is, by its first lines."""
    top = next((one.text[:_TITLE] for one in item.of(Voice.DOCUMENT)), "")
    for role in load("role")["title"]:
        if compiled("role", "|".join(load("role")["title"][role])).search(top):
            return Role(role)
    return None


_TITLE = 260  # characters


def _on_a_parents_form(item: Item, labelled: Sequence[Labelled]) -> Role | None:
    """A form that speaks to a parent, or that only a parent signs."""
    parents = [one for one in labelled if one.asked is Asked.NAME and one.owner is Owner.PARENT]
    signed = any("sign" in one.label.lower() for one in parents)
    speaks = any(any_of("role", "parents_form").search(one.text) for one in item.of(Voice.DOCUMENT, Voice.WRITER))
    return Role.PARENT if signed or (speaks and labelled) else None


def _by_official(item: Item, kind: Kind) -> Role | None:
    """What a form calls the one who fills it in."""
    named = official_in(item, kind)
    return _first_role([named.line]) if named else None


def _only_a_parent(item: Item, labelled: Sequence[Labelled]) -> Role | None:
    """A form on paper on which a parent is named, and nobody else who could ask."""
    parents = any(one.asked is Asked.NAME and one.owner is Owner.PARENT for one in labelled)
    asks = any(one.asked is Asked.SIGNED or one.owner is Owner.REQUESTER for one in labelled)
    return Role.PARENT if parents and not asks and item.channel is Channel.PAPER else None


def _is_the_parent(writer: Correspondent, labelled: Sequence[Labelled]) -> bool:
    """Whether the writer is the one whom a form calls the parent."""
    name = tidy_name(writer.name)
    return bool(name) and any(
        one.asked is Asked.NAME and one.owner is Owner.PARENT and same_person(name, tidy_name(one.value))
        for one in labelled
    )


def _by_words(item: Item, sign_off: SignOff | None) -> Role | None:
    words = "\n".join(one.text for one in item.by_writer(*_own_voices(item)))
    if any_of("role", "young_person").search(f"{item.subject}\n{words}") and not any_of("role", "own_child").search(
        words
    ):
        return Role.YOUNG_PERSON
    own = any_of("role", "own_child").search(words)
    if not own and (said := _says_what_they_are(words)) is not None:
        return said
    if not own and _introduces_themself_with_a_birth(item):
        return Role.YOUNG_PERSON
    by_address = _role_of_domain(item.writer.address)
    if by_address is not None and not any_of("role", "own_child").search(words):
        return by_address if by_address is not Role.OTHER else _of_a_council(item)
    signed = _signed_words(item, sign_off)
    by_name = re.match(r"[^\n]{0,60}", signed)
    if by_name and any_of("role", "signs_as_parent").search(by_name.group()):
        return Role.PARENT
    return Role.PARENT if any_of("role", "parent").search(words) or _signs_as_parent(signed) else by_address


_I_AM = re.compile(
    r"\b(?:i am|i['’]m|i write as|i work as|writing as|in my (?:role|capacity) as)"
    r"(?: (?:the|an?|his|her|their|[\w’']+['’]s))"
    r"(?P<what>(?: (?!for\b|of\b|at\b|and\b|who\b|to\b)[\w-]+){1,5})",
    re.I,
)


def _says_what_they_are(words: str) -> Role | None:
    """The profession that somebody says is theirs: “I am the allocated social worker for Kit”."""
    for said in _I_AM.finditer(words):
        if any_of("role", "profession").search(said["what"]):
            return next((role for role in PROFESSIONALS if any_of("role", role.value).search(said["what"])), None)
    return None


_OF_AGE = 15.5 * 365.25  # days: the end of compulsory school age is near, and they may ask for themselves
_BESIDE_A_NAME = 40  # characters


def _introduces_themself_with_a_birth(item: Item) -> bool:
    """Whether the sender's own name stands beside a young person's birth: “its Dylan Roche 16/09/2007”."""
    name, day = tidy_name(item.writer.name), item.received.date()
    for passage in item.by_writer(*_own_voices(item)) if " " in name else ():
        at = passage.text.lower().find(name.lower())
        near = passage.text[at : at + len(name) + _BESIDE_A_NAME] if at >= 0 else ""
        if any(is_a_childs(one.day, day) and (day - one.day).days > _OF_AGE for one in dates_in(near, before=day)):
            return True
    return False


def _signs_as_parent(signed: str) -> bool:
    return any_of("role", "signs_as_parent").search(signed) is not None


def _signed_words(item: Item, sign_off: SignOff | None) -> str:
    """What stands under the writer's name, else in their signature."""
    return sign_off.block if sign_off else "\n".join(one.text for one in item.by_writer(Voice.SIGNATURE))


def _own_voices(item: Item) -> tuple[Voice, ...]:
    if item.forwarded_from is not None:
        return (Voice.FORWARDED,)
    if item.channel is Channel.MAIL and any(item.of(Voice.WRITER)):
        return (Voice.WRITER, Voice.FORWARDED)
    return (Voice.DOCUMENT,)


def _role_of_domain(address: str) -> Role | None:
    domain = address.rpartition("@")[2].lower()
    if any_of("role", "domain_of_school").search(domain):
        return Role.SCHOOL
    if any_of("role", "domain_of_health").search(domain):
        return Role.HEALTH
    return Role.OTHER if domain.endswith(".gov.uk") else None


def _of_a_council(item: Item) -> Role:
    """Somebody at a council: a social worker where they say so."""
    own = "\n".join(one.text for one in item.of(Voice.SIGNATURE, *_own_voices(item)))
    return Role.SOCIAL_CARE if any_of("role", "social-care").search(own) else Role.OTHER


def _by_office(item: Item, labelled: Sequence[Labelled], sign_off: SignOff | None) -> Role | None:
    """A profession or an office in the signature, in the writer's name or in a paper's letterhead."""
    signed = f"{item.writer.name}\n{_signed_words(item, sign_off)}"
    below = "\n".join(one.text for one in item.by_writer(Voice.SIGNATURE))
    for text in (signed, below, _letterhead(item, labelled)):
        if any_of("role", "for_a_client").search(text):
            return Role.OTHER
        for role in PROFESSIONALS:
            if any_of("role", role.value).search(text):
                return role
    return None


_HEAD = 8  # lines at the top of a letter
_A_LINE = 14  # words in a line of a letterhead


def _letterhead(item: Item, labelled: Sequence[Labelled]) -> str:
    """The lines above a paper's date, its greeting or its first label: who sent it, not to whom."""
    first = next(item.of(Voice.DOCUMENT), None)
    if item.channel is not Channel.PAPER or first is None:
        return ""
    kept: list[str] = []
    form_from = min((one.start for one in labelled if one.passage == first), default=len(first.text))
    for line in first.text[:form_from].split("\n")[:_HEAD]:
        ends = any_of("letters", "letterhead_ends").search(line) or len(line.split()) > _A_LINE
        if ends and kept:
            break
        if not ends and not any_of("places", "council").search(line):
            kept.append(line)
    return "\n".join(kept)


def _by_nothing_else(item: Item, kind: Kind, sign_off: SignOff | None) -> Role | None:
    """A private person who writes to the SEN team about a child, and says nothing of an office, is a parent."""
    text = f"{item.writer.name}\n{_signed_words(item, sign_off)}"
    if item.channel is Channel.PAPER and sign_off is None and not kind.starts_a_clock:
        return None
    answers = bool(item.references)  # a family that writes back
    if item.signals.is_list or kind is Kind.ADVICE_RETURN or (kind is Kind.OTHER and not answers):
        return Role.OTHER
    return Role.OTHER if any_of("role", "organisation").search(text) else Role.PARENT


def _is_an_organisation(item: Item) -> bool:
    writer = item.writer
    domain = writer.address.rpartition("@")[2]
    return bool(
        any_of("role", "domain_of_organisation").search(domain)
        or any_of("role", "organisation").search(f"{writer.name} {writer.address}")
    )
