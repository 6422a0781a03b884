"""`ehc intake`: read post and e-mail, and file it."""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

import click
from pydantic import SecretStr

from hub.deadlines import day_in_london
from hub.models import MailboxCheck
from hub.opening import Hub, open_hub
from hub.queries.corrections import reading_accuracy
from hub.refusals import Problem
from hub.services.received_post import next_reading
from hub.settings import load_settings
from hub.work import run_one
from intake.folder import CannotTake, Listed, WatchedFolder, lines_of, listed_in, take_in_file
from intake.item import Channel
from intake.mailbox import Mailbox, account_of
from intake.reading import Read, looks_like_mail
from intake.result import unread
from intake.safely import read_safely, side_by_side

log = logging.getLogger(__name__)
_LOOK = 1.0  # seconds between two looks at the watched folder
_PATIENCE = timedelta(seconds=10)  # a copy waits this long for its first; what failed is put off for longer


@click.group()
def intake() -> None:
    """Read post and email into the hub.

    \b
    Example:
      ehc intake read demo/post/*
    """


@intake.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def read(paths: tuple[Path, ...]) -> None:
    """What each item is and says, one JSON line a child; nothing is stored.

    \b
    Example:
      ehc intake read letter.eml form.docx
    """
    now, clamd = datetime.now(UTC), load_settings().clamd

    def one(path: Path) -> Read:
        data = path.read_bytes()
        channel = Channel.MAIL if looks_like_mail(path.name, data) else Channel.PAPER
        scanned = datetime.fromtimestamp(path.stat().st_mtime, UTC) if channel is Channel.PAPER else None
        read = read_safely(data, str(path), channel, received=scanned, now=now, clamd=clamd)
        letters = (
            read_safely(part.data, part.name, channel, received=scanned, now=now, clamd=clamd) for part in read.parts
        )
        found = [replace(result, file=str(path)) for letter in letters for result in letter.results]
        return replace(read, results=(*read.results, *found))

    for read in side_by_side(one, _files(paths)):
        for result in read.results:
            click.echo(json.dumps(result.to_json(), ensure_ascii=False))


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (one for one in sorted(path.rglob("*")) if one.is_file() and not one.name.startswith("."))
        else:
            yield path


@intake.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Order and receipt.")
@click.option("--results", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Result lines.")
def folder(folder: Path, manifest: Path | None, results: Path) -> None:
    """File every item of a folder into the hub, in the manifest's order, and write the result lines.

    \b
    Example:
      ehc intake folder demo/post --manifest demo/post/manifest.jsonl --results results.jsonl
    """
    hub = open_hub()
    listed = listed_in(folder, manifest)
    worker = _worker()
    with _opened(results) as out:
        for one in _shown(listed):
            for line in _filed(hub, folder, one, worker):
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()


def _opened(results: Path) -> TextIO:
    try:
        return results.open("w", encoding="utf-8")
    except OSError as error:
        raise Problem(f"{results} can't be written ({error.strerror}). Name a file in a folder that exists.") from None


def _shown(listed: list[Listed]) -> Iterator[Listed]:
    """The items behind a progress bar on a terminal, and without one in a pipe."""
    if not sys.stderr.isatty():
        yield from listed
        return
    with click.progressbar(listed, label="Filing", file=sys.stderr) as bar:
        yield from bar


def _filed(hub: Hub, folder: Path, listed: Listed, worker: str) -> list[dict[str, Any]]:
    """Take one item in and have it filed, by this process or by a worker that is quicker."""
    try:
        item_id = take_in_file(hub, folder, listed, now=datetime.now(UTC))
    except CannotTake as cannot:
        return [_unread(listed, str(cannot))]
    for _ in range(600):
        now = datetime.now(UTC)
        lines = lines_of(hub, item_id, now=now)
        if lines is not None:
            return lines
        if not run_one(hub.database, settings=hub.settings, worker=worker, now=now):
            if _put_off(hub, item_id, until=now + _PATIENCE):
                break
            time.sleep(0.2)
    return [_unread(listed, "It is stored, but could not be filed yet: `ehc work` tries again.")]


def _put_off(hub: Hub, item_id: int, *, until: datetime) -> bool:
    with hub.database.reading() as session:
        again = next_reading(session, item_id=item_id)
        return again is not None and again > until


def _unread(listed: Listed, why: str) -> dict[str, Any]:
    return unread(listed.file, listed.received_at or datetime.now(UTC), why).to_json()


@intake.command()
def corrections() -> None:
    """How much of what was read officers found right, and what was wrong in which item: no names, no words.

    \b
    Example:
      ehc intake corrections
    """
    with open_hub().database.reading() as session:
        found = reading_accuracy(session)
    if not found.decided:
        click.echo("No officer has decided about anything that was read.")
        return
    click.echo(f"{found.decided} readings decided by officers")
    for path, right, asked in found.table():
        click.echo(f"  {path:20} {right:6} of {asked:6}  {right / asked:.2f}")
    for wrong in found.wrong:
        click.echo(f"{'!' if wrong.sure else ' '} item {wrong.item}: {wrong.path}")


@intake.command()
@click.option("--case", "reference", default="", metavar="REF", help="The case to which what follows belongs.")
@click.option("--copies", type=click.IntRange(1, 200), default=1, show_default=True, help="How many sheets.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=Path("separator.pdf"), show_default=True
)
def separator(reference: str, copies: int, output: Path) -> None:
    """Print separator sheets: laid between letters, they part a pile that is scanned at once.

    \b
    Example:
      ehc intake separator --copies 20 --output separators.pdf
    """
    from hub.documents.batch import is_reference
    from intake.separator import separator_sheet

    if not is_reference(reference):
        raise Problem(f"“{reference}” can't stand on a sheet: a reference is letters, digits and “-”, up to 40.")
    try:
        output.write_bytes(separator_sheet(reference, copies, made_on=day_in_london(datetime.now(UTC))))
    except OSError as error:
        raise Problem(f"{output} can't be written ({error.strerror}). Name a file in a folder that exists.") from None
    click.echo(f"{output}: {copies} separator sheet{'s' if copies > 1 else ''} to print")


@intake.command()
@click.option("--once", is_flag=True, help="Take in what is there now, then stop.")
def run(once: bool) -> None:
    """Take in post from the mailbox and the watched folder of the settings. Ctrl-C stops it.

    \b
    Example:
      ehc intake run
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("imapclient").setLevel(logging.WARNING)  # it tells of every connection that it closes
    hub = open_hub()
    mailbox = _mailbox(hub, hub.settings.imap_url) if hub.settings.imap_url else None
    watched = WatchedFolder(hub, hub.settings.watched_folder) if hub.settings.watched_folder else None
    if mailbox is None and watched is None:
        raise Problem("There is nothing to read: set EHC_IMAP_URL or EHC_WATCHED_FOLDER.")
    if once:
        _once(mailbox, watched)
        return
    stopped = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopped.set())
    _both(mailbox, watched, stopped)


@intake.command()
def reconcile() -> None:
    """Prove that every message on the mail server is in the hub; what is missing is taken in.

    `ehc intake run` does this once a day. Exits with 1 where a message could not be taken in, an original is gone, or
    post has waited for its reading for an hour.

    \b
    Example:
      ehc intake reconcile
    """
    hub = open_hub()
    if hub.settings.imap_url is None:
        raise Problem("There is no mailbox to compare with: set EHC_IMAP_URL.")
    check = _mailbox(hub, hub.settings.imap_url).reconcile()
    click.echo("\n".join(_said_of(check)))
    if not check.all_well:
        click.get_current_context().exit(1)


def _said_of(check: MailboxCheck) -> Iterator[str]:
    """What a comparison found, a sentence each, with what to do."""
    yield f"{check.account} {check.folder}: {check.listed} messages on the server, {check.taken_in} taken in just now."
    if check.without_row:
        numbers = ", ".join(check.without_row[:20])
        yield (
            f"The server gives no body for {len(check.without_row)} of them (UID {numbers}). They stay there and are "
            "asked for again; open them in a mail program if this goes on."
        )
    if check.without_bytes:
        yield f"The stored original of {check.without_bytes} is missing. Restore the data folder from the backup."
    if check.unread:
        yield f"{check.unread} wait to be read since an hour or more. Is `ehc work` running? See `ehc work --failed`."
    if check.all_well:
        yield "Every one is in the hub."


def _mailbox(hub: Hub, url: SecretStr) -> Mailbox:
    return Mailbox(hub, account_of(url.get_secret_value()), holder=_worker(), clock=lambda: datetime.now(UTC))


def _once(mailbox: Mailbox | None, watched: WatchedFolder | None) -> None:
    if mailbox is not None:
        mailbox.look_once()
    if watched is not None:
        watched.look(now=datetime.now(UTC))
        time.sleep(watched.still.total_seconds() + _LOOK)  # until a file that was there has stood still
        watched.look(now=datetime.now(UTC))


def _both(mailbox: Mailbox | None, watched: WatchedFolder | None, stopped: threading.Event) -> None:
    """The mailbox in a thread of its own, the watched folder in this one."""
    reader = threading.Thread(target=mailbox.run, args=(stopped,), name="mailbox") if mailbox else None
    if reader is not None:
        reader.start()
    while not stopped.wait(_LOOK):
        if watched is not None:
            _look(watched)
        if reader is not None and not reader.is_alive():
            stopped.set()
            raise Problem("Reading the mailbox ended by itself. The log says why; start `ehc intake run` again.")
    if reader is not None:
        reader.join()


def _look(watched: WatchedFolder) -> None:
    try:
        watched.look(now=datetime.now(UTC))
    except Exception as error:  # noqa: BLE001 - the database may be away: what was not noted still lies in the folder
        log.error("the watched folder could not be read (%s); trying again", type(error).__name__)


def _worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
