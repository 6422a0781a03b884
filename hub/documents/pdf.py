"""PDF files: their text layer, their tables and form fields, and pages that are only pictures through OCR."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from hub.documents.budget import seconds_left
from hub.documents.document import Block, BlockKind, CannotRead, Document, DocumentKind, OutOfTime
from hub.documents.lines import blocks_of
from hub.documents.pdf_file import ONE_AT_A_TIME, OpenPdf, damaged, only_text_on, opened
from hub.documents.pdf_tables import Tables
from hub.documents.pdf_text import Page, PageText, lines_on, text_of

MOST_SCANNED_PAGES = 60  # at about a second each
MOST_PIXELS = 30_000_000  # of a rendered page
LONGEST_SIDE = 14_400  # points, 200 inches: what the PDF specification calls the limit
_SCAN_SCALE = 300 / 72
_SMALLEST_SCAN_SCALE = 1.0  # below 72 dots an inch no print can be read
_ENOUGH_LETTERS = 50
_ENOUGH_TO_JUDGE = 5_000  # characters of a page
_MOST_BEHIND_SCAN = 200  # letters that a scanner's stamp adds to a picture of a page
_MOST_OBJECTS = 20_000
_FEWEST_RULES = 4  # lines or boxes that can frame a table
_MOST_RULES = 3_000
_EDGE = 0.09  # of the page: where running headers and footers stand
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?$", re.IGNORECASE)


def read_pdf(data: bytes) -> Document:
    """The document in a PDF file.

    Raises CannotRead where it is encrypted, damaged, has too many or too large pages.
    """
    pages: list[list[Block]] = []
    unread = ""
    with opened(data) as pdf:
        with ONE_AT_A_TIME:
            count, title = len(pdf.file), str(pdf.file.get_metadata_value("Title") or "").strip()
        try:
            pages.extend(_pages(pdf, count, Tables()))
        except OutOfTime:
            if not pages:
                raise
            unread = f"Only the first {len(pages)} of its {count} pages could be read in time."
    blocks = tuple(block for page in _with_running_lines(pages) for block in page)
    return Document(DocumentKind.PDF, blocks, count, title, unread)


def _pages(pdf: OpenPdf, count: int, tables: Tables) -> Iterator[list[Block]]:
    """The blocks of each page; pdfium is free for others while a picture is read, which takes a second."""
    scanned = 0
    for number in range(1, count + 1):
        if seconds_left() <= 0:
            raise OutOfTime("This PDF takes too long to read. Send only the part that matters.")
        with ONE_AT_A_TIME:
            blocks, picture = _taken(pdf, number, tables)
        if picture is not None:
            scanned += 1
            if scanned > MOST_SCANNED_PAGES:
                raise CannotRead(f"This PDF has more than {MOST_SCANNED_PAGES} scanned pages. Send it in parts.")
            blocks = _read_picture(picture, number, blocks)
        yield blocks


def _taken(pdf: OpenPdf, number: int, tables: Tables) -> tuple[list[Block], Image.Image | None]:
    """A page's typed blocks and filled fields, and its picture where it must be read as one."""
    page = _page(pdf, number)
    try:
        with text_of(page) as text:
            looks = _Looks(page, text)
            cells = tables.on(page, looks.paths) if looks.ruled and not looks.scanned else ()
            blocks = [*blocks_of(lines_on(text, cells), number), *_fields(pdf.file, page, number)]
        return blocks, render(page, number) if looks.scanned else None
    finally:
        page.close()


def _read_picture(picture: Image.Image, number: int, typed: list[Block]) -> list[Block]:
    """The blocks of a page read as a picture, and its fields; what was typed on it where nothing is printed."""
    from hub.documents.scan import read_page  # Tesseract is loaded only for pages that need it

    seen = read_page(picture, number)
    return [*seen, *(block for block in typed if block.kind is BlockKind.FIELD)] if seen else typed


def _page(pdf: OpenPdf, number: int) -> Page:
    try:
        page = pdf.page(number - 1)
    except pypdfium2.PdfiumError:
        raise damaged() from None
    width, height = page.get_size()
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        raise CannotRead(f"Page {number} of this PDF is too large to read. Save it at A4 size and send it again.")
    return page


def _is_unseen(text: Any) -> bool:
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(text) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


class _Looks:
    """What a page is made of, without reading it: text, pictures, ruled lines."""

    def __init__(self, page: Page, text: PageText) -> None:
        width, height = page.get_size()
        said = text.characters[:_ENOUGH_TO_JUDGE]
        self._letters, self._strange = sum(map(str.isalnum, said)), said.count("\ufffd")
        self.paths: list[Any] = []
        self._shaded = self._typed = self._unseen = 0
        self._covered = 0.0
        only_text = only_text_on(page)
        if only_text is None:
            for each in islice(page.get_objects(max_depth=3), _MOST_OBJECTS):
                self._count(each, width * height)
        else:
            self._typed = len(only_text)
            self._unseen = sum(map(_is_unseen, only_text))

    def _count(self, item: Any, whole: float) -> None:
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            self._covered += abs((right - left) * (top - bottom)) / whole
        elif item.type == pdfium.FPDF_PAGEOBJ_PATH:
            self.paths.append(item)
        elif item.type == pdfium.FPDF_PAGEOBJ_SHADING:
            self._shaded += 1
        elif item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            self._typed += 1
            self._unseen += _is_unseen(item)

    @property
    def _drawn(self) -> int:
        return len(self.paths) + self._shaded

    @property
    def ruled(self) -> bool:
        """Whether lines are drawn that may frame a table."""
        return _FEWEST_RULES <= len(self.paths) <= _MOST_RULES

    @property
    def scanned(self) -> bool:
        """Whether the page must be read as a picture.

        A picture that covers it counts for more than the text that a scanner guessed: our reading says how sure it is.
        """
        if self._covered > 0.5:
            return self._letters < _MOST_BEHIND_SCAN or self._unseen * 2 > self._typed
        if self._letters >= _ENOUGH_LETTERS:
            return self._strange * 10 > self._letters
        return self._covered > 0.05 or (self._drawn > _MOST_BEHIND_SCAN and self._letters == 0)


def render(page: Page, number: int) -> Image.Image:
    """A picture of the page, at 300 dots an inch or what MOST_PIXELS allows.

    Raises CannotRead where the page is so large that its picture could not be read.
    """
    width, height = page.get_size()
    scale = min(_SCAN_SCALE, (MOST_PIXELS / (width * height)) ** 0.5)
    if scale < _SMALLEST_SCAN_SCALE:
        raise CannotRead(f"Page {number} of this PDF is too large to read. Save it at A4 size and send it again.")
    picture = page.render(scale=scale, grayscale=True).to_pil()
    if not isinstance(picture, Image.Image):  # pragma: no cover - pypdfium2's promise
        raise TypeError
    return picture


def _fields(pdf: Any, page: Page, number: int) -> Iterator[Block]:
    """What was filled into a page's form, as “label: value”; text alone doesn't hold it."""
    if pdf.formenv is None:
        return
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_OBJECTS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
                label = _said(pdfium.FPDFAnnot_GetFormFieldAlternateName, pdf, annotation)
                label = label or _said(pdfium.FPDFAnnot_GetFormFieldName, pdf, annotation)
                value = _said(pdfium.FPDFAnnot_GetFormFieldValue, pdf, annotation)
                if value.strip():
                    yield Block(f"{label}: {value}" if label else value, BlockKind.FIELD, number)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _said(ask: Any, pdf: Any, annotation: Any) -> str:
    """A text that pdfium hands out in UTF-16 when given room for it."""
    size = ask(pdf.formenv, annotation, None, 0)
    room = ctypes.create_string_buffer(size)
    ask(pdf.formenv, annotation, ctypes.cast(room, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return room.raw.decode("utf-16-le", errors="replace").rstrip("\0").replace("\r", "\n").strip()


def _with_running_lines(pages: list[list[Block]]) -> Iterator[list[Block]]:
    """The pages with what repeats at their top or bottom told apart as header or footer."""
    repeated = Counter(text for page in pages for text in {_pattern(block) for block in page if _at_edge(block)})
    often = max(2, len(pages) / 2)
    for page in pages:
        yield [
            replace(block, kind=_at_edge(block) or block.kind)
            if _at_edge(block) and (repeated[_pattern(block)] >= often or _PAGE_NUMBER.match(block.text))
            else block
            for block in page
        ]


def _pattern(block: Block) -> str:
    return re.sub(r"\d+", "0", block.text)


def _at_edge(block: Block) -> BlockKind | None:
    if block.box is None or block.cell is not None:
        return None
    if block.box.y1 < _EDGE:
        return BlockKind.HEADER
    return BlockKind.FOOTER if block.box.y0 > 1 - _EDGE else None
