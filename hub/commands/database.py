"""`ehc db`: the database and its schema."""

from __future__ import annotations

import click

from hub.database import Database
from hub.settings import load_settings


@click.group()
def db() -> None:
    """Prepare or upgrade the database.

    \b
    Example:
      ehc db upgrade
    """


@db.command()
def upgrade() -> None:
    """Bring the schema to this version's; a SQLite file is copied beside itself first.

    \b
    Example:
      EHC_DATABASE_URL=postgresql://hub@localhost/hub ehc db upgrade
    """
    database = Database(load_settings().database)
    before = database.revision()
    after = database.upgrade()
    database.engine.dispose()
    click.echo(f"The database is at revision {after}" + (" already." if before == after else "."))
