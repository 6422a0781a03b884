"""The comments part of a Word file: comments are added after those that are there."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import NamedTuple

from docx.oxml.parser import parse_xml

from hub.documents.word_package import Element, Package, attribute, local, serialised

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = {  # of a transitional and of a strict file
    False: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
    True: "http://purl.oclc.org/ooxml/officeDocument/relationships/comments",
}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Line(NamedTuple):
    """A paragraph of a comment: words in bold, then plain ones."""

    lead: str
    text: str


class Added(NamedTuple):
    """The parts that hold the comments, to be written into the package, and the comments' numbers."""

    parts: dict[str, bytes]
    numbers: range


def add_comments(package: Package, body: Element, texts: Sequence[Sequence[Line]], author: str) -> Added:
    """Comments of the given lines; `body` is the main part's root, whose marks of other comments stay theirs."""
    if not texts:
        return Added({}, range(0))
    namespace = body.tag.removesuffix("document")
    main = package.main()
    name = next((target for _, kind, target in package.related(main) if kind == "comments"), None)
    parts: dict[str, bytes] = {}
    if name in package.names:
        root = package.xml(name)
    else:
        name = _free_name(package, posixpath.dirname(main))
        root = parse_xml(f'<w:comments xmlns:w="{namespace[1:-1]}"/>')
        parts = _introduced(package, name, main, strict="purl.oclc.org" in namespace)
    first = 1 + max(_numbers(root) + _numbers(body), default=-1)
    for number, lines in enumerate(texts, start=first):
        root.append(_comment(root, namespace, number, lines, author))
    return Added({**parts, name: serialised(root)}, range(first, first + len(texts)))


def _free_name(package: Package, folder: str) -> str:
    names = (posixpath.join(folder, f"comments{number or ''}.xml") for number in range(len(package.names) + 1))
    return next(each for each in names if each not in package.names)


def _numbers(root: Element) -> list[int]:
    """The numbers of the comments beneath an element, and of their marks."""
    said = [attribute(each, "id") or "" for each in root.iter() if local(each).startswith("comment")]
    return [int(each) for each in said if each.isdecimal()]


def _comment(root: Element, namespace: str, number: int, lines: Sequence[Line], author: str) -> Element:
    # no date: the same document gives the same bytes
    initials = "".join(word[0] for word in author.split())
    said = {"id": str(number), "author": author, "initials": initials}
    comment = root.makeelement(f"{namespace}comment", {f"{namespace}{key}": value for key, value in said.items()})
    for line in lines:
        paragraph = comment.makeelement(f"{namespace}p")
        comment.append(paragraph)
        for text, is_lead in ((line.lead, True), (line.text, False)):
            if text:
                paragraph.append(_run(paragraph, namespace, text, bold=is_lead))
    return comment


def _run(paragraph: Element, namespace: str, text: str, *, bold: bool) -> Element:
    run = paragraph.makeelement(f"{namespace}r")
    if bold:
        properties = run.makeelement(f"{namespace}rPr")
        properties.append(run.makeelement(f"{namespace}b"))
        run.append(properties)
    words = run.makeelement(f"{namespace}t", {_SPACE: "preserve"})
    words.text = text
    run.append(words)
    return run


def _introduced(package: Package, name: str, main: str, *, strict: bool) -> dict[str, bytes]:
    """The two parts that must name a new comments part: the package's content types, the main part's relations."""
    types = package.xml("[Content_Types].xml")
    space = types.tag.removesuffix("Types")
    types.append(types.makeelement(f"{space}Override", {"PartName": f"/{name}", "ContentType": _TYPE}))
    relations_name = posixpath.join(posixpath.dirname(main), "_rels", f"{posixpath.basename(main)}.rels")
    known = relations_name in package.names
    relations = package.xml(relations_name) if known else parse_xml(f'<Relationships xmlns="{_RELATIONS}"/>')
    taken = {attribute(each, "Id") for each in relations}
    identity = next(each for each in (f"rId{number}" for number in range(1, len(taken) + 2)) if each not in taken)
    said = {"Id": identity, "Type": _KINDS[strict], "Target": posixpath.basename(name)}
    relations.append(relations.makeelement(f"{{{_RELATIONS}}}Relationship", said))
    return {"[Content_Types].xml": serialised(types), relations_name: serialised(relations)}
