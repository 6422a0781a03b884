"""The postcode of the child's home; never the school's, a clinic's or the council's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intake.extract.labels import Asked, Labelled, Owner, labelled_in
from intake.extract.names import fold
from intake.extract.numbers import POSTCODE, tidy_postcode
from intake.extract.role import Role
from intake.extract.value import Found, best, found_at
from intake.item import Item, Passage, Voice
from intake.words import any_of

_HOME = any_of("places", "home")
_THE_COUNCIL = any_of("places", "council")  # whose stamp may stand above a family's address
_A_HOUSE = re.compile(r"\s*(?:flat )?\d+[a-z]?,? ", re.I)
_AN_OFFICE = any_of("places", "office")
_FAMILY = (Role.PARENT, Role.YOUNG_PERSON)
_A_STAMP = re.compile(r"^[A-Z' ]{6,}(?=\d)")  # on a scan, beside the family's address
_A_LONG_LINE = 60  # characters: running text, not a line of an address
_SENTENCE_ENDS = re.compile(r"(?<!\bSt)(?<!\bRd)(?<!\bDr)[.!?]\s+(?=[A-Z])")
_MISREAD = str.maketrans("]", "J")  # what a scan makes of a letter


def postcode_in(
    item: Item, labelled: Sequence[Labelled], *, role: Role | None, child: str, sources: frozenset[str] = frozenset()
) -> Found[str] | None:
    """The postcode of the family's home, or None."""
    candidates = list(_on_forms(labelled, role))
    for passage in item.of(Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT, Voice.SIGNATURE):
        if not sources or passage.source in sources:
            candidates += _in_words(passage, role, child)
    if not candidates:
        candidates = [one for passage in item.of(Voice.QUOTED) for one in _on_forms(labelled_in(passage), role)]
    return best(candidates)


def _on_forms(labelled: Sequence[Labelled], role: Role | None) -> Iterator[Found[str]]:
    weights = {Owner.CHILD: 0.97, Owner.PARENT: 0.9, Owner.NOBODY: 0.8}
    if role in _FAMILY or role is None:
        weights[Owner.REQUESTER] = 0.85
    for one in labelled:
        if one.asked not in (Asked.ADDRESS, Asked.POSTCODE) or one.owner not in weights:
            continue
        match = _postcode(one.value, one.passage)
        if match and not _AN_OFFICE.search(one.label + " " + one.value.split("\n")[0]):
            place = (one.start + match.start(1), one.start + match.end(1))
            yield found_at(tidy_postcode(match.group(1)), one.passage, *place, weights[one.owner])


def _postcode(text: str, passage: Passage) -> re.Match[str] | None:
    return next(_postcodes(text, passage), None)


def _postcodes(text: str, passage: Passage) -> Iterator[re.Match[str]]:
    return POSTCODE.finditer(_put_right(text) if passage.confidence < 1 else text)


_LOOSE_POSTCODE = re.compile(r"(?<![A-Z\d])[A-Z]{1,2}[\dGOISZB]\d? ?[\dOISZB][A-Z]{2}(?![A-Z\d])")
_DIGITS = str.maketrans("GOISZB", "601528")


def _put_right(text: str) -> str:
    """A scan's text with the letters that it took for figures in postcodes as figures: “BKG 7LN” is BK6 7LN."""
    return _LOOSE_POSTCODE.sub(_with_figures, text.translate(_MISREAD))


def _with_figures(match: re.Match[str]) -> str:
    outward, inward = match.group()[:-3], match.group()[-3:]
    letters = 2 if len(outward.rstrip()) > 2 and outward[1].isalpha() else 1
    return outward[:letters] + outward[letters:].translate(_DIGITS) + inward[0].translate(_DIGITS) + inward[1:]


def _in_words(passage: Passage, role: Role | None, child: str) -> Iterator[Found[str]]:
    surname = fold(child.split()[-1]) if child else ""
    for match in _postcodes(passage.text, passage):
        line, block = _address_before(passage.text, match.start())
        line = _A_STAMP.sub("", line) if passage.confidence < 1 else line
        beside = bool(surname) and surname in fold(block + _line_above(passage.text, match.start()))
        weight = _weight(line, block, passage, role, beside=beside)
        if weight:
            yield found_at(tidy_postcode(match.group(1)), passage, match.start(1), match.end(1), weight)


def _weight(line: str, block: str, passage: Passage, role: Role | None, *, beside: bool) -> float:
    """How likely an address is the child's home; 0 where it is an office's."""
    if _HOME.search(line):
        return 0.92
    if _AN_OFFICE.search(line):
        return 0.0
    if beside:
        return 0.85
    stamped = _A_HOUSE.match(line) or passage.confidence < 1
    above = [one for one in block.split("\n")[:-1] if not (stamped and _THE_COUNCIL.search(one))]
    if _AN_OFFICE.search("\n".join(above)):
        return 0.0
    if role in _FAMILY:
        return 0.82
    return 0.6 if role is None and passage.voice is not Voice.SIGNATURE else 0.0


def _line_above(text: str, at: int) -> str:
    end = text.rfind("\n", 0, at)
    return text[text.rfind("\n", 0, end) + 1 : end] if end > 0 else ""


def _address_before(text: str, at: int) -> tuple[str, str]:
    """The line (or sentence) in which an address ends, and with it the short lines above, six at most."""
    begin = text.rfind("\n", 0, at) + 1
    line = text[begin:at]
    if len(line) > _A_LONG_LINE:
        said = _SENTENCE_ENDS.split(line)
        line = " ".join(said[-2:]) if _A_HOUSE.match(said[-1]) else said[-1]  # “Mum is Ann Roe. 3 Bridge End, …”
    block = [line]
    for above in reversed(text[:begin].rstrip("\n").split("\n")[-5:]):
        if not above.strip() or len(above) > _A_LONG_LINE or re.match(r"\s*dear\b|.*[.!?]\s*$", above, re.I):
            break
        block.insert(0, above)
    return line, "\n".join(block) if len(text[begin:at]) <= _A_LONG_LINE else line
