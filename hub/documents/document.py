"""What was read from a file: blocks of text, each with its page, place and how sure the reading is."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple


class CannotRead(Exception):
    """A file that the hub can't read; the message says why and what to do, in a sentence a sender understands."""


class OutOfTime(CannotRead):
    """Reading was stopped by the limit that `budget.within` set; what came before may still be of use."""


class DocumentKind(StrEnum):
    """What the file's own bytes say that it is."""

    WORD = "word"
    PDF = "pdf"
    TEXT = "text"
    IMAGE = "image"


class BlockKind(StrEnum):
    """What part a block plays on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    CELL = "cell"
    HEADER = "header"
    FOOTER = "footer"
    FIELD = "field"


class Box(NamedTuple):
    """A rectangle as fractions of the page, from its top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


class Cell(NamedTuple):
    """A place in a table: which table of the document, which row and column, each from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a paragraph of a table's cell …

    `page` is 1-based, or None where the file has no fixed pages (Word); `confidence` is 1.0 for typed text.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    confidence: float = 1.0
    box: Box | None = None
    cell: Cell | None = None


class Place(NamedTuple):
    """Where a stretch of the document's text stands."""

    block: Block
    page: int | None


@dataclass(frozen=True)
class Document:
    """A file as it was read, in reading order; `pages` is None where it has no fixed pages.

    `unread` is a sentence on the pages for which there was no time, else ''.
    """

    kind: DocumentKind
    blocks: tuple[Block, ...]
    pages: int | None = None
    title: str = ""
    unread: str = ""

    @cached_property
    def text(self) -> str:
        """Every block's text, joined by newlines: what offsets into the document count in."""
        return "\n".join(block.text for block in self.blocks)

    @cached_property
    def starts(self) -> list[int]:
        """Where in `.text` each block begins."""
        return list(accumulate((len(block.text) + 1 for block in self.blocks), initial=0))[:-1]

    def place(self, start: int, end: int) -> Place:
        """The block and page in which the half-open stretch `start` to `end` of `.text` begins.

        Raises ValueError where the stretch is not in the text.
        """
        if not 0 <= start <= end <= len(self.text) or not self.blocks:
            raise ValueError(f"{start} to {end} is not in a text of {len(self.text)} characters")
        block = self.blocks[bisect_right(self.starts, start) - 1]
        return Place(block, block.page)

    @cached_property
    def tables(self) -> Mapping[int, Mapping[tuple[int, int], str]]:
        """Each table's cells by (row, column), a cell's paragraphs joined by a blank line."""
        cells: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
        for block in self.blocks:
            if block.cell is not None:
                table, row, column = block.cell
                before = cells[table].get((row, column))
                cells[table][row, column] = block.text if before is None else f"{before}\n\n{block.text}"
        return cells

    @cached_property
    def confidence(self) -> float:
        """How sure the reading of the least certain page is: 1.0 where all was typed, 0.0 where nothing was read."""
        weights: dict[int | None, tuple[float, int]] = {}
        for block in self.blocks:
            said, letters = weights.get(block.page, (0.0, 0))
            weights[block.page] = (said + block.confidence * len(block.text), letters + len(block.text))
        return min((said / letters for said, letters in weights.values() if letters), default=0.0)
