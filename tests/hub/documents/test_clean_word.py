"""What hides in a Word file is found, each kind; and a clean copy holds none of it, by extractors of other hands."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import docx
import pdfplumber
import pypdfium2
import pytest

from checker.check import check_text
from hub.documents.clean import clean
from hub.documents.document import CannotRead
from hub.documents.hidden import hidden_in
from hub.documents.read import read
from hub.documents.scan import read_picture
from hub.finding import CheckContext, Finding
from tests.components import program
from tests.hub.documents.paper import saved
from tests.hub.documents.planted_word import CANARY, HIDDEN, SEEN, SUSPICIOUS, WORDS, body, box, fill, run

STAYS = "tracked insertion"  # accepted in the copy: what it adds is seen


def _findings(data: bytes) -> list[Finding]:
    document = read(data, "letter.docx")
    context = CheckContext(hidden=hidden_in(data, document))
    return [each for each in check_text(document.text, context) if each.rule == "hidden-content"]


def _inside(data: bytes) -> str:
    """Everything that the package holds, unpacked, the names of its parts too."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return " ".join(name + packed.read(name).decode("utf-8", "replace") for name in packed.namelist()).lower()


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_hides_is_found_and_its_words_are_named(kind: str) -> None:
    findings = _findings(HIDDEN[kind])
    assert [each for each in findings if CANARY.lower() in each.message.lower()]
    assert {each.field for each in findings} == {"/file"}


@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_what_only_looks_suspicious_is_silent(kind: str) -> None:
    assert _findings(SUSPICIOUS[kind]) == []


@pytest.mark.parametrize("kind", HIDDEN)
def test_a_clean_copy_holds_none_of_it_and_all_that_was_seen(kind: str) -> None:
    copy = clean(HIDDEN[kind], "letter.docx")
    assert _findings(copy) == []
    assert (CANARY.lower() in _inside(copy)) is (kind == STAYS)
    said = [paragraph.text for paragraph in docx.Document(io.BytesIO(copy)).paragraphs]
    assert said[: len(SEEN)] == list(SEEN)
    for each in ("<w:ins ", "<w:del ", "w:rsid", "denise"):
        assert each not in _inside(copy)


@pytest.mark.parametrize("kind", SUSPICIOUS)
def test_a_clean_copy_of_an_ordinary_letter_says_the_same(kind: str) -> None:
    before, after = SUSPICIOUS[kind], clean(SUSPICIOUS[kind], "letter.docx")
    assert read(after, "letter.docx").text == read(before, "letter.docx").text


def test_a_box_over_some_words_of_a_paragraph_is_found_but_cannot_be_cleaned() -> None:
    beside = run(f"Her mother drinks. {WORDS}, and her father helps where he can. " * 4)
    data = body(box("", size='cx="900000" cy="200000"', x=1_000_000, fill=fill("000000"), beside=beside))
    assert _findings(data)
    with pytest.raises(CannotRead, match="only you can see"):
        clean(data, "letter.docx")


def test_a_deleted_end_of_a_paragraph_joins_it_with_the_next() -> None:
    data = body(
        '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">She </w:t>'
        "</w:r></w:p>",
        "<w:p><w:r><w:t>sleeps.</w:t></w:r></w:p>",
    )
    assert docx.Document(io.BytesIO(clean(data, "letter.docx"))).paragraphs[-1].text == "She sleeps."


@pytest.mark.libreoffice
def test_nothing_hidden_is_left_where_another_program_opens_the_copies(tmp_path: Path) -> None:
    soffice = program("soffice", "libreoffice-writer-nogui")
    kinds = [kind for kind in HIDDEN if kind != STAYS][::2]  # a second each
    for number, kind in enumerate(kinds):
        (tmp_path / f"{number}.docx").write_bytes(clean(HIDDEN[kind], "letter.docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/lo"
    copies = map(str, tmp_path.glob("*.docx"))
    command = [soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), *copies]
    subprocess.run(command, check=True, capture_output=True, timeout=280)
    made = sorted(tmp_path.glob("*.pdf"))
    assert len(made) == len(kinds)
    for number, path in enumerate(made):
        with pdfplumber.open(path) as opened:
            one = " ".join(page.extract_text() for page in opened.pages)
        pdf = pypdfium2.PdfDocument(path)
        other = " ".join(page.get_textpage().get_text_range() for page in pdf)
        pdf_picture = pdf[0].render(scale=2).to_pil()
        pdf.close()
        assert CANARY not in one + other
        for line in SEEN:
            assert line in one
        if number % 8 == 0:  # a page a second
            assert CANARY not in read_picture(saved(pdf_picture, "PNG")).text
