"""Pronouns that can mean nobody but the child: no relative, helper or friend stands near enough to be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from hub.language.names import is_listed
from hub.language.people import Circle, Mention, Who, people_in
from hub.language.phrases import words_of
from hub.language.text import Sentence, Word, plain

_SINGULAR = re.compile(r"\b(?:s?he|him|his|hers?)\b")
_EITHER = re.compile(r"\b(?:s?he|him|his|hers?|they|their) ?(?:/|or|and) ?(?:s?he|him|his|hers?)\b|\bs/he\b|\(s\)he")
_AFTER_NOUN = re.compile(r" (?:in|from|at|on|who|with|there)\b")
_BACK = 2  # sentences: as far back as "he" reaches
_OF_A_CHILD = re.compile(  # what is hardly said of a parent or worker, where only the child has just been named
    r" (?:(?:also|often|still|now|always|usually|sometimes|really|especially) )?(?:likes|loves|enjoys|cannot|can't|can"
    r"|needs|struggles|wears|eats|sleeps|walks|reads|writes|counts|plays|prefers|falls|tires|dislikes|hates|chews|copies|bites"
    r"|draws|speaks in|uses an?|responds|learns|has (?:few|no|many|one|two|an? (?:good|best)) friends?)\b"
    r"(?! (?:to (?:see|meet|hear|know|talk|support|have)|the (?:school|staff|teacher|idea|plan)|that)\b)"
)


@cache
def _tells() -> re.Pattern[str]:
    """What follows is told by the person of the pronoun, so a parent or a worker is meant: "she says"."""
    told = "|".join(sorted(words_of("identity", "tells")))
    return re.compile(rf" (?:(?:also|has|had|have|then|was|is|really|very|would|did not|does not) )*(?:{told})\b")


def unclaimed_pronouns(text: str, circle: Circle) -> Iterator[tuple[Sentence, Mention]]:
    """Every "he" or "she" of the text that nobody but the child can be meant by, with its sentence."""
    if not _SINGULAR.search(plain(text).low):
        return
    definite: list[tuple[int, str]] = []  # the number of a sentence, and the pronoun of somebody in it
    ever: set[str] = set()
    is_child_known = False
    since: set[str] = set()  # whom the text spoke of since a sentence last began with the child's name
    for number, (sentence, mentions) in enumerate(zip(plain(text).sentences, people_in(text, circle), strict=True)):
        definite = [each for each in definite if number - each[0] <= _BACK]
        said = {each.pronoun for each in mentions if each.is_pronoun}
        if sentence.words and sentence.words[0].bare in circle.child:
            since = set()
        own_claims = set(_claims(sentence, mentions, circle))
        since |= own_claims
        claims = {*own_claims, *(each for _, each in definite if each in said)}
        definite += [(number, pronoun) for pronoun in claims]
        ever |= claims
        is_child_known = is_child_known or any(each.who is Who.CHILD and not each.is_pronoun for each in mentions)
        if not _SINGULAR.search(sentence.low) or _EITHER.search(sentence.low):
            continue
        might = {pronoun for _, pronoun in definite}
        others = _others_from(sentence, circle)
        for each in mentions:
            if not each.is_pronoun or each.pronoun == "they" or others < each.start or _is_quoted(sentence, each):
                continue
            is_childs = _is_childs_doing(sentence, each, mentions, circle)
            claimed = since & might if is_childs else might
            is_source = not is_childs and _tells().match(sentence.low, each.end - sentence.start)
            known = claimed | ever if is_source else claimed
            if not known & {each.pronoun, ""} and (is_child_known or not is_source):
                yield sentence, each


def _is_childs_doing(sentence: Sentence, pronoun: Mention, mentions: list[Mention], circle: Circle) -> bool:
    """Whether a sentence begins with what a child does, and speaks of nobody by the child's own pronoun."""
    if (
        pronoun.owns
        or sentence.words[0].start != pronoun.start
        or any(each.pronoun == circle.pronoun or not each.is_pronoun for each in mentions if each is not pronoun)
    ):
        return False
    return bool(_OF_A_CHILD.match(sentence.low, pronoun.end - sentence.start))


def _claims(sentence: Sentence, mentions: list[Mention], circle: Circle) -> Iterator[str]:
    """The pronoun of everybody but the child whom a later sentence may go on about; "" where it may be either."""
    for each in mentions:
        if each.who is not Who.CHILD and not each.is_pronoun and not _is_nobody(sentence, each):
            yield "" if each.pronoun == "they" else each.pronoun  # "his older cousin" is either
    begins = sentence.low.startswith(("he ", "she "))
    for at, word in enumerate(sentence.words):
        if begins and at and sentence.words[at - 1].low in ("the", "a", "an", "school", "class", "his", "her", "their"):
            continue  # "he is scared of the dog": whom the sentence begins with is not the dog
        named = word.is_capital and is_listed(word) and word.bare not in circle.child
        if named or (word.bare in words_of("identity", "somebody") and not _is_indefinite(sentence.words[:at])):
            yield ""


def _is_nobody(sentence: Sentence, mention: Mention) -> bool:
    """Whether nobody is meant whom "he" or "she" could take up: "no friend", "his parents", "peers"."""
    before = [word.low for word in sentence.words if word.end <= mention.start][-1:]
    head = sentence.text[mention.head.start - sentence.start : mention.head.end - sentence.start].lower()
    head = _AFTER_NOUN.split(head)[0]
    is_plural = head.removesuffix("'s").endswith(("s", "children", "people")) and not mention.owns and not mention.named
    if mention.who is Who.PROFESSIONAL and before in (["a"], ["an"]):
        return True
    return before in (["no"], ["any"], ["without"]) or is_plural or mention.who is Who.FAMILY


def _is_indefinite(before: tuple[Word, ...]) -> bool:
    """Whether "a", "an", "any" … stands shortly before: "a trained adult"; not in "has a rabbit"."""
    if any(word.low in ("has", "had", "have", "got", "called", "named") for word in before[-4:]):
        return False
    return any(word.low in ("a", "an", "any", "another", "one", "each", "every", "no") for word in before[-5:])


def _others_from(sentence: Sentence, circle: Circle) -> int:
    """Where anybody besides the child is first spoken of, "a trained adult" too, or an unknown name; else its end."""
    for at, word in enumerate(sentence.words):
        is_named = at and word.is_capital and word.bare not in circle.child and _may_name_somebody(sentence, at)
        if is_named or word.bare in words_of("identity", "somebody"):
            return word.start
    return sentence.end


def _is_quoted(sentence: Sentence, mention: Mention) -> bool:
    """Whether it stands in double quotes: the child speaks of somebody, or the word itself is spoken of."""
    return sentence.text[: mention.start - sentence.start].count('"') % 2 == 1


def _may_name_somebody(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    return not (
        sentence.is_shouted or word.text.isupper() or sentence.words[at - 1].low == "."
        or word.bare in words_of("capitals", "not_names")
    )  # fmt: skip
