"""What a test needs besides Python: there, or a skip that names it; under CI=true missing is failing."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
from pathlib import Path

import pytest


def needed(found: str | None, package: str) -> str:
    """The path that was found; else skip, naming Debian's package, or fail under CI=true."""
    if found is not None:
        return found
    said = f"needs Debian's {package}: `make test` installs it as root"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


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
