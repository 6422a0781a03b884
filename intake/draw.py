"""The background work that draws an item's pages for the officer who will look at it."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from hub.files import FileStore
from hub.models import Channel, PostItem, Reading
from hub.work import Task
from intake import item as post
from intake.apart import Ended, pages_apart
from intake.pages import Wanted

log = logging.getLogger(__name__)
SECONDS = 20.0
MOST_PAGES = 12  # of one item
_WORDS = frozenset({"body", "subject", "header", "file name"})  # sources that are no files


def draw_pages(task: Task) -> None:
    """The work handler: store a picture of every page that a value was read from, and note it with the readings.

    What can't be drawn stays undrawn: its words are shown as text all the same.
    """
    files = FileStore(task.settings.data_dir)
    with task.database.reading() as session:
        item = session.get_one(PostItem, int(task.key))
        sha256, channel, name, wanted = item.sha256, item.channel, item.name, wanted_in(item.readings)
    way = post.Channel.MAIL if channel is Channel.MAIL else post.Channel.PAPER
    try:
        drawn = pages_apart(files.load(sha256), way, name, wanted, SECONDS) if wanted else {}
    except Ended as why:
        log.warning("the pages of item %s could not be drawn: %s", task.key, why)
        drawn = {}
    pages = [
        {"source": source, "page": page, "sha256": files.store(picture)}
        for (source, page), picture in sorted(drawn.items())
    ]
    with task.finishing() as session:
        for reading in session.get_one(PostItem, int(task.key)).readings:
            sources = {each["source"] for each in _evidence(reading)}
            own = [page for page in pages if page["source"] in sources]
            reading.result = {**reading.result, "pages": own}


def wanted_in(readings: Iterable[Reading]) -> Wanted:
    """The pages of files from which something was read, and the words to mark on them."""
    wanted: dict[str, dict[int, list[str]]] = defaultdict(dict)
    found = {
        (str(each["source"]), int(each["page"] or 1), str(each["text"]))
        for reading in readings
        for each in _evidence(reading)
        if each["source"] not in _WORDS
    }
    for source, page, words in sorted(found):
        if page in wanted[source] or sum(map(len, wanted.values())) < MOST_PAGES:
            wanted[source].setdefault(page, []).append(words)
    return {source: pages for source, pages in wanted.items() if pages}


def _evidence(reading: Reading) -> list[dict[str, Any]]:
    return list((reading.result.get("evidence") or {}).values())
