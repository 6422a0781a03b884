"""Where each value was read: the words marked in what was received, and said beside the field that they fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from hub.services.read_values import CHILD, REQUESTER
from portal.highlight import Mark, highlight, words_id

EVIDENCE_OF = CHILD | {f"requester_{name}": path for name, path in REQUESTER.items()}
SOURCES = {"body": "message", "subject": "subject line", "header": "email's header", "file name": "file's name"}
"""The parts of an item that are no file; others are named by their file."""
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Shown:
    """One source of an item: its words, marked, and pictures of its pages by their SHA-256."""

    name: str
    words: Markup
    pages: tuple[tuple[int, str], ...] = ()


def shown_sources(result: Mapping[str, Any], *, linked: bool) -> list[Shown]:
    """What was received, the words marked from which a value was read; linked to its field where that is shown."""
    evidence = result.get("evidence") or {}
    marks: dict[str, list[Mark]] = {}
    for field, name in EVIDENCE_OF.items():
        if found := evidence.get(name):
            marks.setdefault(found["source"], []).append(
                Mark(found["start"], found["end"], field if linked else "", "read")
            )
    texts: Mapping[str, str] = result.get("texts") or {}
    return [
        Shown(_source(source), highlight(text, marks.get(source, ())), _pages(result, source))
        for source, text in texts.items()
    ]


def _pages(result: Mapping[str, Any], source: str) -> tuple[tuple[int, str], ...]:
    return tuple((each["page"], each["sha256"]) for each in result.get("pages") or () if each["source"] == source)


def where_read(result: Mapping[str, Any]) -> dict[str, Markup]:
    """For each field of the case, where its value was read and how surely."""
    return {field: _where(result, path, field) for field, path in EVIDENCE_OF.items()}


def _where(result: Mapping[str, Any], name: str, field: str) -> Markup:
    """Where a value was read, and how surely, as the hint of its field; a link to the words where they are shown."""
    found = (result.get("evidence") or {}).get(name)
    if not found:
        return Markup("Not found in what was received.")
    page = f", page {found['page']}" if found.get("page") and found["source"] not in SOURCES else ""
    place = f"{_source(found['source'])}{page}"
    shown = found["source"] in (result.get("texts") or {})
    words = found["text"] if len(found["text"]) <= 60 else found["text"][:57] + "…"
    sure = (found.get("confidence") or 0) >= SURE
    hard = found["source"].lower().endswith(PICTURES)
    doubt = "" if sure else " Hard to read: please check." if hard else " Please check."
    if shown:
        link = Markup('<a class="govuk-link" href="#{}">{}</a>').format(words_id(field), place)
        return Markup("Read in the {}.{}").format(link, doubt)
    return Markup("Read in the {}: “{}”.{}").format(place, words, doubt)


def _source(source: str) -> str:
    return SOURCES.get(source, source)
