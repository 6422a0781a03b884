"""Which schools a text recommends, requests or takes for granted, and at which the child is already.

A school's name counts where it stands in a place for one (“a place at …”, “… can meet his needs”); what the sentence
makes of it is asked of `recommending`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import NamedTuple

from checker.wording.patterns import first_of, pattern
from checker.wording.recommending import Stance, judged, weighs, with_next
from hub.language.phrases import words_of
from hub.language.schools import SchoolNames
from hub.language.text import PlainText, Sentence, Word


class Act(StrEnum):
    """What a sentence does with a school that it names."""

    RECOMMENDS = "recommends"
    PRESUMES = "presumes"
    DESCRIBES = "describes"


class Naming(NamedTuple):
    """A named school and what is said of it; places in the plain text, from the first word that says it."""

    act: Act
    start: int
    end: int


class _Slot(NamedTuple):
    """A school's name in a place that asks what becomes of it: which kind of place, what says so, and the words."""

    kind: str
    start: int
    end: int
    words: tuple[Word, ...]

    @property
    def before(self) -> int:
        """Where the name begins."""
        return self.words[0].start

    @property
    def after(self) -> int:
        """Where the name ends."""
        return self.words[-1].end


_SUBJECT = re.compile(
    r"(?:\bThe )?\b(?!(?:At|In|On|For|From|When|Once|After|Before|Since|With|His|Her|Their|Our|My|If|As|And|But|I"
    r"|Only|Nowhere|Perhaps|Maybe|Next|Then|Could|Should|Would|Can|May|Please|Let|Surely|Clearly)\b)"
    r"[A-Z][\w'-]*(?:[ -](?:(?:of|the|and|&|St\.|(?<=Base )at|(?<=Unit )at|(?<=Hub )at) )?(?!I\b)[A-Z][\w'-]*){0,6}"
)
_HAS_CAPITALS = re.compile(r"\b[A-Z][a-z]")
_IN_A_STREET = re.compile(r"\d[a-z]?,? $")
_IN_PASSING = re.compile(r"\b(?:at|in|around|near|within|through|outside|past|beside|opposite) (?:the )?$")
_COULD_NOT = re.compile(r"(?:could|would|did)(?: not|n't)\b|was unable|couldn't|wouldn't|didn't")
_SUPPOSED = re.compile(r"\bif (?:[\w'-]+ ){1,6}?(?:were|was|had)\b")
_NAMED = re.compile(r"\bnam(?:e|es|ed|ing) (?:the )?$")
_WHEN = re.compile("when|once|while")
_PLACE = re.compile("places? |placement ")
_WILL = re.compile(r"\b(?:will|going to)\b|'ll\b")
_ASIDE = re.compile(
    r", (?:with|which|where|a|an|being|because|as)\b[^,.;\n]{3,60}, "
    r"| (?:on|in|near|off|by) (?:the )?[\w']+(?: [\w']+)? (?=(?:would|is|can|could|will|should|has|looks|seems|must)\b)"
)
_MOST = 10  # places in a sentence: nobody weighs more schools in one breath
_LONGEST = 4  # words of a name in small letters
_ROUND = (50, 40)  # letters before and after in which another kind of place tells


def namings_in(text: PlainText, names: SchoolNames) -> Iterator[Naming]:
    """Every school that stands where the child should be, will be or is."""
    for sentence, following in with_next(text.sentences):
        if names.may_be_in(sentence):
            yield from _SchoolsOf(sentence, following, names).namings()


class _SchoolsOf:
    """The schools in one sentence; its places are those of the plain text."""

    def __init__(self, sentence: Sentence, following: Sentence | None, names: SchoolNames) -> None:
        self._sentence = sentence
        self._following = following
        self._names = names
        self._starts = [word.start for word in sentence.words]

    def namings(self) -> Iterator[Naming]:
        """What the sentence does with each; of two places of one name, the first that says anything counts."""
        reached = -1
        slots = (*islice(self._after_verbs(), _MOST), *islice(self._subjects(), _MOST))
        for slot in sorted(slots, key=lambda each: (each.before, each.kind == "mentioned")):
            if slot.before < reached:
                continue
            said = judged(self._sentence, slot.before, slot.after, self._following)
            if act := self._act(slot, said.stance):
                reached = slot.after
                start = slot.before if act is Act.DESCRIBES else min(slot.start, said.start)
                yield Naming(act, start, max(slot.end, said.end))

    def _after_verbs(self) -> Iterator[_Slot]:
        """Names that stand after a verb or noun of being placed: “a place at …”."""
        for found in _places().finditer(self._sentence.low):
            at = self._word_at(found.end())
            if at < len(self._starts):
                words = self._words(at, self._names.starting_at(self._sentence, at, expected=True))
                kind = found.lastgroup or ""
                if words and self._may_stand(kind, words) and not self._is_a_journey(found.group(), words):
                    yield _Slot(kind, self._sentence.start + found.start(), words[-1].end, words)

    @staticmethod
    def _is_a_journey(said: str, words: tuple[Word, ...]) -> bool:
        """“Moves to Leeds”, “a bus to Leeds”: a town that somebody goes to, and no place at it."""
        return said.endswith((" to", " for", " in")) and all(each.bare in words_of("places", "towns") for each in words)

    def _subjects(self) -> Iterator[_Slot]:
        """Names of which is said what is said of schools (“… can meet his needs”), or that tell themselves."""
        if self._sentence.is_shouted or not _HAS_CAPITALS.search(self._sentence.text, 1):
            yield from self._small_subjects()
        if self._sentence.is_shouted:
            return
        for found in _SUBJECT.finditer(self._sentence.text):
            words = self._words(self._word_at(found.start()), self._word_at(found.end()))
            if not self._names.is_subject(words, self._sentence) or self._says(_IN_A_STREET, 0, found.start()):
                continue
            judged = self._judged(found.end())
            if judged:
                yield _Slot("subject", words[0].start, judged, words)
            elif self._is_mentioned(words, found.end()) and self._may_stand("mentioned", words):
                yield _Slot("mentioned", words[0].start, words[-1].end, words)

    def _is_mentioned(self, words: tuple[Word, ...], end: int) -> bool:
        """Whether a name tells itself, or what is said further on is said of schools only (“… should go there”)."""
        return self._names.is_schoolish(words) or self._says(pattern("school_naming", "there"), end)

    def _small_subjects(self) -> Iterator[_Slot]:
        """The same where no capitals tell a name: some words before what is said of it."""
        for found in pattern("school_naming", "judged").finditer(self._sentence.low):
            last = self._word_at(found.start())
            for first in range(max(0, last - _LONGEST), last):
                words = self._words(first, self._names.starting_at(self._sentence, first, expected=True))
                if first + len(words) == last and self._names.is_schoolish(words):
                    yield _Slot("subject", words[0].start, self._sentence.start + found.end(), words)
                    break

    def _judged(self, end: int) -> int:
        """Where what is said of a school ends, after a name that ends at `end` of the sentence; 0 where nothing is."""
        aside = _ASIDE.match(self._sentence.low, end)
        found = pattern("school_naming", "judged").match(self._sentence.low, aside.end() if aside else end + 1)
        return self._sentence.start + found.end() if found else 0

    def _may_stand(self, kind: str, words: tuple[Word, ...]) -> bool:
        """Whether the words are a school's by themselves, or stand where nothing else could."""
        if self._names.says_school(words):
            return True
        start, end = words[0].start - self._sentence.start, words[-1].end - self._sentence.start
        if self._says(pattern("school_naming", "another_place"), max(0, start - _ROUND[0]), end + _ROUND[1]):
            return False
        if kind != "named" or self._names.is_schoolish(words) or words[0].text == "The":
            return True
        return bool(pattern("school_naming", "asked_for").match(self._sentence.low, end + 1))

    def _act(self, slot: _Slot, how: Stance) -> Act | None:
        if how in (Stance.ANOTHERS, Stance.LEFT_OPEN):
            return None
        after = slot.after - self._sentence.start
        if slot.kind == "subject":
            return None if self._is_past_or_other(after) else Act.RECOMMENDS
        if slot.kind == "staff":
            return Act.PRESUMES if self._is_staff_to_be(slot) else None
        if self._says(pattern("school_naming", "there"), after):
            return Act.RECOMMENDS
        return self._mentioned(slot, how) if slot.kind == "mentioned" else self._placed(slot, how)

    def _is_past_or_other(self, after: int) -> bool:
        """Whether what is said of the name that ends at `after` is over (“could not meet …”), or no school's doing."""
        low = self._sentence.low
        if pattern("school_naming", "other_offer").match(low, after + 1):
            return True
        return bool(_COULD_NOT.match(low, after + 1)) and self._says(pattern("school_naming", "back_then"), after)

    def _is_staff_to_be(self, slot: _Slot) -> bool:
        """Whether what is said of a school's staff takes it for granted that the child will come to them."""
        if self._names.is_current(slot.words):
            return False
        if pattern("school_naming", "staff_will").match(self._sentence.low, slot.after - self._sentence.start + 1):
            return True
        is_trained = self._says(pattern("school_naming", "trained"), 0, slot.start - self._sentence.start)
        return is_trained and bool(self._names.current)

    def _mentioned(self, slot: _Slot, how: Stance) -> Act | None:
        """A name that tells itself, in whatever place: in a sentence that weighs or looks ahead."""
        if self._names.is_current(slot.words):
            is_named = how is Stance.RECOMMENDED and self._says(_NAMED, 0, slot.before - self._sentence.start)
            return Act.RECOMMENDS if is_named else None
        if pattern("school_naming", "staff_named").match(self._sentence.low, slot.after - self._sentence.start + 1):
            return Act.PRESUMES
        before = self._sentence.low[: slot.before - self._sentence.start]
        is_wished = how is Stance.RECOMMENDED and self._says(_SUPPOSED)
        if not is_wished and self._says(pattern("school_naming", "spoken_of")):
            return None
        if _IN_PASSING.search(before):
            is_ahead = how is Stance.RECOMMENDED or self._says(_WILL)
            return Act.PRESUMES if self._names.current and is_ahead else None
        is_weighed = how is Stance.UNSAID and weighs(self._sentence)
        return Act.RECOMMENDS if is_weighed or how in (Stance.RECOMMENDED, Stance.EXPECTED) else None

    def _placed(self, slot: _Slot, how: Stance) -> Act | None:
        if _WHEN.match(self._sentence.low, slot.start - self._sentence.start):
            return Act.PRESUMES if self._says(_WILL) and not self._names.is_current(slot.words) else None
        first, after = slot.before - self._sentence.start, slot.after - self._sentence.start
        if how is Stance.DESCRIBED:
            to_come = pattern("school_naming", "to_come").match(self._sentence.low, after + 1)
            is_place = _PLACE.match(self._sentence.low, slot.start - self._sentence.start)
            return Act.PRESUMES if is_place and to_come else Act.DESCRIBES
        if self._names.is_current(slot.words):
            stays = how is Stance.RECOMMENDED and self._says(pattern("school_naming", "staying"), 0, first)
            return Act.RECOMMENDS if stays else None
        if how is Stance.RECOMMENDED:
            return Act.RECOMMENDS
        is_over = pattern("school_naming", "over").match(self._sentence.low, after + 1)
        return Act.PRESUMES if slot.kind == "placed" and not is_over else None

    def _says(self, words: re.Pattern[str], start: int = 0, end: int | None = None) -> bool:
        low = self._sentence.low
        return bool(words.search(low, start, len(low) if end is None else end))

    def _word_at(self, place: int) -> int:
        return bisect_left(self._starts, self._sentence.start + place)

    def _words(self, first: int, last: int) -> tuple[Word, ...]:
        return self._sentence.words[first:last]


@cache
def _places() -> re.Pattern[str]:
    return first_of("school_naming", staff="staff", choice="choice", placed="placed", named="named")
