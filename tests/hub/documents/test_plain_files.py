from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.documents.document import DocumentKind
from hub.documents.read import read

_SAID = "Siân’s mother said:\n“She can’t sleep – at all.”\n\n\nShe is 10 years old.\n"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_is_read_in_whatever_charset_it_came(charset: str) -> None:
    document = read(_SAID.encode(charset), "note.txt")
    assert document.kind is DocumentKind.TEXT
    assert document.text == _SAID


def test_a_block_is_a_paragraph_and_its_blank_lines() -> None:
    document = read(_SAID.replace("\n", "\r\n").encode(), "note.txt")
    assert [block.text for block in document.blocks] == [
        "Siân’s mother said:\n“She can’t sleep – at all.”\n\n",
        "She is 10 years old.\n",
    ]


@given(st.text(alphabet=st.sampled_from("ab .\né"), min_size=1))
def test_offsets_count_in_the_files_own_text(text: str) -> None:
    document = read(b"\xef\xbb\xbf" + text.encode(), "note.txt")
    assert document.text == text
    for start in range(len(text)):
        assert document.place(start, start + 1).block in document.blocks


def test_the_name_does_not_decide_what_a_file_is() -> None:
    assert read(b"BMI 18. A plain text.", "letter.pdf").kind is DocumentKind.TEXT
