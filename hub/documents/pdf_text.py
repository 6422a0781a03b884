"""The text layer of a PDF page: characters with their places, gathered into lines, those of tables by cell."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from hub.documents.document import Box, Cell
from hub.documents.lines import Line, around

MOST_CHARACTERS = 60_000  # on one page: the densest print has 15,000
_EVERY = 5  # characters whose height is asked for: some fonts give each letter one of its own
_FAR = 0.15  # of the page
_BOLD = 600  # a font's weight

Page = Any  # pypdfium2 ships no types


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    box: Box | None  # None: a space or line end that the page only implies


@dataclass
class _Gathering:
    """A line while its characters come in."""

    cell: Cell | None = None
    bold: bool = False
    heights: list[float] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def lines_on(page: Page, cells: Sequence[tuple[Cell, Box]]) -> list[Line]:
    """The lines of a page's text layer, in the file's own order; a table's, cell by cell, where its first one stood."""
    text = page.get_textpage()
    try:
        gathered = list(_gather(page, text, cells))
    finally:
        text.close()
    edges = {cell: box.x1 for cell, box in cells}
    lines = [_line(each, edges) for each in gathered if each.boxes and "".join(each.words).strip()]
    return list(_by_table(lines))


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word of a page's text layer, its box, and the index of its first character there."""

    text: str
    box: Box
    index: int


def words_on(page: Page) -> Iterator[PageWord]:
    """Every word of a page's text layer; one that stands off the page has a box beyond 0 to 1."""
    text = page.get_textpage()
    try:
        place = _Placing(page)
        said, boxes, first = "", list[Box](), 0
        for index in range(min(text.count_chars(), MOST_CHARACTERS)):
            character = place.character(text, index)
            is_letter = character.box is not None and not character.text.isspace()
            if boxes and (character.box is None or not is_letter or _is_far(boxes[-1], character.box)):
                yield PageWord(said, around(boxes), first)
                said, boxes = "", []
            if is_letter and character.box is not None:
                first = first if boxes else index
                said += character.text
                boxes.append(character.box)
        if boxes:
            yield PageWord(said, around(boxes), first)
    finally:
        text.close()


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


def _gather(page: Page, text: Any, cells: Sequence[tuple[Cell, Box]]) -> Iterator[_Gathering]:
    place = _Placing(page)
    line = _Gathering()
    for index in range(min(text.count_chars(), MOST_CHARACTERS)):
        character = place.character(text, index)
        if character.text in "\r\n":
            yield line
            line = _Gathering()
        elif character.box is None or character.text.isspace():
            line.words.append(" ")
        else:
            cell = _cell_at(character.box, cells)
            if line.cell != cell or not line.boxes:
                yield line
                line = _Gathering(cell, _is_bold(text, index))
            if len(line.boxes) % _EVERY == 0:
                line.heights.append(place.line_height(text, index))
            line.words.append(character.text)
            line.boxes.append(character.box)
    yield line


def _cell_at(character: Box, cells: Sequence[tuple[Cell, Box]]) -> Cell | None:
    x, y = (character.x0 + character.x1) / 2, (character.y0 + character.y1) / 2
    return next((cell for cell, box in cells if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1), None)


def _is_bold(text: Any, index: int) -> bool:
    flags, name = ctypes.c_int(), ctypes.create_string_buffer(100)
    pdfium.FPDFText_GetFontInfo(text, index, name, 100, ctypes.byref(flags))
    said = name.value.lower()
    return pdfium.FPDFText_GetFontWeight(text, index) >= _BOLD or b"bold" in said


def _line(gathered: _Gathering, edges: Mapping[Cell, float]) -> Line:
    # pdfium gives an emoji as two halves of UTF-16; a lone half is nothing that anybody wrote
    text = "".join(gathered.words).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    top = median(box.y0 for box in gathered.boxes)
    bottom = median(box.y1 for box in gathered.boxes)
    left, right = min(box.x0 for box in gathered.boxes), max(box.x1 for box in gathered.boxes)
    return Line(
        " ".join(text.split()),
        Box(left, top, right, bottom),
        median(gathered.heights),
        gathered.bold,
        cell=gathered.cell,
        cell_edge=edges[gathered.cell] if gathered.cell else 0.0,
    )


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


class _Placing:
    """Turns a page's own coordinates, whatever its rotation and crop, into fractions of what is seen."""

    def __init__(self, page: Page) -> None:
        self._room = (ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double())
        self._origin = placed(page, 0, 0)
        right, up = placed(page, 1000, 0), placed(page, 0, 1000)
        self._across = ((right[0] - self._origin[0]) / 1000, (right[1] - self._origin[1]) / 1000)
        self._upward = ((up[0] - self._origin[0]) / 1000, (up[1] - self._origin[1]) / 1000)

    def character(self, text: Any, index: int) -> _Character:
        """The character at an index of the text layer."""
        code = pdfium.FPDFText_GetUnicode(text, index)
        said = _said(code)
        if said in "\r\n" or pdfium.FPDFText_IsGenerated(text, index) == 1:
            return _Character(said, None)
        left, right, bottom, top = self._room
        if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            return _Character(said, None)
        first = self._fraction(left.value, bottom.value)
        second = self._fraction(right.value, top.value)
        return _Character(
            said,
            Box(
                min(first[0], second[0]),
                min(first[1], second[1]),
                max(first[0], second[0]),
                max(first[1], second[1]),
            ),
        )

    def line_height(self, text: Any, index: int) -> float:
        """How high the line of a character is, with the room that its font keeps above and below.

        A font's nominal size would not do: many files scale it afterwards.
        """
        loose = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(text, index, loose):
            return 0.0
        one, other = self._fraction(loose.left, loose.bottom), self._fraction(loose.right, loose.top)
        return abs(one[1] - other[1])

    def _fraction(self, x: float, y: float) -> tuple[float, float]:
        return (
            self._origin[0] + x * self._across[0] + y * self._upward[0],
            self._origin[1] + x * self._across[1] + y * self._upward[1],
        )


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
