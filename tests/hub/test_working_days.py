"""Working days in England: bank holidays as gov.uk published them, and a service standard that skips them."""

from datetime import date

import pytest

from hub.working_days import after_working_days, bank_holidays

PUBLISHED = {  # gov.uk/bank-holidays, England and Wales
    2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_bank_holidays_are_those_that_were_published(year: int) -> None:
    assert [f"{day:%m-%d}" for day in sorted(bank_holidays(year))] == PUBLISHED[year].split()


@pytest.mark.parametrize(
    ("received", "count", "by", "why"),
    [
        ("2026-11-23", 5, "2026-11-30", "a Monday: the next Monday"),
        ("2026-11-27", 1, "2026-11-30", "a Friday: over the weekend"),
        ("2026-11-28", 5, "2026-12-04", "a Saturday: counted from Monday"),
        ("2026-12-23", 5, "2027-01-04", "over Christmas Day, Boxing Day's substitute and New Year's Day"),
        ("2026-04-02", 2, "2026-04-08", "over Easter: Friday and Monday are none"),
        ("2022-06-01", 1, "2022-06-06", "over the two days of the Jubilee"),
        ("2026-11-23", 0, "2026-11-23", "no days at all"),
    ],
)
def test_working_days_skip_weekends_and_bank_holidays(received: str, count: int, by: str, why: str) -> None:
    assert after_working_days(date.fromisoformat(received), count) == date.fromisoformat(by), why


def test_a_bank_holiday_that_is_proclaimed_later_is_a_row_of_data(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = {"day": date(2027, 6, 3), "name": "A jubilee", "instead_of": date(2027, 5, 31)}
    monkeypatch.setattr("hub.working_days._changes", lambda: (moved,))
    days = bank_holidays.__wrapped__(2027)
    assert date(2027, 6, 3) in days
    assert date(2027, 5, 31) not in days
