"""A clean copy of a PDF: by two extractors and by its picture, the hidden words are gone and the others there."""

from __future__ import annotations

import io
import re
import zlib
from datetime import date

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image, ImageChops

from hub.documents.clean import clean
from hub.documents.clean_pdf import clean_pdf
from hub.documents.document import CannotRead
from hub.documents.hidden import hidden_in
from hub.documents.read import read
from hub.documents.scan import read_picture
from hub.documents.write import pdf
from tests.hub.documents.paper import pdf_of, saved
from tests.hub.documents.planted_pdf import HIDDEN, SEEN, SUSPICIOUS, page, said
from tests.hub.documents.planted_word import CANARY
from tests.hub.documents.test_submitted_advice import ADVICE

SCANS = {kind for kind in HIDDEN if "a scan" in kind}


def _by_pdfium(data: bytes) -> str:
    opened = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(each.get_textpage().get_text_range() for each in opened)
    finally:
        opened.close()


def _by_pdfminer(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return "\n".join(each.extract_text() for each in opened.pages)


def _picture(data: bytes, number: int = 0, scale: float = 2.0) -> Image.Image:
    opened = pypdfium2.PdfDocument(data)
    try:
        opened.init_forms()
        picture: Image.Image = opened[number].render(scale=scale).to_pil().convert("RGB")
        return picture
    finally:
        opened.close()


def _difference(one: Image.Image, other: Image.Image) -> int:
    """The largest difference of any pixel, of 255."""
    return max(most for _, most in ImageChops.difference(one, other).getextrema())  # type: ignore[misc]


def _unpacked(data: bytes) -> bytes:
    """The file with every packed stream unpacked behind it."""
    out = data
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            out += zlib.decompress(found[1])
        except zlib.error:
            continue
    return out


@pytest.mark.parametrize("kind", HIDDEN)
def test_a_clean_copy_holds_none_of_it_and_all_that_was_seen(kind: str) -> None:
    before = HIDDEN[kind]()
    copy = clean(before, "letter.pdf")
    assert hidden_in(copy, read(copy, "letter.pdf")) == ()
    for said_by in (_by_pdfium(copy), _by_pdfminer(copy)):
        assert CANARY not in said_by
        assert kind in SCANS or all(line in said_by for line in SEEN)
    inside = _unpacked(copy)
    for coded in (CANARY.encode(), CANARY.encode().hex().encode(), CANARY.encode("utf-16-be")):
        assert coded not in inside
    for word in (
        b"/Author",
        b"/Metadata",
        b"/JavaScript",
        b"/EmbeddedFile",
        b"/Outlines",
        b"/StructTreeRoot",
        b"/Prev",
    ):
        assert word not in inside


@pytest.mark.parametrize(
    "kind", ["white", "under a black box", "behind a scan that says otherwise", "in a layer that is off"]
)
def test_the_picture_of_a_clean_copy_says_what_the_picture_said_before(kind: str) -> None:
    before = HIDDEN[kind]()
    said_before, said_after = (
        read_picture(saved(_picture(each, scale=3), "PNG")).text for each in (before, clean(before, "letter.pdf"))
    )
    assert said_after.split() == said_before.split()
    assert CANARY not in said_after


@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_a_clean_copy_of_an_ordinary_file_looks_and_reads_the_same(kind: str) -> None:
    before = SUSPICIOUS[kind]()
    copy = clean(before, "letter.pdf")
    if kind not in ("a highlight without a comment", "a field that is shown"):  # no longer marked, or to be filled in
        assert _difference(_picture(before), _picture(copy)) == 0
    if kind != "a field that is shown":  # its words become the page's own
        assert _by_pdfium(copy).split() == _by_pdfium(before).split()


@pytest.mark.parametrize("kind", ["under a box on a scan", "under a note on a scan"])
def test_a_scan_with_a_box_over_its_words_becomes_one_picture_without_them(kind: str) -> None:
    copy = pypdfium2.PdfDocument(clean(HIDDEN[kind](), "letter.pdf"))
    (item,) = copy[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    alone = read_picture(saved(item.get_bitmap().to_pil(), "PNG")).text
    copy.close()
    assert "walks with a frame" in alone
    assert CANARY not in alone


def test_a_long_file_with_many_kinds_of_drawing_stays_as_it_is() -> None:
    before = pdf_of(
        "#set page(footer: context counter(page).display())\n= Siân’s advice\n#lorem(300)\n"
        "#rect(fill: gradient.linear(red, blue))[On colours]\n#rotate(30deg)[turned] $x^2/3$ fi ffl Ŵ ŷ “q”\n"
        "#table(columns: 2, fill: (x, y) => if y == 0 { navy }, text(fill: white)[Head], [b], [c], [d])\n#lorem(500)\n"
        "#text(fill: white)[Her mother drinks]"
    )
    copy = clean(before, "advice.pdf")
    assert "drinks" not in _by_pdfium(copy) + _by_pdfminer(copy)
    hidden = {"Her", "mother", "drinks"}
    assert _by_pdfium(copy).split() == [each for each in _by_pdfium(before).split() if each not in hidden]
    for number in (0, 1):
        assert _difference(_picture(before, number), _picture(copy, number)) <= 1  # a gradient's rounding
    assert len(copy) < len(before) * 1.2


def test_advice_that_the_hub_wrote_is_the_same_when_it_is_cleaned() -> None:
    before = pdf(ADVICE, reference="INV-1", submitted_on=date(2026, 11, 23))
    copy = clean(before, "advice.pdf")
    assert _by_pdfium(copy).split() == _by_pdfium(before).split()
    assert _difference(_picture(before), _picture(copy)) == 0


def test_a_page_that_cannot_be_taken_apart_becomes_a_picture_with_its_visible_words() -> None:
    broken = page(said(b"1 g") + b"/None gs q 1 0 cm Q ")
    copy = clean_pdf(broken, read(broken, "letter.pdf"))
    assert b"/DCTDecode" in copy
    for said_by in (_by_pdfium(copy), _by_pdfminer(copy)):
        assert CANARY not in said_by
        assert "walks with a frame." in said_by


@pytest.mark.parametrize("data", [b"Seen.", b"%PDF-1.7 damaged"])
def test_what_is_no_pdf_or_damaged_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead):
        clean(data, "letter.pdf")
