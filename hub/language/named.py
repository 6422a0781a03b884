"""Does what stands in a file's properties name a person? “Denise Crabtree” does, “Speech Therapy Team” doesn't."""

from __future__ import annotations

import re

from hub.language.names import is_listed
from hub.language.people import relation_words
from hub.language.phrases import words_of
from hub.language.text import Word, fold, words_in
from hub.names import folded

_ASIDE = re.compile(r"\([^()]{0,80}\)")
_ACCOUNT = re.compile(r"(?:\S{1,64}\\)?([a-z]{2,30})[._]([a-z]{2,30})(?:\d{0,4})(?:@\S{1,80})?", re.IGNORECASE)
_CODE = re.compile(r"\d|[^\w\s'.,-]")
_LONGEST_NAME = 4  # words


def names_person(said: str) -> bool:
    """Whether a property that is there for a name gives a person's: not a team's, a program's, a machine's."""
    bare = fold(_ASIDE.sub(" ", said)).strip()
    account = _ACCOUNT.fullmatch(bare)
    if account:
        return not _is_nobody(*account.groups())
    words = [word for word in words_in(bare) if word.bare not in words_of("capitals", "titles") and word.text.isalpha()]
    if not words or _CODE.search(bare) or len(words) > _LONGEST_NAME or _is_nobody(*(word.bare for word in words)):
        return False
    if len(words) == 1:
        return is_listed(words[0]) or words_in(bare)[0].bare in words_of("capitals", "titles")
    return all(word.is_capital for word in words) or is_listed(words[0])


def mentions_person(said: str) -> bool:
    """Whether a property of free words (a subject, a comment) names somebody, or speaks of one of a family."""
    words = words_in(fold(said))
    return any(_is_person(words, at) for at in range(len(words)))


def is_for_a_person(property_name: str) -> bool:
    """Whether a property is there for a person's name, by what it is called: “Checked by”, “Mother”."""
    return not words_of("properties", "roles").isdisjoint(folded(property_name).split())


def _is_nobody(*words: str) -> bool:
    nobody = words_of("properties", "nobody") | words_of("capitals", "work")
    return any(word.lower() in nobody for word in words)


def _is_person(words: tuple[Word, ...], at: int) -> bool:
    word = words[at]
    if word.bare in relation_words():
        return True
    after = words[at + 1] if at + 1 < len(words) else None
    if word.bare in words_of("capitals", "titles"):
        return any(each.is_capital and each.text.isalpha() for each in words[at + 1 : at + 3])
    return word.is_capital and is_listed(word) and (after is None or not _is_nobody(after.bare))
