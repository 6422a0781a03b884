"""Terms of the professions in a text: listed ones, and acronyms whether listed or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from checker.wording.lexicon import lexicon
from checker.wording.wordlist import WordList, fold

_ACRONYM = re.compile(r"(?<![\w.&/’'-])[A-Z][A-Za-z]{0,4}[A-Z](?:[-–][A-Z0-9]{1,2})?\d?(?=s?(?![\w]))")
_VOWEL = re.compile(r"[AEIOUY]")


@dataclass(frozen=True, slots=True)
class Term:
    """A term at its place: what it is filed under, and plain words for it (“” where we know none)."""

    name: str
    start: int
    end: int
    plain: str
    is_acronym: bool = False


@lru_cache(maxsize=256)
def terms_in(text: str) -> tuple[Term, ...]:
    """Every listed term and every acronym that families need not know, in order, the longest where they overlap."""
    found = sorted([*_listed(text), *_acronyms(text)], key=lambda term: (term.start, term.start - term.end))
    kept: list[Term] = []
    for term in found:
        if not kept or term.start >= kept[-1].end:
            kept.append(term)
    return tuple(term for term in kept if term.plain or term.is_acronym)


def _listed(text: str) -> Iterator[Term]:
    words, plain = _list()
    for found in words.find(text):
        yield Term(found.name, found.start, found.end, plain[found.name])


@cache
def _list() -> tuple[WordList, dict[str, str]]:
    """The listed terms, and the plain words for each."""
    groups = (group for group in lexicon("jargon").values() if isinstance(group, dict))
    plain = {fold(term): words for group in groups for term, words in group.items()}
    return WordList(plain), plain


@cache
def _known() -> frozenset[str]:
    return frozenset(word.upper() for word in lexicon("acronyms")["known"]["words"])


def _acronyms(text: str) -> Iterator[Term]:
    stands_for: dict[str, str] = lexicon("acronyms")["stands_for"]
    for found in _ACRONYM.finditer(text):
        word = found.group()
        if word.upper() in _known() or _is_shouted(text, found):
            continue
        if word in stands_for or _looks_unknown(word):
            end = found.end() + text.startswith("s", found.end())
            yield Term(word, found.start(), end, stands_for.get(word, ""), is_acronym=True)


def _looks_unknown(word: str) -> bool:
    """Whether a word not on the list is surely an acronym: a person's initials and a stressed word are not."""
    return (
        word.isupper()
        and not set(word) <= set("IVXLCDM")
        and 3 <= len(word) <= 5
        and (len(word) == 3 or not _VOWEL.search(word))
    )


def _is_shouted(text: str, found: re.Match[str]) -> bool:
    """Whether the words beside it are in capitals too, as in a heading or a text typed in capitals."""
    around = text[max(0, found.start() - 30) : found.start()] + " " + text[found.end() : found.end() + 30]
    beside = re.findall(r"[A-Za-z]{3,}", around)
    return len(beside) > 0 and sum(word.isupper() for word in beside) > len(beside) / 2
