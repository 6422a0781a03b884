"""The pages of an item as pictures, with the words marked from which values were read: what an officer compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hub.documents.document import CannotRead
from hub.documents.page_picture import marked_pages
from intake.item import Channel
from intake.outlook import open_message

Wanted = Mapping[str, Mapping[int, list[str]]]
"""Source → page, from 1 → the words to mark."""


def marked(data: bytes, channel: Channel, wanted: Wanted) -> dict[tuple[str, int], bytes]:
    """A PNG for each wanted page of a PDF, scan or photo of the item; other sources have no pages.

    Bytes made to break readers may: `intake.apart` is for those.
    """
    pages: dict[tuple[str, int], bytes] = {}
    for source, file in _files(data, channel, wanted):
        try:
            found = marked_pages(file, wanted[source])
        except CannotRead:
            continue
        pages |= {(source, number): picture for number, picture in found.items()}
    return pages


def _files(data: bytes, channel: Channel, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    if channel is Channel.PAPER:
        yield from ((source, data) for source in wanted)
        return
    for attachment in open_message(data, None).attachments:
        if attachment.name in wanted:
            yield attachment.name, attachment.data
