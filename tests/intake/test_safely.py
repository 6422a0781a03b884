"""Files made to break readers: each ends by itself or is ended, with a reason, and the next item is read as ever."""

from __future__ import annotations

import io
import os
import pickle
import re
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from PIL import Image

from intake.apart import Ended, _Plain, read_apart
from intake.item import Channel
from intake.reading import Read
from intake.recognise import Kind
from intake.safely import read_safely, side_by_side
from tests.clamd import VIRUS, clamd_server
from tests.intake.corpus import load, mail, picture

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HEAD = b"Received: by x; Wed, 07 Jan 2026 13:54:27 +0000\r\nFrom: A <a@x.example>\r\nTo: sen@y.example\r\n"
LETTER = (
    "Subject: request\nFrom: Ann Marsh <ann@x.example>\n\nPlease carry out an EHC needs assessment of my son "
    "Tom Marsh, born 3 September 2015.\n\nAnn Marsh"
)


def read(data: bytes, name: str) -> Read:
    """The bytes read as that file, within the time that one item may take."""
    channel = Channel.MAIL if name.endswith(".eml") else Channel.PAPER
    began = time.monotonic()
    found = read_safely(data, name, channel, received=NOW if channel is Channel.PAPER else None, now=NOW)
    assert time.monotonic() - began < 20
    return found


def pdf_with_a_picture_of(width: int, height: int) -> bytes:
    """A small PDF whose page is one picture, black, of that size."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(width)) for _ in range(height)) + packer.flush()
    place = b"q 595 0 0 842 0 0 cm /I Do Q"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(place), place),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
        b"/Length %d>>stream\n%s\nendstream" % (width, height, len(data), data),
    ]
    made, places = b"%PDF-1.5\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    return made + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(made)


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        for name, data in files.items():
            into.writestr(name, data)
    return packed.getvalue()


def word_of_60_megabytes() -> bytes:
    plain, packed = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_paragraph("MARK")
    document.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        for name in source.namelist():
            into.writestr(name, source.read(name).replace(b"MARK", b"a " * 30_000_000))
    return packed.getvalue()


def folders_in_folders(depth: int) -> bytes:
    data = zipped({"x.txt": b"hello"})
    for number in range(depth):
        data = zipped({f"{number}.zip": data})
    return data


def flood() -> bytes:
    made = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("dark.pdf", lambda: pdf_with_a_picture_of(30_000, 40_000), "dark.pdf"),
        ("bomb.zip", lambda: zipped({"a.txt": bytes(245_000_000)}), "unpacks to more than one item may hold"),
        ("deep.zip", lambda: folders_in_folders(30), "packed folders within packed folders"),
        ("many.zip", lambda: zipped({f"{n}.txt": b"Dear SEN" for n in range(2_000)}), "more than 150 files"),
        ("long.docx", word_of_60_megabytes, "more text than a letter or report can have"),
        ("flood.png", flood, "too large to read"),
        ("locked.zip", lambda: locked_zip(), "protected by a password"),
        ("junk.msg", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le") * 99, "damaged"),
        ("brackets.eml", lambda: HEAD.replace(b"A <", b"(" * 100_000) + b"\r\n", "open the original"),
        ("deep.eml", lambda: HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2_000, "nested too deeply"),
    ],
)
def test_what_breaks_readers_waits_for_a_person_with_its_reason(name: str, make, reason: str) -> None:  # type: ignore[no-untyped-def]
    (result,) = read(make(), name).results
    assert result.needs_review
    assert reason in " ".join(result.why), result.why


def locked_zip() -> bytes:
    """A zip that says of its file that it is encrypted."""
    data = bytearray(zipped({"a.txt": b"hello"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize("body", [b"> On Mon wrote:\n" * 200_000, b"From: x\nSent: y\n" * 100_000, b"=\r\n" * 900_000])
def test_endless_mails_are_read_in_time(body: bytes) -> None:
    read(HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body, "x.eml")


def test_headers_without_end_do_not_keep_the_words_from_being_read() -> None:
    head = b"Received: from a by b with c; Wed, 07 Jan 2026 13:54:27 +0000\r\n" * 5_000
    head += b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\r\nTo: " + b"a@b.example, " * 50_000 + b"\r\n"
    (result,) = read(head + mail(LETTER), "x.eml").results
    assert result.child.name is not None
    assert result.child.name.value == "Tom Marsh"


def test_a_reader_that_takes_too_long_is_ended_and_the_next_item_is_read() -> None:
    page = picture("Noise takes time to read.")
    with pytest.raises(Ended, match="longer than 0 seconds"):
        read_apart(page, "x.png", Channel.PAPER, received=NOW, now=NOW, seconds=0.05, shut="")
    (result,) = read(mail(LETTER), "x.eml").results
    assert result.kind is Kind.ASSESSMENT_REQUEST


def test_a_page_that_does_not_fit_in_the_time_is_left_out_and_said() -> None:
    page = Image.open(io.BytesIO(picture("Dear SEN team, please assess Tom Marsh.\n" * 30))).convert("1")
    scan = io.BytesIO()
    page.save(scan, "TIFF", compression="group4", save_all=True, append_images=[page] * 50)
    read_apart(picture("warm"), "w.png", Channel.PAPER, received=NOW, now=NOW, seconds=20, shut="")
    found = read_apart(scan.getvalue(), "x.tif", Channel.PAPER, received=NOW, now=NOW, seconds=8, shut="")
    why = " ".join(found.results[0].why)
    assert re.search(r"only its first \d+ pages could be read in time", why) or "took too long" in why, why


def test_a_mails_words_are_read_though_its_file_ends_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.safely.SECONDS", 1.0)
    message = EmailMessage()
    message["From"] = "Ann Marsh <ann@x.example>"
    message["Received"] = "by x; Wed, 07 Jan 2026 13:54:27 +0000"
    message.set_content(LETTER.partition("\n\n")[2])
    slow = b"{\\rtf1{\\fonttbl" + b"\\f1 " * 300_000 + b"}x}"
    message.add_attachment(slow, maintype="application", subtype="rtf", filename="slow.rtf")
    (result,) = read(message.as_bytes(), "x.eml").results
    assert result.child.name is not None
    assert result.child.name.value == "Tom Marsh"
    assert "“slow.rtf” was not opened: reading what came with this message was stopped" in " ".join(result.why)
    assert result.received == datetime(2026, 1, 7, 13, 54, 27, tzinfo=UTC)


def test_an_item_that_nobody_could_open_keeps_its_receipt() -> None:
    (result,) = read(HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2_000, "deep.eml").results
    assert result.received == datetime(2026, 1, 7, 13, 54, 27, tzinfo=UTC)


def test_what_a_child_hands_back_can_name_no_code() -> None:
    for harmful in (os.system, subprocess.Popen, getattr, eval):
        with pytest.raises(pickle.UnpicklingError):
            _Plain(io.BytesIO(pickle.dumps(harmful))).load()


def test_items_read_side_by_side_come_back_in_order() -> None:
    items = [item for item in load("tuning") if item.channel is Channel.MAIL][:12]
    found = side_by_side(lambda one: read(one.data, one.file), items)
    assert [one.results[0].file for one in found] == [item.file for item in items]


def test_a_reader_ends_when_its_parent_was_killed() -> None:
    parent = (
        "import time; from datetime import UTC, datetime\n"
        "from intake.apart import read_apart; from intake.item import Channel\n"
        "read_apart(b'x', 'x', Channel.PAPER, received=None, now=datetime.now(UTC), seconds=9, shut='')\n"
        "import intake.apart; print(intake.apart._idle[0]._child.pid, flush=True); time.sleep(60)\n"
    )
    running = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    with running.stdout:
        child = int(running.stdout.readline())
    running.send_signal(signal.SIGKILL)
    running.wait()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    raise AssertionError("the reader outlived its parent")


def test_a_large_process_keeps_its_reader_from_one_item_to_the_next() -> None:
    """Starting one takes a second; what the parent holds is not what the child held."""
    parent = (
        "from datetime import UTC, datetime\n"
        "import intake.apart as apart; from intake.item import Channel\n"
        "held = b'x' * 600_000_000\n"
        "def child():\n"
        "    apart.read_apart(b'x', 'x', Channel.PAPER, received=None, now=datetime.now(UTC), seconds=9, shut='')\n"
        "    return apart._idle[0]._child.pid if apart._idle else None\n"
        "print(child(), child())\n"
    )
    first, second = subprocess.run(
        [sys.executable, "-c", parent], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert first == second != "None"


@pytest.mark.clamd
def test_a_mail_with_a_virus_in_its_zip_is_not_opened_and_a_clean_one_is() -> None:
    message = EmailMessage()
    message["Received"] = "by x; Wed, 07 Jan 2026 13:54:27 +0000"
    message.set_content("Please see attached.")
    message.add_attachment(
        zipped({"letter.txt": VIRUS.encode()}), maintype="application", subtype="zip", filename="letter.zip"
    )
    with clamd_server() as clamd:
        bad = read_safely(message.as_bytes(), "x.eml", Channel.MAIL, received=None, now=NOW, clamd=clamd)
        good = read_safely(mail(LETTER), "y.eml", Channel.MAIL, received=None, now=NOW, clamd=clamd)
    assert bad.item is None
    assert "It was not opened: the virus scanner found something in it" in bad.results[0].why[0]
    assert bad.results[0].received == datetime(2026, 1, 7, 13, 54, 27, tzinfo=UTC)
    assert good.results[0].kind is Kind.ASSESSMENT_REQUEST


def test_nothing_is_opened_while_the_scanner_is_away() -> None:
    found = read_safely(mail(LETTER), "x.eml", Channel.MAIL, received=None, now=NOW, clamd="127.0.0.1:1")
    assert found.item is None
    assert "the virus scanner could not be reached" in found.results[0].why[0]
