"""The statutory clock: worked cases with their sources, then properties over a hundred years."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.deadlines import (
    LONDON,
    ClockRefusal,
    Deadline,
    Event,
    NoLimitKnown,
    NoOffset,
    NotAnException,
    Reason,
    StatutoryException,
    TooShort,
    advice_due,
    clock_starts,
    day_in_london,
    deadlines_from,
    decision_due,
    law,
    read_law,
)

ROTHERHAM = "Rotherham's own screen, “Requests for advice”"
REG_5 = "reg 5(1): within 6 weeks of receiving a request"
REG_8 = "reg 8(1): within 6 weeks of the date on which they receive the request"
REG_10 = "reg 10(1): within 16 weeks"
REG_13_1 = "reg 13(1)(a): at least 15 days, beginning with the day of service"
REG_13_2 = "reg 13(2): within 20 weeks"
REG_18_1 = "reg 18(1): before 15 February, or 31 March, of the calendar year of the transfer"
REG_18_2 = "reg 18(2): at least five months before the transfer"
REG_18_3 = "reg 18(3): transfer on 1 September 2015, before 31 May 2015"
REG_20 = "reg 20: two weeks' notice, report in two weeks, decision in four"
REG_22 = "reg 22(2)(c) and (3): 15 days, and 8 weeks from the amendment notice"
REG_44 = "reg 44(2), R (BA) v Nottinghamshire [2021] EWHC 1348 (Admin) for the 5 and the 2 weeks"
REG_45 = "reg 45 as amended by SI 2015/359, reg 8"
DEVON = "R (L, M and P) v Devon [2022] EWHC 493 (Admin): 4 and 8 weeks, 12 after the meeting"
S_44 = "Children and Families Act 2014, s 44(1): the period of 12 months starting with the date"

WORKED = [
    # event, day, limit, falls due, source
    ("advice-requested", "2020-10-16", "advice", "2020-11-27", ROTHERHAM),
    ("advice-requested", "2020-10-22", "advice", "2020-12-03", ROTHERHAM),
    ("advice-requested", "2024-01-18", "advice", "2024-02-29", REG_8 + "; due on a leap day"),
    ("advice-requested", "2024-02-29", "advice", "2024-04-11", REG_8 + "; received on a leap day"),
    ("advice-requested", "2023-02-28", "advice", "2023-04-11", REG_8 + "; no leap day between"),
    ("advice-requested", "2024-02-28", "advice", "2024-04-10", REG_8 + "; a leap day between"),
    ("advice-requested", "2026-03-29", "advice", "2026-05-10", REG_8 + "; the day clocks go forward"),
    ("advice-requested", "2026-10-25", "advice", "2026-12-06", REG_8 + "; the day clocks go back"),
    ("advice-requested", "2026-11-13", "advice", "2026-12-25", REG_8 + "; due on Christmas Day: no working days in it"),
    ("advice-requested", "2026-11-20", "advice", "2027-01-01", REG_8 + "; over the end of the year"),
    ("advice-requested", "2026-11-21", "advice", "2027-01-02", REG_8 + "; received on a Saturday"),
    ("advice-requested", "2026-07-22", "advice", "2026-09-02", REG_8 + "; over the summer holidays"),
    ("received", "2026-01-07", "decision", "2026-02-18", "the contract's own example of an intake result"),
    ("received", "2026-01-07", "no-plan", "2026-04-29", REG_10),
    ("received", "2026-01-07", "final-plan", "2026-05-27", REG_13_2),
    ("received", "2024-02-29", "decision", "2024-04-11", REG_5 + "; a leap day"),
    ("received", "2024-02-29", "no-plan", "2024-06-20", REG_10 + "; a leap day"),
    ("received", "2024-02-29", "final-plan", "2024-07-18", REG_13_2 + "; a leap day"),
    ("received", "2025-12-25", "decision", "2026-02-05", REG_5 + "; Christmas Day"),
    ("received", "2025-12-25", "no-plan", "2026-04-16", REG_10 + "; Christmas Day"),
    ("received", "2025-12-25", "final-plan", "2026-05-14", REG_13_2 + "; Christmas Day"),
    ("received", "2026-08-30", "decision", "2026-10-11", REG_5 + "; a Sunday"),
    ("received", "2014-09-01", "decision", "2014-10-13", REG_5 + "; the first day of the regulations"),
    ("received", "2014-09-01", "final-plan", "2015-01-19", REG_13_2 + "; the first day of the regulations"),
    ("draft-served", "2026-05-01", "representations", "2026-05-15", REG_13_1),
    ("draft-served", "2024-02-15", "representations", "2024-02-29", REG_13_1 + "; to a leap day"),
    ("draft-served", "2026-02-20", "representations", "2026-03-06", REG_13_1),
    ("draft-served", "2026-12-24", "representations", "2027-01-07", REG_13_1 + "; calendar days, over Christmas"),
    ("plan-made", "2025-11-23", "first-review", "2026-11-22", S_44),
    ("plan-made", "2025-03-01", "first-review", "2026-02-28", S_44),
    ("plan-made", "2023-03-01", "first-review", "2024-02-29", S_44 + "; to a leap day"),
    ("plan-made", "2024-02-28", "first-review", "2025-02-27", S_44),
    ("plan-made", "2024-02-29", "first-review", "2025-02-28", S_44 + "; from a leap day"),
    ("plan-made", "2026-01-01", "first-review", "2026-12-31", S_44),
    ("review-meeting", "2026-11-10", "review-notice", "2026-10-27", REG_20),
    ("review-meeting", "2026-11-10", "review-papers", "2026-10-27", REG_20),
    ("review-meeting", "2026-11-10", "review-report", "2026-11-24", REG_20),
    ("review-meeting", "2026-11-10", "review-decision", "2026-12-08", REG_20),
    ("review-meeting", "2026-11-10", "proposed-amendments", "2026-12-08", DEVON),
    ("review-meeting", "2026-11-10", "amended-plan-after-review", "2027-02-02", DEVON),
    ("review-meeting", "2026-11-10", "next-review", "2027-11-09", S_44),
    ("review-meeting", "2024-02-01", "review-decision", "2024-02-29", REG_20 + "; to a leap day"),
    ("amendment-notice", "2026-12-08", "representations-on-amendments", "2026-12-22", REG_22),
    ("amendment-notice", "2026-12-08", "amended-plan", "2027-02-02", REG_22),
    ("amendment-notice", "2026-12-08", "not-amended", "2027-02-02", "reg 22(4)"),
    ("amendment-notice", "2024-01-04", "amended-plan", "2024-02-29", REG_22 + "; to a leap day"),
    ("transfer", "2027-09-01", "phase-transfer", "2027-02-14", REG_18_1),
    ("transfer", "2027-09-01", "post-16-transfer", "2027-03-30", REG_18_1),
    ("transfer", "2027-09-01", "between-post-16", "2027-04-01", REG_18_2),
    ("transfer", "2028-09-04", "phase-transfer", "2028-02-14", REG_18_1),
    ("transfer", "2028-01-10", "between-post-16", "2027-08-10", REG_18_2),
    ("transfer", "2027-07-31", "between-post-16", "2027-02-28", REG_18_2 + "; February has no 31st"),
    ("transfer", "2028-07-30", "between-post-16", "2028-02-29", REG_18_2 + "; the leap year's February has no 30th"),
    ("transfer", "2015-09-01", "post-16-transfer", "2015-05-30", REG_18_3),
    ("transfer", "2016-09-01", "post-16-transfer", "2016-03-30", REG_18_1),
    ("tribunal-order", "2026-05-01", "order-cease", "2026-05-01", REG_44),
    ("tribunal-order", "2026-05-01", "order-assess", "2026-05-15", REG_44),
    ("tribunal-order", "2026-05-01", "order-assess-no-plan", "2026-07-10", REG_44),
    ("tribunal-order", "2026-05-01", "order-assess-plan", "2026-08-07", "R (W) v Hertfordshire [2023]: 14 weeks"),
    ("tribunal-order", "2026-05-01", "order-make-draft", "2026-06-05", REG_44),
    ("tribunal-order", "2026-05-01", "order-make-final", "2026-07-17", REG_44),
    ("tribunal-order", "2026-05-01", "order-reconsider", "2026-05-15", REG_44),
    ("tribunal-order", "2026-05-01", "order-amend", "2026-06-05", REG_44),
    ("tribunal-order", "2026-05-01", "order-school", "2026-05-15", REG_44),
    ("tribunal-order", "2026-05-01", "order-continue", "2026-05-01", REG_44),
    ("tribunal-order", "2026-05-01", "order-continue-amend", "2026-06-05", REG_44),
    ("tribunal-order", "2028-02-15", "order-school", "2028-02-29", REG_44 + "; to a leap day"),
    ("unopposed-appeal", "2026-05-01", "unopposed-assess", "2026-05-15", REG_45),
    ("unopposed-appeal", "2026-05-01", "unopposed-no-plan", "2026-07-10", REG_45),
    ("unopposed-appeal", "2026-05-01", "unopposed-plan", "2026-08-07", REG_45),
    ("unopposed-appeal", "2026-05-01", "unopposed-amend", "2026-06-05", REG_45),
    ("unopposed-appeal", "2026-05-01", "unopposed-school", "2026-05-15", REG_45),
    ("unopposed-appeal", "2026-05-01", "unopposed-make-draft", "2026-06-05", REG_45),
    ("unopposed-appeal", "2026-05-01", "unopposed-make-final", "2026-07-17", REG_45),
]

RECEIVED_AT = [
    # moment, the day on which it counts in London, why
    ("2026-01-07T13:54:27+00:00", "2026-01-07", "the contract's own example"),
    ("2026-07-03T23:30:00+01:00", "2026-07-03", "late in the evening, summer time"),
    ("2026-07-03T23:30:00+00:00", "2026-07-04", "summer: half past midnight in London"),
    ("2026-01-03T23:30:00+00:00", "2026-01-03", "winter: still the same day"),
    ("2026-03-28T23:59:59+00:00", "2026-03-28", "the night before the clocks go forward"),
    ("2026-03-29T00:59:59+00:00", "2026-03-29", "the second before the clocks go forward"),
    ("2026-03-29T23:30:00+00:00", "2026-03-30", "the first evening of summer time"),
    ("2026-10-24T23:30:00+00:00", "2026-10-25", "the last night of summer time"),
    ("2026-10-25T01:30:00+00:00", "2026-10-25", "the hour that comes twice"),
    ("2026-10-25T23:30:00+00:00", "2026-10-25", "the first evening of winter time"),
    ("2024-02-29T23:30:00-05:00", "2024-03-01", "sent from abroad on a leap day"),
    ("2024-03-01T04:00:00+05:30", "2024-02-29", "sent from further east, on a leap day in London"),
    ("2026-08-30T22:00:00Z", "2026-08-30", "a Sunday evening of a bank holiday weekend"),
    ("2027-01-01T00:00:00+00:00", "2027-01-01", "midnight belongs to the day that begins"),
]

A_DAY = st.dates(date(2015, 9, 2), date(2115, 9, 1))  # a hundred years, from the last change of the data


def only(event: str, day: date, id_: str, *exceptions: StatutoryException) -> Deadline:
    (deadline,) = (found for found in deadlines_from(Event(event), day, exceptions) if found.id == id_)
    return deadline


def lasting(reason: Reason, first: str, last: str) -> StatutoryException:
    return StatutoryException(reason, date.fromisoformat(first), date.fromisoformat(last))


def relieved(event: str, day: str, *exceptions: StatutoryException) -> set[str]:
    return {found.id for found in deadlines_from(Event(event), date.fromisoformat(day), exceptions) if found.exceptions}


@pytest.mark.parametrize(("event", "day", "id_", "due", "source"), WORKED)
def test_a_worked_case_falls_due_on_its_day(event: str, day: str, id_: str, due: str, source: str) -> None:
    assert only(event, date.fromisoformat(day), id_).date.isoformat() == due, source


def test_the_worked_cases_reach_every_limit_of_the_data() -> None:
    assert len(WORKED) >= 60
    assert {limit.id for limit in law().limits} == {case[2] for case in WORKED}


@pytest.mark.parametrize(("moment", "day", "why"), RECEIVED_AT)
def test_receipt_counts_on_the_day_in_london_at_whatever_hour(moment: str, day: str, why: str) -> None:
    assert clock_starts(datetime.fromisoformat(moment)).isoformat() == day, why


def test_a_date_time_without_its_offset_is_refused() -> None:
    with pytest.raises(NoOffset, match="does not say its offset"):
        day_in_london(datetime(2026, 10, 16, 9, 0))  # noqa: DTZ001


def test_the_two_clocks_of_one_case_are_counted_from_their_own_days() -> None:
    assert decision_due(date(2026, 1, 7)) == date(2026, 2, 18)
    assert advice_due(date(2026, 2, 20)) == date(2026, 4, 3)


def test_a_review_shows_the_anniversary_as_its_outer_limit() -> None:
    assert only("plan-made", date(2025, 11, 23), "first-review").outer_limit == date(2026, 11, 23)
    assert only("plan-made", date(2024, 2, 29), "first-review").outer_limit == date(2025, 3, 1)
    assert only("received", date(2026, 1, 7), "decision").outer_limit is None


# --- exceptions -------------------------------------------------------------------------------------------------------

SUMMER = lasting(Reason.SCHOOL_CLOSURE, "2026-07-22", "2026-09-01")
ABROAD = lasting(Reason.ABSENCE, "2026-07-20", "2026-08-20")
ILL = lasting(Reason.EXCEPTIONAL_CIRCUMSTANCES, "2026-07-20", "2026-07-24")
MISSED = lasting(Reason.MISSED_APPOINTMENT, "2026-07-21", "2026-07-21")
NURSERY = lasting(Reason.EARLY_YEARS_CLOSURE, "2026-07-22", "2026-09-01")
ALL_FIVE = (SUMMER, ABROAD, ILL, MISSED, NURSERY)


def test_each_exception_relieves_only_the_clock_that_its_regulation_names() -> None:
    by_council = {
        exception.reason for exception in only("received", date(2026, 7, 1), "decision", *ALL_FIVE).exceptions
    }
    by_adviser = {e.reason for e in only("advice-requested", date(2026, 7, 1), "advice", *ALL_FIVE).exceptions}
    assert by_council == {
        Reason.SCHOOL_CLOSURE,
        Reason.EARLY_YEARS_CLOSURE,
        Reason.EXCEPTIONAL_CIRCUMSTANCES,
        Reason.ABSENCE,
    }
    assert by_adviser == {Reason.EXCEPTIONAL_CIRCUMSTANCES, Reason.ABSENCE, Reason.MISSED_APPOINTMENT}


@pytest.mark.parametrize("event", ["draft-served", "plan-made", "review-meeting", "amendment-notice", "transfer"])
def test_no_exception_relieves_what_is_not_a_limit_of_an_assessment_or_an_order(event: str) -> None:
    assert relieved(event, "2026-07-20", *ALL_FIVE) == set()


def test_an_exception_relieves_only_a_limit_whose_period_it_falls_in() -> None:
    october = lasting(Reason.EXCEPTIONAL_CIRCUMSTANCES, "2026-10-01", "2026-10-05")
    assert relieved("received", "2026-07-01", october) == {"no-plan", "final-plan"}
    long_before = lasting(Reason.EXCEPTIONAL_CIRCUMSTANCES, "2026-05-01", "2026-06-30")
    assert relieved("received", "2026-07-01", long_before) == set()
    on_the_last_day = lasting(Reason.EXCEPTIONAL_CIRCUMSTANCES, "2026-08-12", "2026-08-20")
    assert relieved("advice-requested", "2026-07-01", on_the_last_day) == {"advice"}


def test_a_closure_counts_from_one_week_before_it_to_one_week_before_the_school_opens_again() -> None:
    # closed 22 July to 1 September: the council's request to the school falls in 15 July to 26 August
    assert "decision" in relieved("received", "2026-06-03", SUMMER)  # due 15 July
    assert "decision" not in relieved("received", "2026-06-02", SUMMER)  # due 14 July
    assert "decision" in relieved("received", "2026-08-26", SUMMER)
    assert "decision" not in relieved("received", "2026-08-27", SUMMER)


def test_an_absence_of_two_weeks_relieves_a_tribunal_order_and_nothing_else() -> None:
    fortnight = lasting(Reason.ABSENCE, "2026-07-20", "2026-08-02")
    assert "order-amend" in relieved("tribunal-order", "2026-07-15", fortnight)
    with pytest.raises(TooShort, match="not less than 4 weeks"):
        deadlines_from(Event.ADVICE_REQUESTED, date(2026, 7, 15), [fortnight])
    with pytest.raises(TooShort, match="not less than 2 weeks"):
        deadlines_from(Event.TRIBUNAL_ORDER, date(2026, 7, 15), [lasting(Reason.ABSENCE, "2026-07-20", "2026-08-01")])


def test_four_weeks_are_enough_and_a_day_less_is_not() -> None:
    assert relieved("received", "2026-07-01", lasting(Reason.ABSENCE, "2026-07-20", "2026-08-16"))
    with pytest.raises(TooShort):
        relieved("received", "2026-07-01", lasting(Reason.ABSENCE, "2026-07-20", "2026-08-15"))
    assert relieved("received", "2026-07-01", lasting(Reason.SCHOOL_CLOSURE, "2026-07-20", "2026-08-16"))
    with pytest.raises(TooShort, match="not less than 4 weeks"):
        lasting(Reason.SCHOOL_CLOSURE, "2026-07-20", "2026-08-15")


@pytest.mark.parametrize("said", ["waiting-list", "Waiting list", "school-holidays", "staff-shortage", "coronavirus"])
def test_what_the_law_does_not_know_is_refused_with_the_sentence_of_law(said: str) -> None:
    with pytest.raises(NotAnException, match=r"does not stop the clock\. .*SEND Regulations 2014, reg "):
        law().reason(said)


def test_an_exception_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ClockRefusal, match="before it starts"):
        lasting(Reason.MISSED_APPOINTMENT, "2026-07-21", "2026-07-20")


# --- dated data -------------------------------------------------------------------------------------------------------


def test_a_change_in_the_law_counts_only_from_its_day(tmp_path: Path) -> None:
    """The clock is data: a row that ends and a row that begins are the whole of a change."""
    row = """
        [[limit]]
        id = "advice"
        event = "advice-requested"
        what = "Return the advice"
        weeks = {weeks}
        regulation = "SEND Regulations 2014, reg 8(1)"
        wording = "within {weeks} weeks"
        {dates}
    """
    changed = tmp_path / "law.toml"
    changed.write_text(
        "[relief]\n[not_an_exception]\n"
        + row.format(weeks=6, dates="applies_from = 2014-09-01\nuntil = 2029-08-31")
        + row.format(weeks=8, dates="applies_from = 2029-09-01"),
        encoding="utf-8",
    )
    law_to_come = read_law(changed)
    due = [law_to_come.deadlines_from(Event.ADVICE_REQUESTED, day) for day in (date(2029, 8, 31), date(2029, 9, 1))]
    assert [[deadline.date for deadline in found] for found in due] == [[date(2029, 10, 12)], [date(2029, 10, 27)]]


def test_no_day_has_two_versions_of_one_limit() -> None:
    limits = law().limits
    for one in limits:
        rivals = [other for other in limits if other.id == one.id and other is not one]
        assert not [other for other in rivals if one.applies_from <= other.until and other.applies_from <= one.until]


def test_every_limit_names_its_law_and_quotes_it() -> None:
    for limit in law().limits:
        assert limit.regulation.startswith(("SEND Regulations 2014, reg ", "Children and Families Act 2014, s "))
        assert limit.what
        assert limit.wording


@pytest.mark.parametrize(
    ("event", "day"), [(Event.RECEIVED, date(2014, 8, 31)), (Event.TRIBUNAL_ORDER, date(2014, 9, 1))]
)
def test_a_day_before_the_law_that_we_know_is_refused(event: Event, day: date) -> None:
    with pytest.raises(NoLimitKnown, match="is before that"):
        deadlines_from(event, day)


@pytest.mark.parametrize("event", Event)
def test_the_end_of_the_calendar_is_refused_in_a_sentence_not_a_traceback(event: Event) -> None:
    if event is Event.TRANSFER:  # everything about a transfer falls before it
        assert deadlines_from(event, date.max)
        return
    with pytest.raises(NoLimitKnown, match="check the year"):
        deadlines_from(event, date.max)


def test_the_clock_imports_only_the_standard_library() -> None:
    said = "import sys, hub.deadlines; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split()
    outside = {name for name in loaded if name not in sys.stdlib_module_names and not name.startswith("_")}
    assert outside <= {"hub", "sitecustomize", "usercustomize"}


# --- properties over a hundred years ----------------------------------------------------------------------------------


@given(A_DAY)
def test_six_weeks_end_on_the_same_weekday_forty_two_days_on(day: date) -> None:
    assert advice_due(day) == decision_due(day) == day + timedelta(days=42)
    assert advice_due(day).weekday() == day.weekday()


@given(st.sampled_from(Event), A_DAY)
def test_deadlines_come_earliest_first_each_with_its_derivation(event: Event, day: date) -> None:
    found = deadlines_from(event, day)
    assert [deadline.date for deadline in found] == sorted(deadline.date for deadline in found)
    assert all(deadline.counted_from == day and deadline.event is event for deadline in found)


@given(st.sampled_from(Event), A_DAY, st.lists(st.sampled_from(Reason), max_size=4), st.integers(-60, 200), st.data())
def test_no_date_ever_moves_because_of_an_exception(
    event: Event, day: date, reasons: list[Reason], after: int, data: st.DataObject
) -> None:
    starts = day + timedelta(days=after)
    exceptions = [
        StatutoryException(reason, starts, starts + timedelta(days=data.draw(st.integers(28, 400))))
        for reason in reasons
    ]
    without = [(deadline.id, deadline.date) for deadline in deadlines_from(event, day)]
    relieved_ = deadlines_from(event, day, exceptions)
    assert [(deadline.id, deadline.date) for deadline in relieved_] == without
    for deadline in relieved_:
        assert set(deadline.exceptions) <= set(exceptions)


@given(A_DAY)
def test_a_review_is_within_a_year_and_no_sooner(day: date) -> None:
    deadline = only("plan-made", day, "first-review")
    assert 364 <= (deadline.date - day).days <= 365
    assert deadline.outer_limit == deadline.date + timedelta(days=1)
    assert (deadline.outer_limit.month, deadline.outer_limit.day) in {(day.month, day.day), (3, 1)}


@given(A_DAY, A_DAY)
def test_received_later_is_never_due_earlier(one: date, other: date) -> None:
    first, second = sorted((one, other))
    for event in (Event.RECEIVED, Event.ADVICE_REQUESTED, Event.PLAN_MADE, Event.REVIEW_MEETING, Event.TRIBUNAL_ORDER):
        later = {deadline.id: deadline.date for deadline in deadlines_from(event, second)}
        assert all(deadline.date <= later[deadline.id] for deadline in deadlines_from(event, first))


@given(A_DAY)
def test_a_meeting_then_a_notice_on_its_last_day_end_on_the_same_day_as_the_whole(day: date) -> None:
    """Four weeks and then eight are the twelve of the Devon judgment."""
    notice = only("review-meeting", day, "proposed-amendments").date
    whole = only("review-meeting", day, "amended-plan-after-review").date
    assert only("amendment-notice", notice, "amended-plan").date == whole


@given(A_DAY)
def test_a_transfer_is_settled_before_its_own_days_of_that_year(day: date) -> None:
    assert only("transfer", day, "phase-transfer").date == date(day.year, 2, 14)
    assert only("transfer", day, "post-16-transfer").date == date(day.year, 3, 30)
    five_months = only("transfer", day, "between-post-16").date
    assert 150 <= (day - five_months).days <= 153


@given(st.integers(1_441_152_000, 4_597_000_000), st.integers(-14, 14))
def test_the_day_depends_on_the_moment_not_on_how_its_offset_is_written(seconds: int, hours: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert day_in_london(elsewhere) == day_in_london(moment) == moment.astimezone(LONDON).date()
