"""Tables of a template: labels with their answers beside or beneath them, or a column for each field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hub.documents.document import Cell
from hub.documents.passage import Passage
from hub.documents.template_draft import joined
from hub.documents.template_labels import Label, Role, heading_of, label_of
from hub.documents.template_reader import DETAILS, Reader, lines_of, read_line

_COLUMN_ORDER = (Role.AREA, Role.PART, Role.OUTCOMES, Role.OUTCOME, Role.OUTCOME_NUMBER, Role.KIND, Role.STEPS)
_NAMES_ITS_ROW = (Role.AREA, Role.OUTCOME, Role.OUTCOMES, Role.OUTCOME_NUMBER)
_SUPPORT = ("support", Role.PROVISIONS)
_LONGEST_HEAD = 8  # words of a column's head that is nobody's label
_NOTHING_SAID = re.compile(r"[\W\d]{0,6}")  # a row's number

Head = list[Label | None]
Row = list[Passage]


def read_table(reader: Reader, number: int, cells: Sequence[tuple[Cell, Passage]]) -> None:
    """Read a table, or the part of it between the tables inside it; `number` is which it is in its document."""
    rows = _rows(cells)
    turned = _turned(rows)
    if turned:
        for column in turned:
            reader.provision_row(column)
        return
    head, spans, opening = reader.heads.get(number), False, True
    for index, row in enumerate(rows):
        found = None
        if opening or not reader.headings_only:
            found = _head(row, rows[index + 1 : index + 2], opening=opening or spans)
        if found:
            reader.unplaced += [
                text for label, text in zip(found, row, strict=True) if not label and not _is_empty(text)
            ]
            head = [new or old for new, old in zip(found, head, strict=True)] if head and spans else found
        elif head is None or _is_labelled(row, head):
            _read_labelled(reader, row)
        else:
            _read_columns(reader, head, row)
        spans = found is not None and not all(each.text for each in row)  # what it spans is named in the next row
        opening = opening and found is None and sum(bool(each.text) for each in row) == 1  # only titles so far
    if head:
        reader.heads[number] = head


def _rows(cells: Sequence[tuple[Cell, Passage]]) -> list[Row]:
    """A table's rows of texts; a cell that isn't there is empty."""
    found: dict[tuple[int, int], list[Passage]] = {}
    for cell, words in cells:
        found.setdefault((cell.row, cell.column), []).append(words)
    width = max(column for _, column in found) + 1
    return [
        [joined(found.get((row, column), ())) for column in range(width)] for row in sorted({row for row, _ in found})
    ]


def _head(row: Row, following: Sequence[Row], *, opening: bool) -> Head | None:
    """The labels of a row that heads columns; None where it is none. `opening`: it stands where heads are expected."""
    labels = [(heading_of if opening else label_of)(each.text) if each.text else None for each in row]
    _infer_support(labels, row, following)
    said = [each for each in row if each.text]
    known = [label for label in labels if label and label.role is not Role.PROMPT]
    if len(known) <= len(said) / 2 or (not following and not (opening and _heads_nothing(known))):
        return None
    if any(len(each.text.split()) > _LONGEST_HEAD for each, label in zip(row, labels, strict=True) if not label):
        return None
    only_support = len(row) == 1 and all(label.role is Role.PROVISION for label in known)
    first = next(column for column, each in enumerate(row) if each.text)
    below = following[0][first].text if following else ""
    names_below = label_of(below) is not None and labels[first] is not None and not _names_its_row(labels[first])
    if (len(set(known)) < 2 and not only_support) or (names_below and below != row[first].text):
        return None
    return labels


def _infer_support(labels: Head, row: Row, following: Sequence[Row]) -> None:
    """Take the unknown column before who, how often … as what is provided, where no other column is."""
    parts = [column for column, label in enumerate(labels) if label and label.role is Role.PROVISION]
    if len(parts) < 2 or any(label and (label.which or label.role) in _SUPPORT for label in labels):
        return
    unknown = [column for column in range(parts[0]) if row[column].text and labels[column] is None]
    if unknown and following and len(following[0][unknown[-1]].text.split()) > 1:
        labels[unknown[-1]] = Label(Role.PROVISION, "support")


def _heads_nothing(labels: Sequence[Label]) -> bool:
    """Whether labels are the heads of a table that nobody wrote a row in."""
    return len(labels) > 1 and all(label.role in _COLUMN_ORDER or _is_column(label) for label in labels)


def _is_column(label: Label) -> bool:
    return label.role is Role.STEP_DATE or _is_provision(label)


def _names_its_row(label: Label | None) -> bool:
    return label is not None and label.role in _NAMES_ITS_ROW


def _is_labelled(row: Row, head: Head) -> bool:
    """Whether a row beneath a head stands apart from it: its first words are a label of their own."""
    column = next((column for column, each in enumerate(row) if each.text), None)
    if column is None or _names_its_row(head[column]):
        return False
    return label_of(row[column].text) is not None


def _turned(rows: Sequence[Row]) -> list[list[tuple[str, Passage]]]:
    """The provisions of a table with a label a row and a column for each; none where it is no such table."""
    heads = [label_of(each.text) for each in rows[0][1:]]
    labels = [label_of(row[0].text) for row in rows[1:]]
    if not (heads and labels and all(label and label.role is Role.PROVISIONS for label in heads)):
        return []
    parts = [label.which for label in labels if label and label.role is Role.PROVISION]
    if len(parts) < len(labels):
        return []
    columns = zip(*(row[1:] for row in rows[1:]), strict=True)
    return [[(part, text) for part, text in zip(parts, column, strict=True) if text.text] for column in columns]


def _read_columns(reader: Reader, head: Head, row: Row) -> None:
    """A row under column heads: outcome, then its steps, then one provision."""
    cells = [(label, text) for label, text in zip(head, row, strict=True) if text.text]
    placed = sorted(_placed(cells), key=lambda cell: _order(cell[0]))
    has_steps = any(label and label.role is Role.STEPS for label in head)
    for label, text in placed:
        if _is_provision(label):
            continue
        if label.role is Role.STEP_DATE or (label.role is Role.WRITTEN_ON and has_steps):
            reader.step_date(text)
        elif label.role not in (Role.OUTCOME, Role.OUTCOMES) or not reader.select_outcome(text):
            reader.open(label)
            reader.write(text)
    provision = [(label.which or "support", text) for label, text in placed if _is_provision(label)]
    if provision:
        reader.provision_row(provision)
    reader.unplaced += [text for label, text in cells if label is None and not _is_empty(text)]


def _is_empty(text: Passage) -> bool:
    return _NOTHING_SAID.fullmatch(text.text) is not None


def _placed(cells: Sequence[tuple[Label | None, Passage]]) -> Iterator[tuple[Label, Passage]]:
    return ((label, text) for label, text in cells if label is not None)


def _order(label: Label) -> int:
    return _COLUMN_ORDER.index(label.role) if label.role in _COLUMN_ORDER else len(_COLUMN_ORDER)


def _is_provision(label: Label) -> bool:
    return label.role in (Role.PROVISION, Role.PROVISIONS)


def _read_labelled(reader: Reader, row: Row) -> None:
    """A row of labels, each followed by its answer; or of a text alone."""
    texts = [each for each in row if each.text]
    index = 0
    while index < len(texts):
        label, hint = _label_and_hint(texts[index], answered=index + 1 < len(texts) or len(row) > 1)
        if label is None:
            _read_lines(reader, texts[index])
            index += 1
            continue
        reader.open(label)
        reader.unplaced += hint
        value = texts[index + 1] if index + 1 < len(texts) else None
        if value and (index == 0 or _is_answer(label, value)):
            _read_value(reader, label, value)
            index += 1
        index += 1


def _is_answer(label: Label, value: Passage) -> bool:
    """Whether a text beside a label is its answer; “Social worker” may be a label, and is one beside “Job title”."""
    itself = label_of(value.text)
    return itself is None or (label.role in DETAILS and itself.role in DETAILS)


def _label_and_hint(text: Passage, *, answered: bool) -> tuple[Label | None, list[Passage]]:
    """The label that a cell is, and what else it says beneath it, where its answer stands in another cell."""
    label = heading_of(text.text) if answered else label_of(text.text)
    first, *others = text.lines()
    if label or not answered or not all(each.text.rstrip().endswith(("?", ")", ":")) for each in others):
        return label, []
    return heading_of(first.text), others


def _read_lines(reader: Reader, text: Passage) -> None:
    for line in lines_of(text, by_line=False):
        read_line(reader, line, heading=False, follows=False)


def _read_value(reader: Reader, label: Label, value: Passage) -> None:
    """An answer; where it has labels of its own, they are read as such."""
    lines = lines_of(value, by_line=False)
    if len(lines) > 1:
        _read_lines(reader, value)
    elif label.role is Role.OUTCOME_NUMBER or not reader.select_outcome(value):
        reader.write(value)
