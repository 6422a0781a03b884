"""The pages of an item as pictures, with the words marked from which values were read: what an officer compares."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from hub.documents.document import CannotRead
from hub.documents.page_picture import marked_pages
from intake.attached import is_decoration
from intake.item import Channel
from intake.outlook import open_message

Wanted = Mapping[str, Mapping[int, list[str]]]
"""Source → page, from 1 → the words to mark."""


def marked(data: bytes, channel: Channel, name: str, wanted: Wanted) -> dict[tuple[str, int], bytes]:
    """A PNG for each wanted page of a PDF, scan or photo of the item, `name` on paper; other sources have no pages.

    Bytes made to break readers may: `intake.apart` is for those.
    """
    pages: dict[tuple[str, int], bytes] = {}
    for source, file in _files(data, channel, name).items():
        if source not in wanted:
            continue
        try:
            found = marked_pages(file, wanted[source])
        except CannotRead:
            continue
        pages |= {(source, number): picture for number, picture in found.items()}
    return pages


def _files(data: bytes, channel: Channel, name: str) -> dict[str, bytes]:
    """The files by the names that evidence gives; of two of one name the first, as in `intake.enclosed`."""
    if channel is Channel.PAPER:
        return {PurePath(name).name: data}
    attachments = [each for each in open_message(data, None).attachments if not is_decoration(each)]
    return {each.name: each.data for each in reversed(attachments)}
