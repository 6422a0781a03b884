"""The reminder ladder: the right reminder for the day, and from seven in the morning in London."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.advice import Profile
from hub.council import ReminderLadder, load_council
from hub.ladder import due_rung, reminder_day, unallocated_rung
from hub.models.people import Role

DUE = date(2027, 1, 4)
LADDER = ReminderLadder(
    days_before=(14, 7, 1, 0),
    unallocated_after=3,
    overdue_daily_for=7,
    tell=(Role.PROFESSIONAL, Role.TEAM_MANAGER, Role.DCO),
)


@pytest.mark.parametrize(
    ("passed", "name"),
    [
        (-15, None),
        (-14, "due-14"),
        (-8, "due-14"),
        (-7, "due-7"),
        (-2, "due-7"),
        (-1, "due-1"),
        (0, "due-0"),
        (1, "overdue-1"),
        (2, "overdue-2"),
        (7, "overdue-7"),
        (8, "overdue-7"),
        (13, "overdue-7"),
        (14, "overdue-14"),
        (20, "overdue-14"),
        (21, "overdue-21"),
        (366, "overdue-364"),
    ],
)
def test_the_reminder_of_a_day_is_the_latest_of_the_ladder(passed: int, name: str | None) -> None:
    rung = due_rung(LADDER, due_on=DUE, today=DUE + timedelta(days=passed))
    assert (rung.name if rung else None) == name


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (0, [Role.PROFESSIONAL]),
        (1, [Role.PROFESSIONAL, Role.TEAM_MANAGER]),
        (2, [Role.PROFESSIONAL, Role.TEAM_MANAGER, Role.DCO]),
        (30, [Role.PROFESSIONAL, Role.TEAM_MANAGER, Role.DCO]),
    ],
)
def test_one_more_is_told_each_day_that_it_is_overdue(passed: int, told: list[Role]) -> None:
    rung = due_rung(LADDER, due_on=DUE, today=DUE + timedelta(days=passed))
    assert rung is not None
    assert list(rung.tell) == told


@pytest.mark.parametrize(
    ("waited", "name", "told"),
    [
        (2, None, []),
        (3, "unallocated-3", [Role.TEAM_MANAGER]),
        (5, "unallocated-3", [Role.TEAM_MANAGER]),
        (6, "unallocated-6", [Role.DCO, Role.TEAM_MANAGER]),
        (40, "unallocated-6", [Role.DCO, Role.TEAM_MANAGER]),
    ],
)
def test_a_request_without_a_professional_goes_to_the_managers_and_then_to_the_dco(
    waited: int, name: str | None, told: list[Role]
) -> None:
    rules = load_council(None).rules_for(Profile.HEALTH)
    rung = unallocated_rung(rules, received_on=DUE, today=DUE + timedelta(days=waited))
    assert (rung.name if rung else None) == name
    assert list(rung.tell if rung else ()) == told


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-23T06:59:00+00:00", "2026-11-22"),
        ("2026-11-23T07:00:00+00:00", "2026-11-23"),
        ("2026-11-23T23:59:00+00:00", "2026-11-23"),
        ("2026-11-24T00:30:00+00:00", "2026-11-23"),
        ("2026-07-01T05:59:00+00:00", "2026-06-30"),  # summer: one minute to seven
        ("2026-07-01T06:00:00+00:00", "2026-07-01"),
        ("2026-03-29T05:59:00+00:00", "2026-03-28"),  # the morning after the clocks went forward
        ("2026-03-29T06:00:00+00:00", "2026-03-29"),
        ("2026-10-25T06:59:00+00:00", "2026-10-24"),  # the morning after they went back
        ("2026-10-25T07:00:00+00:00", "2026-10-25"),
    ],
)
def test_reminders_of_a_day_go_out_from_seven_in_the_morning_in_london(moment: str, day: str) -> None:
    assert reminder_day(datetime.fromisoformat(moment)).isoformat() == day


@given(
    st.lists(st.integers(0, 40), max_size=5).map(lambda days: tuple(sorted(set(days), reverse=True))),
    st.integers(0, 10),
    st.integers(-50, 400),
)
def test_the_day_of_a_reminder_has_come_and_never_goes_back(before: tuple[int, ...], daily: int, passed: int) -> None:
    ladder = ReminderLadder(before, 3, daily, LADDER.tell)
    today = DUE + timedelta(days=passed)
    rung = due_rung(ladder, due_on=DUE, today=today)
    tomorrow = due_rung(ladder, due_on=DUE, today=today + timedelta(days=1))
    if rung is not None:
        assert rung.day(DUE) <= today
        assert tomorrow is not None
        assert tomorrow.day(DUE) >= rung.day(DUE)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2060, 1, 1)))  # noqa: DTZ001
def test_the_day_of_reminders_never_goes_back_either(moment: datetime) -> None:
    assert reminder_day(moment) <= reminder_day(moment + timedelta(minutes=30))
