"""The hub as it really runs: `ehc` processes of their own on one database and one data folder, their logs in files."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EHC = (sys.executable, "-c", "from hub.cli import main; main(prog_name='ehc')")
PROJECT = Path(__file__).parent.parent.parent


def environment(**settings: str) -> dict[str, str]:
    """This process's environment, with no setting of the hub's but those given (without `EHC_`)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EHC_")}
    path = os.pathsep.join(filter(None, (str(PROJECT), kept.get("PYTHONPATH"))))
    return kept | {"PYTHONPATH": path} | {f"EHC_{name.upper()}": value for name, value in settings.items()}


def ehc(*arguments: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `ehc` to its end; what it said is captured."""
    return subprocess.run(
        [*EHC, *arguments],
        env=environment(**settings),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def wait_until(holds: Callable[[], object], *, seconds: float = 30, what: str = "it") -> None:
    """Wait for something that another process does; an AssertionError says what did not happen."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"waited {seconds:.0f} s: {what}"
        time.sleep(0.05)


@dataclass
class Processes:
    """The parts of a hub that run, by name; each writes its log to `logs/NAME.log`."""

    folder: Path
    settings: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *arguments: str) -> None:
        """Start a part, such as ("intake", "run")."""
        with self.log(arguments[0]).open("ab") as log:
            self.running[arguments[0]] = subprocess.Popen(
                [*EHC, *arguments], env=environment(**self.settings), cwd=self.folder, stdout=log, stderr=log
            )

    def log(self, name: str) -> Path:
        """Where the part writes what it does."""
        logs = self.folder / "logs"
        logs.mkdir(exist_ok=True)
        return logs / f"{name}.log"

    def said(self) -> str:
        """Everything that every part has written."""
        return "\n".join(path.read_text(errors="replace") for path in sorted((self.folder / "logs").iterdir()))

    def kill(self, name: str) -> None:
        """kill -9, at once."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> dict[str, int]:
        """Ask every part to stop, as Ctrl-C does; returns each one's exit code."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        return {name: _ended(process) for name, process in self.running.items()}


def _ended(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return -9


@contextmanager
def processes(folder: Path, **settings: str) -> Iterator[Processes]:
    """Parts that are certainly gone afterwards."""
    parts = Processes(folder, settings)
    try:
        yield parts
    finally:
        parts.stop()


def answers(port: int) -> bool:
    """Whether something listens on the port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
