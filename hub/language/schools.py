"""Is a school named here? By the case record, the register, a school word, or the place where a name must stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from hub.language.names import is_listed
from hub.language.phrases import listed, pattern_of, words_of
from hub.language.text import Sentence, Word, fold, plain

_JOINERS = words_of("grammar", "joiners")


_EVERYDAY_END = re.compile(
    r"(?:ing|tion|sion|ment|ness|ity|ly|ed|ies|ers?|ors?|ists?|ance|ence|ery|ics|ism|able|ible|ful|less|ous|ive"
    r"|al|ic|s|cy|ship|ice|ile|ure|age)$"
)


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile(rf"[a-z]{{2,}}(?:{'|'.join(words_of('places', 'suffixes'))})s?")


@dataclass(frozen=True, slots=True)
class SchoolNames:
    """The schools that a case or a register knows, as places in one sentence are asked about."""

    current: frozenset[str] = frozenset()  # distinctive words of the child's own school
    registered: tuple[tuple[int, int], ...] = field(default=())  # places in the plain text

    @staticmethod
    def proper_words(name: str) -> frozenset[str]:
        """What is left of a school's name without the words of its kind: "The Oakfield Primary School" → oakfield."""
        words = (word.strip(".,'").removesuffix("'s") for word in fold(name).lower().split())
        return frozenset(word for word in words if word not in words_of("places", "school", "generic"))

    def is_current(self, words: Iterable[Word]) -> bool:
        """Whether the words name the child's own school."""
        return bool(self.current) and any(word.bare in self.current for word in words)

    def starting_at(self, sentence: Sentence, at: int, *, expected: bool) -> int:
        """The index after the school's name that starts at word `at`, or `at` where none does.

        `expected`: the place is one where only a setting can be named ("a place at …"), so a bare name will do.
        """
        words = sentence.words
        first = at
        if at < len(words) and words[at].low == "the":
            first += 1
        if first >= len(words):
            return at
        for start, end in self.registered:
            if start <= words[first].start < end:
                return _after(words, first, end)
        last = self._extent(sentence, first)
        if last > first and self._is_school(sentence, at, first, last, expected=expected):
            return last
        return at

    def _extent(self, sentence: Sentence, first: int) -> int:
        if sentence.is_shouted or not sentence.words[first].is_capital:
            return self._uncapped(sentence, first)
        if not any(word.text[0].isalpha() for word in sentence.words[:first]) and sentence.words[
            first
        ].bare in words_of("places", "ordinary", "openers"):
            return first
        words, last = sentence.words, first
        while last < len(words) and last - first < 8:
            if words[last].is_capital and words[last].text[0].isalpha():
                last += 1
            elif words[last].low in _JOINERS and last + 1 < len(words) and words[last + 1].is_capital and last > first:
                if words[last].low == "." and words[last - 1].bare not in ("st", "ss"):
                    break
                last += 1
            elif words[last].low in words_of("places", "school", "base") and last > first:
                last += 1
            else:
                break
        return last

    def _uncapped(self, sentence: Sentence, first: int) -> int:
        """In small letters or capitals throughout: up to the last school word, else one or two bare words."""
        words = sentence.words
        kinds = words_of("places", "school", "base")
        stops = _stops()
        last = first
        if words[first].bare in stops | kinds:
            return first
        while last < len(words) and last - first < 5 and words[last].text[0].isalpha():
            if last > first and (words[last].low in stops or self._is_other(sentence, words[last])):
                break
            if last > first and words[last].bare in kinds:
                while last < len(words) and words[last].bare in kinds:
                    last += 1
                return last
            last += 1
        if words[first].bare == "st" and first + 1 < len(words):
            return first + 2
        last = first + 1
        second = sentence.is_shouted and last < len(words) and words[last].text[0].isalpha()
        if second and words[last].low not in words_of("places", "ordinary"):
            last += 1
        return last

    @staticmethod
    def _is_other(sentence: Sentence, word: Word) -> bool:
        return not sentence.is_shouted and word.is_capital

    def _is_school(self, sentence: Sentence, at: int, first: int, last: int, *, expected: bool) -> bool:
        words = sentence.words[first:last]
        proper = _proper(words)
        if not proper:
            return False
        if any(word.bare in words_of("places", "school") for word in words):
            return True
        if any(word.bare in _elsewhere(words) for word in (*words, *sentence.words[last : last + 1])):
            return any(word.low in ("resource", "base") for word in sentence.words[first : last + 2])
        if max(len(word.text) for word in proper) < 3:
            return False
        if self.is_current(words) or (last - first == 1 and looks_like_a_school(proper[0])):
            return True
        if not expected or any(word.bare in words_of("places", "activities") for word in words):
            return False
        if words[0].is_capital and not sentence.is_shouted:
            return words[0].bare not in words_of("capitals", "not_names") | words_of("places", "ordinary")
        return sentence.is_shouted and words[0].bare not in words_of("places", "ordinary")

    def is_subject(self, sentence: Sentence, first: int, last: int) -> bool:
        """Whether the words name a school even where any subject may stand ("Hillside can meet his needs")."""
        if sentence.words[first].low == "the" and last - first > 1:
            first += 1
        words = sentence.words[first:last]
        if self.is_schoolish(words):
            return True
        known = (
            words_of("capitals", "not_names")
            | words_of("places", "ordinary")
            | words_of("capitals", "work")
            | _elsewhere(words)
        )
        if any(word.bare in known for word in words) or is_listed(words[0]):
            return False
        if sentence.is_shouted or not words[0].is_capital:
            return False
        with_the = first > 0 and sentence.words[first - 1].low == "the"
        return with_the or len(words) > 1 or not _reads_as_a_word(words[0].bare)

    def is_schoolish(self, words: tuple[Word, ...]) -> bool:
        """Whether the words by themselves are a school's name: a school word, a saint, or a name as schools have."""
        proper = _proper(words)
        if not proper:
            return False
        if any(word.bare in words_of("places", "school") for word in words) or self.is_current(words):
            return True
        if any(word.bare in _elsewhere(words) for word in words):
            return False
        return looks_like_a_school(proper[0]) or words[0].bare == "st" or _ends_like_a_school(proper)


def looks_like_a_school(word: Word) -> bool:
    """Whether a single word is of the kind that schools are called: Hillside, Meadowbrook, Greenfields."""
    name = word.bare
    return name in words_of("places", "bare") or (
        len(name) > 6
        and bool(_suffix().fullmatch(name))
        and name not in words_of("places", "ordinary") | _not_schools()
    )


def _ends_like_a_school(proper: list[Word]) -> bool:
    """Whether two words or more end as place names do: Fosse Way, Meadow Park."""
    return len(proper) > 1 and proper[-1].bare in words_of("places", "last") and proper[0].is_capital


def _elsewhere(words: Iterable[Word]) -> frozenset[str]:
    """The words that tell another place than a school; a unit is a school's where it is one for special needs."""
    if {word.bare for word in words} & {"sen", "send", "semh", "asd", "autism", "speech", "language", "nurture"}:
        return words_of("places", "elsewhere") - {"unit"}
    return words_of("places", "elsewhere")


@cache
def _stops() -> frozenset[str]:
    """Words that are no part of a school's name in small letters, though they may stand beside one."""
    return words_of("places", "ordinary", "openers") | (
        words_of("places", "generic") - words_of("places", "school", "base")
    )


def _reads_as_a_word(low: str) -> bool:
    """Whether a capital word at the head of a sentence has the ending of an everyday word."""
    return len(low) < 5 or bool(_EVERYDAY_END.search(low))


@cache
def _not_schools() -> frozenset[str]:
    return frozenset(listed("places")["not_bare"].split())


def _proper(words: Iterable[Word]) -> list[Word]:
    kinds = words_of("places", "school", "base", "generic")
    return [word for word in words if word.text[0].isalpha() and word.bare not in kinds]


def _after(words: tuple[Word, ...], first: int, end: int) -> int:
    last = first
    while last < len(words) and words[last].start < end:
        last += 1
    return last


class Act(StrEnum):
    """What a sentence does with a school that it names."""

    RECOMMENDS = "recommends"
    PRESUMES = "presumes"
    DESCRIBES = "describes"


@dataclass(frozen=True, slots=True)
class Naming:
    """A named school and what is said of it; places in the plain text, from the first word that says it."""

    act: Act
    start: int
    end: int


_LEANS = re.compile(
    r"\b(?:should|recc?omm?end|rec:|request|ask|consider|best|ideal|right|suit|match|placement|place at|provision"
    r"|benefit|belong|ought"
    r"|would|could|must|propos|suggest|prefer|to attend|goes up|going up|start|in september|offer|chang|agree"
    r"|advis|think|panel|expertise|where (?:his|her|their) needs)"
)
_OF_A_PLACE = re.compile(
    r"placed|school|college|placement|setting|needs|named|where|offer|take|admit|place|nursery|provision"
)
_ASIDE = re.compile(r", (?:with|which|where|a|an|being|because|as)\b[^,.;\n]{3,60}, ")
_MAY_ACT = re.compile(
    r"\b(?:should|recc?omm?end|request|place|attend|transfer|transition|mov|start|best|suit|thriv|flourish|well"
    r"|nam|section|meet|benefit"
    r"|support|need|will|ideal|right|appropriate|consider|join|offer|would|could|must|propos|suggest|favour"
    r"|endors|consult|appl|requir|suit|option|to start|join|ought|go to|feel|choice|stay|remain|continu|enrol"
    r"|perfect|believ|prefer|identif|agreed|rec:|ask|agree|advis|panel|expertise|think|provision|match|goes up"
    r"|going|to attend|chang|essential|vital"
    r"|belong|think|opinion|view)"
)
_BACKED = re.compile(r"\b(?:i|we)(?: \w+){0,2} (?:agree|support|recommend|endorse|share|request)")


def namings_in(text: str, names: SchoolNames) -> list[Naming]:
    """Every school that the text recommends, requests or presumes, with the words that do it.

    Places are those of `plain(text)`.
    """
    read = plain(text)
    return [each for sentence in read.sentences if _MAY_ACT.search(sentence.low) for each in _in(sentence, names)]


def _in(sentence: Sentence, names: SchoolNames) -> Iterator[Naming]:
    low = sentence.low
    if _is_another_voice(low):
        return
    at = 0
    while at < len(sentence.words):
        last = names.starting_at(sentence, at, expected=True)
        if last > at:
            naming = _acted(sentence, low, at, last, names)
            if naming:
                yield naming
        at = max(last, at + 1)


def _is_another_voice(low: str) -> bool:
    """Whether the wish is the family's and not backed by the writer, or the writer says that none is recommended."""
    if pattern_of("school_moves", "denied").search(low):
        return True
    return bool(pattern_of("school_moves", "wished").search(low)) and not _BACKED.search(low)


def _acted(sentence: Sentence, low: str, first: int, last: int, names: SchoolNames) -> Naming | None:
    words = sentence.words[first:last]
    start, end = words[0].start, words[-1].end
    before = low[max(0, start - sentence.start - 100) : max(0, start - sentence.start - 1)]
    cue = _ending("before").search(before)
    if cue and not _is_placing(cue.group()) and not names.is_schoolish(words):
        return None
    if cue and not (names.is_current(words) and cue.group().endswith("return to")):
        return Naming(Act.RECOMMENDS, start - len(before) - 1 + cue.start(), end)
    aside = _ASIDE.match(low, end - sentence.start)
    said_after = pattern_of("school_moves", "after").match(low, aside.end() if aside else end - sentence.start + 1)
    sure = names.is_schoolish(words) or (said_after and _OF_A_PLACE.search(said_after.group()))
    if said_after and sure and names.is_subject(sentence, first, last):
        return Naming(Act.RECOMMENDS, start, sentence.start + said_after.end())
    if pattern_of("school_moves", "place_must").match(low, end - sentence.start + 1):
        cue = _ending("place_at").search(before)
        if cue:
            return Naming(Act.RECOMMENDS, start - len(before) - 1 + cue.start(), end)
    cue = _presumption(low, before, end - sentence.start + 1)
    if cue and not names.is_current(words):
        return Naming(Act.PRESUMES, start - len(before) - 1 + cue.start(), end)
    return _leant_on(sentence, words, names)


def _leant_on(sentence: Sentence, words: tuple[Word, ...], names: SchoolNames) -> Naming | None:
    """A school's name in a sentence that weighs up what should be, and tells nothing of what is or was."""
    if not _LEANS.search(sentence.low) or pattern_of("school_moves", "spoken_of").search(sentence.low):
        return None
    elsewhere = any(word.bare in _elsewhere(words) for word in sentence.words if word not in words)
    if elsewhere or words[0].low.endswith("'s") or names.is_current(words) or not names.is_schoolish(words):
        return None
    return Naming(Act.RECOMMENDS, words[0].start, words[-1].end)


def _presumption(low: str, before: str, after: int) -> re.Match[str] | None:
    """The words that take a future there for granted, unless the move is over."""
    if pattern_of("school_moves", "past").match(low, after):
        return None
    cue = _ending("presumed").search(before)
    if not cue and pattern_of("school_moves", "staff_will").match(low, after):
        return _ending("staff_at").search(before)
    return cue


def _is_placing(cue: str) -> bool:
    """Whether only a place can follow: "a place at", "attend", "recommendation:"."""
    return cue.endswith(":") or cue.split()[-1] in words_of("grammar", "placing")


@cache
def _ending(key: str) -> re.Pattern[str]:
    """The phrases under `key`, where they end just before a name."""
    return re.compile(pattern_of("school_moves", key).pattern + r"(?: (?:the|a|an))?$", re.IGNORECASE)


def current_schools(texts: Iterable[str]) -> frozenset[str]:
    """The distinctive words of the schools that the texts say the child attends or attended."""
    found: set[str] = set()
    for text in texts:
        for sentence in plain(text).sentences:
            low = sentence.low
            for described in pattern_of("school_moves", "describes").finditer(low):
                place = sentence.start + described.end()
                at = next((number for number, word in enumerate(sentence.words) if word.start >= place), -1)
                if at >= 0 and not pattern_of("school_moves", "before").search(low[: described.end()]):
                    last = SchoolNames().starting_at(sentence, at, expected=True)
                    found.update(word.bare for word in _proper(sentence.words[at:last]))
    return frozenset(found)
