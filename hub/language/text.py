"""Text made plain without losing its places: even quotes and spaces, no accents, sentences and words with offsets."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from hub.language.span import Span

_EVEN = {
    **dict.fromkeys(map(ord, "’‘‛`´ʼʻ′"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\t\r\f\v"), " "),
    **{ord(letter): plain for letter, plain in zip("łŁøØđĐħıðÐþÞŧ", "lLoOdDhidDtTt", strict=True)},
}
_ODD_SPACE = re.compile(r"[\t\r\f\v]")
_DROPPED = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]+|(?<= ) +| +(?=\n)")
_WRAPPED = re.compile(
    r"(?<=[\w,'-])\n(?=[a-z(])|(?:(?<= the)|(?<= and)|(?<= his)|(?<= her)|(?<= for)|(?<= with)|(?<= to)"
    r"|(?<= of)|(?<= by)) ?\n(?=\w)"
)
_ABBREVIATION = re.compile(
    r"(?i)(?:^|[\s(\"'/])(?:dr|mr|mrs|ms|prof|st|no|nos|tel|ext|approx|vs|cf|fig|p|pp|rd|ave|e\.g|i\.e|eg|ie|inc|dept"
    r"|hon|rev|sr|jr|yrs|hrs|mins|d\.o\.b|n\.b|[a-z])$"
)
_END = re.compile(r"[.!?…]+['\")\]]*(?=\s+\S)|\n[ ]*(?=\n)|\n(?=\s*\S)|[.!?…]+['\")\]]*(?=[A-Z][a-z])")
_NEW = re.compile(r"\s*(?:[-*•·▪◦>o]\s|\(?\d{1,2}[.)]\s|[\"'(\[]?[A-Z0-9])")
_LONGEST = 600  # letters
_SHOUTED = re.compile(r"[A-Z]{4}")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*'?|\d+(?:[./:,-]\d+)*[a-z]{0,3}|[^\w\s]", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if len(base) == 1 else letter


def fold(text: str) -> str:
    """The text with plain quotes, hyphens and spaces and no accents; every character stays in its place."""
    if text.isascii():
        return _ODD_SPACE.sub(" ", text).replace("`", "'")
    text = text.translate(_EVEN)
    if text.isascii():
        return text
    return "".join(letter if letter.isascii() else _plain_letter(letter) for letter in text)


def _may_drop(folded: str) -> bool:
    """Whether a text may hold what is dropped: a quick look."""
    return not folded.isascii() or "  " in folded or " \n" in folded


class Word(NamedTuple):
    """One word (or mark) of a plain text, with its place in it."""

    text: str
    low: str
    start: int
    end: int
    bare: str  # in small letters, without the possessive: "Mali's" → mali

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True)
class Sentence:
    """A sentence of a plain text: its place, and its words."""

    start: int
    end: int
    text: str
    words: tuple[Word, ...]

    @cached_property
    def is_shouted(self) -> bool:
        """Whether it is written IN CAPITALS, so that a capital says nothing."""
        if not _SHOUTED.search(self.text):
            return False
        letters = [word.text for word in self.words if word.text.isalpha() and len(word.text) > 1]
        return len(letters) > 2 and sum(word.isupper() for word in letters) * 3 > len(letters) * 2

    @cached_property
    def low(self) -> str:
        """Its text in small letters, every character in its place."""
        return self.text.lower()


class PlainText:
    """A text made plain, that still knows where each of its characters stood.

    Curly quotes become straight, runs of spaces one, accents go, and a line broken inside a sentence is mended;
    `original` turns a span of `plain` into the span of the text as it was typed.
    """

    def __init__(self, text: str) -> None:
        """Read `text` once; sentences and words are made when first asked for."""
        self.typed = text
        folded = fold(text)
        self._kept: list[int] = []
        self._starts: list[int] = []
        pieces: list[str] = []
        at = length = 0
        for dropped in _DROPPED.finditer(folded) if _may_drop(folded) else ():
            length += self._keep(pieces, folded, at, dropped.start(), length)
            at = dropped.end()
        self._keep(pieces, folded, at, len(folded), length)
        kept = "".join(pieces)
        self.plain = _WRAPPED.sub(lambda found: " " * len(found.group()), kept) if "\n" in kept else kept
        low = self.plain.lower()
        self.low = low if len(low) == len(self.plain) else self.plain

    def _keep(self, pieces: list[str], folded: str, start: int, end: int, length: int) -> int:
        if end > start:
            pieces.append(folded[start:end])
            self._starts.append(length)
            self._kept.append(start)
        return max(0, end - start)

    def original(self, start: int, end: int) -> Span:
        """Where the plain span stands in the text as it was typed."""
        if not self._starts or start >= end:
            return Span(0, 0)
        return Span(self._at(start), self._at(end - 1) + 1)

    def _at(self, place: int) -> int:
        piece = bisect_right(self._starts, place) - 1
        return self._kept[piece] + place - self._starts[piece]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, bullets and headings, in order."""
        return tuple(
            Sentence(span.start, span.end, span.of(self.plain), words_in(self.plain, span))
            for span in _sentence_spans(self.plain)
        )


@lru_cache(maxsize=2048)
def plain(text: str) -> PlainText:
    """The text made plain; the same text is read once."""
    return PlainText(text)


def words_in(text: str, span: Span | None = None) -> tuple[Word, ...]:
    """The words and marks of a plain text, or of a part of it, with places in the whole."""
    start, end = span or (0, len(text))
    return tuple(_word(found) for found in _WORD.finditer(text, start, end))


def _word(found: re.Match[str]) -> Word:
    text = found.group()
    low = text.lower()
    return Word(text, low, *found.span(), low.removesuffix("'s").rstrip("'") or low if "'" in low else low)


def _sentence_spans(text: str) -> list[Span]:
    found: list[Span] = []
    start = 0
    for end in _END.finditer(text):
        if _breaks(text, end):
            found += _pieces(text, start, end.end())
            start = end.end()
    found += _pieces(text, start, len(text))
    return [span for span in found if span.end > span.start]


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentence; in parts where it is longer than anybody speaks, so that no question costs more than its length."""
    while end - start > _LONGEST:
        cut = text.rfind(" ", start, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        yield _trimmed(text, start, cut)
        start = cut
    yield _trimmed(text, start, end)


def _breaks(text: str, end: re.Match[str]) -> bool:
    mark = end.group()
    if mark.startswith("\n"):
        return True
    if mark == "." and _ABBREVIATION.search(text, max(0, end.start() - 8), end.start()):
        return False
    return bool(_NEW.match(text, end.end())) or mark[0] in "!?" or "\n" in text[end.end() : end.end() + 2]


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
