"""Is a school named here? By the case record, the register, a school word, or the place where a name must stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from hub.language.names import is_listed
from hub.language.phrases import listed, words_of
from hub.language.text import Sentence, Word, fold

_JOINERS = words_of("grammar", "joiners")


_EVERYDAY_END = re.compile(
    r"(?:ing|tion|sion|ment|ness|ity|ly|ed|ies|ers?|ors?|ists?|ance|ence|ery|ics|ism|able|ible|ful|less|ous|ive"
    r"|al|ic|s|cy|ship|ice|ile|ure|age)$"
)


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile(rf"[a-z]{{2,}}(?:{'|'.join(words_of('places', 'suffixes'))})s?")


_IN_NAMES = frozenset(["at", "little", "two", "three", "new"])  # "Little Acorns", "Two Rivers", "Rainbow Base at …"
_PHASES = {
    **dict.fromkeys(("nursery", "preschool", "pre-school", "playgroup"), ("nursery",)),
    **dict.fromkeys(("infant", "infants"), ("infant",)),
    **dict.fromkeys(("junior", "juniors"), ("junior",)),
    "primary": ("infant", "junior"),
    **dict.fromkeys(("high", "secondary", "grammar", "comprehensive", "senior"), ("secondary",)),
}


def phases_of(words: Iterable[str]) -> frozenset[str]:
    """The phases of schooling that the words of a school's name tell: "Hillcrest Infants" → infant."""
    return frozenset(phase for word in words for phase in _PHASES.get(word, ()))


@dataclass(frozen=True, slots=True)
class SchoolNames:
    """The schools that a case or a register knows, as places in one sentence are asked about."""

    current: frozenset[str] = frozenset()  # distinctive words of the child's own school
    registered: tuple[tuple[int, int], ...] = field(default=())  # places in the plain text
    phases: frozenset[str] = frozenset()  # of the child's own school, where its name tells them
    people: frozenset[str] = frozenset()  # words of the names of the child and of everybody the case knows

    @staticmethod
    def proper_words(name: str) -> frozenset[str]:
        """What is left of a school's name without the words of its kind: "The Oakfield Primary School" → oakfield."""
        words = (word.strip(".,'").removesuffix("'s") for word in fold(name).lower().split())
        return frozenset(word for word in words if word not in words_of("places", "school", "generic"))

    def is_current(self, words: Iterable[Word]) -> bool:
        """Whether the words name the child's own school: by its first word of its own, and not another phase of it."""
        words = tuple(words)
        proper = [word.bare for word in _proper(words) if word.low != "st"]
        if not proper or proper[0] not in self.current:
            return False
        phases = phases_of(word.bare for word in words)
        return not (phases and self.phases) or bool(phases & self.phases)

    def may_be_in(self, sentence: Sentence) -> bool:
        """Whether any word could begin a school's name: a capital that is nobody's, or a word as schools are called."""
        words = sentence.words
        if sentence.is_shouted or not any(word.is_capital for word in words[:1]):
            return True
        if any(sentence.start <= start < sentence.end for start, _ in self.registered):
            return True
        if _is_name_like(words[0].bare) or (len(words) > 1 and words[1].low in words_of("grammar", "predicates")):
            return True
        return any(_may_begin(word, before) for before, word in pairwise(words))

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
        for start, end in self.registered if words[first].is_capital or not words[0].is_capital else ():
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
        while last < len(words) and last - first < 8 and _continues(words, first, last):
            last += 1
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
        ends_so = first + 1 < len(words) and words[first + 1].bare in words_of("places", "last")
        if first + 1 < len(words) and (words[first].bare == "st" or ends_so):
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
            small = not proper[0].is_capital and any(word.is_capital for word in sentence.words)
            return not small or looks_like_a_school(proper[0]) or words[0].bare in ("st", "ysgol")
        elsewhere = sentence.words[last : last + 1] if _ends_like_a_school(proper) else sentence.words[first : last + 1]
        if any(word.bare in _elsewhere(words) for word in elsewhere):
            return any(word.low in ("resource", "base") for word in sentence.words[first : last + 2])
        if max(len(word.text) for word in proper) < 3:
            return False
        if self.is_current(words) or (last - first == 1 and looks_like_a_school(proper[0])):
            return True
        if not expected or any(word.bare in words_of("places", "activities") for word in words):
            return False
        if words[0].is_capital and not sentence.is_shouted:
            known = words_of("capitals", "not_names") | words_of("places", "ordinary")
            is_at = at > 0 and sentence.words[at - 1].low == "at" and not words[-1].low.endswith("'s")
            return words[0].bare not in known and (at < first or is_at or not self._is_person(words))
        is_small = not any(word.is_capital for word in sentence.words[1:])
        return (sentence.is_shouted or (is_small and len(proper) > 1)) and words[0].bare not in words_of(
            "places", "ordinary"
        )

    def is_subject(self, words: tuple[Word, ...], sentence: Sentence) -> bool:
        """Whether the words name a school even where any subject may stand ("Hillside can meet his needs")."""
        with_the = len(words) > 1 and words[0].low == "the"
        words = words[1:] if with_the else words
        if not words:
            return False
        is_owner = words[-1].low.endswith("'s") and words[0].bare != "st"
        if words[0].bare in words_of("capitals", "titles") or is_owner:
            return False
        is_named_so = not is_listed(words[0]) or words[0].bare in words_of("places", "plants")
        if self.is_schoolish(words) and (self.says_school(words) or is_named_so):
            return words[-1].bare not in ("road", "street", "lane", "avenue", "drive", "close")
        elsewhere = _elsewhere(words) - _IN_NAMES
        if (
            any(word.bare in _no_names() or word.bare in elsewhere for word in words)
            or is_listed(words[0])
            or self._is_person(words)
        ):
            return False
        if sentence.is_shouted or not words[0].is_capital:
            return False
        return with_the or len(words) > 1 or not _reads_as_a_word(words[0].bare)

    def _is_person(self, words: tuple[Word, ...]) -> bool:
        """Whether the words are somebody's name: a given name by itself, or names that the case knows."""
        if all(word.bare in self.people for word in words):
            return True
        return len(words) == 1 and (is_listed(words[0]) or words[0].bare in words_of("given_names", "words"))

    def says_school(self, words: tuple[Word, ...]) -> bool:
        """Whether a word says that it is one ("Brook House School"), or it is the child's own."""
        return any(word.bare in words_of("places", "school") for word in words) or self.is_current(words)

    def is_schoolish(self, words: tuple[Word, ...]) -> bool:
        """Whether the words by themselves are a school's name: a school word, a saint, or a name as schools have."""
        proper = _proper(words)
        if not proper:
            return False
        if self.says_school(words) or _ends_like_a_school(proper):
            return True
        if any(word.bare in _elsewhere(words) for word in words):
            return False
        return looks_like_a_school(proper[0]) or words[0].bare == "st"


def _may_begin(word: Word, before: Word) -> bool:
    if not word.is_capital:
        return word.low == "st" or _is_name_like(word.bare)
    known = words_of("capitals", "not_names")
    return word.bare not in known or (before.is_capital and word.bare in words_of("places", "school"))


def looks_like_a_school(word: Word) -> bool:
    """Whether a single word is of the kind that schools are called: Hillside, Meadowbrook, Greenfields."""
    return _is_name_like(word.bare)


@lru_cache(maxsize=8192)
def _is_name_like(name: str) -> bool:
    return name in words_of("places", "bare") or (
        len(name) > 5
        and bool(_suffix().fullmatch(name))
        and name not in words_of("places", "ordinary") | _not_schools()
    )


def _ends_like_a_school(proper: list[Word]) -> bool:
    """Whether two words or more end as place names do: Fosse Way, Meadow Park."""
    return len(proper) > 1 and proper[-1].bare in words_of("places", "last") and proper[0].is_capital


@cache
def _no_names() -> frozenset[str]:
    """Words that begin or end no school's name."""
    lists = (("capitals", "not_names"), ("places", "ordinary"), ("capitals", "work"), ("places", "towns"))
    return frozenset().union(*(words_of(*each) for each in lists)) - _IN_NAMES


def _elsewhere(words: Iterable[Word]) -> frozenset[str]:
    """The words that tell another place than a school; a unit is a school's where it is one for special needs."""
    if {word.bare for word in words} & {"sen", "send", "semh", "asd", "autism", "speech", "language", "nurture"}:
        return words_of("places", "elsewhere") - {"unit"}
    return words_of("places", "elsewhere")


def _continues(words: tuple[Word, ...], first: int, last: int) -> bool:
    """Whether the name that begins at word `first` goes on with word `last`."""
    word, before = words[last], words[last - 1].bare
    if word.is_capital and word.text[0].isalpha():
        return True
    if word.low in _JOINERS and first < last < len(words) - 1 and words[last + 1].is_capital:
        if word.low == ".":
            return before in ("st", "ss")
        if words[last + 1].text == "I" or words[last + 1].bare in words_of("grammar", "times"):
            return False
        if word.low in ("for", "and"):
            return before in words_of("places", "school") or word.low == "and"
        return True
    return last > first and word.low in words_of("places", "school", "base")


@cache
def _stops() -> frozenset[str]:
    """Words that are no part of a school's name in small letters, though they may stand beside one."""
    return words_of("places", "ordinary", "openers", "generic") - words_of("places", "school", "base")


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
