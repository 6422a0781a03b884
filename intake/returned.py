"""The documents of an item with the advice in them, where they are laid out like an advice template."""

from __future__ import annotations

from typing import Any

from hub.documents.document import CannotRead
from hub.documents.read import read
from hub.documents.template import advice_from
from intake.files import files_of
from intake.item import Channel

Documents = list[tuple[str, bytes, dict[str, Any] | None]]
"""Name, bytes, and the advice as JSON or None: plain values, since they cross from one process to another."""


def documents_in(data: bytes, channel: Channel, name: str) -> Documents:
    """What came: a paper itself, or what was attached to a message.

    Bytes made to break readers may: `intake.apart` is for those.
    """
    return [(file, content, _advice(content, file)) for file, content in files_of(data, channel, name)]


def _advice(data: bytes, name: str) -> dict[str, Any] | None:
    try:
        advice = advice_from(read(data, name), id="").advice
    except CannotRead:
        return None
    return advice.to_json() if advice is not None else None
