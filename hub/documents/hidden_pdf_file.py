"""What a PDF file carries beside its pages: properties, attachments, scripts, layers that are off, earlier versions."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pypdfium2
from docx.oxml.parser import parse_xml

from hub.documents.hidden_pdf_notes import said_on
from hub.documents.pdf_content import said_instead
from hub.documents.pdf_objects import Object, Objects, data_of, dictionary, name, words
from hub.documents.word_package import Element, local
from hub.hidden import Hidden, HiddenKind
from hub.names import folded, is_said_in

_OF_PROGRAMS = {"Creator", "Producer", "CreationDate", "ModDate", "Trapped", "PTEX.Fullbanner", "SourceModified"}
# of XMP: numbers, dates and programs, which name nobody
_OF_PACKETS = {
    *(
        "CreatorTool",
        "Producer",
        "format",
        "DocumentID",
        "InstanceID",
        "OriginalDocumentID",
        "RenditionClass",
        "action",
    ),
    *(
        "CreateDate",
        "ModifyDate",
        "MetadataDate",
        "date",
        "softwareAgent",
        "when",
        "changed",
        "instanceID",
        "documentID",
    ),
    *("conformance", "part", "amd", "PDFVersion", "Trapped", "language", "originalDocumentID", "VersionID", "rev"),
    *("identifier", "Company", "publisher", "Rating", "Thumbnails", "image", "SourceModified", "type", "valueType"),
}
_SAID_IN_PACKETS = {"creator": "Author", "description": "Subject", "title": "Title", "subject": "Keywords"}
_END = b"%%EOF"
_MOST_PAGES = 40
_MOST_VERSIONS = 10
_MOST_ATTACHMENTS = 1_000
_LONGEST_INSIDE = 300  # bytes of an attached file
_LONGEST = 5_000  # letters of one thing
_INSTEAD = "read in place of what is drawn"
_FEWEST_WORDS = 2
_WORD = re.compile(r"[^\W\d_]{3}")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def beside_pages(pdf: Any, data: bytes, shown: frozenset[str]) -> Iterator[Hidden]:
    """What hides beside the pages; `shown` are the folded words that a reader sees."""
    for index in range(min(pdf.count_attachments(), _MOST_ATTACHMENTS)):
        yield Hidden(HiddenKind.ATTACHMENT, _attached(pdf, index), part="attached file")
    try:
        found = _in_objects(Objects(data))
    except ValueError:
        found = _known_properties(pdf)
    drawn: frozenset[str] | None = None
    for said, part, kind in found:
        if part == _INSTEAD and drawn is None:  # pdfium takes these for the page's own words, pdfminer doesn't
            drawn = _drawn_words(data)
        line = " ".join(said.split())[:_LONGEST]
        seen = drawn if part == _INSTEAD and drawn else shown
        if any(map(str.isalpha, line)) and not is_said_in(line, seen):
            yield Hidden(kind, line, part=part)
    yield from _earlier(pdf, data)


def _drawn_words(data: bytes) -> frozenset[str]:
    """The folded words that the letters drawn on the first pages make; none where pdfminer can't tell."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as opened:
            return frozenset(folded(" ".join(page.extract_text() for page in opened.pages[:_MOST_PAGES])).split())
    except Exception:  # noqa: BLE001 - pdfminer fails in a hundred ways on odd files
        return frozenset()


def _attached(pdf: Any, index: int) -> str:
    """The name of an attached file, and how it begins where it is text."""
    try:
        attachment = pdf.get_attachment(index)
        start = bytes(attachment.get_data())[:_LONGEST_INSIDE].decode("utf-8", "ignore")
    except pypdfium2.PdfiumError:
        return "a file"
    said = f"{attachment.get_name() or 'a file'}"
    return f"{said}: {start}" if start.strip() and start.replace("\n", " ").replace("\r", " ").isprintable() else said


def _known_properties(pdf: Any) -> Iterator[tuple[str, str, HiddenKind]]:
    for key in ("Title", "Author", "Subject", "Keywords"):
        yield str(pdf.get_metadata_value(key) or ""), key, HiddenKind.METADATA


def _in_objects(objects: Objects) -> Iterator[tuple[str, str, HiddenKind]]:
    """The words of everything that has words but the pages, with what it is called."""
    for information in objects.informations:
        for key, value in information.items():
            if key not in _OF_PROGRAMS:
                yield words(objects.of(value)), key, HiddenKind.METADATA
    yield from ((said, part, HiddenKind.ATTACHMENT) for part, said in _working(objects))
    yield from ((layer, "layer that is switched off", HiddenKind.HIDDEN_TEXT) for layer in _layers_off(objects))
    for each in objects.reached(objects.catalog):
        yield from _in_object(objects, dictionary(each))


def _working(objects: Objects) -> Iterator[tuple[str, str]]:
    """What makes a file more than pages: a form's data, scripts."""
    catalog = objects.catalog
    if objects.at(catalog, "AcroForm", "XFA") is not None:
        yield "form data", "XFA"
    for said, value in objects.leaves(objects.at(catalog, "Names", "JavaScript")):
        yield "script", f"{said}: {_script(objects, value)}"
    if name(objects.at(catalog, "OpenAction", "S")) == "JavaScript":
        yield "script", _script(objects, catalog["OpenAction"])


def _in_object(objects: Objects, found: dict[str, Object]) -> Iterator[tuple[str, str, HiddenKind]]:
    if "Metadata" in found:
        for part, said in _packet(data_of(objects.of(found["Metadata"]))):
            yield said, part, HiddenKind.METADATA
    if "Alt" in found:
        yield words(objects.of(found["Alt"])), "", HiddenKind.PICTURE_TEXT
    for said in _instead(objects, found):
        if len(_WORD.findall(said)) >= _FEWEST_WORDS:  # fewer spell out a ligature, a hyphen, a sign
            yield said, _INSTEAD, HiddenKind.UNSEEN_TEXT
    if "Title" in found and ("Dest" in found or "A" in found) and "Parent" in found:
        yield words(objects.of(found["Title"])), "bookmark", HiddenKind.METADATA


def _instead(objects: Objects, found: dict[str, Object]) -> Iterator[str]:
    """What an object says in place of what it draws: an element of the structure, or a page's content."""
    yield words(objects.of(found.get("ActualText")))
    contents = objects.of(found.get("Contents"))
    for each in contents if isinstance(contents, list) else [contents]:
        yield from said_instead(data_of(objects.of(each)))


def _script(objects: Objects, action: Object) -> str:
    script = objects.at(action, "JS")
    return (words(script) or data_of(script).decode("latin-1"))[:_LONGEST]


def _layers_off(objects: Objects) -> Iterator[str]:
    """The names of layers that the reader doesn't see."""
    layers = objects.at(objects.catalog, "OCProperties")
    usual = objects.at(layers, "D")
    off = objects.at(usual, "OFF") or []
    if name(objects.at(usual, "BaseState")) == "OFF":
        seen = {getattr(each, "objid", None) for each in objects.at(usual, "ON") or []}
        off = [each for each in objects.at(layers, "OCGs") or [] if getattr(each, "objid", None) not in seen]
    yield from (words(objects.at(each, "Name")) or "no name" for each in off)


def _packet(data: bytes) -> Iterator[tuple[str, str]]:
    """What an XMP packet says, each under the name of its property."""
    if not data.strip() or _ENTITY.search(data):
        return
    try:
        root = parse_xml(data.strip(b"\0 \r\n\t"))
    except (SyntaxError, ValueError):
        return
    for each in root.iter("{*}*"):
        said = {local(each): each.text or ""} | {key.rpartition("}")[2]: value for key, value in each.attrib.items()}
        for key, value in said.items():
            property_name = _property(each) if key in ("li", "value") else key
            is_said = property_name not in _OF_PACKETS and key not in (
                "about",
                "lang",
                "parseType",
                "resource",
                "ID",
                "xmptk",
            )
            if is_said and "://" not in value and value.strip():
                yield _SAID_IN_PACKETS.get(property_name, property_name), value


def _property(element: Element) -> str:
    """The property whose list an entry belongs to."""
    for above in element.iterancestors():
        if local(above) not in ("li", "Seq", "Bag", "Alt", "value", "Description"):
            return local(above)
    return ""


def _earlier(pdf: Any, data: bytes) -> Iterator[Hidden]:
    """What earlier versions of the file said, that this one doesn't."""
    ends = [found.end() for found in re.finditer(re.escape(_END), data)][:-1]
    if not ends:
        return
    now = frozenset(folded(_text_of(pdf)).split())
    for end in reversed(ends[-_MOST_VERSIONS:]):
        try:
            earlier = pypdfium2.PdfDocument(data[:end])
            said = _text_of(earlier)
            earlier.close()
        except pypdfium2.PdfiumError:  # a part of a file that was written in one go
            continue
        gone = [word for word in said.split() if not frozenset(folded(word).split()) <= now]
        if any(any(map(str.isalpha, word)) for word in gone):
            yield Hidden(HiddenKind.EARLIER_REVISION, " ".join(dict.fromkeys(gone))[:_LONGEST])


def _text_of(pdf: Any) -> str:
    said: list[str] = []
    for number in range(len(pdf)):
        try:
            page = pdf[number]
        except pypdfium2.PdfiumError:
            continue
        text = page.get_textpage()
        said += (str(text.get_text_range()), *said_on(page))
        text.close()
        page.close()
    return "\n".join(said)
