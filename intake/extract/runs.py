"""Where people's names stand in a text: runs of words with capitals, without streets, schools and other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import cache, lru_cache

from intake.extract.names import GIVEN_TOO, NAME, NOT_NAMES, PARTICLES, SURNAMES_TOO, fold, is_given, tidy_name
from intake.words import load

_RUN = re.compile(rf"(?<![\w’'@.-]){NAME.removesuffix('{0,4}')}{{0,40}}")  # shouted mails are one run
_ANY_NAME = re.compile(NAME)
_THEN_FIRST_NAMES = re.compile(rf",[ ]+(?P<first>{NAME})")
_THEN_A_NICKNAME = re.compile(rf" [(\"“‘](?P<known>{NAME})[)\"”’] (?P<rest>{NAME})")
_SPACED = re.compile(r"[^ ]+")
_A_NICKNAME = re.compile(r"[\"“‘]\w+[\"”’]")
_WHITE = re.compile(r"\s+")
_POSSESSIVE = re.compile(r"['’]s?$")
_SHORTENED = re.compile(
    r"(?:i|we|you|they|s?he|it|that|there|what|who|let|here"
    r"|(?:do|ca|wo|did|is|does|has|have|was|are|could|would|should)n)['’]\w{1,2}"
)
_INTRODUCED = re.compile(
    r"\b(?:my|our|for|re|regarding|son|daughter|child|pupil|student|name|called|named|of|mr|mrs|miss|ms|dr|master|boy"
    r"|girl|patient)\W{1,3}$",
    re.I,
)
_SAID_TO_BE_A_CHILDS = re.compile(r"\b(?:son|daughter|child|boy|girl|lad|name|name is|called|named)[,:]? $", re.I)
_A_POSTCODE = re.compile(r",? [A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b")
_A_WORD = re.compile(r" ([^\W\d_][\w-]*)")
_A_HOUSE_NUMBER = re.compile(r"\d[A-Za-z]? ?\Z")
_LONG_ENOUGH_TO_BE_BROKEN = 40  # characters of a line


class _Kind(Enum):
    NAME = auto()
    SURNAME = auto()  # or a place: Hill, Lane
    GIVEN = auto()  # or an everyday word: Will, June
    EITHER = auto()  # first name, surname or an everyday word: May, Joy
    SAINT = auto()
    PLACE = auto()
    NONE = auto()


_FAMILY = (_Kind.NAME, _Kind.SURNAME, _Kind.GIVEN, _Kind.EITHER)
_DAYS = frozenset({"sunday", "monday", "friday"})  # first names in Nigeria and Ghana
_ON_A_DAY = re.compile(
    r"\b(?:on|last|next|this|each|every|by|until|till|since|from|to|before|after|or|and|of|the)\W+$", re.I
)
_MONTHS = frozenset({"april", "may", "june", "august"})


def names_in(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Each name as start, end, the name in speaking order, and the short form that stands inside it, else ''."""
    done = 0
    for run in _RUN.finditer(text):
        if run.start() < done:
            continue
        for start, end in _segments(text, run):
            known, end = _whole(text, start, end)
            written = text[start:end].replace("\n", " ").replace(f"({known})", " ") if known else text[start:end]
            name = tidy_name(_POSSESSIVE.sub("", _WHITE.sub(" ", _A_NICKNAME.sub("", written))))
            if name and not _is_initials(text[start:end].split()):
                done = end
                yield start, end - (2 if text[end - 2 : end] in ("'s", "’s") else 0), name, known


def is_no_name(word: str) -> bool:
    """Whether a word with a capital is none of a person's names."""
    plain = fold(word).strip(",.:;")
    return _POSSESSIVE.sub("", plain) in NOT_NAMES or bool(_SHORTENED.fullmatch(plain))


def _segments(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The names within a run of capitals."""
    words = [(run.start() + word.start(), run.start() + word.end()) for word in _SPACED.finditer(run.group())]
    kinds = [_kind(text, start, stop) for start, stop in words] + [_following(text, run.end())]
    at = 0
    while at < len(words):
        last = _last_of_name(text, words, kinds, at)
        if last is None:
            at += 1
            continue
        if kinds[last + 1] not in (_Kind.PLACE, _Kind.SURNAME) and not _has_a_house_number(text, words[at][0]):
            yield words[at][0], words[last][1]
        at = last + 1


def _has_a_house_number(text: str, start: int) -> bool:
    """Whether a number stands before a word as before a street, and not as in “section 23” or “Year 4”."""
    number = _A_HOUSE_NUMBER.search(text, max(0, start - 4), start)
    return number is not None and _A_NUMBER_OF.search(text[:start][-24:]) is None


_A_NUMBER_OF = re.compile(
    r"\b(?:section|s\.|reg(?:ulation)?|part|year|yr|class|page|form|aged?|item|stage|level)\W{0,2}\d+[a-z]? ?\Z", re.I
)


def _last_of_name(text: str, words: Sequence[tuple[int, int]], kinds: Sequence[_Kind], at: int) -> int | None:
    """The last word of the name that begins at a word; None where none does."""
    start, stop = words[at]
    if kinds[at] in (_Kind.GIVEN, _Kind.EITHER):
        if at + 1 == len(words) or kinds[at + 1] not in _FAMILY:
            return at if _SAID_TO_BE_A_CHILDS.search(text, max(0, start - 20), start) else None
        following = text[slice(*words[at + 1])]
        asks = fold(text[start:stop]) in ("will", "may") and _begins(text, start)
        two_months = {fold(text[start:stop]), fold(following)} <= _MONTHS and kinds[at + 2] not in _FAMILY
        a_day = fold(text[start:stop]) in _DAYS and (is_given(following) or _ON_A_DAY.search(text[:start][-20:]))
        if (asks and is_given(following)) or two_months or a_day:
            return None
    elif kinds[at] is not _Kind.NAME or (at and kinds[at - 1] is _Kind.SAINT):
        return None
    known = is_given(text[start:stop]) or bool(_INTRODUCED.search(text, max(0, start - 20), start))
    last = at
    while last + 1 < len(words) and _goes_on(kinds, last + 1, known=known):
        last += 1
    return last


def _goes_on(kinds: Sequence[_Kind], at: int, *, known: bool) -> bool:
    if kinds[at] in (_Kind.NAME, _Kind.GIVEN, _Kind.EITHER):
        return True
    if kinds[at] is _Kind.SAINT:
        return known and kinds[at + 1] is _Kind.NAME
    return kinds[at] is _Kind.SURNAME and known and kinds[at + 1] is not _Kind.PLACE


def _kind(text: str, start: int, stop: int) -> _Kind:
    return _Kind.NONE if text[stop : stop + 1].isdigit() else _kind_of(text[start:stop])


@lru_cache(maxsize=4096)  # most words with a capital are the same few hundred in every letter
def _kind_of(word: str) -> _Kind:
    plain = _POSSESSIVE.sub("", fold(word)).strip(",.:;")
    if plain in SURNAMES_TOO and plain in GIVEN_TOO:
        return _Kind.EITHER
    for words, kind in ((SURNAMES_TOO, _Kind.SURNAME), (GIVEN_TOO, _Kind.GIVEN), (_places(), _Kind.PLACE)):
        if plain in words:
            return kind
    if plain in ("st", "saint"):
        return _Kind.SAINT
    return _Kind.NONE if is_no_name(word) else _Kind.NAME


def _following(text: str, end: int) -> _Kind:
    """What follows a run: a place that goes on with it, else nothing."""
    if _A_POSTCODE.match(text, end):
        return _Kind.PLACE
    word = _A_WORD.match(text, end)
    if word and text[end + 1].isupper() and (fold(word.group(1)) in _places() or fold(word.group(1)) in SURNAMES_TOO):
        return _Kind.PLACE
    return _Kind.NONE


@cache
def _places() -> frozenset[str]:
    return frozenset(load("child")["names"]["places"].split())


def _begins(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start]
    return start == 0 or before.endswith("\n") or bool(re.search(r"[.!?]\s+$", before))


def _whole(text: str, start: int, end: int) -> tuple[str, int]:
    """A name's short form inside it, and where it ends: “EVANS, Sian”, “Kit (Kitty) Moss”, or on the next line."""
    end = _over_the_line(text, start, end)
    inside = _THEN_A_NICKNAME.match(text, end)
    if inside and not any(is_no_name(word) for word in f"{inside['known']} {inside['rest']}".split()):
        return inside["known"], inside.end()
    first = _THEN_FIRST_NAMES.match(text, end) if text[start:end].isupper() and end - start > 2 else None
    if first and not any(is_no_name(word) for word in first["first"].split()):
        return "", first.end()
    return "", end


def _over_the_line(text: str, start: int, end: int) -> int:
    """A first name at the end of a line, its surname on the next: only where the line was broken for its length."""
    line = text.rfind("\n", 0, start) + 1
    if text[end : end + 1] != "\n" or end - line < _LONG_ENOUGH_TO_BE_BROKEN or " " in text[start:end]:
        return end
    following = _ANY_NAME.match(text, end + 1)
    if following is None or any(is_no_name(word) for word in following.group().split()):
        return end
    return following.end()


def _is_initials(run: Sequence[str]) -> bool:
    """Whether the words are initials or codes (“RMT”, “Yr MK”), not a name."""
    shouted = [2 <= len(word) <= 3 and word.isupper() and fold(word) not in PARTICLES for word in run]
    if not any(shouted) or (is_given(run[0]) and not run[0].isupper() and _VOWEL.search(run[-1])):
        return False
    return max(map(len, run), default=0) < 4 or not all(word.isupper() for word in run)


_VOWEL = re.compile(r"[AEIOUY]", re.I)  # in a surname; codes have few
