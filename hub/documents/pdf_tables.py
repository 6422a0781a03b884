"""The framed tables of a PDF page: pdfium says where straight lines are drawn, pdfplumber what cells they frame."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pypdfium2.raw as pdfium
from pdfplumber.table import Table, TableFinder

from hub.documents.document import Box, Cell
from hub.documents.pdf_text import Page, Placing

_STRAIGHT = 0.1  # points that a level or upright line may be off
_SHORTEST = 1.0  # point
_MOST_EDGES = 12_000  # of a page

Point = tuple[float, float]


class Tables:
    """The tables of a document, numbered through its pages."""

    def __init__(self) -> None:
        self._found = 0

    def on(self, page: Page, paths: Iterable[Any]) -> list[tuple[Cell, Box]]:
        """The cells of the tables that the paths drawn on a page frame."""
        width, height = page.get_size()
        drawn: Any = SimpleNamespace(edges=list(islice(_edges(page, paths), _MOST_EDGES)))  # all that it asks of a page
        tables = TableFinder(drawn).tables
        return [cell for table in tables for cell in self._cells(table, width, height)]

    def _cells(self, table: Table, width: float, height: float) -> Iterator[tuple[Cell, Box]]:
        rows = [row.cells for row in table.rows]
        if len(rows) * max(map(len, rows), default=0) < 2:  # a box around a paragraph
            return
        for row, cells in enumerate(rows):
            for column, box in enumerate(cells):
                if box is not None:
                    x0, y0, x1, y1 = box
                    yield Cell(self._found, row, column), Box(x0 / width, y0 / height, x1 / width, y1 / height)
        self._found += 1


def _edges(page: Page, paths: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The level and upright lines of the paths, in points from the page's top left corner, as pdfplumber wants them."""
    place = Placing(page)
    width, height = page.get_size()
    for path in paths:
        matrix = _matrix(path)
        for ends in _lines_of(path):
            seen = [place.point(*matrix.on_point(*end)) for end in ends]
            (x0, x1), (y0, y1) = sorted(x * width for x, _ in seen), sorted(y * height for _, y in seen)
            if not (math.isfinite(x0 + x1 + y0 + y1) and max(x1 - x0, y1 - y0) >= _SHORTEST):
                continue
            if min(x1 - x0, y1 - y0) <= _STRAIGHT:
                upright = x1 - x0 < y1 - y0
                yield {
                    "orientation": "v" if upright else "h",
                    "x0": x0,
                    "x1": x0 if upright else x1,
                    "top": y0,
                    "bottom": y1 if upright else y0,
                    "width": 0 if upright else x1 - x0,
                    "height": y1 - y0 if upright else 0,
                }


def _matrix(path: Any) -> Any:
    """From a path's own coordinates to its page's, through the forms that it lies in."""
    matrix = path.get_matrix()
    while path.container is not None:
        path = path.container
        matrix = matrix.multiply(path.get_matrix())
    return matrix


def _lines_of(path: Any) -> Iterator[tuple[Point, Point]]:
    """Both ends of every straight stroke of a path."""
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_EDGES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = (x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, here
        last = here
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield last, first
