"""What goes wrong around the hub is one clear sentence that says what to do; and nothing is lost by it."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.database import Database
from hub.files import FileStore, sha256_of
from hub.models import Case, PostItem, PostState
from tests.components import free_port
from tests.dovecot import Dovecot
from tests.faults.small_disk import fill, small_disk
from tests.intake.letters import child, request
from tests.journeys.processes import EHC, PROJECT, ehc, environment, processes, wait_until

POST = PROJECT / "demo" / "post"


def one_sentence(ended: subprocess.CompletedProcess[str], *words: str, code: int = 2) -> None:
    """The command ended with that code, and said one thing, with these words in it."""
    assert ended.returncode == code, ended.stderr
    said = [line for line in ended.stderr.splitlines() if line.strip()]
    assert len(said) == 1, ended.stderr
    assert said[0].startswith("Error: ")
    assert [each for each in words if each not in said[0]] == []
    assert "secret" not in ended.stderr + ended.stdout


def letters_in(folder: Path, *numbers: int) -> Path:
    """A folder of requests by e-mail."""
    folder.mkdir()
    for number in numbers:
        (folder / f"{number}.eml").write_bytes(request(number))
    return folder


def filed(database: Path) -> list[tuple[PostState, str]]:
    """The state and hash of every item in a database."""
    with opened(database) as hub, hub.reading() as session:
        return [(item.state, item.sha256) for item in session.scalars(select(PostItem).order_by(PostItem.id))]


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """A SQLite file, closed afterwards."""
    database = Database(f"sqlite:///{path}")
    try:
        yield database
    finally:
        database.engine.dispose()


def test_a_database_of_an_unknown_kind(tmp_path: Path) -> None:
    ended = ehc("settings", cwd=tmp_path, database_url="mysql://hub:secret@db/hub")
    one_sentence(ended, "EHC_DATABASE_URL", "sqlite:///", "postgresql://")


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    ended = ehc("work", "--once", cwd=tmp_path, imap_url="pop3://hub:secret@mail/", demo="perhaps")
    one_sentence(ended, "EHC_IMAP_URL", "imaps://", "EHC_DEMO")


def test_a_database_server_that_is_not_there(tmp_path: Path) -> None:
    ended = ehc("serve", cwd=tmp_path, database_url=f"postgresql://hub:secret@127.0.0.1:{free_port()}/hub")
    one_sentence(ended, "cannot be opened", "EHC_DATABASE_URL", "running")


def test_a_database_file_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Ring the school about Thursday.\n" * 50)
    ended = ehc("work", "--once", cwd=tmp_path, database_url=f"sqlite:///{tmp_path / 'notes.txt'}")
    one_sentence(ended, "cannot be opened", "EHC_DATABASE_URL")
    assert (tmp_path / "notes.txt").read_text().startswith("Ring the school")


def test_a_data_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    one_sentence(ehc("schedule", "--once", cwd=tmp_path, data_dir=str(tmp_path / "var")), "EHC_DATA_DIR")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (b'name = "Saltfleet', ("council.toml", "TOML")),
        (b'nmae = "Saltfleet"', ("council.toml", "nmae")),
        ('name = "Ynys Môn"'.encode("cp1252"), ("council.toml", "UTF-8")),
    ],
    ids=["broken", "misspelled", "not UTF-8"],
)
def test_a_council_folder_that_can_not_be_read(tmp_path: Path, written: bytes, words: tuple[str, ...]) -> None:
    council = tmp_path / "council"
    council.mkdir()
    (council / "council.toml").write_bytes(written)
    one_sentence(ehc("schedule", "--once", cwd=tmp_path, data_dir=str(tmp_path), council=str(council)), *words)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use(tmp_path: Path, command: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        ended = ehc(command, "--port", str(port), cwd=tmp_path, data_dir=str(tmp_path))
        one_sentence(ended, f"Port {port} is in use", f"ehc {command} --port")


def test_nothing_to_read(tmp_path: Path) -> None:
    ended = ehc("intake", "run", "--once", cwd=tmp_path, data_dir=str(tmp_path))
    one_sentence(ended, "EHC_IMAP_URL", "EHC_WATCHED_FOLDER")


def test_a_mailbox_that_can_not_be_reached(tmp_path: Path) -> None:
    url = f"imap://hub:secret@127.0.0.1:{free_port()}/INBOX"
    ended = ehc("intake", "run", "--once", cwd=tmp_path, data_dir=str(tmp_path), imap_url=url)
    one_sentence(ended, "can't be reached", "EHC_IMAP_URL", "safe on the server")


@pytest.mark.dovecot
def test_a_wrong_mailbox_password_leaves_the_post_where_it_is(tmp_path: Path, dovecot: Dovecot) -> None:
    dovecot.deliver(request(1))
    wrong = dovecot.url("?done=Done").replace(":secret@", ":not-secret@")
    settings = {"data_dir": str(tmp_path)}
    ended = ehc("intake", "run", "--once", cwd=tmp_path, imap_url=wrong, **settings)
    one_sentence(ended, "refuses the user or password", "EHC_IMAP_URL")
    assert dovecot.count("INBOX") == 1
    right = ehc("intake", "run", "--once", cwd=tmp_path, imap_url=dovecot.url("?done=Done"), **settings)
    assert (right.returncode, right.stderr) == (0, "")
    assert [state for state, _ in filed(tmp_path / "hub.db")] == [PostState.RECEIVED]


def test_a_corrupt_attachment_waits_for_a_person_and_holds_nothing_up(tmp_path: Path) -> None:
    folder = letters_in(tmp_path / "post", 1)
    for name in ("13-attachment-that-will-not-open.eml", "20-letter-from-a-pre-school.docx"):
        shutil.copy(POST / name, folder)
    broken = folder / "20-letter-from-a-pre-school.docx"
    broken.write_bytes(broken.read_bytes()[:3000])
    results = tmp_path / "results.jsonl"
    ended = ehc("intake", "folder", str(folder), "--results", str(results), cwd=tmp_path, data_dir=str(tmp_path))
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), ended.stderr
    lines = {line["file"]: line for line in map(json.loads, results.read_text().splitlines())}
    assert lines["1.eml"]["child"]["name"] == child(1)[0]
    for name in ("13-attachment-that-will-not-open.eml", broken.name):
        assert lines[name]["needs_review"]
        assert "".join(lines[name]["why"])
    assert sorted(sha for _, sha in filed(tmp_path / "hub.db")) == sorted(
        sha256_of(each.read_bytes()) for each in folder.iterdir()
    )


def without_ocr_data(tmp_path: Path) -> dict[str, str]:
    """An environment in which the hub's own OCR data is missing, as after a broken installation."""
    site = tmp_path / "site"
    shutil.copytree(PROJECT / "hub", site / "hub", ignore=shutil.ignore_patterns("tessdata", "__pycache__"))
    found = environment(data_dir=str(tmp_path / "data"))
    empty = str(tmp_path / "home")
    return found | {
        "PYTHONPATH": f"{site}{os.pathsep}{found['PYTHONPATH']}",
        **dict.fromkeys(("HOME", "XDG_CACHE_HOME", "TMPDIR"), empty),
    }


def test_missing_ocr_data_leaves_scans_to_a_person_and_reads_the_rest(tmp_path: Path) -> None:
    folder = letters_in(tmp_path / "post", 1)
    shutil.copy(POST / "18-typed-letter.png", folder)
    (tmp_path / "home").mkdir()
    results = tmp_path / "results.jsonl"
    ended = subprocess.run(
        [*EHC, "intake", "folder", str(folder), "--results", str(results)],
        env=without_ocr_data(tmp_path),
        cwd=tmp_path / "site",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), ended.stderr
    lines = {line["file"]: line for line in map(json.loads, results.read_text().splitlines())}
    assert lines["1.eml"]["child"]["name"] == child(1)[0]
    assert lines["18-typed-letter.png"]["needs_review"]
    assert "a person needs to read this" in " ".join(lines["18-typed-letter.png"]["why"])


def on_a_disk_with_room_for(size: int, *arguments: str) -> list[str]:
    """The command line of `ehc` where no file can become larger than that."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    return [EHC[0], EHC[1], f"{limit}; {EHC[2]}", *arguments]


def with_picture(letter: bytes) -> bytes:
    """The letter with a photograph of a megabyte, such as telephones add."""
    head, _, body = letter.partition(b"\r\n\r\n")
    picture = base64.encodebytes(b"\xff\xd8\xff" + bytes(1_000_000)).replace(b"\n", b"\r\n")
    parts = (
        b"Content-Type: text/plain\r\n\r\n" + body,
        b'Content-Type: image/jpeg; name="IMG_1.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + picture,
    )
    mixed = b'\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head + mixed + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


def test_a_file_that_the_disk_has_no_room_for_is_one_sentence_and_comes_in_later(tmp_path: Path) -> None:
    folder = letters_in(tmp_path / "post", 1)
    (folder / "2.eml").write_bytes(with_picture(request(2)))
    settings = {"data_dir": str(tmp_path / "data")}
    assert ehc("db", "upgrade", cwd=tmp_path, **settings).returncode == 0
    command = ("intake", "folder", str(folder), "--results", str(tmp_path / "results.jsonl"))
    ended = subprocess.run(
        on_a_disk_with_room_for(1_200_000, *command),
        env=environment(**settings),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    one_sentence(ended, "nothing was taken in", "Free some space", "tried again")
    assert [state for state, _ in filed(tmp_path / "data" / "hub.db")] == [PostState.FILED]
    assert ehc(*command, cwd=tmp_path, **settings).returncode == 0
    assert sorted(sha for _, sha in filed(tmp_path / "data" / "hub.db")) == sorted(
        sha256_of(each.read_bytes()) for each in folder.iterdir()
    )


@pytest.mark.dovecot
@pytest.mark.timeout(120)
def test_on_a_full_disk_post_stays_on_the_server_until_there_is_room(tmp_path: Path, dovecot: Dovecot) -> None:
    with small_disk(tmp_path / "disk", "3m"):
        data_dir, ballast = tmp_path / "disk" / "data", tmp_path / "disk" / "ballast"
        settings = {"data_dir": str(data_dir), "imap_url": dovecot.url("?done=Done")}
        with processes(tmp_path, **settings) as parts:
            parts.start("intake", "run")
            wait_until((data_dir / "hub.db").exists, what="intake did not start")
            parts.start("work")
            dovecot.deliver(request(0))
            wait_until(lambda: dovecot.count("Done") == 1, what="nothing came in while there was room")
            fill(ballast)
            for number in (1, 2):
                dovecot.deliver(request(number))
            wait_until(lambda: "Free some space" in parts.log("intake").read_text(), what="intake said nothing")
            assert (dovecot.count("INBOX"), dovecot.count("Done")) == (2, 1)
            assert [process.poll() for process in parts.running.values()] == [None, None]
            ballast.unlink()
            wait_until(lambda: dovecot.count("Done") == 3, seconds=70, what="the post did not come in afterwards")
            assert "Traceback" not in parts.said()
        with opened(data_dir / "hub.db") as hub, hub.reading() as session:
            cases = session.scalars(select(Case)).all()
            assert sorted(each.child_name for each in cases) == sorted(child(number)[0] for number in range(3))
            stored = [FileStore(data_dir).load(each.sha256) for each in session.scalars(select(PostItem))]
        assert sorted(stored) == sorted(request(number) for number in range(3))
