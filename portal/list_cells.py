"""The cells of long lists, each made once for all the rows that show the same: a status, a date in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from hub.models import Stage
from hub.models.listing import NO_DAY
from hub.queries.cases import CaseRow, RequestRow
from hub.queries.list_filters import LATE_COUNTS
from hub.workflow import RequestState
from portal.shown import day, due_tone, due_words, list_day, stage_tone, state_tone


class CaseLine(NamedTuple):
    """A line of a list of cases."""

    case_id: int
    name: str
    badge: str
    reference: str
    school: str
    changed: str
    stage: Markup
    received: str
    due: Markup
    advice: Markup
    coordinator: str


class RequestLine(NamedTuple):
    """A line of a list of requests for advice."""

    case_id: int
    name: str
    badge: str
    reference: str
    school: str
    changed: str
    team: str
    received: str
    due: Markup
    professional: str
    state: Markup


def case_lines(
    rows: Sequence[CaseRow],
    news: Mapping[int, int],
    today: date,
    *,
    new_from: datetime | None,
    unopened: bool,
    changed: bool,
) -> list[CaseLine]:
    """The lines of a page of cases; `unopened` says of a case that the person has never opened that it is."""
    return [
        CaseLine(
            row.case_id,
            row.child_name or "Name not known yet",
            _badge(row, news, new_from, unopened=unopened),
            row.reference,
            row.school,
            day(row.changed_at) if changed else "",
            _stage(row.stage),
            _list_day(row.received_on),
            _due(None if row.next_date == NO_DAY else row.next_date, today, True),
            _outstanding(row.outstanding, row.next_due, today),
            row.coordinator or "Nobody yet",
        )
        for row in rows
    ]


def request_lines(
    rows: Sequence[RequestRow],
    news: Mapping[int, int],
    today: date,
    *,
    new_from: datetime | None,
    changed: bool,
) -> list[RequestLine]:
    """The lines of a page of requests for advice."""
    return [
        RequestLine(
            row.case_id,
            row.child_name or "Name not known yet",
            _badge(row, news, new_from, unopened=True),
            row.reference,
            row.school,
            day(row.changed_at) if changed else "",
            row.team,
            _list_day(row.received_on),
            _due(row.due_on, today, row.state in LATE_COUNTS),
            row.allocated_to or "Nobody yet",
            _state(row.state),
        )
        for row in rows
    ]


def _badge(row: CaseRow | RequestRow, news: Mapping[int, int], new_from: datetime | None, *, unopened: bool) -> str:
    """What is new; of a case that the person never opened, whether anything was done on it since they are here."""
    if count := news.get(row.case_id):
        return "1 thing new" if count == 1 else f"{count} things new"
    never = unopened and row.looked_at is None and (new_from is None or row.changed_at >= new_from)
    return "Not opened yet" if never else ""


@lru_cache(maxsize=4096)
def _list_day(value: date | None) -> str:
    return list_day(value)


@lru_cache(maxsize=64)
def _stage(stage: Stage) -> Markup:
    return _status(stage.label, stage_tone(stage))


@lru_cache(maxsize=64)
def _state(state: RequestState) -> Markup:
    return _status(state.label, state_tone(state))


def _status(words: str, tone: str) -> Markup:
    return Markup('<strong class="hub-status hub-status--{}">{}</strong>').format(tone, words)


@lru_cache(maxsize=4096)
def _due(due_on: date | None, today: date, outstanding: bool) -> Markup:
    if due_on is None:
        return Markup("–")
    on = Markup('<span class="hub-nowrap">{}</span>').format(list_day(due_on))
    return on + " " + _small(due_on, today) if outstanding else on


@lru_cache(maxsize=4096)
def _outstanding(count: int, due_on: date | None, today: date) -> Markup:
    if not count or due_on is None:
        return Markup("None")
    return Markup("{} outstanding {}").format(count, _small(due_on, today))


def _small(due_on: date, today: date) -> Markup:
    tone = due_tone(due_on, today)
    marked = f" hub-due--{tone}" if tone else ""
    return Markup('<span class="hub-table__small{}">{}</span>').format(marked, due_words(due_on, today))
