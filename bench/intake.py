"""How fast post is read and filed, as ratios in one run: `python -m bench.intake [MESSAGES]` (10,000 take a while).

The peers are the bare libraries on the same bytes: mail-parser, pypdfium2's text, Tesseract. They only decode; we also
say what it is, about whom, and where each value stands. Rounds are interleaved and medians printed: of processor time,
which a busy machine changes little, where all is done in this process. The mailbox is a real Dovecot, the hub real
processes on SQLite.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import mailparser
import pypdfium2
import tesserocr
from PIL import Image, ImageSequence
from sqlalchemy import func, select

from bench._letters import letters
from hub import models
from hub.database import Database
from hub.documents.scan import _data_folder
from hub.models import PostItem, PostState
from hub.opening import Hub, open_hub
from intake.folder import Listed, take_in_file
from intake.item import Channel
from intake.reading import read_post
from intake.safely import read_safely
from tests.components import owned_by_ordinary_user
from tests.dovecot import Dovecot, dovecot_server
from tests.intake.corpus import load, pdf, picture
from tests.journeys.processes import EHC, Processes, environment, processes, wait_until

ROOT = Path(__file__).parents[1]
POST = ROOT / "demo" / "post"
ROUNDS = 5
NOW = datetime.now(UTC)


def main(messages: int) -> None:
    """Print every figure of the issue, with what is to be reached."""
    _mails()
    _pdfs()
    _scans()
    _both_cores()
    _first_within(deliveries=10)
    _memory(messages)


def _mails() -> None:
    written = [one.data for group in ("tuning", "kept") for one in load(group) if one.channel == "mail"]
    mails = [data for data in [*written, *letters(100)] if b"attachment" not in data and b"message/rfc822" not in data]

    def bare() -> None:
        for data in mails:
            mailparser.parse_from_bytes(data)

    ours, peer = _interleaved(
        lambda: [read_post(data, "x.eml", Channel.MAIL, received=NOW, now=NOW) for data in mails], bare
    )
    apart, beside = _interleaved(
        lambda: [read_safely(data, "x.eml", Channel.MAIL, received=NOW, now=NOW) for data in mails],
        bare,
        clock=time.perf_counter,  # the child's time too
    )
    print(f"e-mails without attachments ({len(mails)}, {sum(map(len, mails)) / len(mails):.0f} bytes each):")
    print(f"  mail-parser {len(mails) / peer:.0f}/s, read and understood {len(mails) / ours:.0f}/s: {peer / ours:.2f}")
    print(f"  of its pace (to reach: 0.5); in the process that can be ended {beside / apart:.2f}")


def _pdfs() -> None:
    said = [str(data.partition(b"\r\n\r\n")[2], "utf-8") for data in letters(20)]
    files = [(POST / "21-request-form.pdf").read_bytes(), *(pdf("\n".join(said[n : n + 4])) for n in range(0, 20, 4))]
    ours, peer = _interleaved(
        lambda: [read_post(data, "x.pdf", Channel.PAPER, received=NOW, now=NOW) for data in files],
        lambda: [_bare_pdf(data) for data in files],
    )
    print(f"text PDF ({len(files)} files): {ours / peer:.1f} x pypdfium2's own time (to reach: 3)")


def _bare_pdf(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def _scanned() -> list[bytes]:
    """Scans at 150 dots an inch and more: two of the demo's, and letters as pictures."""
    said = [str(data.partition(b"\r\n\r\n")[2], "utf-8") for data in letters(4)]
    return [(POST / "18-typed-letter.png").read_bytes(), *(picture(text) for text in said)]


def _scans() -> None:
    files = _scanned()
    with tesserocr.PyTessBaseAPI(path=str(_data_folder()), lang="eng", psm=tesserocr.PSM.AUTO) as reader:
        ours, peer = _interleaved(
            lambda: [read_post(data, "x.png", Channel.PAPER, received=NOW, now=NOW) for data in files],
            lambda: [_bare_tesseract(reader, data) for data in files],
        )
    print(f"scans ({len(files)} pages, {peer / len(files):.2f} s each): {ours / peer:.2f} x Tesseract's own time")
    print("  (to reach: 1.15)")


def _bare_tesseract(reader: tesserocr.PyTessBaseAPI, data: bytes) -> list[str]:
    words = []
    for frame in ImageSequence.Iterator(Image.open(io.BytesIO(data))):
        reader.SetImage(frame.convert("L"))
        words.append(reader.GetUTF8Text())
    return words


def _both_cores() -> None:
    """As many scans, by one worker and by two: wall-clock time from the start of the processes."""
    took = {workers: median(_worked_off(workers) for _ in range(2)) for workers in (1, 2)}
    print(f"two workers on scans: {took[1] / took[2]:.2f} x one (both cores busy: near 2)")


def _worked_off(workers: int) -> float:
    with tempfile.TemporaryDirectory() as folder, _hub(Path(folder)) as hub:
        for number, data in enumerate(_scanned() * 3):
            name = f"{number}.png"
            (Path(folder) / name).write_bytes(data + bytes(number))  # each a file of its own
            take_in_file(hub, Path(folder), Listed(name, models.Channel.PAPER, NOW), now=NOW)
        began = time.perf_counter()
        command = [*EHC, "work", "--once"]
        running = [
            subprocess.Popen(command, env=environment(data_dir=folder), cwd=folder, stderr=subprocess.DEVNULL)
            for _ in range(workers)
        ]
        for each in running:
            each.wait()
        assert _filed(hub.database) == number + 1
        return time.perf_counter() - began


def _first_within(deliveries: int) -> None:
    """From the delivery of a message into the idle mailbox to its being filed."""
    took = []
    with _running() as (hub, dovecot, _):
        time.sleep(8)  # both have started
        for number, letter in enumerate(letters(deliveries)):
            time.sleep(2.5)  # it idles now
            began = time.perf_counter()
            dovecot.deliver(letter)
            wait_until(lambda wanted=number + 1: _filed(hub.database) == wanted, seconds=60)
            took.append(time.perf_counter() - began)
    first, *later = took
    print(f"into the idle mailbox: the first message is filed within {first:.2f} s, the next {deliveries - 1} within")
    print(f"  {max(later):.2f} s, median {median(later):.2f} s (to reach: 2)")


def _memory(messages: int) -> None:
    """Resident memory of intake and of the worker with its reader, after a tenth of the messages and after all."""
    with _running(messages) as (hub, _, parts):
        began = time.perf_counter()
        early: dict[str, float] = {}
        while (done := _filed(hub.database)) < messages or not early:
            if done >= messages // 10 and not early:
                early = {name: _resident(process.pid) for name, process in parts.running.items()}
                print(f"{done} messages filed, {done / (time.perf_counter() - began):.0f}/s", flush=True)
            time.sleep(0.2)
        print(f"{messages} messages filed, {messages / (time.perf_counter() - began):.0f}/s")
        for name, process in parts.running.items():
            late = _resident(process.pid)
            print(f"memory of {name}: {late:.0f} MB, {late / early[name]:.2f} of that after a tenth (to reach: 1.1)")


def _resident(pid: int) -> float:
    """Megabytes of a process and of those that it started."""
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        return own / 1024 + sum(_resident(int(child)) for child in children)
    return 0.0


@contextmanager
def _hub(folder: Path) -> Iterator[Hub]:
    hub = open_hub(_env_file=None, data_dir=folder)
    try:
        yield hub
    finally:
        hub.database.engine.dispose()


@contextmanager
def _running(messages: int = 0) -> Iterator[tuple[Hub, Dovecot, Processes]]:
    """A mailbox with so many messages, and a hub that reads it."""
    with tempfile.TemporaryDirectory() as name, dovecot_server() as dovecot, _hub(Path(name) / "data") as hub:
        _fill(dovecot, messages)
        settings = {"data_dir": str(Path(name) / "data"), "imap_url": dovecot.url()}
        with processes(Path(name), **settings) as parts:
            parts.start("intake", "run")
            parts.start("work")
            yield hub, dovecot, parts


def _fill(dovecot: Dovecot, messages: int) -> None:
    """Put the messages where the server finds them, without a conversation for each."""
    new = dovecot.folder / "mail" / "hub" / "new"
    for folder in (new, new.parent / "cur", new.parent / "tmp"):
        folder.mkdir(parents=True, exist_ok=True)
    for number, letter in enumerate(letters(messages)):
        path = new / f"{int(NOW.timestamp())}.M{number:06d}.bench"
        path.write_bytes(letter)
        owned_by_ordinary_user(path)
    for folder in (new.parent, new, new.parent / "cur", new.parent / "tmp"):
        owned_by_ordinary_user(folder)


def _filed(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(PostItem.state != PostState.RECEIVED)) or 0


def _interleaved(*works: Callable[[], object], clock: Callable[[], float] = time.process_time) -> list[float]:
    """The median time of each by the clock."""
    for work in works:
        work()  # what is loaded once is not measured
    rounds = [[_seconds(work, clock) for work in works] for _ in range(ROUNDS)]
    return [median(each) for each in zip(*rounds, strict=True)]


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    began = clock()
    work()
    return clock() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
