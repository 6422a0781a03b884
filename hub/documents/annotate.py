"""Word comments at the words they are about, in the writer's own document; nothing else of it is touched.

A run of formatted text is split where a comment begins or ends inside it. Word ignores comments in text boxes,
footnotes, headers and footers (MS-OI29500, commentRangeStart): those stand at the box, at the note's number or at the
first words of the document, and quote the words that they are about.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from hub.documents.document import CannotRead
from hub.documents.passage import Stretch
from hub.documents.word import Atom, Gathered, gather
from hub.documents.word_comments import Line, add_comments
from hub.documents.word_package import Element, Package, attribute, child, local, serialised

# what a mark may stand in (ECMA-376 part 1, EG_RangeMarkupElements), beside the runs of text
_HOLDERS = {"p", "hyperlink", "ins", "moveTo", "sdtContent", "fldSimple", "smartTag", "customXml", "dir", "bdo"}
_NOTES = {"footnote": "footnoteReference", "endnote": "endnoteReference"}
_LONGEST_QUOTE = 200  # characters of words that a comment can't stand at
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Note:
    """A comment to be made: at a stretch of the document's text, or at its first words where it is about all of it."""

    lines: tuple[Line, ...]
    at: Stretch | None = None


class _Anchor(NamedTuple):
    """The first and last element that a comment spans, and whether they hold its words and nothing else."""

    first: Element
    last: Element
    exact: bool = True


def annotate(data: bytes, notes: Sequence[Note], author: str) -> bytes:
    """The Word file with a comment for each note, whose stretches count in `read_word(data).text`.

    Raises CannotRead as `read_word` does, and where the document has no words that a comment could stand at.
    """
    package = Package(data)
    body = package.xml(package.main())
    words = _Words(body, gather(package, body))
    words.cut(edge for note in notes if note.at for edge in note.at)
    anchors = [words.anchor(note.at) for note in notes]
    texts = [
        note.lines if anchor.exact or not note.at else (Line("", f"About “{words.said(note.at)}”"), *note.lines)
        for note, anchor in zip(notes, anchors, strict=True)
    ]
    comments = add_comments(package, body, texts, author)
    for number, anchor in zip(comments.numbers, anchors, strict=True):
        _mark(anchor, number, body)
    return package.rewritten({**comments.parts, package.main(): serialised(body)})


class _Words:
    """The words of a document with their elements, which are split where a comment needs an edge."""

    def __init__(self, body: Element, gathered: Sequence[Gathered]) -> None:
        self._body = body
        self._text = "\n".join(each.block.text for each in gathered)
        starts = accumulate((len(each.block.text) + 1 for each in gathered), initial=0)
        self._atoms = [
            atom._replace(start=start + atom.start, end=start + atom.end)
            for start, each in zip(starts, gathered, strict=False)
            for atom in each.atoms
        ]
        self._opening = next((each.atoms for each in gathered if self._is_in_body(each.atoms[0])), None)

    def said(self, at: Stretch) -> str:
        """The words of a stretch, on one line, cut short where they are many."""
        words = " ".join(self._text[at.start : at.end].split())
        return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE].rstrip()}…"

    def cut(self, edges: Iterable[int]) -> None:
        """Split the runs in whose midst an edge is."""
        for edge in sorted(set(edges), reverse=True):
            index = bisect_right(self._atoms, edge, key=attrgetter("end"))
            if self._is_splittable(index) and self._atoms[index].start <= edge:
                self._cut(index, edge)
            if self._is_splittable(index - 1) and self._atoms[index - 1].end == edge:
                self._cut_space_after(self._atoms[index - 1])

    def _is_splittable(self, index: int) -> bool:
        if not 0 <= index < len(self._atoms):
            return False
        atom = self._atoms[index]
        return self._is_in_body(atom) and _standing(atom.element) is atom.element.getparent()

    def _cut(self, index: int, edge: int) -> None:
        start, end, element, after = self._atoms[index]
        run = element.getparent()
        if start < edge or after:
            element = _cut_text(element, edge - start + after)
        if start < edge:
            self._atoms[index : index + 1] = [self._atoms[index]._replace(end=edge), Atom(edge, end, element)]
        else:
            self._atoms[index] = Atom(start, end, element)
        _cut_run(run, element)

    @staticmethod
    def _cut_space_after(atom: Atom) -> None:
        """Cut off the space at the end of a paragraph, which is no part of its text."""
        length = atom.after + atom.end - atom.start
        if local(atom.element) == "t" and len(atom.element.text) > length:
            _cut_run(atom.element.getparent(), _cut_text(atom.element, length))

    def anchor(self, at: Stretch | None) -> _Anchor:
        """Where a comment about a stretch stands."""
        if at is None:
            return self._at_opening()
        first = bisect_right(self._atoms, at.start, key=attrgetter("end"))
        atoms = self._atoms[first : bisect_left(self._atoms, at.end, key=attrgetter("start"))]
        if not atoms:
            return self._at_opening()
        if not self._is_in_body(atoms[0]):
            return self._at_number(atoms[0].element)
        begin, finish = (_standing(each.element) for each in (atoms[0], atoms[-1]))
        if begin is atoms[0].element.getparent() and finish is atoms[-1].element.getparent():
            return _Anchor(begin, finish)
        return _Anchor(begin, begin, exact=False)

    def _is_in_body(self, atom: Atom) -> bool:
        return atom.element.getroottree().getroot() is self._body

    def _at_number(self, element: Element) -> _Anchor:
        """At the number of the footnote that the element stands in; at the opening words where it is in none."""
        for note in element.iterancestors():
            for each in self._body.iter() if local(note) in _NOTES else ():
                if local(each) == _NOTES[local(note)] and attribute(each, "id") == attribute(note, "id"):
                    return _Anchor(_standing(each), _standing(each), exact=False)
        return self._at_opening()._replace(exact=False)

    def _at_opening(self) -> _Anchor:
        if self._opening is None:
            raise CannotRead("This Word file has no words of its own that a comment could stand at.")
        return _Anchor(_standing(self._opening[0].element), _standing(self._opening[-1].element))


def _standing(element: Element) -> Element:
    """The run that holds an element; where no mark may stand beside that, the nearest around it where one may."""
    boxes = [each for each in element.iterancestors() if local(each) == "txbxContent"]
    node = boxes[-1] if boxes else element.getparent()
    while local(node.getparent()) not in _HOLDERS or _is_bound(node.getparent().getparent()):
        node = node.getparent()
    return node


def _is_bound(control: Element) -> bool:
    """Whether Word fills a content control anew from data of its own, with no mark in it."""
    return local(control) == "sdt" and child(control, "sdtPr", "dataBinding") is not None


def _cut_text(element: Element, length: int) -> Element:
    """Cut a text element after so many characters; the new element that holds the rest."""
    later = element.makeelement(element.tag, dict(element.attrib))
    element.text, later.text = element.text[:length], element.text[length:]
    for each in (element, later):
        if each.text != each.text.strip():
            each.set(_SPACE, "preserve")
    element.addnext(later)
    return later


def _cut_run(run: Element, element: Element) -> None:
    """Let a run of the same format begin at an element."""
    properties = child(run, "rPr")
    if element is next(each for each in run if each is not properties):
        return
    later = run.makeelement(run.tag, dict(run.attrib))
    moved = [element, *element.itersiblings()]
    if properties is not None:
        later.append(deepcopy(properties))
    later.extend(moved)
    run.addnext(later)


def _mark(anchor: _Anchor, number: int, body: Element) -> None:
    """Put a comment's marks around its words, and its reference after them."""
    w = body.tag.removesuffix("document")
    said = {f"{w}id": str(number)}
    start, end, run = (body.makeelement(f"{w}{name}") for name in ("commentRangeStart", "commentRangeEnd", "r"))
    start.attrib.update(said)
    end.attrib.update(said)
    run.append(body.makeelement(f"{w}commentReference", said))
    anchor.first.addprevious(start)
    anchor.last.addnext(end)
    _put_reference(run, end)


def _put_reference(run: Element, end: Element) -> None:
    """Put a comment's reference after its end, outside links, tracked insertions, fields and controls.

    What is accepted, updated or filled in there would take it away, and LibreOffice loses words beside it.
    """
    after = end
    while local(after.getparent()) != "p":
        after = after.getparent()
    controls = [each for each in after.iterancestors() if local(each) == "sdt"]
    paragraph = next(_paragraphs_after(controls[-1]), None) if controls else None
    if paragraph is None:
        _end_of_field(after).addnext(run)
    else:
        properties = child(paragraph, "pPr")
        paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)


def _paragraphs_after(element: Element) -> Iterator[Element]:
    """The paragraphs after an element, those in controls and text boxes left out."""
    for each in element.xpath("following::*[local-name()='p']"):
        around = {local(ancestor) for ancestor in each.iterancestors()}
        if each.tag == f"{element.tag.removesuffix('sdt')}p" and not around & {"sdt", "txbxContent"}:
            yield each


def _end_of_field(element: Element) -> Element:
    """The run with which the field ends that a child of a paragraph stands in; the child itself where it is in none."""
    open_fields = sum(_fields_opened(each) for each in element.itersiblings(preceding=True))
    for each in (element, *element.itersiblings()):
        open_fields += _fields_opened(each)
        element = each
        if open_fields <= 0:
            break
    return element


def _fields_opened(element: Element) -> int:
    """How many fields begin in an element and don't end in it."""
    kinds = [attribute(each, "fldCharType") for each in element.iter() if local(each) == "fldChar"]
    return kinds.count("begin") - kinds.count("end")
