"""`ehc clock`: every statutory date that follows from a day, with its regulation and the exceptions that relieve it."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

import click

from hub.deadlines import (
    ClockRefusal,
    Deadline,
    Event,
    StatutoryException,
    day_in_london,
    deadlines_from,
    law,
)

_INDENT = " " * 16
_WIDEST = 100  # longer lines are hard to read
_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Day(click.ParamType[date]):
    """A date, or a date-time with its offset, as the day in Europe/London."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return _day(str(value))
        except ClockRefusal as refusal:
            self.fail(str(refusal), param, ctx)
        except (ValueError, OverflowError):
            self.fail(
                f"“{value}” is not a date; write it like 2020-10-16, or like 2020-10-16T17:45:00+01:00.", param, ctx
            )


class _Exception(click.ParamType[StatutoryException]):
    """`REASON:FROM:TO`, the first and the last day included."""

    name = "reason:from:to"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> StatutoryException:
        said, _, days = str(value).partition(":")
        first, _, last = days.partition(":")
        try:
            reason = law().reason(said)
            return StatutoryException(reason, date.fromisoformat(first), date.fromisoformat(last))
        except ClockRefusal as refusal:
            self.fail(str(refusal), param, ctx)
        except ValueError:
            self.fail(f"“{value}” should be like absence:2026-02-02:2026-03-06 (both days included).", param, ctx)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return day_in_london(datetime.fromisoformat(value))


def _one_option_for_each_event(command: _Command) -> _Command:
    for event in reversed(Event):
        command = click.option(f"--{event}", type=_Day(), metavar="DATE", help=f"Count from {event.words}.")(command)
    return command


@click.command()
@_one_option_for_each_event
@click.option(
    "--exception",
    "exceptions",
    type=_Exception(),
    multiple=True,
    metavar="REASON:FROM:TO",
    help="An exception of the closed list, with its first and last day; may be repeated. No date moves: the exception "
    "is shown with the limit that it relieves. school-closure, early-years-closure, exceptional-circumstances, "
    "absence, missed-appointment.",
)
@click.option("--wording", is_flag=True, help="Show the law's own words beneath each date (JSON always has them).")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def clock(exceptions: tuple[StatutoryException, ...], wording: bool, form: str, **days: date | None) -> None:
    """Every statutory date that follows from a day.

    Give one of the days, as a date or as a date-time with its offset: the day is the one in Europe/London.

    \b
    Examples:
      ehc clock --advice-requested 2020-10-16
      ehc clock --received 2026-07-03T23:30:00+01:00 --exception school-closure:2026-07-22:2026-09-01
    """
    event, day = _the_one_given(days)
    try:
        deadlines = deadlines_from(event, day, exceptions)
    except ClockRefusal as refusal:
        raise click.UsageError(str(refusal)) from refusal
    click.echo(_as_json(deadlines) if form == "json" else _as_table(event, day, deadlines, wording=wording))
    for exception in exceptions:
        if not any(exception in deadline.exceptions for deadline in deadlines):
            click.echo(f"Note: {_said(exception)} relieves none of these limits.", err=True)


def _the_one_given(days: Mapping[str, date | None]) -> tuple[Event, date]:
    given = [(Event(name.replace("_", "-")), day) for name, day in days.items() if day is not None]
    if len(given) != 1:
        names = ", ".join(f"--{event}" for event in Event)
        raise click.UsageError(f"Give exactly one day to count from: one of {names}.")
    return given[0]


def _as_json(deadlines: Iterable[Deadline]) -> str:
    rows = [
        {
            "what": deadline.what,
            "date": deadline.date.isoformat(),
            "regulation": deadline.regulation,
            "counted_from": deadline.counted_from.isoformat(),
            "exceptions": [
                {"reason": exception.reason, "from": exception.from_day.isoformat(), "to": exception.to_day.isoformat()}
                for exception in deadline.exceptions
            ],
            "id": deadline.id,
            "event": deadline.event,
            "wording": deadline.wording,
            "note": deadline.note,
            "how": deadline.how,
            "sense": deadline.sense,
            "conditional": deadline.conditional,
            "outer_limit": deadline.outer_limit.isoformat() if deadline.outer_limit else None,
        }
        for deadline in deadlines
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _as_table(event: Event, day: date, deadlines: Iterable[Deadline], *, wording: bool) -> str:
    """Date, weekday and what falls due; beneath it how it is counted, its law, and whatever relieves it."""
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    lines = [*textwrap.wrap(f"Counted from {_weekday(day)}, {event.words}.", width=width)]
    for deadline in deadlines:
        first, *more = textwrap.wrap(deadline.what, width=max(width - len(_INDENT), 20))
        lines += ["", f"{click.style(_weekday(deadline.date), bold=True)}  {first}", *(_INDENT + each for each in more)]
        for said, style in _derivation(deadline, wording=wording):
            wrapped = textwrap.wrap(said, width=width, initial_indent=_INDENT, subsequent_indent=_INDENT)
            lines += [click.style(each, **style) for each in wrapped]
    return "\n".join(lines)


def _derivation(deadline: Deadline, *, wording: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """What stands beneath a date, each with how a terminal shows it."""
    how = f"{deadline.how} {deadline.counted_from.isoformat()}; {deadline.regulation}"
    yield how[0].upper() + how[1:], {"dim": True}
    if wording:
        yield f"“{deadline.wording}”", {"dim": True}
    if wording and deadline.note:
        yield deadline.note, {"dim": True}
    if deadline.outer_limit:
        yield f"The anniversary, {_weekday(deadline.outer_limit)}, is the outer limit.", {}
    for exception in deadline.exceptions:
        yield f"Relieved, while it lasts, by {_said(exception)}. The date stands.", {"fg": "yellow"}


def _weekday(day: date) -> str:
    return f"{day.isoformat()} {day:%a}"


def _said(exception: StatutoryException) -> str:
    return f"{exception.reason} {exception.from_day} to {exception.to_day}"
