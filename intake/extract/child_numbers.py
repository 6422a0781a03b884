"""The child's NHS number and UPN, where they pass their checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hub.language.needed import Wanted
from intake.extract.birth import somebody_elses
from intake.extract.labels import Asked, Labelled
from intake.extract.naming import may_be_the_childs
from intake.extract.numbers import LOOSE_NHS_SHAPE, UPN_SHAPE, is_nhs_number, is_upn
from intake.extract.value import Found, found_at
from intake.item import Passage

_NHS = Wanted(re.compile(r"\bnhs\b|\bn\.h\.s\b|\bnational health (?:service )?(?:no|number)", re.I))
_UPN = Wanted(re.compile(r"\bupn\b|unique pupil", re.I))


def nhs_number_in(spoken: Sequence[Passage], labelled: Sequence[Labelled]) -> tuple[Found[str] | None, tuple[str, ...]]:
    """The child's NHS number, and the digits of one that fails its check as a doubt."""
    found: list[Found[str]] = []
    failed: list[str] = []
    for passage, start, written in _beside_label(spoken, labelled, Asked.NHS_NUMBER, _NHS, LOOSE_NHS_SHAPE):
        digits = re.sub(r"\D", "", written)
        if is_nhs_number(digits):
            found.append(found_at(digits, passage, start, start + len(written), 0.97))
        else:
            failed.append(digits)
            found += _put_right(passage, start + len(written))
    if found:
        return found[0], ()
    return None, tuple(f"The NHS number {digits} fails its check." for digits in dict.fromkeys(failed))


def upn_in(spoken: Sequence[Passage], labelled: Sequence[Labelled]) -> tuple[Found[str] | None, tuple[str, ...]]:
    """The child's unique pupil number, and one that fails its check as a doubt."""
    found: list[Found[str]] = []
    failed: list[str] = []
    for passage, start, written in _beside_label(spoken, labelled, Asked.UPN, _UPN, UPN_SHAPE):
        number = re.sub(r"[ -]", "", written).upper()
        if is_upn(number):
            found.append(found_at(number, passage, start, start + len(written), 0.97))
        else:
            failed.append(number)
    for one in labelled:
        if one.asked is Asked.UPN and may_be_the_childs(one) and not found and not failed:
            digits = re.sub(r"[^A-Za-z0-9]", "", one.value)
            if sum(c.isdigit() for c in digits) >= 8:
                failed.append(digits.upper())
    if not found and not failed:
        found += _without_a_label(spoken)
    if found:
        return found[0], ()
    return None, tuple(f"The UPN {number} fails its check." for number in dict.fromkeys(failed))


def _without_a_label(spoken: Sequence[Passage]) -> Iterator[Found[str]]:
    """The one number that has a UPN's shape and its check letter: nothing else looks so."""
    given = [(passage, match) for passage in spoken for match in UPN_SHAPE.finditer(passage.text)]
    if len({match.group(1).upper() for _, match in given}) == 1 and is_upn(given[0][1].group(1)):
        passage, match = given[0]
        yield found_at(match.group(1).upper(), passage, match.start(1), match.end(1), 0.9)


def _beside_label(
    spoken: Sequence[Passage], labelled: Sequence[Labelled], asked: Asked, cue: Wanted, shape: re.Pattern[str]
) -> Iterator[tuple[Passage, int, str]]:
    """Numbers of a shape that stand beside their label, and are the child's."""
    taken: set[tuple[str, int]] = set()  # places that a label has claimed, whoever it is for
    for one in labelled:
        for match in shape.finditer(one.value) if one.asked is asked else ():
            at = one.start + match.start(1)
            if _is_first(taken, one.passage, at) and may_be_the_childs(one):
                yield one.passage, at, match.group(1)
    for passage in spoken:
        for label in cue.finditer(passage.text):
            found = shape.search(passage.text[label.end() : label.end() + 45].split("\n\n")[0])
            if found is None or re.search(r"\d", passage.text[label.end() : label.end() + found.start()]):
                continue
            at = label.end() + found.start(1)
            before = passage.text[max(0, label.start() - 60) : label.start()]
            if _is_first(taken, passage, at) and not somebody_elses(before, ""):
                yield passage, at, found.group(1)


def _put_right(passage: Passage, end: int) -> Iterator[Found[str]]:
    """The number that the same sentence gives after one that fails its check: “… 6578; ours is 431 206 6574”."""
    rest = re.split(r"\.\s|\n\s*\n", passage.text[end : end + 60])[0]
    other = LOOSE_NHS_SHAPE.search(rest)
    if other is not None and is_nhs_number(other.group(1)):
        digits = re.sub(r"\D", "", other.group(1))
        yield found_at(digits, passage, end + other.start(1), end + other.end(1), 0.9)


def _is_first(taken: set[tuple[str, int]], passage: Passage, at: int) -> bool:
    """Whether nothing has claimed the place yet; claims it."""
    place = (passage.source, passage.offset + at)
    new = place not in taken
    taken.add(place)
    return new
