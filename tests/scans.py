"""Scans for tests: letters and separator sheets as a scanner gives them."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from intake.separator import separator_sheet

MADE = date(2026, 11, 23)
_FONT = Path(__file__).parents[1] / "hub" / "documents" / "fonts"


def letter(words: str) -> Image.Image:
    """A page with these words, at 150 dots an inch."""
    page = Image.new("L", (1240, 1754), 255)
    font = ImageFont.truetype(str(next(_FONT.glob("SourceSans3-Regular*"))), 30)
    ImageDraw.Draw(page).multiline_text((120, 150), words, fill=0, font=font, spacing=12)
    return page


def sheet(reference: str = "", *, turned: float = 1.5, dots: int = 150) -> Image.Image:
    """A separator sheet as it comes out of a scanner."""
    with pypdfium2.PdfDocument(separator_sheet(reference, made_on=MADE)) as printed:
        picture: Image.Image = printed[0].render(scale=dots / 72).to_pil().convert("L")
    return picture.rotate(turned, fillcolor=255)


def pdf(*pages: Image.Image) -> bytes:
    """The pages as a scanner's PDF, without a text layer."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return out.getvalue()


def tiff(*pages: Image.Image) -> bytes:
    """The pages as one TIFF."""
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    return out.getvalue()
