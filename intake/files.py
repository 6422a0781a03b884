"""The files of an item: a paper itself, or what was attached to a message, without the logos of signatures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from intake.attached import is_decoration
from intake.item import Channel
from intake.outlook import open_message


def files_of(data: bytes, channel: Channel, name: str) -> Iterator[tuple[str, bytes]]:
    """Each file with the name that evidence gives it; `name` is a paper's own. Packed files are not opened."""
    if channel is Channel.PAPER:
        yield PurePath(name).name, data
        return
    for each in open_message(data, None).attachments:
        if not is_decoration(each):
            yield each.name, each.data
