"""A sheet as PDF/UA-1, set by typst with fonts that come with the hub."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib import resources
from typing import Any

import typst

from hub.documents.sheet import Sheet
from hub.documents.typeset import typeset

_NO_FONT = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_SCRIPTS = 60  # in one advice, of those that no font here knows


def render_pdf(laid_out: Sheet, made_on: date) -> bytes:
    """The sheet as a tagged PDF, the same bytes every time.

    A script that neither our fonts nor the machine's know is written as its code points, [U+4F60], so that nothing
    that somebody wrote is lost in silence.
    """
    return set_in_type("advice.typ", as_json(laid_out), made_on)


def set_in_type(template: str, said: Mapping[str, Any], made_on: date) -> bytes:
    """What is said, set by a template of this folder. Raises ValueError for more scripts than can be set."""
    written = json.dumps(said, ensure_ascii=False)
    known: dict[int, str] = {}
    own_fonts_only = True
    for _ in range(_MOST_SCRIPTS):
        try:
            return _set(template, written.translate(known), made_on, own_fonts_only)
        except typst.TypstError as error:
            missing = _without_font(str(error))
            if not missing:
                raise
            if own_fonts_only:
                own_fonts_only = False
                continue
            known |= {ord(each): f"[U+{ord(each):04X}]" for each in set(written) if _script(each) in missing}
    raise ValueError("the advice is written in more scripts than can be set")


def as_json(laid_out: Sheet) -> dict[str, Any]:
    """The sheet as its templates read it."""
    parts = [{"part": type(part).__name__.lower(), **asdict(part)} for part in laid_out.parts]
    return {**asdict(laid_out), "parts": parts}


def _set(template: str, written: str, made_on: date, own_fonts_only: bool) -> bytes:
    file = resources.files("hub.documents") / template
    return typeset(file, {"sheet": written}, made_on, own_fonts_only=own_fonts_only)


def _without_font(message: str) -> set[str]:
    """The scripts of the characters that typst names as having no font."""
    found = _NO_FONT.search(message)
    if not found:
        return set()
    named = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])
    return {_script(each) for each in named if not each.isascii()}


def _script(character: str) -> str:
    """The first word of a character's name: its script; a character without a name stands for itself."""
    return unicodedata.name(character, character).split(" ")[0]
