"""One way in for every file: what it is, by its own bytes, and its reader."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import PurePath

from hub.documents.document import CannotRead, Document

MOST_BYTES = 60_000_000
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE: Word before 2007, Outlook, and every password-protected file
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_REFUSED = (
    (b"{\\rtf", "This is a Rich Text file, which can't be read. Save it as Word (.docx) or PDF and send it again."),
    (b"GIF8", "This kind of picture can't be read. Send it as PDF, JPEG or PNG."),
    (b"Rar!", "This is a packed folder. Send the documents in it one by one."),
    (b"7z\xbc\xaf", "This is a packed folder. Send the documents in it one by one."),
    (b"\x1f\x8b", "This is a packed file. Send the document in it as Word or PDF."),
)
_ZIPPED = (
    ("xl/workbook.xml", "This is a spreadsheet. Send it as Word or PDF."),
    ("ppt/presentation.xml", "This is a presentation. Send it as Word or PDF."),
    ("content.xml", "This is an OpenDocument file. Save it as Word (.docx) or PDF and send it again."),
)


def read(data: bytes, name: str) -> Document:
    """The document in a file's bytes; `name` is only where its title falls back to, never what decides its type.

    Raises CannotRead, with a sentence for the sender, where the file is encrypted, corrupt, too large or of a type
    that the hub doesn't read.
    """
    if not data:
        raise CannotRead("This file is empty. Check that it opens on your computer, then send it again.")
    if len(data) > MOST_BYTES:
        raise CannotRead(f"This file is larger than {MOST_BYTES // 1_000_000} MB. Send it in smaller parts.")
    document = _reader(data)
    if document.title:
        return document
    return replace(document, title=PurePath(name).stem)


def _reader(data: bytes) -> Document:
    # each reader is loaded only when its kind of file comes: a text needs no PDF library
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if b"%PDF-" in data[:1024]:
        from hub.documents.pdf import read_pdf

        return read_pdf(data)
    if data.startswith(PICTURES):
        from hub.documents.scan import read_picture

        return read_picture(data)
    _refuse_others(data)
    from hub.documents.plain import read_plain

    return read_plain(data)


def _zipped(data: bytes) -> Document:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        raise CannotRead("This file is damaged. Open it in Word, save it again, and send the new copy.") from None
    if "[Content_Types].xml" in names and any(each.startswith("word/") for each in names):
        from hub.documents.word import read_word

        return read_word(data)
    for part, sentence in _ZIPPED:
        if part in names:
            raise CannotRead(sentence)
    raise CannotRead("This is a packed folder. Send the documents in it one by one.")


def _refuse_others(data: bytes) -> None:
    if data.startswith(_OFFICE):
        raise CannotRead(_old_office(data))
    if data[4:8] == b"ftyp":
        raise CannotRead("This is a photo or film as telephones save it. Send the photo as JPEG or PDF.")
    if data[:4] == b"RIFF" or (data[:2] == b"BM" and data[6:10] == bytes(4)):
        raise CannotRead("This kind of picture, sound or film can't be read. Send it as PDF, JPEG or PNG.")
    if data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise CannotRead("This is a web page. Print it to PDF and send that.")
    for mark, sentence in _REFUSED:
        if data.startswith(mark):
            raise CannotRead(sentence)


def _old_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "This file is protected by a password. Send it again without the password."
    if "__substg1.0_".encode("utf-16-le") in data:
        return "This is a saved Outlook message. Forward the message itself, or send it as PDF."
    return "This is an old Office file. Save it as Word (.docx) or PDF and send it again."
