"""The documents of an item with the advice in them, where they are laid out like an advice template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hub.documents.document import CannotRead
from hub.documents.read import read
from hub.documents.template import advice_from
from intake.attached import is_decoration
from intake.item import Channel
from intake.outlook import open_message

Documents = list[tuple[str, bytes, dict[str, Any] | None]]
"""Name, bytes, and the advice as JSON or None: plain values, since they cross from one process to another."""


def documents_in(data: bytes, channel: Channel, name: str) -> Documents:
    """What came: a paper itself, or what was attached to a message.

    Bytes made to break readers may: `intake.apart` is for those.
    """
    return [(file, content, _advice(content, file)) for file, content in _files(data, channel, name)]


def _files(data: bytes, channel: Channel, name: str) -> Iterator[tuple[str, bytes]]:
    if channel is Channel.PAPER:
        yield name, data
        return
    for each in open_message(data, None).attachments:
        if not is_decoration(each):
            yield each.name, each.data


def _advice(data: bytes, name: str) -> dict[str, Any] | None:
    try:
        advice = advice_from(read(data, name), id="").advice
    except CannotRead:
        return None
    return advice.to_json() if advice is not None else None
