"""A batch of scans: a separator sheet lies before each letter, and its QR code says so (and may name the case)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePath

import pypdfium2
import zxingcpp
from PIL import Image, ImageSequence, TiffImagePlugin

from hub.documents.document import CannotRead
from hub.documents.pdf_file import ONE_AT_A_TIME, OpenPdf, only_text_on, opened
from hub.documents.scan import MOST_PIXELS

MARK = "EHC-HUB-SEPARATOR"
MOST_PAGES = 300  # of a batch that is taken apart; a thicker one waits for a person
_SCALE = 1.0  # a page is looked at in 72 dots an inch: the code is as large as a hand
_REFERENCE = r"[A-Za-z\d/._-]{1,40}"
_CODE = re.compile(rf"{MARK}(?: ({_REFERENCE}))?")
_TYPED = 200  # characters of text: a typed page, or one that the scanner has read itself
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Part:
    """One letter of a batch, as a file of its own; its name ends in the case that its separator sheet names, if any."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Letter:
    pages: tuple[int, ...]
    reference: str


def code(reference: str = "") -> str:
    """What the QR code of a separator sheet says."""
    return f"{MARK} {reference}" if reference else MARK


def is_reference(text: str) -> bool:
    """Whether a sheet can carry it as a case's reference; it may carry none."""
    return not text or re.fullmatch(_REFERENCE, text) is not None


def parts_of(data: bytes, name: str) -> tuple[Part, ...]:
    """The letters of a batch, in order, without the sheets between them; empty where the file holds no sheet.

    A file that can't be opened is no batch: whoever reads it says why. Its pages are copied as they are.
    """
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        return _in_pdf(data, name)
    if data[:4] in (b"II*\0", b"MM\0*"):
        return _in_tiff(data, name)
    return ()


def _letters(sheets: Sequence[str | None]) -> list[_Letter]:
    """The runs of pages between the sheets; `sheets` says for each page what its sheet names, None for a letter's."""
    letters: list[_Letter] = []
    pages: list[int] = []
    reference = ""
    for number, sheet in enumerate(sheets):
        if sheet is None:
            pages.append(number)
            continue
        letters += [_Letter(tuple(pages), reference)] if pages else []
        pages, reference = [], sheet
    return [*letters, _Letter(tuple(pages), reference)] if pages else letters


def _named(name: str, number: int, letter: _Letter) -> str:
    """The batch's name with the letter's number, and the case that its sheet names: a name is read as evidence too."""
    path = PurePath(name)
    return f"{path.stem}-{number}{' ' + letter.reference.replace('/', '-') if letter.reference else ''}{path.suffix}"


def _in_pdf(data: bytes, name: str) -> tuple[Part, ...]:
    try:
        with opened(data) as whole, ONE_AT_A_TIME:
            if len(whole.file) == 1:
                return ()
            sheets = [_sheet_at(whole, number) for number in range(len(whole.file))]
            if all(sheet is None for sheet in sheets):
                return ()
            return tuple(
                Part(_named(name, number, letter), _pages(whole.file, letter.pages))
                for number, letter in enumerate(_letters(sheets), start=1)
            )
    except (CannotRead, pypdfium2.PdfiumError):
        return ()


def _sheet_at(whole: OpenPdf, number: int) -> str | None:
    page = whole.page(number)
    if only_text_on(page) is not None:  # a code is drawn
        whole.keep(number, page)
        return None
    with closing(page):
        return _sheet_on(page)


def _sheet_on(page: pypdfium2.PdfPage) -> str | None:
    with closing(page.get_textpage()) as text:
        if text.count_chars() > _TYPED and "separator" not in text.get_text_range().lower():
            return None
    if page.get_width() * page.get_height() > MOST_PIXELS:
        return None
    return _sheet_in(page.render(scale=_SCALE, grayscale=True).to_pil())


def _pages(whole: pypdfium2.PdfDocument, pages: Iterable[int]) -> bytes:
    out = io.BytesIO()
    with closing(pypdfium2.PdfDocument.new()) as part:
        part.import_pages(whole, list(pages))
        part.save(out)
    return out.getvalue()


def _in_tiff(data: bytes, name: str) -> tuple[Part, ...]:
    try:
        with Image.open(io.BytesIO(data), formats=("TIFF",)) as whole:
            if not 1 < getattr(whole, "n_frames", 1) <= MOST_PAGES:
                return ()
            sheets = [_sheet_in(page) for page in _frames(whole)]
            if all(sheet is None for sheet in sheets):
                return ()
            return tuple(
                Part(_named(name, number, letter), _tiff(whole, letter.pages))
                for number, letter in enumerate(_letters(sheets), start=1)
            )
    except _DAMAGED:
        return ()


def _frames(whole: Image.Image) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(whole):
        if frame.width * frame.height > MOST_PIXELS:
            raise ValueError("a page is too large")
        yield frame.convert("L")


def _tiff(whole: Image.Image, pages: Iterable[int]) -> bytes:
    out = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(out) as tiff:
        for number in pages:
            whole.seek(number)
            whole.save(tiff, format="TIFF", compression="tiff_deflate")
            tiff.newFrame()
    return out.getvalue()


def _sheet_in(picture: Image.Image) -> str | None:
    """What the separator sheet in a picture names ("" for none); None where it is no separator sheet."""
    for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        if match := _CODE.fullmatch(found.text):
            return match[1] or ""
    return None
