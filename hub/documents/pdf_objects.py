"""The objects of a PDF file as they were written: read by pdfminer, which knows them all, where pdfium shows pages."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text

MOST_OBJECTS = 400_000
_DEEPEST = 100

# pdfminer writes pieces of a broken file's text into its warnings, and no log may hold that
logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)

Object = Any  # what pdfminer makes of a PDF object: a dict, a list, bytes, a number, a PSLiteral, a reference, a stream


class Objects:
    """A PDF file's objects.

    Raises ValueError where pdfminer can't make sense of the file.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self.document = PDFDocument(PDFParser(io.BytesIO(data)))
        except Exception as error:  # noqa: BLE001 - pdfminer fails in a hundred ways on odd files
            raise ValueError(f"pdfminer: {type(error).__name__}") from None

    @property
    def catalog(self) -> dict[str, Object]:
        """The root of everything that the pages are made of."""
        return dict(self.document.catalog)

    @property
    def informations(self) -> list[dict[str, Object]]:
        """The file's properties: its Info dictionaries, the newest first."""
        return [dict(each) for each in self.document.info]

    def of(self, value: Object) -> Object:
        """What a value is, or what it refers to; None where that is missing or broken."""
        for _ in range(_DEEPEST):
            if not isinstance(value, PDFObjRef):
                return value
            value = self.numbered(value.objid)
        return None

    def numbered(self, number: int) -> Object:
        """An object by its number; None where it is missing or broken, as viewers have it."""
        try:
            return self.document.getobj(number)
        except Exception:  # noqa: BLE001 - pdfminer fails in a hundred ways on odd files
            return None

    def at(self, value: Object, *keys: str) -> Object:
        """What stands under a path of keys in dictionaries; None where a step is missing."""
        for key in keys:
            value = dictionary(self.of(value)).get(key)
        return self.of(value)

    def reached(self, value: Object) -> Iterator[Object]:
        """Every object that can be reached from a value, each once."""
        seen: set[int] = set()
        waiting = [value]
        for _ in range(MOST_OBJECTS):
            if not waiting:
                return
            each = waiting.pop()
            if isinstance(each, PDFObjRef):
                if each.objid in seen:
                    continue
                seen.add(each.objid)
                each = self.of(each)
            yield each
            waiting += list(each) if isinstance(each, list) else list(dictionary(each).values())

    def leaves(self, tree: Object) -> Iterator[tuple[str, Object]]:
        """The names and values of a name tree."""
        for each in self.reached(tree):
            names = dictionary(each).get("Names")
            listed = self.of(names)
            if isinstance(listed, list):
                yield from (
                    (words(self.of(name)), self.of(value)) for name, value in zip(*[iter(listed)] * 2, strict=False)
                )


def dictionary(value: Object) -> dict[str, Object]:
    """A dictionary, or that of a stream; empty for anything else."""
    if isinstance(value, PDFStream):
        return dict(value.attrs)
    return value if isinstance(value, dict) else {}


def name(value: Object) -> str:
    """A PDF name as text; empty for anything else."""
    said = value.name if isinstance(value, PSLiteral) else ""
    return said.decode("latin-1") if isinstance(said, bytes) else str(said)


def words(value: Object) -> str:
    """A PDF string as text; empty for anything else."""
    return decode_text(value).strip("\0 ") if isinstance(value, bytes) else ""


def data_of(stream: Object) -> bytes:
    """A stream's decoded bytes; none where it is broken or no stream."""
    try:
        return bytes(stream.get_data()) if isinstance(stream, PDFStream) else b""
    except Exception:  # noqa: BLE001 - zlib, LZW and the rest fail each in its own way
        return b""
