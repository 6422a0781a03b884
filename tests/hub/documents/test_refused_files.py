from __future__ import annotations

import io
import random
import struct
import time
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from hub.documents.clean import clean
from hub.documents.document import CannotRead
from hub.documents.hidden import hidden_in
from hub.documents.read import read
from tests.hub.documents.paper import W, pdf_by_hand, pdf_of, saved, stream, with_parts, word_of

_WORD = word_of("<w:p><w:r><w:t>A letter.</w:t></w:r></w:p>")
_PAGES = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")


def _document(body: bytes) -> bytes:
    return with_parts(_WORD, {"word/document.xml": body})


def _zip(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return packed.getvalue()


def _png(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and has next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def _page(size: bytes, content: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << >> >>" % size
    return pdf_by_hand(*_PAGES, page, stream(content))


_HOSTILE = {
    "an empty file": b"",
    "a Word file that unpacks to 300 MB": with_parts(_WORD, {"word/media/a.bin": bytes(300_000_000)}),
    "a Word file with one enormous text": _document(b"<w:document xmlns:w='%s'>%s" % (W.encode(), b" " * 41_000_000)),
    "a Word file of 5,000 parts": with_parts(_WORD, {f"word/{n}.xml": b"" for n in range(5_000)}),
    "a Word file that asks for /etc/passwd": _document(
        b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><w:document xmlns:w='%s'><w:body><w:p><w:r><w:t>&e;"
        b"</w:t></w:r></w:p></w:body></w:document>" % W.encode()
    ),
    "the same in UTF-16": _document(
        f"<?xml version='1.0' encoding='utf-16'?><!DOCTYPE x><w:document xmlns:w='{W}'/>".encode("utf-16")
    ),
    "a Word file nested 5,000 deep": _document(
        b"<w:document xmlns:w='%s'><w:body>%s%s</w:body></w:document>"
        % (W.encode(), b"<w:tbl><w:tr><w:tc>" * 80, b"</w:tc></w:tr></w:tbl>" * 80)
    ),
    "a Word file cut in half": _WORD[: len(_WORD) // 2],
    "a Word file whose text is no XML": _document(b"\x00\x01 not XML"),
    "a Word file with a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(900)
    + "EncryptedPackage".encode("utf-16-le"),
    "a Word file of 1999": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900) + "WordDocument".encode("utf-16-le"),
    "an Outlook message": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_0037001F".encode("utf-16-le"),
    "a spreadsheet": _zip("[Content_Types].xml", "xl/workbook.xml"),
    "an OpenDocument text": _zip("mimetype", "content.xml"),
    "a packed folder": _zip("letter.docx", "report.pdf"),
    "a PDF of junk": b"%PDF-1.7\n" + random.Random(1).randbytes(5_000),
    "a PDF cut in half": pdf_of("Hello")[:600],
    "a PDF with a password": pdf_by_hand(
        *_PAGES,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32),
        trailer=b"/Encrypt 4 0 R /ID [<00><00>]",
    ),
    "a PDF with a page of a square mile": _page(b"0 0 4000000 4000000", b"0 0 9 9 re f"),
    "a PDF of 400 pages": pdf_of("#for n in range(400) [x #pagebreak()]"),
    "a picture of 400 million points": _png(20_000, 20_000),
    "a picture cut in half": saved(Image.effect_noise((900, 900), 80), "PNG")[:9_000],
    "a photo as telephones save it": b"\0\0\0\x18ftypheic" + bytes(500),
    "a web page": b"<!DOCTYPE html><html><body>Hello",
    "a Rich Text file": rb"{\rtf1\ansi Hello}",
    "a program": b"\x7fELF" + random.Random(2).randbytes(3_000),
}


@pytest.mark.parametrize("data", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_what_cannot_be_read_is_refused_quickly_with_a_sentence_for_the_sender(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(CannotRead) as refused:
        read(data, "file")
    assert time.monotonic() - began < 3
    sentence = str(refused.value)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert len(sentence.split()) > 6
    assert not any(word in sentence for word in ("Error", "Traceback", "None", "0x"))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a Word file with a password", "without the password"),
        ("a PDF with a password", "without the password"),
        ("a Word file of 1999", "Save it as Word"),
        ("a Word file that unpacks to 300 MB", "too large"),
        ("a PDF with a page of a square mile", "too large"),
        ("a picture of 400 million points", "too large"),
    ],
)
def test_the_sentence_says_what_to_do(what: str, words: str) -> None:
    with pytest.raises(CannotRead, match=words):
        read(_HOSTILE[what], "file")


_SOUND = {
    "Word": _WORD,
    "PDF": pdf_of("= Hello\nWorld"),
    "TIFF": saved(Image.new("L", (40, 40)), "TIFF"),
    "PNG": saved(Image.new("L", (40, 40)), "PNG"),
    "JPEG": saved(Image.new("L", (40, 40)), "JPEG"),
}


@pytest.mark.filterwarnings("ignore:::PIL")
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(_SOUND)), st.data())
def test_a_file_damaged_anywhere_is_read_or_refused_but_never_fails_otherwise(what: str, data: st.DataObject) -> None:
    broken = bytearray(_SOUND[what])
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with suppress(CannotRead):
        hidden_in(bytes(broken), read(bytes(broken), "file"))
    with suppress(CannotRead):
        clean(bytes(broken), "file")
