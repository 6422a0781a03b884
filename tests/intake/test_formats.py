"""Every kind of file that a SEN mailbox and a post tray receive: its words are read, or a person is told why not."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from intake.item import Channel
from intake.reading import looks_like_mail, read_post
from intake.result import Result
from tests.components import program
from tests.intake.corpus import pdf, picture, word
from tests.intake.outlook_files import message, saved_message, winmail

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ASKS = "Please carry out an EHC needs assessment of my daughter Siân Marsh, born 3 September 2015. Ann Marsh"
HEADERS = (
    "Received: from a by b; Wed, 07 Jan 2026 13:54:27 +0000\r\nFrom: Ann Marsh <ann@x.example>\r\n"
    "Subject: request\r\nContent-Type: multipart/mixed; boundary=gone\r\n\r\n"
)


def read(data: bytes, name: str) -> list[Result]:
    """The result lines of a file."""
    channel = Channel.MAIL if looks_like_mail(name, data) else Channel.PAPER
    return list(read_post(data, name, channel, received=NOW, now=NOW).results)


def childs_name(results: list[Result]) -> str | None:
    """The one child's name."""
    (result,) = results
    return result.child.name.value if result.child.name else None


def with_file(name: str, data: bytes, body: str = "Please see attached.") -> bytes:
    """A mail that brings a file."""
    made = EmailMessage()
    made["Received"] = "by x; Wed, 07 Jan 2026 13:54:27 +0000"
    made["From"] = "Ann Marsh <ann@x.example>"
    made["Subject"] = "request"
    made.set_content(body)
    made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        for name, data in files.items():
            into.writestr(name, data)
    return packed.getvalue()


def portfolio() -> bytes:
    made = pypdfium2.PdfDocument(pdf("For the best experience, open this portfolio in Acrobat."))
    made.new_attachment("letter.pdf").set_data(pdf(ASKS))
    out = io.BytesIO()
    made.save(out)
    made.close()
    return out.getvalue()


def macro_free_template() -> bytes:
    """A Word template: the same as a document, but for what it calls itself."""
    plain, made = io.BytesIO(word(ASKS)), io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w") as into:
        for name in source.namelist():
            kind = source.read(name).replace(b"document.main+xml", b"template.main+xml")
            into.writestr(name, kind if name == "[Content_Types].xml" else source.read(name))
    return made.getvalue()


RICH = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 " + ASKS.replace("â", r"\'e2").encode("ascii") + rb"\par}"
PAGE = f"<!doctype html><style>p{{}}</style><p>{ASKS}</p><script>alert(1)</script>".encode()
INNER = (
    b"From: Ann Marsh <ann@x.example>\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + ASKS.encode()
)
FILES = {
    "a letter.docx": word(ASKS),
    "a template.dotx": macro_free_template(),
    "a letter.pdf": pdf(ASKS),
    "a word file called.pdf": word(ASKS),
    "a pdf called.doc": pdf(ASKS),
    "rich text.rtf": RICH,
    "rich text called.doc": RICH,
    "a web page.html": PAGE,
    "plain.txt": ASKS.encode("cp1252"),
    "wide.txt": ASKS.encode("utf-16"),
    "packed.zip": zipped({"folder/letter.docx": word(ASKS), "__MACOSX/._letter.docx": b"\0\0"}),
    "packed twice.zip": zipped({"inner.zip": zipped({"letter.pdf": pdf(ASKS)})}),
    "a mail.eml": INNER,
    "a packed mail.zip": zipped({"mail.eml": INNER}),
    "a saved mail.msg": saved_message(subject="request", body=ASKS, headers=HEADERS),
    "a portfolio.pdf": portfolio(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_childs_name_is_read_from_a_file_that_came_with_a_mail(name: str) -> None:
    assert childs_name(read(with_file(name, FILES[name]), "x.eml")) == "Siân Marsh"


@pytest.mark.parametrize("name", FILES)
def test_a_childs_name_is_read_from_a_file_that_was_scanned_or_dropped(name: str) -> None:
    assert childs_name(read(FILES[name], name)) == "Siân Marsh"


def test_a_message_that_outlook_saved_is_read_with_its_receipt_its_files_and_its_inner_message() -> None:
    inner = message(subject="earlier", body="I also wrote about his brother.", header_room=24)
    data = saved_message(
        subject="request", body="See attached.", headers=HEADERS, files={"form.docx": word(ASKS)}, inner=inner
    )
    found = read_post(data, "x.msg", Channel.MAIL, received=None, now=NOW)
    (result,) = found.results
    assert result.received == datetime(2026, 1, 7, 13, 54, 27, tzinfo=UTC)
    assert result.child.name is not None
    assert result.child.name.value == "Siân Marsh"
    assert found.item is not None
    assert dict(found.item.texts)["inner"] == "I also wrote about his brother."


def test_a_message_packed_as_winmail_dat_is_read_as_if_it_were_not() -> None:
    data = with_file("winmail.dat", winmail(body="See attached.", files={"form.docx": word(ASKS)}), body="")
    found = read_post(data, "x.eml", Channel.MAIL, received=None, now=NOW)
    assert childs_name(list(found.results)) == "Siân Marsh"
    assert found.item is not None
    assert dict(found.item.texts)["body"] == "See attached."
    assert [one.name for one in found.item.attachments] == ["form.docx"]


def test_a_damaged_winmail_dat_waits_for_a_person() -> None:
    packed = winmail(body="Hello", files={"a.txt": b"x"})
    (result,) = read(with_file("winmail.dat", packed[:6] + b"\xff" * 200, body=ASKS), "x.eml")
    assert "“winmail.dat” could not be unpacked" in " ".join(result.why)


def test_an_invitation_without_a_word_is_read_by_its_calendar() -> None:
    made = EmailMessage()
    made["From"] = "Ann <a@x.example>"
    made.set_content(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Annual review\\, Siân\r\n  Marsh\r\n"
        "DTSTART;TZID=x:20260304T093000\r\n"
        "LOCATION:Room 4\r\nDESCRIPTION:First line\\nSecond\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        subtype="calendar",
    )
    found = read_post(made.as_bytes(), "x.eml", Channel.MAIL, received=NOW, now=NOW)
    assert found.item is not None
    assert dict(found.item.texts)["body"].split("\n") == [
        "Annual review, Siân Marsh", "When: 04/03/2026 09:30", "Where: Room 4", "First line", "Second",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ('multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"', "encrypted (PGP)"),
        ('application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', "encrypted (S/MIME)"),
        ('application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"', "signed in a way that hides its words"),
    ],
)
def test_encrypted_mail_waits_for_a_person_with_the_reason(kind: str, why: str) -> None:
    data = f"From: a@x.example\r\nSubject: x\r\nContent-Type: {kind}\r\n\r\n--b\r\n\r\nVersion: 1\r\n--b--".encode()
    (result,) = read(data, "x.eml")
    assert why in " ".join(result.why)


def test_signed_mail_is_read_and_its_signature_is_no_document() -> None:
    made = EmailMessage()
    made["From"] = "Ann Marsh <ann@x.example>"
    made.set_content(ASKS)
    made.add_attachment(b"0\x82", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    (result,) = read(made.as_bytes(), "x.eml")
    assert not any("smime" in why for why in result.why)


def test_two_files_of_one_name_are_two_sources() -> None:
    made = EmailMessage()
    made["From"] = "Ann <a@x.example>"
    made.set_content("Two letters.")
    for words in ("The first letter.", "The second letter."):
        made.add_attachment(words.encode(), maintype="text", subtype="plain", filename="scan.txt")
    found = read_post(made.as_bytes(), "x.eml", Channel.MAIL, received=NOW, now=NOW)
    assert found.item is not None
    texts = dict(found.item.texts)
    assert (texts["scan.txt"], texts["scan.txt (2)"]) == ("The first letter.", "The second letter.")


def test_a_packed_folder_of_several_letters_is_looked_at_by_a_person() -> None:
    (result,) = read(zipped({"1.docx": word(ASKS), "2.txt": b"Another letter"}), "post.zip")
    assert "check that they belong together" in " ".join(result.why)


@pytest.mark.parametrize("angle", [-7, 4, 90, 180, 270])
def test_a_page_that_lies_askew_or_upside_down_is_read(angle: int) -> None:
    page = Image.open(io.BytesIO(picture(ASKS.replace(". ", ".\n").replace("of my", "of\nmy").replace("â", "a"))))
    turned = io.BytesIO()
    page.rotate(angle, expand=True, fillcolor=255).save(turned, "PNG")
    assert childs_name(read(turned.getvalue(), "scan.png")) == "Sian Marsh"


@pytest.mark.parametrize("kind", ["TIFF", "WEBP", "GIF", "BMP"])
def test_pictures_of_every_kind_are_read(kind: str) -> None:
    page = Image.open(io.BytesIO(picture("Dear SEN team,\nMy son is Tom Marsh, born 3 September 2015.")))
    made = io.BytesIO()
    page.save(made, kind, lossless=True)
    assert childs_name(read(made.getvalue(), "photo")) == "Tom Marsh"


def test_every_page_of_a_fax_is_read() -> None:
    pages = [Image.open(io.BytesIO(picture(text))).convert("1") for text in ("Dear SEN team,", ASKS.replace("â", "a"))]
    made = io.BytesIO()
    pages[0].save(made, "TIFF", compression="group4", save_all=True, append_images=pages[1:])
    found = read_post(made.getvalue(), "fax.tif", Channel.PAPER, received=NOW, now=NOW)
    assert found.item is not None
    assert [one.page for one in found.item.spoken()] == [1, 2]


def test_a_damaged_telephone_photo_waits_for_a_person() -> None:
    (result,) = read(b"\0\0\0\x18ftypheic" + bytes(500), "IMG_1.HEIC")
    assert "picture is damaged" in " ".join(result.why)


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["doc", "odt"])
def test_an_old_word_file_is_read_through_libreoffice(ending: str, tmp_path: Path) -> None:
    assert childs_name(read(made_by_libreoffice(word(ASKS), ending, tmp_path), f"letter.{ending}")) == "Siân Marsh"


@pytest.mark.libreoffice
def test_an_old_word_file_waits_with_the_reason_where_libreoffice_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = made_by_libreoffice(word(ASKS), "doc", tmp_path)
    monkeypatch.setattr("shutil.which", lambda _: None)
    (result,) = read(data, "letter.doc")
    assert "LibreOffice isn't installed here" in " ".join(result.why)


def made_by_libreoffice(data: bytes, ending: str, folder: Path) -> bytes:
    """A Word file saved by LibreOffice in another of its formats."""
    soffice = program("soffice", "libreoffice-writer-nogui")
    source = folder / "letter.docx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'lo').as_uri()}"
    command = [soffice, "--headless", profile, "--convert-to", ending, str(source), "--outdir", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return source.with_suffix(f".{ending}").read_bytes()
