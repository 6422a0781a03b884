"""What came with a message or lies in a packed file: documents and mails, however deep, within limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from hub.documents.enclosed import embedded_files
from intake.attached import is_decoration, read_document
from intake.chain import Forward, sent_at, split_chain
from intake.item import Passage, Voice
from intake.message import MOST_BODY, Attachment, CannotReadMessage, Message
from intake.outlook import is_saved_message, open_message

MOST_DEEP = 4  # mails and packed folders inside each other that are still opened
MOST_UNPACKED = 200_000_000  # bytes of all files of one item
MOST_FILES = 150
_NO_DOCUMENT = frozenset(
    {
        *("text/calendar", "message/delivery-status", "text/rfc822-headers"),
        *("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"),
        *("application/pgp-keys", "application/pgp-encrypted", "text/vcard", "text/x-vcard"),
    }
)
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass
class Enclosed:
    """What was found in the files of one item: gathered as they are opened, one after the other.

    `shut` is why no file may be opened, '' where they may.
    """

    shut: str = ""
    passages: list[Passage] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    mails: list[Forward] = field(default_factory=list)
    _bytes: int = 0
    _files: int = 0
    _names: set[str] = field(default_factory=lambda: {"subject", "body", "file name"})

    def add_message(self, message: Message, depth: int = 0) -> None:
        """Open what came with a message."""
        for attachment in message.attachments:
            if not is_decoration(attachment) and attachment.content_type not in _NO_DOCUMENT:
                self.add(attachment, depth)
        for attached in message.attached_messages:
            self._add_mail(attached, depth + 1)

    def add(self, file: Attachment, depth: int = 0) -> None:
        """Open a file, and what is in it."""
        self._files += 1
        self._bytes += len(file.data)
        if self._files > MOST_FILES:
            if self._files == MOST_FILES + 1:
                self.problems.append(f"It holds more than {MOST_FILES} files: the rest was not opened.")
            return
        if self.shut:
            self.problems.append(f"“{file.name}” was not opened: {self.shut}.")
        elif self._bytes > MOST_UNPACKED:
            self.problems.append(f"“{file.name}” was not opened: all files together are too large.")
        elif is_message(file):
            self._add_mail(file, depth + 1)
        elif is_packed(file.data):
            self._add_packed(file, depth + 1)
        else:
            self._add_document(file, depth)

    def _add_document(self, file: Attachment, depth: int) -> None:
        name = self._own_name(file.name)
        passages, text, problem = read_document(file.data, name)
        inner = [one for one in _embedded(file.data) if one.data] if depth < MOST_DEEP else []
        self.passages += passages
        self.texts.append((name, text))
        if problem and not (inner and not text.strip()):  # a portfolio's cover may be empty
            self.problems.append(problem)
        for one in inner:
            self.passages.append(Passage("file name", stem(one.name), Voice.FILE_NAME))
            self.add(one, depth + 1)

    def _add_packed(self, file: Attachment, depth: int) -> None:
        if depth > MOST_DEEP:
            self.problems.append(f"“{file.name}” holds packed folders within packed folders: open the original.")
            return
        try:
            for one in unpacked(file.data, MOST_UNPACKED - self._bytes):
                self.passages.append(Passage("file name", stem(one.name), Voice.FILE_NAME))
                self.add(one, depth)
        except CannotUnpack as why:
            self.problems.append(f"“{file.name}” could not be unpacked: {why}")

    def _add_mail(self, file: Attachment, depth: int) -> None:
        """An attached mail's words, kept apart from the outer ones as those of its own writer."""
        if depth > MOST_DEEP:
            self.problems.append(f"“{file.name}” holds mails within mails: open the original.")
            return
        source = self._own_name(file.name)
        try:
            inner = open_message(file.data)
        except CannotReadMessage as why:
            self.problems.append(f"“{file.name}” could not be read: {why}")
            return
        if inner.subject:
            self.passages.append(Passage(f"{source}, subject", inner.subject, Voice.SUBJECT))
        self.mails.append(Forward(inner.sender, "", sent_at(inner.date), inner.subject))
        chain = split_chain(inner.body[:MOST_BODY], subject=inner.subject, sender=inner.sender)
        self.passages += (
            Passage(
                source,
                one.text,
                Voice.FORWARDED if one.voice is Voice.WRITER else one.voice,
                offset=one.offset,
                author=one.author,
            )
            for one in chain.passages
        )
        self.texts.append((source, inner.body))
        self.problems += inner.problems
        self.add_message(inner, depth)

    def _own_name(self, name: str) -> str:
        """The name under which a file's words are known: two files of one name are two sources."""
        own, number = name, 1
        while own in self._names:
            number += 1
            own = f"{name} ({number})"
        self._names.add(own)
        return own


def stem(name: str) -> str:
    """A file's name as words: without its ending."""
    return name.rpartition(".")[0].replace("_", " ") or name


def is_message(file: Attachment) -> bool:
    """Whether a file is a mail in itself: as Outlook saves it, or as it was sent."""
    return is_saved_message(file.data) or file.content_type == "message/rfc822" or file.name.lower().endswith(".eml")


def is_packed(data: bytes) -> bool:
    """Whether a file is a packed folder: a zip that no office program wrote."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")) or data[30:38] == b"mimetype":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "[Content_Types].xml" not in packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return False


class CannotUnpack(ValueError):
    """A packed folder that stays shut; the message says why."""


def unpacked(data: bytes, most_bytes: int) -> Iterator[Attachment]:
    """The files in a zip; sizes are counted before anything is unpacked.

    Raises CannotUnpack where it is protected, damaged, or unpacks to more than `most_bytes`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            listed = [one for one in packed.infolist() if not one.is_dir() and not _is_litter(one.filename)]
            if sum(one.file_size for one in listed) > most_bytes:
                raise CannotUnpack("it unpacks to more than one item may hold. Open the original with care.")
            if any(one.flag_bits & 0x1 for one in listed):
                raise CannotUnpack("it is protected by a password. Ask for it without the password.")
            for number, one in enumerate(listed, start=1):
                yield Attachment.named(one.filename, number, packed.read(one))
    except CannotUnpack:
        raise
    except Exception as why:
        raise CannotUnpack("it is damaged. Open the original.") from why


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER) or name.endswith(_LITTER)


def _embedded(data: bytes) -> Iterator[Attachment]:
    """The files inside a PDF: a portfolio's letters, a form's enclosures."""
    for number, (name, content) in enumerate(embedded_files(data), start=1):
        yield Attachment.named(name, number, content)
