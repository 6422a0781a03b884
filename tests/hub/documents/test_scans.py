from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from hub.documents import scan
from hub.documents.document import CannotRead
from hub.documents.read import read
from tests.hub.documents.paper import pdf_of, photograph_of, saved

_PAGE = """
#set page(paper: "a4")
#set text(size: 11pt)
Dear Sir or Madam,

I am writing to ask for an education, health and care needs assessment for my daughter,
Sian Evans, who was born on 3 September 2015 and goes to Invented Primary School.

She finds it hard to follow what is said in a noisy classroom, and comes home too tired to eat.

Yours faithfully,

Carys Evans
"""


@pytest.fixture(scope="module")
def photograph() -> Image.Image:
    return photograph_of(pdf_of(_PAGE))


def test_a_tired_scan_is_read_into_paragraphs_with_how_sure_each_is(photograph: Image.Image) -> None:
    document = read(saved(photograph, "JPEG", quality=70), "scan.jpg")
    paragraph = next(block for block in document.blocks if block.text.startswith("I am writing"))
    assert paragraph.text == (
        "I am writing to ask for an education, health and care needs assessment for my daughter, Sian Evans, who was "
        "born on 3 September 2015 and goes to Invented Primary School."
    )
    assert paragraph.page == 1
    assert 0.7 < paragraph.confidence < 1.0
    assert paragraph.box is not None
    assert paragraph.box.y0 < 0.3


def test_each_page_of_a_fax_is_read(photograph: Image.Image) -> None:
    second = photograph_of(pdf_of("#set text(size: 14pt)\nThe second page of the fax."))
    fax = saved(
        photograph.convert("1"), "TIFF", save_all=True, append_images=[second.convert("1")], compression="group4"
    )
    document = read(fax, "fax.tif")
    assert document.pages == 2
    assert {block.page for block in document.blocks} == {1, 2}
    assert "second page of the fax" in document.text


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180])
def test_a_page_fed_in_the_wrong_way_round_is_read(photograph: Image.Image, turn: Image.Transpose) -> None:
    assert "noisy classroom" in read(saved(photograph.transpose(turn), "PNG"), "scan.png").text


def test_a_telephones_photo_is_read_upright(photograph: Image.Image) -> None:
    turned = photograph.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn me right"
    assert "noisy classroom" in read(saved(turned, "JPEG", exif=exif), "IMG_1.jpg").text


def test_an_empty_page_has_no_words_and_no_confidence() -> None:
    document = read(saved(Image.new("L", (1200, 1700), 255), "PNG"), "blank.png")
    assert (document.blocks, document.pages, document.confidence) == ((), 1, 0.0)


def test_the_reading_data_is_unpacked_once_and_mended_when_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, photograph: Image.Image
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    scan._data_folder.cache_clear()
    unpacked = scan._data_folder() / "eng.traineddata"
    assert unpacked.is_relative_to(tmp_path)
    unpacked.write_bytes(b"half a file")
    scan._data_folder.cache_clear()
    assert scan._data_folder() == unpacked.parent
    assert unpacked.stat().st_size > 1_000_000
    assert [each.name for each in unpacked.parent.iterdir()] == ["eng.traineddata"]
    scan._data_folder.cache_clear()


def test_where_no_reader_is_installed_a_person_is_asked(
    monkeypatch: pytest.MonkeyPatch, photograph: Image.Image
) -> None:
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    with pytest.raises(CannotRead, match="a person needs to read this"):
        read(saved(photograph, "PNG"), "scan.png")


def test_tesseract_keeps_to_one_core() -> None:
    assert os.environ["OMP_THREAD_LIMIT"] == "1"
