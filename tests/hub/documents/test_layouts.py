"""Whatever the layout, an advice comes right from it; `mapped_fields.py` prints the figures."""

from __future__ import annotations

import pytest

from hub.documents.read import read
from hub.documents.template import advice_from
from tests.hub.documents.layouts import LAYOUTS, Layout, made
from tests.hub.documents.mapped_fields import advices, fields_of


@pytest.mark.parametrize("layout", LAYOUTS, ids=[each.name for each in LAYOUTS])
def test_every_field_comes_right_from_word(layout: Layout) -> None:
    for advice in advices():
        mapped = advice_from(read(made(layout, advice), "advice.docx"), id=advice.id)
        assert fields_of(mapped.advice) == fields_of(layout.holds(advice))
