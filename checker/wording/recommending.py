"""Does the writer recommend what a sentence names, or is it so already, another's wish, or left open?

Asked of a place in a sentence by the rules about schools, kinds of setting, levels of support and other professions'
provision. The nearest verb before the words decides (“needs a …”, “attends a …”); where the words are the subject,
the first verb after them (“A … would be right for him”, “A … has helped him”).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

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


_PUT_FORWARD = (Stance.RECOMMENDED, Stance.UNSAID)
_CLAUSE = re.compile(
    r"; |\n| - |,? but |,? (?:so|and) (?=(?:he|she|they|i|we|it|his|her|their|my|our)\b)"
    r"|,? (?:although|though|because|whereas|while|whilst|as (?=he|she|they|his|her|it|there)) "
    r"|, (?:which|who|where|as|since|when|if) "
)
_IS_SUBJECT = re.compile(
    r"(?:^|[,:] (?:and |but |so )?| and | but | so )(?:(?:at least|just|only|an?|the|any|no|another|more|some) )?$"
)
_A_TIME = re.compile("when|once|as|after|before|until|by the time|if")
_REACH = 80  # letters between the words and a verb that is shown with them
_NEAR = 160  # letters: what is further off in a long sentence is of something else
_ASKS_THEM = re.compile(
    r"\b(?:ask|request|recommend|suggest|urge|propose|hope|grateful)\w*(?: that| if)?(?: (?:the|our|this|his|her))? $"
)
_WRITER = re.compile(
    r"(?<!that )(?<!if )(?<!whether )\b(?:i|we|(?:my|our) (?:\w+ )?(?:view|opinion|advice|recommendation|judgement))\b"
)


class Judged(NamedTuple):
    """What a sentence does with some words, and the words with the verb that does it."""

    stance: Stance
    start: int
    end: int


def judged(sentence: Sentence, start: int, end: int, following: Sentence | None = None) -> Judged:
    """What the sentence does with the words from `start` to `end` (places in the plain text).

    The sentence that follows may make somebody else's wish the writer's own, or leave it open.
    """
    found = _judged(sentence.low, start - sentence.start, end - sentence.start)
    said = found.stance
    if following and said is Stance.ANOTHERS and _pattern("backed_next").search(following.low):
        said = Stance.RECOMMENDED
    if following and said in _PUT_FORWARD and _pattern("left_open_next").search(following.low):
        said = Stance.LEFT_OPEN
    return Judged(said, sentence.start + found.start, sentence.start + found.end)


def stance(sentence: Sentence, start: int, end: int) -> Stance:
    """The same of the sentence alone, without the verb."""
    return judged(sentence, start, end).stance


def with_next(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence | None]]:
    """Each sentence with the one that follows it."""
    return zip_longest(sentences, sentences[1:])


def _judged(low: str, first: int, last: int) -> Judged:
    if _pattern("left_open").search(low, max(0, first - _NEAR), last + _NEAR):
        return Judged(Stance.LEFT_OPEN, first, last)
    if _is_quoted(low, first):
        return Judged(Stance.ANOTHERS, first, last)
    if wished := _pattern("wished").search(low, max(0, first - _REACH), first):
        return Judged(Stance.RECOMMENDED, wished.start(), last)
    if is_anothers(low, first, last):
        return Judged(Stance.RECOMMENDED if _pattern("backed").search(low) else Stance.ANOTHERS, first, last)
    clause = max((cut.end() for cut in _CLAUSE.finditer(low, 0, first)), default=0)
    found = _after(low, first, last) if _IS_SUBJECT.search(low, clause, first) else None
    found = found or _before(low, clause, first, last)
    if found and found.stance in (Stance.DESCRIBED, Stance.UNSAID) and _pattern("keeps").search(low, last):
        return Judged(Stance.RECOMMENDED, first, last)
    return found or _after(low, first, last) or Judged(Stance.UNSAID, first, last)


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


def _before(low: str, clause: int, first: int, last: int) -> Judged | None:
    """What the nearest verb before the words makes of them."""
    found = list(_verbs().finditer(low, clause, first))
    if not found:
        return None
    nearest, said = found[-1], Stance[found[-1].lastgroup or ""]
    if said is Stance.EXPECTED and not _A_TIME.match(nearest.group()):
        needed = [each for each in found if each.lastgroup == Stance.RECOMMENDED.name]
        nearest, said = (needed[-1], Stance.RECOMMENDED) if needed else (nearest, said)
    if said is Stance.RECOMMENDED and _pattern("doubted").search(low[:first], clause, nearest.start()):
        return Judged(Stance.DESCRIBED, first, last)
    if said is Stance.RECOMMENDED and _pattern("between").search(low, nearest.end(), first):
        return Judged(Stance.UNSAID, first, last)
    return Judged(said, nearest.start() if first - nearest.start() < _REACH else first, last)


def _after(low: str, first: int, last: int) -> Judged | None:
    """What the first verb after the words makes of them, where they are its subject."""
    aside = _pattern("aside").match(low, last)
    begin = aside.end() if aside else last
    end = _CLAUSE.search(low, begin)
    found = _verbs_after().search(low, begin, end.start() if end else len(low))
    if not found:
        return None
    return Judged(Stance[found.lastgroup or ""], first, found.end() if found.end() - last < _REACH else last)


@cache
def _verbs() -> re.Pattern[str]:
    return first_of("recommending", RECOMMENDED="needed", EXPECTED="expected", DESCRIBED="described")


@cache
def _verbs_after() -> re.Pattern[str]:
    return first_of("recommending", RECOMMENDED="needed_after", DESCRIBED="described_after")


def _pattern(key: str) -> re.Pattern[str]:
    return pattern("recommending", key)
