"""Is this the child of the record? Another's name, date of birth, NHS number or pronoun, where the child's belongs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property, lru_cache

from hub.advice import Child
from hub.language.names import given_names, is_listed
from hub.language.people import Circle, Mention, Who, is_worker, people_in, relation_words
from hub.language.phrases import pattern_of, words_of
from hub.language.pronouns import unclaimed_pronouns
from hub.language.text import Sentence, Word, plain
from hub.language.whose import disclosures_in
from hub.language.written_date import date_in

_BORN = re.compile(
    r"\b(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date|born(?: on)?)[ :;()=-]{0,4}(?:is )?"
    r"(?P<date>\d[\w /.-]{3,24}?\d{2}(?:\d{2})?)(?!\d)"
)
_TEN_DIGITS = re.compile(r"(?<![\d.+])\d{3}(?P<gap>[ -]?)\d{3}(?P=gap)\d{4}(?!\d)")
_NHS = re.compile(r"\bn\.?h\.?s\.?(?: ?(?:no|num|number|id))?[.:# -]{0,3}(?: ?is )?$")
_LONGEST_TOLD = 2000  # letters that one disclosure may run on for
_OPENING = 14  # words before the one who is to achieve an outcome
_AGE = re.compile(r"(?:,| \() ?(?:now|aged|who is|who's|in year|a year|from year|year \d|y\d|\d)[^,.;()]{0,24}[,)]")
_HELPING = re.compile(r"\b(?:to|will|would|can|should|could|staff|adults|please) (?:help|let|make|get|watch|see) $")
_AUXILIARIES = words_of("identity", "auxiliaries")
_GIVEN = re.compile(
    r" (?:be (?:given|offered|supported|seen|encouraged|taught|able|provided|allowed|helped|shown)|have|access"
    r"|receive|use|develop|learn|achieve)\b"
)
_WOMANLY = (
    "a",
    "la",
    "lla",
    "ia",
    "na",
    "ina",
    "ine",
    "ette",
    "elle",
    "le",
    "lle",
    "etta",
    "anna",
    "yn",
)  # of Gabriel …
_FOR_ONE = re.compile(
    r"^(?:an?|the|some|new|another|extra|additional|regular|weekly|daily|more|further|\d+|one|two)"
    r" (?!.*\b(?:card|present|picture|gift|party|drawing|love|cake|song|feelings|poem|is|was|has|said)\b)"
    r"(?:[\w'-]+ ){1,5}for $"
)
_GIVES_ITSELF_AWAY = re.compile(
    r" (?:\w+ )?that (?:s?he|they) (?:\w+ly |often |always |still |also )?(?:eats?|sleeps?|feels?|enjoys?|likes?|loves?"
    r"|wants?|hates?|dislikes?|misses|worries|worry|finds?|struggles?|gets|would (?:like|love|prefer)"
    r"|is (?:bullied|lonely|happy|sad|frightened|scared|tired)"
    r"|has (?:\w+ ){0,2}(?:friends?|pain|headaches?|nightmares|tummy))\b"
)
_SOUND_ALIKE = tuple(map(frozenset, ("ckq", "sz", "fv", "gj", "dt", "bp", "mn", "xz")))
_WHEN = words_of("identity", "when")
_NO_SUBJECT = words_of("grammar", "prepositions") | {"and", "&", "or"}
_OTHERS = {"he": ("she",), "she": ("he",), "they": ("he", "she")}


@cache
def _named_after() -> re.Pattern[str]:
    return re.compile(pattern_of("identity", "named_after").pattern.removesuffix(r"(?![\w])") + r" ?$")


@cache
def _helped_after() -> re.Pattern[str]:
    return re.compile(pattern_of("identity", "helped_after").pattern + r" $")


class Kind(StrEnum):
    """What is not this child's."""

    NAME = "name"
    BIRTH = "date of birth"
    NUMBER = "NHS number"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Words that are another child's; places in the plain text."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Identity:
    """Who the child is: by the record, or where that is silent by what the texts say most, or first."""

    child: Child
    circle: Circle
    texts: tuple[str, ...]
    helpers: tuple[str, ...] = ()  # texts that say who helps: a name in them is no child's

    @cached_property
    def others(self) -> frozenset[str]:
        """Names that some text tells as a relative's, another child's or a worker's."""
        found = {word.bare for text in self.helpers for each in plain(text).sentences for word in each.words}
        found |= self.circle.professionals | set(self.circle.known)
        for text in self.texts:
            found |= _told_in(text, self.circle)
        return frozenset(found - self.circle.child)

    @cached_property
    def known(self) -> tuple[object, ...]:
        """All that is taken from the texts: where it stays the same, so does what is said of a text that does."""
        return *sorted(self.others), self.called, self.pronoun, self.born, self.number

    @cached_property
    def called(self) -> str:
        """The name that most often stands in the child's place, where the child's own is not known."""
        if self.circle.child:
            return ""
        said = Counter(
            place[0].words[place[1]].bare for text in self.texts for place in _in_the_childs_place(text, self)
        )
        return next((name for name, _ in said.most_common(1)), "")

    @cached_property
    def pronoun(self) -> str:
        """The child's pronoun; "" where neither the record nor the texts tell it."""
        if self.circle.pronoun_is_recorded:
            return self.circle.pronoun
        said = (each.pronoun for text in self.texts for _, each in unclaimed_pronouns(text, self.circle))
        return next((pronoun for pronoun, _ in Counter(said).most_common(1)), "")

    @cached_property
    def born(self) -> date | None:
        """The child's date of birth."""
        said = (born for text in self.texts for born, _, _ in _births(text, self.circle))
        return self.child.date_of_birth or next(said, None)

    @cached_property
    def number(self) -> str:
        """The digits of the child's NHS number."""
        said = (digits for text in self.texts for digits, _, _ in _numbers(text))
        return re.sub(r"\D", "", self.child.nhs_number) or next(said, "")


def strangers_in(text: str, identity: Identity) -> list[Stranger]:
    """What the text says of another child as if it were this one, in order."""
    found = [Stranger(Kind.BIRTH, *at) for born, *at in _births(text, identity.circle) if born != identity.born]
    found += [Stranger(Kind.NUMBER, *at) for digits, *at in _numbers(text) if digits != identity.number]
    found += _names(text, identity)
    found += _pronouns(text, identity)
    return sorted(found, key=lambda each: each.start)


# dates of birth and NHS numbers


def _births(text: str, circle: Circle) -> Iterator[tuple[date, int, int]]:
    read = plain(text)
    for found in _BORN.finditer(read.low) if "b" in read.low else ():
        born = date_in(found["date"])
        if born and not _is_of_another(text, circle, found.start()):
            yield born, *found.span("date")


def _is_of_another(text: str, circle: Circle, place: int) -> bool:
    """Whether somebody but the child is spoken of before the place, in its sentence."""
    for sentence, mentions in zip(plain(text).sentences, people_in(text, circle), strict=True):
        if sentence.start <= place < sentence.end:
            return any(each.who is not Who.CHILD and each.end <= place for each in mentions)
    return False


@lru_cache(maxsize=1024)
def _numbers(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(_numbers_in(text))


def _numbers_in(text: str) -> Iterator[tuple[str, int, int]]:
    read = plain(text)
    for found in _TEN_DIGITS.finditer(read.low):
        digits = re.sub(r"\D", "", found.group())
        if _NHS.search(read.low, max(0, found.start() - 24), found.start()) or (found["gap"] and _is_valid(digits)):
            yield digits, *found.span()


def _is_valid(digits: str) -> bool:
    """Whether the last digit checks (modulus 11, NHS data dictionary)."""
    rest = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return rest % 11 == int(digits[9]) and rest != 10


# names


@cache
def _any_name() -> frozenset[str]:
    return given_names() | words_of("given_names", "words")


@lru_cache(maxsize=512)
def _given_names_in(text: str) -> tuple[tuple[int, ...], ...]:
    """For each sentence of the text, the places of words that may be somebody's given name."""
    return tuple(
        tuple(at for at, word in enumerate(sentence.words) if _may_be_given(word, sentence))
        for sentence in plain(text).sentences
    )


def _may_be_given(word: Word, sentence: Sentence) -> bool:
    """Whether the word is a listed name with a capital, or without one where nothing has any."""
    if word.bare not in _any_name() and not ("-" in word.bare and is_listed(word)):
        return False
    return word.is_capital or (sentence.text == sentence.low and is_listed(word))


@lru_cache(maxsize=1024)
def _told_in(text: str, circle: Circle) -> frozenset[str]:
    """Names in the text of a relative, another child or a worker."""
    named = sorted((each.start, each.end) for each in disclosures_in(text, circle))
    found: set[str] = set()
    everybody = zip(plain(text).sentences, people_in(text, circle), _given_names_in(text), strict=True)
    for sentence, mentions, names in everybody:
        first, last = (bisect_left(named, (at, 0)) for at in (sentence.start - _LONGEST_TOLD, sentence.end))
        spans = named[first:last] + [
            (each.start, each.end) for each in mentions if each.named and each.who is not Who.CHILD
        ]
        for at in names:
            word = sentence.words[at]
            is_titled = at > 1 and sentence.words[at - 1].is_capital and _is_no_name(sentence.words[at - 1])
            is_titled = is_titled or (at > 0 and sentence.words[at - 1].bare in words_of("capitals", "titles"))
            is_titled = is_titled or _is_a_hero(sentence, at) or _is_so_called(sentence, at)
            is_told = is_titled or any(start <= word.start < end for start, end in spans)
            if is_told or is_worker(sentence, at) or _is_helper(sentence, at):
                found.add(word.bare)
    return frozenset(found)


def _is_a_hero(sentence: Sentence, at: int) -> bool:
    """Whether the name is somebody's whom the child likes or plays: "likes Ada Twist", "in the story Max"."""
    before = [word.low for word in sentence.words[max(0, at - 7) : at] if word.low != "."]
    if before == ["as"]:  # "As Rory gets older"
        return False
    return bool(set(before[-1:]) & words_of("identity", "heroes") or set(before) & words_of("capitals", "fiction"))


def _is_so_called(sentence: Sentence, at: int) -> bool:
    """Whether somebody or something else is so called: "the mayor is called Kyle", not "he is called Kyle"."""
    before = [word.low for word in sentence.words[max(0, at - 3) : at]]
    if before[-1:] not in (["called"], ["named"], ["nicknamed"]) or before[-2:-1] == ["be"]:
        return False
    is_child = {"he", "she", "they", "child", "boy", "girl", "pupil", "patient"}
    return before[-2:-1] not in (["is"], ["was"]) or not is_child & set(before[:1])


def _is_no_name(word: Word) -> bool:
    """Whether the word before makes a title of the name: "Horrid Henry"."""
    return word.text.isalpha() and word.bare not in _any_name() | words_of("capitals", "not_names")


def _is_helper(sentence: Sentence, at: int) -> bool:
    """Whether its bearer helps or tells: "Emma runs", "Emma will review", "Emma's group", "Emma is her TA"."""
    after = [word.low for word in sentence.words[at + 1 : at + 8] if word.low not in _AUXILIARIES - {"is", "was"}]
    owned = sentence.words[at].low.endswith("'s") and set(after[:2]) & words_of("identity", "belongings")
    tells = (
        not owned and sentence.words[at + 1 : at + 2] and sentence.words[at + 1].low in words_of("identity", "tellers")
    )
    tells = tells and not _GIVES_ITSELF_AWAY.match(sentence.low, sentence.words[at + 1].end - sentence.start)
    is_at_work = after[:1] in (["is"], ["was"]) and set(after[1:6]) & words_of("capitals", "work")
    return bool(owned or tells or is_at_work or set(after[:1]) & words_of("identity", "helpers"))


def _names(text: str, identity: Identity) -> Iterator[Stranger]:
    for sentence, mentions in zip(plain(text).sentences, people_in(text, identity.circle), strict=True):
        for each in mentions:
            if each.who is Who.CHILD and not each.is_pronoun:
                at = next(at for at, word in enumerate(sentence.words) if word.start == each.start)
                end = _other_surname(sentence, at, identity)
                if end > at:
                    yield Stranger(Kind.NAME, each.start, sentence.words[end].end)
    for sentence, at in _in_the_childs_place(text, identity):
        if sentence.words[at].bare != identity.called:
            yield Stranger(Kind.NAME, sentence.words[at].start, sentence.words[_last_name(sentence, at)].end)


def _in_the_childs_place(text: str, identity: Identity) -> Iterator[tuple[Sentence, int]]:
    """Where a name that nobody knows stands as the child's does."""
    everybody = zip(plain(text).sentences, people_in(text, identity.circle), _given_names_in(text), strict=True)
    for sentence, mentions, names in everybody:
        is_named = any(each.who is Who.CHILD and not each.is_pronoun for each in mentions)
        for at in names:
            in_place = _is_to_achieve(sentence, at) or (not is_named and _is_the_child(sentence, at, mentions))
            if in_place and _is_strange(sentence, at, identity):
                yield sentence, at


def _is_strange(sentence: Sentence, at: int, identity: Identity) -> bool:
    """Whether the word is the given name of nobody whom the record or the texts know."""
    word = sentence.words[at]
    no_names = words_of("capitals", "not_names") - words_of("given_names", "words")
    if word.bare in identity.circle.child | identity.others | no_names:
        return False
    if at and sentence.words[at - 1].low in _WHEN and word.bare in words_of("grammar", "times"):
        return False
    if word.low.endswith("'s") and sentence.words[at + 1 : at + 2] and sentence.words[at + 1].is_capital:
        return sentence.is_shouted  # "Bishop's Wood": a place
    if word.bare in relation_words() or (sentence.is_shouted and not is_listed(word)):
        return False
    if identity.circle.pronoun == "he" and any(_is_womans(word.bare, name) for name in identity.circle.child):
        return True
    return not any(_is_slip(word.bare, name) for name in identity.circle.child)


def _is_womans(said: str, name: str) -> bool:
    """Whether it is a girl's name made of the boy's: Gabriella of Gabriel."""
    stem = name if said.startswith(name) else name[:-1]
    return len(stem) > 2 and said in given_names() and said.startswith(stem) and said[len(stem) :] in _WOMANLY


def _is_slip(said: str, name: str) -> bool:
    """Whether the name is the child's own, mistyped or spelt another way: Sain for Sian, Katherine for Catherine."""
    if min(len(said), len(name)) < 3 or abs(len(said) - len(name)) > 2 or _is_another_name(said, name):
        return False
    reach = 1 if min(len(said), len(name)) < 6 else 2
    return sorted(said) == sorted(name) or (said[0] == name[0] and _distance(said, name) <= reach)


def _is_another_name(said: str, name: str) -> bool:
    """Whether one consonant makes another listed name of it, that sounds otherwise: Sara for Sana."""
    changed = [pair for pair in zip(said, name, strict=False) if pair[0] != pair[1]]
    if len(said) != len(name) or len(changed) != 1 or said not in given_names() or name not in given_names():
        return False
    return not any(set(changed[0]) <= alike for alike in _SOUND_ALIKE) and not set(changed[0]) & set("aeiouyh")


def _distance(one: str, other: str) -> int:
    """How many letters to add, drop or change."""
    row = list(range(len(other) + 1))
    for left, letter in enumerate(one, start=1):
        before, row[0] = row[0], left
        for right, against in enumerate(other, start=1):
            before, row[right] = row[right], min(row[right] + 1, row[right - 1] + 1, before + (letter != against))
    return row[-1]


def _is_the_child(sentence: Sentence, at: int, mentions: list[Mention]) -> bool:
    """Whether the name stands where the child's does: it needs, can, finds …, is helped, or is seen by the writer."""
    word, last = sentence.words[at], _last_name(sentence, at)
    if is_worker(sentence, at) or _is_helper(sentence, last):
        return False
    before = sentence.low[max(0, word.start - sentence.start - 40) : word.start - sentence.start]
    if _named_after().search(before):
        return True
    following = sentence.words[_past_age(sentence, last) + 1 :][:5]
    is_thing_for = following and following[0].low in _AUXILIARIES | {"have", "are", "were"}
    if is_thing_for and _FOR_ONE.match(sentence.low[: word.start - sentence.start]):
        return True
    thing = following[: 1 if following and following[0].low in words_of("grammar", "prepositions") | {"in"} else 2]
    if {word.low for word in thing} & words_of("identity", "belongings"):
        return False
    if _is_helped(before, following, word, mentions) or (is_listed(word) and _is_spoken_of(sentence, at, following)):
        return True
    if at and sentence.words[at - 1].bare in _NO_SUBJECT | {"the", "a", "an"} | words_of("capitals", "titles"):
        return False
    if sentence.words[last].low.endswith("'s"):
        others = [each for each in mentions if each.end > word.end and each.who is not Who.CHILD]
        return bool(following) and (not others or others[0].is_generic or _tells(sentence, others[0]))
    return _is_subject(following, is_listed(word)) or _did_something(sentence, last, mentions)


def _is_helped(before: str, following: tuple[Word, ...], word: Word, mentions: list[Mention]) -> bool:
    """Whether somebody, but not the child, helps or asks the name's bearer: "help Ben to", "to help Ben settle"."""
    if not following:
        return False
    if _helped_after().search(before) and following[0].low in ("to", "with", "in"):
        return not any(each.is_pronoun and each.who is Who.CHILD and each.end <= word.start for each in mentions)
    is_word = following[0].text.isalpha() and not following[0].is_capital and following[0].low not in _NO_SUBJECT
    return is_word and bool(_HELPING.search(before))


def _is_spoken_of(sentence: Sentence, at: int, following: tuple[Word, ...]) -> bool:
    """Whether a sentence begins with the name as one's who is its subject: "For Ben a choice works", "Ben and his"."""
    if at == 1 and sentence.words[0].low == "for":
        return not sentence.words[at].low.endswith("'s")
    lows = [each.low for each in following[:2]]
    return at == 0 and lows in (["and", "his"], ["and", "her"], ["and", "their"])


def _past_age(sentence: Sentence, last: int) -> int:
    """The index of the comma after the age that is told beside a name, ", now nine,"; else `last`."""
    aside = _AGE.match(sentence.low, sentence.words[last].end - sentence.start)
    if not aside:
        return last
    return max(at for at, word in enumerate(sentence.words) if word.end - sentence.start <= aside.end())


def _did_something(sentence: Sentence, last: int, mentions: list[Mention]) -> bool:
    """Whether the name's bearer did what a child does, and to nobody: "Asked what he liked, Jacob said football"."""
    after = sentence.words[last + 1 : last + 2]
    if not after or after[0].low not in words_of("identity", "deeds") or not is_listed(sentence.words[last]):
        return False
    others = [each for each in mentions if each.start > after[0].end and not (each.is_pronoun and each.owns)]
    return not others and not {word.low for word in sentence.words[last + 2 :]} & {"me", "us"}


def _is_to_achieve(sentence: Sentence, at: int) -> bool:
    """Whether something is to be achieved by the name's bearer: "By July 2027 Ben will", "so that Ben can"."""
    first, following = sentence.words[0].low, sentence.words[_last_name(sentence, at) + 1 :][:1]
    is_first = (at == 0 and is_listed(sentence.words[at])) or (first in ("by", "within", "in") and at < _OPENING)
    if is_first and following and following[0].low == "to":
        return at == 0 and bool(_GIVEN.match(sentence.low, following[0].end - sentence.start))
    is_first = is_first or [word.low for word in sentence.words[max(0, at - 2) : at]] == ["so", "that"]
    return is_first and bool(following) and following[0].low in ("will", "can", "is") and not _is_helper(sentence, at)


def _tells(sentence: Sentence, relative: Mention) -> bool:
    """Whether the relative is the source of what is said: "Joseph's mum reports"."""
    after = [word.low for word in sentence.words if word.start >= relative.end][:2]
    if after[:1] in (["is"], ["are"], ["was"], ["were"]):
        return bool(set(after[1:]) & words_of("identity", "moods"))
    return bool(set(after[:1]) & words_of("identity", "tells"))


def _is_subject(following: tuple[Word, ...], is_surely_name: bool) -> bool:
    """Whether a verb of one person comes next: "has", "also finds"; of a person only, where the name is a word too."""
    verbs = [
        word.low for word in following if word.low not in words_of("grammar", "adverbs") and not word.low.endswith("ly")
    ]
    if not verbs or not verbs[0][0].isalpha():
        return False
    if not is_surely_name:
        can_do = verbs[0] in ("can", "cannot", "can't", "will", "could") and verbs[1:2] not in (
            [],
            ["be"],
            ["have"],
            ["not"],
        )
        return can_do or verbs[0] in words_of("identity", "persons_verbs")
    return verbs[0] in _AUXILIARIES or (verbs[0].endswith("s") and not verbs[0].endswith(("ss", "'s")))


def _last_name(sentence: Sentence, at: int) -> int:
    """The index of the surname after the given name at `at`; `at` where none follows."""
    last = at
    while last + 1 < len(sentence.words) and last < at + 2 and not sentence.words[last].low.endswith("'s"):
        if sentence.is_shouted or not _is_surname(sentence.words[last + 1]):
            break
        last += 1
    return last


def _is_surname(word: Word) -> bool:
    return (
        word.is_capital
        and word.text.isalpha()
        and word.text[-2:].islower()
        and word.bare not in words_of("capitals", "not_names")
    )


def _other_surname(sentence: Sentence, at: int, identity: Identity) -> int:
    """The index of a surname that is not the child's, straight after the child's given name; else `at`."""
    is_thing = at > 0 and sentence.words[at - 1].low in ("the", "a", "an", "this", "our")  # "the Summer Show"
    last = _last_name(sentence, at) if sentence.words[at].bare in identity.circle.child and not is_thing else at
    parts = {part for name in identity.circle.child for part in name.split("-")}
    said = {word.bare for word in sentence.words[at : last + 1]}
    if last == at or not identity.circle.surname or said & {identity.circle.surname} or len(said & parts) > 1:
        return at
    same = any(_is_slip(name, part) or part in name for name in said - {sentence.words[at].bare} for part in parts)
    return at if same else last


# pronouns


def _pronouns(text: str, identity: Identity) -> Iterator[Stranger]:
    """The first pronoun of each sentence that is not the child's and can be nobody else's."""
    last = None
    for sentence, each in unclaimed_pronouns(text, identity.circle):
        if each.pronoun in _OTHERS.get(identity.pronoun, ()) and sentence is not last:
            yield Stranger(Kind.PRONOUN, each.start, each.end)
            last = sentence
