"""Plain text in whatever charset it came."""

from __future__ import annotations

import codecs
import re
import unicodedata

from hub.documents.document import Block, CannotRead, Document, DocumentKind

MOST_BYTES = 5_000_000  # a thousand pages of typing
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PARAGRAPH_END = re.compile(r"(?<=\n)\n+(?=.)", re.DOTALL)


def read_plain(data: bytes) -> Document:
    """The document in the bytes of a text file.

    A block is a paragraph; blank lines stay in its text, so that `.text` is the file's own text with its line ends
    as newlines. Raises CannotRead where the bytes are not text, or too many.
    """
    if len(data) > MOST_BYTES:
        raise CannotRead("This text file is too large to read. Send only the part that matters, as Word or PDF.")
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    if _is_binary(text):
        raise CannotRead("This kind of file can't be read. Send it as Word, PDF, plain text or a picture of the page.")
    return Document(DocumentKind.TEXT, tuple(Block(each) for each in _paragraphs(text)))


def decode(data: bytes) -> str:
    """Bytes as text: by their mark, else UTF-8, else UTF-16 without a mark, else as Windows writes English."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data.decode(charset, errors="replace")
    if b"\0" in data[:400]:
        even, odd = data[0:400:2].count(0), data[1:400:2].count(0)
        return data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
    for charset in ("utf-8", "cp1252"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")  # the five bytes that cp1252 doesn't know


def _is_binary(text: str) -> bool:
    sample = text[:4000]
    strange = sum(unicodedata.category(each) in ("Cc", "Cn", "Co") and each not in "\n\t\f" for each in sample)
    return strange * 50 > len(sample)


def _paragraphs(text: str) -> list[str]:
    """The text cut after the first newline of each run of newlines, so that joining by a newline restores it."""
    cuts = [match.end() for match in _PARAGRAPH_END.finditer(text)]
    starts, ends = [0, *cuts], [*(cut - 1 for cut in cuts), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)] if text else []
