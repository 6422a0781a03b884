"""Sentences that say no more than that there is a difficulty, and sentences that show how one looks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise

from checker.wording.lexicon import lexicon
from hub.language.names import may_name
from hub.language.text import Sentence, Word

_LISTS = lexicon("vague_needs")
_DIFFICULTY, _HEDGE, _ADJECTIVES = (frozenset(_LISTS[name]) for name in ("difficulty", "hedge", "adjectives"))
_TOPICS: dict[str, frozenset[str]] = {field: frozenset(words) for field, words in _LISTS["topics"].items()}
_GENERAL = "general"  # the topics that are everything and nothing
_DENIAL = frozenset(_LISTS["denial"])
_DENIED = frozenset(_LISTS["denied"])
_SAY_NOTHING = ("difficulty", "hedge", "adjectives", "degree", "small", "places", "denial", "denied")
_PLAIN = frozenset().union(*(_LISTS[name] for name in _SAY_NOTHING))
_VAGUE = _PLAIN.union(*_TOPICS.values())
_NAMED = frozenset(_LISTS["beside"]).union(_LISTS["places"], *_TOPICS.values())
_NEEDS = frozenset(("need", "needs", "needed", "require", "requires", "benefit", "benefits"))
_COULD_DO = ("do", "with")
_HELP = frozenset(_LISTS["help"])
_BEFORE_A_NOUN = frozenset(_LISTS["degree"]).union(*_TOPICS.values())
_NAMED_BY = frozenset(
    ("has", "had", "requires", "needs", "finds", "struggles", "presents", "experiences", "shows", "can")
)
_AFFECTS = frozenset(("impact", "impacts", "impacting", "impacted", "affect", "affects", "affecting", "affected"))
_AFFECTED = (_PLAIN | {"progress", "curriculum", "development", "learn"}).difference(
    _LISTS["plain_effects"]
)  # where all of life is, nothing is said
_LETTERS = re.compile(r"[a-z]+|\d+")
_LONGEST = 30  # words: a longer sentence says something


def is_vague(sentence: Sentence, names: Collection[str] = ()) -> bool:
    """Whether the sentence says only that there is a difficulty with something general: all its words do.

    `names` are the child's, in small letters.
    """
    if len(sentence.words) > _LONGEST:
        return False
    said = _said(sentence, names)
    affects = next((index for index, word in enumerate(said) if word in _AFFECTS), len(said))
    if not (_VAGUE.issuperset(said[:affects]) and _AFFECTED.issuperset(said[affects + 1 :])):
        return False
    words = frozenset(said)
    return bool(
        affects < len(said)
        or (words & _DIFFICULTY and not words & _DENIAL)
        or (words & _ADJECTIVES and words & _HEDGE)
        or (words & _DENIAL and words & _DENIED)
        or _needs_something(said)
    )


def _needs_something(said: Sequence[str]) -> bool:
    """Whether it says “needs support” or “sensory needs”; “needs to”, “needs time” say what is needed."""
    for before, word in pairwise(("", *said)):
        if (word in _NEEDS or (before, word) == _COULD_DO) and (
            _HELP.intersection(said) or before == "of" or before in _BEFORE_A_NOUN
        ):
            return True
    return False


def is_bare_topic(sentence: Sentence) -> bool:
    """Whether it only names an area of life: “Attention and listening”."""
    return _NAMED.issuperset(_said(sentence)) and bool(fields_in(sentence))


def fields_in(sentence: Sentence) -> frozenset[str]:
    """The areas of life that the sentence names; none where it only names all of them."""
    said = frozenset(_said(sentence))
    return frozenset(field for field, words in _TOPICS.items() if field != _GENERAL and said & words)


def shows(sentence: Sentence, fields: Collection[str]) -> bool:
    """Whether the sentence shows what a difficulty in any of the fields looks like."""
    return any(_shown(field).search(sentence.low) for field in fields)


@cache
def _shown(field: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _LISTS['shown'][field]))})")


def _said(sentence: Sentence, names: Collection[str] = ()) -> list[str]:
    """Its words one by one in small letters, without names; a figure stands for itself."""
    words = [word for word in sentence.words if word.text[0].isalnum()]
    return [
        part
        for index, word in enumerate(words)
        if not (word.bare in names or _is_name(words, index, sentence.is_shouted))
        for part in _LETTERS.findall(word.bare)
    ]


def _is_name(words: Sequence[Word], index: int, shouted: bool) -> bool:
    """Whether the word is a person's name: one by a list, or a capital within the sentence or before “has”, “finds”."""
    if not words[index].is_capital or shouted:
        return False
    if words[index].bare in _VAGUE:
        return False
    after = words[index + 1].low if index + 1 < len(words) else ""
    return may_name(words[index], expected=index > 0 or after in _NAMED_BY, shouted=shouted)
