"""The text layer of a PDF page: characters with their places, gathered into lines, those of tables by cell."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from hub.documents.document import Box, Cell
from hub.documents.lines import Line, around

MOST_CHARACTERS = 60_000  # on one page: the densest print has 15,000
_EVERY = 5  # letters of which one is asked how high its line is: some fonts give each letter a height of its own
_ENOUGH_TO_PLACE = 15  # letters of a line, from first to last, that say where it stands
_FAR = 0.15  # of the page
_BOLD = 600  # a font's weight
_LINE = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"\S+")
_NO_LETTER = re.compile("[\0\x02\ufffe\uffff]")

Page = Any  # pypdfium2 ships no types


class PageText:
    """The text layer of an open page: its characters, and where and how each is printed."""

    def __init__(self, page: Page, text: Any) -> None:
        self._text = text.raw
        self._place = Placing(page)
        self._room = (ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double())
        self._loose = pdfium.FS_RECTF()
        self.characters = _characters(self._text)

    def box(self, index: int) -> Box:
        """Where a character stands."""
        left, right, bottom, top = self._room
        pdfium.FPDFText_GetCharBox(self._text, index, left, right, bottom, top)
        return self._box(left.value, bottom.value, right.value, top.value)

    def around(self, indices: Iterable[int]) -> Box:
        """Where a line of characters stands: as wide as all of them, as high as most."""
        left, right, bottom, top = self._room
        box_of, text = pdfium.FPDFText_GetCharBox, self._text
        lefts, bottoms, rights, tops = [], [], [], []
        for index in indices:
            box_of(text, index, left, right, bottom, top)
            lefts.append(left.value)
            bottoms.append(bottom.value)
            rights.append(right.value)
            tops.append(top.value)
        for each in (lefts, bottoms, rights, tops):
            each.sort()
        widest = self._box(lefts[0], bottoms[0], rights[-1], tops[-1])
        usual = self._box(_middle(lefts), _middle(bottoms), _middle(rights), _middle(tops))
        return Box(widest.x0, usual.y0, widest.x1, usual.y1)

    def _box(self, left: float, bottom: float, right: float, top: float) -> Box:
        (x0, y0), (x1, y1) = self._place.point(left, bottom), self._place.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def line_height(self, index: int) -> float:
        """How high the line of a character is, with the room that its font keeps above and below.

        A font's nominal size would not do: many files scale it afterwards.
        """
        loose = self._loose
        if not pdfium.FPDFText_GetLooseCharBox(self._text, index, loose):
            return 0.0
        return self._place.height(loose.right - loose.left, loose.top - loose.bottom)

    def is_bold(self, index: int) -> bool:
        """Whether a character's font is bold, by its weight or its name."""
        if pdfium.FPDFText_GetFontWeight(self._text, index) >= _BOLD:
            return True
        flags, name = ctypes.c_int(), ctypes.create_string_buffer(100)
        pdfium.FPDFText_GetFontInfo(self._text, index, name, 100, ctypes.byref(flags))
        return b"bold" in name.value.lower()


@contextmanager
def text_of(page: Page) -> Iterator[PageText]:
    """The text layer of a page, for as long as it is looked at."""
    text = page.get_textpage()
    try:
        yield PageText(page, text)
    finally:
        text.close()


def _characters(text: Any) -> str:
    """All characters of a text layer, each at its index: in one call where pdfium's string has one unit for each."""
    count = min(pdfium.FPDFText_CountChars(text), MOST_CHARACTERS)
    room = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, room)
    said = bytes(room)[: 2 * (written - 1)].decode("utf-16-le", "surrogatepass")
    if len(said) != count:
        return "".join(_said(pdfium.FPDFText_GetUnicode(text, index)) for index in range(count))
    return _NO_LETTER.sub(lambda found: _said(pdfium.FPDFText_GetUnicode(text, found.start())), said)


def lines_on(text: PageText, cells: Sequence[tuple[Cell, Box]]) -> list[Line]:
    """The lines of a page's text layer, in the file's own order; a table's, cell by cell, where its first one stood."""
    edges = {cell: box.x1 for cell, box in cells}
    pieces = [piece for found in _LINE.finditer(text.characters) for piece in _pieces(text, *found.span(), cells)]
    return list(_by_table([_line(text, piece, edges) for piece in pieces]))


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word of a page's text layer, its box, and the index of its first character there."""

    text: str
    box: Box
    index: int


def words_on(page: Page) -> Iterator[PageWord]:
    """Every word of a page's text layer; one that stands off the page has a box beyond 0 to 1."""
    with text_of(page) as text:
        for found in _WORD.finditer(text.characters):
            first, boxes = found.start(), list[Box]()
            for index in range(*found.span()):
                box = text.box(index)
                if boxes and _is_far(boxes[-1], box):
                    yield PageWord(text.characters[first:index], around(boxes), first)
                    first, boxes = index, []
                boxes.append(box)
            yield PageWord(text.characters[first : found.end()], around(boxes), first)


def _is_far(one: Box, other: Box) -> bool:
    """Whether a letter begins a new line, with the rest of a word that is divided there."""
    return abs(other.x0 - one.x0) > _FAR or abs(other.y0 - one.y0) > _FAR


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and where it stands, in the page's own coordinates."""

    text: str
    x: float
    y: float


def letters_of(page: Page, words: Sequence[PageWord]) -> list[Letter]:
    """The letters of words that `words_on` gave."""
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    found = []
    for word in words:
        for index in range(word.index, word.index + len(word.text)):
            if pdfium.FPDFText_GetCharOrigin(text, index, x, y):
                found.append(Letter(_said(pdfium.FPDFText_GetUnicode(text, index)), x.value, y.value))
    text.close()
    return found


class _Piece(NamedTuple):
    """A stretch of a line, as far as it stands in one cell."""

    start: int
    end: int
    cell: Cell | None


def _pieces(text: PageText, start: int, end: int, cells: Sequence[tuple[Cell, Box]]) -> Iterator[_Piece]:
    """What a line is made of; nothing where it is blank."""
    words = [found.span() for found in _WORD.finditer(text.characters, start, end)]
    if not cells:
        yield from (_Piece(words[0][0], words[-1][1], None) for _ in words[:1])
        return
    parts = (part for word in words for part in _by_cell(text, *word, cells))
    for cell, group in groupby(parts, key=attrgetter("cell")):
        first, *others = group
        yield _Piece(first.start, others[-1].end if others else first.end, cell)


def _by_cell(text: PageText, start: int, end: int, cells: Sequence[tuple[Cell, Box]]) -> Iterator[_Piece]:
    """A word, letter by letter only where it begins in one cell and ends in another."""
    cell = _cell_at(text.box(start), cells)
    if end - start == 1 or cell == _cell_at(text.box(end - 1), cells):
        yield _Piece(start, end, cell)
        return
    for index in range(start, end):
        yield _Piece(index, index + 1, _cell_at(text.box(index), cells))


def _cell_at(character: Box, cells: Sequence[tuple[Cell, Box]]) -> Cell | None:
    x, y = (character.x0 + character.x1) / 2, (character.y0 + character.y1) / 2
    return next((cell for cell, box in cells if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1), None)


def _line(text: PageText, piece: _Piece, edges: Mapping[Cell, float]) -> Line:
    said = text.characters[piece.start : piece.end]
    letters = [index for index, each in enumerate(said, piece.start) if not each.isspace()]
    return Line(
        # pdfium gives an emoji as two halves of UTF-16; a lone half is nothing that anybody wrote
        " ".join(said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore").split()),
        text.around({*letters[:: max(1, len(letters) // _ENOUGH_TO_PLACE)], letters[-1]}),
        _middle(sorted(map(text.line_height, letters[::_EVERY]))),
        text.is_bold(piece.start),
        cell=piece.cell,
        cell_edge=edges[piece.cell] if piece.cell else 0.0,
    )


def _middle(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _by_table(lines: list[Line]) -> Iterator[Line]:
    """The lines with each table's together, row by row, at the place of its first line."""
    done: set[int] = set()
    for line in lines:
        if line.cell is None:
            yield line
        elif line.cell.table not in done:
            done.add(line.cell.table)
            table = line.cell.table
            yield from sorted((each for each in lines if each.cell and each.cell.table == table), key=_cell_of)


def _cell_of(line: Line) -> tuple[int, int, int]:
    return line.cell or (0, 0, 0)


class Placing:
    """Turns a page's own coordinates, whatever its rotation and crop, into fractions of what is seen."""

    def __init__(self, page: Page) -> None:
        self._origin = placed(page, 0, 0)
        right, up = placed(page, 1000, 0), placed(page, 0, 1000)
        self._across = ((right[0] - self._origin[0]) / 1000, (right[1] - self._origin[1]) / 1000)
        self._upward = ((up[0] - self._origin[0]) / 1000, (up[1] - self._origin[1]) / 1000)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point, from the top left corner."""
        return (
            self._origin[0] + x * self._across[0] + y * self._upward[0],
            self._origin[1] + x * self._across[1] + y * self._upward[1],
        )

    def height(self, across: float, upward: float) -> float:
        """How high what reaches so far to the right and up is seen to be."""
        return abs(across * self._across[1] + upward * self._upward[1])


def placed(page: Page, x: float, y: float) -> tuple[float, float]:
    """A point of a page's own coordinates, as fractions of what is seen, from the top left corner."""
    scale = 1_000_000
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, scale, scale, 0, x, y, across, down)
    return across.value / scale, down.value / scale


def _said(code: int) -> str:
    """A character code as text: pdfium marks a hyphen at a line's end with 2 or a noncharacter."""
    if code in (0x2, 0xFFFE):
        return "-"
    if code == 0 or code == 0xFFFF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)
