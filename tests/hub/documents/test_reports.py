"""A writer's own report: whatever its layout, every word of it comes into a field or is kept apart."""

from __future__ import annotations

import io
import os
from typing import Any

import docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.advice import Area
from hub.documents.read import read
from hub.documents.report import FileWords, words_of

LONG = os.environ.get("EHC_CAMPAIGN") == "long"
_HEADINGS = (
    "Strengths", "Needs", "Background", "Attention and listening", "Outcomes", "Recommendations", "Provision", "Health",
    "Communication and interaction", "Parents’ views", "Summary", "How often", "Review", "Assessment results",
    "Outcome 1",
)  # fmt: skip
_LABELS = (
    "",
    "",
    "How often: ",
    "Name: ",
    "Date of birth: ",
    "Date: ",
    "To be provided by: ",
    "Looked after: ",
    "Review: ",
)
_lines = st.tuples(st.sampled_from(["heading", "bold", "list", "text", "text", "table"]), st.sampled_from(_LABELS))


def a_report(sections: list[tuple[str, list[tuple[str, str]]]]) -> tuple[bytes, set[str]]:
    """A Word file, and the words of which none may be lost: each stands in it once."""
    document, tokens = docx.Document(), set[str]()

    def token() -> str:
        tokens.add(f"kw{len(tokens)}x")
        return f"kw{len(tokens) - 1}x"

    for title, lines in sections:
        document.add_heading(title, 2)
        for kind, label in lines:
            if kind == "heading":
                document.add_heading(f"About {token()}", 3)
            elif kind == "bold":
                document.add_paragraph().add_run(f"{label}{token()}").bold = True
            elif kind == "list":
                document.add_paragraph(f"{label}{token()} and more", style="List Bullet")
            elif kind == "text":
                document.add_paragraph(f"{label}She {token()} each day, and {token()}.")
            else:
                table = document.add_table(2, 2)
                table.cell(0, 0).text, table.cell(0, 1).text = title, label.strip(": ") or "Who"
                table.cell(1, 0).text, table.cell(1, 1).text = token(), token()
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue(), tokens


def said(words: FileWords) -> str:
    kept = [text for _, text in words.advice.texts()]
    kept += [outcome.kind or "" for area in words.advice.areas for outcome in area.outcomes]
    return " ".join([*kept, *(f"{each.under} {each.text}" for each in words.loose)])


_sections = st.lists(st.tuples(st.sampled_from(_HEADINGS), st.lists(_lines, max_size=4)), min_size=1, max_size=6)


@settings(max_examples=400 if LONG else 20, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(_sections)
def test_no_word_of_a_report_is_lost(sections: Any) -> None:
    data, tokens = a_report(sections)
    words = words_of(data, read(data, "report.docx"), area=Area.HEALTH)
    kept = said(words)
    assert {each for each in tokens if each not in kept} == set()


def test_words_under_a_field_of_a_provision_stay_when_a_table_of_others_comes_between() -> None:
    document = docx.Document()
    document.add_heading("Provision", 2)
    document.add_paragraph("Delivered by").runs[0].bold = True
    document.add_paragraph("The school.")
    document.add_heading("How often:", 2)
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Support", "Delivered by"
    table.cell(1, 0).text, table.cell(1, 1).text = "A games group.", "A teacher"
    document.add_paragraph("Twice a week, in the hall.")
    packed = io.BytesIO()
    document.save(packed)
    words = words_of(packed.getvalue(), read(packed.getvalue(), "x.docx"), area=Area.HEALTH)
    assert "Twice a week, in the hall." in said(words)


def test_what_a_file_hides_does_not_come_in() -> None:
    document = docx.Document()
    document.add_heading("Strengths", 2)
    run = document.add_paragraph("She sings.").add_run(" Her brother was arrested.")
    run.font.hidden = True
    packed = io.BytesIO()
    document.save(packed)
    words = words_of(packed.getvalue(), read(packed.getvalue(), "x.docx"), area=Area.HEALTH)
    assert "arrested" not in said(words)
    assert words.advice.areas[0].strengths == "She sings."
