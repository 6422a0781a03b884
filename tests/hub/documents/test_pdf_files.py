from __future__ import annotations

import threading

from hub.documents.document import BlockKind, Document
from hub.documents.read import read
from tests.hub.documents.paper import pdf_by_hand, pdf_of, photograph_of, saved, stream

_LETTER = """
#set page(paper: "a4", header: [Invented NHS Trust], footer: context [Page #counter(page).display() of 2])
#set document(title: "Clinic letter")
= Speech and language therapy
Dear Dr Rao,

Sian experiences multiple absence seizures a day, this may result in her
missing information and impacts on her interactions with peers at school.

Name: Sian Evans #linebreak() Date of birth: 3 September 2015 #linebreak() NHS number: 943 476 5919

- She likes art.
- She finds maths hard.

#table(columns: (4cm, 6cm), [Support needed], [How often],
  [A one to one session with a qualified speech and language therapist], [Weekly])
#pagebreak()
The second page goes on.
"""


def _found(document: Document, text: str) -> BlockKind:
    return next(block.kind for block in document.blocks if block.text == text)


def test_lines_that_only_the_paper_broke_are_one_paragraph_and_the_writers_own_stay() -> None:
    document = read(pdf_of(_LETTER), "letter.pdf")
    texts = [block.text for block in document.blocks]
    assert (
        "Sian experiences multiple absence seizures a day, this may result in her missing information and impacts on "
        "her interactions with peers at school."
    ) in texts
    assert texts[texts.index("Name: Sian Evans") :][:3] == [
        "Name: Sian Evans",
        "Date of birth: 3 September 2015",
        "NHS number: 943 476 5919",
    ]


def test_what_repeats_on_each_page_is_header_or_footer() -> None:
    document = read(pdf_of(_LETTER), "letter.pdf")
    assert _found(document, "Invented NHS Trust") is BlockKind.HEADER
    assert _found(document, "Page 1 of 2") is BlockKind.FOOTER
    assert _found(document, "Speech and language therapy") is BlockKind.HEADING
    assert _found(document, "She likes art.") is BlockKind.LIST_ITEM


def test_a_framed_table_is_read_cell_by_cell() -> None:
    document = read(pdf_of(_LETTER), "letter.pdf")
    assert dict(document.tables[0]) == {
        (0, 0): "Support needed",
        (0, 1): "How often",
        (1, 0): "A one to one session with a qualified speech and language therapist",
        (1, 1): "Weekly",
    }


def test_each_block_knows_its_page_and_place() -> None:
    document = read(pdf_of(_LETTER), "x")
    assert (document.pages, document.title) == (2, "Clinic letter")
    start = document.text.index("The second page")
    place = document.place(start, start + 3)
    assert place.page == 2
    box = place.block.box
    assert box is not None
    assert 0.05 < box.x0 < box.x1 < 0.6
    assert 0 < box.y0 < box.y1 < 0.2


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = "left words go on and on in here " * 9, "right words go on and on in here " * 9
    document = read(pdf_of(f"#set page(columns: 2, height: 9cm)\n{left}#colbreak()\n{right}"), "x")
    assert [block.text for block in document.blocks] == [left.strip(), right.strip()]


def test_a_page_that_was_turned_is_placed_as_it_is_seen() -> None:
    content = b"BT /F 12 Tf 1 0 0 1 100 700 Tm (Top of the sheet as typed) Tj ET"
    pdf = pdf_by_hand(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate 180 /Contents 4 0 R "
        b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        stream(content),
    )
    box = read(pdf, "x").blocks[0].box
    assert box is not None
    assert box.y0 > 0.8


def test_what_was_filled_into_a_form_is_read_with_its_label() -> None:
    pdf = pdf_by_hand(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R 6 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [5 0 R 6 0 R] "
        b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        stream(b"BT /F 12 Tf 1 0 0 1 60 700 Tm (Request for an education, health and care needs assessment) Tj ET"),
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (dob) /TU (Date of birth) /V (3 September 2015) "
        b"/Rect [60 600 300 620] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Child's name) /V (Sian Evans) /Rect [60 560 300 580] >>",
    )
    fields = [block.text for block in read(pdf, "form.pdf").blocks if block.kind is BlockKind.FIELD]
    assert fields == ["Date of birth: 3 September 2015", "Child's name: Sian Evans"]


def test_a_page_that_is_only_a_picture_is_read_as_one_among_typed_pages() -> None:
    typed = pdf_of(_LETTER)
    picture = saved(photograph_of(typed), "PDF", resolution=200)
    document = read(picture, "scan.pdf")
    assert "multiple absence seizures a day" in document.text
    assert 0.6 < document.confidence < 1.0
    assert all(block.page == 1 for block in document.blocks)


def test_a_blank_page_is_a_page_without_words() -> None:
    document = read(pdf_of('#set page(paper: "a4")\n#pagebreak()\nOnly here.'), "x")
    assert [(block.text, block.page) for block in document.blocks] == [("Only here.", 2)]


def test_many_threads_may_read_at_once() -> None:
    pdf, texts = pdf_of(_LETTER), list[str]()
    threads = [threading.Thread(target=lambda: texts.append(read(pdf, "x").text)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 6
    assert len(set(texts)) == 1
