"""Word files: everything a reader of the page sees, in reading order, and nothing that they don't.

python-docx's own `.text` misses tracked insertions, content controls, text boxes and headers, and gives hidden text;
so this walks the XML itself. Tracked deletions, hidden text and unfilled placeholders are not text here; what hides
in a file is `hidden.py`'s matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hub.documents.document import Block, BlockKind, CannotRead, Cell, Document, DocumentKind
from hub.documents.word_package import Element, Package, attribute, child, local
from hub.documents.word_styles import Styles, is_numbered, is_on, outline_level

_DELETED = {"del", "moveFrom"}
_ASIDE = _DELETED | {"Fallback", "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "instrText", "rt"}
_TYPED = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DEEPEST = 60  # tables in tables, controls in controls
_LONGEST_BOLD_HEADING = 10  # words

_PART_KINDS = {"header": BlockKind.HEADER, "footer": BlockKind.FOOTER}
_TOO_DEEP = "This Word file is nested too deeply to read. Save it as PDF and send that."


def read_word(data: bytes) -> Document:
    """The document in a Word file (.docx, .docm): headers, body, notes, then footers.

    Raises CannotRead where the file is damaged, protected, or unpacks to too much.
    """
    package = Package(data)
    blocks = tuple(each.block for each in gather(package, package.xml(package.main())))
    return Document(DocumentKind.WORD, blocks, title=_title(package))


class Atom(NamedTuple):
    """Characters of a block's text, half open, the element that holds them, and after how many others in it."""

    start: int
    end: int
    element: Element
    after: int = 0


class Gathered(NamedTuple):
    """A block, and the elements that hold its words."""

    block: Block
    atoms: tuple[Atom, ...]


def gather(package: Package, body: Element) -> list[Gathered]:
    """What `read_word` reads, with the elements it was read from; `body` is the root of the main part."""
    main = package.main()
    parts = {target: kind for _, kind, target in package.related(main) if target in package.names}
    styles = Styles(next((package.xml(part) for part, kind in parts.items() if kind == "styles"), None))
    walk = _Walk(styles)
    blocks = list(walk.blocks(body))
    notes = [each for part in _named(parts, "footnotes", "endnotes") for each in walk.blocks(package.xml(part))]
    around = {
        kind: list(_once(_around(_Walk(styles), package, part, kind) for part in _named(parts, kind)))
        for kind in _PART_KINDS
    }
    return [*around["header"], *blocks, *notes, *around["footer"]]


def _named(parts: dict[str, str], *kinds: str) -> list[str]:
    return [part for part, kind in parts.items() if kind in kinds]


def _around(walk: _Walk, package: Package, part: str, kind: str) -> list[Gathered]:
    return [
        Gathered(replace(block, kind=_PART_KINDS[kind], cell=None), atoms)
        for block, atoms in walk.blocks(package.xml(part))
    ]


def _once(parts: Iterator[list[Gathered]]) -> Iterator[Gathered]:
    """The blocks of parts, those of equal parts (first page, even pages) once."""
    seen: set[str] = set()
    for blocks in parts:
        for each in blocks:
            if each.block.text not in seen:
                seen.add(each.block.text)
                yield each


def _title(package: Package) -> str:
    for _, kind, target in package.related(""):
        if kind == "core-properties" and target in package.names:
            title = child(package.xml(target), "title")
            return str(title.text or "").strip() if title is not None else ""
    return ""


@dataclass
class _Paragraph:
    """A paragraph as it is gathered: its words, whether all of them are bold, the elements that hold them."""

    words: list[str] = field(default_factory=list)
    bold: bool = True
    atoms: list[Atom] = field(default_factory=list)

    def add(self, words: str, element: Element) -> None:
        """Add the words of an element."""
        if words:
            start = self.atoms[-1].end if self.atoms else 0
            self.atoms.append(Atom(start, start + len(words), element))
            self.words.append(words)

    def stripped(self) -> tuple[str, tuple[Atom, ...]]:
        """The text without the space around it, and its atoms."""
        whole = "".join(self.words)
        text, first = whole.strip(), len(whole) - len(whole.lstrip())
        seen = (
            Atom(max(start, 0), min(each.end - first, len(text)), each.element, max(-start, 0))
            for each in self.atoms
            for start in (each.start - first,)
        )
        return text, tuple(each for each in seen if each.start < each.end)


class _Walk:
    """A walk over the elements of one or more parts, counting their tables."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._tables = 0

    def blocks(self, element: Element, cell: Cell | None = None, depth: int = 0) -> Iterator[Gathered]:
        """The blocks beneath an element, in reading order."""
        if depth > _DEEPEST:
            raise CannotRead(_TOO_DEEP)
        for each in element:
            name = local(each)
            if name in _ASIDE or _is_placeholder(each):
                continue
            if name == "p":
                yield from self._paragraph(each, cell, depth)
            elif name == "tbl":
                yield from self._table(each, depth)
            elif len(each):
                yield from self.blocks(each, cell, depth + 1)

    def _table(self, table: Element, depth: int) -> Iterator[Gathered]:
        number, self._tables = self._tables, self._tables + 1
        for row, line in enumerate(_within(table, "tr")):
            properties = child(line, "trPr")
            if properties is not None and child(properties, "del") is not None:
                continue
            column = _skipped(properties)
            for cell in _within(line, "tc"):
                yield from self.blocks(cell, Cell(number, row, column), depth + 1)
                column += _span(cell)

    def _paragraph(self, paragraph: Element, cell: Cell | None, depth: int) -> Iterator[Gathered]:
        properties = child(paragraph, "pPr")
        style_element = None if properties is None else child(properties, "pStyle")
        style = None if style_element is None else attribute(style_element, "val")
        gathered, boxes = _Paragraph(), list[Element]()
        self._gather(paragraph, gathered, boxes, style, depth)
        text, atoms = gathered.stripped()
        if text:
            yield Gathered(Block(text, self._kind(text, gathered.bold, properties, style, cell), cell=cell), atoms)
        for box in boxes:
            yield from self.blocks(box, cell, depth + 1)

    def _kind(
        self, text: str, bold: bool, properties: Element | None, style: str | None, cell: Cell | None
    ) -> BlockKind:
        if cell is not None:
            return BlockKind.CELL
        if self._styles.heading(style) or outline_level(properties):
            return BlockKind.HEADING
        if is_numbered(properties) or self._styles.listed(style):
            return BlockKind.LIST_ITEM
        if bold and len(text.split()) <= _LONGEST_BOLD_HEADING and text[-1] not in ".;,":
            return BlockKind.HEADING
        return BlockKind.PARAGRAPH

    def _gather(self, element: Element, into: _Paragraph, boxes: list[Element], style: str | None, depth: int) -> None:
        """Add the words beneath an element; text boxes are set aside, to be read after the paragraph."""
        if depth > _DEEPEST:
            raise CannotRead(_TOO_DEEP)
        for each in element:
            name = local(each)
            if name in _ASIDE or _is_placeholder(each):
                continue
            if name == "txbxContent":
                boxes.append(each)
            elif name == "r":
                self._run(each, into, boxes, style, depth)
            elif name == "t":  # of a formula, which has runs of its own kind
                into.add(each.text or "", each)
            elif len(each):
                self._gather(each, into, boxes, style, depth + 1)

    def _run(self, run: Element, into: _Paragraph, boxes: list[Element], style: str | None, depth: int) -> None:
        properties = child(run, "rPr")
        own = None if properties is None else child(properties, "rStyle")
        own_style = None if own is None else attribute(own, "val")
        if self._said("hidden", "vanish", properties, own_style, style):
            return
        before = len(into.words)
        for each in run:
            name = local(each)
            if name == "t":
                into.add(each.text or "", each)
            elif name in _TYPED:
                into.add(_TYPED[name], each)
            elif name == "sym":
                into.add(_symbol(each), each)
            elif name not in _ASIDE and len(each):
                self._gather(each, into, boxes, style, depth + 1)
        if any(word.strip() for word in into.words[before:]):
            into.bold = into.bold and self._said("bold", "b", properties, own_style, style)

    def _said(
        self, question: str, toggle: str, properties: Element | None, own_style: str | None, style: str | None
    ) -> bool:
        """What a run's own properties say, else its style, else its paragraph's style."""
        said = is_on(properties, toggle)
        if said is not None:
            return said
        ask = self._styles.hidden if question == "hidden" else self._styles.bold
        return ask(own_style) or ask(style)


def _is_placeholder(element: Element) -> bool:
    """Whether a content control still shows “Click here to enter text”."""
    if local(element) != "sdt":
        return False
    shown = child(element, "sdtPr", "showingPlcHdr")
    return shown is not None and attribute(shown, "val") not in {"0", "false"}


def _within(element: Element, name: str, depth: int = 0) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those in a content control."""
    for each in element:
        if local(each) == name:
            yield each
        elif local(each) in {"sdt", "sdtContent", "customXml", "ins"} and depth < _DEEPEST:
            yield from _within(each, name, depth + 1)


def _span(cell: Element) -> int:
    span = child(cell, "tcPr", "gridSpan")
    said = "" if span is None else attribute(span, "val") or ""
    return max(1, int(said)) if said.isdecimal() and len(said) < 4 else 1


def _skipped(properties: Element | None) -> int:
    """How many columns a row leaves empty before its first cell."""
    before = None if properties is None else child(properties, "gridBefore")
    said = "" if before is None else attribute(before, "val") or ""
    return int(said) if said.isdecimal() and len(said) < 4 else 0


def _symbol(element: Element) -> str:
    """A character from a symbol font: only where it is one in Unicode too (those of Wingdings are not)."""
    code = int(attribute(element, "char") or "0", 16)
    return chr(code) if 0x20 <= code < 0xE000 else ""
