"""Terms of the professions in a text: listed ones, and acronyms whether listed or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import ahocorasick

from checker.wording.lexicon import lexicon

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
    folded, places = _folded(text)
    for last, (name, plain) in _automaton().iter(folded):
        first, end = last - len(name) + 1, last + 1
        if end < len(folded) and folded[end] == "s":
            end += 1
        if _is_edge(folded, first - 1) and _is_edge(folded, end):
            yield Term(name, places[first], places[end - 1] + 1, plain)


def _is_edge(folded: str, place: int) -> bool:
    return not (0 <= place < len(folded) and folded[place].isalnum())


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in small letters, white space and dashes as one space each, and where each letter stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = " " if letter.isspace() or letter in "-‐‑–" else letter.lower()
        if plain == " " and letters and letters[-1] == " ":
            continue
        letters.extend(plain)
        places.extend([place] * len(plain))
    return "".join(letters), places


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for group in lexicon("jargon").values():
        if isinstance(group, dict):
            for term, plain in group.items():
                name = term.replace("-", " ")
                automaton.add_word(name, (name, plain))
    automaton.make_automaton()
    return automaton


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
