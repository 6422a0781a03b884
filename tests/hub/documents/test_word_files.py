from __future__ import annotations

from typing import Any

from hub.documents.document import BlockKind, Document
from hub.documents.read import read
from tests.hub.documents.paper import add_xml, word_made, word_of


def _texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_a_tracked_insertion_is_text_and_a_tracked_deletion_is_not() -> None:
    document = read(
        word_of(
            "<w:p><w:r><w:t>Sian </w:t></w:r>"
            '<w:ins w:id="1" w:author="A"><w:r><w:t>now walks</w:t></w:r></w:ins>'
            '<w:del w:id="2" w:author="A"><w:r><w:delText>cannot walk</w:delText></w:r></w:del>'
            "<w:r><w:t xml:space='preserve'> to school.</w:t></w:r></w:p>"
        ),
        "letter.docx",
    )
    assert document.text == "Sian now walks to school."


def test_text_that_was_moved_is_read_where_it_went() -> None:
    document = read(
        word_of(
            '<w:p><w:moveFrom w:id="1" w:author="A"><w:r><w:t>Moved.</w:t></w:r></w:moveFrom></w:p>',
            "<w:p><w:r><w:t>First.</w:t></w:r></w:p>",
            '<w:p><w:moveTo w:id="1" w:author="A"><w:r><w:t>Moved.</w:t></w:r></w:moveTo></w:p>',
        ),
        "letter.docx",
    )
    assert _texts(document) == ["First.", "Moved."]


def test_content_controls_are_read_but_their_unfilled_prompts_are_not() -> None:
    document = read(
        word_of(
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>A whole paragraph in a control.</w:t></w:r></w:p></w:sdtContent>"
            "</w:sdt>",
            "<w:p><w:r><w:t>Name: </w:t></w:r>"
            "<w:sdt><w:sdtContent><w:r><w:t>Dylan</w:t></w:r></w:sdtContent></w:sdt></w:p>",
            "<w:p><w:r><w:t>School: </w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
            "<w:sdtContent><w:r><w:t>Click here to enter text.</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        ),
        "form.docx",
    )
    assert _texts(document) == ["A whole paragraph in a control.", "Name: Dylan", "School:"]


def test_hidden_text_is_not_text_whether_the_run_or_its_style_hides_it() -> None:
    def make(document: Any) -> None:
        style = document.styles.add_style("Secret", 2)
        style.font.hidden = True
        paragraph = document.add_paragraph("Seen. ")
        paragraph.add_run("Hidden by the run.").font.hidden = True
        paragraph.add_run("Hidden by the style.", style="Secret")
        shown = paragraph.add_run("Shown in spite of its style.", style="Secret")
        shown.font.hidden = False

    assert read(word_made(make), "letter.docx").text == "Seen. Shown in spite of its style."


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
    document = read(
        word_of(
            "<w:p><w:r><w:t>Beside the box.</w:t></w:r><w:r><mc:AlternateContent>"
            '<mc:Choice Requires="wps"><w:drawing><wps:wsp>'
            f"<wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>",
            "<w:p><w:r><w:t>After it.</w:t></w:r></w:p>",
        ),
        "letter.docx",
    )
    assert _texts(document) == ["Beside the box.", "In the box.", "After it."]


def test_headers_and_footers_frame_the_text() -> None:
    def make(document: Any) -> None:
        document.add_paragraph("The letter.")
        document.sections[0].header.paragraphs[0].text = "Invented Hospital"
        document.sections[0].footer.paragraphs[0].text = "Confidential"

    document = read(word_made(make), "letter.docx")
    assert [(block.text, block.kind) for block in document.blocks] == [
        ("Invented Hospital", BlockKind.HEADER),
        ("The letter.", BlockKind.PARAGRAPH),
        ("Confidential", BlockKind.FOOTER),
    ]


def test_headings_and_lists_are_told_from_paragraphs() -> None:
    def make(document: Any) -> None:
        document.add_heading("Strengths", 2)
        document.add_paragraph("She likes art.", style="List Bullet")
        document.add_paragraph().add_run("Needs").bold = True
        document.add_paragraph("She tires quickly.")

    kinds = [block.kind for block in read(word_made(make), "advice.docx").blocks]
    assert kinds == [BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_each_paragraph_of_a_cell_knows_its_place_in_the_table() -> None:
    def make(document: Any) -> None:
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Spanning"
        table.cell(0, 2).text = "Last"
        table.cell(1, 1).text = "Weekly"
        table.cell(1, 1).add_paragraph("for one term")

    document = read(word_made(make), "advice.docx")
    assert [(block.text, block.cell) for block in document.blocks] == [
        ("Spanning", (0, 0, 0)),
        ("Last", (0, 0, 2)),
        ("Weekly", (0, 1, 1)),
        ("for one term", (0, 1, 1)),
    ]
    assert document.tables[0][1, 1] == "Weekly\n\nfor one term"


def test_a_table_in_a_table_and_a_row_in_a_control_are_read() -> None:
    def make(document: Any) -> None:
        table = document.add_table(1, 1)
        table.cell(0, 0).paragraphs[0].text = "Outer"
        table.cell(0, 0).add_table(1, 1).cell(0, 0).text = "Inner"
        add_xml(
            document,
            "<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc><w:p><w:r><w:t>In a control</w:t></w:r></w:p></w:tc></w:tr>"
            "</w:sdtContent></w:sdt>"
            '<w:tr><w:trPr><w:del w:id="1" w:author="A"/></w:trPr>'
            "<w:tc><w:p><w:r><w:t>Deleted row</w:t></w:r></w:p></w:tc></w:tr>"
            "</w:tbl>",
        )

    document = read(word_made(make), "advice.docx")
    assert [(block.text, block.cell) for block in document.blocks] == [
        ("Outer", (0, 0, 0)),
        ("Inner", (1, 0, 0)),
        ("In a control", (2, 0, 0)),
    ]


def test_tabs_line_breaks_and_field_results_are_text_but_field_codes_are_not() -> None:
    document = read(
        word_of(
            "<w:p><w:r><w:t>DOB:</w:t><w:tab/><w:t>3/9/2015</w:t><w:br/><w:t>Page </w:t></w:r>"
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        ),
        "letter.docx",
    )
    assert document.text == "DOB:\t3/9/2015\nPage 2"


def test_offsets_lead_back_to_the_block_they_stand_in() -> None:
    document = read(word_of("<w:p><w:r><w:t>One.</w:t></w:r></w:p>", "<w:p><w:r><w:t>Two here.</w:t></w:r></w:p>"), "x")
    start = document.text.index("here")
    assert document.place(start, start + 4).block.text == "Two here."
    assert document.place(0, 0).block.text == "One."


def test_the_title_is_the_files_own_or_its_name() -> None:
    def make(document: Any) -> None:
        document.core_properties.title = "Advice for Sian"

    assert read(word_made(make), "scan0001.docx").title == "Advice for Sian"
    assert read(word_of("<w:p/>"), "Letter from clinic.docx").title == "Letter from clinic"
