"""Names with which people sign and introduce themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intake.extract.names import NAME, tidy_name
from intake.extract.value import Found, found_at
from intake.item import Item, Passage, Voice

_TITLES = re.compile(r"^\W*(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\W*)+")
_LETTERS_AFTER = re.compile(
    r"\s+(?:[–-]\s|(?:[A-Z]{2,}[A-Za-z]*|(?!Mc|Mac)[A-Z][a-z]?[A-Z][A-Za-z]*)(?=\s|$)).*$|,.*$|\s*\(.*$|\s+x+$"
)
_A_NAME = re.compile(rf"^{NAME}$|^[a-z]+(?: [a-z'’-]+){{0,2}}$")
_NOT_A_NAME_LINE = re.compile(
    r"\d|@|www|\b(?:tel|mob|email|road|street|school|academy|council|trust|nhs|team|sent from)\b"
    r"|^(?:thanks|many|kind|yours|regards|best|cheers)",
    re.I,
)
_CLOSES_INLINE = re.compile(r"\b(?:regards|thanks|wishes|sincerely|cheers|thank you)[,.!]* (?=[A-Z])", re.I)
_SIGNS_BELOW = re.compile(rf"^[ \t]*(?P<name>{NAME}) ?\((?:mum|mam|mother|dad|father|parent|carer|nan|gran\w*)\)", re.M)
_INTRODUCED = re.compile(
    r"\b(?i:my name is|i am|i['’]?m (?:there |their |his |her )?(?:mum|mam|dad|mother|father),?)"
    rf" (?:(?:Mrs|Mr|Ms|Miss|Dr)\.? )?(?P<name>{NAME})"
)


def signed_in(passages: Iterable[Passage]) -> Found[str] | None:
    """The first line that is a whole name (else one word of it), or a fuller writing of it further down."""
    for passage in passages:
        lines = (_name_on(passage, m.start(), m.end()) for m in re.finditer(r"^[^\n]{2,80}$", passage.text, re.M))
        found = [name for name in lines if name is not None]
        if found:
            first = next((one for one in found if len(one.value.split()) > 1), found[0])
            surname = first.value.split()[-1]
            return max((one for one in found if one.value.split()[-1] == surname), key=lambda one: len(one.value))
    return None


def name_on_last_line(passage: Passage) -> Found[str] | None:
    """The whole name with which a passage ends, where its writer used no closing formula."""
    end = len(passage.text.rstrip())
    start = passage.text.rfind("\n", 0, end) + 1
    closing = _CLOSES_INLINE.search(passage.text, start, end)
    last = _name_on(passage, closing.end() if closing else start, end)
    return last if last is not None and len(last.value.split()) > 1 else None


def introduced_in(item: Item) -> Found[str] | None:
    """“My name is Mrs Oluchi Nwosu”; “Tracey Shaw (mum)”."""
    for passage in item.of(Voice.FORWARDED, Voice.WRITER, Voice.DOCUMENT):
        match = _INTRODUCED.search(passage.text) or _SIGNS_BELOW.search(passage.text)
        name = tidy_name(match["name"]) if match else ""
        if match and len(name.split()) > 1:
            return found_at(name, passage, match.start("name"), match.end("name"), 0.88)
    return None


def _name_on(passage: Passage, start: int, end: int) -> Found[str] | None:
    """The name that a line holds, if it holds nothing else but titles and letters after it."""
    line = passage.text[start:end]
    written = _LETTERS_AFTER.sub("", _TITLES.sub("", line.strip())).strip(" .,")
    text = re.sub(r"\b([A-Z])\.", r"\1", written)
    if not text or _NOT_A_NAME_LINE.search(text) or not _A_NAME.search(text):
        return None
    name = tidy_name(text if text[:1].isupper() else text.title())
    at = max(line.find(written), 0)
    return found_at(name, passage, start + at, start + at + len(written), 0.85) if name else None
