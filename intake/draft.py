"""The background work that makes a draft of advice that came back by e-mail or on paper."""

from __future__ import annotations

import logging

from hub.advice import Advice
from hub.files import FileStore
from hub.models import Channel, PostItem, Request
from hub.refusals import Refusal
from hub.services.received_post import leave_reading
from hub.services.returned_advice import Returned, draft_from_post
from hub.work import Task
from intake import item as post
from intake.apart import Ended, documents_apart

log = logging.getLogger(__name__)
SECONDS = 20.0


def draft_returned(task: Task) -> None:
    """The work handler; its key is "item:request". What can't be made a draft waits for an officer, with the reason."""
    item_id, request_id = map(int, task.key.split(":"))
    files = FileStore(task.settings.data_dir)
    with task.database.reading() as session:
        item = session.get_one(PostItem, item_id)
        sha256, channel, name = item.sha256, item.channel, item.name
    way = post.Channel.MAIL if channel is Channel.MAIL else post.Channel.PAPER
    returned, undone = [], ""
    try:
        found = documents_apart(files.load(sha256), way, name, SECONDS)
        returned = [Returned(file, data, Advice.from_json(said) if said else None) for file, data, said in found]
    except Ended as why:
        log.warning("the advice in item %s could not be opened: %s", item_id, why)
        undone = f"No draft was made: {why}. Open the original with care."
    with task.finishing() as session:
        item, request = session.get_one(PostItem, item_id), session.get_one(Request, request_id)
        if not undone:
            try:
                done = draft_from_post(
                    session, request=request, item=item, returned=returned, files=files, now=task.now
                )
                item.reason = " ".join(filter(None, (item.reason, done)))
                return
            except Refusal as refusal:
                undone = f"No draft was made. {refusal.sentence}"
        for reading in item.readings:
            if reading.case_id == request.case_id:
                leave_reading(session, reading=reading, why=undone)
