"""Examples with their wrong words marked « »: taken apart into plain advice and the places to be found."""

from __future__ import annotations

from typing import Any, NamedTuple

from hub.advice import Advice


class Place(NamedTuple):
    """A field and the half-open offsets of words in it."""

    field: str
    start: int
    end: int


def unmarked(marked: Advice) -> tuple[Advice, list[Place]]:
    """The advice without its marks, and the places that were marked, in reading order."""
    places: list[Place] = []

    def plain(value: Any, pointer: str) -> Any:
        if isinstance(value, dict):
            return {key: plain(each, f"{pointer}/{key}") for key, each in value.items()}
        if isinstance(value, list):
            return [plain(each, f"{pointer}/{index}") for index, each in enumerate(value)]
        if isinstance(value, str):
            text, found = unmarked_text(value)
            places.extend(Place(pointer, start, end) for start, end in found)
            return text
        return value

    advice = Advice.from_json(plain(marked.to_json(), ""))
    return advice, places


def unmarked_text(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without « » and the offsets of what stood between them."""
    text, found, start = "", [], 0
    for letter in marked:
        if letter == "«":
            start = len(text)
        elif letter == "»":
            found.append((start, len(text)))
        else:
            text += letter
    return text, found
