"""The pages of an item as pictures, with the words marked from which values were read: what an officer compares."""

from __future__ import annotations

from collections.abc import Mapping

from hub.documents.document import CannotRead
from hub.documents.page_picture import marked_pages
from intake.files import files_of
from intake.item import Channel

Wanted = Mapping[str, Mapping[int, list[str]]]
"""Source → page, from 1 → the words to mark."""


def marked(data: bytes, channel: Channel, name: str, wanted: Wanted) -> dict[tuple[str, int], bytes]:
    """A PNG for each wanted page of a PDF, scan or photo of the item, `name` on paper; other sources have no pages.

    Bytes made to break readers may: `intake.apart` is for those.
    """
    pages: dict[tuple[str, int], bytes] = {}
    for source, file in files_of(data, channel, name):
        if source not in wanted or any(source == drawn for drawn, _ in pages):  # of two of one name the first
            continue
        try:
            found = marked_pages(file, wanted[source])
        except CannotRead:
            continue
        pages |= {(source, number): picture for number, picture in found.items()}
    return pages
