"""What a family or a parent is said to need for itself, where no effect on the child is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.language.people import PRIVATE, Circle, Mention, Who, people_in
from hub.language.phrases import Phrases, pattern_of, words_of
from hub.language.span import Span, merged
from hub.language.text import PlainText, Sentence, Word, plain

_NOMINATIVE = frozenset(["he", "she", "they", "we", "i"])
_FAMILY = frozenset({Who.PARENT, Who.FAMILY, Who.KIN, Who.CARER})
_JOINS = words_of("family_needs", "joins")
_NEAR = 160  # letters from the one who needs to the end of the verb
_OTHERS = re.compile(
    r"\b(?:staff|teachers|peers|children|friends|adults|pupils|tas|assistants|people|boys|girls|siblings|brothers|sisters"
    r"|twins|colleagues|professionals|classmates|others|seizures|sessions|tablets|words|exercises|\w+ists)\b"
)
_SOON = 3  # words before what a sentence is about
_REACH = 14  # words between the one who needs and the verb
_LONGEST = 26  # words of a clause, where nobody set a full stop
_NOTHING = re.compile(r" ?(?:for )?(?:nothing|no |not )")
_ITSELF = re.compile(r"\bfor (?:him|her|them)sel(?:f|ves)\b|\b(?:his|her|their) own\b")
_TO_DO = re.compile(r"(?: to |(?<= to) )(?P<verb>[a-z]{3,})\b")
_END = re.compile(r"[;!?]|\.(?=\s|$)|,? but ")
_AT_FIRST = re.compile(
    r"\b(?:because|as|since|due to the fact that|now that|while)(?: (?:the|her|his|their|both|all))* ?$"
)


def family_needs_in(text: str, circle: Circle) -> list[Span]:
    """Clauses that say a need of the family, and no effect of it on the child; places in `plain(text)`."""
    read = plain(text)
    return merged(_Search(read, circle).found())


class _Search:
    """Walks a text, remembering who of the family was spoken of last."""

    def __init__(self, text: PlainText, circle: Circle) -> None:
        self.circle = circle
        self.sentences = text.sentences
        self.everybody = people_in(text.typed, circle)
        self.last: Mention | None = None
        self.are_others = False  # whether the sentence before speaks of others whom "they" may mean

    def found(self) -> Iterator[Span]:
        for number, (sentence, mentions) in enumerate(zip(self.sentences, self.everybody, strict=True)):
            yield from self._in_sentence(number, sentence, mentions)
            self.are_others = bool(_OTHERS.search(sentence.low))
            family = [each for each in mentions if each.who in _FAMILY and not each.is_pronoun]
            if family or not any(each.is_pronoun for each in mentions):
                self.last = family[-1] if family else None

    def _in_sentence(self, number: int, sentence: Sentence, mentions: list[Mention]) -> Iterator[Span]:
        for home in pattern_of("family_needs", "dwelling").finditer(sentence.low):
            said = Span(sentence.start + home.start(), sentence.start + home.end())
            if not self._affects_child(number, sentence, said, mentions):
                yield said
        for place, each in enumerate(mentions):
            if not self._is_of_family(each, mentions[:place]):
                continue
            needed = self._needed(sentence, each, mentions)
            if needed and not self._affects_child(number, sentence, needed, mentions):
                yield needed

    def _is_of_family(self, mention: Mention, before: list[Mention]) -> bool:
        if not mention.is_pronoun:
            return mention.who in _FAMILY
        nearby = [each for each in before if each.who in _FAMILY and not each.is_pronoun]
        meant = nearby[-1] if nearby else self.last
        is_plural = mention.pronoun == "they" and self.circle.pronoun != "they"
        if meant is None:
            return is_plural and not before and not self.are_others
        if any(each.who is Who.CHILD and not each.is_pronoun for each in before):
            return False
        is_clear = not self._may_be_child(mention) or all(each.who in _FAMILY for each in before)
        return is_plural or (mention.pronoun == meant.pronoun and is_clear)

    def _needed(self, sentence: Sentence, mention: Mention, mentions: list[Mention]) -> Span | None:
        """The clause in which the mention needs something for itself."""
        said = sentence.low[mention.start - sentence.start : mention.end - sentence.start]
        start = mention.start - sentence.start + len(said.removesuffix("'d"))
        if mention.owns:
            verb = pattern_of("family_needs", "owned").match(sentence.low, start + 1)
            return self._clause(sentence, mention, verb.end(), mentions) if verb else None
        for verb in pattern_of("family_needs", "states").finditer(sentence.low, start, start + _NEAR):
            said = verb.group()
            is_the_childs = self._without_the_childs(said, mention) != said
            if not is_the_childs and self._is_subject(sentence, mention, verb.start(), mentions):
                return self._clause(sentence, mention, verb.end(), mentions)
        if self._is_hard_up(sentence, mention):
            return self._clause(sentence, mention, start, mentions)
        return self._asked(sentence, mention, mentions, start)

    def _asked(self, sentence: Sentence, mention: Mention, mentions: list[Mention], start: int) -> Span | None:
        """The clause in which the mention needs or wishes for something of its own."""
        for key in ("needs", "wishes"):
            for verb in pattern_of("family_needs", key).finditer(sentence.low, start, start + _NEAR):
                if not self._is_subject(sentence, mention, verb.start(), mentions):
                    break
                clause = self._clause(sentence, mention, verb.end(), mentions)
                needed = Span(verb.end() + sentence.start, clause.end)
                if self._is_own(key, sentence, needed, mention, mentions):
                    return clause
        return None

    @staticmethod
    def _is_hard_up(sentence: Sentence, mention: Mention) -> bool:
        """Whether the sentence is about the family's money, and goes on to no effect of it."""
        first = sentence.words[0].start if sentence.words else sentence.start
        if mention.start > first or mention.who is Who.KIN:
            return False
        money = pattern_of("family_needs", "hardship").search(sentence.low, mention.end - sentence.start)
        if not money or len(sentence.low[mention.end - sentence.start : money.start()].split()) > _SOON:
            return False
        return not pattern_of("family_needs", "effects").search(sentence.low, money.end())

    def _is_subject(self, sentence: Sentence, mention: Mention, verb: int, mentions: list[Mention]) -> bool:
        """Whether the mention is what the verb is said of: nobody else, and no report, stands between."""
        gap = [word.low for word in sentence.words if mention.end <= word.start < verb + sentence.start]
        others = [each for each in mentions if mention.end <= each.start < verb + sentence.start and not each.owns]
        between = set(gap) & (
            words_of("identity", "somebody") | {"that", "staff", "school", "if", "how", "what", ";", "."}
        )
        before = sentence.low[: mention.start - sentence.start].rstrip().rpartition(" ")[2]
        is_governed = before != "and" and before in words_of("grammar", "prepositions")
        is_noun = bool(gap) and gap[-1] in words_of("family_needs", "before_noun")
        return len(gap) <= _REACH and not (between or others or is_governed or is_noun)

    def _clause(self, sentence: Sentence, mention: Mention, after: int, mentions: list[Mention]) -> Span:
        found = _END.search(sentence.low, after)
        end = found.start() if found else len(sentence.low)
        words = [word for word in sentence.words if word.start >= mention.start and word.end <= sentence.start + end]
        others = {
            each.start: each.end for each in mentions if each.who in PRIVATE and not (each.is_pronoun or each.owns)
        }
        for at, word in enumerate(words):
            is_next = word.low in _NOMINATIVE and words[at - 1].low not in _JOINS
            is_next = is_next or _begins_another(words, at, others.get(word.start, 0))
            if is_next and word.start > sentence.start + after:
                words = words[:at]
                break
        return Span(mention.start, words[:_LONGEST][-1].end)

    # for whom

    def _is_own(self, key: str, sentence: Sentence, place: Span, subject: Mention, mentions: list[Mention]) -> bool:
        """Whether what is needed or wished for is the family's own, rather than the child's or for the child."""
        said = sentence.low[place.start - sentence.start : place.end - sentence.start]
        if _NOTHING.match(said):
            return False
        has_child = any(self._is_child(each, subject) for each in mentions if place.start <= each.start < place.end)
        own = pattern_of("family_needs", "own_things").search(self._without_the_childs(said, subject))
        is_for_itself = _ITSELF.search(said)
        if key == "wishes" and not (own or has_child or _for_child().search(said)):
            own = _own_doing(sentence, place)
        own = own or is_for_itself
        for_child = not is_for_itself and _for_child().search(said, 0, own.start() if own else len(said))
        if own:
            return not for_child and (key == "needs" or not has_child)
        is_known = not subject.is_pronoun or self.last is not None
        return key == "needs" and is_known and not (has_child or for_child or self._may_be_child(subject))

    def _may_be_child(self, mention: Mention) -> bool:
        return mention.is_pronoun and mention.pronoun == self.circle.pronoun

    def _without_the_childs(self, said: str, subject: Mention) -> str:
        """The words without "his anxiety", where he can only be the child."""
        whose = {"he": "his", "she": "her"}.get(self.circle.pronoun)
        is_the_childs = whose and subject.pronoun != self.circle.pronoun
        return re.sub(rf"\b{whose} (?:own )?\w+", "", said) if is_the_childs else said

    def _is_child(self, mention: Mention, subject: Mention | None = None) -> bool:
        """Whether the mention is of the child: a name, or the child's pronoun where it is not the subject's too."""
        if mention.who is not Who.CHILD or (subject and mention.is_pronoun and mention.pronoun == subject.pronoun):
            return False
        return not mention.is_pronoun or mention.pronoun == self.circle.pronoun or not self.circle.pronoun

    # the effect

    def _affects_child(self, number: int, sentence: Sentence, needed: Span, mentions: list[Mention]) -> bool:
        """Whether the sentence or the next goes on to say what this does to the child."""
        low = sentence.low
        children = [each for each in mentions if self._is_child(each)]
        before = low[: needed.start - sentence.start]
        if _AT_FIRST.search(before) and any(each.end <= needed.start for each in children):
            return True
        for each in children:
            if each.start > needed.start and pattern_of("family_needs", "effects").search(
                low, needed.start - sentence.start, each.start - sentence.start
            ):
                return True
        return self._next_tells(number + 1)

    def _next_tells(self, number: int) -> bool:
        if number >= len(self.sentences):
            return False
        sentence, mentions = self.sentences[number], self.everybody[number]
        children = [each for each in mentions if self._is_child(each)]
        return bool(children) and bool(
            pattern_of("family_needs", "effects_after").match(sentence.low, _first_letter(sentence))
        )


def _begins_another(words: list[Word], at: int, end: int) -> bool:
    """Whether somebody else's clause begins at a word, who is named up to `end`: "and Dad needs"."""
    verb = next((word.low for word in words[at + 1 :] if word.start >= end), "")
    is_verb = verb in words_of("grammar", "self", "stative") or verb.endswith(("s", "ed"))
    return bool(end) and at > 0 and words[at - 1].low in ("and", ",", "but") and is_verb


def _first_letter(sentence: Sentence) -> int:
    """Where the first word of the sentence begins, after a bullet."""
    return next((word.start for word in sentence.words if word.text.isalpha()), sentence.start) - sentence.start


def _own_doing(sentence: Sentence, place: Span) -> re.Match[str] | None:
    """ "to emigrate": what is wished to be done, where it is nothing that a parent does with or for the child."""
    done = _TO_DO.match(sentence.low, place.start - sentence.start)
    return done if done and done["verb"] not in words_of("family_needs", "with_child") else None


def _for_child() -> Phrases:
    return pattern_of("family_needs", "for_child")
