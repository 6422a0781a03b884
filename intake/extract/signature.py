"""Names with which people sign and introduce themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.extract.names import NAME, fold, name_words, same_first_name, tidy_name
from intake.extract.value import Found, found_at
from intake.item import Item, Passage, Voice
from intake.words import any_of

_LEARNED = re.compile(r"\b(?:Dr|Prof(?:essor)?)\b")
_LEAD = re.compile(
    r"^\W*(?:(?:(?:e-?)?signed(?: for [\w ]{3,20}| by)?|signature|from|name|print(?:ed)? name"
    r"|(?:many |kind |best |warm )?"
    r"(?:thanks|thank you|regards|wishes|cheers|love(?: to (?:you )?all)?|ta|yours(?: \w+)?)"
    r"(?: from| and \w+)?)\b\W*)+",
    re.I,
)
_TITLES = re.compile(r"^\W*(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Cllr)\b\W*)+")
_LETTERS_AFTER = re.compile(
    r"\s+(?:[–-]\s|(?:[A-Z]{2,}[A-Za-z]*|(?!Mc|Mac)[A-Z][a-z]?[A-Z][A-Za-z]*)(?=\s|$)).*$|,.*$|\s*\(.*$|\s+x+$"
)
_ENDS = re.compile(r"(?:\s{2,}|\s*[|/;:\t]|\s+(?=[\d+])|\s+(?:and|&)\s|\s+(?:tel|mob|flat|dated?|position)\b).*", re.I)
_A_NAME = re.compile(rf"^{NAME}$|^[a-z]+(?: [a-z'’-]+){{0,2}}$")
_NOT_A_NAME_LINE = re.compile(
    r"\d|@|www|\b(?:tel|mob|email|road|street|school|academy|council|trust|nhs|team|sent from)\b"
    r"|^(?:thanks|many|kind|yours|regards|best|cheers)",
    re.I,
)
_SIGNS_BELOW = re.compile(rf"^[ \t]*(?P<name>{NAME}) ?\((?:mum|mam|mother|dad|father|parent|carer|nan|gran\w*)\)", re.M)
_INTRODUCED = re.compile(
    r"\b(?i:my name is|i am|this is|i['’]?m (?:there |their |his |her )?(?:mum|mam|dad|mother|father),?)"
    rf" (?:(?:Mrs|Mr|Ms|Miss|Dr)\.? )?(?P<name>{NAME})"
)
_SAYS_SO_LAST = re.compile(
    r"\b(?:regards|thanks|wishes|sincerely|cheers|thank you|xx*)[,.!]* "
    rf"(?P<name>{NAME}|[a-z]{{3,14}}(?: [a-z]{{3,14}})?)$",
    re.I,
)
_MOST_LINES = 10  # below the words of a letter
_PROSE = 16  # words in a line that is no part of a signature
_A_SENTENCE = 7


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed, and the lines from the name on: office, telephone, address."""

    name: Found[str]
    block: str
    passage: Passage
    start: int  # of the block in the passage


def sign_off_in(passages: Iterator[Passage]) -> SignOff | None:
    """The first of the passages that somebody signed with a whole name; else with a first name."""
    first = None
    for passage in passages:
        found = _sign_off(passage)
        if found is not None and len(found.name.value.split()) > 1:
            return found
        first = first or found
    return first


def _sign_off(passage: Passage) -> SignOff | None:
    """The first line below the words that begins with a whole name, else one word of it."""
    closed = passage.voice is Voice.SIGNATURE
    named = [
        (start, name)
        for start, end in _last_lines(passage.text, whole=closed)
        if (name := _name_on(passage, start, end)) is not None
    ]
    whole = [(start, name) for start, name in named if len(name.value.split()) > 1]
    if not whole and not closed:
        return _said_last(passage)
    if not named:
        return None
    start, name = (whole or named)[0]
    fuller = max((one for _, one in named if same_signer(one.value, name.value)), key=lambda one: len(one.value))
    return SignOff(fuller, passage.text[start:], passage, start)


def _said_last(passage: Passage) -> SignOff | None:
    """“thanks kelly” at the end of a line."""
    end = len(passage.text.rstrip())
    start = passage.text.rfind("\n", 0, end) + 1
    said = _SAYS_SO_LAST.search(passage.text, start, end)
    name = tidy_name(said["name"].title() if said["name"].islower() else said["name"]) if said else ""
    if said is None or not name:
        return None
    found = found_at(name, passage, said.start("name"), said.end("name"), 0.8)
    return SignOff(found, passage.text[said.start("name") : end], passage, said.start("name"))


def _last_lines(text: str, *, whole: bool) -> list[tuple[int, int]]:
    """The lines at the end of a text that are no sentences, from the top; every line of a signature."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    if whole:
        return lines
    kept: list[tuple[int, int]] = []
    for start, end in reversed(lines[-_MOST_LINES:]):
        words = len(text[start:end].split())
        if words > _PROSE or (words > _A_SENTENCE and text[start:end].rstrip()[-1] in ".!?"):
            break
        kept.append((start, end))
    return kept[::-1]


def same_signer(one: str, other: str) -> bool:
    """Whether two writings can be one person's name: initials, a first name alone, a surname cut short."""
    a, b = name_words(re.sub(_LEARNED, "", one)), name_words(re.sub(_LEARNED, "", other))
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return short[0] in long
    first = _short_for(short[0], long[0]) or same_first_name(short[0], long[0])
    return first and _short_for(short[-1], long[-1])


def _short_for(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def learned_title(text: str) -> str:
    """“Dr” or “Prof” where a name is written with it: the other titles are dropped."""
    found = _LEARNED.search(text)
    return "" if found is None else "Dr" if found.group().startswith("Dr") else "Prof"


def introduced_in(item: Item) -> Found[str] | None:
    """“My name is Mrs Oluchi Nwosu”; “Tracey Shaw (mum)”."""
    for passage in item.of(Voice.FORWARDED, Voice.WRITER, Voice.DOCUMENT):
        match = _INTRODUCED.search(passage.text) or _SIGNS_BELOW.search(passage.text)
        name = tidy_name(match["name"]) if match else ""
        if match and len(name.split()) > 1:
            return found_at(name, passage, match.start("name"), match.end("name"), 0.88)
    return None


def _name_on(passage: Passage, start: int, end: int) -> Found[str] | None:
    """The name that a line begins with, if nothing follows it but an office, a number, a place or letters after it."""
    line = passage.text[start:end]
    lead = _LEAD.match(line)
    said = line[lead.end() :] if lead else line
    written = _ENDS.sub("", _LETTERS_AFTER.sub("", _TITLES.sub("", said.strip()).strip())).strip(" .,")
    text = re.sub(r"\b([A-Z])\.", r"\1", written)
    if text.islower() and passage.voice is Voice.DOCUMENT:
        return None
    if not text or "\t" in line or _NOT_A_NAME_LINE.search(text) or not _A_NAME.search(text) or _is_an_office(text):
        return None
    name = _signed_name(text if text[:1].isupper() else text.title())
    at = max(line.find(written), 0)
    title = learned_title(line[:at])
    if "." in written:
        name = re.sub(r"\b([^\W\d_])(?= )", r"\1.", name)
    return found_at(f"{title} {name}".strip(), passage, start + at, start + at + len(written), 0.85) if name else None


def _signed_name(text: str) -> str:
    """The name as spoken; where people sign, a first name may be a letter."""
    *first, last = text.split()
    if first and all(len(one) == 1 and one.isupper() for one in first):
        return " ".join([*first, last]) if tidy_name(last) else ""
    return tidy_name(text)


def _is_an_office(text: str) -> bool:
    return len(text.split()) > 1 and bool(any_of("role", "an_office").search(fold(text)))
