"""What hides in a file: how it is hidden, its words, and where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class HiddenKind(StrEnum):
    """How it is hidden."""

    TRACKED_INSERTION = "tracked-insertion"
    TRACKED_DELETION = "tracked-deletion"
    COMMENT = "comment"
    HIDDEN_TEXT = "hidden-text"
    WHITE_TEXT = "white-text"  # in the colour of what is behind it
    TINY_TEXT = "tiny-text"
    UNSEEN_TEXT = "unseen-text"  # a picture of the page doesn't show it: invisible, under a box, in a layer that is off
    OUTSIDE_PAGE = "outside-page"
    OCR_LAYER = "ocr-layer"  # what lies behind a scan, and the scan doesn't say
    METADATA = "metadata"
    PICTURE_TEXT = "picture-text"  # the description of a picture
    ATTACHMENT = "attachment"
    EARLIER_REVISION = "earlier-revision"


@dataclass(frozen=True, slots=True)
class Hidden:
    """One thing that a reader doesn't see.

    `page` is 1-based, None where there are no pages; `part` says where in the file it is, as people call it
    ("Author", "header"), or nothing where it is in the text itself.
    """

    kind: HiddenKind
    words: str
    page: int | None = None
    part: str = ""
