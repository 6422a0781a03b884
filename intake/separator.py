"""The separator sheet that is laid between the letters of a batch before they are scanned."""

from __future__ import annotations

import io
from datetime import date
from importlib import resources

import segno

from hub.documents.batch import code
from hub.documents.typeset import typeset


def separator_sheet(reference: str = "", copies: int = 1, *, made_on: date) -> bytes:
    """A PDF of as many separator sheets; `reference` is the case to which what follows is said to belong.

    The code's error correction is the highest, since the sheet is used again and again.
    """
    picture = io.BytesIO()
    segno.make(code(reference), error="h", micro=False).save(picture, kind="svg", scale=8, border=4)
    said = {"code": picture.getvalue().decode(), "reference": reference, "copies": str(copies)}
    return typeset(resources.files("intake") / "separator.typ", said, made_on)
