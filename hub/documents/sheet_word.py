"""A sheet as a Word file: real headings, header rows that are marked as such, properties that name nobody."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle

from hub.documents.sheet import Answer, Details, Heading, Note, Paragraphs, Prose, Sheet, Table

_INK, _NAVY, _TEAL, _QUIET = (RGBColor.from_string(each) for each in ("1C2733", "12385B", "0B6B70", "50606E"))
_TINT, _HAIRLINE = "EEF3F6", "B6C2CC"
_FONT = "Arial"
_WIDTH = Mm(168)
_LONG_ROW = 1200  # characters: a shorter row stays on one page
_ROW_TO_FILL = Mm(11)
_NOTE, _ANSWER = "Note to the writer", "Answer"
_CONFIDENTIAL = "Confidential: contains personal information"


def render_word(laid_out: Sheet, made_on: date) -> bytes:
    """The sheet as a Word file, the same bytes every time."""
    document = docx.Document()
    _prepare(document, laid_out, made_on)
    document.add_paragraph(laid_out.title, style="Title")
    for part in laid_out.parts:
        match part:
            case Heading(level, text):
                document.add_heading(text, level)
            case Prose(paragraphs):
                _add_prose(document, paragraphs)
            case Details(rows):
                _add_details(document, rows)
            case Table():
                _add_table(document, part)
            case Note(text):
                document.add_paragraph(text, style=_NOTE)
            case Answer(paragraphs):
                _add_answer(document, paragraphs)
    packed = io.BytesIO()
    document.save(packed)
    return _same_every_time(packed.getvalue())


def _prepare(document: Any, laid_out: Sheet, made_on: date) -> None:
    """The page, its header and footer, the styles, and properties that name nobody."""
    _set_properties(document.core_properties, laid_out, made_on)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(21)
    section.top_margin, section.bottom_margin = Mm(24), Mm(23)
    section.header_distance = section.footer_distance = Mm(11)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    _set_ends(header, laid_out.council, _CONFIDENTIAL)
    _set_ends(footer, laid_out.reference, "Page ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")
    _border(footer, "top", _HAIRLINE, 4)
    _set_styles(document.styles)


def _set_properties(properties: Any, laid_out: Sheet, made_on: date) -> None:
    at = datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 - Word's are without zone
    properties.title, properties.language = f"{laid_out.title}: {laid_out.reference}", "en-GB"
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.identifier = laid_out.identifier
    properties.created = properties.modified = properties.last_printed = at


def _set_styles(styles: Any) -> None:
    looks = (
        ("Normal", 10.5, _INK, False, 0, 6),
        ("Header", 8.5, _QUIET, False, 0, 0),
        ("Footer", 8.5, _QUIET, False, 0, 0),
        ("Title", 21, _NAVY, True, 0, 14),
        ("Heading 1", 15, _NAVY, True, 22, 8),
        ("Heading 2", 11.5, _TEAL, True, 14, 4),
        ("Heading 3", 10, _QUIET, True, 10, 4),
    )
    for name, size, colour, bold, before, after in looks:
        style = styles[name]
        _set_font(style, size, colour, bold)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    styles["Normal"].paragraph_format.line_spacing = 1.15
    _add_styles_to_fill_in(styles)
    for each in styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), "en-GB")
    _border(styles["Heading 1"], "bottom", str(_NAVY), 6)
    _border(styles["Title"], "bottom", str(_TEAL), 18)


def _add_styles_to_fill_in(styles: Any) -> None:
    """Of a template: what it says about itself, and the boxes to write in."""
    for name, size, colour in ((_NOTE, 9, _QUIET), (_ANSWER, 10.5, _INK)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = styles["Normal"], True
        _set_font(style, size, colour, bold=False)
    note, answer = styles[_NOTE].paragraph_format, styles[_ANSWER].paragraph_format
    note.space_after, note.keep_with_next = Pt(4), True
    answer.space_after, answer.left_indent, answer.right_indent = Pt(6), Mm(2), Mm(2)
    for side in ("right", "bottom", "left", "top"):
        _border(styles[_ANSWER], side, _HAIRLINE, 4, replacing=False)


def _set_font(style: Any, size: float, colour: RGBColor, bold: bool) -> None:
    style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
    style.font.color.rgb = colour
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font would win over ours
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), _FONT)
    for name in ("w:spacing", "w:kern", "w:lang"):
        for each in properties.findall(qn(name)):
            properties.remove(each)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    properties.append(language)


def _border(of: Any, side: str, colour: str, eighths: int, *, replacing: bool = True) -> None:
    """A line above, below or beside a paragraph or style, in place of those that it has; Word knows them as borders.

    Where they are added to one another they are given from right to top: the schema wants them the other way round.
    """
    properties = (of.element if isinstance(of, BaseStyle) else of._p).get_or_add_pPr()
    before = properties.findall(qn("w:pBdr"))
    for each in before:
        properties.remove(each)
    borders, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    for each in () if replacing else before:
        borders.extend(list(each))
    # the schema wants borders before these
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
        "w:outlineLvl", "w:rPr",
    )  # fmt: skip


def _set_ends(paragraph: Any, left: str, right: str) -> None:
    """Text at the left and right end of a header or footer."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.style.paragraph_format.tab_stops.clear_all()
    paragraph.add_run(f"{left}\t{right}")


def _add_field(paragraph: Any, instruction: str) -> None:
    """A field that Word fills in: the page's number, or how many there are."""
    for kind in ("begin", None, "separate", "1", "end"):
        run = paragraph.add_run()
        if kind in {"begin", "separate", "end"}:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind is None:
            code = OxmlElement("w:instrText")
            code.text = instruction
            run._r.append(code)
        else:
            run.text = kind


def _add_prose(to: Any, paragraphs: Paragraphs) -> None:
    for lines in paragraphs:
        _add_lines(to.add_paragraph(), lines)


def _add_lines(paragraph: Any, lines: tuple[str, ...]) -> None:
    run = paragraph.add_run()
    for number, line in enumerate(lines):
        if number:
            run.add_break()
        run.add_text(line)


def _add_answer(document: Any, written: Paragraphs) -> None:
    for lines in written or ((),):
        _add_lines(document.add_paragraph(style=_ANSWER), lines)


def _add_details(document: Any, rows: tuple[tuple[str, str], ...]) -> None:
    table = _new_table(document, len(rows), (32, 68))
    for row, (label, value) in zip(table.rows, rows, strict=True):
        _fill(row.cells[0], ((label,),), label=True)
        _fill(row.cells[1], ((value,),))
    _mark_header(table, rows=False)
    _space_after(document)


def _add_table(document: Any, part: Table) -> None:
    table = _new_table(document, len(part.rows) + 1, part.weights)
    for cell, label in zip(table.rows[0].cells, part.head, strict=True):
        _fill(cell, ((label,),), label=True)
    for row, cells in zip(table.rows[1:], part.rows, strict=True):
        for cell, written in zip(row.cells, cells, strict=True):
            _fill(cell, written)
        if sum(len(line) for written in cells for lines in written for line in lines) <= _LONG_ROW:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if part.to_fill and not any(cells):
            row.height = _ROW_TO_FILL
    _mark_header(table, rows=True)
    _space_after(document)


def _new_table(document: Any, rows: int, weights: tuple[int, ...]) -> Any:
    table = document.add_table(rows, len(weights), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, weight in zip(table.columns, weights, strict=True):
        column.width = _WIDTH * weight // sum(weights)
        for cell in column.cells:
            cell.width = column.width
    properties = table._tbl.tblPr
    properties.append(_table_borders())
    properties.append(_margins())
    return table


def _table_borders() -> Any:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _HAIRLINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders


def _margins() -> Any:
    margins = OxmlElement("w:tblCellMar")
    for side, twentieths in (("top", "70"), ("left", "110"), ("bottom", "70"), ("right", "110")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), twentieths)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _fill(cell: Any, written: Paragraphs, *, label: bool = False) -> None:
    for number, lines in enumerate(written or ((),)):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0 if number == len(written) - 1 or not written else 4)
        _add_lines(paragraph, lines)
        for run in paragraph.runs:
            run.font.size = Pt(9.5)
            if label:
                run.font.bold, run.font.color.rgb = True, _NAVY
    if label:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _TINT)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _mark_header(table: Any, *, rows: bool) -> None:
    """Tell a screen reader where a table's labels are: its first row, repeated on each page, or its first column."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        for name, value in (("firstRow", int(rows)), ("firstColumn", int(not rows)), ("noHBand", 1), ("noVBand", 1)):
            look.set(qn(f"w:{name}"), str(value))
        look.set(qn("w:val"), "0620" if rows else "0680")
    if rows:
        properties = table.rows[0]._tr.get_or_add_trPr()
        for name in ("w:cantSplit", "w:tblHeader"):
            properties.append(OxmlElement(name))


def _space_after(document: Any) -> None:
    """Air below a table, which has none of its own."""
    spacer = document.add_paragraph()
    spacer.paragraph_format.space_after = Pt(0)
    spacer.paragraph_format.line_spacing = Pt(8)


def _same_every_time(packed: bytes) -> bytes:
    """The package without the clock of the machine, and without the thumbnail of somebody else's document."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename == "docProps/thumbnail.jpeg":
                continue
            entry = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            data = old.read(part.filename)
            new.writestr(entry, _without_thumbnail(data) if part.filename == "_rels/.rels" else data)
    return again.getvalue()


def _without_thumbnail(relations: bytes) -> bytes:
    root = parse_xml(relations)
    for each in list(root):
        if each.get("Type", "").endswith("/thumbnail"):
            root.remove(each)
    data: bytes = serialize_part_xml(root)
    return data
