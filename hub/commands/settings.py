"""`ehc settings`: every setting, its value, its meaning, and where the value comes from."""

from __future__ import annotations

import os

import click
from dotenv import dotenv_values

from hub.settings import Settings, load_settings, shown


@click.command()
def settings() -> None:
    """Print every setting with its meaning and source; secrets are masked.

    \b
    Example:
      EHC_DATA_DIR=/srv/ehc ehc settings
    """
    loaded = load_settings()
    in_file = {name.upper() for name in dotenv_values(".env")}
    known = {f"EHC_{name.upper()}": name for name in Settings.model_fields}
    for variable, name in known.items():
        source = "environment" if variable in os.environ else ".env" if variable in in_file else "default"
        click.echo(f"{variable} = {shown(name, loaded)}  ({source})")
        click.echo(f"    {Settings.model_fields[name].description}")
    for variable in sorted({*os.environ, *in_file}):
        if variable.startswith("EHC_") and variable not in known:
            click.echo(f"{variable} is set, but there is no setting of that name.", err=True)
