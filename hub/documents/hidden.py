"""What a file holds that its reader can't see: tracked changes, comments, hidden or unseen text, names in properties.

An uploaded letter is open to family and professionals; what its writer thought was gone must be found first
(ICO, “Disclosing documents to the public securely”).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class HiddenKind(StrEnum):
    """How it is hidden."""

    TRACKED_INSERTION = "tracked-insertion"
    TRACKED_DELETION = "tracked-deletion"
    COMMENT = "comment"
    HIDDEN_TEXT = "hidden-text"
    WHITE_TEXT = "white-text"
    TINY_TEXT = "tiny-text"
    UNSEEN_TEXT = "unseen-text"  # white, invisible, or under a box: a picture of the page doesn't show it
    OUTSIDE_PAGE = "outside-page"
    METADATA = "metadata"
    ATTACHMENT = "attachment"
    EARLIER_REVISION = "earlier-revision"


@dataclass(frozen=True, slots=True)
class Hidden:
    """One thing that a reader doesn't see: how it is hidden, its words, and its page where there are pages."""

    kind: HiddenKind
    words: str
    page: int | None = None


def hidden_in(data: bytes, name: str) -> list[Hidden]:
    """What is hidden in a Word or PDF file, in the order of the file; nothing can hide in plain text.

    Who may be named in a file's properties is for the caller to say: every name found there is returned. Raises
    CannotRead as `read` does.
    """
    from hub.documents.document import DocumentKind
    from hub.documents.read import read

    kind = read(data, name).kind
    if kind is DocumentKind.WORD:
        from hub.documents.hidden_word import hidden_in_word

        return hidden_in_word(data)
    if kind is DocumentKind.PDF:
        from hub.documents.hidden_pdf import hidden_in_pdf

        return hidden_in_pdf(data)
    return []
