"""What only Outlook writes: winmail.dat (TNEF) inside an e-mail, and messages saved as .msg."""

from __future__ import annotations

import email
import logging
import struct
from dataclasses import replace
from datetime import datetime
from email.message import Message as MimePart
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr
from typing import Any

import compressed_rtf
import tnefparse
from oxmsg import Message as SavedMessage
from oxmsg.properties import Properties

from hub.documents.document import CannotRead
from hub.documents.rich_text import words_of_rich
from intake.message import Attachment, CannotReadMessage, Message, read_message, safe_name, text_of_html, tidy

logging.getLogger("tnef-decode").setLevel(logging.CRITICAL)  # what it would log may name people
logging.getLogger("tnefparse").setLevel(logging.CRITICAL)
_TNEF = b"\x78\x9f\x3e\x22"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTY = "__substg1.0_".encode("utf-16-le")
# properties by their numbers in MS-OXPROPS
_SUBJECT, _BODY, _HTML, _RICH, _HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D
_SENDER_NAME, _SENDER, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_DATA, _LONG_NAME, _NAME, _DISPLAY_NAME = 0x3701, 0x3707, 0x3704, 0x3001
_EMBEDDED = "__substg1.0_3701000D"
_ATTACHED_HEADER, _INNER_HEADER = 8, 24  # bytes before a storage's properties (MS-OXMSG 2.4.1)
_OWN_HEADERS = frozenset({"content-type", "content-transfer-encoding", "content-disposition", "mime-version"})
_DEEPEST = 4
_DAMAGED = "This saved Outlook message is damaged. Open the original."


def is_saved_message(data: bytes) -> bool:
    """Whether the bytes are a message that Outlook saved."""
    return data.startswith(_OLE) and _PROPERTY in data and "WordDocument".encode("utf-16-le") not in data


def is_winmail(data: bytes) -> bool:
    """Whether the bytes are Outlook's own packing of a message's text and files."""
    return data.startswith(_TNEF)


def unwrapped(message: Message) -> Message:
    """The message with the text and files of its winmail.dat as its own; with a problem where that is damaged."""
    wrapped = [one for one in message.attachments if is_winmail(one.data)]
    for one in wrapped:
        try:
            body, files = _in_winmail(one.data)
        except Exception as why:  # noqa: BLE001 - the decoder fails in many ways on damaged bytes
            logging.getLogger(__name__).info("a winmail.dat could not be unpacked (%s)", type(why).__name__)
            files, body = (), ""
        if not files and not body.strip():
            problem = f"“{one.name}” could not be unpacked: open the original."
            message = replace(message, problems=(*message.problems, problem))
        kept = tuple(each for each in message.attachments if each is not one)
        message = replace(message, attachments=(*kept, *files), body=message.body if message.body.strip() else body)
    return message


def _in_winmail(data: bytes) -> tuple[str, tuple[Attachment, ...]]:
    found = tnefparse.TNEF(data, do_checksum=False)
    files = tuple(
        Attachment.named(_text(each.long_filename()).strip("\0"), number, bytes(each.data or b""))
        for number, each in enumerate(found.attachments, start=1)
    )
    if found.htmlbody:
        return tidy(text_of_html(_text(found.htmlbody))), files
    if found.body:
        return tidy(_text(found.body).strip("\0")), files
    return _rich(bytes(found.rtfbody or b"")), files


def _text(value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value or "")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def _rich(data: bytes) -> str:
    try:
        return tidy(words_of_rich(data)) if data else ""
    except CannotRead:
        return ""


def open_message(data: bytes, internal_date: datetime | None = None) -> Message:
    """Read an e-mail, whichever way it was kept; raises CannotReadMessage as `read_message` does."""
    message = read_message(_as_mail(data) if is_saved_message(data) else data, internal_date)
    return unwrapped(message)


def _as_mail(data: bytes) -> bytes:
    """The bytes of the e-mail that a saved message was: its headers, words, files and attached mails."""
    try:
        saved = SavedMessage.load(data)
        return _mime(saved.properties, saved._storage, 0).as_bytes()
    except CannotReadMessage:
        raise
    except Exception as why:
        raise CannotReadMessage(_DAMAGED) from why


def _mime(said: Properties, storage: Any, depth: int) -> MIMEMultipart:
    mail = MIMEMultipart()
    headers = email.message_from_string(_words(said, _HEADERS))
    for name, value in headers.items():
        if name.lower() not in _OWN_HEADERS:
            mail[name] = _clean(value)
    if not mail.get("from"):
        mail["From"] = formataddr((_one_line(_words(said, _SENDER_NAME)), _sender_address(said)), "utf-8")
    if not mail.get("subject"):
        mail["Subject"] = _one_line(_words(said, _SUBJECT))
    mail.attach(MIMEText(_body(said), "plain", "utf-8"))
    for number, each in enumerate(storage.iter_attachment_storages(), start=1):
        mail.attach(_part(each, number, depth))
    return mail


def _words(said: Properties, number: int) -> str:
    try:
        return _clean(said.str_prop_value(number) or "")
    except (LookupError, ValueError, struct.error):
        return ""


def _clean(text: str) -> str:
    return "".join("\ufffd" if 0xD800 <= ord(each) < 0xE000 else each for each in str(text)).strip("\0")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bytes(said: Properties, number: int) -> bytes:
    try:
        return said.binary_prop_value(number) or b""
    except (LookupError, ValueError, struct.error):
        return b""


def _sender_address(said: Properties) -> str:
    """The sender's address, never an Exchange server's own name for it (“/O=…”)."""
    found = next((one for one in (_words(said, _SENDER_SMTP), _words(said, _SENDER)) if "@" in one), "")
    return found if found.isascii() else ""


def _body(said: Properties) -> str:
    plain = _words(said, _BODY)
    if plain.strip():
        return plain
    page = _bytes(said, _HTML)
    if page:
        try:
            return text_of_html(page.decode(said.body_encoding, "replace"))
        except (LookupError, ValueError):
            return text_of_html(_text(page))
    packed = _bytes(said, _RICH)
    if packed:
        try:
            return _rich(compressed_rtf.decompress(packed))
        except Exception:  # noqa: BLE001 - the decoder says in many ways that it can't; the files are still worth reading
            return ""
    return text_of_html(_words(said, _HTML))


def _part(storage: Any, number: int, depth: int) -> MimePart:
    """One attachment: a file, or a message in a message."""
    said = Properties(storage, properties_header_offset=_ATTACHED_HEADER)
    name = safe_name(_words(said, _LONG_NAME) or _words(said, _NAME) or _words(said, _DISPLAY_NAME), number)
    inner = next((one for one in storage.storages if one.name == _EMBEDDED), None)
    if inner is None:
        part: MimePart = MIMEApplication(_bytes(said, _DATA))
    elif depth < _DEEPEST:
        part = MIMEMessage(_mime(Properties(inner, properties_header_offset=_INNER_HEADER), inner, depth + 1))
    else:
        raise CannotReadMessage("It holds mails within mails within mails. Open the original.")
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return part
