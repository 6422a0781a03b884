"""`ehc work`: a worker that reads post and sends notices; run as many as you like."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from datetime import UTC, datetime
from importlib import import_module

import click

from hub.mailers import not_carried
from hub.opening import Hub, open_hub
from hub.refusals import Problem
from hub.services.notices import failed_notices, send_again
from hub.services.received_post import READ_ITEM
from hub.work import enqueue, free_work_of_the_dead, given_up_work, handler_of, run_one

log = logging.getLogger(__name__)
IDLE = 0.5  # seconds between looks when there was nothing to do
TROUBLED = 10.0  # seconds to wait for room on the disk, or for the database


@click.command()
@click.option("--once", is_flag=True, help="Do what is ready now, then stop.")
@click.option("--failed", is_flag=True, help="List the notices that no carrier would take, and work that was given up.")
@click.option("--again", is_flag=True, help="Queue what --failed lists once more.")
def work(once: bool, failed: bool, again: bool) -> None:
    """Run a worker: reads received post, sends notices. Ctrl-C stops it after the piece in hand.

    \b
    Example:
      ehc work
      ehc work --failed
    """
    if failed or again:
        _failed(open_hub(), again=again)
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    hub = open_hub()
    stopped = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopped.set())
    for sentence in not_carried(hub.settings).values():
        log.warning("%s", sentence)
    if not once:
        _get_ready()
    run_worker(hub, stopped, once=once)


def _failed(hub: Hub, *, again: bool) -> None:
    with hub.database.transaction() as session:
        notices, given_up = failed_notices(session), given_up_work(session)
        for notice in notices:
            click.echo(f"{notice.created_at:%Y-%m-%d %H:%M}  {notice.kind}  {notice.case_reference}  {notice.failure}")
        for each in given_up:
            click.echo(f"{each.not_before:%Y-%m-%d %H:%M}  {each.handler} {each.key}  {each.failure}")
        if not notices and not given_up:
            click.echo("Nothing has failed.")
        if again:
            now = datetime.now(UTC)
            count = send_again(session, now=now)
            for each in given_up:
                enqueue(session, handler=each.handler, key=each.key, now=now)
            click.echo(f"{count + len(given_up)} queued once more.")


def run_worker(hub: Hub, stopped: threading.Event, *, once: bool = False) -> None:
    """Do work until `stopped` is set, or (`once`) until nothing is ready.

    A full disk or a database that is away is said once, and waited for. Raises Problem only when `once`.
    """
    worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    looked_for_dead, said = -1, ""
    while not stopped.is_set():
        now = datetime.now(UTC)
        try:
            if now.minute != looked_for_dead:
                looked_for_dead = now.minute
                free_work_of_the_dead(hub.database, host=socket.gethostname(), now=now)
            did = run_one(hub.database, settings=hub.settings, worker=worker, now=now)
        except Problem as problem:
            if once:
                raise
            if said != str(problem):
                said = str(problem)
                log.error("%s", said)
            stopped.wait(TROUBLED)
            continue
        said = ""
        if not did and once:
            return
        if not did:
            stopped.wait(IDLE)


def _get_ready() -> None:
    """Load what is slow to load before the first post comes; a room is found by name, as its handlers are."""
    handler_of(READ_ITEM)
    import_module("intake.safely").get_ready()
