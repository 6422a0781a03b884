"""Documents that came with a message or on paper, as passages with their pages and how well they could be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from hub.documents.document import Block, BlockKind, CannotRead, Document
from hub.documents.plain import decode, read_plain
from hub.documents.received import read_received
from intake.item import Passage, Voice
from intake.message import Attachment, Correspondent, text_of_html
from intake.words import any_of

_SIGN_OFF = any_of("letters", "letter_closing")
_PICTURE_OF_A_SIGNATURE = re.compile(r"^(?:image\d{3}|logo|outlook-|signature|facebook|twitter|linkedin|cid)", re.I)
_SMALL = 40_000  # bytes: a picture that belongs to a signature, not a scan


def is_decoration(attachment: Attachment) -> bool:
    """Whether a picture is only a logo of a signature."""
    if not attachment.content_type.startswith("image/"):
        return False
    return bool(_PICTURE_OF_A_SIGNATURE.match(attachment.name)) and len(attachment.data) < _SMALL


def read_document(data: bytes, name: str) -> tuple[tuple[Passage, ...], str, str]:
    """A file's passages, its whole text, and a reason for a person where it can't be read (else '')."""
    try:
        document = read_plain(_words_of(data).encode()) if is_web_page(data) else read_received(data, name)
    except CannotRead as why:
        return (), "", f"“{name}” could not be read: {_lower_first(str(why))}"
    except MemoryError:
        return (), "", f"“{name}” needs more memory than reading one file may take: open the original with care."
    except RecursionError:
        return (), "", f"“{name}” is nested too deeply to be read: open the original with care."
    except Exception as why:  # noqa: BLE001 - a reader that falls over must not lose the item: a person opens the file
        return (), "", f"“{name}” could not be read ({type(why).__name__}): open the original."
    passages = tuple(passages_of(document, name))
    text = _storable(document.text)
    problem = f"“{name}”: {_lower_first(document.unread)} Open the original." if document.unread else ""
    if not text.strip():
        problem = f"“{name}” holds no text that could be read: open the original."
    return passages, text, problem


def is_web_page(data: bytes) -> bool:
    """Whether a file is HTML, by its beginning."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def _words_of(data: bytes) -> str:
    return text_of_html(decode(data)).strip()


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def passages_of(document: Document, source: str) -> Iterator[Passage]:
    """The passages of a document; their offsets are those of `document.text`.

    The newline between two cells of one row becomes a tab, which is as long, so that a form's answers stand beside
    their labels.
    """
    group: list[Block] = []
    start = at = 0
    joined = ""
    for block, after in pairwise([*document.blocks, None]):
        if block is None:
            break
        joined += _cell_text(block) + ("\t" if after is not None and _same_row(block, after) else "\n")
        group.append(block)
        at += len(block.text) + 1
        if after is None or _parts(block) != _parts(after):
            yield from _split_signature(_passage(joined, group, source, start))
            group, joined, start = [], "", at


def _same_row(block: Block, after: Block) -> bool:
    return (
        block.cell is not None
        and after.cell is not None
        and block.cell[:2] == after.cell[:2]
        and block.cell.column != after.cell.column
    )


def _cell_text(block: Block) -> str:
    text = _storable(block.text)
    return text if block.cell is None or text.count(":") > 1 else text.replace("\n", " ")


def _storable(text: str) -> str:
    """The text without what no database takes, as long as it was."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


def _parts(block: Block) -> tuple[int, bool]:
    return (block.page or 1, block.kind is BlockKind.FOOTER)


def _passage(text: str, blocks: list[Block], source: str, start: int) -> Passage:
    letters = sum(len(block.text) for block in blocks) or 1
    confidence = sum(block.confidence * len(block.text) for block in blocks) / letters
    page, footer = _parts(blocks[0])
    return Passage(
        source, text[:-1], Voice.SMALL_PRINT if footer else Voice.DOCUMENT, page, start, min(1.0, confidence)
    )


def _split_signature(passage: Passage) -> Iterator[Passage]:
    """Part a letter from what follows “Yours sincerely”."""
    closing = next((m for m in _SIGN_OFF.finditer(passage.text) if len(passage.text[m.end() :].split()) <= 80), None)
    if passage.voice is not Voice.DOCUMENT or closing is None or not closing.start():
        yield passage
        return
    cut = closing.start()
    yield Passage(passage.source, passage.text[:cut], passage.voice, passage.page, passage.offset, passage.confidence)
    yield Passage(
        passage.source,
        passage.text[cut:],
        Voice.SIGNATURE,
        passage.page,
        passage.offset + cut,
        passage.confidence,
        Correspondent(),
    )
