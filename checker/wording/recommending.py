"""Does the writer recommend what a sentence names, or is it so already, another's wish, or left open?

Asked of a place in a sentence by the rules about schools, kinds of setting, levels of support and other professions'
provision. The nearest verb before the words decides (“needs a …”, “attends a …”); where the words are the subject,
the first verb after them (“A … would be right for him”, “A … has helped him”).
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from checker.wording.patterns import first_of, pattern
from hub.language.text import Sentence


class Stance(StrEnum):
    """What a sentence does with something that it names."""

    RECOMMENDED = "recommended"  # needed, asked for or ruled out, in the writer's own voice
    DESCRIBED = "described"  # it is or was so
    EXPECTED = "expected"  # it will come about
    ANOTHERS = "another's"  # somebody else's wish, view or finding
    LEFT_OPEN = "left open"  # not the writer's to say, or only supposed
    UNSAID = "unsaid"  # a heading, a bullet, a word in passing


_CLAUSE = re.compile(
    r"; |\n| - |,? but |,? (?:so|and) (?=(?:he|she|they|i|we|it|his|her|their|my|our)\b)"
    r"|,? (?:although|though|because|whereas|while|whilst|as (?=he|she|they|his|her|it|there)) "
    r"|, (?:which|who|where|as|since|when|if) "
)
_IS_SUBJECT = re.compile(r"(?:^|[,:] (?:and |but |so )?| and | but | so )(?:(?:an?|the|any|no|another|more|some) )?$")
_A_TIME = re.compile("when|once|as|after|before|until|by the time|if")
_NEAR = 160  # letters: what is further off in a long sentence is of something else
_ASKS_THEM = re.compile(
    r"\b(?:ask|request|recommend|suggest|urge|propose|hope|grateful)\w*(?: that| if)?(?: (?:the|our|this|his|her))? $"
)
_WRITER = re.compile(
    r"(?<!that )(?<!if )(?<!whether )\b(?:i|we|(?:my|our) (?:\w+ )?(?:view|opinion|advice|recommendation|judgement))\b"
)


def stance(sentence: Sentence, start: int, end: int) -> Stance:
    """What the sentence does with the words from `start` to `end` (places in the plain text)."""
    low, first, last = sentence.low, start - sentence.start, end - sentence.start
    if _pattern("left_open").search(low, max(0, first - _NEAR), last + _NEAR):
        return Stance.LEFT_OPEN
    if _is_quoted(low, first):
        return Stance.ANOTHERS
    if is_anothers(low, first, last):
        return Stance.RECOMMENDED if _pattern("backed").search(low) else Stance.ANOTHERS
    before = low[max((cut.end() for cut in _CLAUSE.finditer(low, 0, first)), default=0) : first]
    found = _after(low, last) if _IS_SUBJECT.search(before) else None
    found = found or _before(before)
    if found in (Stance.DESCRIBED, Stance.UNSAID) and _pattern("keeps").search(low, last):
        return Stance.RECOMMENDED
    return found or _after(low, last) or Stance.UNSAID


def weighs(sentence: Sentence) -> bool:
    """Whether the sentence weighs what should be, or looks ahead, whatever hangs on which word."""
    return bool(_pattern("weighs").search(sentence.low))


def is_anothers(low: str, first: int, last: int) -> bool:
    """Whether the words are somebody else's wish, view or finding."""
    said = [
        each.end()
        for each in _pattern("anothers").finditer(low, 0, first)
        if not _ASKS_THEM.search(low, 0, each.start())
    ]
    if said and _WRITER.search(low, said[-1], first):
        said = []
    return bool(said or _pattern("anothers_after").search(low, last))


def _is_quoted(low: str, first: int) -> bool:
    """Whether the words stand between quotation marks, as somebody's own."""
    return low.count('"', 0, first) % 2 == 1 and '"' in low[first:]


def _before(before: str) -> Stance | None:
    """What the nearest verb before the words makes of them."""
    found = list(_verbs().finditer(before))
    if not found:
        return None
    nearest = Stance[found[-1].lastgroup or ""]
    is_a_time = _A_TIME.match(found[-1].group())
    if (
        nearest is Stance.EXPECTED
        and not is_a_time
        and any(each.lastgroup == Stance.RECOMMENDED.name for each in found)
    ):
        nearest = Stance.RECOMMENDED
    if nearest is Stance.RECOMMENDED and _pattern("doubted").search(before, 0, found[-1].start()):
        return Stance.DESCRIBED
    if nearest is Stance.RECOMMENDED and _pattern("between").search(before, found[-1].end()):
        return Stance.UNSAID
    return nearest


def _after(low: str, last: int) -> Stance | None:
    """What the first verb after the words makes of them, where they are its subject."""
    aside = _pattern("aside").match(low, last)
    end = _CLAUSE.search(low, aside.end() if aside else last)
    found = _verbs_after().search(low, aside.end() if aside else last, end.start() if end else len(low))
    return Stance[found.lastgroup or ""] if found else None


@cache
def _verbs() -> re.Pattern[str]:
    return first_of("recommending", RECOMMENDED="needed", EXPECTED="expected", DESCRIBED="described")


@cache
def _verbs_after() -> re.Pattern[str]:
    return first_of("recommending", RECOMMENDED="needed_after", DESCRIBED="described_after")


def _pattern(key: str) -> re.Pattern[str]:
    return pattern("recommending", key)
