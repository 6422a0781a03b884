"""An item of post as one value, whichever way it came: its passages, who sent it, when the council received it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from intake.message import Attachment, Correspondent, Signals

NOBODY = Correspondent()
NO_SIGNALS = Signals()


MOST_READ = 60_000  # characters of one item that are understood: some twenty pages
MOST_IN_ONE = 20_000  # characters of one passage


class Channel(StrEnum):
    """The two ways in."""

    MAIL = "mail"
    PAPER = "paper"


class Voice(StrEnum):
    """Whose words a passage holds, and what they are worth as a source."""

    __hash__ = str.__hash__  # an Enum's own is written in Python, and asked for often

    SUBJECT = "subject"
    WRITER = "writer"  # the new words of the one who sent it
    FORWARDED = "forwarded"  # the words of the one whose message was passed on
    DOCUMENT = "document"  # an attached or scanned letter or form
    SIGNATURE = "signature"
    QUOTED = "quoted"  # what was said earlier in the chain
    SMALL_PRINT = "small print"  # disclaimers and footers
    FILE_NAME = "file name"


SPOKEN = frozenset({Voice.WRITER, Voice.FORWARDED, Voice.DOCUMENT})


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text of one source.

    `offset` is where it begins in the source's whole text, in code points, so that evidence found in it can be
    highlighted; `confidence` is how well it could be read (1 for typed text).
    """

    source: str
    text: str
    voice: Voice
    page: int = 1
    offset: int = 0
    confidence: float = 1.0
    author: Correspondent = field(default=NOBODY)


@dataclass(frozen=True, slots=True)
class Item:
    """What came. `received` is aware; `problems` are reasons for a person to look."""

    channel: Channel
    received: datetime
    sender: Correspondent
    subject: str
    passages: tuple[Passage, ...]
    to: tuple[Correspondent, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signals: Signals = field(default=NO_SIGNALS)
    message_id: str = ""
    references: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    forwarded_from: Correspondent | None = None
    texts: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # source → its whole text

    def within_reason(self) -> Item:
        """The same item without the words that no letter has: cut, and a person told so."""
        left, kept, cut = MOST_READ, [], False
        for passage in self.passages:
            allowed = min(left, MOST_IN_ONE)
            if len(passage.text) > allowed:
                passage, cut = replace(passage, text=passage.text[:allowed]), True
            left -= len(passage.text)
            kept.append(passage)
        if not cut:
            return self
        whole = tuple(one for one in kept if one.text)
        return replace(self, passages=whole, problems=(*self.problems, "It is very long: only its beginning was read."))

    @property
    def writer(self) -> Correspondent:
        """Who wrote what matters: the original sender of a forward, else the sender."""
        return self.forwarded_from or self.sender

    def spoken(self) -> Iterator[Passage]:
        """What the writer says: new and forwarded words and documents, without chain, signature or small print."""
        return (passage for passage in self.passages if passage.voice in SPOKEN)

    def by_writer(self, *voices: Voice) -> Iterator[Passage]:
        """The passages in those voices that whoever wrote what matters wrote, not who passed it on."""
        return (one for one in self.of(*voices) if one.source != "body" or one.author in (self.writer, NOBODY))

    def of(self, *voices: Voice) -> Iterator[Passage]:
        """The passages in one of the voices."""
        return (passage for passage in self.passages if passage.voice in voices)
