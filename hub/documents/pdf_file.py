"""A PDF file while it is looked at, by one reader or by several in turn, who then share what was opened."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from hub.documents.document import CannotRead
from hub.documents.pdf_text import Page

MOST_PAGES = 300
_MOST_KEPT = 30  # pages that wait for the next reader: a page of text takes some 100 kB

# pdfium is not safe in threads, and the portal has several
ONE_AT_A_TIME = threading.Lock()


def open_pdf(data: bytes) -> Any:
    """pdfium's document; the caller closes it.

    Raises CannotRead where it is encrypted, damaged or has too many pages.
    """
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise CannotRead("This PDF is protected by a password. Send it again without the password.") from None
        raise damaged() from None
    if len(pdf) == 0:
        pdf.close()
        raise damaged()
    if len(pdf) > MOST_PAGES:
        pdf.close()
        raise CannotRead(f"This PDF has more than {MOST_PAGES} pages. Send only the part that matters.")
    return pdf


def damaged() -> CannotRead:
    """What a person is told of a PDF that can't be read."""
    return CannotRead("This PDF is damaged. Check that it opens on your computer, save it again and send the new copy.")


def only_text_on(page: Page) -> list[Any] | None:
    """pdfium's pieces of text of a page on which nothing else is drawn; None where anything is."""
    pieces = []
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        piece = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(piece) != pdfium.FPDF_PAGEOBJ_TEXT:
            return None
        pieces.append(piece)
    return pieces


class OpenPdf:
    """An open PDF file and the pages that one reader leaves loaded for the next. Only to be used under the lock."""

    def __init__(self, data: bytes) -> None:
        """Raises CannotRead as `open_pdf` does."""
        self.file = open_pdf(data)
        self.file.init_forms()
        self._kept: dict[int, Page] = {}

    def page(self, number: int) -> Page:
        """The page of that number, from 0; the caller closes it, or leaves it to the next with `keep`.

        Raises pdfium's error where it is damaged.
        """
        return self._kept.pop(number, None) or self.file[number]

    def keep(self, number: int, page: Page) -> None:
        """Leave a page loaded for the next reader."""
        if len(self._kept) < _MOST_KEPT:
            self._kept[number] = page
        else:
            page.close()

    def close(self) -> None:
        """Close the file and its pages."""
        for page in self._kept.values():
            page.close()
        self.file.close()


class _Shared:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pdf: OpenPdf | None = None


_shared: ContextVar[_Shared | None] = ContextVar("_shared", default=None)


@contextmanager
def opened_once(data: bytes) -> Iterator[None]:
    """Inside, those who look at these very bytes with `opened` share one open file. They may be no PDF at all."""
    shared = _Shared(data)
    before = _shared.set(shared)
    try:
        yield
    finally:
        _shared.reset(before)
        if shared.pdf is not None:
            with ONE_AT_A_TIME:
                shared.pdf.close()


@contextmanager
def opened(data: bytes) -> Iterator[OpenPdf]:
    """The open file. Raises CannotRead as `open_pdf` does."""
    shared = _shared.get()
    if shared is not None and shared.data is data:
        if shared.pdf is None:
            with ONE_AT_A_TIME:
                shared.pdf = OpenPdf(data)
        yield shared.pdf
        return
    with ONE_AT_A_TIME:
        pdf = OpenPdf(data)
    try:
        yield pdf
    finally:
        with ONE_AT_A_TIME:
            pdf.close()
