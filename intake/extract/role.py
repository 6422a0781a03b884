"""The writer's role: parent, young person, school, health, social care or another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from intake.extract.labels import Asked, Labelled, Owner
from intake.extract.names import same_person, tidy_name
from intake.item import Channel, Item, Voice
from intake.message import Correspondent
from intake.words import any_of, load


class Role(StrEnum):
    """The contract's six."""

    PARENT = "parent"
    YOUNG_PERSON = "young-person"
    SCHOOL = "school"
    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    OTHER = "other"


PROFESSIONALS = (Role.SOCIAL_CARE, Role.HEALTH, Role.SCHOOL)


def role_in(item: Item, labelled: Sequence[Labelled]) -> Role | None:
    """The role on the form, else by what the writer says and where they write from; None where nothing tells."""
    on_form = _on_form(labelled)
    if on_form is not None:
        return on_form
    return Role.PARENT if _is_the_parent(item.writer, labelled) else _by_words(item)


def _on_form(labelled: Sequence[Labelled]) -> Role | None:
    own = (Owner.REQUESTER, Owner.PARENT, Owner.NOBODY, Owner.CHILD)
    asks = [
        one
        for one in labelled
        if one.asked is Asked.SIGNED or (one.asked is Asked.NAME and one.owner is Owner.REQUESTER)
    ]
    said = [one.value.partition("(")[2] or one.value.partition(",")[2] for one in asks]
    said += [one.value for one in labelled if one.asked is Asked.ROLE and one.owner in own]
    for text in said:
        for role, words in load("role")["on_form"].items():
            if re.search("|".join(words), text, re.I):
                return Role(role)
    return _on_a_parents_form(labelled, asks)


def _on_a_parents_form(labelled: Sequence[Labelled], asks: Sequence[Labelled]) -> Role | None:
    """A form that speaks to a parent, or that only a parent signs."""
    parents = [one for one in labelled if one.asked is Asked.NAME and one.owner is Owner.PARENT]
    whole = "\n".join(dict.fromkeys(one.passage.text for one in labelled))
    signed = any("sign" in one.label.lower() for one in parents)
    speaks = bool(parents or asks) and any_of("role", "parents_form").search(whole)
    return Role.PARENT if signed or speaks else None


def _is_the_parent(writer: Correspondent, labelled: Sequence[Labelled]) -> bool:
    """Whether the writer is the one whom a form calls the parent."""
    name = tidy_name(writer.name)
    return bool(name) and any(
        one.asked is Asked.NAME and one.owner is Owner.PARENT and same_person(name, tidy_name(one.value))
        for one in labelled
    )


def _by_words(item: Item) -> Role | None:
    words = "\n".join(one.text for one in item.of(*_own_voices(item)))
    if any_of("role", "young_person").search(f"{item.subject}\n{words}") and not any_of("role", "own_child").search(
        words
    ):
        return Role.YOUNG_PERSON
    by_address = _role_of_domain(item.writer.address)
    if by_address is not None and not any_of("role", "own_child").search(words):
        return by_address if by_address is not Role.OTHER else _of_a_council(item)
    signed = "\n".join(one.text for one in item.by_writer(Voice.SIGNATURE))
    if any_of("role", "parent").search(words) or any_of("role", "signs_as_parent").search(signed):
        return Role.PARENT
    return (
        _by_signature(item, words, signed)
        or by_address
        or _by_nothing_else(item, signed or "\n".join(words.split("\n")[-2:]))
    )


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


def _by_signature(item: Item, words: str, signed: str) -> Role | None:
    """A profession in the signature, or in a paper's letterhead."""
    head = "\n".join(words.split("\n")[:8]) if item.channel is Channel.PAPER else ""
    for text in (f"{item.writer.name}\n{signed}", head):
        for role in PROFESSIONALS:
            if any_of("role", role.value).search(text):
                return role
    return None


def _by_nothing_else(item: Item, signed: str) -> Role | None:
    """A private person who writes to the SEN team about a child, and says nothing of an office, is a parent."""
    text = f"{item.writer.name}\n{signed}"
    if not text.strip():
        return None
    if item.signals.is_list:
        return Role.OTHER
    domain = item.writer.address.rpartition("@")[2]
    of_office = any_of("role", "domain_of_organisation").search(domain) or any_of("role", "organisation").search(text)
    return Role.OTHER if of_office else Role.PARENT
