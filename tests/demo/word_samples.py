"""The Word files of the sample post, as offices write them: a request form, two pieces of advice, a plain letter."""

from __future__ import annotations

import io
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

_TEAL = "17494D"
_PALE = "E4EDEE"
_STEPS = ("Steps to achieving outcome", "Date to be achieved by")
_PROVISION = (
    "Support needed",
    "To be provided by",
    "Staff / student ratio",
    "How much / quantity",
    "How often",
    "When will it be reviewed",
)
_STRENGTHS = "What are the child or young person’s strengths related to learning in this area?"
_NEEDS = "What are the child or young person’s special educational needs related to learning in this area?"


Words = Mapping[str, Any]
SAMPLES: Words = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def request_form(form: Words) -> bytes:
    """The council's form for schools, filled in by a SENCO: parts of label and answer, then what has been tried."""
    document = _new(size=10)
    _banner(document, "Request for an Education, Health and Care needs assessment", "Form EHC1(S) – school or setting")
    for part in form["parts"]:
        document.add_heading(part["title"], level=2)
        _fields(document, part["fields"])
    document.add_heading("Support already in place (assess, plan, do, review)", level=2)
    _grid(document, ("What", "Who", "How often", "Since", "Difference made"), form["tried"], widths=(4, 3, 2.8, 2.2, 5))
    _office_use(document)
    return _saved(document, form["writer"], "EHC1(S)", form["written"])


def advice(sample: Words) -> bytes:
    """A professional's advice on the council's Word template."""
    document = _new(size=11)
    _banner(document, "Advice for an Education, Health and Care needs assessment", "Return within six weeks")
    _fields(document, sample["about"])
    document.add_heading("Background", level=2)
    for question, answer in sample["background"]:
        _question(document, question, answer)
    document.add_heading(sample["area"], level=1)
    _question(document, _STRENGTHS, sample["strengths"])
    _question(document, _NEEDS, sample["needs"])
    for number, each in enumerate(sample["outcomes"], start=1):
        document.add_heading(f"Outcome {number}", level=2)
        document.add_paragraph(each["outcome"])
        _grid(document, _STEPS, each["steps"], widths=(12.5, 4.5))
        document.add_paragraph()
        _grid(document, _PROVISION, each["provisions"], widths=(5.0, 2.8, 1.7, 2.6, 2.6, 2.3), size=9)
    return _saved(document, sample["writer"], "EHC advice", sample["written"])


def letter(sample: Words) -> bytes:
    """A plain letter with a letterhead, as a small office writes one."""
    document = _new(size=11)
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    name = head.add_run(sample["letterhead"] + "\n")
    name.bold, name.font.size, name.font.color.rgb = True, Pt(18), RGBColor.from_string("B3541E")
    head.add_run(sample["address"]).font.size = Pt(9)
    for paragraph in (_long_date(sample["written"]), *sample["body"]):
        document.add_paragraph(paragraph)
    return _saved(document, sample["writer"], "", sample["written"])


def _long_date(day: datetime) -> str:
    return f"{day.day} {day:%B %Y}"


def _new(size: int) -> Any:
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(size)
    normal.paragraph_format.space_after = Pt(7)
    for level, points in ((1, 14), (2, 12)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(points), RGBColor.from_string(_TEAL)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(points), Pt(5)
        del style.element.rPr.rFonts.attrib[qn("w:asciiTheme")]
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    return document


def _banner(document: Any, title: str, form: str) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    for cell, text, size in ((left, title, 15), (right, f"Saltfleet Coast Council\n{form}", 9)):
        _shade(cell, _TEAL)
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(size), RGBColor(255, 255, 255)
    right.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _lay_out(table, (11.5, 5.5))
    document.add_paragraph()


def _fields(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, value in rows:
        left, right = table.add_row().cells
        _shade(left, _PALE)
        left.paragraphs[0].add_run(label).bold = True
        right.text = value
    _lay_out(table, (5.5, 11.5))


def _grid(
    document: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    size: int = 0,
) -> None:
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _shade(cell, _PALE)
        cell.paragraphs[0].add_run(head).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    _lay_out(table, widths)
    for run in (run for row in table.rows for cell in row.cells for run in cell.paragraphs[0].runs if size):
        run.font.size = Pt(size)


def _question(document: Any, question: str, answer: str) -> None:
    asked = document.add_paragraph()
    asked.add_run(question).bold = True
    asked.paragraph_format.keep_with_next = True
    for paragraph in answer.split("\n\n"):
        document.add_paragraph(paragraph)


def _office_use(document: Any) -> None:
    document.add_paragraph()
    table = document.add_table(rows=1, cols=1)
    table.style = "Table Grid"
    cell = table.rows[0].cells[0]
    _shade(cell, "D9D9D9")
    cell.text = "For office use.   Date received: ____________   Case reference: ____________   Officer: ____________"
    _lay_out(table, (17,))


def _shade(cell: Any, colour: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shading)


def _lay_out(table: Any, widths: Sequence[float]) -> None:
    """Columns of these widths in centimetres; rows that stay whole, close-set, the first with the second."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, row in enumerate(table.rows):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_before = Pt(2)
            cell.paragraphs[0].paragraph_format.space_after = Pt(3)
            cell.paragraphs[0].paragraph_format.keep_with_next = number == 0


def _saved(document: Any, writer: str, title: str, written: datetime) -> bytes:
    properties = document.core_properties
    properties.author = properties.last_modified_by = writer
    properties.title, properties.comments = title, ""
    properties.created = properties.modified = written
    relations = document.part.package.rels
    for thumbnail in [key for key, each in relations.items() if each.reltype.endswith("/thumbnail")]:
        del relations[thumbnail]  # the library's template brings a picture of an empty page
    saved = io.BytesIO()
    document.save(saved)
    return _with_fixed_times(saved.getvalue())


def _with_fixed_times(package: bytes) -> bytes:
    """The same package with the earliest time that a ZIP can say on every member, so that each run gives the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
