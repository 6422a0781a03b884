"""What goes on overleaf made whole: a paragraph, a table, a row of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from hub.documents.document import Block, BlockKind, Cell
from hub.documents.passage import Passage


class Written(NamedTuple):
    """A block, and its words with their place in the document."""

    block: Block
    words: Passage


def whole(blocks: Iterable[Written]) -> list[Written]:
    """The blocks, what a page's end broke made whole."""
    made: list[Written] = []
    for _, group in groupby(blocks, key=lambda each: each.block.cell.table if each.block.cell else None):
        written = list(group)
        if made and written[0].block.cell and _is_same_table(made, written):
            made = _with_table(made, written)
        else:
            for each in written:
                _add(made, each)
    return made


def _add(made: list[Written], written: Written) -> None:
    """Add a block, or its words to the last one where that goes on in it."""
    before = made[-1] if made else None
    if before and _goes_on(before.block, written.block):
        made[-1] = _joined(before, written)
    else:
        made.append(written)


def _goes_on(block: Block, following: Block) -> bool:
    turned = block.page != following.page and block.kind is following.kind is BlockKind.PARAGRAPH
    return turned and _breaks_off(block.text, following.text)


def _breaks_off(text: str, following: str) -> bool:
    return following[:1].islower() and text[-1:] not in ".!?:;"


def _joined(before: Written, after: Written) -> Written:
    words = Passage.joined([before.words, after.words], " ")
    return Written(replace(before.block, text=words.text, page=after.block.page), words)


def _columns(written: Sequence[Written]) -> int:
    return max(each.block.cell.column for each in written if each.block.cell)


def _is_same_table(made: Sequence[Written], following: Sequence[Written]) -> bool:
    """Whether a table at the top of a page is the one that ended the page before."""
    last, first = made[-1].block, following[0].block
    if last.cell is None or last.page is None or first.page != last.page + 1:
        return False
    table = [each for each in made if each.block.cell and each.block.cell.table == last.cell.table]
    return _columns(table) == _columns(following)


def _with_table(made: list[Written], following: Sequence[Written]) -> list[Written]:
    """The blocks with the rest of their last table; its first row may be the end of the last row before."""
    last = made[-1].block.cell
    first = following[0].block.cell
    if last is None or first is None:  # pragma: no cover - asked for tables only
        return made
    ends = {
        each.block.cell.column: index
        for index, each in enumerate(made)
        if each.block.cell and each.block.cell[:2] == last[:2]
    }
    broken = any(
        _breaks_off(made[ends[cell.column]].words.text, each.words.text)
        for each in following
        if (cell := each.block.cell) and cell.row == first.row and cell.column in ends
    )
    down = last.row + (0 if broken else 1) - first.row
    for each in following:
        cell = each.block.cell
        if cell is None:  # pragma: no cover - a group of cells
            continue
        moved = Written(replace(each.block, cell=Cell(last.table, cell.row + down, cell.column)), each.words)
        end = ends.get(cell.column) if broken and cell.row == first.row else None
        if end is not None and _breaks_off(made[end].words.text, each.words.text):
            made[end] = _joined(made[end], moved)
        else:
            made.append(moved)
    return made
