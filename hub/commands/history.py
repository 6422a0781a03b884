"""`ehc history`: proving that no history was changed."""

from __future__ import annotations

import json
from pathlib import Path

import click
from sqlalchemy import select

from hub.models import Case
from hub.opening import open_hub
from hub.refusals import Problem
from hub.services.history import broken_links, differs_from, heads
from hub.services.person_history import access_differs_from, access_heads, broken_access_links


@click.group()
def history() -> None:
    """Verify the history of every case.

    \b
    Example:
      ehc history verify
    """


@history.command("heads")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def write_heads(file: Path) -> None:
    """Write the head of every case's and person's history to FILE, to be kept somewhere else than the database.

    \b
    Example:
      ehc history heads /mnt/elsewhere/heads-2026-11-23.json
    """
    with open_hub().database.reading() as session:
        kept = heads(session) | access_heads(session)
        file.write_text(json.dumps(kept, indent=0, sort_keys=True))
    click.echo("Written.")


@history.command()
@click.option(
    "--heads", "kept", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Heads kept before."
)
def verify(kept: Path | None) -> None:
    """Check the chain of every case's and person's history, and against heads kept elsewhere where given.

    Names each place that is not what was written, and exits with 2.

    \b
    Example:
      ehc history verify --heads /mnt/elsewhere/heads-2026-11-23.json
    """
    with open_hub().database.reading() as session:
        broken = [(session.get_one(Case, case_id).reference, number) for case_id, number in broken_links(session)]
        broken += [(f"person {person_id}", number) for person_id, number in broken_access_links(session)]
        cases = len(session.scalars(select(Case.id)).all())
        if kept is not None:
            said = json.loads(kept.read_text())
            people = {whose: head for whose, head in said.items() if whose.startswith("person ")}
            broken += access_differs_from(session, people)
            broken += differs_from(session, {case: head for case, head in said.items() if case not in people})
    if broken:
        places = ", ".join(f"{reference} at entry {number}" for reference, number in broken)
        raise Problem(f"The history is not what was written: {places}. Compare with a backup.")
    click.echo(f"The history of {cases} cases is unbroken.")
