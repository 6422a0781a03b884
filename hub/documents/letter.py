"""Letters from Word templates: {{placeholders}} replaced wherever they stand, even where Word has split them up."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any
from zipfile import BadZipFile

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_FONT = "Arial"


class NotATemplate(ValueError):
    """The file is no Word document that can be opened."""


def placeholders_in(template: bytes) -> list[str]:
    """Every placeholder of a Word file, in the order in which they stand; raises NotATemplate."""
    found = (
        match[1]
        for root in _roots(_opened(template))
        for texts in _paragraphs(root)
        for match in _PLACEHOLDER.finditer("".join(each.text or "" for each in texts))
    )
    return list(dict.fromkeys(found))


def filled(template: bytes, values: Mapping[str, str]) -> bytes:
    """The Word file with each placeholder replaced by its value, in the look of its first letter.

    A value of several lines stays on several lines. A placeholder without a value stays as it is. Raises NotATemplate.
    """
    document = _opened(template)
    for root in _roots(document):
        for texts in list(_paragraphs(root)):
            _fill(texts, values)
    return _packed(document)


def plain_template(title: str, words: str, *, head: str = "", window: str = "", foot: str = "") -> bytes:
    """A plain letter as a Word template: a heading for each “# ”, a point for each “- ”, else paragraphs.

    `head` and `foot` are paragraphs with an empty line between; their own lines stay lines. `window` stands where the
    window of an envelope shows it, after the first paragraph of the head.
    """
    import docx
    from docx.shared import Mm, Pt, RGBColor

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    for name, size in (("Normal", 11), ("Heading 1", 15), ("Heading 2", 12)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in [each for each in fonts.attrib if each.endswith("Theme")]:
            del fonts.attrib[attribute]  # a theme's font would win over ours
    _add_head(document, list(filter(None, head.split("\n\n"))), window)
    document.add_heading(title, 1)
    for part in filter(None, (each.strip() for each in words.split("\n\n"))):
        _add(document, part)
    for each in filter(None, foot.split("\n\n")):
        document.add_paragraph(each)
    document.core_properties.author = ""
    document.core_properties.language = "en-GB"
    return _packed(document)


def _add_head(document: Any, head: list[str], window: str) -> None:
    """The head's paragraphs; the sender's small above the window of a DL or C5 envelope, as it shows on an A4 sheet
    folded to it: 20 mm from the left edge, 50 mm from the top, 90 by 35 mm."""
    from docx.shared import Mm, Pt

    if not window:
        for each in head:
            document.add_paragraph(each)
        return
    document.sections[0].top_margin = Mm(15)
    sender = document.add_paragraph(head[0])
    sender.runs[0].font.size = Pt(9)
    _framed(sender, x=25, y=15, w=160, h=34)
    _framed(document.add_paragraph(window), x=20, y=50, w=90, h=35)
    for each in head[1:]:
        document.add_paragraph(each)


def _framed(paragraph: Any, **place: int) -> None:
    """Put a paragraph into a frame at a place of the page, in millimetres, with no text beside it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    frame = OxmlElement("w:framePr")
    said = {name: str(round(Mm(length).twips)) for name, length in place.items()}
    said |= {"hRule": "exact", "wrap": "notBeside", "hAnchor": "page", "vAnchor": "page"}
    for name, value in said.items():
        frame.set(qn(f"w:{name}"), value)
    properties = paragraph._p.get_or_add_pPr()  # python-docx has no public way to a frame
    properties.insert_element_before(frame, "w:widowControl", "w:numPr", "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph.paragraph_format.space_after = Mm(0)


def _add(document: Any, part: str) -> None:
    if part.startswith("# "):
        document.add_heading(part.removeprefix("# "), 2)
    elif part.startswith("- "):
        for line in part.split("\n"):
            document.add_paragraph(line.removeprefix("- "), style="List Bullet")
    else:
        document.add_paragraph(part)


def _opened(template: bytes) -> Any:
    import docx

    try:
        return docx.Document(io.BytesIO(template))
    except (BadZipFile, KeyError, ValueError, SyntaxError) as error:  # lxml's syntax errors are Python's
        raise NotATemplate("This is no Word file (.docx) that can be opened.") from error


def _packed(document: Any) -> bytes:
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _roots(document: Any) -> Iterator[Any]:
    """The XML of the letter itself, then of every header and footer."""
    yield document.element.body
    for part in document.part.package.iter_parts():
        if part.content_type.endswith(("header+xml", "footer+xml")):
            yield part.element


def _paragraphs(root: Any) -> Iterator[list[Any]]:
    """The text elements of each paragraph, those of a text box within it as a paragraph of their own."""
    from docx.oxml.ns import qn

    for paragraph in root.iter(qn("w:p")):
        texts = [each for each in paragraph.iter(qn("w:t")) if next(each.iterancestors(qn("w:p"))) is paragraph]
        if texts:
            yield texts


def _fill(texts: list[Any], values: Mapping[str, str]) -> None:
    """Replace from the last placeholder to the first, so that places stay right."""
    whole = "".join(each.text or "" for each in texts)
    for match in reversed(list(_PLACEHOLDER.finditer(whole))):
        if match[1] in values:
            _replace(texts, match.start(), match.end(), values[match[1]])


def _replace(texts: list[Any], start: int, end: int, value: str) -> None:
    """Put the value where the placeholder began; take the rest of it out of the pieces after."""
    at, first = 0, True
    for each in texts:
        text = each.text or ""
        low, high = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if low >= high:
            continue
        _write(each, text[:low] + (value if first else "") + text[high:])
        first = False


def _write(element: Any, text: str) -> None:
    """The text into a text element; its further lines after line breaks in the same run."""
    from docx.oxml import OxmlElement

    lines = text.split("\n")
    element.text = lines[0]
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    after = element
    for line in lines[1:]:
        further = deepcopy(element)
        further.text = line
        for each in (OxmlElement("w:br"), further):
            after.addnext(each)
            after = each
