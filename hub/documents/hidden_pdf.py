"""What hides in a PDF file: the page is drawn, and every word looked for where it should stand."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from hub.documents.document import Box, CannotRead, Document
from hub.documents.pdf import ONE_AT_A_TIME, open_pdf
from hub.documents.pdf_text import Page, words_on
from hub.hidden import Hidden, HiddenKind

_SCALE = 2.0  # 144 dots an inch: enough to see whether anything stands somewhere
_MOST_PIXELS = 12_000_000
_FAINTEST = 24  # of 255: what differs less from its surroundings is not seen
_BESIDE = 4  # points of the picture
_TINY = 3.0  # points
_NAMING = ("Author", "Subject", "Keywords")
_MOST_ANNOTATIONS = 5_000
_SEEN_ANNOTATIONS = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_LINK)


def hidden_in_pdf(data: bytes, document: Document) -> list[Hidden]:
    """What hides in a PDF: text that isn't seen, notes, attachments, earlier revisions, names in its properties.

    Raises CannotRead where the file is damaged or encrypted.
    """
    with ONE_AT_A_TIME:
        pdf = open_pdf(data)
        try:
            found = [hidden for number in range(1, len(pdf) + 1) for hidden in _on_page(pdf, number)]
            return [*found, *_in_file(pdf, data)]
        finally:
            pdf.close()


def _on_page(pdf: Any, number: int) -> Iterator[Hidden]:
    try:
        page = pdf[number - 1]
    except pypdfium2.PdfiumError:
        raise CannotRead("This PDF is damaged. Save it again and send the new copy.") from None
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / (width * height)) ** 0.5)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    judged = [(word, _look(box, picture, height)) for word, box in words_on(page) if any(map(str.isalnum, word))]
    for kind, group in groupby(judged, key=lambda each: each[1]):
        if kind is not None:
            yield Hidden(kind, " ".join(word for word, _ in group), number)
    yield from (Hidden(HiddenKind.COMMENT, said, number) for said in _notes(page))
    page.close()


def _look(box: Box, picture: Image.Image, height: float) -> HiddenKind | None:
    """How a word in its box is hidden; None where it is seen."""
    if box.x1 <= 0 or box.y1 <= 0 or box.x0 >= 1 or box.y0 >= 1:
        return HiddenKind.OUTSIDE_PAGE
    levels = picture.crop(_middle(box, picture)).getextrema()
    if all(isinstance(each, tuple) and each[1] - each[0] < _FAINTEST for each in levels):
        return HiddenKind.UNSEEN_TEXT
    return HiddenKind.TINY_TEXT if (box.y1 - box.y0) * height < _TINY / 2 else None


def _middle(box: Box, picture: Image.Image) -> tuple[int, int, int, int]:
    """The band of a picture that every letter of a word crosses, clear of the edges of a bar drawn over it."""
    quarter = (box.y1 - box.y0) / 4
    left, right = int(box.x0 * picture.width) + 1, int(box.x1 * picture.width) - 1
    top, bottom = int((box.y0 + quarter) * picture.height), int((box.y1 - quarter) * picture.height) + 1
    if right - left < bottom - top:  # a letter such as l fills its own box
        left, right = left - _BESIDE, right + _BESIDE
    left, top = max(left, 0), max(top, 0)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _notes(page: Page) -> Iterator[str]:
    """The words of a page's notes and comments."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        if pdfium.FPDFAnnot_GetSubtype(annotation) not in _SEEN_ANNOTATIONS:
            said = _string(annotation, b"Contents").strip()
            if said:
                yield said
        pdfium.FPDFPage_CloseAnnot(annotation)


def _string(annotation: Any, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    room = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(room, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return room.raw.decode("utf-16-le", errors="replace").rstrip("\0")


def _in_file(pdf: Any, data: bytes) -> Iterator[Hidden]:
    for key in _NAMING:
        said = str(pdf.get_metadata_value(key) or "").strip()
        if said:
            yield Hidden(HiddenKind.METADATA, said)
    for index in range(pdf.count_attachments()):
        yield Hidden(HiddenKind.ATTACHMENT, str(pdf.get_attachment(index).get_name()))
    ends = data.count(b"%%EOF") - (b"/Linearized" in data[:1024])
    if ends > 1:
        yield Hidden(HiddenKind.EARLIER_REVISION, f"{ends - 1} earlier version" + "s" * (ends > 2))
