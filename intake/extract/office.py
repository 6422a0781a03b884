"""Who fills a form in: the name beside “Officer”, “Completed by”, “Applicant”, “SENCO”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.extract.names import NAME, tidy_name
from intake.extract.signature import learned_title
from intake.extract.value import Found, found_at
from intake.item import Item, Passage, Voice
from intake.recognise import Kind
from intake.words import any_of

_OFFICES = {Kind.ADVICE_REQUEST: "asks_for_advice", Kind.ADVICE_RETURN: "gives_advice"}
_NAME_BESIDE = re.compile(rf"[ \t]*(?:(?:Mr|Mrs|Ms|Miss|Dr|Sr|Prof)\b\.? ?)*(?P<name>(?:[A-Z]\.? )*{NAME})")


@dataclass(frozen=True, slots=True)
class Named:
    """A name, and the line on which it stands."""

    name: Found[str]
    line: str


def applicant_in(item: Item) -> Named | None:
    """Who says that they ask, whoever they are."""
    return _beside(item, "asks_oneself")


def official_in(item: Item, kind: Kind) -> Named | None:
    """The council's officer who asks for advice, the therapist who gives it, a school's SENCO."""
    if kind in _OFFICES:
        return _beside(item, _OFFICES[kind])
    return _beside(item, "asks_by_office") or _beside(item, "asks_by_worker")


def _beside(item: Item, labels: str) -> Named | None:
    for passage in item.of(Voice.DOCUMENT, Voice.WRITER, Voice.FORWARDED):
        for label in any_of("role", labels).finditer(passage.text):
            found = _NAME_BESIDE.match(passage.text, label.end())
            name = tidy_name(found["name"]) if found else ""
            if found and len(name.split()) > 1:
                return _named(passage, label, found, name)
    return None


def _named(passage: Passage, label: re.Match[str], found: re.Match[str], name: str) -> Named:
    title = learned_title(passage.text[label.end() : found.start("name")])
    end = passage.text.find("\n", found.end())
    line = passage.text[label.start() : end if end >= 0 else len(passage.text)]
    place = (found.start("name"), found.end("name"))
    return Named(found_at(f"{title} {name}".strip(), passage, *place, 0.8), line)
