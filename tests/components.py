"""What a test needs besides Python: there, or a skip that names it; under CI=true missing is failing."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest


def missing(said: str) -> NoReturn:
    """Skip the test, saying what it needs; fail it under CI=true."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)


def needed(found: str | None, package: str) -> str:
    """The path that was found; else what `missing` does, naming Debian's package."""
    return found if found is not None else missing(f"needs Debian's {package}: `make test` installs it as root")


def program(name: str, package: str) -> str:
    """The path of a program, as `needed` says."""
    return needed(shutil.which(name), package)


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def ordinary_user() -> tuple[str, int, int] | None:
    """Name, uid and gid of somebody who isn't root, for servers that refuse to be; None when we aren't root."""
    if os.getuid() != 0:
        return None
    found = pwd.getpwnam("nobody")
    return found.pw_name, found.pw_uid, found.pw_gid


def owned_by_ordinary_user(folder: Path) -> None:
    """Give a folder to that user, where there is one."""
    user = ordinary_user()
    if user is not None:
        os.chown(folder, user[1], user[2])


def as_ordinary_user() -> dict[str, Any]:
    """What `subprocess` needs to run a program as that user; nothing where we are an ordinary user ourselves."""
    user = ordinary_user()
    return {"user": user[1], "group": user[2], "extra_groups": []} if user else {}


@contextmanager
def private_server(
    command: Sequence[str | Path], folder: Path, answers: Callable[[], bool]
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that works in a folder of its own, as our direct child: up once it answers, gone at the end."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **as_ordinary_user()
    )
    try:
        for _ in range(150):
            if answers():
                break
            time.sleep(0.1)
        else:
            raise TimeoutError(f"{Path(command[0]).name} did not start")
        yield process
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
