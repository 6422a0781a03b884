"""A private clamd for the tests, on a Unix socket, that knows one virus: EICAR's."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.components import owned_by_ordinary_user, private_server, program

VIRUS = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"  # in halves: this file is no virus
_CONFIG = """
DatabaseDirectory {folder}
LocalSocket {folder}/clamd.sock
Foreground yes
StreamMaxLength 1M
MaxRecursion 12
AlertExceedsMax yes
AlertEncrypted yes
"""


@contextmanager
def clamd_server() -> Iterator[str]:
    """The socket's path of a running clamd; files of more than 1 MB are too large for it."""
    clamd = program("clamd", "clamav-daemon")
    folder = Path(tempfile.mkdtemp(prefix="ehc-clamd-"))
    (folder / "test.ndb").write_text(f"Test.EICAR:0:*:{VIRUS.encode().hex()}\n")
    (folder / "clamd.conf").write_text(_CONFIG.format(folder=folder))
    owned_by_ordinary_user(folder)
    path = str(folder / "clamd.sock")

    def answers() -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            return line.connect_ex(path) == 0

    with private_server([clamd, "-c", folder / "clamd.conf"], folder, answers):
        yield path
