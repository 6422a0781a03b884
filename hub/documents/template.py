"""From a document laid out like an advice template to the advice in it.

Councils' templates differ in layout, not in what they ask: headed sections, two-column tables of label and value,
tables with a column for each field. A label opens a box; what follows is written in that box until the next label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from hub.advice import Advice, Area, Profile
from hub.documents.document import Block, BlockKind, Document, DocumentKind
from hub.documents.passage import Passage
from hub.documents.sheet import NOTHING_WRITTEN, TITLE
from hub.documents.template_draft import AdviceDraft, AreaDraft, StepDraft, Texts, joined
from hub.documents.template_labels import Label, Role, inline_label, label_of, profile_of
from hub.language.written_date import date_in

_RUNNING = (BlockKind.HEADER, BlockKind.FOOTER)
_TOP = 12  # blocks in which a document says whose advice it is
_LISTS = (Role.OUTCOMES, Role.STEPS, Role.PROVISIONS)
_AREA_OF = {Profile.HEALTH: Area.HEALTH, Profile.SOCIAL_CARE: Area.SOCIAL_CARE}


@dataclass(frozen=True, slots=True)
class Mapped:
    """The advice found in a document, or None where it is laid out like no template.

    `places` says where in the document each text stands, by JSON pointer; “/text” is what found no place in the advice.
    """

    advice: Advice | None
    places: Mapping[str, Passage]

    @property
    def unplaced(self) -> str:
        """The words left over."""
        return self.places["/text"].text


class _Written(NamedTuple):
    """A block, and its words with their place in the document."""

    block: Block
    words: Passage


def advice_from(document: Document, *, id: str) -> Mapped:
    """The advice in a document, under the given id, and the text that found no place in it."""
    blocks = list(_across_pages(_written(document)))
    # the hub's own layout; headings are sure only where it was typed, not on a scan of it
    own = bool(blocks) and " ".join(blocks[0].words.text.split()) == TITLE and document.confidence == 1.0
    reader = _Reader(default_area=_default_area(blocks), headings_only=own)
    for is_cell, group in groupby(blocks, key=lambda each: each.block.cell.table if each.block.cell else None):
        if is_cell is None:
            _read_prose(reader, list(group), by_line=document.kind is DocumentKind.TEXT)
        else:
            _read_table(reader, list(group))
    if not reader.is_template:
        return Mapped(None, {"/text": Passage.of(document.text, 0)})
    advice, places = reader.draft.advice(id)
    return Mapped(advice, {**places, "/text": joined([*reader.unplaced, *reader.draft.left_over()])})


def _written(document: Document) -> Iterator[_Written]:
    """The blocks of the page itself, without what runs at its head and foot."""
    for block, start in zip(document.blocks, document.starts, strict=True):
        if block.kind not in _RUNNING:
            yield _Written(block, Passage.of(block.text, start))


def _across_pages(blocks: Iterable[_Written]) -> Iterator[_Written]:
    """The blocks, a paragraph that goes on overleaf made whole."""
    before: _Written | None = None
    for each in blocks:
        if before and _goes_on_overleaf(before.block, each.block):
            whole = Passage.joined([before.words, each.words], " ")
            before = _Written(replace(before.block, text=whole.text, page=each.block.page), whole)
            continue
        if before:
            yield before
        before = each
    if before:
        yield before


def _goes_on_overleaf(block: Block, following: Block) -> bool:
    turned = block.page != following.page and block.kind is following.kind is BlockKind.PARAGRAPH
    return turned and following.text[:1].islower() and block.text[-1:] not in ".!?:;"


def _default_area(blocks: Sequence[_Written]) -> Area | None:
    """The area of an advice that has no heading for it, from its title."""
    titles = (each.block.text for each in blocks[:_TOP] if each.block.kind is BlockKind.HEADING)
    profiles = (profile_of(title) for title in titles if title != TITLE)
    return next((_AREA_OF[profile] for profile in profiles if profile in _AREA_OF), None)


class _Reader:
    """Reads labels and texts in order, and keeps the box that is open."""

    def __init__(self, *, default_area: Area | None, headings_only: bool) -> None:
        self.draft = AdviceDraft()
        self.unplaced: list[Passage] = []
        self.headings_only = headings_only
        self._area: Area | None = default_area
        self._default_area = default_area
        self._section = ""
        self._box: Label | None = None
        self._parts = 0

    @property
    def is_template(self) -> bool:
        """Whether at least one area and one of its boxes were found."""
        return bool(self.draft.areas) and (self._parts > 0 or self.headings_only)

    def open(self, label: Label) -> None:
        """Open the box of a label."""
        self._box = label
        if label.role is Role.SECTION:
            self._section, self._area, self._box = label.which, self._default_area, None
        elif label.role is Role.AREA:
            self._area, self._section, self._box = Area(label.which), "", None
            self.draft.area(self._area)
        elif self._area:
            self._begin(self.draft.area(self._area), label)
        self._parts += label.role in (Role.PART, Role.OUTCOMES, Role.OUTCOME, Role.PROVISIONS, Role.PROVISION)

    @staticmethod
    def _begin(area: AreaDraft, label: Label) -> None:
        """A label that comes again begins a new outcome, or a new provision."""
        if label.role is Role.OUTCOME:
            area.new_outcome()
        elif label.role is Role.PROVISION:
            area.outcome().provision(label.which).setdefault(label.which, [])

    def write(self, text: Passage, *, follows: bool = False) -> None:
        """Write a text in the open box; `follows` where it continues the last line of the same paragraph."""
        if not text.text.strip() or (self.headings_only and self._box and self._box.role is Role.FORM):
            return
        if self._box and self._box.role in _LISTS and not text.text[:1].islower():
            follows = False  # in a plain text each line of a list is an item, unless it goes on in mid-sentence
        into = self._place(self._box, follows) if self._box else None
        if into is None:
            self.unplaced.append(text)
        elif follows and into:
            into[-1] = Passage.joined([into[-1], text], "\n")
        else:
            into.append(text)

    def _place(self, box: Label, follows: bool) -> list[Passage] | None:
        whole: dict[Role, Callable[[], list[Passage]]] = {
            Role.CHILD: lambda: self.draft.child.setdefault(box.which, []),
            Role.PROFESSIONAL: lambda: self.draft.professional.setdefault(box.which, []),
            Role.NAME: self._name,
            Role.BACKGROUND: lambda: self.draft.background.setdefault(box.which, []),
            Role.WRITTEN_ON: lambda: self.draft.written_on,
            Role.PROFILE: lambda: self.draft.profile,
        }
        if box.role in whole:
            return whole[box.role]()
        return None if self._area is None else _in_area(self.draft.area(self._area), box, follows)

    def _name(self) -> list[Passage]:
        """A bare “Name” is the child's, until the child has one or the section is about the professional."""
        taken = self.draft.child.get("name") and not self.draft.professional.get("name")
        of: Texts = self.draft.professional if self._section == "professional" or taken else self.draft.child
        return of.setdefault("name", [])

    def outcome_kind(self, text: Passage) -> bool:
        """Take “Kind of outcome: health” where an outcome is open; whether it was taken."""
        found = inline_label(text.text)
        if not found or found[0].role is not Role.KIND or not self._area:
            return False
        outcome = self.draft.area(self._area).outcome()
        if outcome.kind:
            self.unplaced.append(text)
        else:
            outcome.kind = text.text[found[1] :]
        return True

    def step_date(self, text: Passage) -> None:
        """The date of the last step, from a column of its own."""
        if self._area and text.text.strip():
            steps = self.draft.area(self._area).outcome().steps
            if steps and date_in(text.text):
                steps[-1].by = date_in(text.text)
            else:
                self.unplaced.append(text)

    def provision_row(self, cells: Sequence[tuple[str, Passage]]) -> None:
        """A row of a provision table: one provision, whatever its cells leave open."""
        if self._area is None:
            self.unplaced += [text for _, text in cells]
            return
        self._parts += 1
        provision: Texts = {}
        for part, text in cells:
            provision.setdefault(part, []).append(text)
        self.draft.area(self._area).outcome().provisions.append(provision)


def _in_area(area: AreaDraft, box: Label, follows: bool) -> list[Passage] | None:
    """Where a text goes in its area: the list of paragraphs that it joins."""
    if box.role is Role.PART:
        return area.texts.setdefault(box.which, [])
    if box.role in (Role.OUTCOMES, Role.OUTCOME):
        fresh = box.role is Role.OUTCOMES and not follows
        return (area.new_outcome() if fresh else area.outcome()).texts
    outcome = area.outcome()
    if box.role is Role.STEPS:
        if not follows or not outcome.steps:
            outcome.steps.append(StepDraft())
        return outcome.steps[-1].texts
    if box.role is Role.PROVISIONS:
        if not follows or not outcome.provisions:
            outcome.provisions.append({})
        return outcome.provisions[-1].setdefault("support", [])
    return outcome.provisions[-1][box.which] if box.role is Role.PROVISION else None


def _read_prose(reader: _Reader, blocks: Sequence[_Written], *, by_line: bool) -> None:
    for block, words in blocks:
        if block.kind is BlockKind.FIELD:
            _read_line(reader, words, heading=True, follows=False)
            continue
        heading = block.kind is BlockKind.HEADING
        if reader.headings_only and not heading:
            if not reader.outcome_kind(words) and words.text != NOTHING_WRITTEN:
                reader.write(words)
            continue
        for number, line in enumerate(_lines(words, by_line)):
            _read_line(reader, line, heading=heading, follows=number > 0)


def _lines(words: Passage, by_line: bool) -> list[Passage]:
    """A plain text's every line, or a paragraph's where one of its lines is a label."""
    lines = list(words.lines())
    labelled = by_line or any(label_of(line.text) or inline_label(line.text) for line in lines)
    return lines if labelled else [words.strip()]


def _read_line(reader: _Reader, line: Passage, *, heading: bool, follows: bool) -> None:
    label = label_of(line.text)
    found = None if label else inline_label(line.text)
    if label:
        reader.open(label)
    elif reader.outcome_kind(line):
        return
    elif found:
        reader.open(found[0])
        reader.write(line.cut(found[1]))
    elif heading and not reader.headings_only:
        reader.unplaced.append(line)
    else:
        reader.write(line, follows=follows)


def _read_table(reader: _Reader, blocks: Sequence[_Written]) -> None:
    rows = _rows(blocks)
    head = [label_of(each.text) for each in rows[0]]
    named = [label for label in head if label]
    texts = [each for each in rows[0] if each.text]
    columns_of_provision = all(label.role is Role.PROVISION for label in named)
    if len(rows) > 1 and len(named) == len(texts) and (len(named) > 1 or (named and columns_of_provision)):
        for row in rows[1:]:
            _read_columns(reader, head, row)
    else:
        for row in rows:
            _read_labelled(reader, row)


def _rows(blocks: Sequence[_Written]) -> list[list[Passage]]:
    """A table's rows of texts; a cell that isn't there is empty."""
    cells: dict[tuple[int, int], list[Passage]] = {}
    for block, words in blocks:
        if block.cell:
            cells.setdefault((block.cell.row, block.cell.column), []).append(words)
    width = max(column for _, column in cells) + 1
    numbers = sorted({row for row, _ in cells})
    return [[joined(cells.get((row, column), ())) for column in range(width)] for row in numbers]


_COLUMN_ORDER = (Role.AREA, Role.PART, Role.OUTCOMES, Role.OUTCOME, Role.KIND, Role.STEPS, Role.STEP_DATE)


def _read_columns(reader: _Reader, head: Sequence[Label | None], row: Sequence[Passage]) -> None:
    """A row under column heads: outcome, then its steps, then one provision."""
    cells = [(label, text) for label, text in zip(head, row, strict=True) if text.text]
    for label, text in sorted(_placed(cells), key=lambda cell: _order(cell[0])):
        if _is_provision(label):
            continue
        if label.role is Role.STEP_DATE:
            reader.step_date(text)
        else:
            reader.open(label)
            reader.write(text)
    provision = [(label.which or "support", text) for label, text in _placed(cells) if _is_provision(label)]
    if provision:
        reader.provision_row(provision)
    reader.unplaced += [text for label, text in cells if label is None]


def _placed(cells: Sequence[tuple[Label | None, Passage]]) -> Iterator[tuple[Label, Passage]]:
    return ((label, text) for label, text in cells if label is not None)


def _order(label: Label) -> int:
    return _COLUMN_ORDER.index(label.role) if label.role in _COLUMN_ORDER else len(_COLUMN_ORDER)


def _is_provision(label: Label) -> bool:
    return label.role in (Role.PROVISION, Role.PROVISIONS)


def _read_labelled(reader: _Reader, row: Sequence[Passage]) -> None:
    """A row of labels, each followed by its value; or of a text alone."""
    texts = [each for each in row if each.text]
    index = 0
    while index < len(texts):
        label = label_of(texts[index].text)
        if label is None:
            for line in _lines(texts[index], by_line=False):
                _read_line(reader, line, heading=False, follows=False)
            index += 1
            continue
        reader.open(label)
        value = texts[index + 1] if index + 1 < len(texts) else None
        if value and (label_of(value.text) is None or index == 0):
            _read_value(reader, label, value)
            index += 1
        index += 1


def _read_value(reader: _Reader, label: Label, value: Passage) -> None:
    if label.role is Role.AREA:  # a table with an area a row, and its needs beside it
        reader.open(Label(Role.PART, "needs"))
    reader.write(value)
