"""The cheap question before the patterns: which beginnings of words stand in a text at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import ahocorasick

from checker.wording.lexicon import lexicon


class Stems:
    """Beginnings of words, each belonging to a kind; found in one pass however many there are."""

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        self._automaton = ahocorasick.Automaton()
        for kind, stems in kinds.items():
            for stem in stems:
                self._automaton.add_word(stem, self._automaton.get(stem, frozenset()) | {kind})
        self._automaton.make_automaton()

    def kinds_in(self, low: str) -> frozenset[str]:
        """The kinds of which a stem stands anywhere in the small-lettered text."""
        return frozenset().union(*{kinds for _, kinds in self._automaton.iter(low)})

    def is_any_in(self, low: str) -> bool:
        """Whether any stem stands in the small-lettered text."""
        return next(self._automaton.iter(low), None) is not None


@cache
def stems(name: str) -> Stems:
    """The stems of a lexicon: its table “stems”, a list for each kind."""
    return Stems(lexicon(name)["stems"])
