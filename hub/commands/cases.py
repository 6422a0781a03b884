"""`ehc cases`: bringing over cases that exist already."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from hub.opening import open_hub
from hub.refusals import Problem
from hub.services.bringing_over import CannotBringOver, bring_over, knows_stage


@click.group()
def cases() -> None:
    """Bring existing cases into the hub.

    \b
    Example:
      ehc cases import cases.jsonl
    """


@cases.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_cases(file: Path) -> None:
    """Import cases from FILE, one JSON object a line; run again, it changes only what differs.

    A line that can't be used is named, and the others go in; then the command exits with 2.

    \b
    Example:
      ehc cases import demo/cases.jsonl
    """
    hub = open_hub()
    now = datetime.now(UTC)
    lines = [
        (number, line)
        for number, line in enumerate(file.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
        if line.strip()
    ]
    brought, remarks, problems = 0, [], []
    with (
        click.progressbar(lines, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown,
        hub.database.transaction() as session,
    ):
        for number, line in shown:
            try:
                said = json.loads(line)
                with session.begin_nested():
                    case = bring_over(session, said, now=now)
                brought += 1
                if not knows_stage(str(said.get("stage") or "")):
                    remarks.append(f"line {number}: its stage is not one of the hub's; taken as “{case.stage.label}”")
            except (CannotBringOver, UnicodeError, json.JSONDecodeError, RecursionError) as error:
                problems.append(f"line {number}: {error}")
    click.echo(f"{brought} cases brought over.")
    for remark in remarks:
        click.echo(remark, err=True)
    if problems:
        raise Problem("Not brought over: " + "; ".join(problems))
