"""The labelled post of `tests/intake/post/` as bytes: mails, Word files, PDFs, pictures; the same on every run."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import docx
import typst
from PIL import Image, ImageDraw, ImageFont

from intake.item import Channel

POST = Path(__file__).parent / "post"
ARRIVED = "Wed, 04 Feb 2026 11:30:00 +0000"
ARRIVED_AT = datetime(2026, 2, 4, 11, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Labelled:
    """An item with what a person says is right about it: a mapping for each child."""

    id: str
    title: str
    file: str
    channel: Channel
    data: bytes = field(repr=False)
    when: datetime
    expected: tuple[dict[str, str], ...]


@cache
def load(group: str) -> tuple[Labelled, ...]:
    """Every item of `tuning` or `kept`, in order; made once."""
    return tuple(one for path in sorted((POST / group).glob("*.txt")) for one in _items(path.read_text("utf-8")))


def item(id_: str) -> Labelled:
    """One item by its id."""
    return next(one for group in ("tuning", "kept") for one in load(group) if one.id == id_)


def _items(text: str) -> Iterator[Labelled]:
    for chunk in re.split(r"^=== ", text, flags=re.M)[1:]:
        head, _, body = chunk.partition("\n---\n")
        title, *lines = head.split("\n")
        labels: list[dict[str, str]] = [{}]
        for line in lines:
            if line == "+":
                labels.append({})
            elif ": " in line:
                key, value = line.split(": ", 1)
                labels[-1][key] = value.strip()
        yield _made(title, labels, body)


def _made(title: str, labels: list[dict[str, str]], body: str) -> Labelled:
    id_ = title.split(" ")[0]
    first = labels[0]
    if first.get("channel") == "paper":
        data, when = _file(first["file"], body), datetime.fromisoformat(first["scanned"])
        return Labelled(id_, title, first["file"], Channel.PAPER, data, when, tuple(labels))
    data = mail(body, html="html" in first, mangled=first.get("charset") == "cp1252-as-utf8", id_=id_)
    return Labelled(id_, title, f"{id_}.eml", Channel.MAIL, data, ARRIVED_AT, tuple(labels))


def mail(text: str, *, html: bool = False, mangled: bool = False, id_: str = "x", arrived: str = ARRIVED) -> bytes:
    """An e-mail from its headers, its body and the attachments under `--- attach NAME`."""
    first, *attached = re.split(r"^--- attach ", text, flags=re.M)
    head, _, body = first.partition("\n\n")
    message = EmailMessage()
    message["Received"] = f"from mx.example by mail.northshire.gov.uk; {arrived}"
    message["Received"] = "from sender.example by mx.example; Mon, 02 Feb 2026 08:00:00 +0000"
    message["To"] = "SEN Team <sen@northshire.gov.uk>"
    message["Date"] = "Fri, 30 Jan 2026 08:00:00 +0000"
    message["Message-ID"] = f"<{id_}@sender.example>"
    for line in head.split("\n"):
        name, value = line.split(": ", 1)
        message[name] = value
    message.set_content(body, subtype="html" if html else "plain")
    for number, one in enumerate(attached, start=1):
        name, _, content = one.partition("\n")
        _attach(message, name.strip(), content)
        message.set_boundary(f"=={id_}-{number}==")
    if mangled:
        return _mangled(message, body)
    return message.as_bytes()


def _mangled(message: EmailMessage, body: str) -> bytes:
    """The message with a body in Windows-1252 that calls itself UTF-8."""
    message.set_payload("BODY")
    del message["Content-Transfer-Encoding"]
    message["Content-Transfer-Encoding"] = "8bit"
    return message.as_bytes().replace(b"BODY", body.encode("cp1252"))


def _attach(message: EmailMessage, name: str, content: str) -> None:
    if name.endswith(".eml"):
        inner = EmailMessage()
        head, _, body = content.partition("\n\n")
        for line in head.split("\n"):
            key, value = line.split(": ", 1)
            inner[key] = value
        inner.set_content(body)
        message.add_attachment(inner, filename=name)
        return
    kinds = {
        "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "pdf": ("application", "pdf"),
        "png": ("image", "png"),
        "txt": ("text", "plain"),
    }
    main, sub = kinds[name.rpartition(".")[2]]
    message.add_attachment(_file(name, content), maintype=main, subtype=sub, filename=name)


def _file(name: str, text: str) -> bytes:
    made = {"docx": word, "pdf": pdf, "png": picture}.get(name.rpartition(".")[2])
    return made(text) if made else text.encode()


def word(text: str) -> bytes:
    """A Word file: rows of `label | value` become a table, other lines paragraphs."""
    document = docx.Document()
    document.core_properties.author = ""
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if " | " in line:
            rows.append(line.split(" | "))
            continue
        if rows:
            width = max(len(row) for row in rows)
            table = document.add_table(len(rows), width)
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, said in zip(row.cells, cells, strict=False):
                    cell.text = said
            rows = []
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(text: str) -> bytes:
    """A PDF with a text layer."""
    source = (
        "#set text(size: 11pt)\n#set document(date: none)\n"
        '#for line in sys.inputs.text.split("\\n") [#line #linebreak()]'
    )
    return bytes(typst.compile(source.encode(), sys_inputs={"text": text}))


def picture(text: str) -> bytes:
    """A scan: black on white at about 200 dpi."""
    image = Image.new("L", (1240, 1654), 255)
    draw = ImageDraw.Draw(image)
    draw.multiline_text((110, 120), text, fill=0, font=ImageFont.load_default(30), spacing=14)
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(150, 150))
    return out.getvalue()
