"""The text of a Word file as its reader sees it: changes accepted, hidden words gone, comments gone."""

from __future__ import annotations

from collections.abc import Iterable

from hub.documents.document import CannotRead
from hub.documents.word_drawing import SOME_COVERED
from hub.documents.word_fields import unlink
from hub.documents.word_package import Element, child, local
from hub.documents.word_story import CHANGES, Found
from hub.hidden import HiddenKind

_SAID = {"t", "delText", "tab", "br", "cr", "noBreakHyphen", "sym"}
_TRACKED = {HiddenKind.TRACKED_INSERTION, HiddenKind.TRACKED_DELETION}
_UNWRAPPED = {name for name, kind in CHANGES.items() if kind is HiddenKind.TRACKED_INSERTION}
_GONE = {
    *(f"{name}Change" for name in ("rPr", "pPr", "tblPr", "tblPrEx", "trPr", "tcPr", "sectPr", "tblGrid", "numbering")),
    *(f"move{way}Range{end}" for way in ("From", "To") for end in ("Start", "End")),
    *(f"customXml{way}Range{end}" for way in ("Ins", "Del", "MoveFrom", "MoveTo") for end in ("Start", "End")),
    *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "proofErr", "altChunk", "subDoc"),
    *("OLEObject", "control", "dataBinding", "placeholder", "permStart", "permEnd", "cellMerge"),
    *("alias", "tag", "customXmlPr", "smartTagPr"),
}


def clean_story(root: Element, found: Iterable[Found | None]) -> None:
    """Leave in one part of a file only what its reader sees.

    Raises CannotRead where a box lies over only some of a paragraph's words.
    """
    for each in found:
        if each and each.hidden.part == SOME_COVERED:
            raise CannotRead(
                f"A box is drawn over some of these words: “{each.hidden.words[:80]}”. Which ones only you can see: "
                "delete them in Word, and the box with them."
            )
        if each and each.hidden.kind not in _TRACKED:
            _empty(each.run)
    _one_form_of_drawings(root)
    unlink(root)
    _accept(root)
    for each in [*root.iter("{*}*")]:
        if local(each) in _GONE:
            _remove(each)
    for run in [*root.iter("{*}r")]:
        if not any(local(each) != "rPr" for each in run):
            _remove(run)


def _empty(run: Element) -> None:
    for each in [*run]:
        if local(each) in _SAID:
            run.remove(each)


def _one_form_of_drawings(root: Element) -> None:
    """Of a drawing that is there twice, the one that Word shows; of ink, its picture."""
    for each in [*root.iter("{*}AlternateContent")]:
        choice, fallback = child(each, "Choice"), child(each, "Fallback")
        if choice is None or fallback is None:
            continue
        is_ink = next(choice.iter("{*}contentPart"), None) is not None
        each.remove(choice if is_ink else fallback)
        if is_ink:
            _unwrap(each, fallback)


def _accept(root: Element) -> None:
    """Accept every tracked change."""
    for paragraph in [*root.iter("{*}p")]:
        if child(paragraph, "pPr", "rPr", "del") is not None or child(paragraph, "pPr", "rPr", "moveFrom") is not None:
            _join_with_next(paragraph)
    for each in [*root.iter("{*}*")]:
        name, parent = local(each), each.getparent()
        if name not in CHANGES or parent is None:
            continue
        if local(parent) in ("trPr", "tcPr") and CHANGES[name] is HiddenKind.TRACKED_DELETION:
            _remove_from_table(parent.getparent())
        elif name in _UNWRAPPED and len(each):
            _unwrap(each, each)
        else:
            parent.remove(each)


def _join_with_next(paragraph: Element) -> None:
    """A paragraph whose end was deleted runs into the next one."""
    following = paragraph.getnext()
    if following is None or local(following) != "p":
        return
    properties = child(following, "pPr")
    at = 0 if properties is None else following.index(properties) + 1
    for each in [each for each in paragraph if local(each) != "pPr"]:
        following.insert(at, each)
        at += 1
    paragraph.getparent().remove(paragraph)


def _remove_from_table(element: Element) -> None:
    """A deleted row or cell, and what is empty without it."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if local(parent) == "tr" and child(parent, "tc") is None:
        _remove_from_table(parent)
    elif local(parent) == "tbl" and child(parent, "tr") is None:
        parent.getparent().remove(parent)


def _unwrap(element: Element, content: Element) -> None:
    parent = element.getparent()
    at = parent.index(element)
    for each in [*content]:
        parent.insert(at, each)
        at += 1
    parent.remove(element)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
