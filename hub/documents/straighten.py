"""Pages that lay askew in the scanner or before the camera: turned until their lines run level."""

from __future__ import annotations

import math
from itertools import pairwise

from PIL import Image

from hub.documents.document import Box

_SMALL = 400  # points along the longer side: enough to see how the lines run
_FURTHEST = 10  # degrees to each side; a page that lies on its side is another matter
_LEAST = 0.9  # degrees: Tesseract reads lines that slope less as well as level ones
_PAPER = 255


def slope(page: Image.Image) -> float:
    """By how many degrees a grey page must be turned, counter-clockwise, for its lines to run level; 0 for hardly."""
    smaller = _SMALL / max(page.size)
    small = page.resize(
        (max(1, round(page.width * smaller)), max(1, round(page.height * smaller))), Image.Resampling.BOX
    )
    best = max((float(angle) for angle in range(-_FURTHEST, _FURTHEST + 1, 2)), key=lambda each: _stripes(small, each))
    for step in (1.0, 0.5, 0.25):
        best = max((best, best - step, best + step), key=lambda each: _stripes(small, each))
    return best if abs(best) >= _LEAST else 0.0


def _stripes(small: Image.Image, angle: float) -> int:
    """How sharply dark and light rows part when the page is turned so."""
    turned = small.rotate(angle, Image.Resampling.BILINEAR, fillcolor=_PAPER) if angle else small
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((one - other) ** 2 for one, other in pairwise(rows))


def straightened(page: Image.Image, angle: float) -> Image.Image:
    """The page turned by `angle` degrees on white paper, nothing cut off."""
    return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=_PAPER)


def box_before(box: Box, angle: float, before: tuple[int, int], after: tuple[int, int]) -> Box:
    """Where a box of the straightened page, of size `after`, stands on the page as it came, of size `before`."""
    turn = math.radians(angle)
    points = []
    for x, y in ((box.x0, box.y0), (box.x1, box.y0), (box.x0, box.y1), (box.x1, box.y1)):
        across, down = (x - 0.5) * after[0], (y - 0.5) * after[1]
        points.append(
            (
                0.5 + (across * math.cos(turn) - down * math.sin(turn)) / before[0],
                0.5 + (across * math.sin(turn) + down * math.cos(turn)) / before[1],
            )
        )
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(max(0.0, min(xs)), max(0.0, min(ys)), min(1.0, max(xs)), min(1.0, max(ys)))
