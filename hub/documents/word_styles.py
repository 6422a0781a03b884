"""What a Word file's styles say about text: heading, list, hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hub.documents.word_package import Element, attribute, child, local

_OFF = {"0", "false", "off", "none"}
_HEADING_NAME = re.compile(r"(?:heading \d|title|subtitle)$", re.IGNORECASE)
_DEEPEST = 20  # styles based on styles: more is a circle


def is_on(properties: Element | None, name: str) -> bool | None:
    """A toggle such as bold or hidden: True, False where it is switched off, None where nothing is said."""
    toggle = None if properties is None else child(properties, name)
    if toggle is None:
        return None
    return attribute(toggle, "val") not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """A style as it says itself, before what it is based on."""

    name: str
    based_on: str | None
    hidden: bool | None
    bold: bool | None
    heading: bool
    listed: bool


class Styles:
    """The styles of a document by id; without a styles part nothing is a heading."""

    def __init__(self, root: Element | None) -> None:
        self._styles = (
            {}
            if root is None
            else {attribute(each, "styleId") or "": _style(each) for each in root if local(each) == "style"}
        )

    def hidden(self, style: str | None) -> bool:
        """Whether text in the style is hidden."""
        return next((each.hidden for each in self._chain(style) if each.hidden is not None), False)

    def bold(self, style: str | None) -> bool:
        """Whether text in the style is bold."""
        return next((each.bold for each in self._chain(style) if each.bold is not None), False)

    def heading(self, style: str | None) -> bool:
        """Whether a paragraph in the style is a heading."""
        return any(each.heading for each in self._chain(style))

    def listed(self, style: str | None) -> bool:
        """Whether a paragraph in the style is an item of a list."""
        return any(each.listed for each in self._chain(style))

    def _chain(self, style: str | None) -> list[Style]:
        chain: list[Style] = []
        while style in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[style])
            style = chain[-1].based_on
        return chain


def _style(element: Element) -> Style:
    based_on, name = child(element, "basedOn"), child(element, "name")
    run, paragraph = child(element, "rPr"), child(element, "pPr")
    said = (attribute(name, "val") if name is not None else None) or ""
    return Style(
        name=said,
        based_on=attribute(based_on, "val") if based_on is not None else None,
        hidden=is_on(run, "vanish"),
        bold=is_on(run, "b"),
        heading=bool(_HEADING_NAME.match(said)) or outline_level(paragraph),
        listed=is_numbered(paragraph),
    )


def outline_level(paragraph: Element | None) -> bool:
    """Whether a paragraph's properties give it a level in the outline (9 is body text)."""
    level = None if paragraph is None else child(paragraph, "outlineLvl")
    return level is not None and attribute(level, "val") != "9"


def is_numbered(paragraph: Element | None) -> bool:
    """Whether a paragraph's properties make it an item of a list (numbering 0 takes it out of one)."""
    number = None if paragraph is None else child(paragraph, "numPr", "numId")
    return number is not None and attribute(number, "val") != "0"
