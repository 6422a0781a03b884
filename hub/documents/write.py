"""The submitted advice, freshly rendered as Word and as PDF: the same words in both, the same bytes every time."""

from __future__ import annotations

from datetime import date

from hub.advice import Advice
from hub.documents.offline import Slip, offline_sheet
from hub.documents.sheet import sheet


def word(advice: Advice, *, reference: str, submitted_on: date, council: str = "") -> bytes:
    """The advice as a Word file with real headings and tables, the case's reference and “Page n of m” on each page."""
    from hub.documents.sheet_word import render_word

    return render_word(sheet(advice, reference=reference, submitted_on=submitted_on, council=council), submitted_on)


def template(advice: Advice, slip: Slip, *, made_on: date) -> bytes:
    """The template of one request as a Word file, with what has been written so far: `offline_reader` reads it back."""
    from hub.documents.sheet_word import render_word

    return render_word(offline_sheet(advice, slip), made_on)


def pdf(advice: Advice, *, reference: str, submitted_on: date, council: str = "") -> bytes:
    """The advice as a tagged PDF (PDF/UA-1): what `word` says, in the same order."""
    from hub.documents.sheet_pdf import render_pdf

    return render_pdf(sheet(advice, reference=reference, submitted_on=submitted_on, council=council), submitted_on)
