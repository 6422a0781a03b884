"""`ehc schedule`: what happens because time passed."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from hub.ladder import reminder_day
from hub.notice import fit_reference
from hub.opening import Hub, open_hub
from hub.queries.due import forecast
from scheduler.jobs import LEASE, Scheduler
from scheduler.timetable import tick_until


class _Days(click.ParamType[int]):
    """A number of days, written like 30d."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        days = str(value).removesuffix("d")
        if not days.isascii() or not days.isdigit() or int(days) > 366:
            self.fail(f"“{value}” should be a number of days up to 366, like 30d.", param, ctx)
        return int(days)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@click.option("--show", "days", type=_Days(), metavar="DAYS", help="List the reminders of the coming days, like 30d.")
@click.option(
    "--lease",
    type=click.IntRange(2, 60),
    default=int(LEASE.total_seconds()),
    show_default=True,
    metavar="SECONDS",
    help="How long a scheduler that dies keeps the next one out.",
)
def schedule(once: bool, days: int | None, lease: int) -> None:
    """Run the scheduler: it asks each minute which reminders are due and puts them in the outbox.

    Several may run; one at a time acts, and another takes over within a minute. The notices are sent by `ehc work`.

    \b
    Examples:
      ehc schedule
      ehc schedule --once
      ehc schedule --show 30d
    """
    runs_on = not once and days is None
    logging.basicConfig(level=logging.INFO if runs_on else logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    hub = open_hub()
    if days is not None:
        _show(hub, days=days, now=datetime.now(UTC))
        return
    length = timedelta(seconds=lease)
    scheduler = Scheduler(hub.database, council=hub.council, clock=lambda: datetime.now(UTC), lease=length)
    try:
        _once(scheduler) if once else _run(scheduler, every=length / 3)
    finally:
        scheduler.give_up()


def _run(scheduler: Scheduler, *, every: timedelta) -> None:
    stop = threading.Event()

    def end(*_: object) -> None:
        scheduler.stop()
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)
    tick_until(stop, every=every, tick=scheduler.tick, now=datetime.now(UTC))


def _once(scheduler: Scheduler) -> None:
    done = scheduler.tick()
    if done is None:
        click.echo("Another scheduler is running and does this; nothing was done.", err=True)
    else:
        click.echo(f"{done.made} reminders put in the outbox, {done.withdrawn} withdrawn.")


def _show(hub: Hub, *, days: int, now: datetime) -> None:
    count = 0
    with hub.database.reading() as session:
        for coming in forecast(session, council=hub.council, today=reminder_day(now), days=days):
            request, rung = coming.request, coming.errand.rung
            tells = ", ".join(role.value for role in rung.tell)
            click.echo(
                f"{coming.day} {coming.day:%a}  {fit_reference(request.case_reference) or '(withheld)':<20} "
                f"due {request.due_on}  {rung.name:<18} to {tells}"
            )
            count += 1
    click.echo(f"{count} reminders by {reminder_day(now) + timedelta(days=days)} if nothing changes.", err=True)
