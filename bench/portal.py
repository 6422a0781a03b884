"""How fast the portal's lists are on a huge council: `python -m bench.portal [CASES]` (1,000,000 take half an hour).

SQLite and a private PostgreSQL are filled with the same seeded council: CASES cases and a fiftieth as many people. One
gunicorn worker serves the portal (waitress, where gunicorn is not installed); two clients ask for pages, in turns with
the same layout rendered empty, with no session and no database. Printed are medians of the rounds, as ratios to it.

Then 50 people write advice, each saving a field and having it checked every ten seconds; and one, as often as they all.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from sqlalchemy import select, text

from bench._council import Council, fill
from hub.database import Database
from hub.models import CaseListing, Person, Request, SignIn
from hub.workflow import RequestState
from tests.components import free_port
from tests.postgresql import postgres_server

ROOT = Path(__file__).parents[1]
ROUNDS, SECONDS, CLIENTS = 5, 2.0, 2
WRITERS, EVERY, WRITING = 50, 10.0, 40.0  # people, seconds between two saves of each, seconds in all
GUNICORN = importlib.util.find_spec("gunicorn") is not None


class Server:
    """The portal on a port, and how to ask it."""

    def __init__(self, port: int, cookies: dict[int, str]) -> None:
        self.port, self.cookies = port, cookies

    def get(self, path: str, person: int | None = None) -> bytes:
        """The bytes of a request for a page."""
        cookie = f"Cookie: ehc_hub={self.cookies[person]}\r\n" if person else ""
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}Connection: close\r\n\r\n".encode()

    def post(self, path: str, person: int, form: list[tuple[str, str]], cookie: str, accept: str = "*/*") -> bytes:
        """The bytes of a request that posts a form."""
        body = urlencode(form).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ehc_hub={self.cookies[person]}; {cookie}\r\n"
            f"Accept: {accept}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + body

    def ask(self, asked: bytes, status: int = 200) -> bytes:
        """What is answered; another status than that one stops the benchmark."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(asked)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        if not answer.startswith(f"HTTP/1.1 {status} ".encode()):
            raise SystemExit(f"{asked[:80]!r} was answered {answer[:200]!r}")
        return answer

    def form(self, path: str, person: int) -> tuple[list[tuple[str, str]], str]:
        """A page's largest form as it stands, and the cookie that goes with its token."""
        head, _, body = self.ask(self.get(path, person)).partition(b"\r\n\r\n")
        cookie = re.search(rb"Set-Cookie: (ehc_form=[^;]+)", head)
        forms = BeautifulSoup(body, "html.parser").find_all("form")
        largest = max(forms, key=lambda each: len(each.find_all(["input", "textarea", "select"])))
        return list(_standing(largest)), cookie.group(1).decode() if cookie else ""


def _standing(form: Tag) -> Iterator[tuple[str, str]]:
    for field in form.find_all(["input", "textarea"]):
        ticked = field.get("type") not in ("checkbox", "radio") or field.has_attr("checked")
        if field.get("name") and ticked and field.get("type") not in ("file", "submit"):
            value = field.get_text() if field.name == "textarea" else str(field.get("value") or "")
            yield str(field["name"]), value


def main(cases: int) -> None:
    """Fill both databases and print every figure."""
    print(f"{cases:,} cases, {Council(cases).people:,} people; {'gunicorn' if GUNICORN else 'waitress'}, one worker")
    with tempfile.TemporaryDirectory(prefix="ehc-bench-") as folder:
        _measure("SQLite", f"sqlite:///{folder}/hub.db", cases, Path(folder))
    with postgres_server() as server, tempfile.TemporaryDirectory(prefix="ehc-bench-") as folder:
        server.run("CREATE DATABASE hub_bench")
        _measure("PostgreSQL", server.url("hub_bench"), cases, Path(folder))


def _measure(name: str, url: str, cases: int, folder: Path) -> None:
    database, council = Database(url), Council(cases)
    database.upgrade()
    began = time.perf_counter()
    fill(database, council)
    print(f"\n{name}: filled in {time.perf_counter() - began:.0f} s")
    writers = _writers(database, council)
    people = {council.officer, council.manager, council.professional, council.dco, *(person for _, person in writers)}
    with _served(url, folder, _sign_in(database, people)) as server:
        _lists(server, database, council)
        _writing(server, writers)
    database.engine.dispose()


def _sign_in(database: Database, people: set[int]) -> dict[int, str]:
    cookies, now = {person: secrets.token_urlsafe(16) for person in people}, datetime.now(UTC)
    with database.transaction() as session:
        for person, token in cookies.items():
            session.add(
                SignIn(
                    token_hash=hashlib.sha256(token.encode()).hexdigest(),
                    started_at=now,
                    seen_at=now,
                    code_given_at=now,
                    person=session.get_one(Person, person),
                )
            )
    return cookies


def _writers(database: Database, council: Council) -> list[tuple[int, int]]:
    """Requests with whoever writes them, no two of one person."""
    writing = select(Request.id, Request.allocated_to_id).where(Request.state == RequestState.AWAITING_ADVICE)
    with database.reading() as session:
        found = session.execute(writing.limit(WRITERS * 20))
        by_person = {person: request for request, person in found if person is not None}
    return [(request, person) for person, request in by_person.items()][:WRITERS]


@contextmanager
def _served(url: str, folder: Path, cookies: dict[int, str]) -> Iterator[Server]:
    port = free_port()
    hub = {"EHC_DATABASE_URL": url, "EHC_DATA_DIR": str(folder), "EHC_DEMO": "false"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EHC_")}
    gunicorn = [
        "-m",
        "gunicorn",
        "-w",
        "1",
        "-b",
        f"127.0.0.1:{port}",
        "--timeout",
        "300",
        "--log-level",
        "error",
        "bench._served:served()",
    ]
    waitress = ["-c", f"from bench._served import waitress; waitress({port})"]
    command = [sys.executable, *(gunicorn if GUNICORN else waitress)]
    process = subprocess.Popen(command, cwd=ROOT, env=kept | hub)
    server = Server(port, cookies)
    try:
        _wait_for(port)
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The portal did not start.")


def _lists(server: Server, database: Database, council: Council) -> None:
    officer, team = council.officer, "/team-cases"
    form, cookie = server.form(team, officer)
    far = min(council.cases // 400, 2000)
    with database.reading() as session:
        child = session.execute(text("SELECT child_name FROM ehc_case WHERE id = 77")).scalar_one()
        middle = select(CaseListing.next_due, CaseListing.case_id).where(CaseListing.case_id > council.cases // 2)
        due, number = session.execute(middle.order_by(CaseListing.case_id).limit(1)).one()
        near = session.execute(
            select(CaseListing.next_due, CaseListing.case_id)
            .order_by(CaseListing.next_due, CaseListing.case_id)
            .offset(20 * far)
            .limit(1)
        ).one()
    searched = [(name, value) for name, value in form if name == "csrf_token"] + [("q", child), ("sort", "due")]
    filtered = f"{team}?state=awaiting-allocation&due=soon&sort=due"
    pages = {
        "My cases (professional)": server.get("/my-cases", council.professional),
        "My cases (officer)": server.get("/my-cases", officer),
        "Team cases, filtered (manager)": server.get(filtered, council.manager),
        "Team cases (officer, every case)": server.get(f"{team}?sort=due", officer),
        "Team cases, filtered (officer)": server.get(f"{team}?stage=assessment&due=soon&sort=due", officer),
        f"page {far:,} (officer)": server.get(f"{team}?sort=due&after={near[0]}_{near[1]}", officer),
        "the middle of the list (officer)": server.get(f"{team}?sort=due&after={due}_{number}", officer),
        f"search by name, “{child}” (officer)": server.post(team, officer, searched, cookie),
    }
    empty = server.get("/empty")
    rates: dict[str, list[float]] = {name: [] for name in pages}
    ratios: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, asked in pages.items():
            bare, rate = _rate(server, empty), _rate(server, asked)
            rates[name].append(rate)
            ratios[name].append(rate / bare)
    for name in pages:
        print(f"  {name:48} {median(ratios[name]):.2f} of the empty layout ({median(rates[name]):.0f} a second)")
    first, deep = (
        median(rates[name]) for name in ("Team cases (officer, every case)", "the middle of the list (officer)")
    )
    print(f"  a page deep in the list takes {first / deep:.2f} times the first")


def _rate(server: Server, asked: bytes) -> float:
    """Requests a second, by so many clients at once."""
    server.ask(asked)
    until = time.perf_counter() + SECONDS
    counts = [0] * CLIENTS

    def keep_asking(number: int) -> None:
        while time.perf_counter() < until:
            server.ask(asked)
            counts[number] += 1

    began = time.perf_counter()
    _at_once([partial(keep_asking, number) for number in range(CLIENTS)])
    return sum(counts) / (time.perf_counter() - began)


def _writing(server: Server, writers: list[tuple[int, int]]) -> None:
    took = {count: _save_fields(server, writers[:count]) for count in (1, len(writers))}
    shown = {count: (median(each), quantiles(each, n=20)[-1]) for count, each in took.items()}
    for count, (middle, worst) in shown.items():
        print(f"  a field saved and checked, {count} writing: median {middle * 1000:.0f} ms, p95 {worst * 1000:.0f} ms")
    print(f"  p95 of {len(writers)} is {shown[len(writers)][1] / shown[1][1]:.2f} times that of one")


def _save_fields(server: Server, writers: list[tuple[int, int]]) -> list[float]:
    """How long each save with its check took. One writer saves as often as all of them, so that both have as many."""
    took: list[float] = []
    every = EVERY if len(writers) > 1 else EVERY / WRITERS
    forms = {request: server.form(f"/requests/{request}/write", person) for request, person in writers}

    def write(request: int, person: int, late: float) -> None:
        form, cookie = forms[request]
        values = dict(form)
        field = next(name for name in values if name.endswith("needs"))
        time.sleep(late)
        for count in range(int(WRITING / every)):
            began = time.perf_counter()
            values[field] = f"They need help with reading, number {count}. They find sharing some difficulties hard."
            fields = list(values.items())
            saved = server.ask(server.post(f"/requests/{request}/write", person, fields, cookie, "application/json"))
            server.ask(server.post(f"/requests/{request}/check", person, [*fields, ("field", field)], cookie))
            took.append(time.perf_counter() - began)
            version = re.search(rb'"version":\s*(\d+)', saved)
            values["version"] = version.group(1).decode() if version else values["version"]
            time.sleep(max(0.0, every - (time.perf_counter() - began)))

    apart = EVERY / len(writers)
    _at_once([partial(write, request, person, apart * place) for place, (request, person) in enumerate(writers)])
    return took


def _at_once(tasks: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
