"""Who is spoken of: the people the case knows, words of kinship and friendship, pronouns, names beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, cached_property, lru_cache

from hub.advice import Child, KnownPerson
from hub.language.names import given_names, is_listed, may_name, parts_of
from hub.language.phrases import listed, words_of
from hub.language.span import Span
from hub.language.text import Sentence, Word, fold, plain


class Who(StrEnum):
    """What a person is to the child."""

    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    KIN = "kin"
    PEER = "peer"
    FAMILY = "family"
    CARER = "carer"
    PROFESSIONAL = "professional"


PRIVATE = frozenset({Who.PARENT, Who.SIBLING, Who.KIN, Who.PEER, Who.FAMILY})
"""Whose information has no place in another person's advice."""

_KINDS = {
    "mother": (Who.PARENT, "she"),
    "father": (Who.PARENT, "he"),
    "parent": (Who.PARENT, "they"),
    "sister": (Who.SIBLING, "she"),
    "brother": (Who.SIBLING, "he"),
    "sibling": (Who.SIBLING, "they"),
    "woman": (Who.KIN, "she"),
    "man": (Who.KIN, "he"),
    "kin": (Who.KIN, "they"),
    "peer": (Who.PEER, ""),
    "partner": (Who.KIN, ""),
}
_RELATIONS = {
    "mother": (Who.PARENT, "she"),
    "father": (Who.PARENT, "he"),
    "mum": (Who.PARENT, "she"),
    "dad": (Who.PARENT, "he"),
    "parent": (Who.PARENT, ""),
    "sister": (Who.SIBLING, "she"),
    "brother": (Who.SIBLING, "he"),
    "sibling": (Who.SIBLING, ""),
    "twin": (Who.SIBLING, ""),
    "carer": (Who.CARER, ""),
    "foster": (Who.CARER, ""),
    "professional": (Who.PROFESSIONAL, ""),
    "worker": (Who.PROFESSIONAL, ""),
    "teacher": (Who.PROFESSIONAL, ""),
    "therapist": (Who.PROFESSIONAL, ""),
    "child": (Who.PEER, ""),
    "friend": (Who.PEER, ""),
    "peer": (Who.PEER, ""),
}
_PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "he's", "he'd", "he'll"), "he"),
    **dict.fromkeys(("she", "her", "hers", "she's", "she'd", "she'll"), "she"),
    **dict.fromkeys(("they", "them", "their", "they're", "they've", "they'd", "they'll"), "they"),
}
_NOT_FAMILY = words_of("grammar", "not_family")
_LEFT = words_of("grammar", "left")
_OWNERS = words_of("grammar", "owners")
_BRIDGES = frozenset({",", "(", ":", "-", "called", "named", "is", "are"})
_OTHERS_AT_HOME = re.compile(
    r"\b(?:the|his|her|their) (?:(?:two|three|other|older|younger) )*(?:other(?= (?:son|daughter))|youngest"
    r"|eldest|oldest|older|younger|middle"
    r"|little ones?|(?:older|younger|other) ones?)(?: (?:two|three|ones?|boys?|girls?|child|children|lads?"
    r"|lass|lasses|sons?|daughters?))?"
    r"(?=(?:, [\w'-]+(?: [\w'-]+)?)?,? (?:also |both |all |just |now )*"
    r"(?:is|are|was|were|has|have|had|goes|attends?|got|died|needs?|lives?)\b)"
    r"|\b(?:an?|another) (?:older|elder|younger|little|other) (?:ones?|boy|girl|son|daughter)"
    r"(?= (?:also |both |all )*(?:is|are|was|were|has|had|got|died|needs?|lives?)\b)"
    r"|\bone of the (?:older|elder|younger|little|other) (?:ones?|two|three|boys|girls|children)\b"
    r"|\bthe (?:new )?baby(?= (?:also )?(?:is|has|was|had|goes|needs)\b)"
    r"|\b(?:(?:his|her|their|the) )?(?:(?:foster )?carers?'?s?|foster (?:mum|dad|parents?|mother|father)'?s?"
    r"|partner's|boyfriend's|girlfriend's|step-?(?:mum|dad|mother|father)'s)'?"
    r" (?:own |older |younger |birth |teenage )*(?:sons?|daughters?|child|children|baby)\b"
    r"|\btheir own (?:\w+ )?(?:sons?|daughters?|baby|boys?|girls?)\b"
    r"|\bthe (?:lady|woman|girl) who (?:had|carried|bore|gave birth to) (?:him|her|them)\b"
)
_AT_HOME = re.compile(
    r"young|old|elde|middle|little|baby|sons?\b|daughter|child|who (?:had|carried|bore|gave)"
)  # what every one of them holds
_PLURAL_OTHERS = re.compile(
    r"\b(?:other(?= (?:child|pupil|student|boy|girl|young person) ?[:(-])"
    r"|another(?: year \d+)?|one other|the other(?: foster)?|the same|the(?= \w+(?:,| who\b| that\b"
    r"| (?:he|she|they)\b))"
    r"|the(?= \w+ (?:opposite|beside|behind|next to)\b)|the (?:two|three|four)(?= \w+ who\b)"
    r"|(?:one|two|three|some|both|several) of (?:the|his|her|their)(?: (?:other|older|elder|younger))?"
    r"|(?:a|one|two|three|four|an older|a younger|some"
    r"|a (?:year|y) ?\d+|an?)(?: other| older| younger| foster| little| young| small| teenage| (?:year|y) ?\d+)*)"
    r" (?:child|children|pupils?|students?|boys?|girls?|young (?:person|people|man|woman)|peers?|learners?"
    r"|residents?|classmates?|friends?|lads?|kids?)\b"
    r"(?: (?:in|from|at|on|who|with) (?:(?:his|her|their|the|same|my) ){0,2}(?:class(?:room)?|form|tutor group"
    r"|(?:year|y) ?\d+|reception|football team|team|house|school|year(?: group)?|nursery|college|group|table"
    r"|set|unit|placement|home|bus|street|friendship group))?"
    r"(?: (?:he|she|they) (?:\w+ ){1,4}(?:with|by|next to|opposite)\b| (?:opposite|beside|behind"
    r"|next to)(?: (?:him|her|them))?\b)?"
)
_CAPITAL = re.compile(r"(?<![\w'-])(?<!Dr )(?<!Mr )(?<!Mrs )(?<!Ms )[A-Z][a-z]+(?![\w-])")
_PLACES = words_of("capitals", "after_places")
_ASIDE = 6  # words between "a boy" and the comma before his name
_NO_NOUN = words_of("grammar", "no_noun")
_ELSE = frozenset(["other", "same", "two", "three", "four"])
_BESIDE = frozenset(["with", "by", "to", "opposite"])
_ANOTHER = re.compile(r"child|pupil|student|boy|girl|young|peer|learner|resident|classmate|friend|lad|kid")
_SPECIFIC = re.compile(
    r"\b(?:in|from) (?:year|y) ?\d|\b(?:another|one other|the other)\b"
    r"|\b(?:one|two|three|some|both|several) of (?:the|his|her|their)\b"
    r"|\b(?:in|from|at|on) (?:his|her|their|the|my)\b|\bthe (?:two|three|four)\b| (?:with|by|to|opposite|him"
    r"|her|them|beside|behind)$"
)


@dataclass(frozen=True)
class Circle:
    """The child and the people whom the case knows, with their names ready to be looked up."""

    child: frozenset[str] = frozenset()
    surname: str = ""
    pronoun: str = ""  # he, she, they, or not known
    pronoun_is_recorded: bool = False  # rather than told by the texts
    known: Mapping[str, tuple[Who, str]] = field(
        default_factory=dict, hash=False
    )  # given name → what they are to the child
    professionals: frozenset[str] = frozenset()

    @cached_property
    def triggers(self) -> frozenset[str]:
        """The words that may begin to speak of somebody."""
        return _everybody() | self.child | frozenset(self.known)

    @staticmethod
    def of(child: Child, people: Iterable[KnownPerson], texts: Iterable[str] = (), professional: str = "") -> Circle:
        """The circle of a case; `texts` tell the child's pronoun where the record doesn't."""
        texts = tuple(texts)
        parts = parts_of(child.name) or parts_of(child.known_as) or _named_most(texts)
        known: dict[str, tuple[Who, str]] = {}
        professionals = set(parts_of(professional))
        for person in people:
            kind = kind_of(person.relation)
            names = parts_of(person.name)
            if kind[0] is Who.PROFESSIONAL:
                professionals.update(names)
            elif names and names[0] not in parts:
                known[names[0]] = kind
        called = frozenset((*parts, *parts_of(child.known_as)))
        return Circle(
            child=called | _short_forms(parts[:1], texts, known),
            surname=parts[-1] if len(parts) > 1 else "",
            pronoun=_recorded(child.pronouns) or _said_most(texts),
            pronoun_is_recorded=bool(_recorded(child.pronouns)),
            known=known,
            professionals=frozenset(professionals - set(parts)),
        )


def kind_of(relation: str) -> tuple[Who, str]:
    """What a person of the case record is to the child, and their pronoun where the relation tells it."""
    words = relation.lower().replace("-", " ").replace("_", " ").split()
    for word in words:
        if word in ("foster", "residential"):
            return Who.CARER, ""
    for word in reversed(words):
        if word in _RELATIONS:
            return _RELATIONS[word]
        if word in relation_words():
            return relation_words()[word]
    return (Who.PROFESSIONAL if not words or words[-1] in words_of("capitals", "work") else Who.KIN), ""


def _short_forms(first: tuple[str, ...], texts: Iterable[str], known: Mapping[str, object]) -> frozenset[str]:
    """The texts' short forms of the child's first name: Danny of Daniel, Bella of Isabella; no known person's name."""
    found: set[str] = set()
    for name in first:
        said = {word.lower() for text in texts for word in _CAPITAL.findall(fold(text))}
        found |= {each for each in said if each not in known and _is_short_for(each, name)}
    return frozenset(found)


def _is_short_for(short: str, name: str) -> bool:
    if f"{short}={name}" in words_of("relations", "short_forms"):
        return True
    alike = len(short) > 2 and len(short) <= len(name) and (short[:3] == name[:3] or name.endswith(short))
    return alike and short in given_names() and short != name


def _named_most(texts: Iterable[str]) -> tuple[str, ...]:
    """The given name that the texts say most often, and first among equals: the child's, where no record names it.

    A name that is ever told as somebody's (“her brother Tom”, “Mum, Ann”) is not the child's.
    """
    counts: Counter[str] = Counter()
    somebodys: set[str] = set()
    for text in texts:
        before = 0
        plain = fold(text)
        for word in _CAPITAL.finditer(plain):
            if word.group().lower() in given_names():
                counts[word.group()] += 1
                told = plain[before : word.start()].lower().rstrip(" ,(").rpartition(" ")[2]
                if told in relation_words():
                    somebodys.add(word.group())
            before = word.end()
    for name in somebodys:
        del counts[name]
    return tuple(name.lower() for name, _ in counts.most_common(1))


def _recorded(pronouns: str) -> str:
    first = pronouns.lower().split("/")[0].strip()
    return first if first in ("he", "she", "they") else ""


def _said_most(texts: Iterable[str]) -> str:
    counts = {"he": 0, "she": 0}
    for text in texts:
        for word in re.findall(r"\b(?:s?he|his|hers?|him)\b", text.lower()):
            counts[_PRONOUNS[word]] += 1
    most = max(counts, key=lambda pronoun: counts[pronoun])
    return most if counts[most] else ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person in a sentence: the words from the possessor to the last name, in places of the plain text."""

    who: Who
    start: int
    end: int
    head: Span
    pronoun: str = ""  # of the person: he, she, they, or not known
    owns: bool = False  # "Mum's", "his"
    named: bool = False
    is_pronoun: bool = False
    is_generic: bool = False  # "friends", "siblings": nobody in particular


@cache
def _everybody() -> frozenset[str]:
    others = words_of("relations", "others")
    return frozenset((*_PRONOUNS, *relation_words(), *words_of("capitals", "titles"), *others))


@cache
def relation_words() -> dict[str, tuple[Who, str]]:
    """Every word for a relative or friend, with what such a one is to the child and the pronoun it tells."""
    return {word: kind for key, kind in _KINDS.items() for word in listed("relations")[key]["words"].split()}


@lru_cache(maxsize=1024)
def people_in(text: str, circle: Circle) -> tuple[list[Mention], ...]:
    """Everybody a text speaks of, sentence by sentence (those of `plain(text)`), in order."""
    return tuple(_Reader(sentence, circle).read() for sentence in plain(text).sentences)


def is_worker(sentence: Sentence, at: int) -> bool:
    """Whether the words about the name at `at` make it a worker's, a place's, a pet's or a character's."""
    before = [word.low for word in sentence.words[max(0, at - 3) : at]]
    after = [word.low for word in sentence.words[at + 1 : at + 8]]
    if {*before, *(after[1:2] if after[:1] == ["the"] else [])} & words_of("capitals", "pets"):
        return True
    if _is_role_before(before):
        return True
    if after and after[0] in _PLACES:
        return True
    if set(after[:3]) & words_of("places", "school") and sentence.words[at + 1].is_capital:
        return True
    near = after[: after.index("and")] if "and" in after else after
    if "who" in near[:2] and {"has", "had", "needs"} & set(near[:5]):  # a helper of one's own
        return False
    return bool(set(near[:6]) & words_of("capitals", "work")) and bool(set(near[:4]) & {",", "(", "-", "from"})


def _is_role_before(before: list[str]) -> bool:
    """Whether a role leads to the name: "keyworker", "teaching assistant,", "teacher is"; not "staff support"."""
    if before and before[-1] in _BRIDGES:
        before = before[:-1]
    return bool(before) and before[-1] in words_of("capitals", "work") - {"staff"}


class _Reader:
    """Reads one sentence from left to right."""

    def __init__(self, sentence: Sentence, circle: Circle) -> None:
        self.words = sentence.words
        self.circle = circle
        self.triggers = circle.triggers
        self.shouted = sentence.is_shouted
        self.text = sentence.text
        self.offset = sentence.start
        self.others = (
            [
                (found.start() + sentence.start, found.end() + sentence.start, bool(_SPECIFIC.search(found.group())))
                for found in _PLURAL_OTHERS.finditer(sentence.low)
            ]
            if _ANOTHER.search(sentence.low)
            else []
        )

        self.at_home = (
            {
                found.start() + sentence.start: found.end() + sentence.start
                for found in _OTHERS_AT_HOME.finditer(sentence.low)
            }
            if _AT_HOME.search(sentence.low)
            else {}
        )

    def read(self) -> list[Mention]:
        found: list[Mention] = []
        at = 0
        starts = {start for start, _, _ in self.others} | set(self.at_home)
        while at < len(self.words):
            word = self.words[at]
            if word.bare not in self.triggers and word.start not in starts:
                at += 1
                continue
            mention, after = self._at(at)
            if mention:
                found.append(mention)
            at = after
        return found

    def _at(self, at: int) -> tuple[Mention | None, int]:
        word = self.words[at]
        for start, end, specific in self.others:
            if start == word.start:
                return self._another(at, end, specific)
        if word.start in self.at_home:
            return self._other_at_home(at, self.at_home[word.start])
        low = word.bare
        if low in _PRONOUNS:
            return self._pronoun(at), at + 1
        if low in words_of("capitals", "titles") and at + 1 < len(self.words):
            is_surname = self.words[at + 1].bare == self.circle.surname != ""
            if word.text != "MS" or is_surname:
                return self._titled(at)
        kind = self._kind_at(at)
        if kind:
            return self._relation(at, kind)
        return self._by_name(at, low)

    def _another(self, at: int, end: int, specific: bool) -> tuple[Mention | None, int]:
        after = at
        while after < len(self.words) and self.words[after].start < end:
            after += 1
        aside = self._aside_before_name(after)
        last = self._names_after(aside)
        last = last if self._named_between(aside, last) else after
        if any(word.low in words_of("capitals", "stories") for word in self.words[max(0, at - 5) : at]):
            return None, after
        if last == after and self.words[at].low == "the" and self._is_plain_the(at, after):
            return None, after
        mention = Mention(
            Who.PEER,
            self.words[at].start,
            self.words[last - 1].end,
            Span(self.words[at].start, end),
            named=last > after,
            is_generic=self._are_the_others(at, after) or (not (specific or self._is_met(at)) and last == after),
        )
        before = self._named_before(at)
        if before >= 0 and last == after:
            mention = replace(mention, start=self.words[before].start, named=True, is_generic=False)
        return mention, last

    def _are_the_others(self, at: int, after: int) -> bool:
        """Whether nobody in particular is meant: "the other children in the group"."""
        phrase = [word.low for word in self.words[at:after]]
        return phrase[:2] == ["the", "other"] and phrase[2:3] != [] and phrase[2].endswith(("s", "children", "people"))

    def _is_plain_the(self, at: int, after: int) -> bool:
        """Whether it is only "the boy", who may be the child: not "the other boy", "the boy he sits with"."""
        is_counted = at + 1 < len(self.words) and self.words[at + 1].low in _ELSE
        return not is_counted and self.words[after - 1].low not in _BESIDE

    def _is_met(self, at: int) -> bool:
        """Whether "a boy" is one in particular: whom the child copies, sits next to, was hurt by."""
        after = next((place for place in range(at, len(self.words)) if self.words[place].low in ("who", ".")), at)
        is_told_of = (
            after < at + _ASIDE and self.words[after].low == "who" and self._before(at) in ("with", "by", "near", "to")
        )
        return is_told_of or self._before(at) in words_of("grammar", "met")

    def _other_at_home(self, at: int, end: int) -> tuple[Mention, int]:
        """A child of the house called only "the youngest", "his carer's own son"."""
        after = next((place for place in range(at, len(self.words)) if self.words[place].start >= end), len(self.words))
        last = self._names_after(after)
        head = Span(self.words[at].start, end)
        named = last > after
        return Mention(Who.SIBLING, head.start, self.words[last - 1].end, head, "they", named=named), last

    def _aside_before_name(self, at: int) -> int:
        """The index after "he lives with" of "a boy he lives with, Kian,"; `at` where no comma follows soon."""
        for place in range(at, min(at + _ASIDE, len(self.words))):
            if self.words[place].low == ",":
                return place
            if not self.words[place].text.isalpha():
                return at
        return at

    def _named_between(self, first: int, last: int) -> bool:
        return any(self._names_somebody(at) for at in range(first, last))

    def _pronoun(self, at: int) -> Mention:
        word = self.words[at]
        owns = word.low in ("his", "their") or (
            word.low == "her" and at + 1 < len(self.words) and self._is_noun(at + 1)
        )
        return Mention(
            Who.CHILD,
            word.start,
            word.end,
            Span(word.start, word.end),
            _PRONOUNS[word.bare],
            owns=owns,
            is_pronoun=True,
        )

    def _is_noun(self, at: int) -> bool:
        return self.words[at].text[0].isalpha() and self.words[at].low not in _NO_NOUN

    def _titled(self, at: int) -> tuple[Mention | None, int]:
        after = at + 1
        if self.words[after].low == "." and after + 1 < len(self.words):
            after += 1
        while after < len(self.words) and after < at + 4 and self._is_surname(after):
            after += 1
        family = self.circle.surname and any(word.bare == self.circle.surname for word in self.words[at:after])
        who = Who.PARENT if family else Who.PROFESSIONAL
        gender = {"mr": "he", "sir": "he", "mrs": "she", "miss": "she", "ms": "she"}.get(self.words[at].bare, "")
        start, end = self.words[at].start, self.words[after - 1].end
        owns = self.words[after - 1].low.endswith(("'s", "s'"))
        return Mention(who, start, end, Span(start, end), gender, owns=owns, named=True), max(after, at + 1)

    def _is_surname(self, at: int) -> bool:
        return self._is_capital_name(at) or self.words[at].bare == self.circle.surname

    def _is_capital_name(self, at: int) -> bool:
        return (
            self.words[at].is_capital
            and self.words[at].text[0].isalpha()
            and self.words[at].bare not in (words_of("capitals", "not_names"))
        )

    def _kind_at(self, at: int) -> tuple[Who, str] | None:
        word = self.words[at]
        low = word.bare
        following = self.words[at + 1].low if at + 1 < len(self.words) else ""
        if low in ("carer", "carers", "fosterer", "fosterers", "foster-carer", "foster-carers"):
            return (Who.CARER, "") if self._before(at) not in ("young", "parent", "/") else None
        if low in ("family", "families", "household"):
            return None if self._is_no_family(at, following) else (Who.FAMILY, "they")
        if low in ("child", "children") and self._before(at) in (
            "youngest",
            "eldest",
            "oldest",
            "younger",
            "older",
            "elder",
        ):
            return Who.SIBLING, ""
        kind = relation_words().get(low)
        if low == "partner" and at and self.words[at - 1].bare in self.circle.child:
            return Who.PEER, ""
        if kind is None or not self._is_person(at, low, following):
            return None
        is_foster = "foster" in (self._before(at), self._before(at - 1))
        return (Who.CARER, kind[1]) if is_foster and kind[0] in (Who.PARENT, Who.KIN) else kind

    def _is_no_family(self, at: int, following: str) -> bool:
        before = self._before(at)
        return following in _NOT_FAMILY or before == "foster" or (before in ("the", "his") and following == "of")

    def _is_person(self, at: int, low: str, following: str) -> bool:
        before = self._before(at)
        if low in ("partner", "ex", "husband", "wife", "hubby", "missus", "fella", "bloke"):
            return before in ("her", "his", "new", "their") or before.endswith(("'s", "mums", "dads"))
        if low == "couple":
            return before == "the" and following != "of"
        if low in ("sister", "brother") and self.words[at].is_capital and at + 1 < len(self.words):
            return at == 0 or not self._is_capital_name(at + 1) or self.shouted
        if low in ("friend", "friends", "parent", "parents", "twin") and following in _NOT_FAMILY:
            return False
        return before not in ("critical", "imaginary", "nanny") and not (low == "ms" or low == "ex")

    def _before(self, at: int) -> str:
        return self.words[at - 1].low if at > 0 else ""

    def _relation(self, at: int, kind: tuple[Who, str]) -> tuple[Mention, int]:
        head = self.words[at]
        first = at
        while first > 0 and (self.words[first - 1].low in _LEFT or self.words[first - 1].low == "foster"):
            first -= 1
        while first > 0 and (self.words[first - 1].low in _OWNERS or self.words[first - 1].low.endswith("'s")):
            first -= 1
        first = self._before_of_a(first)
        owns = self._owns(at)
        last = at + 1 if owns or kind[0] is Who.FAMILY else self._names_after(at + 1)
        plural = head.low.removesuffix("'s").rstrip("'").endswith("s") and kind[0] is Who.PEER
        mention = Mention(
            kind[0],
            self.words[first].start,
            self.words[last - 1].end,
            Span(head.start, head.end),
            kind[1] if not head.low.removesuffix("'s").endswith("s") or owns else "they",
            owns=owns or (last > at + 1 and self.words[last - 1].low.endswith("'s")),
            named=last > at + 1 or self._named_before(first) >= 0,
            is_generic=plural and last == at + 1,
        )
        before = self._named_before(first)
        if before >= 0 and last == at + 1:
            mention = replace(mention, start=self.words[before].start)
        if self._belongs_to_another(first):
            mention = replace(mention, who=Who.PEER, named=True)
        return mention, last

    def _before_of_a(self, first: int) -> int:
        """Where "his big lad of" begins before "a brother"; else `first`."""
        if self._before(first) == "of" and self.words[first].low == "a":
            owners = [at for at in range(max(0, first - 5), first - 1) if self.words[at].low in ("his", "her", "their")]
            return owners[-1] if owners else first
        return first

    def _owns(self, at: int) -> bool:
        """Whether the word is a possessive: "Mum's", not that of "Mum's been unwell"."""
        low, following = self.words[at].low, self.words[at + 1].low if at + 1 < len(self.words) else ""
        is_short = low.endswith("'s") or low in ("mums", "dads")
        after = self.words[at + 2].low if at + 2 < len(self.words) else ""
        is_body = following == "back" and after in ("is", "was", "has", "hurts", "went", "gave")
        return (is_short and (is_body or following not in words_of("grammar", "after_is"))) or low.endswith("s'")

    def _belongs_to_another(self, first: int) -> bool:
        """Whether the possessor is another child: "Kyle's mum"."""
        word = self.words[first]
        others = self.circle.child | self.circle.professionals | frozenset(self.circle.known)
        is_other = word.low.endswith("'s") and word.bare in given_names() and word.bare not in others
        return is_other and not self._is_source(first)

    def _is_source(self, first: int) -> bool:
        """Whether "Kyle's mum reports", and the child isn't named: then Kyle stands where the child should."""
        after = [word.low for word in self.words[first + 2 : first + 4]]
        feels = after[:1] == ["is"] and bool(set(after[1:]) & words_of("identity", "moods"))
        named = any(word.bare in self.circle.child for word in self.words)
        return not named and (feels or bool(set(after[:1]) & words_of("identity", "tells")))

    def _names_after(self, at: int) -> int:
        """The index after the names that follow ("his brothers, Tom and Ali"), else `at`."""
        place = at
        for _ in range(2):
            if place < len(self.words) and self.words[place].low in _BRIDGES:
                place += 1
        if self.words[place - 1].low in ("is", "are") and not (
            place < len(self.words) and is_listed(self.words[place])
        ):
            return at
        end = at
        while place < len(self.words) and self._names_somebody(place):
            place += 1
            end = place
            if (
                place + 1 < len(self.words)
                and self.words[place].low in ("and", ",", "&")
                and self._names_somebody(place + 1)
            ):
                place += 1
        return end

    def _names_somebody(self, at: int) -> bool:
        word = self.words[at]
        if word.bare in self.circle.child and word.bare != self.circle.surname:
            return False
        if len(word.text) == 1 and word.is_capital and word.text != "I" and at + 1 < len(self.words):
            return self.words[at + 1].low == "." and at > 0 and not self.shouted
        following = self.words[at + 1].low if at + 1 < len(self.words) else ""
        return may_name(word, expected=True, shouted=self.shouted) and following not in ("school", "academy", "primary")

    def _named_before(self, first: int) -> int:
        """Where the name stands in "Tom, his brother" or "Tom (brother)"; else -1."""
        at = first - 1
        if at > 0 and self.words[at].low in (",", "("):
            at -= 1
            known = at >= 0 and self.words[at].bare in self.circle.child
            if not known and may_name(self.words[at], expected=False, shouted=self.shouted):
                return at
        return -1

    def _by_name(self, at: int, low: str) -> tuple[Mention | None, int]:
        word = self.words[at]
        owns = word.low.endswith(("'s", "s'"))
        place = Span(word.start, word.end)
        if low in self.circle.child or self._says_the_child(at, low):
            return Mention(Who.CHILD, word.start, word.end, place, self.circle.pronoun, owns=owns), at + 1
        if low in self.circle.known and (word.is_capital or low in given_names()):
            who, pronoun = self.circle.known[low]
            after = at + 1
            if after < len(self.words) and self._is_capital_name(after) and not owns:
                after += 1
            return Mention(who, word.start, self.words[after - 1].end, place, pronoun, owns=owns, named=True), after
        return None, at + 1

    def _says_the_child(self, at: int, low: str) -> bool:
        return low in ("child", "pupil", "boy", "girl", "student", "cyp", "patient") and self._before(at) in (
            "the", "this", "a", "young",
        )  # fmt: skip


def gap_words(sentence: Sentence, start: int, end: int) -> tuple[Word, ...]:
    """The words of the sentence that lie between two places of the plain text."""
    return tuple(word for word in sentence.words if start <= word.start and word.end <= end)
