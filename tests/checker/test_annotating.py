"""`ehc check --annotate`: a writer's Word file comes back with each finding as a comment at its words."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from checker.annotating import notes
from checker.check import Asked
from checker.files import Checked, check_file
from hub.documents.document import Document
from hub.documents.read import read
from tests.checker.test_cli import BLOCKED, ehc, saved
from tests.hub.documents.paper import pdf_of, word_made

_ROWS = (
    ("Support needed", "To be provided by", "How often", "Review"),
    ("Speech and language therapy for his hypotonia", "", "", ""),
    ("Training for staff by the specialist nurse for two hours", "Epilepsy Nurse", "Once a year", "Every July"),
)


def _advice(document: Any) -> None:
    """An advice with something wrong in a paragraph, in a table, and on the whole."""
    document.add_heading("Social care", 0)
    document.add_paragraph("Looked after child: yes")
    document.add_heading("Needs", 1)
    paragraph = document.add_paragraph("Tom was ")
    paragraph.add_run("adopted").bold = True
    paragraph.add_run(" in 2019. He has hypotonia.")
    document.add_heading("Outcome 1", 1)
    document.add_paragraph("Tom will walk to the shop by July 2027 so that he can meet his friends.")
    table = document.add_table(len(_ROWS), len(_ROWS[0]))
    for row, cells in enumerate(_ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text


def _letter(document: Any) -> None:
    document.add_paragraph("Dear colleague,")
    document.add_paragraph("Tom has hypotonia.")


def _checked(folder: Path, make: Callable[[Any], None]) -> tuple[Checked, Document]:
    file = folder / "advice.docx"
    file.write_bytes(word_made(make))
    (checked,) = check_file(file, Asked())
    return checked, read(file.read_bytes(), "advice.docx")


def _word(folder: Path, make: Callable[[Any], None], name: str = "advice.docx") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(word_made(make))
    return file


def _comments(file: Path) -> list[str]:
    return [each.text for each in docx.Document(io.BytesIO(file.read_bytes())).comments]


def test_each_finding_stands_at_its_own_words(tmp_path: Path) -> None:
    checked, document = _checked(tmp_path, _advice)
    made = notes(checked)
    for note in made:
        if note.at is not None:
            about = [each for each in checked.findings if each.message in [line.text for line in note.lines]]
            assert document.text[slice(*note.at)] in {each.text for each in about}
    assert {document.text[slice(*note.at)] for note in made if note.at} == {
        each.text for each in checked.findings if each.field
    }
    assert any(each.field == "" for each in checked.findings)
    assert any(note.at is None for note in made)


def test_all_that_is_wrong_with_the_same_words_is_one_comment_with_its_guidance_once(tmp_path: Path) -> None:
    checked, document = _checked(tmp_path, _advice)
    support = _ROWS[1][0]
    (note,) = [each for each in notes(checked) if each.at and document.text[slice(*each.at)] == support]
    found = [each for each in checked.findings if each.text == support]
    assert len(found) > 2
    said = [f"{line.lead}{line.text}" for line in note.lines]
    assert [line for line in said if line.startswith("Warning: ")] == [
        f"Warning: {each.message}" for each in found if each.severity == "warn"
    ]
    assert all(each.suggestion in said for each in found)
    guides = [line for line in said if line.startswith("Guide: “")]
    assert len(guides) == len(set(guides)) == len({each.guidance for each in found})


def test_the_command_writes_the_copy_and_still_reports(tmp_path: Path) -> None:
    advice, out = _word(tmp_path, _advice), tmp_path / "with" / "comments.docx"
    before = advice.read_bytes()
    done = ehc("check", advice, "--annotate", out)
    assert done.returncode == 1
    assert "adoption" in done.stdout.decode()
    assert advice.read_bytes() == before
    document = docx.Document(io.BytesIO(out.read_bytes()))
    assert {each.author for each in document.comments} == {"EHC Hub"}
    assert any(each.text.startswith("Stops publication: ") for each in document.comments)
    assert read(out.read_bytes(), "x").text == read(before, "x").text
    first = next(document.element.body.iter(qn("w:commentRangeStart")))
    assert first.getparent() is document.paragraphs[0]._p


def test_a_file_that_fits_no_template_says_so_in_a_comment_at_its_start(tmp_path: Path) -> None:
    out = tmp_path / "out.docx"
    ehc("check", _word(tmp_path, _letter), "--annotate", out)
    first, *others = _comments(out)
    assert first.startswith("This file fits no advice template")
    assert any("hypotonia" in each for each in others)


def test_words_that_fit_no_field_are_quoted_in_a_comment_at_the_start(tmp_path: Path) -> None:
    def make(document: Any) -> None:
        document.add_paragraph("I saw him twice in the spring, at home.")
        _advice(document)

    out = tmp_path / "out.docx"
    ehc("check", _word(tmp_path, make), "--annotate", out)
    assert "I saw him twice in the spring, at home." in _comments(out)[0]


def test_several_files_are_written_into_a_folder_as_they_lie(tmp_path: Path) -> None:
    one = _word(tmp_path, _letter, "one.docx")
    _word(tmp_path, _letter, "more/deep/two.docx")
    done = ehc("check", "--format", "json", one, tmp_path / "more", "--annotate", tmp_path / "out")
    assert [each["error"] for each in json.loads(done.stdout)["files"]] == [None, None]
    assert sorted(str(each.relative_to(tmp_path / "out")) for each in (tmp_path / "out").rglob("*.docx")) == [
        "deep/two.docx",
        "one.docx",
    ]


@pytest.mark.parametrize("name", ["advice.json", "advice.pdf", "advice.txt"])
def test_what_is_no_word_file_is_refused_in_a_sentence_before_anything_is_checked(tmp_path: Path, name: str) -> None:
    file = saved(tmp_path, name, BLOCKED)
    done = ehc("check", _word(tmp_path, _letter), file, "--annotate", tmp_path / "out")
    assert done.returncode == 2
    assert done.stdout == b""
    assert f"and {file} is none. Name only Word files" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_pdf_that_calls_itself_word_is_checked_and_said_to_have_no_copy(tmp_path: Path) -> None:
    file = tmp_path / "advice.docx"
    file.write_bytes(pdf_of("Dear colleague"))
    done = ehc("check", file, "--annotate", tmp_path / "out.docx")
    assert done.returncode == 2
    assert "no copy with comments" in done.stdout.decode()
    assert not (tmp_path / "out.docx").exists()


def test_the_writers_own_file_is_never_written_over(tmp_path: Path) -> None:
    file = _word(tmp_path, _letter)
    before = file.read_bytes()
    for out in (file, tmp_path):
        done = ehc("check", file, "--annotate", out)
        assert done.returncode == 2
        assert "would take the place of" in done.stderr.decode()
    assert file.read_bytes() == before
