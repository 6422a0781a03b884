"""Word files in each of which the same words hide, every one in another way; and letters that only look suspicious."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE as TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from PIL import Image

from tests.hub.documents.paper import add_xml, saved, with_parts, word_made

_TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
CANARY = "Quillfeather"
WORDS = f"Her mother Carys {CANARY} drinks"
SEEN = ("Dear Dr Rao", "Siân was seen in clinic on 4 May.", "She walks with a frame.", "Beverley Nudd, SENCO")
_DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RUN = f"<w:r><w:t>{WORDS}</w:t></w:r>"
Change = Callable[[Any], None]


def letter(change: Change | None = None) -> bytes:
    """An ordinary letter, saved by its writer, after a change."""

    def make(document: Any) -> None:
        properties = document.core_properties
        properties.author = properties.last_modified_by = "Beverley Nudd"
        properties.comments = ""
        for line in SEEN:
            document.add_paragraph(line)
        if change:
            change(document)

    return word_made(make)


def body(*elements: str) -> bytes:
    """The letter with raw elements at its end."""
    return letter(lambda document: add_xml(document, *elements))


def look(properties: str) -> bytes:
    """The letter with the words in a run of this look."""
    return body(f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{WORDS}</w:t></w:r></w:p>")


def box(words: str = WORDS, x: int = 0, y: int = 0, size: str = 'cx="2000000" cy="400000"', **more: str) -> str:
    """A paragraph with a text box, placed in EMU from the margin; `fill`, `behind`, `vertical`, `hidden`, `beside`."""
    content = f"<wps:txbx><w:txbxContent><w:p>{words}</w:p></w:txbxContent></wps:txbx>" if words else ""
    return (
        f'<w:p {_DRAWING}><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f'<wp:anchor behindDoc="{more.get("behind", "0")}" distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="9" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="column"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:wrapNone/><wp:docPr id="7" name="Box 7" {more.get("hidden", "")}/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{more.get("fill", "<a:noFill/>")}'
        f"</wps:spPr>{content}<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"</mc:AlternateContent></w:r>{more.get('beside', '')}</w:p>"
    )


def run(words: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(words: str, properties: str) -> str:
    """A paragraph of one run."""
    return f"<w:p>{run(words, properties)}</w:p>"


def fill(colour: str) -> str:
    """A shape's solid fill."""
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def add_header(document: Any, *runs: str) -> None:
    """Put runs into the header of every page."""
    paragraph = document.sections[0].header.paragraphs[0]._p
    for each in parse_xml(
        f'<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{"".join(runs)}</w:p>'
    ):
        paragraph.append(each)


def _style(name: str, **more: Any) -> Change:
    def change(document: Any) -> None:
        style = document.styles.add_style("Secret", 1)
        for each, value in more.items():
            setattr(style.font, each, value)
        document.add_paragraph(WORDS, style="Secret")

    return change


def _white_style(document: Any) -> None:
    document.styles.add_style("Secret", 1).font.color.rgb = RGBColor(255, 255, 255)
    document.add_paragraph(WORDS, style="Secret")


def _comment(document: Any) -> None:
    document.add_comment(document.paragraphs[1].runs[0], text=WORDS, author="Dr A Rao", initials="AR")


def _property(name: str) -> Change:
    return lambda document: setattr(document.core_properties, name, f"Carys {CANARY}")


def part(document: Any, name: str, kind: str, content: bytes, of: str) -> None:
    """Add a part that the body points to."""
    made = Part(document.part.package.next_partname(name), kind, content, document.part.package)
    document.part.relate_to(made, of)


def _embedded(document: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<sst><si><t>{WORDS}</t></si></sst>")
    part(document, "/word/embeddings/Sheet%d.xlsx", "application/vnd.ms-excel", packed.getvalue(), TYPE.PACKAGE)


def _custom_data(document: Any) -> None:
    data = f'<case xmlns="urn:case"><note>{WORDS}</note></case>'.encode()
    part(document, "/customXml/item%d.xml", "application/xml", data, TYPE.CUSTOM_XML)


def _custom_property(document: Any) -> None:
    data = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Checked by">'
        f"<vt:lpwstr>Carys {CANARY}</vt:lpwstr></property></Properties>"
    ).encode()
    package = document.part.package
    made = Part(
        package.next_partname("/docProps/custom%d.xml"),
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        data,
        package,
    )
    package.relate_to(made, TYPE.CUSTOM_PROPERTIES)


def _first_page_header(document: Any) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = WORDS
    section.different_first_page_header_footer = False


def _even_page_footer(document: Any) -> None:
    document.sections[0].even_page_footer.paragraphs[0].text = WORDS
    document.settings.odd_and_even_pages_header_footer = False


def _template(document: Any) -> None:
    document.part._settings_part.relate_to(
        f"file:///C:\\Users\\c{CANARY.lower()}\\Letter.dotx", _TEMPLATE, is_external=True
    )


def _variable(document: Any) -> None:
    document.settings.element.append(_w(f'<w:docVars><w:docVar w:name="Author" w:val="Carys {CANARY}"/></w:docVars>'))


def _mail_merge(document: Any) -> None:
    query = f"{CANARY}.xlsx"
    document.settings.element.insert(0, _w(f'<w:mailMerge><w:query w:val="{query}"/></w:mailMerge>'))


def _w(element: str) -> Any:
    return parse_xml(
        element.replace(">", ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">', 1)
    )


def _described_picture(document: Any) -> None:
    document.add_picture(io.BytesIO(saved(Image.new("RGB", (90, 90), "red"), "PNG")), width=Pt(90))
    next(document.element.iter(qn("wp:docPr"))).set("descr", f"Carys {CANARY} at the refuge")


def _picture_with_author(document: Any) -> None:
    exif = Image.Exif()
    exif[315] = f"Carys {CANARY}"
    picture = saved(Image.new("RGB", (90, 90), "red"), "JPEG", exif=exif)
    document.add_picture(io.BytesIO(picture), width=Pt(90))


def _people(document: Any) -> None:
    data = (
        '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        f'<w15:person w15:author="Carys {CANARY}"/></w15:people>'
    ).encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.people+xml"
    part(document, "/word/people%d.xml", kind, data, "http://schemas.microsoft.com/office/2011/relationships/people")


def _field(instruction: str, result: str) -> str:
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def _theme_white(properties: str) -> bytes:
    return look(f'<w:color w:val="000000" w:themeColor="{properties}"/>')


def _cell(fill: str, run_properties: str) -> str:
    return (
        f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:shd w:val="clear" '
        f'w:color="auto" w:fill="{fill}"/></w:tcPr><w:p>{run(WORDS, run_properties)}</w:p></w:tc></w:tr></w:tbl><w:p/>'
    )


HIDDEN: dict[str, bytes] = {
    "tracked insertion": body(f'<w:p><w:ins w:id="1" w:author="A Rao">{_RUN}</w:ins></w:p>'),
    "tracked deletion": body(
        f'<w:p><w:del w:id="1" w:author="A Rao"><w:r><w:delText>{WORDS}</w:delText></w:r></w:del></w:p>'
    ),
    "tracked move": body(f'<w:p><w:moveFrom w:id="1" w:author="A Rao">{_RUN}</w:moveFrom></w:p>'),
    "deleted row": body(
        '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid><w:tr><w:trPr><w:del w:id="1" w:author="A"/>'
        f"</w:trPr><w:tc><w:p>{_RUN}</w:p></w:tc></w:tr><w:tr><w:tc><w:p>{run('Kept')}</w:p></w:tc></w:tr></w:tbl><w:p/>"
    ),
    "change of look by somebody": body(
        paragraph("Bold", f'<w:b/><w:rPrChange w:id="1" w:author="Carys {CANARY}"><w:rPr/></w:rPrChange>')
    ),
    "comment": letter(_comment),
    "hidden": look("<w:vanish/>"),
    "hidden by style": letter(_style("vanish", hidden=True)),
    "hidden in the header": letter(
        lambda document: add_header(document, run(WORDS, "<w:vanish/>")),
    ),
    "white": look('<w:color w:val="FFFFFF"/>'),
    "nearly white": look('<w:color w:val="FBFBFB"/>'),
    "white by style": letter(_white_style),
    "white by theme": _theme_white("background1"),
    "black on a black highlight": look('<w:highlight w:val="black"/>'),
    "black on black shading": look('<w:color w:val="000000"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>'),
    "navy on navy cell": body(_cell("12385B", '<w:color w:val="12385B"/>')),
    "one point": look('<w:sz w:val="2"/>'),
    "one point by style": letter(_style("tiny", size=Pt(1))),
    "one per cent wide": look('<w:w w:val="1"/>'),
    "line of no height": body(f'<w:p><w:pPr><w:spacing w:line="10" w:lineRule="exact"/></w:pPr>{_RUN}</w:p>'),
    "indented off the page": body(f'<w:p><w:pPr><w:ind w:left="30000"/></w:pPr>{_RUN}</w:p>'),
    "box off the page": body(box(_RUN, x=90_000_000)),
    "box off the left of the page": body(box(_RUN, x=-9_000_000)),
    "box of no size": body(box(_RUN, size='cx="0" cy="0"')),
    "hidden box": body(box(_RUN, hidden='hidden="1"')),
    "under a black box": body(box("", size='cx="5000000" cy="200000"', fill=fill("000000"), beside=_RUN)),
    "old box off the page": body(
        '<w:p><w:r><w:pict><v:rect style="position:absolute;margin-left:-9000pt;width:99pt;height:20pt">'
        f"<v:textbox><w:txbxContent><w:p>{_RUN}</w:p></w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>"
    ),
    "header of a first page that is like the others": letter(_first_page_header),
    "footer of even pages that are like the others": letter(_even_page_footer),
    "condition that is not met": body(_field(f' IF 1 = 2 "{WORDS}" "Seen" ', "Seen")),
    "embedded file": letter(_embedded),
    "custom data": letter(_custom_data),
    "author": letter(_property("author")),
    "last modified by": letter(_property("last_modified_by")),
    "keywords": letter(_property("keywords")),
    "title": letter(_property("title")),
    "custom property": letter(_custom_property),
    "folder of a template": letter(_template),
    "variable": letter(_variable),
    "mail merge": letter(_mail_merge),
    "description of a picture": letter(_described_picture),
    "author of a picture": letter(_picture_with_author),
    "people": letter(_people),
    "a part that belongs to nothing": with_parts(letter(), {"word/old.xml": f"<old>{WORDS}</old>".encode()}),
}


def _ordinary(document: Any) -> None:
    """What Word itself writes into any council letter."""
    add_header(document, run("Rotherham Metropolitan Borough Council"))
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 2"
    document.core_properties.title = "EHC advice"
    document.core_properties.keywords = "autism; speech"
    document.settings.element.append(_w('<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'))
    document.part._settings_part.relate_to("file:///C:\\Users\\bnudd\\Normal.dotm", _TEMPLATE, is_external=True)
    add_xml(document, _field(' HYPERLINK "mailto:sen@rotherham.gov.uk" ', "sen@rotherham.gov.uk"))
    document.add_paragraph("A long letter.", style="Heading 1")


def _two_sections(document: Any) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].text = "Appendix of tests"


def _logo(document: Any) -> None:
    document.add_picture(io.BytesIO(saved(Image.new("RGB", (90, 90), "navy"), "PNG")), width=Pt(90))
    next(document.element.iter(qn("wp:docPr"))).set("descr", "Council logo")


def _white_title_on_a_picture(document: Any) -> None:
    add_xml(
        document,
        box("", size='cx="5000000" cy="900000"', behind="1", fill=fill("1F3864")),
        paragraph("Our offer", '<w:color w:val="FFFFFF"/>'),
    )


def _template_row(document: Any) -> None:
    table = document.add_table(1, 2, style="Medium Shading 1 Accent 1")
    table.cell(0, 0).text = "Support"
    for each in table.cell(0, 0).paragraphs[0].runs:
        each.font.color.rgb = RGBColor(255, 255, 255)


SUSPICIOUS: dict[str, bytes] = {
    "an ordinary letter": letter(),
    "an ordinary letter as Word saves it": letter(_ordinary),
    "white on a dark cell": body(
        _cell("12385B", '<w:color w:val="FFFFFF"/>').replace(WORDS, "Outcome"),
    ),
    "white in a table's own style": letter(_template_row),
    "automatic on black shading": body(paragraph("Outcome", '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>')),
    "yellow highlight": body(paragraph("To do", '<w:highlight w:val="yellow"/>')),
    "grey small print": body(paragraph("Registered office", '<w:color w:val="808080"/><w:sz w:val="12"/>')),
    "page numbers hidden in web view": body(paragraph("Needs 4", "<w:webHidden/>")),
    "a box that is seen": body(box(run("Contact us"), x=100_000)),
    "white in a filled box": body(
        box(run("Contact us", '<w:color w:val="FFFFFF"/>'), fill=fill("1F3864")),
    ),
    "white title on a panel": letter(_white_title_on_a_picture),
    "a rule across the page": body(box("", size='cx="5000000" cy="12700"', fill=fill("000000"), beside=run("Signed"))),
    "first page told apart in one section": letter(_two_sections),
    "a logo": letter(_logo),
}
