"""`ehc schools`: the register of schools and colleges."""

from __future__ import annotations

from pathlib import Path

import click

from hub.language.register import SchoolRegister
from hub.opening import open_hub


@click.group()
def schools() -> None:
    """The register of schools and colleges, by which named schools are recognised.

    \b
    Example:
      ehc schools import edubasealldata.csv
    """


@schools.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_schools(file: Path) -> None:
    """Import the official export of “Get Information about Schools” (cp1252 or UTF-8).

    \b
    Example:
      ehc schools import edubasealldata20261101.csv
    """
    hub = open_hub()
    register = SchoolRegister.load(file)
    hub.settings.data_dir.mkdir(parents=True, exist_ok=True)
    draft = hub.settings.register_file.with_suffix(".part")
    draft.write_bytes(file.read_bytes())
    draft.replace(hub.settings.register_file)
    click.echo(f"{len(register)} schools and colleges imported.")
