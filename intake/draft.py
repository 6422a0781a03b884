"""The background work that makes a draft of advice that came back by e-mail or on paper."""

from __future__ import annotations

import logging

from hub.advice import Advice
from hub.files import FileStore
from hub.models import Channel, PostItem, Request
from hub.refusals import Refusal
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
    try:
        found = documents_apart(files.load(sha256), way, name, SECONDS)
        returned = [Returned(file, data, Advice.from_json(said) if said else None) for file, data, said in found]
        done = ""
    except Ended as why:
        log.warning("the advice in item %s could not be opened: %s", item_id, why)
        returned, done = [], f"No draft was made: {why}. Open the original with care."
    with task.finishing() as session:
        item = session.get_one(PostItem, item_id)
        if not done:
            request = session.get_one(Request, request_id)
            try:
                done = draft_from_post(
                    session, request=request, item=item, returned=returned, files=files, now=task.now
                )
            except Refusal as refusal:
                done = f"No draft was made. {refusal.sentence}"
        item.reason = " ".join(filter(None, (item.reason, done)))
