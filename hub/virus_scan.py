"""ClamAV over its socket: only a clear OK is clear (clamd(8), INSTREAM)."""

from __future__ import annotations

import socket
import struct
import time

SECONDS = 10.0  # for one file
_PIECE = 1 << 16
_LONGEST_ANSWER = 4096


class NotClear(Exception):
    """The scanner didn't say that the file is clean; the message is a sentence that says what it did say."""


def scan(data: bytes, where: str, *, seconds: float = SECONDS) -> None:
    """Have the bytes scanned by the clamd at `where`, host:port or a socket's path.

    Raises NotClear for anything but a clear OK: a virus, a file too large, a scanner that is down, slow or unsure.
    """
    until = time.monotonic() + seconds
    try:
        with _connected(where, seconds) as line:
            answer = _asked(line, data, until)
    except TimeoutError:
        raise NotClear("the virus scanner did not answer in time.") from None
    except (BrokenPipeError, ConnectionResetError):
        raise NotClear("the virus scanner hung up: it may be larger than the scanner takes.") from None
    except (OSError, ValueError):
        raise NotClear("the virus scanner could not be reached.") from None
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        raise NotClear("the virus scanner found something in it. Leave the original closed and tell your IT team.")
    if "size limit" in answer:
        raise NotClear("it is larger than the virus scanner takes.")
    raise NotClear("the virus scanner gave no clear answer.")


def _connected(where: str, seconds: float) -> socket.socket:
    host, colon, port = where.rpartition(":")
    if colon and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), seconds)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(seconds)
    try:
        line.connect(where)
    except OSError:
        line.close()
        raise
    return line


def _asked(line: socket.socket, data: bytes, until: float) -> str:
    _wait_at_most(line, until)
    line.sendall(b"zINSTREAM\0")
    for at in range(0, len(data), _PIECE):
        piece = data[at : at + _PIECE]
        _wait_at_most(line, until)
        line.sendall(struct.pack("!I", len(piece)) + piece)
    line.sendall(struct.pack("!I", 0))
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        _wait_at_most(line, until)
        more = line.recv(_LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _wait_at_most(line: socket.socket, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)
