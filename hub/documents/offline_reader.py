"""Reads the hub's own template (`offline.py`) back: by its headings and its tables' columns, whatever was typed.

Only a real heading with the template's own words opens a box, and only a table's top row names its columns: so a text
that looks like a heading, or like a label, stays a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from hub.advice import BACKGROUND_PARTS, PROVISION_PARTS, Area
from hub.documents.document import Block, BlockKind, Document, DocumentKind
from hub.documents.offline import (
    BACKGROUND,
    CASE,
    CHILD,
    INSTRUCTIONS,
    KIND,
    NEEDS,
    OUTCOME,
    PROVISION,
    REQUEST,
    STEPS,
    STRENGTHS,
    identified,
)
from hub.documents.passage import Passage
from hub.documents.sheet import BACKGROUND_QUESTIONS, PROVISION_COLUMNS, STEP_COLUMNS, TITLE
from hub.documents.template_draft import AdviceDraft, AreaDraft, OutcomeDraft, StepDraft, joined
from hub.language.written_date import date_in

KINDS = ("education", "training", "health", "social care")
_RUNNING = (BlockKind.HEADER, BlockKind.FOOTER)
_AREAS = {each.heading: each for each in Area}
_QUESTIONS = {BACKGROUND_QUESTIONS[name]: name for name in BACKGROUND_PARTS}
_PARTS = {PROVISION_COLUMNS[name]: name for name in PROVISION_PARTS}
_TOP = 3  # blocks in which a file of the hub's has its title
_CHILD_ROWS = {"Name": "name", "Known as": "known_as", "Date of birth": "date_of_birth"}
_DATES = ("{d} {m} {y}", "{d:02} {m} {y}", "{d} {m:.3} {y}", "{d:02} {m:.3} {y}", "{d}/{n}/{y}", "{d:02}/{n:02}/{y}")

Rows = list[list[Passage]]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Words that found no place, and the heading that they stood under."""

    under: str
    words: Passage


@dataclass
class OfflineReading:
    """What the template holds: the advice so far, the words without a place, the requests that it says it is for.

    More than one where somebody pasted one child's template into another's.
    """

    draft: AdviceDraft = field(default_factory=AdviceDraft)
    unplaced: list[Unplaced] = field(default_factory=list)
    requests: frozenset[str] = frozenset()


def is_offline(document: Document) -> bool:
    """Whether the document is the hub's own template: by its title and the request that its first table names."""
    if document.kind is not DocumentKind.WORD:
        return False
    blocks = [each for each in document.blocks if each.kind not in _RUNNING]
    return bool(blocks) and blocks[0].text == TITLE and bool(_requests_in(blocks))


def read_offline(document: Document) -> OfflineReading:
    """Every word of the body, in its field or among the words without a place; the template's own are passed over."""
    body = [
        (block, Passage.of(block.text, start))
        for block, start in zip(document.blocks, document.starts, strict=True)
        if block.kind not in _RUNNING
    ]
    walk = _Walk(_tables(body))
    walk.found.requests = _requests_in([block for block, _ in body])
    for block, words in body:
        walk.read(block, words)
    return walk.found


def requests_in(document: Document) -> frozenset[str]:
    """Every request that a row of the document's tables names, on whatever paper: the hub's files have such a row."""
    return _requests_in([each for each in document.blocks if each.kind not in _RUNNING])


def cases_in(document: Document) -> frozenset[str]:
    """The case references in the first tables of the hub's own files, advice that was submitted included."""
    blocks = [each for each in document.blocks if each.kind not in _RUNNING]
    own = any(" ".join(each.text.split()) == TITLE for each in blocks[:_TOP])
    return frozenset(" ".join(each.split()) for each in _beside(blocks, CASE)) if own else frozenset()


def _requests_in(blocks: Sequence[Block]) -> frozenset[str]:
    """Every request that a row of a table names."""
    named = (identified(each) for each in _beside(blocks, REQUEST))
    return frozenset(each[0] for each in named if each)


def _beside(blocks: Sequence[Block], label: str) -> Iterator[str]:
    """What stands beside a label in a row of a table."""
    for each, value in pairwise(blocks):
        if each.cell and value.cell and each.cell[:2] == value.cell[:2] and each.text == label:
            yield value.text


def _tables(body: Sequence[tuple[Block, Passage]]) -> dict[int, Rows]:
    """Each table's rows of cells; a cell that isn't there is empty."""
    cells: dict[int, dict[tuple[int, int], list[Passage]]] = {}
    for block, words in body:
        if block.cell:
            table, row, column = block.cell
            cells.setdefault(table, {}).setdefault((row, column), []).append(words)
    return {number: _rows(found) for number, found in cells.items()}


def _rows(cells: dict[tuple[int, int], list[Passage]]) -> Rows:
    width = max(column for _, column in cells) + 1
    return [
        [joined(cells.get((row, column), ())) for column in range(width)] for row in sorted({row for row, _ in cells})
    ]


class _Walk:
    """Goes through the blocks in order, and keeps the box that is open."""

    def __init__(self, tables: dict[int, Rows]) -> None:
        self.found = OfflineReading()
        self._tables = tables
        self._area: AreaDraft | None = None
        self._outcome: OutcomeDraft | None = None
        self._into: list[Passage] | None = None
        self._kind: list[Passage] = []
        self._under: tuple[str, ...] = ()
        self._item_before = False  # whether the block before was an item of a list

    def read(self, block: Block, words: Passage) -> None:
        """A block: the first of a table reads all of the table."""
        if block.cell:
            rows = self._tables.pop(block.cell.table, None)
            if rows:
                self._table(rows)
        elif words.text in INSTRUCTIONS or (words.text == TITLE and not self._under):
            return
        elif block.kind is BlockKind.LIST_ITEM:
            self._write_item(words)
        elif block.kind is not BlockKind.HEADING or not self._opens(words.text):
            self._write(words)
        self._item_before = block.kind is BlockKind.LIST_ITEM

    def _write_item(self, words: Passage) -> None:
        """An item of a list as the hub's form writes it: “- ”, each on a line of its own."""
        item = Passage.joined([Passage("- "), words], "")
        if self._item_before and self._into and self._into is not self._kind:
            self._into[-1] = Passage.joined([self._into[-1], item], "\n")
        else:
            self._write(item)

    def _write(self, words: Passage) -> None:
        if self._into is self._kind and self._outcome is not None:
            self._kind_of_outcome(self._outcome, words)
        elif self._into is not None:
            self._into.append(words)
        elif words.text.strip():
            self.found.unplaced.append(Unplaced(", ".join(self._under), words))

    def _kind_of_outcome(self, outcome: OutcomeDraft, words: Passage) -> None:
        said = " ".join(words.text.casefold().split()).strip(" .-")
        if said in KINDS and outcome.kind is None:
            outcome.kind = said
        else:
            self.found.unplaced.append(Unplaced(", ".join(self._under), words))

    # headings

    def _opens(self, text: str) -> bool:
        """Open the box that a heading heads; whether it is one of the template's."""
        said = " ".join(text.split())
        return any(heads(said) for heads in (self._a_section, self._in_area, self._in_outcome))

    def _a_section(self, said: str) -> bool:
        if said in _AREAS:
            self._area, self._outcome, self._into = self.found.draft.area(_AREAS[said]), None, None
        elif said in (BACKGROUND, CHILD):
            self._area, self._outcome, self._into = None, None, None
        elif said in _QUESTIONS:
            self._area, self._outcome = None, None
            self._into = self.found.draft.background.setdefault(_QUESTIONS[said], [])
        else:
            return False
        self._under = (said,)
        return True

    def _in_area(self, said: str) -> bool:
        if self._area is None:
            return False
        if said in (STRENGTHS, NEEDS):
            self._outcome, self._into = None, self._area.texts.setdefault(said.lower(), [])
        elif OUTCOME.fullmatch(said):
            self._outcome = OutcomeDraft()
            self._area.outcomes.append(self._outcome)
            self._into = self._outcome.texts
        else:
            return False
        self._under = (self._under[0], said)
        return True

    def _in_outcome(self, said: str) -> bool:
        if self._outcome is None or said not in (KIND, STEPS, PROVISION):
            return False
        self._into = self._kind if said == KIND else None
        self._under = (*self._under[:2], said)
        return True

    # tables

    def _table(self, rows: Rows) -> None:
        head = [" ".join(each.text.split()) for each in rows[0]]
        if self._outcome is not None and head and head[0] == STEP_COLUMNS[0]:
            self._each_row(rows, lambda row: self._step(head, row))
        elif self._outcome is not None and any(each in _PARTS for each in head):
            self._each_row(rows, lambda row: self._provision(head, row))
        elif self._area is None and self._into is None:
            self._details(rows)
        else:
            for row in rows:
                self._write(Passage.joined((each for each in row if each.text), " | "))

    def _each_row(self, rows: Rows, read: Callable[[list[Passage]], None]) -> None:
        for row in rows[1:]:
            if any(each.text.strip() for each in row):
                read(row)

    def _step(self, head: Sequence[str], row: list[Passage]) -> None:
        if self._outcome is None:
            return
        step = StepDraft()
        self._outcome.steps.append(step)
        for title, words in _titled(head, row):
            if title == STEP_COLUMNS[0]:
                step.texts.append(words)
            elif title == STEP_COLUMNS[1] and step.by is None and (by := _only_a_date(words.text)):
                step.by = by
            else:
                self._unplaced_in(title, words)

    def _provision(self, head: Sequence[str], row: list[Passage]) -> None:
        if self._outcome is None:
            return
        provision: dict[str, list[Passage]] = {}
        for title, words in _titled(head, row):
            if title in _PARTS:
                provision.setdefault(_PARTS[title], []).append(words)
            else:
                self._unplaced_in(title, words)
        self._outcome.provisions.append(provision)

    def _unplaced_in(self, title: str, words: Passage) -> None:
        self.found.unplaced.append(Unplaced(", ".join((*self._under, title) if title else self._under), words))

    def _details(self, rows: Rows) -> None:
        """The tables at the top: what the hub wrote there is the hub's; who the child is, the checks want to know."""
        for row in rows:
            label, said = row[0].text, [each for each in row[1:] if each.text]
            if label in _CHILD_ROWS and said and self._under:
                self.found.draft.child.setdefault(_CHILD_ROWS[label], []).extend(said)


def _only_a_date(text: str) -> date | None:
    """The date that a text is, and nothing else: what stands beside it would be lost."""
    said = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[,]", "", " ".join(text.casefold().split()))
    found = date_in(said)
    if found is None:
        return None
    ways = [each.format(d=found.day, n=found.month, m=f"{found:%B}", y=found.year).casefold() for each in _DATES]
    ways += [each.replace("/", between) for each in ways for between in ".-"]
    return found if said in (*ways, found.isoformat()) else None


def _titled(head: Sequence[str], row: Sequence[Passage]) -> Iterator[tuple[str, Passage]]:
    """A row's cells that hold words, with the heads of their columns."""
    titles = [*head, *[""] * (len(row) - len(head))]
    return ((title, words) for title, words in zip(titles, row, strict=False) if words.text.strip())
