"""What takes messages away, and how it says that it did not."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from hub.messages import Message

TIMEOUT = 20  # seconds for a carrier to answer
TRY_AGAIN = frozenset({401, 403, 408, 425, 429})  # HTTP: too many, too early, or a key that somebody will put right


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


class Receipt(StrEnum):
    """What a carrier says became of a message."""

    ON_ITS_WAY = "on its way"
    DELIVERED = "delivered"
    NO_SUCH_ADDRESS = "no such address"
    NOT_REACHED = "not reached"
    REFUSED = "refused"

    @property
    def sentence(self) -> str:
        """Why it failed, for an administrator; nothing for the other two."""
        return {
            Receipt.NO_SUCH_ADDRESS: "There is no such address or number: check it",
            Receipt.NOT_REACHED: "The reader's mailbox or phone could not be reached for days",
            Receipt.REFUSED: "GOV.UK Notify could not send it",
        }.get(self, "")


def worth_another_try(status: int) -> bool:
    """Whether an HTTP answer may be another one later."""
    return status >= 500 or status in TRY_AGAIN
