"""Text boxes and shapes of a Word file: off the page, of no size, hidden, filled, or drawn over words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hub.documents.word_look import BLACK, WHITE, Around, Behind, Colour, Looks, rgb
from hub.documents.word_package import Element, attribute, child, local
from hub.hidden import HiddenKind

_POINT = 12_700  # EMU, the unit of drawings
_TWIP = 635  # EMU
_NOTHING = 2 * _POINT  # a box that is smaller shows no words
_LINE = 7 * _POINT  # what is lower is a rule, not a box over a line of words
_LETTERS = 85  # on a line across a page
_LETTER = 5 * _POINT
ALL_COVERED = "a box is drawn over this paragraph"
SOME_COVERED = "a box is drawn over words of this paragraph"
_LINE_HEIGHT = 15 * _POINT
_FILLS = ("gradFill", "blipFill", "pattFill", "grpFill")
_SHAPES = {"shape", "rect", "roundrect", "oval"}
_LENGTH = re.compile(r"\s*(-?\d{1,7}(?:\.\d{0,9})?|-?\.\d{1,9})\s*(pt|in|cm|mm|px|)\s*", re.IGNORECASE)
_COLOURS = {"black": BLACK, "white": WHITE, "windowtext": BLACK, "window": WHITE}
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 1.0}


@dataclass(frozen=True, slots=True)
class Paper:
    """The page that words are printed on, in EMU, and its colour (None where it can't be told)."""

    width: int = 595 * _POINT
    height: int = 842 * _POINT
    colour: Colour | None = WHITE

    def is_off(self, paragraph: Element | None) -> bool:
        """Whether a paragraph's properties push it off the page."""
        indent = None if paragraph is None else child(paragraph, "ind")
        frame = None if paragraph is None else child(paragraph, "framePr")
        pushed = [_twips(indent, "left") or _twips(indent, "start"), _twips(indent, "firstLine"), _twips(frame, "x")]
        return any(abs(each) >= self.width for each in pushed) or abs(_twips(frame, "y")) >= self.height


def look_of_drawing(element: Element, around: Around, looks: Looks, paper: Paper) -> Around:
    """What a shape says of the words in it; `around` for what is no shape."""
    name = local(element)
    if name in ("anchor", "inline"):
        return _placed(element, around, paper)
    if name in ("wgp", "wpc", "group"):
        return replace(around, behind=Behind(None))
    if name == "wsp":
        return replace(around, behind=_filled(element, around.behind, looks))
    return _in_old_shape(element, around, paper) if name in _SHAPES else around


def _placed(element: Element, around: Around, paper: Paper) -> Around:
    properties = child(element, "docPr")
    if properties is not None and attribute(properties, "hidden") in ("1", "true"):
        return around.hidden(HiddenKind.HIDDEN_TEXT, "text box")
    width, height = _size(element)
    if min(width, height) <= _NOTHING and next(element.iter("{*}spAutoFit"), None) is None:
        return around.hidden(HiddenKind.TINY_TEXT, "text box")
    across, down = _offset(element, "positionH"), _offset(element, "positionV")
    # from a margin or column, which may itself stand well into the page; from a paragraph, which may stand at its foot
    left = 0 if _is_from_page(element) else -paper.width // 4
    is_off = across >= paper.width or across + width <= left or down >= paper.height or down + height <= -paper.height
    return around.hidden(HiddenKind.OUTSIDE_PAGE, "text box") if is_off else around


def _is_from_page(element: Element) -> bool:
    place = child(element, "positionH")
    return place is not None and attribute(place, "relativeFrom") == "page"


def _filled(shape: Element, around: Behind, looks: Looks) -> Behind:
    properties = child(shape, "spPr")
    if properties is not None and any(local(each) in ("solidFill", "noFill", *_FILLS) for each in properties):
        inside = looks.filled(properties, around)
        # a clear box is put over pictures and panels, so what is behind it can't be told
        return inside if child(properties, "noFill") is None else Behind(None)
    reference = child(shape, "style", "fillRef")
    return around if reference is None or attribute(reference, "idx") == "0" else Behind(None)


def _in_old_shape(shape: Element, around: Around, paper: Paper) -> Around:
    style = _style(shape)
    inside = replace(around, behind=_old_fill(shape, around.behind))
    if style.get("visibility") == "hidden":
        return inside.hidden(HiddenKind.HIDDEN_TEXT, "text box")
    width, height = _length(style.get("width")), _length(style.get("height"))
    if None not in (width, height) and min(width or 0, height or 0) <= _NOTHING:
        return inside.hidden(HiddenKind.TINY_TEXT, "text box")
    across = (_length(style.get("margin-left")) or 0) + (_length(style.get("left")) or 0)
    down = (_length(style.get("margin-top")) or 0) + (_length(style.get("top")) or 0)
    is_off = across >= paper.width or down >= paper.height
    is_off = is_off or across + (width or 0) <= -paper.width // 4 or down + (height or 0) <= -paper.height // 4
    return inside.hidden(HiddenKind.OUTSIDE_PAGE, "text box") if is_off else inside


def _old_fill(shape: Element, around: Behind) -> Behind:
    if attribute(shape, "filled") in ("f", "false"):
        return Behind(None)
    if any(local(each) == "fill" and (attribute(each, "type") or "solid") != "solid" for each in shape):
        return Behind(None)
    said = (attribute(shape, "fillcolor") or "white").split()[0]
    return Behind(_COLOURS.get(said.lower()) or rgb(said.lstrip("#")))


def may_colour_the_paper(anchor: Element, looks: Looks) -> bool:
    """Whether a drawing behind the words is a picture or panel on which white words are seen."""
    if attribute(anchor, "behindDoc") not in ("1", "true") or min(_size(anchor)) < 2 * _LINE:
        return False
    if next(anchor.iter("{*}pic"), None) is not None:
        return True
    return any(_filled(each, Behind(), looks) != Behind() for each in anchor.iter("{*}wsp"))


def covered(drawing: Element, paragraph: Element, looks: Looks) -> str:
    """How much of the words of the paragraph that it hangs on lies under an empty, filled box: all, some, or "".

    Where lines break only Word knows, so that this is an estimate by the number of letters.
    """
    letters = sum(len(each.text or "") for each in paragraph.iter("{*}t"))
    box = None if next(drawing.iter("{*}txbxContent"), None) is not None else _box(drawing, looks)
    if not letters or box is None:
        return ""
    across, down, width, height = box
    lines = letters // _LETTERS + 1
    over = across > -_LINE and down < lines * _LINE_HEIGHT - _LINE // 2 and down + height > _LINE // 2
    if min(width, height) < _LINE or not over:
        return ""
    whole = across <= _LINE // 2 and down <= _LINE // 2 and width >= min(letters, _LETTERS) * _LETTER
    return ALL_COVERED if whole and down + height >= (lines - 1) * _LINE_HEIGHT + _LINE else SOME_COVERED


def _box(drawing: Element, looks: Looks) -> tuple[int, int, int, int] | None:
    """Left, top, width and height of a filled box in front of the words; from the paragraph, or its page if black."""
    if local(drawing) != "anchor":
        return _old_box(drawing)
    shape = next(drawing.iter("{*}wsp"), None)
    if shape is None or attribute(drawing, "behindDoc") in ("1", "true") or child(drawing, "wrapNone") is None:
        return None
    properties, vertical = child(shape, "spPr"), child(drawing, "positionV")
    solid = None if properties is None else child(properties, "solidFill")
    clear = properties is not None and child(properties, "noFill") is not None
    if clear or (solid is None and child(shape, "style", "fillRef") is None):
        return None
    if solid is not None and next(solid.iter("{*}alpha"), None) is not None:
        return None
    if vertical is None or attribute(vertical, "relativeFrom") not in ("paragraph", "line", "character"):
        return None
    return _offset(drawing, "positionH"), _offset(drawing, "positionV"), *_size(drawing)


def _old_box(shape: Element) -> tuple[int, int, int, int] | None:
    style = _style(shape)
    if style.get("position") != "absolute" or style.get("z-index", "0").startswith("-"):
        return None
    if _old_fill(shape, Behind()).colour is None or style.get("mso-position-vertical-relative", "text") != "text":
        return None
    left, top = _length(style.get("margin-left")) or 0, _length(style.get("margin-top")) or 0
    return left, top, _length(style.get("width")) or 0, _length(style.get("height")) or 0


def boxes_on(paragraph: Element) -> list[Element]:
    """The drawings that hang on a paragraph."""
    return [*paragraph.iter("{*}anchor"), *paragraph.iter("{urn:schemas-microsoft-com:vml}rect")]


def _size(drawing: Element) -> tuple[int, int]:
    extent = child(drawing, "extent")
    return (0, 0) if extent is None else (_whole(attribute(extent, "cx")), _whole(attribute(extent, "cy")))


def _offset(drawing: Element, name: str) -> int:
    offset = child(drawing, name, "posOffset")
    return 0 if offset is None else _whole(offset.text)


def _twips(element: Element | None, name: str) -> int:
    return 0 if element is None else _whole(attribute(element, name)) * _TWIP


def _whole(said: str | None) -> int:
    digits = (said or "").strip()
    return int(digits) if digits.lstrip("-").isdecimal() and len(digits) < 16 else 0


def _style(shape: Element) -> Mapping[str, str]:
    pairs = (each.partition(":") for each in (attribute(shape, "style") or "").split(";"))
    return {name.strip().lower(): said.strip().lower() for name, _, said in pairs}


def _length(said: str | None) -> int | None:
    found = _LENGTH.fullmatch(said or "")
    return round(float(found[1]) * _UNITS[found[2].lower()] * _POINT) if found else None
