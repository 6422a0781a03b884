"""Is this word somebody's given name? A list answers, and a capital where the list is silent."""

from __future__ import annotations

from functools import cache

from hub.language.phrases import listed, words_of
from hub.language.text import Word, fold


@cache
def given_names() -> frozenset[str]:
    """Every listed given name that is not also an everyday word, in small letters without accents."""
    names: set[str] = set()
    for key, written in listed("given_names").items():
        if key != "words":
            names.update(fold(written).split())
    return frozenset(names - words_of("given_names", "words") - words_of("capitals", "everyday"))


def parts_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded, in small letters, without titles: "Dr Siân Rhys-Evans" → sian, rhys-evans."""
    words = fold(name).lower().replace(".", " ").replace(",", " ").split()
    return tuple(word for word in words if word not in words_of("capitals", "titles"))


def is_listed(word: Word) -> bool:
    """Whether the word, or the first half of a double name, is a listed given name."""
    name = word.bare
    return name in given_names() or ("-" in name and name.split("-")[0] in given_names())


def may_name(word: Word, *, expected: bool, shouted: bool) -> bool:
    """Whether the word names a person.

    `expected`: it stands where a name does ("his brother …"), so that a listed name needs no capital and a capital
    needs no listing. `shouted`: the sentence is in capitals, so that a capital says nothing.
    """
    if not word.text[0].isalpha() or word.bare in words_of("capitals", "not_names"):
        return False
    if is_listed(word):
        return expected or (word.is_capital and not shouted)
    if shouted or not expected or not word.is_capital:
        return False
    return len(word.bare) > 1 and not (word.text.isupper() and len(word.text) > 2)
