"""typst, with the fonts that come with the hub: a template and what stands in it, as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib import resources
from importlib.resources.abc import Traversable

import typst


def typeset(template: Traversable, said: Mapping[str, str], made_on: date, *, own_fonts_only: bool = True) -> bytes:
    """The template as PDF, the same bytes every time; it finds what is `said` in sys.inputs.

    Raises typst.TypstError where a font lacks a letter, or the template is wrong.
    """
    fonts = resources.files("hub.documents") / "fonts"
    with resources.as_file(template) as file, resources.as_file(fonts) as folder:
        data: bytes = typst.compile(
            str(file),
            format="pdf",
            sys_inputs=dict(said),
            font_paths=[str(folder)],
            ignore_system_fonts=own_fonts_only,
            pdf_standards=["ua-1"],
            timestamp=datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC),
        )
    return data
