"""What hides in a Word file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from hub.documents.hidden import Hidden, HiddenKind
from hub.documents.word_package import Element, Package, attribute, child, local
from hub.documents.word_styles import Styles, is_on

_TINY = 6  # half points: what 3 points and less print can't be read
_WHITEST = 0xF0  # each of red, green, blue above this is white on paper
_STORIES = ("header", "footer", "footnotes", "endnotes")
_CHANGES = {
    "ins": HiddenKind.TRACKED_INSERTION,
    "moveTo": HiddenKind.TRACKED_INSERTION,
    "del": HiddenKind.TRACKED_DELETION,
    "moveFrom": HiddenKind.TRACKED_DELETION,
}
_PROPERTIES = {
    "core-properties": ("creator", "lastModifiedBy", "description", "keywords", "subject"),
    "extended-properties": ("Company", "Manager"),
}
_ASIDE = {"pPr", "sdtPr", "tblPr", "trPr", "tcPr", "instrText"}
_DEEPEST = 200  # elements in elements; `word.py` has refused what is nested deeper


@dataclass(frozen=True, slots=True)
class _Around:
    """What the elements around a run say of it."""

    change: HiddenKind | None = None
    shaded: bool = False
    style: str | None = None


def hidden_in_word(data: bytes) -> list[Hidden]:
    """What hides in a Word file: changes, comments, text that is hidden, white or tiny, and its properties.

    Raises CannotRead where the file is damaged.
    """
    package = Package(data)
    main = package.main()
    parts = [(target, kind) for _, kind, target in package.related(main) if target in package.names]
    styles = Styles(next((package.xml(part) for part, kind in parts if kind == "styles"), None))
    found: list[Hidden] = []
    for part in (main, *(part for part, kind in parts if kind in _STORIES)):
        found += _joined(_in_story(package.xml(part), styles, _Around(), 0))
    for part in (part for part, kind in parts if kind == "comments"):
        found += _comments(package.xml(part))
    found += (Hidden(HiddenKind.ATTACHMENT, part.rsplit("/", 1)[-1]) for part, kind in parts if kind in _EMBEDDED)
    return list(dict.fromkeys([*found, *_properties(package)]))


_EMBEDDED = ("package", "oleObject", "aFChunk")


def _in_story(element: Element, styles: Styles, around: _Around, depth: int) -> Iterator[Hidden | None]:
    """What is hidden beneath an element, run by run; None where something that is seen comes between."""
    for each in element:
        name = local(each)
        if name in _ASIDE or depth > _DEEPEST:
            continue
        if name == "r":
            yield _in_run(each, styles, around)
        beneath = replace(
            around,
            change=_CHANGES.get(name, around.change),
            shaded=around.shaded or _is_shaded(each),
            style=_paragraph_style(each) if name == "p" else around.style,
        )
        yield from _in_story(each, styles, beneath, depth + 1)
        if name == "p":
            yield None


def _in_run(run: Element, styles: Styles, around: _Around) -> Hidden | None:
    words = "".join(each.text or "" for each in run if local(each) in ("t", "delText"))
    if not words.strip():
        return None
    kind = around.change or _look(run, styles, around)
    return Hidden(kind, words) if kind else None


def _look(run: Element, styles: Styles, around: _Around) -> HiddenKind | None:
    """How a run's own look hides it."""
    properties = child(run, "rPr")
    own = _value(properties, "rStyle")
    said = is_on(properties, "vanish")
    if said or (said is None and (styles.hidden(own) or styles.hidden(around.style))):
        return HiddenKind.HIDDEN_TEXT
    if _is_white(_value(properties, "color")) and not around.shaded and not _is_shaded(run):
        return HiddenKind.WHITE_TEXT
    size = _value(properties, "sz") or ""
    return HiddenKind.TINY_TEXT if size.isdecimal() and int(size) <= _TINY else None


def _value(properties: Element | None, name: str) -> str | None:
    element = None if properties is None else child(properties, name)
    return None if element is None else attribute(element, "val")


def _paragraph_style(paragraph: Element) -> str | None:
    return _value(child(paragraph, "pPr"), "pStyle")


def _is_white(colour: str | None) -> bool:
    try:
        return colour is not None and len(colour) == 6 and min(bytes.fromhex(colour)) >= _WHITEST
    except ValueError:  # "auto", or nonsense
        return False


def _is_shaded(element: Element) -> bool:
    """Whether an element has a background on which white is seen."""
    properties = child(element, {"p": "pPr", "r": "rPr", "tc": "tcPr", "tbl": "tblPr"}.get(local(element), "-"))
    if properties is None:
        return False
    shade = child(properties, "shd")
    fill = None if shade is None else attribute(shade, "fill")
    return (fill not in (None, "auto") and not _is_white(fill)) or child(properties, "highlight") is not None


def _joined(runs: Iterator[Hidden | None]) -> Iterator[Hidden]:
    """Neighbouring runs that are hidden alike, as one."""
    for kind, group in groupby(runs, key=lambda each: each.kind if each else None):
        if kind is not None:
            yield Hidden(kind, "".join(each.words for each in group if each))


def _comments(root: Element) -> Iterator[Hidden]:
    for comment in root:
        paragraphs = [each for each in comment.iter() if local(each) == "p"]
        said = ("".join(each.text or "" for each in paragraph.iter() if local(each) == "t") for paragraph in paragraphs)
        yield Hidden(HiddenKind.COMMENT, "\n".join(said))
        author = attribute(comment, "author")
        if author:
            yield Hidden(HiddenKind.METADATA, author)


def _properties(package: Package) -> Iterator[Hidden]:
    for _, kind, target in package.related(""):
        if target not in package.names or kind not in (*_PROPERTIES, "custom-properties"):
            continue
        for each in package.xml(target).iter():
            wanted = kind == "custom-properties" or local(each) in _PROPERTIES[kind]
            said = (each.text or "").strip() if wanted and len(each) == 0 else ""
            if said:
                yield Hidden(HiddenKind.METADATA, said)
