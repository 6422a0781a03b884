"""Dates as families, schools and scans write them."""

from __future__ import annotations

from datetime import date

import pytest

from intake.extract.dates import date_in_boxes, dates_in

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3/9/15", date(2015, 9, 3)),
        ("3rd of Sept 2015", date(2015, 9, 3)),
        ("17. 3. 2016", date(2016, 3, 17)),
        ("21 : 10 : 2012", date(2012, 10, 21)),
        ("3/9/'15", date(2015, 9, 3)),
        ("21-Jun-2019", date(2019, 6, 21)),
        ("September the 3rd 2015", date(2015, 9, 3)),
        ("5th day of May 2016", date(2016, 5, 5)),
        ("the third of September 2015", date(2015, 9, 3)),
        ("twenty-second of January, twenty eighteen", date(2018, 1, 22)),
        ("the thirtieth of September two thousand and twelve", date(2012, 9, 30)),
        ("3 Septemebr 2015", date(2015, 9, 3)),
        ("14 Febuary 2016", date(2016, 2, 14)),
        ("O3/O9/2O15", date(2015, 9, 3)),
        ("2015/09/03", date(2015, 9, 3)),
    ],
)
def test_a_date_is_understood_however_it_is_written(written: str, meant: date) -> None:
    assert [one.day for one in dates_in(f"born {written}, at home", before=TODAY)] == [meant]


def test_the_american_order_is_taken_only_where_nothing_else_is_a_date() -> None:
    assert [one.day for one in dates_in("08/31/2014 and 08/03/2014")] == [date(2014, 8, 31), date(2014, 3, 8)]


@pytest.mark.parametrize(
    "said", ["turned 7 in June", "12 pages 2015", "call 01632 960 222", "10 marks 2015", "14 May 10:30"]
)
def test_what_is_no_date_stays_none(said: str) -> None:
    assert list(dates_in(said, before=TODAY)) == []


def test_a_form_with_a_box_for_each_figure_is_read() -> None:
    boxes = date_in_boxes("0 9  1 1  2 0 2 0", before=TODAY)
    assert boxes is not None
    assert boxes.day == date(2020, 11, 9)
    assert date_in_boxes("about 9 or 10", before=TODAY) is None
