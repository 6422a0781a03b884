"""A council's own dates: earlier than the law's, never later; where the law gives the family days, never fewer."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.council import load_council
from hub.deadlines import Deadline, Event, deadlines_from
from hub.own_dates import own_dates_in
from hub.settings import WrongSetting

EARLIER = """
[decision]
weeks = 5
[advice]
days = 35
[final-plan]
days_earlier = 14
[draft-plan]
weeks = 14
[representations]
days = 21
[first-review]
days_earlier = 30
[acknowledgement]
working_days = 5
"""


def folder(path: Path, text: str) -> Path:
    (path / "council.toml").write_text('name = "Dunmoor"\n', encoding="utf-8")
    (path / "own_dates.toml").write_text(text, encoding="utf-8")
    return path


def the_law(event: Event, day: date, id_: str) -> Deadline:
    return next(each for each in deadlines_from(event, day) if each.id == id_)


def test_earlier_dates_stand_beside_the_laws(tmp_path: Path) -> None:
    own = load_council(folder(tmp_path, EARLIER)).own_dates
    received = date(2026, 1, 7)
    assert own["decision"].beside(the_law(Event.RECEIVED, received, "decision")) == date(2026, 2, 11)
    assert own["advice"].beside(the_law(Event.ADVICE_REQUESTED, received, "advice")) == date(2026, 2, 11)
    assert own["final-plan"].beside(the_law(Event.RECEIVED, received, "final-plan")) == date(2026, 5, 13)
    assert own["draft-plan"].counted_from(received) == date(2026, 4, 15)
    assert own["acknowledgement"].counted_from(received) == date(2026, 1, 14)
    served = the_law(Event.DRAFT_SERVED, date(2026, 5, 1), "representations")
    assert own["representations"].beside(served) == date(2026, 5, 21)


def test_the_example_of_the_documentation_is_taken(tmp_path: Path) -> None:
    said = (Path(__file__).parents[2] / "docs/clock.md").read_text("utf-8")
    example = said[said.index("[decision]\nweeks") : said.index("```\n\nThe names are")]
    assert set(load_council(folder(tmp_path, example)).own_dates) >= {"decision", "draft-plan", "acknowledgement"}


def test_without_a_file_a_council_has_the_laws_dates_only(tmp_path: Path) -> None:
    (tmp_path / "council.toml").write_text('name = "Dunmoor"\n', encoding="utf-8")
    assert load_council(tmp_path).own_dates == {}
    assert load_council(None).own_dates == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[advice]\nweeks = 7\n", r"“advice” would be later than the law's date: “within 6 weeks .*reg 8\(1\)"),
        ("[advice]\ndays = 43\n", "may be earlier, never later"),
        ("[decision]\ndays_earlier = 0\n", "never the same or later"),
        ("[decision]\ndays_earlier = -7\n", "never the same or later"),
        ("[no-plan]\nweeks = 17\n", r"reg 10\(1\)"),
        ("[first-review]\ndays = 365\n", "never later"),  # the year of a plan made on 29 February has 365 days
        ("[representations]\ndays = 14\n", r"fewer days than the law: “at least 15 days.*You may give more"),
        ("[representations]\ndays_earlier = 1\n", "fewer days than the law"),
        ("[review-notice]\ndays = 1\n", "never later"),
        ("[draft-plan]\nweeks = 18\n", r"at least 15 days on the draft .*at most 125 days"),
        ("[acknowledgement]\nworking_days = 60\n", "no acknowledgement"),
        ("[acknowledgement]\ndays = 5\n", "should have one of working_days"),
        ("[decision]\nworking_days = 20\n", "should have one of days, weeks, days_earlier"),
        ("[decision]\nweeks = 5\ndays = 3\n", "should have one of"),
        ('[decision]\nweeks = "five"\n', "a whole number"),
        ("[decision]\nweeks = true\n", "a whole number"),
        ("decision = 5\n", "should have one of"),
        ("[descision]\nweeks = 5\n", "no time limit is called “descision”; there are decision,"),
        ("[decision\n", "is not valid TOML"),
    ],
)
def test_a_later_date_or_a_slip_is_refused_when_the_folder_is_loaded(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(WrongSetting, match=sentence) as refused:
        load_council(folder(tmp_path, text))
    assert "own_dates.toml" in str(refused.value)


@settings(deadline=None, max_examples=40)  # a busy machine is no finding
@given(st.integers(1, 60), st.dates(date(2015, 9, 2), date(2115, 9, 1)))
def test_whatever_is_accepted_is_never_later_than_the_law_on_any_day(
    tmp_path_factory: pytest.TempPathFactory, days: int, day: date
) -> None:
    path = folder(
        tmp_path_factory.mktemp("council"), f"[advice]\ndays = {days}\n[first-review]\ndays_earlier = {days}\n"
    )
    if days > 42:
        with pytest.raises(WrongSetting):
            own_dates_in(path)
        return
    own = own_dates_in(path)
    assert own["advice"].beside(the_law(Event.ADVICE_REQUESTED, day, "advice")) == day + timedelta(days=days)
    for event, id_ in ((Event.ADVICE_REQUESTED, "advice"), (Event.PLAN_MADE, "first-review")):
        assert own[id_].beside(the_law(event, day, id_)) <= the_law(event, day, id_).date
