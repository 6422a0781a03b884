"""Pages that lay askew in the scanner or before the camera: turned until their lines run level."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise

from PIL import Image

from hub.documents.document import Box

_SMALL = 400  # points along the longer side: enough to see how the lines run
_FURTHEST = 10  # degrees to each side; a page that lies on its side is another matter
_LEAST = 0.9  # degrees: Tesseract reads lines that slope less as well as level ones
_LEVEL = 0.6  # degrees: a page that slopes less at the first, rough look is not looked at again
_STRIPS = 48
_PAPER = 255


def slope(page: Image.Image) -> float:
    """By how many degrees a grey page must be turned, counter-clockwise, for its lines to run level; 0 for hardly."""
    smaller = _SMALL / max(page.size)
    small = page.resize(
        (max(1, round(page.width * smaller)), max(1, round(page.height * smaller))), Image.Resampling.BOX
    )
    strips = small.resize((_STRIPS, small.height), Image.Resampling.BOX)
    if abs(_steepest(partial(_stripes_of_strips, strips, small.width / _STRIPS))) < _LEVEL:
        return 0.0
    best = _steepest(partial(_stripes, small))
    return best if abs(best) >= _LEAST else 0.0


def _steepest(stripes: Callable[[float], int]) -> float:
    """The angle at which the stripes part most sharply, to a quarter of a degree."""
    seen = cache(stripes)
    best = max((float(angle) for angle in range(-_FURTHEST, _FURTHEST + 1, 2)), key=seen)
    for step in (1.0, 0.5, 0.25):
        best = max((best, best - step, best + step), key=seen)
    return best


def _stripes_of_strips(strips: Image.Image, width: float, angle: float) -> int:
    """The same as `_stripes` in a fifth of the time: a page's upright strips, so wide, moved up and down."""
    slant = math.tan(math.radians(angle)) * width
    moved = strips.transform(
        strips.size,
        Image.Transform.AFFINE,
        (1, 0, 0, slant, 1, -slant * strips.width / 2),
        Image.Resampling.BILINEAR,
        fillcolor=_PAPER,
    )
    return _parting(moved)


def _stripes(small: Image.Image, angle: float) -> int:
    """How sharply dark and light rows part when the page is turned so."""
    turned = small.rotate(angle, Image.Resampling.BILINEAR, fillcolor=_PAPER) if angle else small
    return _parting(turned)


def _parting(picture: Image.Image) -> int:
    rows = picture.resize((1, picture.height), Image.Resampling.BOX).tobytes()
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
