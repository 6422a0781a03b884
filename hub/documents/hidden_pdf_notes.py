"""Notes, form fields and files that hang on a PDF's page, and which of them its reader doesn't see."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from hub.documents.document import Box
from hub.documents.pdf_text import Page, placed
from hub.hidden import Hidden, HiddenKind
from hub.names import is_said_in

MOST_ANNOTATIONS = 5_000
_SMALLEST = 2.0  # points: a field that is smaller shows no words
# what shows its own words on the page, or has none
DRAWN = {pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_WATERMARK}
FILES = {
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
    pdfium.FPDF_ANNOT_SOUND,
    pdfium.FPDF_ANNOT_MOVIE,
    pdfium.FPDF_ANNOT_RICHMEDIA,
    pdfium.FPDF_ANNOT_THREED,
}
UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW


def notes_on(pdf: Any, page: Page, number: int, shown: frozenset[str]) -> Iterator[Hidden]:
    """What hangs on a page and isn't seen; `shown` are the folded words that are."""
    width, height = page.get_size()
    for annotation in annotations_on(page):
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        unseen = _is_unseen(annotation, width, height)
        said = _said_by(pdf, annotation, kind).strip()
        if kind in FILES:
            yield Hidden(HiddenKind.ATTACHMENT, said or "a file", number, "attached to the page")
        elif not any(map(str.isalpha, said)) or kind == pdfium.FPDF_ANNOT_LINK:
            continue
        elif kind in DRAWN:
            if unseen and not is_said_in(said, shown):
                part = "form field" if kind == pdfium.FPDF_ANNOT_WIDGET else "text box"
                yield Hidden(HiddenKind.HIDDEN_TEXT, said, number, part)
        elif not is_said_in(said, shown):  # what marks words often repeats them
            author = _string(annotation, b"T").strip()
            yield Hidden(HiddenKind.COMMENT, said, number, f"by {author}" if author else "")


def said_on(page: Page) -> Iterator[str]:
    """What all notes on a page say."""
    yield from (_string(each, b"Contents") for each in annotations_on(page))


def annotations_on(page: Page) -> Iterator[Any]:
    """The annotations of a page, each open while it is looked at."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            yield annotation
            pdfium.FPDFPage_CloseAnnot(annotation)


def notes_beside(page: Page) -> Iterator[Box]:
    """Where the signs of notes stand, which are no part of the page itself."""
    for annotation in annotations_on(page):
        if pdfium.FPDFAnnot_GetSubtype(annotation) not in DRAWN:
            yield box_of(page, annotation)


def box_of(page: Page, annotation: Any) -> Box:
    """Where an annotation stands on the page."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, box):
        return Box(0, 0, 0, 0)
    (left, top), (right, bottom) = placed(page, box.left, box.top), placed(page, box.right, box.bottom)
    return Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def _is_unseen(annotation: Any, width: float, height: float) -> bool:
    if pdfium.FPDFAnnot_GetFlags(annotation) & UNSEEN:
        return True
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, box):
        return True
    small = abs(box.right - box.left) < _SMALLEST or abs(box.top - box.bottom) < _SMALLEST
    return bool(small or max(box.left, box.right) <= 0 or max(box.top, box.bottom) <= 0)


def _said_by(pdf: Any, annotation: Any, kind: int) -> str:
    if kind == pdfium.FPDF_ANNOT_WIDGET and pdf.formenv is not None:
        return _text(lambda *room: pdfium.FPDFAnnot_GetFormFieldValue(pdf.formenv, annotation, *room))
    said = _string(annotation, b"Contents")
    return said if said.strip() or kind in DRAWN else _string(annotation, b"RC")


def _string(annotation: Any, key: bytes) -> str:
    return _text(lambda *room: pdfium.FPDFAnnot_GetStringValue(annotation, key, *room))


def _text(ask: Any) -> str:
    """A text that pdfium hands out in UTF-16 when given room for it."""
    size = ask(None, 0)
    room = ctypes.create_string_buffer(size)
    ask(ctypes.cast(room, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return room.raw.decode("utf-16-le", errors="replace").rstrip("\0").replace("\r", "\n")
