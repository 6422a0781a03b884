from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hub.documents.document import CannotRead
from hub.documents.hidden import hidden_in
from hub.documents.read import read
from hub.documents.write import pdf, word
from hub.hidden import Hidden, HiddenKind
from tests.hub.documents.paper import pdf_by_hand, pdf_of, stream
from tests.hub.documents.test_submitted_advice import ADVICE

_SENTENCE = "Her mother, Carys, drinks."


def _hidden_in(data: bytes) -> list[Hidden]:
    return list(hidden_in(data, read(data, "letter.pdf")))


@pytest.mark.parametrize(
    "hiding",
    [
        "#text(fill: white)[{}]",
        "#box(fill: black, outset: 2pt)[#text(fill: black)[{}]]",
        "#box(width: 9cm)[{}#place(top + left, rect(width: 9cm, height: 1cm, fill: black))]",
    ],
    ids=["white on white", "black on black", "under a box"],
)
def test_words_that_the_drawn_page_does_not_show_are_found(hiding: str) -> None:
    data = pdf_of("Dear Dr Rao, she sleeps well.\n\n#pagebreak()\n" + hiding.format(_SENTENCE))
    assert _hidden_in(data) == [Hidden(HiddenKind.UNSEEN_TEXT, _SENTENCE, 2)]


def _page(content: bytes, *more: bytes, page: bytes = b"") -> bytes:
    return pdf_by_hand(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + page + b" "
        b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        stream(content),
        *more,
    )


def test_words_off_the_page_invisible_words_and_notes_in_a_pdf_are_found() -> None:
    data = _page(
        b"BT /F 12 Tf 60 700 Td (Seen.) Tj ET BT /F 12 Tf 60 -400 Td (Below.) Tj ET "
        b"BT 3 Tr /F 12 Tf 60 500 Td (Unprinted.) Tj ET",
        b"<< /Type /Annot /Subtype /Text /Contents (Ask Carys) /Rect [9 9 29 29] >>",
        page=b"/Annots [5 0 R]",
    )
    assert _hidden_in(data) == [
        Hidden(HiddenKind.OUTSIDE_PAGE, "Below.", 1),
        Hidden(HiddenKind.UNSEEN_TEXT, "Unprinted.", 1),
        Hidden(HiddenKind.COMMENT, "Ask Carys", 1),
    ]


def test_an_author_and_an_earlier_revision_of_a_pdf_are_found() -> None:
    data = pdf_of('#set document(author: "Denise Crabtree")\nSeen.')
    assert _hidden_in(data) == [Hidden(HiddenKind.METADATA, "Denise Crabtree")]
    twice = _page(b"BT /F 12 Tf 60 700 Td (Seen.) Tj ET")
    assert _hidden_in(twice + b"\n" + twice[twice.index(b"trailer") :]) == [
        Hidden(HiddenKind.EARLIER_REVISION, "1 earlier version")
    ]


@pytest.mark.parametrize("make", [word, pdf])
def test_what_the_hub_writes_itself_hides_nothing(make: Any) -> None:
    assert _hidden_in(make(ADVICE, reference="INV-1", submitted_on=date(2026, 11, 23))) == []


def test_nothing_hides_in_plain_text_and_a_damaged_file_is_refused() -> None:
    assert _hidden_in(b"Seen.") == []
    with pytest.raises(CannotRead):
        _hidden_in(b"%PDF-1.7 damaged")
