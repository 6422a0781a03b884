"""What hides in a PDF file: the page is drawn with its words and without them, and where nothing changes, they hide."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from hub.documents.document import Block, Box, CannotRead, Document
from hub.documents.hidden_pdf_covers import covered_on
from hub.documents.hidden_pdf_file import beside_pages
from hub.documents.hidden_pdf_notes import notes_on
from hub.documents.pdf import render
from hub.documents.pdf_file import ONE_AT_A_TIME, open_pdf
from hub.documents.pdf_text import Page, PageWord, words_on
from hub.documents.printed import Printed
from hub.hidden import Hidden, HiddenKind
from hub.names import folded

_SCALE = 2.0  # 144 dots an inch: enough to see whether anything stands somewhere
_MOST_PIXELS = 12_000_000
_FAINTEST = 24  # of 255: what changes the picture less is not seen
_BESIDE = 4  # points of the picture
_TINY = 1.5  # points: the height of small letters of three points
_OVER = 0.02  # of the smaller of two words
_MOST_OVERLAPS = 60  # words over words, each of which is asked for alone
_DEEPEST = 6  # forms in forms


def hidden_in_pdf(data: bytes, document: Document) -> list[Hidden]:
    """What hides in a PDF; `document` is what was read from it.

    Raises CannotRead where the file is damaged or encrypted.
    """
    with ONE_AT_A_TIME:
        pdf = open_pdf(data)
        try:
            pdf.init_forms()
            pages = [SeenPage(pdf, number, document) for number in range(1, len(pdf) + 1)]
            found = [hidden for page in pages for hidden in page.hidden()]
            shown = frozenset(folded(" ".join(word for page in pages for word in page.shown)).split())
            return list(dict.fromkeys([*found, *beside_pages(pdf, data, shown)]))
        finally:
            pdf.close()


@dataclass(frozen=True, slots=True)
class Judged:
    """A word of the text layer, and how it hides; None where it is seen."""

    word: PageWord
    kind: HiddenKind | None


class SeenPage:
    """A page as its reader sees it, against what its file says."""

    def __init__(self, pdf: Any, number: int, document: Document) -> None:
        try:
            self._page: Page = pdf[number - 1]
        except pypdfium2.PdfiumError:
            raise CannotRead("This PDF is damaged. Save it again and send the new copy.") from None
        self._pdf, self._number, self._document = pdf, number, document
        self._height = self._page.get_size()[1]
        self.judged = self._judge([each for each in words_on(self._page) if any(map(str.isalnum, each.text))])
        self.notes = list(notes_on(pdf, self._page, number, frozenset(folded(" ".join(self.shown)).split())))
        self.covered = list(covered_on(self._page))
        self._page.close()

    @property
    def shown(self) -> Iterator[str]:
        """The words that are seen."""
        yield from (each.word.text for each in self.judged if each.kind is None)
        # on a scan it is the picture that says what is seen
        yield from (
            block.text for block in self._document.blocks if block.page == self._number and block.confidence < 1
        )

    def hidden(self) -> Iterator[Hidden]:
        """What hides on the page."""
        for kind, group in groupby(self.judged, key=lambda each: each.kind):
            if kind is not None:
                yield Hidden(kind, " ".join(each.word.text for each in group), self._number)
        for said in self.covered:
            yield Hidden(HiddenKind.UNSEEN_TEXT, said, self._number, "under a box on a scan")
        yield from self.notes

    def _judge(self, words: Sequence[PageWord]) -> list[Judged]:
        if not words:
            return []
        whole, bare = self._pictures()
        ink = ImageChops.difference(whole, bare)
        judged = [Judged(word, self._look(word.box, ink)) for word in words]
        judged = self._apart(judged, whole, bare)
        if any(each.kind is HiddenKind.UNSEEN_TEXT for each in judged) and _has_picture(self._page):
            return Printed(self._read(), bare, _middle, bool(self._scanned)).judge(judged)
        return judged

    def _pictures(self) -> tuple[Image.Image, Image.Image]:
        """The page as it is drawn, and without its words."""
        whole = self._drawn()
        with _without(list(_texts_on(self._page))):
            return whole, self._drawn()

    def _drawn(self) -> Image.Image:
        return drawn(self._page, _SCALE, _MOST_PIXELS)

    def _look(self, box: Box, ink: Image.Image) -> HiddenKind | None:
        """How a word in its box is hidden; None where it is seen."""
        if box.x1 <= 0 or box.y1 <= 0 or box.x0 >= 1 or box.y0 >= 1:
            return HiddenKind.OUTSIDE_PAGE
        if (box.y1 - box.y0) * self._height < _TINY:
            return HiddenKind.TINY_TEXT
        return None if _strength(ink.crop(_middle(box, ink))) >= _FAINTEST else HiddenKind.UNSEEN_TEXT

    def _apart(self, judged: list[Judged], whole: Image.Image, bare: Image.Image) -> list[Judged]:
        """Words that lie over one another, each judged by what changes without it alone."""
        over = _overlapping(judged)
        if not over:
            return judged
        text = self._page.get_textpage()
        for index in over[:_MOST_OVERLAPS]:
            word = judged[index].word
            items = _items_of(text, word)
            with _without(items):
                ink = ImageChops.difference(whole, self._drawn())
            is_of_paper = all(_is_of_paper(each, word.box, bare) for each in items)
            judged[index] = Judged(word, HiddenKind.UNSEEN_TEXT if is_of_paper else self._look(word.box, ink))
        text.close()
        return judged

    def _read(self) -> Sequence[Block]:
        """What the picture of the page says."""
        if self._scanned:
            return self._scanned
        from hub.documents.scan import read_page  # Tesseract is loaded only for pages that need it

        return read_page(render(self._page, self._number), self._number)

    @property
    def _scanned(self) -> list[Block]:
        return [each for each in self._document.blocks if each.page == self._number and each.confidence < 1]


def drawn(page: Page, scale: float, most_pixels: int) -> Image.Image:
    """A picture of a page, in colour, with its notes and filled fields."""
    width, height = page.get_size()
    scale = min(scale, (most_pixels / max(1.0, width * height)) ** 0.5)
    picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return picture


@contextmanager
def _without(items: Sequence[Any]) -> Iterator[None]:
    """While it lasts, a page is drawn without some of its objects."""
    for each in items:
        pdfium.FPDFPageObj_SetIsActive(each, False)
    yield
    for each in items:
        pdfium.FPDFPageObj_SetIsActive(each, True)


def _items_of(text: Any, word: PageWord) -> list[Any]:
    """The objects that a word's letters belong to."""
    found = (pdfium.FPDFText_GetTextObject(text, word.index + at) for at in range(len(word.text)))
    return list({ctypes.cast(each, ctypes.c_void_p).value: each for each in found if each}.values())


def _texts_on(parent: Any, depth: int = 0) -> Iterator[Any]:
    """The text objects of a page, those in forms too."""
    count, get = (
        (pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
        if depth
        else (pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
    )
    for index in range(count(parent)):
        each = get(parent, index)
        kind = pdfium.FPDFPageObj_GetType(each)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield each
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _texts_on(each, depth + 1)


def _has_picture(page: Page) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST))


def _is_of_paper(item: Any, box: Box, bare: Image.Image) -> bool:
    """Whether words have the colour of the paper behind them, so that they only wipe out what they lie over."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False
    inks = (red.value, green.value, blue.value)
    levels = zip(inks, _levels(bare.crop(_middle(box, bare))), strict=True)
    return all(abs(ink - least) < _FAINTEST and abs(ink - most) < _FAINTEST for ink, (least, most) in levels)


def _overlapping(judged: Sequence[Judged]) -> list[int]:
    """Words that are taken for seen and lie over others."""
    order = sorted(range(len(judged)), key=lambda each: judged[each].word.box.y0)
    found: set[int] = set()
    for at, one in enumerate(order):
        for other in order[at + 1 :]:
            if judged[other].word.box.y0 >= judged[one].word.box.y1:
                break
            if _share(judged[one].word.box, judged[other].word.box) > _OVER:
                found |= {one, other}
    return [each for each in sorted(found) if judged[each].kind is None]


def _share(one: Box, other: Box) -> float:
    """How much of the smaller of two boxes lies in both."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    smaller = min((each.x1 - each.x0) * (each.y1 - each.y0) for each in (one, other))
    return across * down / smaller if across > 0 and down > 0 and smaller > 0 else 0.0


def _strength(ink: Image.Image) -> int:
    return max(most for _, most in _levels(ink))


def _levels(picture: Image.Image) -> list[tuple[int, int]]:
    """The darkest and the lightest of each colour of a picture."""
    return [(int(least), int(most)) for least, most in picture.getextrema()]  # type: ignore[misc]


def _middle(box: Box, picture: Image.Image) -> tuple[int, int, int, int]:
    """The band of a picture that every letter of a word crosses, clear of the edges of a bar drawn over it."""
    quarter = (box.y1 - box.y0) / 4
    left, right = int(box.x0 * picture.width) + 1, int(box.x1 * picture.width) - 1
    top, bottom = int((box.y0 + quarter) * picture.height), int((box.y1 - quarter) * picture.height) + 1
    if right - left < bottom - top:  # a letter such as l fills its own box
        left, right = left - _BESIDE, right + _BESIDE
    left, top = max(left, 0), max(top, 0)
    return left, top, max(right, left + 1), max(bottom, top + 1)
