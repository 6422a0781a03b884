"""Whose information is it? Finds what a text gives away about anybody but the child.

A fact belongs to the person whom the grammar makes its owner: a possessive before it ("Mum's depression"), the
subject of its clause ("his father was arrested"), a person after "of" or "by". What a parent reports, or does in
caring, is about the child. Pronouns are followed back to their person within a few sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from hub.language.negation import is_denied
from hub.language.ordinary import is_ordinary, said_of
from hub.language.other_children import OtherNames
from hub.language.people import PRIVATE, Circle, Mention, Who, gap_words, people_in
from hub.language.phrases import pattern_of, words_of
from hub.language.span import Span
from hub.language.text import PlainText, Sentence, Word, plain

_HAVING = re.compile(
    r"(?:(?:also|both|now|currently|recently|still|herself|himself) ){0,2}(?:has|have|had|has had|have had"
    r"|has just had|suffered|got|developed|has got)"
    r" (?:also |always |recently |now )?(?:an?|two|three|several|some|severe|chronic|poor|limited|ongoing"
    r"|another|significant|complex|long-standing|serious|bad|recent|many) "
)
_ASIDE = re.compile(r", (?:(?:to|with|of|for|about) whom|whom|who)[^,.;]{2,60},")
_USUAL = frozenset(["normal", "uneventful", "uncomplicated", "healthy", "straightforward"])
_NO_NEWS = frozenset(["no", "normal", "than", *_USUAL])
_NO_DETAILS = re.compile(r"\b(?:no|not|without)(?: \w+)? (?:details?|information) (?:of|about|on)\b")
_WANTS = re.compile(r"(?:needs?|requires?|wants?) ")
_HELP = re.compile(r"cbt|emdr|dbt|talking|counsell|psych|therap|psychiatrist|drug worker|cpn|carers? of|wheelchair")
_ASKED_FOR = re.compile(
    r"\b(?:needs?|wants?|would (?:\w+ )?(?:like|benefit from|value|welcome|appreciate)|could do with|asking for"
    r"|asks for|should (?:have|be offered)|in need of)(?: [\w-]+){0,3} ?$"
)
_OF_OLD = re.compile(
    r"^(?: too\b|,? too,|.{0,9}\b(?:herself|himself) (?:has|had|was|struggled|suffer\w*|found|takes|took|left)\b"
    r"|.{0,9}\b(?:has|had|was|struggled|suffer\w*|found) .{0,30}\b(?:herself|himself)\b"
    r"|.{0,80}\bas (?:a (?:child|teen\w*|girl|boy|school ?girl|school ?boy|pupil|young (?:wo)?man"
    r"|young (?:mum|dad|mother|father|person))|children|teenagers|youngsters)\b"
    r"|.{0,60}\bat (?:his|her|the same|that) age\b"
    r"|.{0,60}\bwhen s?he was (?:a teen\w*|young|younger|pregnant|expecting|a student)\b)"
)
_WILLING = re.compile(
    r"(?:is|are|was|were) (?:\w+ )?(?:happy|willing|keen|glad|prepared|content|pleased|reluctant|eager) to\b"
)
_NEW_PARENTS = re.compile(r"adopt|guardian|matched|\bsgo\b")
_PARTED = re.compile(r"separat|divorc|split|brok|break|estrang|no longer|mov|left|marital|marri|relationship")


class Kind(StrEnum):
    """What is given away."""

    NAME = "name"
    FACT = "fact"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Words that give something away about somebody else; places in the plain text."""

    kind: Kind
    start: int
    end: int
    is_told: bool = True  # by a fact of the lists, rather than because nothing else can be meant


@dataclass(frozen=True, slots=True)
class _Fact:
    start: int
    end: int
    is_deed: bool
    is_parting: bool = False
    needs_possessor: bool = False


_ASIDE_WORDS = 7  # between "Mum" and "she" in "Mum told me in confidence that she"
_BREATH = 40  # letters between two facts that are told together
_SUBORDINATE = frozenset(["after", "when", "because", "since", "as", "while", "before", "once", "until"])
_PARTS = words_of("grammar", "parts")
_PREPOSITIONS = words_of("grammar", "prepositions")
_RELATIVES = words_of("grammar", "relatives")
_LINKS = words_of("grammar", "links")
_STATIVE = words_of("grammar", "stative")
_SELF = words_of("grammar", "self")
_OWN_DOING = words_of("grammar", "own_doing")
_NO_VERBS = words_of("grammar", "no_verbs")
_ADVERBS = words_of("grammar", "adverbs")
_LIVING = re.compile(
    r"\b(?:(?:cared for|brought up|raised) by |(?:lives?|living|lived|resid(?:es?|ing)|household(?= (?:of|with))"
    r"|made up|consists|comprises|at home (?:there )?(?:is|are)|household:|home:|shared? (?:\w+ ){0,3}home)"
    r"(?: (?:at home|together|alone|full time|mainly|mostly|currently|part time|during the week"
    r"|in [\w' ]{1,40}?|at [\w',. ]{1,40}?))?"
    r" (?:with |of |(?<=home is )|(?<=home are )|(?<=there is )|(?<=there are )|(?<=: )))"
)
_OBJECTS = frozenset(["him", "her", "them", "together"])
_CARE = re.compile(r"foster|in care|looked after|adopt|guardian|custody|removed")
_KINDS_OF_FAMILY = frozenset(
    ["his", "her", "their", "the", "adoptive", "new", "birth", "present", "current", "forever"]
)
_OWNED_BY = {"his": "he", "her": "she", "their": "they"}
_AS_CARERS = re.compile(r"guardian|kinship|\bsgo\b")  # who the carers are is not who the household is
_PRETENDED = re.compile(
    r"\b(?:in (?:his|her|their) games?|pretend\w*|make believe|role play\w*|in the (?:story|game|book))\b"
)
_HAS_KIN = re.compile(r"\b(?:has|have|had|is one of|is the \w+ of|one of|siblings?:|brothers?:|sisters?:)$")
_BIRTH_ORDER = re.compile(
    r"\b(?:is |the |as |being )*(?:(?:eldest|oldest|youngest|middle|second|third|fourth|fifth"
    r"|first)(?: child)? of|one of)"
    r" (?:two|three|four|five|six|seven|eight|nine|\d)\b(?: (?:children|siblings|brothers|sisters|boys|girls|kids)"
    r"|(?= ?(?:[.,;)]|$|and\b|who\b|in (?:his|her|their|the|a) family)))"
    r"|\bsingle (?:parent|mum|mother|dad|father)\b"
)
_BETWEEN_CO = words_of("grammar", "between_co")


@lru_cache(maxsize=256)
def disclosures_in(text: str, circle: Circle) -> list[Disclosure]:
    """What the text gives away about anybody but the child, in order, overlaps joined; places in `plain(text)`."""
    return _joined(_Search(plain(text), circle).found())


def _joined(found: Iterator[Disclosure]) -> list[Disclosure]:
    """Disclosures that touch become one, of the gravest kind."""
    weight = {Kind.NAME: 2, Kind.FACT: 2, Kind.HOUSEHOLD: 1}
    joined: list[Disclosure] = []
    for each in sorted(found, key=lambda disclosure: (disclosure.start, -disclosure.end)):
        if joined and each.start < joined[-1].end:
            last = joined[-1]
            kind = max(last.kind, each.kind, key=lambda kind: weight[kind])
            joined[-1] = Disclosure(kind, last.start, max(last.end, each.end), last.is_told or each.is_told)
        else:
            joined.append(each)
    return joined


class _Search:
    """Walks a text sentence by sentence, remembering who was spoken of."""

    def __init__(self, text: PlainText, circle: Circle) -> None:
        self.text = text
        self.circle = circle
        self.spoken_of: list[tuple[int, Mention]] = []  # private people, with the number of their sentence
        self.others = OtherNames(text, circle)
        self.told_on: Mention | None = None  # the subject of the last sentence, where it gave something away

    def found(self) -> Iterator[Disclosure]:
        everybody = people_in(self.text.typed, self.circle)
        for number, (sentence, mentions) in enumerate(zip(self.text.sentences, everybody, strict=True)):
            told = _made_up_from(sentence)
            found = [each for each in self._in_sentence(number, sentence, mentions) if each.start < told]
            found = list(self._in_one(_joined(iter(found)), mentions))
            self.others.remember(sentence, (Span(each.start, each.end) for each in found if each.kind is Kind.NAME))
            yield from found
            others = [each for each in mentions if each.who in PRIVATE and not each.is_pronoun]
            recent = [(when, each) for when, each in self.spoken_of if number - when <= 3]
            self.spoken_of = recent + [(number, each) for each in others]
            if others or not any(each.is_pronoun for each in mentions):
                self.told_on = others[0] if others and any(each.is_told for each in found) else None

    @staticmethod
    def _in_one(found: list[Disclosure], mentions: list[Mention]) -> Iterator[Disclosure]:
        """The same, where facts told in one breath are one: nothing of the child stands between them."""
        last: Disclosure | None = None
        for each in found:
            together = last and last.kind is each.kind is Kind.FACT and each.start - last.end < _BREATH
            between = [one for one in mentions if last and last.end <= one.start < each.start and one.who is Who.CHILD]
            if last and together and not between:
                last = replace(last, end=each.end, is_told=last.is_told or each.is_told)
                continue
            if last:
                yield last
            last = each
        if last:
            yield last

    def _in_sentence(self, number: int, sentence: Sentence, mentions: list[Mention]) -> Iterator[Disclosure]:
        low = self.text.low
        for match in pattern_of("facts", "of_family").finditer(low, sentence.start, sentence.end):
            if not is_denied(low, match.start()):
                yield Disclosure(Kind.FACT, *match.span())
        for named in self.others.names_in(sentence, mentions):
            yield Disclosure(Kind.NAME, *named)
        yield from self._birth_order(sentence)
        private = [each for each in mentions if each.who in PRIVATE]
        if not private and not (self._recent(number) and self._may_tell(sentence, mentions)):
            return
        yield from self._names(private)
        yield from self._household(sentence, mentions)
        yield from self._siblings(sentence, private)
        yield from self._parents(number, sentence, mentions)
        yield from self._havings(number, sentence, mentions)
        for fact in self._facts(sentence, owned=any(each.owns for each in mentions)):
            owner = self._owner(fact, number, sentence, mentions)
            if owner:
                kind = Kind.HOUSEHOLD if fact.is_parting else Kind.FACT
                yield Disclosure(kind, min(owner.start, fact.start), max(owner.end, fact.end))

    def _may_tell(self, sentence: Sentence, mentions: list[Mention]) -> bool:
        """Whether a sentence of pronouns alone may be about a relative: not where they can only be the child's."""
        pronouns = {each.pronoun for each in mentions if each.is_pronoun}
        if not pronouns or self.told_on or pronouns != {self.circle.pronoun}:
            return bool(pronouns)
        return "sel" in sentence.low or bool(pattern_of("facts", "grown_up").search(sentence.low))

    def _recent(self, number: int) -> bool:
        return any(number - when <= 3 for when, _ in self.spoken_of)

    # names

    def _names(self, private: list[Mention]) -> Iterator[Disclosure]:
        for each in private:
            if each.named and each.who is not Who.PARENT:
                yield Disclosure(Kind.NAME, each.start, each.end)

    # households

    def _household(self, sentence: Sentence, mentions: list[Mention]) -> Iterator[Disclosure]:
        low = self.text.low
        if _AS_CARERS.search(sentence.low):
            return
        for match in _LIVING.finditer(low, sentence.start, sentence.end):
            chain = self._chain(sentence, match.end(), mentions)
            if chain and any(each.who in (Who.PARENT, Who.SIBLING, Who.KIN) for each in chain):
                named = any(each.named for each in chain)
                yield Disclosure(Kind.NAME if named else Kind.HOUSEHOLD, chain[0].start, chain[-1].end)
        for each in mentions:
            if (
                each.who is Who.SIBLING
                and not each.owns
                and _HAS_KIN.search(low, sentence.start, max(sentence.start, each.start - 1))
            ):
                yield Disclosure(Kind.HOUSEHOLD, each.start, each.end)

    def _chain(self, sentence: Sentence, start: int, mentions: list[Mention]) -> list[Mention]:
        """The people listed one after another from `start`: "his mum, two brothers and nan"."""
        chain: list[Mention] = []
        for each in mentions:
            if each.start < start or each.owns:
                continue
            between = gap_words(sentence, chain[-1].end if chain else start, each.start)
            if any(word.low not in _BETWEEN_CO for word in between) or (each.is_pronoun and not chain):
                break
            chain.append(each)
        return chain

    def _birth_order(self, sentence: Sentence) -> Iterator[Disclosure]:
        for match in (
            _BIRTH_ORDER.finditer(self.text.low, sentence.start, sentence.end)
            if " of " in sentence.low or "single" in sentence.low
            else ()
        ):
            yield Disclosure(Kind.HOUSEHOLD, *match.span())

    # siblings and friends: anything said of them

    def _siblings(self, sentence: Sentence, private: list[Mention]) -> Iterator[Disclosure]:
        for each in private:
            if each.who not in (Who.SIBLING, Who.PEER, Who.KIN) or each.is_pronoun or each.is_generic or each.owns:
                continue
            if _PRETENDED.search(sentence.low, 0, each.start - sentence.start):
                continue
            if self._governed(sentence, each) or self._with_the_child(sentence, each):
                continue
            following = [word for word in sentence.words if word.start >= each.end]
            following = _past_an_age(following)
            while following and following[0].low in _ADVERBS:
                following = following[1:]
            elsewhere = (
                each.who is Who.KIN and following and _is_said_elsewhere(sentence, following[0].start, sentence.end)
            )
            if following and _tells(following[0], each.who) and not elsewhere:
                clause = _clause(following)
                if not self._is_company(clause, each.who):
                    yield Disclosure(Kind.FACT, each.start, clause[-1].end)

    def _is_company(self, clause: list[Word], who: Who) -> bool:
        """Whether the clause only tells of company, care or size: "helps him", "is taller", "is 74"."""
        if len(clause) < 2 or clause[1].low[0].isdigit():
            return True
        if len(clause) < 5 and clause[0].low in ("is", "are", "was") and clause[-1].text.endswith("er"):
            return True
        if clause[1].low in ("him", "her", "them") and len(clause) != 2:
            return True
        if any(_OWNED_BY.get(word.low) == self.circle.pronoun for word in clause[1:]) or _is_the_one(clause):
            return True
        kindly = words_of("speech", "company", "caring")
        if who is Who.SIBLING and not _OBJECTS & {word.low for word in clause[1:]}:
            kindly -= words_of("speech", "developing")
        if who is Who.PEER and (_is_of_school(clause) or _is_no_person(clause)):
            return True
        if who is Who.KIN:
            kindly = (kindly | words_of("speech", "source")) - _OWN_DOING
        return any(word.low in kindly for word in clause)

    def _with_the_child(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether the child shares what is said: "Dylan and his brother were asked to wait"."""
        before = [word for word in sentence.words if word.end <= mention.start][-2:]
        return (
            len(before) == 2
            and before[1].low == "and"
            and (before[0].bare in self.circle.child or before[0].low in ("he", "she", "they"))
        )

    def _governed(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether a preposition or a verb of the child stands before, so that the mention is no subject."""
        before = [word.low for word in sentence.words if word.end <= mention.start]
        if len(before) > 1 and before[-1] == "of" and before[-2] in _PARTS:
            return False
        return bool(before) and before[-1] in _PREPOSITIONS and before[-1] != "and"

    # what is said of a parent with no bearing on the child

    def _parents(self, number: int, sentence: Sentence, mentions: list[Mention]) -> Iterator[Disclosure]:
        """A parent is the subject; no child, report, feeling or care is spoken of: "His mum has just had a baby"."""
        for place, each in enumerate(mentions):
            if each.owns or not self._is_relative(sentence, each, mentions[:place]) or self._governed(sentence, each):
                continue
            following = _past_self([word for word in sentence.words if word.start >= each.end])
            if not _is_done(following) or self._is_any_parent(sentence, each) or self._with_the_child(sentence, each):
                continue
            for clause in said_of(following, mentions[place + 1 :]):
                if _is_said_elsewhere(sentence, clause[0].start, clause[-1].end):
                    continue
                if self._is_own_life(clause, each, mentions[place + 1 :]):
                    first = each.start if clause[0] is following[0] else clause[0].start
                    yield Disclosure(Kind.FACT, first, clause[-1].end, is_told=False)

    def _is_relative(self, sentence: Sentence, mention: Mention, before: list[Mention]) -> bool:
        """Whether a grown relative is meant, also by one who speaks of herself: "Mum told me that she is gay"."""
        if not mention.is_pronoun:
            return mention.who in (Who.PARENT, Who.KIN)
        if not before or self.circle.pronoun in ("", "they"):
            return False
        if mention.pronoun == self.circle.pronoun and not self._is_of_old(sentence, mention):
            return False
        said = [word.low for word in gap_words(sentence, before[-1].end, mention.start)]
        is_near = len(said) < _ASIDE_WORDS or (said[-1:] == ["that"] and self._is_of_old(sentence, mention))
        tells = not words_of("speech", "source").isdisjoint(said) and is_near
        return tells and before[-1].who in (Who.PARENT, Who.KIN) and before[-1].pronoun == mention.pronoun

    @staticmethod
    def _is_of_old(sentence: Sentence, mention: Mention) -> bool:
        """Whether what follows was so of a grown-up, in youth too: "she too", "as a teenager"."""
        return bool(_OF_OLD.search(sentence.low[mention.end - sentence.start :]))

    @staticmethod
    def _is_any_parent(sentence: Sentence, mention: Mention) -> bool:
        """Whether nobody's parent in particular is meant: "a parent", and "the parent" after it."""
        said = sentence.low[mention.start - sentence.start : mention.end - sentence.start]
        return said == "a parent" or (said == "the parent" and "a parent" in sentence.low)

    def _is_own_life(self, clause: list[Word], subject: Mention, mentions: list[Mention]) -> bool:
        """Whether the clause tells something of its subject's own life, with no bearing on the child."""
        inside = [
            each for each in mentions if subject.end < each.start and clause[0].start <= each.start < clause[-1].end
        ]
        if any(self._may_be_child(each, subject, clause) for each in inside):
            return False
        lows = [word.low for word in clause]
        if len(lows) == 2 and lows[0] == "is" and lows[1].isdigit():  # an age
            return True
        is_short = len(lows) <= (1 if lows[0] in ("is", "are", "was", "were") else 2)
        is_nothing = lows[1:2] == ["too"] or bool(_WILLING.match(" ".join(lows))) or not _NO_NEWS.isdisjoint(lows)
        return not (is_short or is_nothing or is_ordinary(clause))

    def _may_be_child(self, mention: Mention, subject: Mention, clause: list[Word]) -> bool:
        """Whether the child may be meant, rather than the subject again or another relative."""
        if not mention.is_pronoun:
            return mention.who is Who.CHILD
        owned = {word.low for word in clause if word.start >= mention.end} if mention.owns else set()
        if mention.pronoun == subject.pronoun and owned & words_of("speech", "grown_ups"):
            return False
        if subject.is_pronoun and mention.pronoun == subject.pronoun == self.circle.pronoun:
            return False  # who speaks of herself, "as a teenager"
        return mention.pronoun != subject.pronoun or mention.pronoun in (self.circle.pronoun, "they")

    # what a parent is said to have

    def _havings(self, number: int, sentence: Sentence, mentions: list[Mention]) -> Iterator[Disclosure]:
        """ "Mum has a slipped disc": anything had that is no worry, question or thing for the child."""
        for place, each in enumerate(mentions):
            following = [word for word in sentence.words if word.start >= each.end][:14]
            is_told_of = [word.low for word in following[:2]] == [",", "who"]
            if each.owns or not (each.is_pronoun or each.who in PRIVATE):
                continue
            if each.is_pronoun and each.pronoun == self.circle.pronoun and not mentions[:place]:
                continue
            if self._with_the_child(sentence, each) or (not is_told_of and self._governed(sentence, each)):
                continue
            following = following[2:] if is_told_of else following
            had = _HAVING.match(" ".join(word.low for word in following))
            if not had or not self._person(each, number, sentence, mentions[:place], said=had.group()):
                continue
            clause = _clause(following)
            if _is_said_elsewhere(sentence, clause[0].start, clause[-1].end):
                continue
            usual = words_of("speech", "ordinary_havings") | _USUAL
            if not any(word.low in usual for word in clause):
                yield Disclosure(Kind.FACT, each.start, clause[-1].end)

    # facts

    def _facts(self, sentence: Sentence, *, owned: bool) -> Iterator[_Fact]:
        low, start, end = self.text.low, sentence.start, sentence.end
        for match in pattern_of("facts", "deed").finditer(low, start, end):
            if self._is_in_a_name(match, sentence):
                continue
            yield _Fact(*match.span(), is_deed=True)
        for match in pattern_of("facts", "noun").finditer(low, start, end):
            if self._is_help_asked_for(match, start) or self._is_me(match):
                continue
            yield _Fact(*match.span(), is_deed=False)
        for match in pattern_of("facts", "possession").finditer(low, start, end) if owned else ():
            yield _Fact(*match.span(), is_deed=False, needs_possessor=True)
        for match in pattern_of("facts", "parting").finditer(low, start, end) if _PARTED.search(sentence.low) else ():
            yield _Fact(*match.span(), is_deed=True, is_parting=True)

    def _is_help_asked_for(self, fact: re.Match[str], start: int) -> bool:
        """Whether it is help that is needed or wished for, which is a family's need: "needs counselling"."""
        before = self.text.low[max(start, fact.start() - _BREATH) : fact.start()]
        return bool(_HELP.match(fact.group()) and _ASKED_FOR.search(before))

    def _is_me(self, fact: re.Match[str]) -> bool:
        """Whether the letters of an illness are the writer or speaker: "for me"."""
        return fact.group() == "me" and self.text.plain[fact.start() : fact.end()] != "ME"

    def _is_in_a_name(self, fact: re.Match[str], sentence: Sentence) -> bool:
        """Whether the word ends a name of places: "Tanner's Row"."""
        first = self.text.plain[max(sentence.start, fact.start() - 2) : fact.start() + 1]
        return len(first) == 3 and first[0].isalpha() and first[2].isupper() and not sentence.is_shouted

    def _owner(self, fact: _Fact, number: int, sentence: Sentence, mentions: list[Mention]) -> Mention | None:
        """The private person whose fact it is; None where it is the child's, a professional's or nobody's."""
        after = self._owner_after(fact, sentence, mentions)
        if after:
            return after
        asides = [found.span() for found in _ASIDE.finditer(self.text.low, sentence.start, fact.start)]
        before = [
            each
            for each in mentions
            if each.end <= fact.start and not any(start <= each.start < end for start, end in asides)
        ]
        while before:
            nearest = before.pop()
            gap = gap_words(sentence, _past_aside(nearest.end, asides), fact.start)
            if nearest.owns:
                owner = self._possessor(nearest, gap, fact, number, sentence, before)
                if owner or not self._may_pass_possessor(nearest, gap, fact, sentence):
                    return owner
                continue
            if fact.needs_possessor:
                return None
            if self._is_passed_over(nearest, gap, sentence, before):
                continue
            return self._subject(nearest, gap, fact, number, sentence, before)
        return None

    def _subject(
        self,
        nearest: Mention,
        gap: tuple[Word, ...],
        fact: _Fact,
        number: int,
        sentence: Sentence,
        before: list[Mention],
    ) -> Mention | None:
        """The private person of whom the fact is said as of its subject."""
        if not self._reaches(nearest, gap, fact):
            return None
        if nearest.is_generic and "whom" in [word.low for word in gap]:
            return nearest
        return self._person(nearest, number, sentence, before, said=self.text.low[fact.start : fact.end])

    def _may_pass_possessor(self, owner: Mention, gap: tuple[Word, ...], fact: _Fact, sentence: Sentence) -> bool:
        """Whether what is done may be done by somebody before "her mother's side" or "his bag and"."""
        return fact.is_deed and (self._governed(sentence, owner) or "and" in [word.low for word in gap])

    def _owner_after(self, fact: _Fact, sentence: Sentence, mentions: list[Mention]) -> Mention | None:
        """ "the death of his nan", "hit by his father"."""
        for each in mentions:
            if each.start >= fact.end and each.who in PRIVATE and not each.is_pronoun:
                gap = [word.low for word in gap_words(sentence, fact.end, each.start)]
                links = {"of"} if not fact.is_deed else _LINKS - {"to", "for", "from"}
                return each if len(gap) == 1 and gap[0] in links else None
        return None

    def _possessor(
        self, owner: Mention, gap: tuple[Word, ...], fact: _Fact, number: int, sentence: Sentence, before: list[Mention]
    ) -> Mention | None:
        if fact.is_parting and fact.is_deed and len(gap) > 4:
            return None
        if len(gap) > 5 or any(word.low not in words_of("speech", "joining") for word in gap):
            return None
        if not owner.is_pronoun:
            return owner if owner.who in PRIVATE else None
        own = bool(gap) and gap[0].low == "own"
        subject = before[-1] if before else None
        if (
            owner.pronoun == self.circle.pronoun
            and subject
            and not subject.owns
            and subject.who in PRIVATE
            and (own or subject.pronoun == owner.pronoun)
        ):
            between = gap_words(sentence, subject.end, owner.start)
            return subject if self._reaches(subject, between, replace(fact, is_deed=False)) else None
        return self._person(owner, number, sentence, before, said=self.text.low[fact.start : fact.end])

    def _is_passed_over(
        self, mention: Mention, gap: tuple[Word, ...], sentence: Sentence, before: list[Mention]
    ) -> bool:
        """Whether the mention is no subject: it hangs on a preposition, and nothing ties what follows to it."""
        if (
            "whom" in [word.low for word in gap[:4]]
            or (gap and gap[0].low in _RELATIVES)
            or (len(gap) > 1 and gap[0].low == "," and gap[1].low in _RELATIVES)
        ):
            return False
        if not gap and mention.who in PRIVATE:
            return False
        if self._is_aside(mention, gap, sentence) or self._is_object(mention, sentence, before):
            return True
        if (
            gap
            and gap[0].low == "and"
            and any(each.who is Who.CHILD and not each.owns and each.end <= mention.start for each in before)
        ):
            return True
        return self._governed(sentence, mention)

    @staticmethod
    def _is_object(mention: Mention, sentence: Sentence, before: list[Mention]) -> bool:
        """Whether relatives are what the child's verb is done to: "joined her family", "joined her new parents"."""
        said = [word.low for word in sentence.words if word.end <= mention.start]
        while said and said[-1] in _KINDS_OF_FAMILY:
            said.pop()
        is_done = bool(said) and said[-1].endswith("ed") and said[-1] not in words_of("speech", "source")
        is_child = any(each.who is Who.CHILD and not each.owns for each in before)
        is_family = mention.who is Who.FAMILY or (mention.who is Who.PARENT and said[-1:] == ["joined"])
        return is_family and is_done and is_child

    def _is_aside(self, mention: Mention, gap: tuple[Word, ...], sentence: Sentence) -> bool:
        """Whether the mention's own clause is over: "after his family moved, and was excluded"."""
        before = [word.low for word in sentence.words if word.end <= mention.start][-1:]
        lows = [word.low for word in gap]
        return bool(set(before) & _SUBORDINATE) and any(pair == (",", "and") for pair in pairwise(lows))

    def _reaches(self, subject: Mention, gap: tuple[Word, ...], fact: _Fact) -> bool:
        """Whether nothing between subject and fact gives the fact to somebody else."""
        lows = [word.low for word in gap]
        if lows[-2:] == ["asked", "for"]:  # what somebody has asked for is theirs
            return len(lows) <= 14
        if fact.is_deed:
            told = [low for low in lows[-3:] if low in words_of("speech", "source") - words_of("speech", "joining")]
            told = [] if lows[-1:] in (["and"], ["&"]) else told
            return len(lows) <= 14 and not told and not {";", ".", "but"} & set(lows)
        if len(lows) > 1 and lows[-2] in ("has", "have", "had", "with", "of", "got", "a", "an", "in"):
            known = words_of("speech", "source") | _USUAL | {"no", "any", "normal"}
            lows = lows[:-1] if lows[-1] not in known else lows  # any adjective: "with reactive"
        return (
            len(lows) <= 14
            and not {"no", "well"} & set(lows)
            and all(low in words_of("speech", "joining") or low.endswith("ly") or low[0].isdigit() for low in lows)
        )

    def _person(
        self, mention: Mention, number: int, sentence: Sentence, before: list[Mention], *, said: str
    ) -> Mention | None:
        """The private person whom a mention stands for; `said`: what is said of them."""
        if not mention.is_pronoun:
            return mention if mention.who in PRIVATE and not mention.is_generic else None
        meant = self._followed_back(mention, number, sentence, before, said) or self._grown_up(
            mention, number, before, said
        )
        return mention if meant else None

    def _followed_back(
        self, pronoun: Mention, number: int, sentence: Sentence, before: list[Mention], said: str
    ) -> Mention | None:
        nearby = [each for each in before if each.who in PRIVATE and not each.is_pronoun]
        people = [each for each in self._earlier(number) + nearby if each.pronoun in (pronoun.pronoun, "")]
        if (nearby or people) and _is_himself(sentence, pronoun):
            return (nearby or people)[-1]
        if not people:
            return None
        if pronoun.pronoun != self.circle.pronoun and pronoun.pronoun != "they" and self.circle.pronoun:
            return people[-1]
        if nearby and nearby[-1].pronoun == pronoun.pronoun:
            return self._subject_nearby(nearby[-1], pronoun, sentence, before)
        if self.told_on and not before and not pronoun.owns and self.told_on.pronoun == pronoun.pronoun:
            return None if _CARE.search(said) else self.told_on
        return None

    def _earlier(self, number: int) -> list[Mention]:
        return [each for when, each in self.spoken_of if number - when <= 3]

    def _grown_up(self, pronoun: Mention, number: int, before: list[Mention], said: str) -> Mention | None:
        """The relative of the child's own pronoun, or the whole family, whom what is said fits and no child."""
        if not pattern_of("facts", "grown_up").search(said):
            return None
        relatives = (Who.PARENT, Who.KIN, Who.FAMILY, Who.SIBLING)
        family = [each for each in self._earlier(number) + before if each.who in relatives and not each.is_pronoun]
        fits = [each for each in family if each.pronoun in (pronoun.pronoun, "") or pronoun.pronoun == "they"]
        return fits[-1] if fits else None

    def _subject_nearby(
        self, other: Mention, pronoun: Mention, sentence: Sentence, before: list[Mention]
    ) -> Mention | None:
        """The other person of the child's own pronoun, where the clause before says something of them."""
        children = [each for each in before if each.who is Who.CHILD and not each.owns]
        if other.owns or children or self._governed(sentence, other):
            return None
        gap = [word.low for word in gap_words(sentence, other.end, pronoun.start)]
        if gap and gap[-1] in ("told", "that") and {"been", "was", "were"} & set(gap):
            return other
        told = any(low in words_of("speech", "source") and low not in words_of("speech", "joining") for low in gap)
        return None if told else other


def _past_aside(end: int, asides: list[tuple[int, int]]) -> int:
    """Where the sentence goes on after a person: past ", with whom they live," where that stands next."""
    return next((after for start, after in asides if start == end), end)


def _made_up_from(sentence: Sentence) -> int:
    """Where a story or a refusal begins, "a film about a boy whose father died"; the sentence's end where none does."""
    if said := _NO_DETAILS.search(sentence.low):
        return sentence.start + said.start()
    fiction = words_of("capitals", "fiction")
    return next((word.start for word in sentence.words if word.low in fiction), sentence.end)


def _is_himself(sentence: Sentence, pronoun: Mention) -> bool:
    """Whether "himself", "herself" or "have themselves" follows: the speaker is meant, not the child."""
    following = [word.low for word in sentence.words if word.start >= pronoun.end][:2]
    return bool({"himself", "herself", "themselves"} & set(following))


def _is_said_elsewhere(sentence: Sentence, start: int, end: int) -> bool:
    """Whether what is said of a parent is a family need, adoption or guardianship: each has a rule of its own."""
    low = sentence.low[: end - sentence.start]
    at = start - sentence.start
    if _WANTS.match(low, at) or _NEW_PARENTS.search(low, at):
        return True
    return any(pattern_of("family_needs", key).match(low, at) for key in ("needs", "states", "wishes"))


def _past_an_age(following: list[Word]) -> list[Word]:
    """The words after ", who is three," where a verb comes next; else all of them."""
    lows = [word.low for word in following[:6]]
    if lows[:2] == [",", "who"] and lows[2:3] in (["is"], ["was"]) and lows[4:5] == [","] and len(lows) == 6:
        return following[5:]
    return following


def _past_self(following: list[Word]) -> list[Word]:
    """The words after "also", "himself" and the like."""
    while following and following[0].low in _ADVERBS | {"himself", "herself", "themselves", "just", "then"}:
        following = following[1:]
    return following


def _is_done(following: list[Word]) -> bool:
    """Whether a verb comes next that is not done to the one before it: not "parents, led by the therapist"."""
    return bool(following) and _is_verb(following[0]) and [word.low for word in following[1:2]] != ["by"]


def _is_verb(word: Word) -> bool:
    """Whether the word after a parent is a verb of theirs."""
    return word.low in _SELF or (_tells(word, Who.PARENT) and word.low not in words_of("capitals", "titles"))


def _is_of_school(clause: list[Word]) -> bool:
    """Whether another child only was hurt by the child, or goes to a school: "have gone to other schools"."""
    ends = {word.low for word in clause[2:]}
    return any(word.low in words_of("speech", "undergone") for word in clause[1:3]) or "schools" in ends


def _is_no_person(clause: list[Word]) -> bool:
    """Whether a friend is an animal or a toy: "is a dinosaur"."""
    animals = words_of("capitals", "pets") | {"dinosaur", "dragon", "robot", "unicorn", "spider", "ghost", "fairy"}
    return clause[0].low in ("is", "was") and any(word.low in animals for word in clause[1:4])


def _is_the_one(clause: list[Word]) -> bool:
    """Whether only the child's bond is told: "is the one that he talks about"."""
    return [word.low for word in clause[:3]] in (["is", "the", "one"], ["was", "the", "one"], ["is", "the", "person"])


def _tells(word: Word, who: Who) -> bool:
    """Whether the word after a person is a verb that says something of them."""
    if word.low in _STATIVE or who is Who.PEER or not word.text.isalpha():
        return word.low in _STATIVE and not (who is Who.PEER and word.low in ("took", "got", "started", "left", "went"))
    return (
        word.low.endswith(("s", "ed"))
        and not word.low.endswith("ss")
        and word.low not in _PREPOSITIONS
        and word.low not in _NO_VERBS
    )


def _clause(words: list[Word]) -> list[Word]:
    """The words up to the end of the clause, at most a dozen."""
    clause: list[Word] = []
    for word in words[:12]:
        if word.low in (".", ",", ";", ")", "but", "so", "which"):
            break
        if word.low == "and" and len(clause) > 2:
            break
        clause.append(word)
    return clause
