"""Examples with their wrong words marked « »; one without marks is wrong as a whole."""

from __future__ import annotations

from checker.marked import Place as Place
from checker.marked import unmarked as taken_apart
from hub.advice import Advice


def unmarked(marked: Advice) -> tuple[Advice, list[Place]]:
    """The advice without its marks, and the places that were marked; the whole advice where nothing was."""
    advice, places = taken_apart(marked)
    return advice, places or [Place("", 0, 0)]
