from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from docx.shared import Pt, RGBColor

from hub.documents.document import CannotRead
from hub.documents.hidden import Hidden, HiddenKind, hidden_in
from hub.documents.write import pdf, word
from tests.hub.documents.paper import pdf_by_hand, pdf_of, stream, word_made, word_of
from tests.hub.documents.test_submitted_advice import ADVICE

_SENTENCE = "Her mother, Carys, drinks."


def _word(found: list[Hidden]) -> list[tuple[HiddenKind, str]]:
    """What was found, without the properties that python-docx gives every file."""
    return [(each.kind, each.words) for each in found if "python-docx" not in each.words]


def test_tracked_changes_are_found_with_their_words() -> None:
    data = word_of(
        "<w:p><w:r><w:t>Seen.</w:t></w:r>"
        '<w:del w:id="1" w:author="A"><w:r><w:delText>Her mother, </w:delText></w:r>'
        "<w:r><w:delText>Carys, drinks.</w:delText></w:r></w:del>"
        '<w:ins w:id="2" w:author="A"><w:r><w:t>Added.</w:t></w:r></w:ins></w:p>'
    )
    assert _word(hidden_in(data, "letter.docx")) == [
        (HiddenKind.TRACKED_DELETION, _SENTENCE),
        (HiddenKind.TRACKED_INSERTION, "Added."),
    ]


def test_hidden_white_and_tiny_words_are_found_and_white_on_a_dark_cell_is_not() -> None:
    def make(document: Any) -> None:
        document.add_paragraph("Seen.").add_run("Hidden by its look.").font.hidden = True
        document.add_paragraph().add_run("White on paper.").font.color.rgb = RGBColor(255, 255, 255)
        document.add_paragraph().add_run("One point high.").font.size = Pt(1)
        document.sections[0].footer.paragraphs[0].add_run("Hidden in the footer.").font.hidden = True

    dark = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="12385B"/></w:tcPr>'
        '<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>White on navy.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
    )
    assert _word(hidden_in(word_made(make), "letter.docx")) == [
        (HiddenKind.HIDDEN_TEXT, "Hidden by its look."),
        (HiddenKind.WHITE_TEXT, "White on paper."),
        (HiddenKind.TINY_TEXT, "One point high."),
        (HiddenKind.HIDDEN_TEXT, "Hidden in the footer."),
    ]
    assert _word(hidden_in(word_of(dark), "letter.docx")) == []


def test_comments_and_the_names_in_a_files_properties_are_found() -> None:
    def make(document: Any) -> None:
        run = document.add_paragraph("Seen.").runs[0]
        document.add_comment(run, text=_SENTENCE, author="Dr A Rao", initials="AR")
        document.core_properties.author = "Beverley Nudd"
        document.core_properties.last_modified_by = "Denise Crabtree"

    found = _word(hidden_in(word_made(make), "letter.docx"))
    assert (HiddenKind.COMMENT, _SENTENCE) in found
    for name in ("Dr A Rao", "Beverley Nudd", "Denise Crabtree"):
        assert (HiddenKind.METADATA, name) in found


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
    assert hidden_in(data, "letter.pdf") == [Hidden(HiddenKind.UNSEEN_TEXT, _SENTENCE, 2)]


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
    assert hidden_in(data, "letter.pdf") == [
        Hidden(HiddenKind.OUTSIDE_PAGE, "Below.", 1),
        Hidden(HiddenKind.UNSEEN_TEXT, "Unprinted.", 1),
        Hidden(HiddenKind.COMMENT, "Ask Carys", 1),
    ]


def test_an_author_and_an_earlier_revision_of_a_pdf_are_found() -> None:
    data = pdf_of('#set document(author: "Denise Crabtree")\nSeen.')
    assert hidden_in(data, "x") == [Hidden(HiddenKind.METADATA, "Denise Crabtree")]
    twice = _page(b"BT /F 12 Tf 60 700 Td (Seen.) Tj ET")
    assert hidden_in(twice + b"\n" + twice[twice.index(b"trailer") :], "x") == [
        Hidden(HiddenKind.EARLIER_REVISION, "1 earlier version")
    ]


@pytest.mark.parametrize("make", [word, pdf])
def test_what_the_hub_writes_itself_hides_nothing(make: Any) -> None:
    assert hidden_in(make(ADVICE, reference="INV-1", submitted_on=date(2026, 11, 23)), "advice") == []


def test_nothing_hides_in_plain_text_and_a_damaged_file_is_refused() -> None:
    assert hidden_in(b"Seen.", "note.txt") == []
    with pytest.raises(CannotRead):
        hidden_in(b"%PDF-1.7 damaged", "letter.pdf")
