"""A copy of a Word or PDF file with nothing hidden in it, its visible words unchanged."""

from __future__ import annotations

from hub.documents.document import CannotRead, DocumentKind
from hub.documents.hidden import hidden_in
from hub.documents.read import read
from hub.hidden import HiddenKind


class CannotClean(CannotRead):
    """A file of which no clean copy can be made; the message says why and what to do."""


def clean(data: bytes, name: str) -> bytes:
    """The copy; it is looked through before it is handed out.

    Raises CannotRead as `read` does, and CannotClean where the file is no Word or PDF file or something stays hidden.
    """
    document = read(data, name)
    if document.kind is DocumentKind.WORD:
        from hub.documents.clean_word import clean_word

        copy = clean_word(data)
    elif document.kind is DocumentKind.PDF:
        from hub.documents.clean_pdf import clean_pdf

        copy = clean_pdf(data, document)
    else:
        raise CannotClean("Only a Word or PDF file can be cleaned: nothing hides in a text or a picture.")
    # a description that is left says no more than the page does
    left = [each for each in hidden_in(copy, read(copy, name)) if each.kind is not HiddenKind.PICTURE_TEXT]
    if left:
        raise CannotClean(
            f"Something stays hidden in the copy, so none was made: “{left[0].words[:80]}”. "
            "Copy the words that are to stay into a new file."
        )
    return copy
