"""`ehc demo`: the whole hub on an invented council, in one command; Ctrl-C stops everything."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from hub import demo as invented
from hub.opening import Hub, open_hub
from hub.refusals import Problem

_WAIT = 30  # seconds for the portal to answer, and for a part to stop


@click.command()
@click.option("--port", default=8000, show_default=True, help="The portal's port on this machine.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
@click.option(
    "--council",
    type=click.Choice(["saltfleet-coast", "dunmoor"]),
    default="saltfleet-coast",
    show_default=True,
    help="A health-led council, or one led by social care.",
)
def demo(port: int, folder: Path, council: str) -> None:
    """Run the whole hub on an invented council: portal, post, scheduler and worker.

    \b
    Example:
      ehc demo
      ehc demo --council dunmoor --port 8001 --folder var/dunmoor
    """
    if not invented.FOLDER.is_dir():
        raise Problem("The invented council is not here: run `ehc demo` from a copy of the project, with `make demo`.")
    _refuse_busy(port)
    started = time.monotonic()
    environment = _environment(port, folder.resolve(), council)
    os.environ.update(environment)
    hub = open_hub()
    first = _prepare(hub)
    parts = _Parts(environment)
    try:
        parts.start("serve", "--port", str(port))
        parts.start("work")
        parts.start("schedule")
        parts.start("intake", "run")
        _wait_for_portal(port, parts)
        _say_hello(port, hub, first=first, seconds=time.monotonic() - started)
        parts.wait()
    finally:
        parts.stop()


def _environment(port: int, folder: Path, council: str) -> dict[str, str]:
    return {
        "EHC_DATA_DIR": str(folder),
        "EHC_DATABASE_URL": f"sqlite:///{folder / 'hub.db'}",
        "EHC_COUNCIL": str(invented.FOLDER / "councils" / council),
        "EHC_BASE_URL": f"http://127.0.0.1:{port}",
        "EHC_WATCHED_FOLDER": str(folder / "drop"),
        "EHC_DEMO": "true",
    }


def _prepare(hub: Hub) -> bool:
    """Load the council on the first start; returns whether it was the first."""
    drop = hub.settings.watched_folder
    if drop is not None:
        drop.mkdir(parents=True, exist_ok=True)
    with hub.database.reading() as session:
        if invented.is_loaded(session):
            return False
    click.echo("First start: loading an invented council and reading its post …")
    invented.load(hub, now=datetime.now(UTC))
    register = invented.FOLDER / "schools.csv"
    if register.exists():
        shutil.copy(register, hub.settings.register_file)
    post = invented.FOLDER / "post"
    results = hub.settings.data_dir / "post-results.jsonl"
    arguments = ["intake", "folder", str(post), "--manifest", str(post / "manifest.jsonl"), "--results", str(results)]
    subprocess.run(_ehc(*arguments), check=True)  # noqa: S603 - our own program
    return True


class _Parts:
    """The hub's processes: started together, stopped together."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**os.environ, **environment}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopped = threading.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: self.stopped.set())

    def start(self, *arguments: str) -> None:
        """Start `ehc` with the arguments, its log in the demo's folder."""
        name = arguments[0]
        folder = Path(self.environment["EHC_DATA_DIR"]) / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own program
                _ehc(*arguments), env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> None:
        """Wait for Ctrl-C. Raises Problem when a part ends by itself."""
        while not self.stopped.wait(0.5):
            self.refuse_ended()
        click.echo("\nStopping …")

    def refuse_ended(self) -> None:
        """Raise Problem when a part has ended by itself, with the last line of its log."""
        for name, process in self.running.items():
            if process.poll() is not None:
                log = Path(self.environment["EHC_DATA_DIR"]) / "logs" / f"{name}.log"
                lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                last = lines[-1] if lines else "it said nothing"
                raise Problem(f"`ehc {name}` stopped: {last} The whole log is {log}.")

    def stop(self) -> None:
        """End every part: first asked, then made to."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        for process in self.running.values():
            try:
                process.wait(_WAIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ehc(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from hub.cli import main; main(prog_name='ehc')", *arguments]


def _refuse_busy(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Problem(
                f"Port {port} is in use by another program. Stop that program, or choose another port: "
                f'`make demo DEMO="--port {port + 1}"`, or `ehc demo --port {port + 1}`.'
            ) from None


def _wait_for_portal(port: int, parts: _Parts) -> None:
    deadline = time.monotonic() + _WAIT
    while time.monotonic() < deadline and not parts.stopped.is_set():
        parts.refuse_ended()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return


def _say_hello(port: int, hub: Hub, *, first: bool, seconds: float) -> None:
    address = f"http://127.0.0.1:{port}"
    click.echo(
        f"\nEHC Hub of {hub.council.name} is running ({'first start' if first else 'as you left it'}, {seconds:.0f} s)."
    )
    click.echo(f"\n  Open      {address}")
    click.echo(f"  Codes     {address}/outbox shows the emails and one-time codes that would be sent")
    click.echo(f"  Post      drop a letter or a saved email into {hub.settings.watched_folder}")
    click.echo(f"  Password  {invented.PASSWORD}   (the same for everybody)\n")
    for does, name, email in invented.who_can_sign_in():
        click.echo(f"  {email:<48} {name}: {does}")
    click.echo("\nEverybody and everything in it is invented. Ctrl-C stops it; nothing is lost.")
