"""A process of its own in which items are read: a file that hangs, swells or crashes ends only that one.

The child is kept for the next item, so that small mails stay fast; one that was ended is replaced. What comes back is
unpickled as plain values of ours only, for the child has opened what strangers send.
"""

from __future__ import annotations

import atexit
import copyreg
import io
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any
from zoneinfo import ZoneInfo

from hub.documents.budget import within
from intake.item import Channel
from intake.pages import Wanted, marked
from intake.reading import Read, read_post
from intake.returned import Documents, documents_in

MOST_MEMORY = 1_000_000_000  # bytes of address space
WORN_OUT = 400_000  # KiB: a child that grew so large once makes room for a new one
_FIT, _WORN = b"+", b"-"
_PATIENCE = 0.85  # of the time: when a reader that reads page by page stops by itself, with what it has


class Ended(Exception):
    """The child was ended or fell over; the message is half a sentence that says why."""


class _Plain(pickle.Unpickler):
    """Unpickles values of intake's own classes, and times; nothing else, so no code of the sender's choosing."""

    def find_class(self, module: str, name: str) -> Any:
        """The class; raises UnpicklingError for anything that isn't one of ours."""
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith("intake.") and "." not in name:
            found = getattr(import_module(module), name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


_PLAIN = {
    ("hub.documents.batch", "Part"),
    ("datetime", "datetime"),
    ("datetime", "date"),
    ("datetime", "timezone"),
    ("datetime", "timedelta"),
    ("zoneinfo", "ZoneInfo"),
}


class Reader:
    """One child and the line to it; one caller at a time. `is_fit` says whether it may be given another item."""

    def __init__(self) -> None:
        self.is_fit = True
        self._line, theirs = Pipe()
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "intake.apart", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # what a reader complains of may name people
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()

    def ask(self, what: str, request: tuple[Any, ...], seconds: float) -> Any:
        """What the child makes of `request`, the arguments of the function that `_FUNCTIONS` has under `what`.

        Raises Ended where it took longer than `seconds`, or fell over; the reader is then of no more use.
        """
        try:
            self._line.send_bytes(pickle.dumps((seconds, what, *request)))
            if not self._line.poll(seconds):
                raise Ended(f"it took longer than {seconds:.0f} seconds")
            answer = self._line.recv_bytes()
            self.is_fit = answer[:1] == _FIT
            found = _Plain(io.BytesIO(answer[1:])).load()
        except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError):
            raise Ended(self._how_it_fell()) from None
        if isinstance(found, str):
            raise Ended(found[:200])
        return found

    def _how_it_fell(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(1)
        if self._child.returncode == -getattr(signal, "SIGXCPU", 0):
            return "it took too long"
        return "the reader fell over or needed more memory than it may have"

    def close(self) -> None:
        """End the child, and whatever it started."""
        self._line.close()
        with suppress(OSError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()


_idle: list[Reader] = []
_lock = threading.Lock()


def read_apart(
    data: bytes, file: str, channel: Channel, *, received: datetime | None, now: datetime, seconds: float, shut: str
) -> Read:
    """`intake.reading.read_post` in a child process, with `seconds` to do it.

    Raises Ended where the child didn't live to answer.
    """
    found = _apart("read", (data, file, channel.value, received, now, shut), seconds)
    if not isinstance(found, Read):
        raise Ended("the reader gave no reading")
    return found


def pages_apart(
    data: bytes, channel: Channel, name: str, wanted: Wanted, seconds: float
) -> Mapping[tuple[str, int], bytes]:
    """`intake.pages.marked` in a child process, with `seconds` to do it.

    Raises Ended where the child didn't live to answer.
    """
    found = _apart("pages", (data, channel.value, name, wanted), seconds)
    if not isinstance(found, dict):
        raise Ended("the reader gave no pages")
    return found


def documents_apart(data: bytes, channel: Channel, name: str, seconds: float) -> Documents:
    """`intake.returned.documents_in` in a child process, with `seconds` to do it.

    Raises Ended where the child didn't live to answer.
    """
    found = _apart("documents", (data, channel.value, name), seconds)
    if not isinstance(found, list):
        raise Ended("the reader gave no documents")
    return found


def _apart(what: str, request: tuple[Any, ...], seconds: float) -> Any:
    with _lock:
        reader = _idle.pop() if _idle else None
    reader = reader or Reader()
    try:
        found = reader.ask(what, request, seconds)
    except BaseException:
        reader.close()
        raise
    if reader.is_fit:
        with _lock:
            _idle.append(reader)
    else:
        reader.close()
    return found


def _close(readers: list[Reader]) -> None:
    while readers:
        readers.pop().close()


atexit.register(_close, _idle)


def _serve(line: Connection) -> None:
    """The child: answer requests until the line is closed."""
    copyreg.pickle(ZoneInfo, lambda zone: (ZoneInfo, (zone.key,)))  # by name, as a plain value
    while True:
        try:
            seconds, *request = pickle.loads(line.recv_bytes())  # noqa: S301 - our own parent wrote it
        except (EOFError, OSError):
            return
        _limit(seconds)
        answer = _answer(seconds, *request)
        worn = _peak() > WORN_OUT
        try:
            line.send_bytes((_WORN if worn else _FIT) + pickle.dumps(answer))
        except OSError:  # the parent is gone
            return


def _peak() -> int:
    """The most memory that the child has held, in KiB.

    Linux counts what its parent held when it started the child as the child's `ru_maxrss`: a large parent would start
    another child for each item.
    """
    with suppress(OSError), open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _read(data: bytes, file: str, channel: str, received: datetime | None, now: datetime, shut: str) -> Read:
    return read_post(data, file, Channel(channel), received=received, now=now, shut=shut)


def _pages(data: bytes, channel: str, name: str, wanted: Wanted) -> dict[tuple[str, int], bytes]:
    return marked(data, Channel(channel), name, wanted)


def _documents(data: bytes, channel: str, name: str) -> Documents:
    return documents_in(data, Channel(channel), name)


_FUNCTIONS: Mapping[str, Callable[..., object]] = {"read": _read, "pages": _pages, "documents": _documents}


def _answer(seconds: float, what: str, *request: Any) -> object:
    """What was asked for, or half a sentence on why there is nothing."""
    try:
        with within(seconds * _PATIENCE):
            return _FUNCTIONS[what](*request)
    except MemoryError:
        return "it needs more memory than reading one item may take"
    except RecursionError:
        return "it is nested too deeply"
    except Exception as why:  # noqa: BLE001 - one bad item never stops the next: a person gets it, with its bytes
        return f"the reader stumbled over it, {type(why).__name__}"


def _limit(seconds: float) -> None:
    """The child's own limits: should its parent be killed meanwhile, it ends itself."""
    used = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + 2 * seconds) + 1, resource.RLIM_INFINITY))
    with suppress(OSError, ValueError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    _serve(Connection(int(sys.argv[1])))
