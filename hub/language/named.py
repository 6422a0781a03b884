"""Does what stands in a file's properties name a person? “Denise Crabtree” does, “Speech Therapy Team” doesn't."""

from __future__ import annotations

import re
from itertools import takewhile

from hub.language.names import is_listed
from hub.language.phrases import words_of
from hub.language.text import Word, fold, words_in
from hub.names import folded

_ASIDE = re.compile(r"\([^()]{0,80}\)")
_ACCOUNT = re.compile(r"(?:\S{1,64}\\)?([a-z]{2,30})[._]([a-z]{2,30})(?:\d{0,4})(?:@\S{1,80})?", re.IGNORECASE)
_BETWEEN = re.compile(r"[;|/]| - | and | & ")
_CODE = re.compile(r"\d|[^\w\s'.,-]")
_LONGEST_NAME = 4  # words


def people_given(said: str) -> list[str]:
    """The people whom a property that is there for names gives: no team's, no program's, no machine's."""
    parts = (part.strip() for part in _BETWEEN.split(fold(_ASIDE.sub(" ", said))))
    return [part for part in parts if _is_name(part)]


def _is_name(bare: str) -> bool:
    account = _ACCOUNT.fullmatch(bare)
    if account:
        return not _is_nobody(*account.groups())
    words = [word for word in words_in(bare) if word.bare not in words_of("capitals", "titles") and _is_word(word)]
    if not words or _CODE.search(bare) or len(words) > _LONGEST_NAME or _is_nobody(*(word.bare for word in words)):
        return False
    if len(words) == 1:
        return is_listed(words[0]) or words_in(bare)[0].bare in words_of("capitals", "titles")
    return all(word.is_capital for word in words) or is_listed(words[0])


def people_named(said: str) -> list[str]:
    """The people whom a property of free words (a title, a comment) names."""
    words = words_in(fold(said))
    return [name for at in range(len(words)) if (name := _named_at(words, at))]


def is_for_a_person(property_name: str) -> bool:
    """Whether a property is there for a person's name, by what it is called: “Checked by”, “Mother”."""
    return not words_of("properties", "roles").isdisjoint(folded(property_name).split())


def _is_word(word: Word) -> bool:
    return word.text.replace("-", "").replace("'", "").isalpha()


def _is_nobody(*words: str) -> bool:
    nobody = words_of("properties", "nobody") | words_of("capitals", "work")
    return any(word.lower() in nobody for word in words)


def _named_at(words: tuple[Word, ...], at: int) -> str:
    """The name that begins here: a listed given name, or what follows a title, with the capitals after it."""
    word = words[at]
    titled = word.bare in words_of("capitals", "titles")
    rest = words[at + 1 : at + _LONGEST_NAME]
    after = " ".join(each.bare for each in takewhile(lambda each: each.is_capital and each.text.isalpha(), rest))
    if titled:
        return after
    is_name = word.is_capital and is_listed(word) and not (rest and _is_nobody(rest[0].bare))
    return f"{word.bare} {after}".strip() if is_name else ""
