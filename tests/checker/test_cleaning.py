"""`ehc check` names what hides in Word and PDF files, with its page; `--clean` writes copies that hide nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.checker.test_cli import CLEAN, ehc, saved
from tests.hub.documents.planted_pdf import HIDDEN as PDF
from tests.hub.documents.planted_pdf import SEEN as SEEN_IN_PDF
from tests.hub.documents.planted_word import HIDDEN as WORD
from tests.hub.documents.planted_word import WORDS, letter


def _hidden(done: Any) -> list[list[dict[str, Any]]]:
    files = json.loads(done.stdout)["files"]
    return [[each for each in file["findings"] if each["rule"] == "hidden-content"] for file in files]


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """A folder with a letter of each kind, words hidden in both."""
    folder = tmp_path / "post"
    folder.mkdir()
    (folder / "a.docx").write_bytes(WORD["comment"])
    (folder / "b.pdf").write_bytes(PDF["under a black box"]())
    return folder


def test_what_hides_is_named_with_its_page_and_stops_publication(post: Path) -> None:
    done = ehc("check", "--format", "json", post)
    (comment,), (covered,) = _hidden(done)
    assert done.returncode == 1
    assert (comment["field"], comment["start"], comment["end"], comment["severity"]) == ("/file", 0, 0, "block")
    assert WORDS in comment["message"]
    assert "by Dr A Rao" in comment["message"]
    assert covered["message"].startswith("Page 1 of this file holds words that can't be seen")
    assert WORDS in covered["message"]
    assert "a copy of the file with nothing hidden" in covered["suggestion"]


def test_clean_copies_of_a_folder_go_into_a_folder_and_hide_nothing(post: Path, tmp_path: Path) -> None:
    done = ehc("check", post, "--clean", tmp_path / "clean")
    assert done.returncode == 1
    again = ehc("check", "--format", "json", tmp_path / "clean")
    assert _hidden(again) == [[], []]
    assert SEEN_IN_PDF[1] in json.loads(again.stdout)["files"][1]["text"]


def test_one_file_is_cleaned_to_the_name_that_is_given(post: Path, tmp_path: Path) -> None:
    ehc("check", post / "a.docx", "--clean", tmp_path / "out.docx")
    assert _hidden(ehc("check", "--format", "json", tmp_path / "out.docx")) == [[]]


def test_a_report_on_a_terminal_says_that_the_file_itself_is_meant(post: Path) -> None:
    said = ehc("check", post / "a.docx").stdout.decode()
    assert "The file itself" in said
    assert "[hidden-content]" in said
    assert "ehc check FILE --clean COPY" in said


def test_the_case_decides_whose_name_may_stand_in_a_files_properties(tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(letter())
    (tmp_path / "other.docx").write_bytes(WORD["author"])
    (tmp_path / "typed.docx").write_bytes(WORD["last modified by"])
    other, own, typed = _hidden(ehc("check", "--format", "json", tmp_path))
    assert own == []
    assert [each["severity"] for each in other] == ["block"]
    assert [each["severity"] for each in typed] == ["warn"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.json", "--clean", "b.json"], "nothing can hide in it"),
        (["a.docx", "--clean", "a.docx"], "would take the place of"),
        (["a.docx", "--clean", "b.pdf"], "a name that ends in .docx"),
        (["a.docx", "--clean", "b.docx", "--annotate", "b.docx"], "would both write"),
        (["--jsonl", "--clean", "b.json"], "leave out --jsonl"),
    ],
)
def test_what_cannot_be_cleaned_is_refused_with_a_sentence(tmp_path: Path, arguments: list[str], said: str) -> None:
    saved(tmp_path, "a.json", CLEAN)
    (tmp_path / "a.docx").write_bytes(letter())
    done = ehc("check", *(each if each.startswith("--") else tmp_path / each for each in arguments))
    assert done.returncode == 2
    assert said in done.stderr.decode()
