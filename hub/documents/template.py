"""From a document laid out like an advice template to the advice in it.

Councils' templates differ in layout, not in what they ask: headed sections, two-column tables of label and value,
tables with a column for each field. A label opens a box; what follows is written in that box until the next label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from hub.advice import Advice, Area, Profile
from hub.documents.document import BlockKind, Document, DocumentKind
from hub.documents.offline import INSTRUCTIONS
from hub.documents.offline_reader import is_offline, read_offline
from hub.documents.overleaf import Written, whole
from hub.documents.passage import Passage
from hub.documents.sheet import NOTHING_WRITTEN, TITLE
from hub.documents.template_draft import joined
from hub.documents.template_labels import heading_of, inline_label, profile_of
from hub.documents.template_reader import Reader, lines_of, read_line
from hub.documents.template_table import read_table

_RUNNING = (BlockKind.HEADER, BlockKind.FOOTER)
_TOP = 12  # blocks in which a document says whose advice it is
_AREA_OF = {
    Profile.HEALTH: Area.HEALTH,
    Profile.SOCIAL_CARE: Area.SOCIAL_CARE,
    Profile.EDUCATION: Area.COGNITION_AND_LEARNING,
}


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


def advice_from(document: Document, *, id: str) -> Mapped:
    """The advice in a document, under the given id, and the text that found no place in it."""
    if is_offline(document):
        found = read_offline(document)
        advice, places = found.draft.advice(id)
        return Mapped(advice, {**places, "/text": joined([each.words for each in found.unplaced])})
    blocks = whole(_written(document))
    reader = _read(document, blocks, _default_area(blocks))
    if not reader.is_template and reader.names_boxes:
        reader = _read(
            document, blocks, Area.HEALTH
        )  # a form of one service, which nowhere says which area it is about
    if not reader.is_template:
        return Mapped(None, {"/text": Passage.of(document.text, 0)})
    advice, places = reader.draft.advice(id)
    return Mapped(advice, {**places, "/text": joined([*reader.unplaced, *reader.draft.left_over()])})


def report_from(document: Document, *, area: Area) -> Reader:
    """What a report of any layout says, read by its headings; `area` is what it is about until it says otherwise.

    What stands under a heading that is nobody's belongs to no box, however the report went on before.
    """
    blocks = whole(_written(document))
    return _read(document, blocks, area, closing=True)


def _read(document: Document, blocks: Sequence[Written], default_area: Area | None, *, closing: bool = False) -> Reader:
    # the hub's own layout; headings are sure only where it was typed, not on a scan of it
    own = bool(blocks) and " ".join(blocks[0].words.text.split()) == TITLE and document.confidence == 1.0
    reader = Reader(default_area=default_area, headings_only=own)
    for table, group in groupby(blocks, key=lambda each: each.block.cell.table if each.block.cell else None):
        if table is None:
            _read_prose(reader, list(group), by_line=document.kind is DocumentKind.TEXT, closing=closing)
        else:
            read_table(reader, table, [(each.block.cell, each.words) for each in group if each.block.cell])
    return reader


def _written(document: Document) -> Iterator[Written]:
    """The blocks of the page itself, without what runs at its head and foot."""
    for block, start in zip(document.blocks, document.starts, strict=True):
        if block.kind not in _RUNNING and block.text not in INSTRUCTIONS:
            yield Written(block, Passage.of(block.text, start))


def _default_area(blocks: Sequence[Written]) -> Area | None:
    """The area of an advice that has no heading for it, from its title."""
    titles = (each.block.text for each in blocks[:_TOP] if each.block.kind is BlockKind.HEADING)
    profiles = (profile_of(title) for title in titles if title != TITLE)
    return next((_AREA_OF[profile] for profile in profiles if profile in _AREA_OF), None)


def _read_prose(reader: Reader, blocks: Sequence[Written], *, by_line: bool, closing: bool) -> None:
    for block, words in blocks:
        if block.kind is BlockKind.FIELD:
            read_line(reader, words, heading=True, follows=False)
            continue
        heading = block.kind is BlockKind.HEADING
        if closing and heading and heading_of(words.text) is None and inline_label(words.text) is None:
            reader.close()
        if reader.headings_only and not heading:
            if not reader.outcome_kind(words) and words.text != NOTHING_WRITTEN:
                reader.write(words)
            continue
        for number, line in enumerate(lines_of(words, by_line=by_line)):
            read_line(reader, line, heading=heading, follows=number > 0)
