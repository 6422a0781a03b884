"""An e-mail as an item of post: whose words, which documents, whose message it passes on, when it was received."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from intake.chain import Chain, Forward, asks_itself, is_cover, split_chain
from intake.enclosed import Enclosed, stem
from intake.item import Channel, Item, Passage, Voice
from intake.message import MOST_BODY, Correspondent, Message
from intake.outlook import open_message
from intake.passed_on import first_receipt, is_inside


def item_from_mail(data: bytes, *, internal_date: datetime | None, now: datetime, shut: str = "") -> Item:
    """Read an e-mail's bytes.

    `now` is used as the receipt only where neither a Received header nor the server's date is known; `shut` is why
    its files may not be opened, '' where they may. Raises CannotReadMessage where no reader could make sense of it.
    """
    message = open_message(data, internal_date)
    colleague = is_inside(message)
    body = message.body[:MOST_BODY]
    chain = split_chain(body, subject=message.subject, sender=message.sender, asks=not colleague)
    if chain.forward and _comes_back(message, chain.forward):
        chain = Chain(tuple(_as_quoted(one) for one in chain.passages), None)
    enclosed = Enclosed(shut)
    enclosed.add_message(message)
    received, problems = _receipt(message, chain, enclosed, now)
    passages = (
        Passage("subject", message.subject, Voice.SUBJECT, author=message.sender),
        *chain.passages,
        *enclosed.passages,
        *(Passage("file name", stem(one.name), Voice.FILE_NAME) for one in message.attachments),
    )
    all_texts = (("subject", message.subject), ("body", message.body), *enclosed.texts)
    if not enclosed.problems and not any(text.strip() for _, text in all_texts):
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
        problems=(*message.problems, *problems, *enclosed.problems),
        forwarded_from=chain.forward.author
        if chain.forward
        else _attached_author(chain, enclosed, colleague=colleague),
        texts=all_texts,
    )


def _attached_author(chain: Chain, enclosed: Enclosed, *, colleague: bool) -> Correspondent | None:
    """Who wrote the message that is attached, where the words above it only pass it on."""
    inner = next((one for one in enclosed.passages if one.voice is Voice.FORWARDED and one.author.address), None)
    said = "\n".join(one.text for one in chain.passages if one.voice is Voice.WRITER)
    return inner.author if inner and is_cover(said) and (colleague or not asks_itself(said)) else None


def _receipt(message: Message, chain: Chain, enclosed: Enclosed, now: datetime) -> tuple[datetime, tuple[str, ...]]:
    """When the council received it: earlier than the header says, where a colleague of the council passed it on."""
    if message.received is None:
        return now, ("Nothing shows when this message was received: enter the date.",)
    received = message.received
    if not is_inside(message):
        return received, ()
    first, problems = first_receipt(message, chain, enclosed.mails, received)
    return first.astimezone(UTC) if problems else first, problems


def _comes_back(message: Message, forward: Forward) -> bool:
    """Whether somebody outside sends a council its own words back: an answer, though its subject says “FW”."""
    home, author = _domain(message.sender.address), _domain(forward.author.address)
    ours = {_domain(one.address) for one in message.to}
    return home not in ours and (author in ours or (author.endswith(".gov.uk") and not home.endswith(".gov.uk")))


def _as_quoted(passage: Passage) -> Passage:
    return replace(passage, voice=Voice.QUOTED) if passage.voice is Voice.FORWARDED else passage


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(">")
