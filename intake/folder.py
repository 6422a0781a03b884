"""Post from folders: one that is watched for dropped scans and saved mails, and whole folders filed at once."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hub.files import sha256_of
from hub.models import Channel, PostItem, PostState
from hub.opening import Hub
from hub.refusals import Problem
from hub.services.brought_in import letters_of
from intake.message import received_header
from intake.reading import looks_like_mail
from intake.receive import Place, take_in
from intake.result import unread

log = logging.getLogger(__name__)
DONE = "done"
STILL = timedelta(seconds=5)  # scanners and copying programs pause for less between two writes
_FOR_OFFICERS = frozenset({"texts", "reasons", "pages"})  # what a reading keeps besides the contract's line
_IMAP_TIME = re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4} \d\d:\d\d:\d\d [+-]\d{4}")


class CannotTake(Exception):
    """A listed file isn't there or can't be read: one sentence for the person who has to look for it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file to be filed, as the manifest or the folder itself lists it."""

    file: str
    channel: Channel
    received_at: datetime | None


def listed_in(folder: Path, manifest: Path | None) -> list[Listed]:
    """The files in the order in which they are to be filed.

    Raises Problem for a manifest that can't be read, with the line's number where it is about one.
    """
    if manifest is None:
        return sorted(
            _unlisted(folder), key=lambda one: (one.received_at or datetime.max.replace(tzinfo=UTC), one.file)
        )
    try:
        lines = manifest.read_bytes().decode("utf-8-sig").split("\n")  # a name may hold U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            f"The manifest can't be read ({type(error).__name__}). Save it as UTF-8, and check its rights."
        ) from None
    return [_line(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _unlisted(folder: Path) -> Iterator[Listed]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.name.startswith(".") or path.name == "manifest.jsonl":
            continue
        try:
            data = path.read_bytes()
        except OSError:  # filing it says why it can't be read
            data = b""
        if looks_like_mail(path.name, data):
            yield Listed(name, Channel.MAIL, received_header(data))
        else:
            yield Listed(name, Channel.PAPER, _file_time(path))


def _line(number: int, line: str) -> Listed:
    try:
        said: dict[str, Any] = json.loads(line)
        channel = Channel(said["channel"])
        when = said.get("internaldate") if channel is Channel.MAIL else said.get("scanned_at")
        return Listed(str(said["file"]), channel, _time(when))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Problem(
            f"Line {number} of the manifest can't be used ({error}). "
            'A line is {"file", "channel": "mail" or "paper", "internaldate" or "scanned_at"}.'
        ) from None


def _time(text: str | None) -> datetime | None:
    """ISO 8601, or an IMAP server's own form (RFC 9051 9, date-time)."""
    if not text:
        return None
    imap = _IMAP_TIME.fullmatch(text.strip())
    when = datetime.strptime(text.strip(), "%d-%b-%Y %H:%M:%S %z") if imap else datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _file_time(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def take_in_file(hub: Hub, folder: Path, listed: Listed, *, now: datetime) -> int:
    """Take one listed file into the ledger; filing the same folder again finds the same item. Returns its id.

    Raises CannotTake where the file can't be had.
    """
    path = folder / listed.file
    try:
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            raise CannotTake("This file isn't in the folder: find it, or correct the manifest.")
        data = path.read_bytes()
        received = listed.received_at or (_file_time(path) if listed.channel is Channel.PAPER else None)
    except OSError as error:
        raise CannotTake(f"This file can't be read ({error.strerror}): check its rights, then file it again.") from None
    place = Place("folder", str(folder.resolve())[-400:], _key(listed.file, data))
    return take_in(
        hub.database,
        hub.files,
        data=data,
        channel=listed.channel,
        place=place,
        name=listed.file,
        received_at=received,
        now=now,
    )


def _key(name: str, data: bytes) -> str:
    """What tells one file of a folder from another, and from what had its name before; no longer than its column."""
    return f"{name if len(name) <= 300 else sha256_of(name.encode())}#{sha256_of(data)}"


def lines_of(hub: Hub, item_id: int, *, now: datetime) -> list[dict[str, Any]] | None:
    """The result lines of an item as they were filed; None while it hasn't been."""
    with hub.database.reading() as session:
        item = session.get_one(PostItem, item_id)
        letters = letters_of(session, item=item)
        if any(each.state is PostState.RECEIVED for each in (item, *letters)):
            return None
        if letters:
            return [{**line, "file": item.name} for each in letters for line in _lines(each, now)]
        return _lines(item, now)


def _lines(item: PostItem, now: datetime) -> list[dict[str, Any]]:
    if not item.readings:
        return [unread(item.name, item.received_at or now, item.reason).to_json()]
    return [
        {key: value for key, value in reading.result.items() if key not in _FOR_OFFICERS} for reading in item.readings
    ]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What shows that a file is still being written: its size and time of change, and since when they are so."""

    size: int
    changed_ns: int
    since: datetime

    def same_as(self, other: _Shape | None) -> bool:
        return other is not None and (self.size, self.changed_ns) == (other.size, other.changed_ns)

    def stood_still(self, length: timedelta, now: datetime) -> bool:
        """By our looks and by the file's own time, unless that is ahead of our clock and says nothing."""
        age = timedelta(microseconds=now.timestamp() * 1e6 - self.changed_ns / 1e3)
        return now - self.since >= length and not timedelta() <= age < length


def _shape(path: Path, now: datetime) -> _Shape:
    found = path.stat()
    return _Shape(found.st_size, found.st_mtime_ns, now)


@dataclass
class WatchedFolder:
    """A folder into which scans and saved mails are dropped; a file is taken once it has stood `still` so long."""

    hub: Hub
    folder: Path
    still: timedelta = STILL
    _seen: dict[Path, _Shape] = field(default_factory=dict)

    def look(self, *, now: datetime) -> int:
        """Take in every file that has stood still, and move it to `done`; returns how many were moved.

        One file that can't be taken never stops the next; the log says why, without its name.
        """
        taken = 0
        before, self._seen = self._seen, {}
        for path in self._files():
            try:
                shape = _shape(path, now)
                self._seen[path] = shape = before[path] if shape.same_as(before.get(path)) else shape
                if shape.stood_still(self.still, now) and self._take(path, now=now):
                    del self._seen[path]
                    taken += 1
            except Problem as problem:  # no room on the disk, or no database: the file stays, and is tried again
                log.error("watched folder: %s", problem)
            except OSError as error:
                log.error("watched folder: a file can't be taken (%s); check its rights", error.strerror)
                self._seen.pop(path, None)
        return taken

    def _files(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (
                path
                for path in sorted(self.folder.iterdir())
                if path.is_file() and not path.name.startswith((".", "~")) and not path.name.endswith((".part", ".tmp"))
            )

    def _take(self, path: Path, *, now: datetime) -> bool:
        """Take a file in, and move it unless it was written to meanwhile: then it is taken again as it is now."""
        changed = path.stat().st_mtime_ns
        data = path.read_bytes()
        mail = looks_like_mail(path.name, data)
        take_in(
            self.hub.database,
            self.hub.files,
            data=data,
            channel=Channel.MAIL if mail else Channel.PAPER,
            place=Place("watched folder", str(self.folder.resolve())[-400:], _key(f"{path.name}#{changed}", data)),
            name=path.name,
            received_at=None if mail else _file_time(path),
            now=now,
        )
        if path.read_bytes() != data:
            return False
        _move(path, self.folder / DONE)
        return True


def _move(path: Path, to: Path) -> None:
    """Move a file into a folder, beside any of the same name that is there already."""
    to.mkdir(exist_ok=True)
    target, number = to / path.name, 1
    while target.exists():
        number += 1
        target = to / f"{path.stem} ({number}){path.suffix}"
    path.rename(target)
