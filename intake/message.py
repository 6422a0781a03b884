"""An e-mail's raw bytes, read into one frozen value: who wrote, when the council received it, the words, the files.

The bytes are stored before they come here (reliability.md 1.3). mail-parser reads first, Python's own reader second;
what neither can read is a person's, with the reason.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.errors
import email.header
import email.parser
import email.utils
import html.parser
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message as MimePart
from typing import Any
from zoneinfo import ZoneInfo

import mailparser
import nh3

LONDON = ZoneInfo("Europe/London")
logging.getLogger("mailparser").setLevel(logging.CRITICAL)  # what it would log may name people
MOST_BYTES = 60_000_000  # above what any council's mail gateway passes on
MOST_PARTS = 400
DEEPEST = 40
MOST_MARKUP = 400_000  # characters of an HTML mail that are read: a long chain with its styles taken out
MOST_DIVS = 3_000
MOST_BODY = 200_000  # characters in which the messages of a chain are told apart
MOST_HEADER = 20_000  # characters of one header


class CannotReadMessage(ValueError):
    """No reader could make sense of the message: the text says why, and a person has to open the original."""


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A name and an e-mail address as a header gives them; either may be empty."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; `name` holds no folder and no control characters."""

    name: str
    content_type: str
    data: bytes = field(repr=False)

    @classmethod
    def named(cls, name: str, number: int, data: bytes) -> Attachment:
        """A file with the name that it has in another; `number` names it where that says nothing."""
        return cls(safe_name(name, number), "", data)


@dataclass(frozen=True, slots=True)
class Signals:
    """What the headers say about whether a person wrote this (RFC 3834, RFC 2919, RFC 3464)."""

    auto_submitted: str = ""
    is_list: bool = False
    precedence: str = ""
    null_sender: bool = False
    is_report: bool = False
    auto_response: bool = False  # X-Autoreply and its kin

    @property
    def from_a_machine(self) -> bool:
        """Whether no automatic answer may ever be sent to this message."""
        automatic = self.auto_submitted not in ("", "no") or self.auto_response
        return automatic or self.is_list or self.null_sender or self.is_report or self.precedence in _BULK


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail. `received` is the council's receipt, never the writer's Date header."""

    subject: str
    sender: Correspondent
    to: tuple[Correspondent, ...]
    reply_to: Correspondent | None
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    received: datetime | None
    date: str  # as the writer's clock had it
    signals: Signals
    body: str
    attachments: tuple[Attachment, ...]
    attached_messages: tuple[Attachment, ...]
    problems: tuple[str, ...] = ()


_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})


def read_message(data: bytes, internal_date: datetime | None = None) -> Message:
    """Read one e-mail.

    `internal_date` (aware) is the IMAP server's own; it is used where no Received header can be read.
    Raises CannotReadMessage with a sentence for the person who has to take over.
    """
    if len(data) > MOST_BYTES:
        raise CannotReadMessage(
            f"The message is larger than {MOST_BYTES // 1_000_000} MB. Open the original to read it."
        )
    try:
        mime = email.message_from_bytes(data)
        _refuse_bombs(mime)
        attached = tuple(_detach_messages(mime))
    except RecursionError:
        raise CannotReadMessage(
            "The message is nested too deeply to read safely. Open the original with care."
        ) from None
    parts, problems = _parts_of(mime)
    headers, locked = _Headers(mime), _locked(mime, parts)
    return Message(
        subject=headers.line("subject"),
        sender=next(iter(headers.addresses("from")), Correspondent()),
        to=tuple(headers.addresses("to") + headers.addresses("cc")),
        reply_to=next(iter(headers.addresses("reply-to")), None),
        message_id=headers.line("message-id"),
        in_reply_to=headers.line("in-reply-to"),
        references=tuple(headers.said("references").split()),
        received=_receipt(headers.received(), internal_date),
        date=headers.line("date"),
        signals=_signals(mime, headers),
        body=_body(parts) or invitations_in(mime),
        attachments=() if locked else parts.attachments,
        attached_messages=attached,
        problems=(*problems, *locked),
    )


def _refuse_bombs(mime: MimePart) -> None:
    """Raise where a message has more parts, or is nested deeper, than any real one."""
    seen = 0
    level: list[MimePart] = [mime]
    for _ in range(DEEPEST):
        seen += len(level)
        level = [child for part in level if part.is_multipart() for child in _children(part)]
        if not level:
            break
    else:
        raise CannotReadMessage("The message is nested too deeply to read safely. Open the original with care.")
    if seen > MOST_PARTS:
        raise CannotReadMessage(f"The message has more than {MOST_PARTS} parts. Open the original with care.")


def _children(part: MimePart) -> list[MimePart]:
    payload: Any = part.get_payload() if part.is_multipart() else []
    return [child for child in payload if isinstance(child, MimePart)]


def _detach_messages(mime: MimePart) -> Iterator[Attachment]:
    """Take attached mails out of the tree, for mail-parser would merge their words into the outer body."""
    for part in _children(mime):
        if part.get_content_type() == "message/rfc822":
            yield Attachment(
                name=safe_name(_file_name(part) or "attached message.eml", len(part)),
                content_type="message/rfc822",
                data=_bytes_of_attached(part),
            )
            _blank(part)
        else:
            yield from _detach_messages(part)


def _bytes_of_attached(part: MimePart) -> bytes:
    inner = _children(part)
    if not inner:
        return b""
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64" and not inner[0].keys():
        try:  # against RFC 2046 5.2.1, but some senders do it
            return base64.b64decode(str(inner[0].get_payload()), validate=False)
        except (binascii.Error, ValueError):
            return str(inner[0].get_payload()).encode("utf-8", "replace")
    try:
        return inner[0].as_bytes()
    except (UnicodeError, LookupError, KeyError, TypeError):
        return str(inner[0]).encode("utf-8", "replace")


def _blank(part: MimePart) -> None:
    for name in ("content-type", "content-transfer-encoding", "content-disposition", "content-id"):
        del part[name]
    part["Content-Type"] = "text/plain"
    part.set_payload("")


@dataclass(frozen=True, slots=True)
class _Parts:
    plain: tuple[str, ...]
    html: tuple[str, ...]
    attachments: tuple[Attachment, ...]


_ENCRYPTED = "It is encrypted ({how}): open it where its key is kept, or ask for it without encryption."
_SEALED = "It is signed in a way that hides its words (S/MIME): open it in the mailbox."


def _locked(mime: MimePart, parts: _Parts) -> tuple[str, ...]:
    """Why nobody without a key can read the message; nothing where anybody can."""
    kind = mime.get_content_type()
    if kind == "multipart/encrypted" or any("-----BEGIN PGP MESSAGE-----" in text for text in parts.plain):
        return (_ENCRYPTED.format(how="PGP"),)
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        signed = "signed" in str(mime.get_param("smime-type", ""))
        return (_SEALED if signed else _ENCRYPTED.format(how="S/MIME"),)
    return ()


def _whole_texts(mime: MimePart) -> _Parts | None:
    """The texts of a message that is undamaged and holds words only, else None.

    mail-parser finds the same in such a message, ten times as slowly.
    """
    plain: list[str] = []
    html: list[str] = []
    for part in mime.walk():
        kind, several = part.get_content_type(), part.is_multipart()
        if part.defects or several != kind.startswith("multipart/"):
            return None
        if several:
            continue
        if kind not in ("text/plain", "text/html") or not _is_inline(part):
            return None
        (html if kind == "text/html" else plain).append(_decoded(part))
        if part.defects:  # decoding has found some
            return None
    return _Parts(tuple(plain), tuple(html), ())


def _is_inline(part: MimePart) -> bool:
    """Whether a part is no file, in an encoding that any reader knows."""
    return (
        part.get("content-disposition") is None
        and part.get_param("name") is None
        and str(part.get("content-transfer-encoding", "7bit")).strip().lower() in _ENCODINGS
    )


_ENCODINGS = frozenset({"7bit", "8bit", "quoted-printable", "base64"})


def _parts_of(mime: MimePart) -> tuple[_Parts, tuple[str, ...]]:
    """The texts and files of the message: by mail-parser, else by Python's own reader with a word about it."""
    if whole := _whole_texts(mime):
        return whole, ()
    try:
        return _by_mail_parser(mime), ()
    except Exception as why:  # noqa: BLE001 - whatever the first reader trips over, the second one must be tried
        first = type(why).__name__
    try:
        plain, html = _texts(mime)
        parts = _Parts(plain, html, tuple(_attachments(mime)))
    except Exception as why:
        raise CannotReadMessage(
            f"The message could not be read ({first}, then {type(why).__name__}). Open the original."
        ) from why
    return parts, ("The message is damaged: it was read by the second reader, so compare with the original.",)


def _by_mail_parser(mime: MimePart) -> _Parts:
    parsed = mailparser.MailParser(mime)
    plain, html = tuple(parsed.text_plain), tuple(parsed.text_html)
    if parsed.defects_categories & {"CharsetDecodeDefect"} or any("\ufffd" in text for text in plain + html):
        plain, html = _texts(mime)  # mail-parser replaces what it can't decode; cp1252 usually reads it
    return _Parts(
        plain=tuple(_mend(text) for text in plain),
        html=tuple(_mend(text) for text in html),
        attachments=tuple(_from_mail_parser(parsed.attachments)),
    )


def _from_mail_parser(found: list[dict[str, Any]]) -> Iterator[Attachment]:
    for number, one in enumerate(found, start=1):
        payload = one["payload"]
        data = base64.b64decode(payload, validate=False) if one["binary"] else str(payload).encode("utf-8", "replace")
        content_type = str(one["mail_content_type"] or "application/octet-stream")
        name = str(one.get("safe_filename") or one.get("filename") or "")
        if not data and content_type == "text/plain":
            continue
        yield Attachment(safe_name(name, number), content_type, data)


def _texts(mime: MimePart) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The plain and the HTML texts, decoded as declared, else as UTF-8, else as Windows-1252."""
    plain: list[str] = []
    html: list[str] = []
    for part in mime.walk():
        if part.is_multipart() or _file_name(part) or part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() in ("text/plain", "text/html"):
            (html if part.get_content_subtype() == "html" else plain).append(_decoded(part))
    return tuple(plain), tuple(html)


def _decoded(part: MimePart) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return _mend(data.decode(charset))
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


_MOJIBAKE = re.compile("[ÃÂâ][\u0080-\u00bf€™œž“”•–—˜›‚„…†‡ˆ‰Š‹ŒŽšŸ¡-¿]")


def _mend(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252 or Latin-1 (“SiÃ¢n”), only where the whole text takes it."""
    if not _MOJIBAKE.search(text):
        return text
    for charset in ("cp1252", "latin-1"):
        try:
            return text.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _attachments(mime: MimePart) -> Iterator[Attachment]:
    for number, part in enumerate(mime.walk(), start=1):
        name = _file_name(part)
        if part.is_multipart() or not (name or part.get_content_disposition() == "attachment"):
            continue
        payload = part.get_payload(decode=True)
        yield Attachment(
            safe_name(name, number), part.get_content_type(), payload if isinstance(payload, bytes) else b""
        )


def _file_name(part: MimePart) -> str:
    try:
        return _one_line(_decode_words(part.get_filename() or ""))
    except (UnicodeError, LookupError, ValueError, TypeError):
        return ""


def safe_name(name: str, number: int) -> str:
    """A file name without folders, control characters or bidirectional tricks (ASVS 5.3.2); `number` for none."""
    last = re.split(r"[\\/]", name)[-1]
    clean = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    return clean[-120:] or f"attachment {number}"


_A_PLAIN_ADDRESS = re.compile(
    r"([A-Za-z\d]+(?: [A-Za-z\d]+)*) <([A-Za-z\d]+(?:[.+_-][A-Za-z\d]+)*@[A-Za-z\d]+(?:[.-][A-Za-z\d]+)*)>"
)


class _Headers:
    """A message's headers, decoded: encoded words, and raw 8-bit text that RFC 5322 forbids but people send."""

    def __init__(self, mime: MimePart) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in mime.raw_items():
            self._values.setdefault(name.lower(), []).append(str(value)[:MOST_HEADER])

    def said(self, name: str) -> str:
        """The first header of the name, decoded; '' for none."""
        return _decode_words(self._values.get(name, [""])[0])

    def line(self, name: str) -> str:
        """The same on one line."""
        return _one_line(self.said(name))

    def addresses(self, name: str) -> list[Correspondent]:
        """Everybody whom the headers of the name give."""
        values = [_one_line(_decode_addresses(value)) for value in self._values.get(name, ())]
        plain = [_A_PLAIN_ADDRESS.fullmatch(value) for value in values]
        try:
            found = [one.groups() for one in plain if one] if all(plain) else email.utils.getaddresses(values)
        except RecursionError:  # brackets in brackets
            return []
        return [
            Correspondent(_one_line(who).strip("'\" "), address.strip()) for who, address in found if "@" in address
        ]

    def received(self) -> datetime | None:
        """The time of the topmost Received header: the one that the council's own server wrote."""
        top = self._values.get("received")
        return _parse_time(_one_line(top[0]).rpartition(";")[2]) if top else None


def _decode_words(value: str) -> str:
    if not value.isascii() and any(0xDC80 <= ord(c) <= 0xDCFF for c in value):
        raw = value.encode("utf-8", "surrogateescape")
        try:
            value = raw.decode("utf-8")
        except UnicodeDecodeError:
            value = raw.decode("cp1252", "replace")
    if "=?" not in value:
        return value
    try:
        return "".join(_decode_piece(text, charset) for text, charset in email.header.decode_header(value))
    except (email.errors.HeaderParseError, binascii.Error, ValueError):
        return value


def _decode_piece(text: Any, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    data = bytes(text)
    for name in (charset or "ascii", "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace")


def _one_line(text: str) -> str:
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def _decode_addresses(value: str) -> str:
    """Decode the words of an address header, quoting decoded commas so that one sender stays one."""
    decoded = _decode_words(value)
    if decoded == value or "," not in decoded or decoded.count("@") > 1:
        return decoded
    who, bracket, rest = decoded.rpartition("<")
    return f'"{who.strip().strip(chr(34))}" <{rest}' if bracket else decoded


FIRST_REQUEST = datetime(2014, 9, 1, tzinfo=UTC)  # part 3 of the Children and Families Act 2014 came into force


def _receipt(header: datetime | None, internal: datetime | None) -> datetime | None:
    """The header's time, unless it can't be: before the Act, or after the server itself had the message."""
    if header is None or header < FIRST_REQUEST or (internal is not None and header > internal + timedelta(days=1)):
        return internal
    return header


def receipt_of(data: bytes, internal_date: datetime | None) -> datetime | None:
    """When the council received a message of which nothing else may be readable."""
    return _receipt(received_header(data), internal_date)


def received_header(data: bytes) -> datetime | None:
    """The time in the topmost Received header of a message's bytes, without reading the rest."""
    return _Headers(email.parser.BytesHeaderParser().parsebytes(data[:200_000])).received()


def _parse_time(text: str) -> datetime | None:
    try:
        when = email.utils.parsedate_to_datetime(text.strip())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if not 1990 < when.year < 2200:  # further away no time can be moved to another zone
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _signals(mime: MimePart, headers: _Headers) -> Signals:
    def said(name: str) -> str:
        return headers.line(name).lower()

    return Signals(
        auto_submitted=said("auto-submitted").partition(";")[0].strip(),
        is_list=bool(said("list-id") or said("list-unsubscribe") or said("list-post")),
        precedence=said("precedence"),
        null_sender=said("return-path") == "<>" or said("from").rstrip(">").endswith("<"),
        is_report=mime.get_content_type() == "multipart/report",
        auto_response=bool(said("x-autoreply") or said("x-autorespond") or said("x-autoresponse")),
    )


def _body(parts: _Parts) -> str:
    """The words of the message: its plain text, unless that is a stub beside a real HTML text."""
    plain = tidy("\n".join(parts.plain))
    if not parts.html:
        return plain
    rich = tidy("\n".join(text_of_html(one) for one in parts.html))
    plain_words, rich_words = len(plain.split()), len(rich.split())
    return plain if plain_words and rich_words < 3 * plain_words else rich


_CALENDAR_LINES = (("SUMMARY", ""), ("DTSTART", "When: "), ("LOCATION", "Where: "), ("DESCRIPTION", ""))


def invitations_in(mime: MimePart) -> str:
    """What invitations say of a meeting: what, when, where (RFC 5545), for a message that has no other words."""
    said: list[str] = []
    for part in mime.walk():
        if part.get_content_type() != "text/calendar" or part.is_multipart():
            continue
        lines = re.sub(r"\r?\n[ \t]", "", _decoded(part)[:MOST_BODY]).splitlines()
        for name, label in _CALENDAR_LINES:
            value = next((line.partition(":")[2] for line in lines if re.match(rf"{name}[:;]", line)), "")
            value = re.sub(r"\\([nN,;\\])", lambda found: "\n" if found[1] in "nN" else found[1], value)
            said += [f"{label}{_calendar_day(value)}"] if value.strip() else []
    return tidy("\n".join(said))


def _calendar_day(value: str) -> str:
    """A calendar's date and time as people write them; any other value as it is."""
    when = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\dZ?)?", value.strip())
    if not when:
        return value
    year, month, day, hour, minute = when.groups()
    return f"{day}/{month}/{year}" + (f" {hour}:{minute}" if hour else "")


def tidy(text: str) -> str:
    """A body's text with plain line ends and spaces, and nothing that doesn't print."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u200b", "")
    if not text.replace("\n", "").replace("\t", "").isprintable():
        text = "".join(c for c in text if c in "\n\t" or c.isprintable())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n")


_TAGS = {
    *("p", "br", "div", "li", "ul", "ol", "table", "tbody", "thead", "tr", "td", "th", "blockquote", "hr", "pre", "b"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "span"),
}
_BREAKS = {"p", "div", "li", "tr", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "ul", "ol"}


_UNSEEN = (("<style", "</style>"), ("<script", "</script>"), ("<!--", "-->"))


def _without(markup: str, opens: str, closes: str) -> str:
    """The markup without what stands between the two; in one pass, whatever a sender repeats."""
    lower, kept, at = markup.lower(), [], 0
    while (start := lower.find(opens, at)) >= 0 and (end := lower.find(closes, start)) >= 0:
        kept.append(markup[at:start])
        at = end + len(closes)
    return "".join([*kept, markup[at:]])


def text_of_html(markup: str) -> str:
    """The words of an HTML mail as plain lines; scripts, styles and pictures go, table cells part by a tab."""
    for opens, closes in _UNSEEN if len(markup) > MOST_MARKUP else ():
        markup = _without(markup, opens, closes)
    markup = markup[:MOST_MARKUP]
    if len(re.findall("<div", markup, re.I)) > MOST_DIVS:  # the cleaner's time grows with the square of the nesting
        markup = re.sub("</?div[^>]{0,400}>", "<br>", markup, flags=re.I)
    clean = nh3.clean(markup, tags=_TAGS, attributes={}, url_schemes=set())
    lines = _Lines()
    lines.feed(clean)
    lines.close()
    return lines.text()


class _Lines(html.parser.HTMLParser):
    """Turns cleaned HTML into lines, quoting what stands in a blockquote as mail does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._quoted = 0
        self._in_cell = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line or a cell."""
        if tag == "br" or (tag in _BREAKS and not self._in_cell):
            self._break(always=tag == "br")
        if tag == "blockquote":
            self._quoted += 1
        if tag in ("td", "th"):
            self._in_cell += 1
            if self._lines[-1].strip("> "):
                self._lines[-1] += "\t"

    def handle_endtag(self, tag: str) -> None:
        """End a line or a cell."""
        if tag in ("td", "th"):
            self._in_cell = max(0, self._in_cell - 1)
        if tag in _BREAKS and not self._in_cell:
            self._break()
            if tag in ("p", "table"):
                self._break(always=True)
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)

    def handle_data(self, data: str) -> None:
        """Add words, with white space folded as a browser folds it."""
        text = re.sub(r"\s+", " ", data)
        if not text.strip() and not self._lines[-1].strip():
            return
        if not self._lines[-1]:
            self._lines[-1] = "> " * self._quoted
            text = text.lstrip()
        self._lines[-1] += text

    def _break(self, *, always: bool = False) -> None:
        if self._in_cell and not always:
            return
        if self._lines[-1].strip() or always:
            self._lines.append("")

    def text(self) -> str:
        """The lines so far."""
        return "\n".join(line.rstrip() for line in self._lines)
