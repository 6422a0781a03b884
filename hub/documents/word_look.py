"""How a run of a Word file looks: hidden, its colour and the colour behind it, its size; by itself or by its styles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hub.documents.word_package import Element, attribute, child, local
from hub.documents.word_styles import is_on
from hub.hidden import HiddenKind

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
_FAINTEST = 24  # of 255, as on a PDF's page: what differs less from what is behind it is not seen
_TINY = 6  # half points: what 3 points and less print can't be read
_NARROW = 10  # per cent of a letter's width
_DEEPEST = 20  # styles based on styles: more is a circle
_HIGHLIGHTS = {
    "black": BLACK,
    "white": WHITE,
    "darkBlue": (0, 0, 128),
    "darkRed": (128, 0, 0),
    "darkGreen": (0, 128, 0),
    "blue": (0, 0, 255),
    "red": (255, 0, 0),
    "yellow": (255, 255, 0),
    "green": (0, 255, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "darkCyan": (0, 128, 128),
    "darkMagenta": (128, 0, 128),
    "darkYellow": (128, 128, 0),
    "darkGray": (128, 128, 128),
    "lightGray": (192, 192, 192),
}
_THEME = {"background1": "lt1", "light1": "lt1", "text1": "dk1", "dark1": "dk1", "bg1": "lt1", "tx1": "dk1"}
_THEME |= {"background2": "lt2", "light2": "lt2", "text2": "dk2", "dark2": "dk2", "bg2": "lt2", "tx2": "dk2"}


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind words: a colour, or None where it can't be told (a picture, a gradient)."""

    colour: Colour | None = WHITE
    marked: bool = False  # by a highlighter, on which automatic black doesn't turn white as it does on shading


@dataclass(frozen=True, slots=True)
class Around:
    """What the elements around a run say of it: what is behind it, and how it hides where they hide it."""

    behind: Behind
    kind: HiddenKind | None = None
    part: str = ""
    paragraph: Element | None = None

    def hidden(self, kind: HiddenKind, part: str = "") -> Around:
        """The same, hidden; the first reason to be unseen stays."""
        return self if self.kind else replace(self, kind=kind, part=part or self.part)


class Looks:
    """The styles and theme of a file, asked about its runs."""

    def __init__(self, styles: Element | None, theme: Element | None) -> None:
        listed = () if styles is None else styles
        self._styles = {attribute(each, "styleId") or "": each for each in listed if local(each) == "style"}
        self._usual = next(
            (
                attribute(each, "styleId")
                for each in self._styles.values()
                if attribute(each, "type") == "paragraph" and attribute(each, "default") in ("1", "true")
            ),
            None,
        )
        defaults = None if styles is None else child(styles, "docDefaults", "rPrDefault", "rPr")
        self._defaults = () if defaults is None else (defaults,)
        scheme = None if theme is None else child(theme, "themeElements", "clrScheme")
        self._theme = {local(each): _said_in(each) for each in (() if scheme is None else scheme)}

    def hides(self, run: Element, paragraph: Element | None, behind: Behind) -> HiddenKind | None:
        """How a run is hidden by its look; None where it is seen."""
        chain = list(self._chain(run, paragraph))
        vanished = next((said for each in chain if (said := is_on(each, "vanish")) is not None), False)
        if vanished:
            return HiddenKind.HIDDEN_TEXT
        if self._is_small(chain, paragraph):
            return HiddenKind.TINY_TEXT
        return HiddenKind.WHITE_TEXT if self._is_faint(chain, self._behind_run(chain, behind)) else None

    def behind(self, element: Element, around: Behind) -> Behind:
        """What stands behind the words of a paragraph, a cell or a table."""
        kept = {"p": "pPr", "tc": "tcPr", "tbl": "tblPr"}.get(local(element))
        properties = None if kept is None else child(element, kept)
        if properties is None:
            return around
        style = _value(properties, "pStyle" if kept == "pPr" else "tblStyle")
        if kept == "tblPr" and any(self._shades(each) for each in self._styles_from(style)):
            around = Behind(None)  # which of its rows and cells are shaded is the style's secret
        shading = child(properties, "shd")
        if shading is None and kept == "pPr":
            shades = (child(each, "pPr", "shd") for each in self._styles_from(style))
            shading = next((each for each in shades if each is not None), None)
        return around if shading is None else self._shaded(shading, around)

    def filled(self, properties: Element | None, around: Behind) -> Behind:
        """What a shape's fill puts behind the words in it; `around` where it has none."""
        for each in () if properties is None else properties:
            if local(each) == "solidFill":
                return Behind(self.drawn_colour(each))
            if local(each) in ("gradFill", "blipFill", "pattFill", "grpFill"):
                return Behind(None)
        return around

    def drawn_colour(self, fill: Element) -> Colour | None:
        """The colour of a drawing's solid fill; None where it is half transparent or can't be told."""
        for each in fill:
            if len(each):
                return None
            name = attribute(each, "val") or ""
            return rgb(attribute(each, "lastClr") or name) or self._theme.get(_THEME.get(name, name))
        return None

    def _chain(self, run: Element, paragraph: Element | None) -> Iterator[Element]:
        """Everything that says how a run looks, what says it most nearly first."""
        own = child(run, "rPr")
        if own is not None:
            yield own
        style = None if paragraph is None else _value(child(paragraph, "pPr"), "pStyle")
        for first in (_value(own, "rStyle"), style or self._usual):
            for each in self._styles_from(first):
                properties = child(each, "rPr")
                if properties is not None:
                    yield properties
        yield from self._defaults

    def _styles_from(self, style: str | None) -> list[Element]:
        chain: list[Element] = []
        while style in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[style])
            style = _value(chain[-1], "basedOn")
        return chain

    @staticmethod
    def _shades(style: Element) -> bool:
        return any(local(each) == "shd" and attribute(each, "fill") not in (None, "auto") for each in style.iter())

    @staticmethod
    def _is_small(chain: list[Element], paragraph: Element | None) -> bool:
        size = next((said for each in chain if (said := _value(each, "sz"))), "")
        width = next((said for each in chain if (said := _value(each, "w"))), "").rstrip("%")
        spacing = None if paragraph is None else child(paragraph, "pPr", "spacing")
        line = "" if spacing is None or attribute(spacing, "lineRule") != "exact" else attribute(spacing, "line") or ""
        limits = ((size, _TINY), (width, _NARROW), (line, _TINY * 10))
        return any(said.isdecimal() and int(said) <= most for said, most in limits)

    def _is_faint(self, chain: list[Element], behind: Behind) -> bool:
        fill = next((each for properties in chain for each in properties if local(each) == "textFill"), None)
        if fill is not None and any(local(each) == "noFill" for each in fill):
            return True
        if any(is_on(each, "outline") for each in chain):
            return False
        colours = (child(each, "color") for each in chain)
        colour = next((each for each in colours if each is not None), None)
        ink = None if colour is None else self._coloured(colour, "val", "themeColor")
        if ink is None and behind.marked:
            ink = BLACK
        if ink is None or behind.colour is None:
            return False
        return max(abs(one - other) for one, other in zip(ink, behind.colour, strict=True)) < _FAINTEST

    def _behind_run(self, chain: list[Element], behind: Behind) -> Behind:
        for each in chain:
            highlight = _value(each, "highlight")
            if highlight in _HIGHLIGHTS:
                return Behind(_HIGHLIGHTS[highlight], marked=True)
            shading = child(each, "shd")
            if shading is not None:
                return self._shaded(shading, behind)
        return behind

    def _shaded(self, shading: Element, around: Behind) -> Behind:
        pattern = attribute(shading, "val") or "clear"
        name = "color" if pattern == "solid" else "fill"
        colour = self._coloured(shading, name, "themeColor" if pattern == "solid" else "themeFill")
        if pattern not in ("clear", "nil", "solid"):
            return Behind(None)
        return around if colour is None else Behind(colour)

    def _coloured(self, element: Element, name: str, theme: str) -> Colour | None:
        """A colour by its theme where the theme's own is meant, else by its number; None where it is automatic."""
        of_theme = attribute(element, theme)
        changed = any(key.endswith(("Tint", "Shade")) for key in element.attrib)
        themed = self._theme.get(_THEME.get(of_theme, of_theme)) if of_theme and not changed else None
        return themed or rgb(attribute(element, name))


def _said_in(element: Element) -> Colour | None:
    return next((rgb(attribute(each, "lastClr") or attribute(each, "val")) for each in element), None)


def rgb(said: str | None) -> Colour | None:
    """A colour as Word writes it, six digits; None for what is automatic."""
    try:
        return tuple(bytes.fromhex(said)) if said is not None and len(said) == 6 else None  # type: ignore[return-value]
    except ValueError:  # "auto", or nonsense
        return None


def _value(properties: Element | None, name: str) -> str | None:
    element = None if properties is None else child(properties, name)
    return None if element is None else attribute(element, "val")
