"""Writes a PDF file from objects: only those that are reached, in a file of one revision."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

from pdfminer.pdftypes import PDFObjRef, PDFStream
from pdfminer.psparser import PSLiteral

from hub.documents.pdf_objects import Object

_ODD_IN_NAME = re.compile(r"[^!-~]|[#%()/<>\[\]{}]")
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Made:
    """An object of the new file, made by us: a stream where it has data."""

    def __init__(self, attributes: dict[str, Object], data: bytes | None = None) -> None:
        self.attributes = attributes
        self.data = data


class Name(str):
    """A PDF name."""

    __slots__ = ()


class Writer:
    """Numbers and writes objects as they are met; `copied` says what becomes of one of the old file's."""

    def __init__(self, copied: Callable[[int], Object]) -> None:
        self._copied = copied
        self._numbers: dict[object, int] = {}
        self._waiting: list[tuple[int, Object]] = []

    def written(self, root: Made) -> bytes:
        """The file whose catalogue is `root`."""
        self._number(root, root)
        bodies: dict[int, bytes] = {}
        while self._waiting:
            number, value = self._waiting.pop()
            bodies[number] = self._body(value)
        out, places = io.BytesIO(), []
        out.write(_HEADER)
        for number in range(1, len(bodies) + 1):
            places.append(out.tell())
            out.write(b"%d 0 obj\n%s\nendobj\n" % (number, bodies[number]))
        table = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
        out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, table))
        return out.getvalue()

    def _number(self, key: object, value: Object) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._waiting.append((self._numbers[key], value))
        return self._numbers[key]

    def _body(self, value: Object) -> bytes:
        if isinstance(value, PDFStream):
            value = Made(dict(value.attrs), raw_of(value))
        if not isinstance(value, Made):
            return self._said(value)
        if value.data is None:
            return self._said(value.attributes)
        said = self._said({**value.attributes, "Length": len(value.data)})
        return b"%s\nstream\n%s\nendstream" % (said, value.data)

    def _said(self, value: Object) -> bytes:
        if isinstance(value, PDFObjRef):
            copied = self._copied(value.objid)
            return b"null" if copied is None else b"%d 0 R" % self._number(value.objid, copied)
        if isinstance(value, Made | PDFStream):
            return b"%d 0 R" % self._number(value, value)
        if isinstance(value, dict):
            return b"<< %s >>" % b" ".join(_name(key) + b" " + self._said(each) for key, each in value.items())
        if isinstance(value, list | tuple):
            return b"[%s]" % b" ".join(map(self._said, value))
        return said_plainly(value)


def said_plainly(value: Object) -> bytes:
    """A name, a string, a number, true, false or null."""
    if isinstance(value, PSLiteral):
        return _name(value.name.decode("latin-1") if isinstance(value.name, bytes) else value.name)
    if isinstance(value, Name):
        return _name(value)
    if isinstance(value, bytes | str):
        return b"<%s>" % (value if isinstance(value, bytes) else value.encode("latin-1", "replace")).hex().encode()
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return number(value) if isinstance(value, int | float) else b"null"


def number(value: float) -> bytes:
    """A number without an exponent."""
    return b"%d" % value if isinstance(value, int) else (f"{value:.6f}".rstrip("0").rstrip(".") or "0").encode()


def stream_of(data: bytes, attributes: dict[str, Object] | None = None) -> Made:
    """A stream, packed."""
    return Made({**(attributes or {}), "Filter": Name("FlateDecode")}, zlib.compress(data))


def raw_of(stream: PDFStream) -> bytes:
    """A stream's bytes as they stand in the file, without the file's encryption."""
    raw = stream.rawdata if stream.rawdata is not None else b""
    if stream.decipher and stream.objid is not None and stream.genno is not None:
        return bytes(stream.decipher(stream.objid, stream.genno, raw, stream.attrs))
    return bytes(raw)


def _name(said: str) -> bytes:
    return b"/" + _ODD_IN_NAME.sub(lambda found: f"#{ord(found.group()) & 0xFF:02x}", said).encode("latin-1")
