"""Rich Text files, and the Rich Text in which Outlook keeps a message's body."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from hub.documents.document import CannotRead, Document
from hub.documents.plain import read_plain

MOST_CHARACTERS = 2_000_000  # without its pictures
_PICTURE = re.compile(r"[0-9a-fA-F\s]{256,}")


def read_rich(data: bytes) -> Document:
    """The document in a Rich Text file's bytes, as plain text; raises CannotRead where it is damaged or too large."""
    words = words_of_rich(data)
    return read_plain(re.sub(r"[^\S\n]*\|[^\S\n]*", "\t", words).encode())  # striprtf ends a table's cell with “|”


def words_of_rich(data: bytes) -> str:
    """The words of Rich Text; raises CannotRead as `read_rich` does."""
    text = _PICTURE.sub("", data.decode("latin-1"))
    if len(text) > MOST_CHARACTERS:
        raise CannotRead("This Rich Text file is too large to read. Save it as PDF and send that.")
    text = text.replace("\\fldinst{", "\\fldinst {")  # striprtf's search for links takes forever on odd files
    try:
        words = str(rtf_to_text(text, errors="replace"))
    except (ValueError, LookupError, ArithmeticError, TypeError):
        raise CannotRead("This Rich Text file is damaged. Save it as PDF and send that.") from None
    return "".join("\ufffd" if 0xD800 <= ord(each) < 0xE000 else each for each in words)
