"""The statutory clock: worked cases with their sources, then properties over a hundred years."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hub.deadlines import (
    LONDON,
    Clock,
    ClockRefusal,
    Deadline,
    Event,
    NoLimitKnown,
    NoOffset,
    NotAnException,
    NotAskedThen,
    Reason,
    StatutoryException,
    TooShort,
    WrongClock,
    advice_due,
    clock_starts,
    day_in_london,
    deadlines_from,
    decision_due,
    law,
    read_law,
)

hypothesis_settings.register_profile("clock", deadline=None)  # a busy machine is no finding
hypothesis_settings.load_profile("clock")


@dataclass(frozen=True)
class Worked:
    """A case of `clock_cases.toml`, reckoned by hand."""

    event: Event
    at: str
    due: Mapping[str, str]
    source: str
    exceptions: tuple[StatutoryException, ...] = ()
    relieved: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The day that it is counted from."""
        return day_in_london(datetime.fromisoformat(self.at)) if "T" in self.at else date.fromisoformat(self.at)


def _exception(said: str) -> StatutoryException:
    reason, first, last = said.split(":")
    return StatutoryException(Reason(reason), date.fromisoformat(first), date.fromisoformat(last))


def _worked(row: Mapping[str, Any]) -> Worked:
    return Worked(
        event=Event(row["from"]),
        at=row["at"],
        due=row["due"],
        source=row["source"],
        exceptions=tuple(_exception(each) for each in row.get("exceptions", ())),
        relieved=frozenset(row.get("relieved", ())),
    )


WORKED = [
    _worked(row)
    for row in tomllib.loads(Path(__file__).with_name("clock_cases.toml").read_text(encoding="utf-8"))["case"]
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

COUNCILS = (Reason.SCHOOL_CLOSURE, Reason.EARLY_YEARS_CLOSURE)
A_DAY = st.dates(date(2015, 9, 2), date(2115, 9, 1))  # a hundred years, from the last change of the data


def only(event: str, day: date, id_: str, *exceptions: StatutoryException) -> Deadline:
    (deadline,) = (found for found in deadlines_from(Event(event), day, exceptions) if found.id == id_)
    return deadline


def lasting(reason: Reason, first: str, last: str) -> StatutoryException:
    return StatutoryException(reason, date.fromisoformat(first), date.fromisoformat(last))


def relieved(event: str, day: str, *exceptions: StatutoryException) -> set[str]:
    return {found.id for found in deadlines_from(Event(event), date.fromisoformat(day), exceptions) if found.exceptions}


@pytest.mark.parametrize("case", WORKED, ids=[f"{case.event}-{case.at}" for case in WORKED])
def test_a_worked_case_falls_due_on_its_days(case: Worked) -> None:
    found = {deadline.id: deadline for deadline in deadlines_from(case.event, case.day, case.exceptions)}
    assert {id_: found[id_].date.isoformat() for id_ in case.due} == case.due, case.source
    assert {id_ for id_, deadline in found.items() if deadline.exceptions} == case.relieved, case.source


def test_the_worked_cases_reach_every_limit_of_the_data() -> None:
    assert len(WORKED) >= 60
    assert {limit.id for limit in law().limits} == {id_ for case in WORKED for id_ in case.due}
    assert all(case.source for case in WORKED)


WEEKS = {
    "decision": 6,
    "advice": 6,
    "no-plan": 16,
    "final-plan": 20,
    "review-notice": -2,
    "review-papers": -2,
    "review-report": 2,
    "review-decision": 4,
    "proposed-amendments": 4,
    "amended-plan-after-review": 12,
    "amended-plan": 8,
    "not-amended": 8,
    "representations": 2,  # 15 days, the first of them day 1
    "representations-on-amendments": 2,
    **{f"order-{each}": weeks for each, weeks in (("assess", 2), ("assess-no-plan", 10), ("assess-plan", 14))},
    **{f"order-{each}": weeks for each, weeks in (("make-draft", 5), ("make-final", 11), ("reconsider", 2))},
    **{f"order-{each}": weeks for each, weeks in (("amend", 5), ("school", 2), ("continue-amend", 5))},
    **{f"unopposed-{each}": weeks for each, weeks in (("assess", 2), ("no-plan", 10), ("plan", 14), ("amend", 5))},
    **{f"unopposed-{each}": weeks for each, weeks in (("school", 2), ("make-draft", 5), ("make-final", 11))},
    "unopposed-continue-amend": 5,
}


def _julian_day(written: str) -> int:
    """The Julian day number, by integer arithmetic alone (Fliegel and Van Flandern, 1968)."""
    year, month, day = (int(each) for each in written.split("-"))
    early = (14 - month) // 12
    years, months = year + 4800 - early, month + 12 * early - 3
    return day + (153 * months + 2) // 5 + 365 * years + years // 4 - years // 100 + years // 400 - 32045


def test_what_was_reckoned_by_hand_is_right_by_julian_day_numbers_too() -> None:
    """Nothing of the hub's is asked: a slip of the pen in the table would be one of the table's only."""
    slips = [
        (case.at, id_, due)
        for case in WORKED
        for id_, due in case.due.items()
        if id_ in WEEKS and _julian_day(due) - _julian_day(case.day.isoformat()) != 7 * WEEKS[id_]
    ]
    assert slips == []
    assert sum(id_ in WEEKS for case in WORKED for id_ in case.due) >= 100


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


def test_the_example_of_a_change_in_the_documentation_is_the_whole_of_a_change(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    ends, begins = re.findall(
        r"```toml\n(until = .*?|\[\[limit\]\]\nid = \"advice\".*?)\n```",
        (root / "docs/clock.md").read_text("utf-8"),
        re.DOTALL,
    )
    law_of_today = (root / "hub/deadlines.toml").read_text("utf-8")
    old_row = re.search(r'\[\[limit\]\]\nid = "advice"\n.*?\n\n', law_of_today, re.DOTALL)
    assert old_row is not None
    changed = tmp_path / "deadlines.toml"
    changed.write_text(law_of_today.replace(old_row[0], f"{old_row[0].rstrip()}\n{ends}\n\n{begins}\n\n"), "utf-8")
    to_come = read_law(changed)
    for day, due, law_of_its_day in (
        (date(2026, 11, 23), date(2027, 1, 4), "2014, reg 8(1)"),
        (date(2029, 8, 31), date(2029, 10, 12), "2014, reg 8(1)"),
        (date(2029, 9, 1), date(2029, 10, 27), "2029, reg 12(1)"),
    ):
        (advice,) = to_come.deadlines_from(
            Event.ADVICE_REQUESTED, day, [StatutoryException(Reason.MISSED_APPOINTMENT, day, day)]
        )
        assert (advice.date, advice.regulation) == (due, f"SEND Regulations {law_of_its_day}")
        assert advice.exceptions  # the relief of the clock holds for the new row too
    for event in Event:  # and nothing else has changed
        if event is not Event.ADVICE_REQUESTED:
            assert to_come.deadlines_from(event, date(2029, 9, 1)) == deadlines_from(event, date(2029, 9, 1))


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


@given(st.sampled_from(Event), A_DAY, A_DAY)
def test_what_happens_later_never_falls_due_earlier(event: Event, one: date, other: date) -> None:
    first, second = sorted((one, other))
    later = {deadline.id: deadline.date for deadline in deadlines_from(event, second)}
    assert all(deadline.date <= later[deadline.id] for deadline in deadlines_from(event, first))


@given(st.sampled_from(COUNCILS), A_DAY, st.integers(-60, 200), st.integers(28, 400))
def test_a_councils_own_exception_never_relieves_an_adviser(reason: Reason, day: date, after: int, days: int) -> None:
    closed = StatutoryException(reason, day + timedelta(days=after), day + timedelta(days=after + days - 1))
    (advice,) = deadlines_from(Event.ADVICE_REQUESTED, day, [closed])
    assert advice.exceptions == ()
    with pytest.raises(WrongClock, match=r"relieves the council only .* never relieves a body .* reg 8\(2\)"):
        law().check(Clock.ADVISER, closed)


@given(A_DAY, st.integers(-60, 200), st.integers(1, 400))
def test_an_advisers_own_exception_never_relieves_the_council(day: date, after: int, days: int) -> None:
    missed = StatutoryException(
        Reason.MISSED_APPOINTMENT, day + timedelta(days=after), day + timedelta(days=after + days - 1)
    )
    for event in (Event.RECEIVED, Event.TRIBUNAL_ORDER, Event.UNOPPOSED_APPEAL):
        assert not any(deadline.exceptions for deadline in deadlines_from(event, day, [missed]))
    with pytest.raises(WrongClock, match=r"relieves a body .* only .* never relieves the council"):
        law().check(Clock.COUNCIL, missed)


@given(A_DAY, st.integers(28, 90), st.integers(-200, 300))
def test_a_school_asked_outside_the_weeks_around_its_closure_relieves_nobody(day: date, days: int, asked: int) -> None:
    """The weeks are counted here once more: from 7 days before the first day to 7 before the day it opens again."""
    last = day + timedelta(days=days - 1)
    asked_on = day + timedelta(days=asked)
    if -7 <= asked <= days - 7:
        closed = StatutoryException(Reason.SCHOOL_CLOSURE, day, last, asked_on)
        assert only("received", asked_on, "decision", closed).exceptions == (closed,)
        assert only("received", asked_on + timedelta(days=1), "decision", closed).exceptions == ()
        assert only("received", asked_on - timedelta(days=43), "decision", closed).exceptions == ()
    else:
        with pytest.raises(NotAskedThen, match="re-opens"):
            StatutoryException(Reason.SCHOOL_CLOSURE, day, last, asked_on)


@given(st.text(max_size=40))
def test_whatever_is_given_as_a_reason_the_refusal_is_sentences_that_name_the_law(said: str) -> None:
    assume(said not in [*Reason])
    with pytest.raises(NotAnException) as refused:
        law().reason(said)
    sentences = str(refused.value)
    assert sentences.startswith(f"“{said}” does not stop the clock. ")
    assert "SEND Regulations 2014, reg " in sentences
    assert sentences.endswith(".")


@given(st.sampled_from(Reason), A_DAY, st.integers(-30, 60), st.sampled_from(Clock), st.integers(-60, 120))
def test_every_refusal_of_an_exception_is_a_sentence(
    reason: Reason, day: date, days: int, clock: Clock, asked: int
) -> None:
    said = _refusal_of(clock, reason, (day, day + timedelta(days=days), day + timedelta(days=asked)))
    if said:
        assert said[0].isupper() or said[0] == "“"
        assert said.endswith(".")
        assert len(said.split()) >= 8


def _refusal_of(clock: Clock, reason: Reason, days: tuple[date, date, date]) -> str:
    try:
        law().check(clock, StatutoryException(reason, *days))
    except ClockRefusal as refusal:
        return str(refusal)
    return ""


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


@given(st.integers(1_441_152_000, 4_597_000_000), st.integers(-18 * 60, 18 * 60))
def test_the_day_depends_on_the_moment_not_on_how_its_offset_is_written(seconds: int, minutes: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    elsewhere = moment.astimezone(timezone(timedelta(minutes=minutes)))
    assert day_in_london(elsewhere) == day_in_london(moment) == moment.astimezone(LONDON).date()


@given(st.integers(1_441_152_000, 4_597_000_000))
def test_the_day_in_london_is_that_of_utc_or_in_summer_of_an_hour_later(seconds: int) -> None:
    """Summer time by its own rule: from the last Sunday of March to the last of October, at 01:00 UTC."""
    moment = datetime.fromtimestamp(seconds, UTC)
    begins, ends = (_last_sunday(moment.year, month) for month in (3, 10))
    summer = begins <= moment < ends
    assert day_in_london(moment) == (moment + timedelta(hours=1 if summer else 0)).date()


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@given(A_DAY)
def test_year_nine_begins_on_a_first_of_september_in_which_year_the_child_turns_fourteen(day: date) -> None:
    begins = only("born", day, "adulthood").date
    assert (begins.month, begins.day) == (9, 1)
    next_year = date(begins.year + 1, 9, 1)
    fourteenth = day.replace(year=day.year + 14) if (day.month, day.day) != (2, 29) else date(day.year + 14, 3, 1)
    assert begins <= fourteenth < next_year


@given(st.sampled_from(Event), A_DAY)
def test_every_date_says_in_words_how_it_is_counted_and_from_what(event: Event, day: date) -> None:
    for deadline in deadlines_from(event, day):
        assert deadline.how
        assert deadline.event.words.startswith("the day ")
