"""`ehc serve`: one clear sentence for whatever keeps the portal from starting, and a clean end."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from hub.settings import Settings

EHC = (sys.executable, "-c", "from hub.cli import main; main(prog_name='ehc')")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The environment of a hub whose database is ready."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "EHC_DATABASE_URL": settings.database_url,
        "EHC_DATA_DIR": str(settings.data_dir),
    }


def said(environment: dict[str, str], where: Path, *arguments: str) -> str:
    """What the command says on standard error as it refuses to start."""
    answer = subprocess.run(
        [*EHC, "serve", *arguments], env=environment, cwd=where, capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.returncode == 2, answer
    assert answer.stdout == ""
    return answer.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_port_in_use_is_said_with_another_to_choose(environment: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = said(environment, tmp_path, "--port", str(port))
    assert f"Port {port} is in use by another program." in sentence


def test_a_demonstration_listens_to_this_computer_only(environment: dict[str, str], tmp_path: Path) -> None:
    sentence = said({**environment, "EHC_DEMO": "true"}, tmp_path, "--host", "0.0.0.0")  # noqa: S104 - refused
    assert "A demonstration shows its codes to everyone" in sentence


def test_a_database_of_a_newer_program_is_not_touched(
    environment: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    assert "is newer than this program" in said(environment, tmp_path)


def test_a_wrong_setting_is_said_by_its_name(environment: dict[str, str], tmp_path: Path) -> None:
    assert "EHC_DATABASE_URL" in said({**environment, "EHC_DATABASE_URL": "mysql://x"}, tmp_path)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "EHC_BASE_URL begins with https, but `ehc serve` adds no TLS itself"),
        (("--proxy", "localhost"), "--proxy localhost is not an IP address."),
    ],
)
def test_an_https_address_without_a_proxy_that_adds_tls_is_refused(
    environment: dict[str, str], tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    refused = said({**environment, "EHC_BASE_URL": "https://hub.council.example"}, tmp_path, *arguments)
    assert sentence in refused
    assert len(refused.splitlines()) == 1


def test_behind_a_proxy_a_page_is_answered_only_where_the_visitor_used_tls(
    environment: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    portal = subprocess.Popen(
        [*EHC, "serve", "--port", str(port), "--proxy", "127.0.0.1"],
        env={**environment, "EHC_BASE_URL": "https://hub.council.example"},
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )
    headers = {"Host": "hub.council.example", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    try:
        address = f"http://127.0.0.1:{port}/sign-in"
        assert "Sign in to the EHC Hub" in _first_answer(urllib.request.Request(address, headers=headers))
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as plainly:
            plainly.request("GET", "/sign-in", headers={**headers, "X-Forwarded-Proto": "http"})
            with plainly.getresponse() as answer:
                assert (answer.status, answer.headers["Location"]) == (302, "https://hub.council.example/sign-in")
    finally:
        portal.terminate()
        portal.wait(timeout=20)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_portal_answers_where_it_was_told_to_and_ends_cleanly(
    environment: dict[str, str], tmp_path: Path, end: signal.Signals
) -> None:
    port = free_port()
    obeys = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # a shell's background job doesn't
    )
    command = [EHC[0], EHC[1], f"{obeys}; {EHC[2]}", "serve", "--port", str(port)]
    portal = subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert "Sign in to the EHC Hub" in _first_answer(f"http://127.0.0.1:{port}/sign-in")
    finally:
        portal.send_signal(end)
        _, errors = portal.communicate(timeout=20)
    assert portal.returncode == 0
    assert "Traceback" not in errors


def _first_answer(address: str | urllib.request.Request) -> str:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the portal did not answer within 30 seconds")
