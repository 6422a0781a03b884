"""A pile of letters is scanned at once: separator sheets part it, whatever the scanner makes of them."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from hub.documents.batch import parts_of
from hub.documents.pdf import read_pdf
from hub.documents.pdf_file import opened, opened_once
from intake.separator import separator_sheet
from tests.intake.corpus import pdf as typed_pdf
from tests.scans import letter, pdf, sheet, tiff

REFERENCE = "NS-2026-0012"


def pages_in(data: bytes) -> int:
    if data.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(data) as document:
            return len(document)
    with Image.open(io.BytesIO(data)) as picture:
        return int(getattr(picture, "n_frames", 1))


@pytest.mark.parametrize("made", [pdf, tiff], ids=["pdf", "tiff"])
def test_a_batch_is_parted_at_its_sheets_and_each_part_knows_the_case_named(made: Callable[..., bytes]) -> None:
    last = sheet(REFERENCE, turned=180)
    batch = made(letter("a"), letter("a2"), sheet(), letter("b"), last, letter("c"), letter("c2"))
    parts = parts_of(batch, "monday.tif")
    assert [(each.name, pages_in(each.data)) for each in parts] == [
        ("monday-1.tif", 2),
        ("monday-2.tif", 1),
        (f"monday-3 {REFERENCE}.tif", 2),
    ]


@pytest.mark.parametrize("dots", [100, 300])
def test_a_sheet_is_seen_in_a_coarse_and_a_fine_scan(dots: int) -> None:
    assert len(parts_of(pdf(letter("a"), sheet(dots=dots), letter("b")), "x.pdf")) == 2


def test_a_sheet_printed_to_a_file_and_never_scanned_is_a_sheet_too() -> None:
    with pypdfium2.PdfDocument(separator_sheet(REFERENCE, made_on=date(2026, 11, 23))) as whole:
        whole.import_pages(pypdfium2.PdfDocument(pdf(letter("a"))))
        out = io.BytesIO()
        whole.save(out)
    (part,) = parts_of(out.getvalue(), "x.pdf")
    assert REFERENCE in part.name


@pytest.mark.parametrize(
    "data", [pdf(letter("a"), letter("b")), b"%PDF-1.7 broken", tiff(letter("a"), sheet())[:-3000], b"Dear SEN team"]
)
def test_what_holds_no_sheet_or_cannot_be_opened_is_no_batch(data: bytes) -> None:
    assert parts_of(data, "letter.pdf") == ()


def test_a_pile_of_nothing_but_sheets_holds_no_letter() -> None:
    assert parts_of(pdf(sheet(), sheet()), "x.pdf") == ()


def test_copies_are_as_many_pages() -> None:
    assert pages_in(separator_sheet(copies=3, made_on=date(2026, 11, 23))) == 3


def test_the_command_writes_sheets_and_refuses_what_no_sheet_can_carry(tmp_path: Path) -> None:
    ehc = str(Path(sys.executable).with_name("ehc"))
    file = tmp_path / "sheets.pdf"
    subprocess.run(
        [ehc, "intake", "separator", "--copies", "2", "--output", str(file)], check=True, capture_output=True
    )
    assert pages_in(file.read_bytes()) == 2
    wrong = [ehc, "intake", "separator", "--case", "Sian Evans"]
    refused = subprocess.run(wrong, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert refused.returncode == 2
    assert "a reference is letters, digits" in refused.stderr


def test_who_looks_for_sheets_and_who_reads_share_one_open_file_and_read_the_same() -> None:
    data, other = typed_pdf("Dear SEN team\n" * 90), typed_pdf("Please assess Kit Moss.")
    with opened_once(data):
        assert not parts_of(data, "x.pdf")
        with opened(data) as first, opened(data) as second, opened(other) as another:
            assert first is second
            assert another is not first
        together = read_pdf(data)
    assert together == read_pdf(data)
    assert (together.pages or 0) > 1
    assert first.file.raw is None  # closed
