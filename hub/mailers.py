"""The one way out: a notice's message is taken by a carrier (local outbox, SMTP, GOV.UK Notify, voice calls)."""

from __future__ import annotations

import json
import os
import secrets
import smtplib
import ssl
from dataclasses import asdict
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hub.carrier import TIMEOUT, Carrier, DeliveryFailed, Receipt
from hub.govuk_notify import Notify
from hub.messages import Message
from hub.notice import NoticeChannel
from hub.settings import Settings
from hub.spoken import Voice

_NOT_CARRIED = {
    NoticeChannel.EMAIL: "No email can be sent: set EHC_SMTP_URL or EHC_NOTIFY_KEY.",
    NoticeChannel.SMS: "No code can be sent by text message: set EHC_NOTIFY_KEY, or let people use an app for codes.",
    NoticeChannel.VOICE: "No code can be spoken to a landline: set EHC_VOICE_URL, or let people use an app for codes.",
}


def carrier_for(channel: NoticeChannel, settings: Settings) -> Carrier:
    """Who takes messages of that channel: Notify, SMTP (e-mail only), a provider of calls (voice only).

    Where no carrier at all is set up, the local outbox takes everything, for a demonstration. Where others are, a
    channel without one refuses: a code in a folder would keep its reader out without a word.
    """
    if _nobody(settings):
        return LocalOutbox(settings.data_dir / "outbox")
    if not carried(channel, settings):
        return Refuses(_NOT_CARRIED[channel])
    if channel is NoticeChannel.VOICE:
        return Voice(settings)
    return Notify(settings) if settings.notify_key is not None else Smtp(settings)


def carried(channel: NoticeChannel, settings: Settings) -> bool:
    """Whether somebody takes messages of that channel, so that it can be offered."""
    set_up = {
        NoticeChannel.EMAIL: settings.notify_key or settings.smtp_url,
        NoticeChannel.SMS: settings.notify_key,
        NoticeChannel.VOICE: settings.voice_url,
    }
    return _nobody(settings) or set_up[channel] is not None


def not_carried(settings: Settings) -> dict[NoticeChannel, str]:
    """The channels that nobody takes, each with the sentence that says what to do."""
    return {each: _NOT_CARRIED[each] for each in NoticeChannel if not carried(each, settings)}


def gives_receipts(settings: Settings) -> bool:
    """Whether a carrier can be asked later what became of a message."""
    return settings.notify_key is not None


def receipt_for(reference: str, settings: Settings) -> Receipt | None:
    """What its carrier says became of the message with our reference; None where it can't be asked.

    Raises DeliveryFailed when it can't be reached.
    """
    return Notify(settings).receipt(reference) if gives_receipts(settings) else None


class Refuses:
    """No carrier at all: says what to set up."""

    def __init__(self, sentence: str) -> None:
        """`sentence` is what an administrator reads."""
        self.sentence = sentence

    def send(self, message: Message) -> None:
        """Raise DeliveryFailed, for good."""
        raise DeliveryFailed(self.sentence, temporary=False)


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
                server.send_message(mail, from_addr=self.settings.bounces_to or self.settings.mail_from)
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
                host, url.port or 465, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        return server


def _is_temporary(error: smtplib.SMTPException) -> bool:
    codes = (
        [code for code, _ in error.recipients.values()]
        if isinstance(error, smtplib.SMTPRecipientsRefused)
        else [getattr(error, "smtp_code", 500)]
    )
    return all(400 <= code < 500 for code in codes)


def _nobody(settings: Settings) -> bool:
    return settings.notify_key is None and settings.smtp_url is None and settings.voice_url is None
