"""How values are written on pages: dates in words, times in Europe/London, what is late and what is soon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from markupsafe import Markup

from hub.deadlines import LONDON, day_in_london
from hub.decision_kinds import Stage
from hub.models.people import Role
from hub.workflow import RequestState

SOON = 14  # days, as in the lists
ROLES = {
    Role.PROFESSIONAL: "Professional",
    Role.TEAM_MANAGER: "Team manager",
    Role.SECRETARY: "Secretary (uploads only)",
    Role.SENCO: "SENCO",
    Role.OFFICER: "EHCP coordinator",
    Role.DCO: "Designated Clinical Officer (DCO)",
    Role.PARENT: "Parent or carer",
    Role.YOUNG_PERSON: "Young person",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}
TONES = {
    RequestState.AWAITING_ALLOCATION: "waiting",
    RequestState.ANSWERED_NO: "waiting",
    RequestState.AWAITING_ADVICE: "working",
    RequestState.RETURNED_FOR_CHANGES: "waiting",
    RequestState.HELD: "late",
    RequestState.AWAITING_QUALITY_CHECK: "working",
    RequestState.PUBLISHED: "done",
    RequestState.CLOSED: "closed",
}


def day(value: date | datetime | None) -> str:
    """27 November 2026; a moment as the day it falls on in England; nothing as an empty text."""
    if value is None:
        return ""
    plain = day_in_london(value) if isinstance(value, datetime) else value
    return f"{plain.day} {plain:%B %Y}"


def short_day(value: date | None) -> str:
    """27/11/2026, as on the request table of the guides."""
    return f"{value:%d/%m/%Y}" if value else ""


def list_day(value: date | None) -> str:
    """27 Nov 2026, where there is little room."""
    return f"{value.day} {value:%b %Y}" if value else ""


def moment(value: datetime | None) -> str:
    """27 November 2026 at 14:02, in England."""
    return f"{day(value)} at {at_time(value)}" if value else ""


def at_time(value: datetime) -> str:
    """14:02, in England."""
    return f"{value.astimezone(LONDON):%H:%M}"


def role(value: Role) -> str:
    """A role as the field says it."""
    return ROLES[value]


def clock(value: datetime) -> str:
    """14:02, in England."""
    return f"{value.astimezone(LONDON):%H:%M}"


def due_words(due_on: date, today: date) -> str:
    """How long there is, in words."""
    left = (due_on - today).days
    if left < 0:
        return f"overdue by {_days(-left)}"
    return {0: "due today", 1: "due tomorrow"}.get(left, f"due in {_days(left)}")


def due_tone(due_on: date, today: date) -> str:
    """`late`, `soon` or nothing."""
    left = (due_on - today).days
    return "late" if left < 0 else "soon" if left <= SOON else ""


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def state_tone(state: RequestState) -> str:
    """The colour of a request's state; its words always stand beside it."""
    return TONES[state]


def stage_tone(stage: Stage) -> str:
    """The colour of a case's stage."""
    return {Stage.UNCONFIRMED: "waiting", Stage.CLOSED: "closed", Stage.FINAL_PLAN: "done"}.get(stage, "working")


def arrival(value: datetime | None) -> str:
    """When post arrived; paper has a day only, which its scanner writes as midnight."""
    if value is None:
        return ""
    return day(value) if value.astimezone(LONDON).time() == time.min else moment(value)


def unbroken(value: str) -> Markup:
    """A reference on one line: browsers break at its hyphen."""
    return Markup('<span class="hub-nowrap">{}</span>').format(value)


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "short_day": short_day,
    "list_day": list_day,
    "moment": moment,
    "arrival": arrival,
    "clock": clock,
    "role": role,
    "due_words": due_words,
    "due_tone": due_tone,
    "state_tone": state_tone,
    "stage_tone": stage_tone,
    "unbroken": unbroken,
}
