"""A text that knows where in its document each stretch of it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Stretch(NamedTuple):
    """Characters of a document's text, half open."""

    start: int
    end: int


class _Piece(NamedTuple):
    """Characters that stand together: where in the passage, where in the document, how many."""

    start: int
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A text put together from stretches of a document; what was put between them stands nowhere."""

    text: str = ""
    pieces: tuple[_Piece, ...] = ()

    @staticmethod
    def of(text: str, at: int) -> Passage:
        """The text that begins at an offset of its document's text."""
        return Passage(text, (_Piece(0, at, len(text)),) if text else ())

    @staticmethod
    def joined(passages: Iterable[Passage], between: str) -> Passage:
        """Passages as one, with the given text between them."""
        texts, pieces, start = list[str](), list[_Piece](), 0
        for each in passages:
            start += len(between) if texts else 0
            pieces += (piece._replace(start=start + piece.start) for piece in each.pieces)
            texts.append(each.text)
            start += len(each.text)
        return Passage(between.join(texts), tuple(pieces))

    def cut(self, start: int, end: int | None = None) -> Passage:
        """The passage from `start` to `end`, as a slice."""
        text = self.text[start:end]
        stop = start + len(text)
        return Passage(
            text,
            tuple(
                _Piece(max(each.start, start) - start, each.at + max(start - each.start, 0), last - first)
                for each in self.pieces
                if (first := max(each.start, start)) < (last := min(each.start + each.length, stop))
            ),
        )

    def strip(self) -> Passage:
        """The passage without the space around it."""
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(start, len(self.text.rstrip())))

    def lines(self) -> Iterator[Passage]:
        """Its lines that hold words."""
        start = 0
        for line in self.text.split("\n"):
            if line.strip():
                yield self.cut(start, start + len(line))
            start += len(line) + 1

    def where(self, start: int, end: int) -> list[Stretch]:
        """Where its characters from `start` to `end` stand in the document, in the passage's order."""
        return [Stretch(each.at, each.at + each.length) for each in self.cut(start, end).pieces]
