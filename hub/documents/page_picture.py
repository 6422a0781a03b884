"""Pages as pictures with words marked on them, for a person to see where a value was read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from hub.documents.document import Block, Box
from hub.documents.pdf_file import ONE_AT_A_TIME, open_pdf
from hub.documents.read import PICTURES
from hub.documents.scan import FORMATS, pictures_in, read_page

WIDTH = 1000  # pixels of a page's picture
_READABLE = 1700  # pixels: wide enough for Tesseract to find the words again
_MARK = (255, 221, 0)
_COLOURS = 64  # as many as a form needs, at a third of the bytes
_LONGEST = 4  # times as high as wide
_FEW = 2  # letters that stand everywhere mark nothing


def marked_pages(data: bytes, words: Mapping[int, Sequence[str]]) -> dict[int, bytes]:
    """Each wanted page (1-based → the words to mark) as a PNG; none for a file that has no fixed pages.

    Words that aren't found on their page are left unmarked. Raises CannotRead for a damaged file.
    """
    if b"%PDF-" in data[:1024]:
        return dict(_pdf_pages(data, words))
    if not data.startswith(PICTURES):
        return {}
    pages = enumerate(pictures_in(data, FORMATS), start=1)
    return {number: _scanned(picture, words[number]) for number, picture in pages if number in words}


def _pdf_pages(data: bytes, words: Mapping[int, Sequence[str]]) -> Iterator[tuple[int, bytes]]:
    with ONE_AT_A_TIME, closing(open_pdf(data)) as document:
        document.init_forms()
        for number, wanted in words.items():
            if 0 < number <= len(document):
                yield number, _pdf_page(document[number - 1], wanted)


def _pdf_page(page: pypdfium2.PdfPage, wanted: Sequence[str]) -> bytes:
    with closing(page), closing(page.get_textpage()) as text:
        width, height = page.get_size()
        if not text.count_chars():
            return _scanned(page.render(scale=_scale(_READABLE, width, height)).to_pil(), wanted)
        boxes = [
            Box(left / width, 1 - top / height, right / width, 1 - bottom / height)
            for words in wanted
            for left, bottom, right, top in _rectangles(text, words)
        ]
        return _picture(page.render(scale=_scale(WIDTH, width, height)).to_pil(), boxes)


def _scale(wanted: int, width: float, height: float) -> float:
    """So that the page becomes as wide as wanted, and no higher than a few pages."""
    return min(wanted / width, _LONGEST * wanted / height)


def _rectangles(text: pypdfium2.PdfTextPage, words: str) -> Iterator[tuple[float, float, float, float]]:
    """Where each line of the words stands; a PDF breaks lines where it likes."""
    for line in _lines(words):
        with closing(text.search(line)) as search:
            if found := search.get_next():
                start, count = found
                yield from (text.get_charbox(index) for index in range(start, start + count))


def _lines(words: str) -> list[str]:
    return [" ".join(line.split()) for line in re.split(r"[\n\t]+", words) if len(line.strip()) > _FEW]


def _scanned(picture: Image.Image, wanted: Sequence[str]) -> bytes:
    blocks = read_page(picture, 1)
    return _picture(picture, [box for words in wanted for line in _lines(words) if (box := _box_of(line, blocks))])


def _box_of(line: str, blocks: Sequence[Block]) -> Box | None:
    return next((block.box for block in blocks if block.box and line in " ".join(block.text.split())), None)


def _picture(page: Image.Image, boxes: Sequence[Box]) -> bytes:
    shown = page.convert("RGB")
    shown.thumbnail((WIDTH, _LONGEST * WIDTH))
    marks = Image.new("RGB", shown.size, "white")
    draw = ImageDraw.Draw(marks)
    for box in boxes:
        left, right = sorted((box.x0 * shown.width, box.x1 * shown.width))
        top, bottom = sorted((box.y0 * shown.height, box.y1 * shown.height))
        draw.rectangle((left - 2, top - 2, right + 2, bottom + 2), fill=_MARK)
    out = io.BytesIO()
    inked = ImageChops.multiply(shown, marks)  # as with a felt pen: the words stay black
    inked.quantize(_COLOURS).save(out, "PNG")
    return out.getvalue()
