"""`ehc clock`, as an officer and as the acceptance run use it: the real command in a real process."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

EHC = [sys.executable, "-c", "from hub.cli import main; main()", "clock"]


def ehc_clock(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*EHC, *words], capture_output=True, text=True, timeout=60)


def rows(*words: str) -> list[dict[str, Any]]:
    done = ehc_clock(*words, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_advice_asked_for_on_rotherhams_screen_is_due_on_rotherhams_day() -> None:
    (row,) = rows("--advice-requested", "2020-10-16")
    assert (
        row.items()
        >= {
            "date": "2020-11-27",
            "regulation": "SEND Regulations 2014, reg 8(1)",
            "counted_from": "2020-10-16",
            "exceptions": [],
        }.items()
    )
    assert rows("--advice-requested", "2020-10-22")[0]["date"] == "2020-12-03"


def test_the_table_shows_the_date_its_weekday_and_its_law() -> None:
    said = ehc_clock("--advice-requested", "2020-10-16").stdout
    assert "2020-11-27 Fri" in said
    assert "6 weeks after 2020-10-16; SEND Regulations 2014, reg 8(1)" in said


def test_the_laws_own_words_are_shown_where_asked_for() -> None:
    words = "within 6 weeks of the date on which they receive the request"
    assert words not in ehc_clock("--advice-requested", "2020-10-16").stdout
    assert words in ehc_clock("--advice-requested", "2020-10-16", "--wording").stdout
    assert rows("--advice-requested", "2020-10-16")[0]["wording"] == words


def test_the_table_keeps_to_the_width_of_the_terminal_and_is_plain_when_piped() -> None:
    for columns in ("60", "80", "200"):
        done = subprocess.run(
            [*EHC, "--review-meeting", "2026-11-10", "--wording"],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "COLUMNS": columns},
        )
        assert max(map(len, done.stdout.splitlines())) <= min(int(columns), 100)
        assert "\x1b" not in done.stdout


def test_a_date_time_counts_on_its_day_in_london() -> None:
    assert rows("--received", "2026-07-03T23:30:00+00:00")[0]["counted_from"] == "2026-07-04"
    assert rows("--received", "2026-07-03T22:30:00Z")[0]["counted_from"] == "2026-07-03"


def test_the_councils_three_limits_follow_from_the_day_of_receipt() -> None:
    assert [(row["date"], row["regulation"][-8:]) for row in rows("--received", "2026-01-07")] == [
        ("2026-02-18", "reg 5(1)"),
        ("2026-04-29", "eg 10(1)"),
        ("2026-05-27", "eg 13(2)"),
    ]


def test_an_exception_is_listed_with_what_it_relieves_and_moves_nothing() -> None:
    spec = "school-closure:2026-07-22:2026-09-01"
    with_it = rows("--received", "2026-07-01", "--exception", spec)
    listed = {"reason": "school-closure", "from": "2026-07-22", "to": "2026-09-01"}
    assert [row["exceptions"] for row in with_it] == [[listed]] * 3
    assert [row["date"] for row in with_it] == [row["date"] for row in rows("--received", "2026-07-01")]


def test_exceptions_may_be_repeated_and_one_that_relieves_nothing_is_said_on_standard_error() -> None:
    done = ehc_clock(
        *("--advice-requested", "2026-07-01", "--format", "json"),
        *("--exception", "missed-appointment:2026-07-21:2026-07-21"),
        *("--exception", "school-closure:2026-07-22:2026-09-01"),
    )
    assert done.returncode == 0
    assert [exception["reason"] for exception in json.loads(done.stdout)[0]["exceptions"]] == ["missed-appointment"]
    assert "school-closure 2026-07-22 to 2026-09-01 relieves none" in done.stderr


@pytest.mark.parametrize(
    "option", ["draft-served", "plan-made", "review-meeting", "amendment-notice", "tribunal-order", "transfer"]
)
def test_every_option_of_the_contract_gives_dates_in_order(option: str) -> None:
    found = [row["date"] for row in rows(f"--{option}", "2026-11-10")]
    assert found
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--advice-requested", "2026-01-05", "--exception", "waiting-list:2026-01-05:2026-02-01"], "reg 8(2)"),
        (["--advice-requested", "2026-01-05", "--exception", "waiting-list"], "reg 8(2)"),
        (["--received", "2026-07-01", "--exception", "school-holidays:2026-07-22:2026-09-01"], "reg 5(4)(a)"),
        (["--received", "2026-07-01", "--exception", "half-term:2026-10-26:2026-10-30"], "The list is closed"),
        (["--received", "2026-07-01", "--exception", "absence:2026-07-20:2026-08-01"], "not less than 4 weeks"),
        (["--received", "2026-07-01", "--exception", "school-closure:2026-07-22:2026-08-01"], "not less than 4 weeks"),
        (["--received", "2026-07-01", "--exception", "absence"], "should be like absence:2026-02-02:2026-03-06"),
        (["--received", "2026-07-01", "--exception", "absence:2026-09-01:2026-07-01"], "before it starts"),
        (["--received", "2026-07-01T09:00:00"], "does not say its offset"),
        (["--received", "31/12/2026"], "is not a date"),
        (["--received", "2025-02-29"], "is not a date"),
        (["--received", "2010-01-01"], "known from 2014-09-01"),
        (["--received", "9999-12-31"], "check the year"),
        (["--received", "0001-01-01T00:00:00+10:00"], "is not a date"),
        (["--received", "2026-01-05", "--draft-served", "2026-05-05"], "exactly one day"),
        ([], "exactly one day"),
        (["--recieved", "2026-01-05"], "No such option"),
    ],
)
def test_wrong_use_exits_2_with_a_sentence_and_nothing_on_standard_output(words: list[str], sentence: str) -> None:
    done = ehc_clock(*words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_help_has_an_example() -> None:
    assert "ehc clock --advice-requested 2020-10-16" in ehc_clock("--help").stdout


def test_the_clock_starts_without_loading_what_it_does_not_need() -> None:
    said = "import sys, hub.commands.clock; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlalchemy", "flask", "spacy", "pydantic", "checker", "hub.models"} & set(loaded)
