"""Paper as a copier sees it: typeset pages made a little crooked, grey and specked, always in the same way."""

from __future__ import annotations

import io
import random
import time
from pathlib import Path
from typing import Any, Literal

import typst
from PIL import Image, ImageChops, ImageDraw, ImageFilter

HERE = Path(__file__).parent
_LETTERS = HERE / "letters"
_FONTS = [HERE / "fonts", HERE.parents[1] / "hub" / "documents" / "fonts"]


def pdf(source: str) -> bytes:
    """The letter as the text PDF that a word processor would give."""
    return _typeset(source, "pdf", ppi=144)[0]


def pages(source: str) -> list[Image.Image]:
    """The letter's pages as clean pictures of 200 dots an inch."""
    return [Image.open(io.BytesIO(page)).convert("RGB") for page in _typeset(source, "png", ppi=200)]


def _typeset(source: str, kind: Literal["pdf", "png"], ppi: float) -> list[bytes]:
    made: Any = typst.compile(
        _LETTERS / source, format=kind, ppi=ppi, font_paths=list(_FONTS), ignore_system_fonts=True
    )
    return made if isinstance(made, list) else [made]


def scanned(page: Image.Image, *, degrees: float, seed: int) -> Image.Image:
    """The page after the post room's copier: skewed, creased where it was folded, shaded at one edge, specked."""
    chance = random.Random(seed)
    sheet = page.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=False, fillcolor="white")
    sheet = ImageChops.multiply(sheet, _shade(sheet.size))
    _crease(sheet, chance)
    _speck(sheet, chance)
    return sheet.filter(ImageFilter.GaussianBlur(0.5))


def png(page: Image.Image) -> bytes:
    """A grey PNG of sixteen shades, as a copier's “text” setting saves it."""
    return _saved(page.convert("L").quantize(16, dither=Image.Dither.NONE), "PNG", dpi=(200, 200), optimize=True)


def fax_tiff(page: Image.Image) -> bytes:
    """A black and white TIFF with fax compression."""
    black_and_white = page.convert("L").point(lambda shade: 255 if shade > 150 else 0).convert("1")
    return _saved(black_and_white, "TIFF", compression="group4", dpi=(200, 200))


def picture_pdf(scans: list[Image.Image]) -> bytes:
    """A PDF that is only pictures of pages."""
    fixed = time.gmtime(1794300000)
    return _saved(
        scans[0],
        "PDF",
        save_all=True,
        append_images=scans[1:],
        resolution=200,
        quality=55,
        creationDate=fixed,
        modDate=fixed,
        producer="MFD-4 Post Room",
    )


def _saved(page: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def _shade(size: tuple[int, int]) -> Image.Image:
    """Nearly white, darker towards the left edge where the lid did not close."""
    row = Image.new("L", (256, 1))
    row.putdata([min(250, 205 + x * 2) for x in range(256)])
    return row.resize(size, Image.Resampling.BILINEAR).convert("RGB")


def _crease(sheet: Image.Image, chance: random.Random) -> None:
    pen = ImageDraw.Draw(sheet)
    for third in (1, 2):
        y = sheet.height * third // 3 + chance.randint(-12, 12)
        pen.line([(0, y), (sheet.width, y + chance.randint(-6, 6))], fill=(214, 214, 214), width=2)


def _speck(sheet: Image.Image, chance: random.Random) -> None:
    pen = ImageDraw.Draw(sheet)
    for _ in range(220):
        x, y, grey = chance.randrange(sheet.width), chance.randrange(sheet.height), chance.randint(60, 190)
        wide = chance.choice((1, 1, 1, 2, 3))
        pen.ellipse([x, y, x + wide, y + wide], fill=(grey, grey, grey))
