"""The calendar that people subscribe to, by the rules of RFC 5545."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from hub.calendar_text import DueDay, calendar_text

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DAY = DueDay("advice-7@hub.example", date(2027, 1, 4), "EHC-2B3C-4D5F: advice due", "https://hub.example/cases/7")
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('\n,;\\:"'), max_size=200)


def read(data: bytes) -> list[dict[str, str]]:
    """The events of a calendar, read as RFC 5545 says: unfolded, split at the first colon, unescaped."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    lines = data.replace(b"\r\n ", b"").decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name not in ("END", "BEGIN", ""):
            assert name not in events[-1], "each at most once"
            events[-1][name] = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
    return events


def test_a_calendar_says_what_is_due_on_which_whole_day() -> None:
    (event,) = read(calendar_text([DAY], name="EHC Hub", now=NOW))
    assert event == {
        "UID": "advice-7@hub.example",
        "DTSTAMP": "20261123T093000Z",
        "DTSTART;VALUE=DATE": "20270104",
        "DTEND;VALUE=DATE": "20270105",
        "SUMMARY": "EHC-2B3C-4D5F: advice due",
        "URL": "https://hub.example/cases/7",
        "TRANSP": "TRANSPARENT",
    }


def test_a_calendar_has_what_every_calendar_must_have() -> None:
    head = calendar_text([], name="EHC Hub", now=NOW).decode().split("\r\n")
    assert head[1] == "VERSION:2.0"
    assert any(line.startswith("PRODID:") for line in head)


@given(texts, texts.filter(bool))
def test_any_text_comes_back_as_it_was_from_lines_of_at_most_75_octets(what: str, uid: str) -> None:
    data = calendar_text([DueDay(uid, DAY.day, what, DAY.link)], name=what, now=NOW)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is torn in two
    (event,) = read(data)
    assert event["SUMMARY"] == what
    assert event["UID"] == uid


def test_the_same_thing_keeps_its_uid_when_its_day_changes() -> None:
    later = DueDay(DAY.uid, date(2027, 2, 1), DAY.what, DAY.link)
    before, after = (read(calendar_text([each], name="EHC Hub", now=NOW))[0] for each in (DAY, later))
    assert before["UID"] == after["UID"]
    assert before["DTSTART;VALUE=DATE"] != after["DTSTART;VALUE=DATE"]
