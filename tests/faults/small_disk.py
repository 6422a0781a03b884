"""A disk of a few megabytes, and how to fill it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.components import missing


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A disk of that size mounted on the folder; where that isn't allowed the test is skipped, under CI it fails."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False)
    if mounted.returncode:
        missing("needs root and the right to mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(path: Path, *, leaving: int = 0) -> None:
    """Write until the disk is full, or only so many bytes are left."""
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass
        file.truncate(max(0, os.fstat(file.fileno()).st_size - leaving))
