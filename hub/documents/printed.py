"""A scan and the words behind it: which of them the picture says, and which it doesn't."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from PIL import Image
from rapidfuzz import fuzz, process

from hub.documents.document import Block, Box
from hub.hidden import HiddenKind
from hub.names import folded

if TYPE_CHECKING:
    from hub.documents.hidden_pdf import Judged

_ALIKE = 75  # per cent: two readers of one scan differ in a letter here and there
_ALIKE_AROUND = 65
_AROUND = 3  # words on either side
_SHORTEST = 4  # letters: what is shorter is too often misread to say anything
_BLANK = 24  # of 255: what differs less is paper
_SURE = 0.75  # of our own reading: where it is less sure it is no judge of another's


class Printed:
    """What the picture of a page says, asked about words that are not drawn on it."""

    def __init__(
        self,
        blocks: Sequence[Block],
        picture: Image.Image,
        middle: Callable[[Box, Image.Image], tuple[int, int, int, int]],
        is_scan: bool,
    ) -> None:
        """`blocks`: what was read of the picture; `is_scan`: it is the whole page, not a logo on it."""
        self._is_scan = is_scan
        letters = sum(len(each.text) for each in blocks)
        self._sure = sum(each.confidence * len(each.text) for each in blocks) >= _SURE * letters
        self._text = folded(" ".join(each.text for each in blocks))
        self._words = list(dict.fromkeys(self._text.split()))
        self._picture, self._middle = picture.convert("L"), middle

    def judge(self, judged: Sequence[Judged]) -> list[Judged]:
        """The same words: those that the picture says are seen, after all."""
        found: list[Judged] = []
        for unseen, group in groupby(judged, key=lambda each: each.kind is HiddenKind.UNSEEN_TEXT):
            members = list(group)
            found += self._run(members) if unseen else members
        return found

    def _run(self, words: list[Judged]) -> Iterator[Judged]:
        """Words that are not drawn, one after another in the file."""
        kinds: list[HiddenKind | None] = [None] * len(words)
        for at, each in enumerate(words):
            printed = self._is_printed(each.word.box)
            if not printed and not self._is_scan:
                kinds[at] = HiddenKind.UNSEEN_TEXT
                continue
            if len(each.word.text) < _SHORTEST or self._says(each.word.text):
                continue
            if not printed:
                kinds[at] = HiddenKind.UNSEEN_TEXT
                continue
            around = slice(max(0, at - _AROUND), at + _AROUND + 1)
            line = folded(" ".join(one.word.text for one in words[around]))
            if self._sure and fuzz.partial_ratio(line, self._text) < _ALIKE_AROUND:
                kinds[at] = HiddenKind.OCR_LAYER
        yield from (replace(each, kind=kind) for each, kind in zip(words, _joined(words, kinds), strict=True))

    def _says(self, word: str) -> bool:
        plain = folded(word)
        if not plain or plain in self._text:
            return True
        return process.extractOne(plain, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None

    def _is_printed(self, box: Box) -> bool:
        """Whether the picture has anything where the word should stand."""
        levels = self._picture.crop(self._middle(box, self._picture)).getextrema()
        return int(levels[1]) - int(levels[0]) >= _BLANK  # type: ignore[arg-type]


def _joined(words: Sequence[Judged], kinds: list[HiddenKind | None]) -> Iterator[HiddenKind | None]:
    """The kinds, with a short word beside hidden ones made like them, so that a sentence is named as one."""
    for at, kind in enumerate(kinds):
        beside = [each for each in (*kinds[max(0, at - 2) : at], *kinds[at + 1 : at + 3]) if each]
        near = beside[0] if beside and len(words[at].word.text) < _SHORTEST else None
        yield kind or near or (beside[0] if len(beside) > 2 else None)
