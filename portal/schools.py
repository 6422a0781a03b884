"""The register of schools as the portal's checks use it: loaded when first needed, and again when it was replaced."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flask import current_app

from hub.language.register import SchoolRegister
from hub.settings import Settings


def school_register() -> SchoolRegister | None:
    """The register that `ehc schools import` keeps, or None where nobody has imported one."""
    settings: Settings = current_app.extensions["hub_settings"]
    path = settings.register_file
    try:
        return _loaded(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=1)
def _loaded(path: Path, _changed: int) -> SchoolRegister:
    return SchoolRegister.load(path)
