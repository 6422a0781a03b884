"""Runs `ehc` and ends it by kill -9 at a named point: `python -m tests.faults.killed_at POINT intake run`.

A point is “before” or “after” and a function of the program: `after hub.files:FileStore.store`. A function that is no
longer there is an error, so a point can't get lost.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import wraps
from importlib import import_module
from typing import Any

from hub.cli import main


def arm(point: str) -> None:
    """Let the first call of the point's function be the last thing that this process does."""
    when, target = point.split()
    module, path = target.split(":")
    owner: Any = import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    real = getattr(owner, name)

    @wraps(real)
    def last(*given: Any, **named: Any) -> None:
        if when == "after":
            real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, last)


if __name__ == "__main__":
    arm(sys.argv[1])
    main(args=sys.argv[2:], prog_name="ehc")
