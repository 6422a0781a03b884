"""What is said of a relative as of any relative: what they report, feel, or do in looking after the child."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.language.people import Mention
from hub.language.phrases import words_of
from hub.language.text import Word

_STATES = words_of("grammar", "self")
_OWN_DOING = words_of("grammar", "own_doing")
_ENDS = frozenset([".", ";", ":", "but", "so", "!", "?", "because"])
_KEYS = ("source", "caring", "company", "neutral", "ordinary_havings")
_AUXILIARIES = frozenset(["is", "are", "was", "were", "has", "have", "had", "must", "can", "will", "would", "should"])
_WRITER = frozenset(["i", "me", "us", "we"])
_JOB = re.compile(
    r"(?:(?:is|was) an? (?:\w+ ){0,2}|(?:are|were) (?:both )?)\w{2,}(?:er|or|ist|ian|man|nurse|chef|cook|vet|clerk)s?"
)
_LONGEST = 20  # words of a clause


def said_of(words: list[Word], mentions: list[Mention]) -> Iterator[list[Word]]:
    """The clauses that follow a subject, one for each verb: "is Polish", "is waiting to hear about her visa".

    `mentions`: everybody in the sentence; where another of them begins to be the subject, the first one's words end.
    """
    subjects = {each.start for each in mentions if not each.owns}
    clause: list[Word] = []
    for at, word in enumerate(words[:_LONGEST]):
        if word.low in _ENDS or (word.low == "," and len(clause) > 6):
            break
        following = words[at + 1] if at + 1 < len(words) else None
        if word.low in ("and", ",") and following and clause:
            if word.low == "and" and _begins_another(following, words[at + 2 : at + 5], subjects):
                break
            if following.low in _STATES:
                yield clause
                clause = []
                continue
        clause.append(word)
    if clause:
        yield clause


def _begins_another(word: Word, after: list[Word], subjects: set[int]) -> bool:
    """Whether another subject and its verb stand here: "and the hoist must", "and her gran gets", "and we talked"."""
    if word.low in ("i", "we"):
        return True
    lows = [each.low for each in after]
    if word.start in subjects:
        return any(low in _STATES or low.endswith(("s", "ed")) for low in lows)
    return word.low not in _STATES and any(low in _AUXILIARIES for low in lows)


def is_ordinary(clause: list[Word]) -> bool:
    """Whether it tells no more than relatives ordinarily say, do or feel: by its verb, or by most of its words."""
    lows = [word.low for word in clause]
    told = [word for word in clause if word.text.isalpha() and not _is_small(word)]
    if not told or _WRITER & set(lows) or _JOB.fullmatch(" ".join(lows)):
        return True
    if told[0].low in words_of("speech", "source", "caring") and told[0].low not in words_of("speech", "light"):
        return True
    return 2 * sum(_is_ordinary_word(word) for word in told) >= len(told)


def _is_small(word: Word) -> bool:
    """Whether the word tells nothing by itself; a name is no news either."""
    return word.is_capital or word.low in words_of("grammar", "small") or word.low.endswith("ly")


def _is_ordinary_word(word: Word) -> bool:
    return word.low not in _OWN_DOING and any(word.low in words_of("speech", key) for key in _KEYS)
