"""From lines on a page to blocks: which line ends are only the edge of the paper, and which the writer's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from hub.documents.document import Block, BlockKind, Box, Cell

_BULLET = re.compile(r"^[•◦▪‣●○■□\uf0b7·∙]\s*|^[-–*]\s+")
_NUMBERED = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")
_SAME_SIZE = 1.12
_WIDEST_PITCH = 1.25  # of the usual distance between lines: more is a new paragraph
_WIDEST_LEADING = 1.9  # of a line's height: double spacing
_NARROWEST = 0.75  # of the page: a column of its own must have a neighbour
_LOOSE = 1.45  # letters vary in width, so a word may need a little more than counting them says
_PADDING = 0.014  # of the page's width: what a cell keeps free at its right
_HEADING_ENDS = (".", ",", ";")
_LONGEST_HEADING = 20  # words: the questions of a form are headings too
_MOST_IN_COLUMNS = 600  # lines on a page; with more nobody made columns, and looking for them would take long


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the page: its words, where, how large (of the page's height), how sure.

    `cell_edge` is how far to the right its table cell reaches.
    """

    text: str
    box: Box
    size: float
    bold: bool = False
    confidence: float = 1.0
    cell: Cell | None = None
    cell_edge: float = 0.0


def blocks_of(lines: Sequence[Line], page: int, *, heading_ratio: float = 1.15) -> list[Block]:
    """The blocks that lines, in reading order, make up on a page.

    A line that could have held the next line's first word was ended by its writer, so a new block begins there;
    `heading_ratio` is how much larger than the page's usual text a heading is.
    """
    if not lines:
        return []
    usual = median(line.size for line in lines for _ in range(0, len(line.text), 10)) or 1.0
    edges, pitch = _right_edges(lines), _usual_pitch(lines)
    groups: list[list[Line]] = [[lines[0]]]
    for index in range(1, len(lines)):
        if _goes_on(lines[index - 1], lines[index], edges[index - 1], pitch / usual):
            groups[-1].append(lines[index])
        else:
            groups.append([lines[index]])
    return [_block(group, page, usual * heading_ratio) for group in groups]


def _goes_on(line: Line, following: Line, edge: float, leading: float) -> bool:
    """Whether the following line is the same paragraph, broken only by the edge of the paper."""
    if line.cell != following.cell or line.bold != following.bold or _starts_item(following.text):
        return False
    larger, smaller = max(line.size, following.size), min(line.size, following.size)
    pitch = following.box.y1 - line.box.y1
    if (
        larger > smaller * _SAME_SIZE
        or not 0 < pitch <= min(max(leading, 1.0), _WIDEST_LEADING) * line.size * _WIDEST_PITCH
    ):
        return False
    letter = (line.box.x1 - line.box.x0) / max(len(line.text), 1)
    needed = letter * (len(following.text.split(maxsplit=1)[0]) + 1)
    return line.box.x1 + needed * _LOOSE > edge


def _starts_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _NUMBERED.match(text))


def _usual_pitch(lines: Sequence[Line]) -> float:
    """The distance from a line to the next within a paragraph, where the page shows it; else 0."""
    pairs = [
        (line, following.box.y1 - line.box.y1) for line, following in pairwise(lines) if line.cell == following.cell
    ]
    pitches = sorted(pitch for line, pitch in pairs if 0 < pitch < 3 * line.size)
    return pitches[len(pitches) // 4] if pitches else 0.0


def _right_edges(lines: Sequence[Line]) -> list[float]:
    """For each line how far to the right its column reaches."""
    furthest: dict[Cell | None, float] = {}
    for line in lines:
        furthest[line.cell] = max(furthest.get(line.cell, 0.0), line.box.x1)
    return [_edge(line, lines, furthest[line.cell]) for line in lines]


def _edge(line: Line, lines: Sequence[Line], furthest: float) -> float:
    if line.cell is not None:
        return line.cell_edge - _PADDING if line.cell_edge else furthest
    if len(lines) > _MOST_IN_COLUMNS or not _has_neighbour(line, lines):
        return max(furthest, _NARROWEST)
    return max(each.box.x1 for each in lines if abs(each.box.x0 - line.box.x0) < 0.05)


def _has_neighbour(line: Line, lines: Sequence[Line]) -> bool:
    """Whether other text stands to the right of the line: the page has columns here."""
    middle = (line.box.y0 + line.box.y1) / 2
    return any(each.box.x0 > line.box.x1 and each.box.y0 < middle < each.box.y1 for each in lines)


def _block(group: list[Line], page: int, heading_size: float) -> Block:
    text = " ".join(line.text.strip() for line in group)
    letters = sum(len(line.text) for line in group) or 1
    bullet = _BULLET.match(text)
    first = group[0]
    return Block(
        text[bullet.end() :] if bullet else text,
        _kind(text, first, heading_size),
        page,
        sum(line.confidence * len(line.text) for line in group) / letters,
        around([line.box for line in group]),
        first.cell,
    )


def _kind(text: str, first: Line, heading_size: float) -> BlockKind:
    if first.cell is not None:
        return BlockKind.CELL
    stands_out = first.size >= heading_size or first.bold
    if stands_out and len(text.split()) <= _LONGEST_HEADING and not text.endswith(_HEADING_ENDS):
        return BlockKind.HEADING
    return BlockKind.LIST_ITEM if _starts_item(text) else BlockKind.PARAGRAPH


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds all the boxes."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
