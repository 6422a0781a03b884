"""What a notice says: its kind's words with a reference, dates and a link, in plain text and simple HTML."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hub.council import Council
from hub.notice import Notice, NoticeChannel, NoticeKind
from hub.settings import Settings

_OURS = "EHC Hub: "


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to go: to one address, in plain text and (for e-mail) simple HTML."""

    channel: NoticeChannel
    to: str
    subject: str
    text: str
    html: str
    reference: str
    is_answer: bool = False  # to a message, by the machine itself (RFC 3834 5: auto-replied)


def write_message(
    notice: Notice, *, reference: str, council: Council, settings: Settings, inside: Sequence[Notice] = ()
) -> Message:
    """The notice in the words of `notices.toml`; a daily e-mail says what each notice `inside` it says first."""
    words = wordings()[notice.kind.value]
    values = {
        "council": council.name,
        "case": notice.case or "shown once you have signed in",
        "due": in_words(notice.due_on),
        "link": settings.base_url.rstrip("/") + notice.path,
        "code": notice.code,
        "list": "\n\n".join(map(said_shortly, inside)),
    }
    text = words["body"].format_map(values).strip()
    if notice.for_cover:
        text += "\n\n" + wordings()["for-cover"]["body"].strip()
    return Message(
        channel=notice.channel,
        to=notice.to,
        subject=words["subject"].format_map(values),
        text=text,
        html=_as_html(text, link=values["link"]),
        reference=reference,
        is_answer=notice.kind is NoticeKind.ACKNOWLEDGEMENT,
    )


def title(kind: NoticeKind, *, due_on: date | None = None) -> str:
    """What a notice of that kind says has changed, as a heading of a page: “Advice is overdue”."""
    said = str(wordings()[kind.value]["subject"]).removeprefix(_OURS)
    said = said.format_map({"due": in_words(due_on), "council": "The council"})
    return said[:1].upper() + said[1:]


def said_shortly(notice: Notice) -> str:
    """One notice in a list of many: what has changed, which case, by when."""
    lines = [title(notice.kind, due_on=notice.due_on)]
    lines += [f"Case: {notice.case}"] if notice.case else []
    lines += [f"Date: {in_words(notice.due_on)}"] if notice.due_on else []
    return "\n".join(lines)


@cache
def wordings() -> dict[str, Any]:
    """Every kind of notice with its subject and body; and what is added for whoever covers for somebody."""
    return tomllib.loads((Path(__file__).parent / "notices.toml").read_text(encoding="utf-8"))


def in_words(day: date | None) -> str:
    """4 January 2027; nothing as an empty text."""
    return f"{day.day} {day:%B %Y}" if day else ""


def _as_html(text: str, *, link: str) -> str:
    anchor = html.escape(link)
    paragraphs = (
        html.escape(each).replace(anchor, f'<a href="{anchor}">{anchor}</a>').replace("\n", "<br>")
        for each in text.split("\n\n")
    )
    return '<html lang="en"><body>' + "".join(f"<p>{each}</p>" for each in paragraphs) + "</body></html>"
