"""An e-mail as an item of post: whose words, which documents, whose message it passes on, when it was received."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from intake.attached import is_decoration, read_document
from intake.chain import Chain, Forward, split_chain
from intake.item import Channel, Item, Passage, Voice
from intake.message import Attachment, CannotReadMessage, Message, read_message

MOST_BODY = 200_000  # characters in which the messages of a chain are told apart
MOST_DEEP = 4  # attached mails inside attached mails that are still opened


def item_from_mail(data: bytes, *, internal_date: datetime | None, now: datetime) -> Item:
    """Read an e-mail's bytes.

    `now` is used as the receipt only where neither a Received header nor the server's date is known.
    Raises CannotReadMessage where no reader could make sense of it.
    """
    message = read_message(data, internal_date)
    chain = split_chain(message.body[:MOST_BODY], subject=message.subject, sender=message.sender)
    if chain.forward and _comes_back(message, chain.forward):
        chain = Chain(tuple(_as_quoted(one) for one in chain.passages), None)
    received, problems = _receipt(message, chain, now)
    documents, texts, unread = _documents(message, depth=0)
    passages = (
        Passage("subject", message.subject, Voice.SUBJECT, author=message.sender),
        *chain.passages,
        *documents,
        *(Passage("file name", _stem(one.name), Voice.FILE_NAME) for one in message.attachments),
    )
    all_texts = (("subject", message.subject), ("body", message.body), *texts)
    if not unread and not any(text.strip() for _, text in all_texts):
        problems = (*problems, "It holds no text that could be read: open the original.")
    return Item(
        channel=Channel.MAIL,
        received=received,
        sender=message.sender,
        subject=message.subject,
        passages=tuple(one for one in passages if one.text.strip()),
        to=message.to,
        attachments=message.attachments,
        signals=message.signals,
        message_id=message.message_id,
        references=(*message.references, *([message.in_reply_to] if message.in_reply_to else [])),
        problems=(*message.problems, *problems, *unread),
        forwarded_from=chain.forward.author if chain.forward else None,
        texts=all_texts,
    )


def _stem(name: str) -> str:
    return name.rpartition(".")[0].replace("_", " ") or name


def _receipt(message: Message, chain: Chain, now: datetime) -> tuple[datetime, tuple[str, ...]]:
    """When the council received it: earlier than the header says, where a colleague of the council passed it on."""
    if message.received is None:
        return now, ("Nothing shows when this message was received: enter the date.",)
    received = message.received
    forward = chain.forward
    if forward and forward.sent and forward.sent < received and _passed_on_inside(message, forward):
        day = f"{forward.sent.day} {forward.sent:%B %Y}"
        why = f"A colleague passed this on: another part of the council seems to have had it on {day}. Decide the date."
        return forward.sent.astimezone(UTC), (why,)
    return received, ()


def _comes_back(message: Message, forward: Forward) -> bool:
    """Whether somebody outside sends a council its own words back: an answer, though its subject says “FW”."""
    home, author = _domain(message.sender.address), _domain(forward.author.address)
    ours = {_domain(one.address) for one in message.to}
    return home not in ours and (author in ours or (author.endswith(".gov.uk") and not home.endswith(".gov.uk")))


def _as_quoted(passage: Passage) -> Passage:
    return replace(passage, voice=Voice.QUOTED) if passage.voice is Voice.FORWARDED else passage


def _passed_on_inside(message: Message, forward: Forward) -> bool:
    """Whether forwarder and mailbox are one council, and the message came to it from outside."""
    home = _domain(message.sender.address)
    inside = home in {_domain(one.address) for one in message.to}
    return inside and _domain(forward.author.address) != home


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(">")


def _documents(
    message: Message, *, depth: int
) -> tuple[tuple[Passage, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    passages: list[Passage] = []
    texts: list[tuple[str, str]] = []
    problems: list[str] = []
    for attachment in message.attachments:
        if is_decoration(attachment) or attachment.content_type in ("text/calendar", "message/delivery-status"):
            continue
        found, text, problem = read_document(attachment.data, attachment.name)
        passages += found
        texts.append((attachment.name, text))
        problems += [problem] if problem else []
    for attached in message.attached_messages:
        found, inner_texts, inner_problems = _attached_mail(attached, depth=depth + 1)
        passages += found
        texts += inner_texts
        problems += inner_problems
    return tuple(passages), tuple(texts), tuple(problems)


def _attached_mail(
    attached: Attachment, *, depth: int
) -> tuple[tuple[Passage, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """An attached mail's words, kept apart from the outer ones as those of its own writer."""
    source = attached.name
    if depth > MOST_DEEP:
        return (), (), (f"“{attached.name}” holds mails within mails: open the original.",)
    try:
        inner = read_message(attached.data)
    except CannotReadMessage as why:
        return (), (), (f"“{attached.name}” could not be read: {why}",)
    chain = split_chain(inner.body[:MOST_BODY], subject=inner.subject, sender=inner.sender)
    words = tuple(
        Passage(
            source,
            one.text,
            Voice.FORWARDED if one.voice is Voice.WRITER else one.voice,
            offset=one.offset,
            author=one.author,
        )
        for one in chain.passages
    )
    title = (Passage(f"{source}, subject", inner.subject, Voice.SUBJECT),) if inner.subject else ()
    documents, texts, problems = _documents(inner, depth=depth)
    return (*title, *words, *documents), ((source, inner.body), *texts), problems
