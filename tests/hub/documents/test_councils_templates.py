from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.advice import Advice, Area, Profile, Provision
from hub.documents.document import Block, BlockKind, Cell, Document, DocumentKind
from hub.documents.read import read
from hub.documents.template import Mapped, advice_from
from hub.language.written_date import date_in
from tests.hub.documents.paper import pdf_of, word_made, word_of

_ROTHERHAM = """Social Care advice

When did the child or young person first come into contact with your organisation?
September 2023, through Early Help.

What has your organisation put in place already to support the child or young person's needs?
Weekly visits.

Social care needs which relate to the child or young person's special educational needs (SEN)
If a decision is made to provide an EHCP, this advice may be used in section D of the EHCP

What are the child or young person's strengths related to learning in this area?
Alex is kind to younger children.

What are the child or young person's special educational needs related to learning in this area?
Alex is unable to access clubs and activities without support.
This affects his self-esteem.

Outcome
By the end of their educational journey to be able to access and contribute to their local community

Steps towards outcomes
To be able to access activities outside of school
To go to a club by himself by 31 July 2027

Support Needed - Provision 1
Alex to have suitable short break provision
- to be provided by - PA
- Staff /student ratio - 1:1
- How much / quantity – 4 hours per week in school holidays
- How often – see above

Support Needed - Provision 2
An early help assessment
- to be provided by – Early Help to chair initially
- How often – Half termly
"""


def _advice(mapped: Mapped) -> Advice:
    assert mapped.advice is not None
    return mapped.advice


def _each_text_knows_its_place(mapped: Mapped, document: Document) -> bool:
    """Whether every text of the advice leads back, letter for letter, to where it stands in the document."""
    fields = list(mapped.advice.texts()) if mapped.advice else []
    return (
        {field.pointer for field in fields} | {"/text"} == set(mapped.places)
        and all(mapped.places[field.pointer].text == field.text for field in fields)
        and all(
            document.text[slice(*passage.where(piece.start, piece.start + piece.length)[0])]
            == passage.text[piece.start : piece.start + piece.length]
            for passage in mapped.places.values()
            for piece in passage.pieces
        )
    )


def test_rotherhams_form_as_plain_text_is_mapped() -> None:
    document = read(_ROTHERHAM.encode(), "advice.txt")
    mapped = advice_from(document, id="R-1")
    advice = _advice(mapped)
    assert _each_text_knows_its_place(mapped, document)
    assert (advice.id, [area.area for area in advice.areas]) == ("R-1", [Area.SOCIAL_CARE])
    area = advice.areas[0]
    assert area.strengths == "Alex is kind to younger children."
    assert area.needs.startswith("Alex is unable to access clubs")
    assert area.needs.endswith("This affects his self-esteem.")
    (outcome,) = area.outcomes
    assert outcome.outcome.endswith("contribute to their local community")
    assert [step.text for step in outcome.steps] == [
        "To be able to access activities outside of school",
        "To go to a club by himself by 31 July 2027",
    ]
    assert outcome.provisions == (
        Provision(
            "Alex to have suitable short break provision",
            "PA",
            "1:1",
            "4 hours per week in school holidays",
            "see above",
        ),
        Provision("An early help assessment", "Early Help to chair initially", frequency="Half termly"),
    )
    assert advice.background.first_contact == "September 2023, through Early Help."
    assert advice.background.support_in_place == "Weekly visits."


def _headed(document: Any) -> None:
    """Headed sections, a table of details, a provision table: how health services lay it out."""
    document.add_heading("Health advice for an Education, Health and Care Needs Assessment", 0)
    details = document.add_table(4, 4)
    for row, cells in enumerate(
        [
            ("Child's name", "Lucy Ali", "Date of birth:", "03/09/2015"),
            ("NHS No", "943 476 5919", "School / setting", "Invented Primary School"),
            ("Completed by", "Dr A Rao", "Job title", "Paediatrician"),
            ("Service", "Community Paediatrics", "Date of report", "1st October 2026"),
        ]
    ):
        for column, text in enumerate(cells):
            details.cell(row, column).text = text
    document.add_heading("Health", 1)
    document.add_paragraph("Strengths:").runs[0].bold = True
    document.add_paragraph("Lucy tells adults when she is tired.")
    document.add_paragraph("Needs:").runs[0].bold = True
    document.add_paragraph("Lucy has epilepsy, which means that she misses instructions.")
    document.add_paragraph("Her seizures come in clusters.")
    document.add_heading("1. Outcome", 2)
    document.add_paragraph("By July 2027 Lucy will recognise a warning sign.")
    document.add_heading("Steps towards achieving the outcome", 3)
    document.add_paragraph("She keeps a diary.", style="List Bullet")
    document.add_paragraph("She shows a card.", style="List Bullet")
    table = document.add_table(3, 6)
    heads = ("Support Needed", "To be provided by", "Staff/Student ratio", "How much/Quantity", "How often", "Review")
    rows = [
        heads,
        ("Training for staff", "Epilepsy Nurse", "1:8", "2 hours", "Annually", "After a year"),
        ("A review", "Epilepsy clinic", "", "45 minutes", "Every 6 months", ""),
    ]
    for number, columns in enumerate(rows):
        for column, text in enumerate(columns):
            table.cell(number, column).text = text
    document.add_heading("SEN - Sensory and/or Physical Health", 1)
    document.add_paragraph("Needs: Lucy tires after ten minutes of walking.")


def test_a_headed_word_template_with_tables_is_mapped() -> None:
    advice = _advice(advice_from(read(word_made(_headed), "advice.docx"), id="H-1"))
    assert advice.profile in (None, Profile.HEALTH)
    assert (advice.child.name, advice.child.date_of_birth) == ("Lucy Ali", date(2015, 9, 3))
    assert (advice.child.nhs_number, advice.child.school) == ("943 476 5919", "Invented Primary School")
    assert (advice.professional.name, advice.professional.role) == ("Dr A Rao", "Paediatrician")
    assert (advice.professional.team, advice.written_on) == ("Community Paediatrics", date(2026, 10, 1))
    health, physical = advice.areas
    assert health.strengths == "Lucy tells adults when she is tired."
    assert health.needs.count("\n\n") == 1
    (outcome,) = health.outcomes
    assert [step.text for step in outcome.steps] == ["She keeps a diary.", "She shows a card."]
    assert outcome.provisions == (
        Provision("Training for staff", "Epilepsy Nurse", "1:8", "2 hours", "Annually", "After a year"),
        Provision("A review", "Epilepsy clinic", "", "45 minutes", "Every 6 months", ""),
    )
    assert (physical.area, physical.needs) == (
        Area.SENSORY_AND_PHYSICAL,
        "Lucy tires after ten minutes of walking.",
    )


def test_one_wide_table_with_outcome_steps_and_provision_in_a_row_is_mapped() -> None:
    def make(document: Any) -> None:
        document.add_heading("Communication and Interaction", 1)
        table = document.add_table(4, 6)
        rows = [
            ("Outcome", "Steps", "By when", "Provision", "Who", "How often"),
            ("Sam will ask for help.", "Use a card", "31/01/2027", "Modelling in class", "SaLT", "Weekly"),
            ("", "", "", "A home programme", "Parents, with SaLT", "Daily"),
            ("Sam will tell a story.", "", "", "Story group", "Teaching assistant", "Twice a week"),
        ]
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text

    first, second = _advice(advice_from(read(word_made(make), "x"), id="W")).areas[0].outcomes
    assert first.outcome == "Sam will ask for help."
    assert [(step.text, step.by) for step in first.steps] == [("Use a card", date(2027, 1, 31))]
    assert [(each.support, each.provided_by, each.frequency) for each in first.provisions] == [
        ("Modelling in class", "SaLT", "Weekly"),
        ("A home programme", "Parents, with SaLT", "Daily"),
    ]
    assert (second.outcome, second.provisions[0].support) == ("Sam will tell a story.", "Story group")


def test_a_table_of_label_and_value_throughout_is_mapped() -> None:
    def make(document: Any) -> None:
        rows = [
            ("Area of need: Cognition and learning", ""),
            ("Strengths", "Maths"),
            ("Special educational needs", "Reading takes her twice as long."),
            ("Outcome 1", "She will read a page aloud by July 2027."),
            ("Steps towards outcome", "Five words a week"),
            ("Support needed", "Paired reading"),
            ("To be provided by", "Teaching assistant"),
            ("How often", "Daily"),
            ("Outcome 2", "She will write her name."),
        ]
        table = document.add_table(len(rows), 2)
        for row, (label, value) in enumerate(rows):
            table.cell(row, 0).text, table.cell(row, 1).text = label, value

    area = _advice(advice_from(read(word_made(make), "x"), id="L")).areas[0]
    assert (area.area, area.strengths) == (Area.COGNITION_AND_LEARNING, "Maths")
    assert [each.outcome for each in area.outcomes] == [
        "She will read a page aloud by July 2027.",
        "She will write her name.",
    ]
    assert area.outcomes[0].provisions == (Provision("Paired reading", "Teaching assistant", frequency="Daily"),)


def test_the_same_layout_as_pdf_is_mapped() -> None:
    advice = _advice(
        advice_from(
            read(
                pdf_of(
                    """
= Social care
== Strengths
Alex is kind to younger children and looks after the garden with great patience and pride every single week.
== Needs
He finds change hard.
== Outcomes
+ Alex will go to a club.
+ Alex will make a friend.
#table(columns: 3, [Support needed], [To be provided by], [How often],
  [A personal assistant], [Short breaks team], [Weekly])
"""
                ),
                "x.pdf",
            ),
            id="P",
        )
    )
    (area,) = advice.areas
    assert area.strengths.endswith("every single week.")
    assert len(area.outcomes) == 2
    assert area.outcomes[1].provisions == (Provision("A personal assistant", "Short breaks team", frequency="Weekly"),)


@pytest.mark.parametrize(
    "text",
    [
        "Dear Dr Rao,\n\nThank you for seeing Lucy, whose health has been better since the summer.\n\nYours, A. Smith",
        "Name: Lucy Ali\nDate of birth: 3/9/2015\n\nPlease assess her needs.",
        "",
    ],
)
def test_a_letter_is_no_template_and_all_of_it_is_left_over(text: str) -> None:
    document = read(text.encode() or b" ", "letter.txt")
    mapped = advice_from(document, id="X")
    assert (mapped.advice, mapped.unplaced) == (None, document.text)


def test_words_without_a_box_are_left_over_and_not_lost() -> None:
    mapped = advice_from(
        read(
            word_of(
                "<w:p><w:r><w:t>This advice was dictated.</w:t></w:r></w:p>",
                "<w:p><w:r><w:t>Health</w:t></w:r></w:p>",
                "<w:p><w:r><w:t>Needs: Lucy tires.</w:t></w:r></w:p>",
            ),
            "x",
        ),
        id="X",
    )
    assert _advice(mapped).areas[0].needs == "Lucy tires."
    assert mapped.unplaced == "This advice was dictated."


_LABELS = [
    "Health",
    "Social care",
    "Strengths",
    "Needs:",
    "Outcomes",
    "Outcome 2",
    "Steps",
    "Provision",
    "How often: ",
    "To be provided by - ",
    "Support needed",
    "Date of birth: ",
    "Name: ",
    "Date: ",
    "Looked after child: ",
    "Background",
    "Details",
    "Type of advice: ",
    "Kind of outcome: ",
    "Role: ",
    "Review: ",
    "School",
]


@given(st.lists(st.sampled_from(_LABELS) | st.just(""), min_size=1, max_size=25), st.booleans())
def test_no_word_is_lost_in_whatever_order_the_boxes_come(labels: list[str], blank: bool) -> None:
    lines = [
        f"{label}word{number}" if label.endswith(" ") or not label else f"{label}\nword{number}"
        for number, label in enumerate(labels)
    ]
    document = read(("\n\n" if blank else "\n").join(lines).encode(), "advice.txt")
    mapped = advice_from(document, id="X")
    assert _each_text_knows_its_place(mapped, document)
    kept = mapped.unplaced + (json.dumps(mapped.advice.to_json()) if mapped.advice else "")
    assert all(re.search(rf"word{number}\b", kept) for number in range(len(labels)))


_cells = st.sampled_from([*(label.strip(" -") for label in _LABELS), "word", "word", "", "How often: word"])


@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(_cells, min_size=width, max_size=width), min_size=1)))
def test_no_word_is_lost_in_whatever_table_it_stands(table: list[list[str]]) -> None:
    said = [
        Block(text.replace("word", f"word{row}x{column}"), BlockKind.CELL, cell=Cell(0, row, column))
        for row, cells in enumerate([["Health", *[""] * (len(table[0]) - 1)], *table])
        for column, text in enumerate(cells)
        if text
    ]
    document = Document(DocumentKind.WORD, (Block("Health", BlockKind.HEADING), *said))
    mapped = advice_from(document, id="X")
    assert _each_text_knows_its_place(mapped, document)
    kept = mapped.unplaced + (json.dumps(mapped.advice.to_json()) if mapped.advice else "")
    assert [word for word in re.findall(r"word\d+x\d+", document.text) if not re.search(rf"{word}\b", kept)] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3 September 2015", date(2015, 9, 3)),
        ("born on the 3rd of Sept 2015 in Leeds", date(2015, 9, 3)),
        ("03/09/15", date(2015, 9, 3)),
        ("03 / 09 / 2015", date(2015, 9, 3)),
        ("3.9.2015", date(2015, 9, 3)),
        ("2015-09-03", date(2015, 9, 3)),
        ("31/02/2015, no: 1/3/2015", date(2015, 3, 1)),
        ("in the autumn", None),
    ],
)
def test_dates_are_read_day_first(said: str, meant: date | None) -> None:
    assert date_in(said) == meant
