"""What a Word file carries beside its text: comments, embedded files, data, properties, pictures' descriptions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from hub.documents.document import CannotRead
from hub.documents.picture_words import words_in_picture
from hub.documents.word_package import Element, Package, attribute, child, local
from hub.hidden import Hidden, HiddenKind
from hub.names import folded, is_said_in

# the kinds of relation whose target is a file of its own
EMBEDDED = frozenset({"package", "oleObject", "aFChunk", "control", "vbaProject", "recipientData", "subDocument"})
_CORE = {
    "creator": "Author",
    "lastModifiedBy": "Last modified by",
    "title": "Title",
    "subject": "Subject",
    "description": "Comments",
    "keywords": "Keywords",
    "category": "Category",
    "contentStatus": "Status",
}
_APPLICATION = {"Manager": "Manager"}
# what Word and SharePoint write of themselves
_OF_OFFICE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/bibliography",
    "http://schemas.microsoft.com/office/2006/coverPageProps",
    "http://schemas.microsoft.com/office/2006/metadata/contentType",
    "http://schemas.microsoft.com/office/2006/metadata/customXsn",
    "http://schemas.microsoft.com/sharepoint/",
    "http://schemas.microsoft.com/office/2006/metadata/longProperties",
    "http://www.w3.org/2003/InkML",
)
_OF_SHAREPOINT = "http://schemas.microsoft.com/office/2006/metadata/properties"
_SWITCH = {"true", "false", "yes", "no", "none", "null"}
_CODE = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?|(?:https?|urn|file):\S+|0x[0-9a-f]+", re.IGNORECASE)
_ACCOUNT = re.compile(r"[\\/](?:users|documents and settings|home)[\\/]([^\\/]{2,60})[\\/]", re.IGNORECASE)
_NOBODY = {"public", "default", "administrator", "user", "all users", "shared"}
_WORDS_OF_OFFICE = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "word/document.xml")
_LONGEST_INSIDE = 300  # letters of an embedded file
_LONGEST = 5_000  # letters of one thing
_TRASH = "[trash]/"


def beside_text(package: Package, main: str, shown: frozenset[str]) -> Iterator[Hidden]:
    """What hides beside the text; `shown` are the folded words that a reader sees, since what is shown isn't hidden."""
    reached = _reached(package)
    for part, kind in reached.items():
        yield from _in_part(package, part, kind, shown)
    yield from _outside(package, shown)
    for part in sorted(package.names - reached.keys()):
        if not part.endswith((".rels", "/", "[Content_Types].xml")) and not part.startswith(_TRASH):
            yield Hidden(HiddenKind.ATTACHMENT, _text_of(package, part) or part, part="belongs to nothing in the file")


def _reached(package: Package) -> dict[str, str]:
    """Every part that anything points to, and its kind, in the order in which they are met."""
    found: dict[str, str] = {}
    waiting = [""]
    while waiting:
        for _, kind, target in package.related(waiting.pop()):
            if target in package.names and target not in found:
                found[target] = kind
                waiting.append(target)
    return found


def _in_part(package: Package, part: str, kind: str, shown: frozenset[str]) -> Iterator[Hidden]:
    if kind in EMBEDDED:
        said = f"{posixpath.basename(part)}: {_words_inside(package.read(part))}".removesuffix(": ")
        yield Hidden(HiddenKind.ATTACHMENT, said, part="embedded file")
    elif kind == "image":
        for said in words_in_picture(package.read(part)):
            yield from _named(said, "picture's properties", shown)
    elif kind in _READERS and part.endswith((".xml", ".rels")):
        yield from _READERS[kind](package.xml(part), shown)


def _words_inside(data: bytes) -> str:
    """The words of an embedded spreadsheet or Word file; nothing where it is of another kind."""
    try:
        inside = Package(data)
        parts = [name for name in _WORDS_OF_OFFICE if name in inside.names]
        return " ".join(_text_of(inside, name) for name in parts)[:_LONGEST_INSIDE].strip()
    except CannotRead:
        return ""


def _named(said: str, part: str, shown: frozenset[str], kind: HiddenKind = HiddenKind.METADATA) -> Iterator[Hidden]:
    """A property whose words the page doesn't show."""
    words = " ".join(said.split())[:_LONGEST]
    if any(map(str.isalpha, words)) and not is_said_in(words, shown):
        yield Hidden(kind, words, part=part)


def _comments(root: Element, shown: frozenset[str]) -> Iterator[Hidden]:
    for comment in root:
        paragraphs = list(comment.iter("{*}p"))
        said = "\n".join("".join(each.text or "" for each in one.iter("{*}t", "{*}delText")) for one in paragraphs)
        author = attribute(comment, "author")
        if said.strip():
            yield Hidden(HiddenKind.COMMENT, said, part=f"by {author}" if author else "")


def _core(root: Element, shown: frozenset[str]) -> Iterator[Hidden]:
    for each in root:
        if local(each) in _CORE:
            yield from _named(each.text or "", _CORE[local(each)], shown)


def _application(root: Element, shown: frozenset[str]) -> Iterator[Hidden]:
    for each in root:
        if local(each) in _APPLICATION:
            yield from _named(each.text or "", _APPLICATION[local(each)], shown)
        elif local(each) in ("HyperlinkBase", "Template"):
            yield from _accounts(each.text or "", shown)


def _custom(root: Element, shown: frozenset[str]) -> Iterator[Hidden]:
    for each in root:
        yield from _named(" ".join(each.itertext()), attribute(each, "name") or "property", shown)


def _people(root: Element, shown: frozenset[str]) -> Iterator[Hidden]:
    for each in root:
        yield from _named(attribute(each, "author") or "", "people", shown)


def _data(root: Element, shown: frozenset[str]) -> Iterator[Hidden]:
    """Data beside the text: of the form, of an add-in, of SharePoint."""
    namespace = str(root.tag).rpartition("}")[0].lstrip("{")
    if namespace.startswith(_OF_SHAREPOINT):
        for each in root.iter("{*}DisplayName"):
            yield from _named(each.text or "", "people", shown)
    elif not namespace.startswith(_OF_OFFICE):
        said = [
            text.strip() for each in root.iter() for text in (*each.attrib.values(), each.text or "", each.tail or "")
        ]
        words = "; ".join(dict.fromkeys(each for each in said if _is_said(each, shown)))
        if words:
            yield Hidden(HiddenKind.ATTACHMENT, words[:_LONGEST], part="custom data")


def _is_said(text: str, shown: frozenset[str]) -> bool:
    if _CODE.fullmatch(text) or text.lower() in _SWITCH:
        return False
    return any(len(word) > 2 and word.isalpha() and word not in shown for word in folded(text).split())


def _settings(root: Element, shown: frozenset[str]) -> Iterator[Hidden]:
    for each in root.iter("{*}docVar"):
        yield from _named(attribute(each, "val") or "", attribute(each, "name") or "variable", shown)
    merge = child(root, "mailMerge")
    for each in (
        () if merge is None else merge.iter("{*}query", "{*}connectString", "{*}addressFieldName", "{*}mailSubject")
    ):
        said = attribute(each, "val") or ""
        if said:
            yield Hidden(HiddenKind.ATTACHMENT, said[:_LONGEST], part="mail merge source")


def _glossary(root: Element, shown: frozenset[str]) -> Iterator[Hidden]:
    """Saved blocks of text; the prompts of a form's fields are what every form has."""
    for block in root.iter("{*}docPart"):
        types = {attribute(each, "val") for each in block.iter("{*}type")}
        if "bbPlcHdr" not in types:
            said = " ".join("".join(each.text or "" for each in one.iter("{*}t")) for one in block.iter("{*}p"))
            yield from _named(said, "saved block of text", shown, HiddenKind.HIDDEN_TEXT)


def _story(root: Element, shown: frozenset[str]) -> Iterator[Hidden]:
    """Descriptions of pictures and tables, and who changed the look of something as a tracked change."""
    for each in root.iter(*(f"{{*}}{name}" for name in _DESCRIBED)):
        for name in ("descr", "title", "alt", "val", "tooltip"):
            said = attribute(each, name) or ""
            yield from _accounts(said, shown)
            yield from _named(said, "", shown, HiddenKind.PICTURE_TEXT)
    authors = {attribute(each, "author") for each in root.iter(*_FORMATTING)}
    for author in sorted(each for each in authors if each):
        yield from _named(author, "people", shown)


_DESCRIBED = ("docPr", "cNvPr", "tblCaption", "tblDescription", "shape", "rect", "imagedata", "hyperlink", "hlinkClick")
_FORMATTING = [
    f"{{*}}{name}Change" for name in ("rPr", "pPr", "tblPr", "trPr", "tcPr", "sectPr", "tblGrid", "numbering")
]
_READERS = {
    "officeDocument": _story,
    "header": _story,
    "footer": _story,
    "footnotes": _story,
    "endnotes": _story,
    "comments": _comments,
    "core-properties": _core,
    "extended-properties": _application,
    "custom-properties": _custom,
    "customXml": _data,
    "people": _people,
    "settings": _settings,
    "glossaryDocument": _glossary,
}


def _outside(package: Package, shown: frozenset[str]) -> Iterator[Hidden]:
    """Where the file points to on somebody's computer: a template, a picture, a mail merge."""
    for part in sorted(package.names):
        if part.endswith(".rels"):
            for each in package.xml(part):
                if attribute(each, "TargetMode") == "External":
                    yield from _accounts((attribute(each, "Target") or "").replace("%20", " "), shown)


def _accounts(path: str, shown: frozenset[str]) -> Iterator[Hidden]:
    """The person whose folder a path goes through."""
    for account in _ACCOUNT.findall(path):
        if account.lower() not in _NOBODY and not is_said_in(account, shown):
            yield Hidden(HiddenKind.METADATA, account, part="path")


def _text_of(package: Package, part: str) -> str:
    if not part.endswith(".xml"):
        return ""
    return " ".join(" ".join(package.xml(part).itertext()).split())[:_LONGEST]
