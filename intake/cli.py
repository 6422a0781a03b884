"""`ehc intake`: read post and e-mail, and file it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from intake.item import Channel
from intake.reading import looks_like_mail, read_post


@click.group()
def intake() -> None:
    """Read post and e-mail into the hub.

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
    now = datetime.now(UTC)
    for path in _files(paths):
        data = path.read_bytes()
        channel = Channel.MAIL if looks_like_mail(path.name, data) else Channel.PAPER
        scanned = datetime.fromtimestamp(path.stat().st_mtime, UTC) if channel is Channel.PAPER else None
        for result in read_post(data, str(path), channel, received=scanned, now=now).results:
            click.echo(json.dumps(result.to_json(), ensure_ascii=False))


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (one for one in sorted(path.rglob("*")) if one.is_file() and not one.name.startswith("."))
        else:
            yield path
