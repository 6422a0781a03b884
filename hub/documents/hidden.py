"""What a file holds that its reader can't see: tracked changes, comments, hidden or unseen text, names in properties.

An uploaded letter is open to family and professionals; what its writer thought was gone must be found first
(ICO, “Disclosing documents to the public securely”).
"""

from __future__ import annotations

from hub.documents.document import Document, DocumentKind
from hub.hidden import Hidden


def hidden_in(data: bytes, document: Document) -> tuple[Hidden, ...]:
    """What is hidden in a Word or PDF file, in the order of the file; nothing can hide in plain text.

    `document` is what was read from it. Whose name may stand in a file's properties is for the caller to say: every
    name is returned that the page doesn't show. Raises CannotRead as `read` does.
    """
    if document.kind is DocumentKind.WORD:
        from hub.documents.hidden_word import hidden_in_word

        return tuple(hidden_in_word(data))
    if document.kind is DocumentKind.PDF:
        from hub.documents.hidden_pdf import hidden_in_pdf

        return tuple(hidden_in_pdf(data, document))
    return ()
