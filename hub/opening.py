"""Opening the hub for a command: its settings and its database, ready to use."""

from __future__ import annotations

from typing import Any, NamedTuple

import click

from hub.council import Council, load_council
from hub.database import Database
from hub.files import FileStore
from hub.settings import Settings, load_settings


class Hub(NamedTuple):
    """What a command works with."""

    settings: Settings
    database: Database
    files: FileStore
    council: Council


def open_hub(settings: Settings | None = None, **given: Any) -> Hub:
    """The hub of the settings (`given` above the environment); the tables of an empty database are made.

    Raises WrongSetting or DatabaseProblem: one sentence with what to do.
    """
    settings = settings or load_settings(**given)
    database = Database(settings.database)
    if command := click.get_current_context(silent=True):
        command.call_on_close(database.engine.dispose)
    database.check_current()
    return Hub(settings, database, FileStore(settings.data_dir), load_council(settings.council))
