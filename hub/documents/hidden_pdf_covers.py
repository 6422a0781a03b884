"""Boxes drawn over a scan: the picture beneath still has the words."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from hub.documents.document import Box, CannotRead
from hub.documents.hidden_pdf_notes import annotations_on, box_of
from hub.documents.pdf_text import Page, placed

_SCALE = 300 / 72  # what Tesseract reads best
_MOST_PIXELS = 30_000_000
_SMALLEST = 0.004  # of the page: a thinner box covers no words
_LARGEST = 0.6  # of the page: more is a background
_SCAN = 0.05  # of the page: a smaller picture is a logo
_EVEN = 24  # of 255: a box has one colour
_PRINT = 96  # of 255: between ink and paper
_MOST = 100  # boxes
_SURE = 0.7  # of the reading
_DRAWN = {
    pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_INK,
    pdfium.FPDF_ANNOT_REDACT,
    pdfium.FPDF_ANNOT_FREETEXT,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_LINE,
}


def covered_on(page: Page) -> Iterator[str]:
    """The words of a scan that lie under a box, as far as they can be read."""
    boxes, items = _boxes(page)
    if not boxes:
        return
    whole = _drawn(page, notes=True)
    for each in items:
        pdfium.FPDFPageObj_SetIsActive(each, False)
    bare = _drawn(page, notes=False)
    for each in items:
        pdfium.FPDFPageObj_SetIsActive(each, True)
    for box in boxes[:_MOST]:
        said = _beneath(whole, bare, box)
        if said:
            yield said


def _boxes(page: Page) -> tuple[list[Box], list[Any]]:
    """Where filled shapes and notes are drawn over pictures, and the shapes."""
    pictures, boxes, items = list[Box](), list[Box](), list[Any]()
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind, box = pdfium.FPDFPageObj_GetType(item), _bounds(page, item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE and _area(box) >= _SCAN:
            pictures.append(box)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and _may_cover(box) and any(_meet(box, each) for each in pictures):
            boxes.append(box)
            items.append(item)
    if pictures:
        drawn = annotations_on(page)  # each is open only while it is looked at
        notes = [box_of(page, each) for each in drawn if pdfium.FPDFAnnot_GetSubtype(each) in _DRAWN]
        boxes += [each for each in notes if _may_cover(each) and any(_meet(each, picture) for picture in pictures)]
    return boxes, items


def _bounds(page: Page, item: Any) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return Box(0, 0, 0, 0)
    one, other = placed(page, left.value, top.value), placed(page, right.value, bottom.value)
    return Box(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def _may_cover(box: Box) -> bool:
    return min(box.x1 - box.x0, box.y1 - box.y0) >= _SMALLEST and _area(box) <= _LARGEST


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _drawn(page: Page, *, notes: bool) -> Image.Image:
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True, draw_annots=notes, may_draw_forms=notes).to_pil()
    return picture.convert("L")


def _beneath(whole: Image.Image, bare: Image.Image, box: Box) -> str:
    """What can be read under a box that lets nothing through."""
    corners = [round(each * side) for each, side in zip(box, whole.size * 2, strict=True)]
    left, top, right, bottom = corners[0] + 3, corners[1] + 3, corners[2] - 3, corners[3] - 3
    if right - left < _EVEN or bottom - top < _EVEN:
        return ""
    over, under = whole.crop((left, top, right, bottom)), bare.crop((left, top, right, bottom))
    if _contrast(over) >= _EVEN or _contrast(under) < _PRINT or ImageChops.difference(over, under).getbbox() is None:
        return ""
    from hub.documents.scan import read_page  # Tesseract is loaded only for pages that need it

    framed = Image.new("L", (under.width + 80, under.height + 80), 255)
    framed.paste(under, (40, 40))
    try:
        blocks = read_page(framed, 1)
    except CannotRead:  # no reader on this machine: that something is covered is known all the same
        return "words that can't be read here"
    said = [each.text for each in blocks if each.confidence >= _SURE and any(map(str.isalpha, each.text))]
    return " ".join(said)


def _contrast(picture: Image.Image) -> int:
    least, most = picture.getextrema()
    return int(most) - int(least)  # type: ignore[arg-type]
