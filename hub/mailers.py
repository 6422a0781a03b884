"""The one way out: a notice becomes a message, and a carrier takes it (local outbox, SMTP, GOV.UK Notify)."""

from __future__ import annotations

import html
import json
import os
import secrets
import smtplib
import ssl
import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from hub.council import Council
from hub.notice import Notice, NoticeChannel, NoticeKind
from hub.settings import Settings

_TIMEOUT = 20  # seconds for a carrier to answer


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


class DeliveryFailed(Exception):
    """A carrier did not take a message. `temporary` says whether to try again; `sentence` names no address."""

    def __init__(self, sentence: str, *, temporary: bool) -> None:
        self.sentence = sentence
        self.temporary = temporary
        super().__init__(sentence)


class Carrier(Protocol):
    """Takes messages away."""

    def send(self, message: Message) -> None:
        """Hand the message over. Raises DeliveryFailed."""
        ...


def write_message(notice: Notice, *, reference: str, council: Council, settings: Settings) -> Message:
    """The notice in the words of `notices.toml`."""
    words = wordings()[notice.kind.value]
    values = {
        "council": council.name,
        "case": notice.case or "",
        "due": _day(notice.due_on),
        "link": settings.base_url.rstrip("/") + notice.path,
        "code": notice.code,
    }
    text = words["body"].format_map(values).strip()
    return Message(
        channel=notice.channel,
        to=notice.to,
        subject=words["subject"].format_map(values),
        text=text,
        html=_as_html(text, link=values["link"]),
        reference=reference,
        is_answer=notice.kind is NoticeKind.ACKNOWLEDGEMENT,
    )


@cache
def wordings() -> dict[str, Any]:
    """Every kind of notice with its subject and body."""
    return tomllib.loads((Path(__file__).parent / "notices.toml").read_text(encoding="utf-8"))


def carrier_for(channel: NoticeChannel, settings: Settings) -> Carrier:
    """Who takes messages of that channel, by the settings: Notify, SMTP (e-mail only), else the local outbox."""
    if settings.notify_key is not None:
        return Notify(settings)
    if settings.smtp_url is not None and channel is NoticeChannel.EMAIL:
        return Smtp(settings)
    return LocalOutbox(settings.data_dir / "outbox")


class LocalOutbox:
    """Messages as files in a folder, newest last by name: the embedded default."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first message comes."""
        self.folder = folder

    def send(self, message: Message) -> None:
        """Write the message; the same reference is the same file, so a repeat is no second message."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".{secrets.token_hex(6)}"
            draft.write_text(json.dumps(asdict(message), ensure_ascii=False), encoding="utf-8")
            os.replace(draft, self.folder / f"{message.reference}.json")
        except OSError as error:
            raise DeliveryFailed(f"The outbox folder can't be written ({error.strerror})", temporary=True) from None

    def messages(self) -> list[Message]:
        """What is in the outbox, newest first."""
        files = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        found = []
        for path in files:
            said = json.loads(path.read_text(encoding="utf-8"))
            found.append(Message(**{**said, "channel": NoticeChannel(said["channel"])}))
        return found


class Smtp:
    """A mail server, by smtp:// (STARTTLS where offered) or smtps://."""

    def __init__(self, settings: Settings) -> None:
        """`settings.smtp_url` is set."""
        self.settings = settings

    def send(self, message: Message) -> None:
        """Hand the message to the server. Raises DeliveryFailed."""
        mail = EmailMessage()
        mail["From"] = Address("EHC Hub", addr_spec=self.settings.mail_from)
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Message-ID"] = f"<{message.reference}@{self.settings.mail_from.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-replied" if message.is_answer else "auto-generated"  # RFC 3834: to stop robots
        mail["X-Auto-Response-Suppress"] = "All"  # the same for Microsoft Exchange
        mail.set_content(message.text)
        mail.add_alternative(message.html, subtype="html")
        try:
            with self._server() as server:
                server.send_message(mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
            raise DeliveryFailed("The mail server refused the message", temporary=_is_temporary(error)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(f"The mail server can't be reached ({type(error).__name__})", temporary=True) from None

    def _server(self) -> smtplib.SMTP:
        assert self.settings.smtp_url is not None  # noqa: S101 - chosen by carrier_for
        url = urlsplit(self.settings.smtp_url.get_secret_value())
        host = url.hostname or "localhost"
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, url.port or 465, timeout=_TIMEOUT, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, url.port or 25, timeout=_TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        return server


class Notify:
    """GOV.UK Notify: e-mail and text messages through one template each, whose fields are subject and body."""

    def __init__(self, settings: Settings) -> None:
        """`settings.notify_key` is set."""
        self.settings = settings

    def send(self, message: Message) -> None:
        """Hand the message to Notify; one that it has already (by our reference) is not sent again."""
        from notifications_python_client.errors import APIError, HTTPError  # the client is slow to import
        from notifications_python_client.notifications import NotificationsAPIClient

        assert self.settings.notify_key is not None  # noqa: S101 - chosen by carrier_for
        client = NotificationsAPIClient(
            self.settings.notify_key.get_secret_value(), base_url=self.settings.notify_url, timeout=_TIMEOUT
        )
        try:
            if client.get_all_notifications(reference=message.reference).get("notifications"):
                return
            if message.channel is NoticeChannel.SMS:
                client.send_sms_notification(
                    phone_number=message.to,
                    template_id=self.settings.notify_sms_template,
                    personalisation={"body": message.text},
                    reference=message.reference,
                )
            else:
                client.send_email_notification(
                    email_address=message.to,
                    template_id=self.settings.notify_email_template,
                    personalisation={"subject": message.subject, "body": message.text},
                    reference=message.reference,
                )
        except HTTPError as error:
            temporary = error.status_code in (429, 500, 502, 503, 504)
            raise DeliveryFailed(f"GOV.UK Notify answered {error.status_code}", temporary=temporary) from None
        except (APIError, OSError) as error:
            raise DeliveryFailed(f"GOV.UK Notify can't be reached ({type(error).__name__})", temporary=True) from None


def _is_temporary(error: smtplib.SMTPException) -> bool:
    codes = (
        [code for code, _ in error.recipients.values()]
        if isinstance(error, smtplib.SMTPRecipientsRefused)
        else [getattr(error, "smtp_code", 500)]
    )
    return all(400 <= code < 500 for code in codes)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _as_html(text: str, *, link: str) -> str:
    anchor = html.escape(link)
    paragraphs = (
        html.escape(each).replace(anchor, f'<a href="{anchor}">{anchor}</a>').replace("\n", "<br>")
        for each in text.split("\n\n")
    )
    return '<html lang="en"><body>' + "".join(f"<p>{each}</p>" for each in paragraphs) + "</body></html>"
