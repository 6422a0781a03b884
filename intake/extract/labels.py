"""Forms: what stands beside, below or after a label, and whose it is (the child's, a parent's, the school's …)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from hub.language.needed import Wanted
from intake.extract.names import tidy_name
from intake.extract.numbers import EMAIL, PHONE, POSTCODE
from intake.item import Passage, Voice
from intake.words import compiled, load


class Owner(StrEnum):
    """Whose value a label asks for."""

    __hash__ = str.__hash__  # an Enum's own is written in Python, and asked for often

    CHILD = "child"
    PARENT = "parent"
    REQUESTER = "requester"
    SIBLING = "sibling"
    SCHOOL = "school"
    GP = "gp"
    PROFESSIONAL = "professional"
    OFFICE = "office"  # for the council's use only
    NOBODY = ""


class Asked(StrEnum):
    """What a label asks for."""

    __hash__ = str.__hash__  # an Enum's own is written in Python, and asked for often

    NAME = "name"
    FIRST_NAME = "first name"
    SURNAME = "surname"
    KNOWN_AS = "known as"
    DATE_OF_BIRTH = "date of birth"
    NHS_NUMBER = "nhs number"
    UPN = "upn"
    SCHOOL = "school"
    ADDRESS = "address"
    POSTCODE = "postcode"
    EMAIL = "email"
    PHONE = "phone"
    ROLE = "role"
    CONCERNS = "concerns"
    RECEIVED = "received"
    SIGNED = "signed"
    OTHER = "other"  # a label, but nothing of ours


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label's value, at passage.text[start:end]."""

    asked: Asked
    owner: Owner
    label: str
    value: str
    passage: Passage
    start: int
    end: int
    section: Owner = Owner.NOBODY
    column: int = 0  # of a form with a column for each child: 1, 2 …


_NUMBER = r"(?:(?:section|part|question)\s+\w{1,2}\s*[:.–-]\s*)?(?:\d{1,2}[a-z]?[.)]\s*|[a-z][.)]\s+)?"
_LABEL_LINE = re.compile(
    r"^(?P<lead>[ \t>*•\-.,|=\[_]*" + _NUMBER + r")(?P<label>[A-Za-z][^\n:\t|?]{0,75}?)\**\s*"
    r"(?P<mark>:+|\?+:?|\t+|\s*\|\s*|\.{4,}|…+|_{3,}| [–-] (?=\S))[ \t:|._*…]*(?P<value>[^\n]*)$",
    re.I | re.M,
)
_INLINE_WORDS = (
    "names?", r"d\.?o\.?b\.?", "date of birth", "born", "pupil", r"nhs (?:no\.?|number|num|#)", "nhs", "upn",
    "unique pupil number", "school", "postcode", "address", "tel(?:ephone)?", "mobile", "mob", "phone", "e-?mail",
    "known as", "relationship", "role", "year group", "year", "gender", "gp",
)  # fmt: skip
_INLINE = re.compile(
    r"(?<![\w'’])(?P<label>(?:child|pupil|parent|mother|father|home|full|young person|student|patient)?(?:['’]s)?\s?"
    rf"(?:{'|'.join(_INLINE_WORDS)}))\s*[:=]\s*",
    re.I,
)
_A_SCHOOLS_SECTION = re.compile(  # a letterhead names a school, a heading any
    r"(?:\W|\b(?:the|your|my|child|current|present|school|nursery|college|setting|senco|details?|information|and|or|of|placement"
    r"|about|contact|from|to|be|completed?|by|attend(?:ed|ing)|education(?:al)?|name|head|teacher|headteacher|section|part|pre"
    r"|provider|early|years|refer(?:ring|rer|ral)|views?|s|for|only|staff|person|use|pupil|professional|new|previous)\b)+",
    re.I,
)
_HEADING = re.compile(
    r"^[ \t>*#=]*(?:(?:section|part)\s+[\dA-Z]{1,2}\s*[:.–-]?\s*|\d{1,2}[.)]\s*|[A-Z][.)]\s+)?"
    r"(?P<words>[^\n\t|]{3,70}?)[\s:*=#]*$",
    re.I,
)


@cache
def _table(table: str, key: str) -> tuple[tuple[str, Wanted], ...]:
    return tuple((row[key], compiled("labels", "|".join(row["words"]))) for row in load("labels")[table])


@cache
def _bare(key: str) -> Wanted:
    """Labels that nothing parts from their value but a space, as scans and plain text have them."""
    words = "|".join(load("labels")["bare"][key])
    value = r"[\s\[\]|]+(?P<value>(?-i:[^\W\d_a-z]|[\d(+])[^\n]*)$"
    return compiled("labels", rf"^[ \t|\[\]*•-]*(?:\d{{1,2}}[.)]\s*)?(?P<label>{words}){value}")


@cache
def _bare_inside() -> re.Pattern[str]:
    """Labels in the middle of such a line, with a capital."""
    words = "|".join(load("labels")["bare"]["inside"])
    return re.compile(rf"(?<=\s)(?P<label>{words})[\s:\[|]+(?=[^\W_])")


_A_CHILDS_COLUMN = re.compile(
    r"^(?:the |my )?(?:(?:first|second|third|1st|2nd|3rd|other|elder|older|younger) (?:child|twin|pupil|son|daughter)"
    r"|(?:child|twin|pupil|young person) (?:\d|one|two|three|[abc]))\W*$",
    re.I,
)


@lru_cache(maxsize=2000)
def asked_for(label: str) -> Asked | None:
    """What a label asks for; None where the text is no label that we know."""
    words = _plain(label)
    return next((Asked(asked) for asked, pattern in _table("asked", "for") if pattern.search(words)), None)


@lru_cache(maxsize=2000)
def owner_of(label: str) -> Owner:
    """Whose value the words of a label ask for."""
    words = re.sub(r"\b(?:your|my) (?=child|son|daughter|young|pupil)", "", _plain(label))
    return next((Owner(owner) for owner, pattern in _table("owner", "is") if pattern.search(words)), Owner.NOBODY)


def _plain(label: str) -> str:
    return " ".join(label.lower().replace("’", "'").split()).strip(" *:.-–_")


@lru_cache(maxsize=32)
def labelled_in(passage: Passage) -> tuple[Labelled, ...]:
    """Every labelled value of a passage, in order."""
    return tuple(_labelled_in(passage))


def _labelled_in(passage: Passage) -> Iterator[Labelled]:
    section = Owner.NOBODY
    lines = _lines(passage.text)
    header: list[Asked | None] = []
    children = 0
    for number, (start, line) in enumerate(lines):
        cells = line.split("\t")
        children = _columns(cells) or children
        if children and len(cells) == children + 1:
            yield from _by_child(passage, start, cells)
            continue
        if _is_header(cells):
            header = [asked_for(cell) for cell in cells]
            section = section or owner_of(line)
            continue
        if header and len(cells) == len(header):
            yield from _by_column(passage, start, cells, header, section)
            continue
        header = []
        found = [*_in_line(passage, lines, number, section), *_answered_beneath(passage, lines, number, section)]
        if found:
            yield from found
        elif line.strip():
            section = _section_of(line, section)


def _answered_beneath(
    passage: Passage, lines: list[tuple[int, str]], number: int, section: Owner
) -> Iterator[Labelled]:
    """The label that stands alone on its line, or in its last box, with its answer at the head of the line below."""
    if passage.voice is not Voice.DOCUMENT or number + 1 >= len(lines):
        return
    label = _alone(lines[number][1].split("\t")[-1])
    start, below = lines[number + 1]
    answer = below.split("\t")[0]
    asked = asked_for(label) if label else None
    looks_like_it = _LOOKS_LIKE_IT.get(asked) if asked else None
    if looks_like_it and not _alone(answer) and not label_of(answer) and looks_like_it(answer):
        yield from _made(passage, label, start, start + len(answer), section)


def _alone(cell: str) -> str:
    """The label that a cell is, with nothing else in it, or ''."""
    found = _only_a_label().match(cell)
    return found["label"] if found else ""


@cache
def _only_a_label() -> Wanted:
    words = "|".join(load("labels")["bare"]["alone"])
    return compiled("labels", rf"^[ \t]*(?:\d{{1,2}}[.)]?\s+)?(?P<label>{words})(?: \([^()\n]{{2,40}}\))?[ \t:*]*$")


_LOOKS_LIKE_IT: Mapping[Asked, Callable[[str], object]] = {
    Asked.NAME: tidy_name,
    Asked.FIRST_NAME: tidy_name,
    Asked.SURNAME: tidy_name,
    Asked.KNOWN_AS: tidy_name,
    Asked.DATE_OF_BIRTH: re.compile(r"\d{1,2}\D{1,12}\d{2,4}|\d{6,8}|(?:\d\s?[|/. ]?\s?){6,8}").search,
    Asked.NHS_NUMBER: re.compile(r"\d[\d -]{8,12}$").search,
    Asked.UPN: re.compile(r"^[A-Z]\d[\d -]{8,}").search,
    Asked.ADDRESS: POSTCODE.search,
    Asked.POSTCODE: POSTCODE.search,
    Asked.EMAIL: EMAIL.search,
    Asked.PHONE: PHONE.search,
    Asked.SCHOOL: re.compile(r"^[A-Z][^.\n]{2,70}$").search,
}


def _columns(cells: list[str]) -> int:
    """How many children have a column from this row on; 0 where the row says nothing of it."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) if len(filled) > 1 and all(_A_CHILDS_COLUMN.match(cell.strip()) for cell in filled) else 0


def _by_child(passage: Passage, start: int, cells: list[str]) -> Iterator[Labelled]:
    """A label with a value for each child beside it."""
    at = start + len(cells[0]) + 1
    for column, cell in enumerate(cells[1:], start=1):
        for one in _made(passage, cells[0], at, at + len(cell), Owner.CHILD):
            yield replace(one, column=column)
        at += len(cell) + 1


def _lines(text: str) -> list[tuple[int, str]]:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    return lines


def _is_header(cells: list[str]) -> bool:
    """Whether a table row holds only labels, for the rows under it."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 3 or len(filled) != len(cells):
        return False
    return all(asked_for(cell) and len(cell) < 40 and not re.search(r"\d", cell) for cell in filled)


def _by_column(
    passage: Passage, start: int, cells: list[str], header: list[Asked | None], section: Owner
) -> Iterator[Labelled]:
    at = start
    owner = section or Owner.CHILD
    for cell, asked in zip(cells, header, strict=True):
        value = cell.strip()
        if asked and value:
            begin = at + cell.index(value)
            yield Labelled(asked, owner, asked.value, value, passage, begin, begin + len(value), section)
        at += len(cell) + 1


def _section_of(line: str, section: Owner) -> Owner:
    """The owner that a heading begins, else the one before."""
    heading = _HEADING.match(line)
    if not heading or len(line.split()) > 9 or re.search(r"[.,]\s*$|:\s*\w", line):
        return section
    words = _plain(re.sub(r"\([^)]*\)|\bfor (?:parents?|carers?|schools?|young people)\b.*", "", heading["words"]))
    if re.search(r"\b(?:request|assessment|application|form)\b", words) and not re.search(r"\bperson\b", words):
        return Owner.NOBODY
    if re.search(
        r"details|information|about|contact|particulars|child$|pupil$|young person$|parents?|carers?|family|referr"
        r"|professional|school|setting|siblings?|\bgp\b|household|office use|declaration|you$|background"
        r"|who (?:is|are) (?:asking|making|applying|requesting)"
        r"|(?:person|form) (?:making|completing|bringing|raising|asking|filling)|completing this",
        words,
    ):
        owner = owner_of(words)
        if owner is Owner.SCHOOL and not _A_SCHOOLS_SECTION.fullmatch(words):
            return section
        return owner or (Owner.REQUESTER if re.search(r"\byou\b|declaration", words) else Owner.NOBODY)
    return section


def _in_line(passage: Passage, lines: list[tuple[int, str]], number: int, section: Owner) -> Iterator[Labelled]:
    start, line = lines[number]
    cells = _cells(line)
    if len(cells) > 1:
        yield from _beside(passage, start, cells, section)
        return
    places = _marked(line) or _unmarked(line, passage.voice)
    ends = [*(begin for _, begin, _ in places[1:]), len(line)][: len(places)]
    for (label, _, value), end in zip(places, ends, strict=True):
        yield from _value(passage, lines, number, label, start + value, start + end, section)


def _marked(line: str) -> list[tuple[str, int, int]]:
    """The labels of a line that a colon or the like parts from their values: label, its start, its value's start."""
    if not _A_MARK.search(line):
        return []
    marks = [(m["label"], m.start(), m.end()) for m in _INLINE.finditer(line) if asked_for(m["label"])]
    whole = _LABEL_LINE.match(line)
    if whole and asked_for(whole["label"]) and len(whole["label"].split()) <= 12 and not _ASKS.search(whole["label"]):
        value = whole.start("value")
        return [(whole["label"], whole.start("label"), value), *(mark for mark in marks if mark[1] >= value)]
    return marks if marks and marks[0][1] < 40 else []


_ASKS = re.compile(
    r"\b(?:would|wish(?:es)?|like|want(?:s)?) (?:you )?to\b|\b(?:requests?|asks?) (?:you |an? |the )", re.I
)
_A_MARK = re.compile(r"[:?=|…]|\.{4}|___| [–-] ")
_A_LONG_LINE = 90  # characters


def _unmarked(line: str, voice: Voice) -> list[tuple[str, int, int]]:
    """The labels of a line that only a space parts from their values: the sure ones, and on a document the short."""
    if len(line) > _A_LONG_LINE:
        return []
    found = _bare("sure").match(line) or (_bare("short").match(line) if voice is Voice.DOCUMENT else None)
    if found is None or not asked_for(found["label"]):
        return []
    value = found.start("value")
    inside = _bare_inside().finditer(line, value)
    return [(found["label"], found.start("label"), value), *((m["label"], m.start(), m.end()) for m in inside)]


def _cells(line: str) -> list[tuple[int, str]]:
    """The cells of a table row, where the line is one."""
    cells, at = [], 0
    for piece in re.split(r"(\t|\s\|\s)", line):
        if piece.strip(" \t|"):
            cells.append((at, piece))
        at += len(piece)
    return cells


def _beside(passage: Passage, start: int, cells: list[tuple[int, str]], section: Owner) -> Iterator[Labelled]:
    """Label cells with the cell to their right; a cell may also hold label and value by itself."""
    skip = False
    for number, (at, cell) in enumerate(cells):
        if skip:
            skip = False
            continue
        inner = _LABEL_LINE.match(cell)
        if inner and inner["value"].strip() and asked_for(inner["label"]):
            yield from _made(
                passage, inner["label"], start + at + inner.start("value"), start + at + len(cell), section
            )
        elif number + 1 < len(cells) and len(cell.split()) <= 14 and asked_for(cell):
            right_at, right = cells[number + 1]
            if _alone(right) and asked_for(cell) is not Asked.ROLE:
                continue
            if not (cell.rstrip().endswith(":") and right.rstrip().endswith(":")):
                yield from _made(passage, cell, start + right_at, start + right_at + len(right), section)
                skip = True


def _value(
    passage: Passage, lines: list[tuple[int, str]], number: int, label: str, start: int, end: int, section: Owner
) -> Iterator[Labelled]:
    """The value on the label's line, else the next line that isn't itself a label."""
    if passage.text[start:end].strip(" \t|._-"):
        asked = asked_for(label)
        if asked in (Asked.CONCERNS, Asked.ADDRESS):
            end = _last_line_of_value(passage.text, lines, number, end)
        yield from _made(passage, label, start, end, section)
        return
    for at, line in lines[number + 1 : number + 3]:
        if not line.strip():
            continue
        if not (label_of(line) and asked_for(label_of(line))):
            end = at + len(line)
            if asked_for(label) in (Asked.CONCERNS, Asked.ADDRESS):
                end = _last_line_of_value(passage.text, lines, lines.index((at, line)), end)
            yield from _made(passage, label, at, end, section)
        return


def label_of(line: str) -> str:
    """The label that a line begins with, or ''."""
    found = _LABEL_LINE.match(line)
    return found["label"] if found else ""


def _last_line_of_value(text: str, lines: list[tuple[int, str]], number: int, end: int) -> int:
    """A long answer goes on until an empty line or the next label."""
    for at, line in lines[number + 1 : number + 40]:
        label = label_of(line)
        if not line.strip() or "\t" in line or (label and asked_for(label) and len(label.split()) <= 8):
            break
        end = at + len(line)
    return end


def _made(passage: Passage, label: str, start: int, end: int, section: Owner) -> Iterator[Labelled]:
    raw = passage.text[start:end]
    value = raw.strip(" \t|*_[]\n")
    if not value:
        return
    begin = start + raw.index(value)
    for part in _parts(label):
        asked = asked_for(part)
        if asked is None:
            continue
        owner = owner_of(label)
        if asked is Asked.SCHOOL and owner in (Owner.SCHOOL, Owner.NOBODY):
            owner = Owner.CHILD if section in (Owner.NOBODY, Owner.CHILD, Owner.SCHOOL) else section
        yield Labelled(asked, owner or section, label.strip(), value, passage, begin, begin + len(value), section)


def _parts(label: str) -> list[str]:
    """“DoB / NHS no.” asks for two things; “school/nursery” for one."""
    parts = re.split(r"\s*(?:/|&|\band\b)\s*", label)
    known = {asked_for(part) for part in parts}
    return parts if len(parts) > 1 and None not in known and len(known) == len(parts) else [label]
