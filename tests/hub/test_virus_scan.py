"""Only a clear OK from the virus scanner is clear: by a real clamd, and by scanners that misbehave."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from hub.virus_scan import NotClear, scan
from tests.clamd import VIRUS, clamd_server


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    """A real scanner."""
    with clamd_server() as path:
        yield path


@pytest.mark.clamd
@pytest.mark.parametrize("data", [b"", b"A letter.", bytes(300_000)])
def test_what_is_clean_passes(clamd: str, data: bytes) -> None:
    scan(data, clamd)


@pytest.mark.clamd
def test_a_virus_is_said_and_not_named(clamd: str) -> None:
    with pytest.raises(NotClear, match="found something in it"):
        scan(VIRUS.encode(), clamd)


@pytest.mark.clamd
def test_what_is_larger_than_the_scanner_takes_is_not_clear(clamd: str) -> None:
    with pytest.raises(NotClear, match="larger than"):
        scan(bytes(9_000_000), clamd)


@contextmanager
def scanner(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A scanner that takes one call and behaves as `answer` does; its host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _ = listener.accept()
            with line:
                answer(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        thread.join(5)


def _asked(line: socket.socket) -> None:
    """Read to the end what is to be scanned: a line closed over unread bytes is reset, and the answer lost with it."""
    whole = b""
    while not whole.endswith(b"\0\0\0\0"):
        whole += line.recv(65536)
    assert whole.startswith(b"zINSTREAM\0")


def _saying(said: bytes) -> Callable[[socket.socket], None]:
    def answer(line: socket.socket) -> None:
        _asked(line)
        line.sendall(said)

    return answer


@pytest.mark.parametrize(
    "said",
    [b"", b"stream: OKAY\0", b"stream: OK maybe\0", b"OK\0", b"stream: Can't allocate memory ERROR\0", b"\xff\0"],
)
def test_no_other_answer_is_clear(said: bytes) -> None:
    with scanner(_saying(said)) as where, pytest.raises(NotClear, match="no clear answer"):
        scan(b"A letter.", where)


def test_an_answer_in_pieces_is_put_together() -> None:
    def slowly(line: socket.socket) -> None:
        _asked(line)
        for piece in (b"stre", b"am: ", b"OK", b"\0"):
            line.sendall(piece)
            time.sleep(0.02)

    with scanner(slowly) as where:
        scan(b"A letter.", where)


def test_a_scanner_that_says_nothing_is_waited_for_only_so_long() -> None:
    with scanner(lambda line: time.sleep(1)) as where, pytest.raises(NotClear, match="did not answer in time"):
        scan(b"A letter.", where, seconds=0.2)


def test_a_scanner_that_drips_its_answer_is_waited_for_only_so_long() -> None:
    def drip(line: socket.socket) -> None:
        with suppress(OSError):
            for _ in range(15):
                line.sendall(b"s")
                time.sleep(0.05)

    with scanner(drip) as where, pytest.raises(NotClear, match="did not answer in time"):
        scan(b"A letter.", where, seconds=0.3)


@pytest.mark.parametrize("where", ["127.0.0.1:1", "/nowhere/clamd.sock", "nonsense"])
def test_a_scanner_that_is_not_there_is_not_clear(where: str) -> None:
    with pytest.raises(NotClear, match="could not be reached"):
        scan(b"A letter.", where)
