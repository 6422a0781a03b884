"""The reminder ladder: which reminder a request is owed on a day, and whom it tells. Plain arithmetic on days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.council import ProfileRules, ReminderLadder
from hub.deadlines import LONDON
from hub.models.people import Role
from hub.notice import NoticeKind

MORNING = 7  # reminders of a day go out from seven in the morning, London time, not at midnight


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder of the ladder. `after` is its day, counted from the day that the ladder leans on."""

    name: str
    after: int
    kind: NoticeKind
    tell: tuple[Role, ...]

    def day(self, leans_on: date) -> date:
        """The day that this reminder is for."""
        return leans_on + timedelta(days=self.after)


def reminder_day(now: datetime) -> date:
    """The last day whose reminders may go out at that moment."""
    local = now.astimezone(LONDON)
    return local.date() if local.hour >= MORNING else local.date() - timedelta(days=1)


def due_rung(ladder: ReminderLadder, *, due_on: date, today: date) -> Rung | None:
    """The latest reminder about the due date whose day has come: those before it are no longer worth sending."""
    passed = (today - due_on).days
    if overdue := _overdue_step(ladder, passed):
        # one more of those to be told each day that it is overdue: the professional, the managers, the DCO
        return Rung(f"overdue-{overdue}", overdue, NoticeKind.REMINDER_OVERDUE, ladder.tell[: overdue + 1])
    before = min((days for days in ladder.days_before if -days <= passed), default=None)
    if before is None:
        return None
    kind = NoticeKind.REMINDER_DUE if before else NoticeKind.REMINDER_DUE_TODAY
    return Rung(f"due-{before}", -before, kind, ladder.tell[:1])


def unallocated_rung(rules: ProfileRules, *, received_on: date, today: date) -> Rung | None:
    """The reminder that nobody has been assigned yet: to the managers, then after as long again to the reviewers."""
    waited, patience = (today - received_on).days, rules.reminders.unallocated_after
    if waited < patience:
        return None
    if waited < 2 * patience or patience == 0:
        return Rung(f"unallocated-{patience}", patience, NoticeKind.REMINDER_UNALLOCATED, (Role.TEAM_MANAGER,))
    others = tuple(sorted(rules.reviewers | {Role.TEAM_MANAGER}))
    return Rung(f"unallocated-{2 * patience}", 2 * patience, NoticeKind.REMINDER_UNALLOCATED, others)


def idle_rung(ladder: ReminderLadder, *, saved_on: date, today: date) -> Rung | None:
    """The reminder that a draft has lain for days: to its writer, once for each time that it was left."""
    after = ladder.draft_idle_after
    if not after or (today - saved_on).days < after:
        return None
    return Rung(f"idle-{after}", after, NoticeKind.REMINDER_DRAFT_IDLE, (Role.PROFESSIONAL,))


def changes_rung(ladder: ReminderLadder, *, sent_back_on: date, today: date) -> Rung | None:
    """The reminder that advice which was returned or released for changes has not come again: one more told each time.

    It comes again every so many days, since nobody can read the advice until it does.
    """
    times = (today - sent_back_on).days // ladder.changes_after if ladder.changes_after else 0
    if times < 1:
        return None
    days = times * ladder.changes_after
    return Rung(f"changes-{days}", days, NoticeKind.REMINDER_CHANGES, ladder.tell[:times])


def review_rung(ladder: ReminderLadder, *, due_on: date, today: date) -> Rung | None:
    """The reminder that a plan has to be reviewed by a day, then weekly that it should have been."""
    kinds = (NoticeKind.REMINDER_REVIEW, NoticeKind.REMINDER_REVIEW_OVERDUE)
    return _ahead_then_passed(ladder, "review", *kinds, due_on=due_on, today=today)


def order_rung(ladder: ReminderLadder, *, due_on: date, today: date) -> Rung | None:
    """The reminder of a day that an order, an appeal or a transfer sets the council, then that it has passed."""
    kinds = (NoticeKind.REMINDER_ORDER, NoticeKind.REMINDER_ORDER_OVERDUE)
    return _ahead_then_passed(ladder, "order", *kinds, due_on=due_on, today=today)


def _ahead_then_passed(
    ladder: ReminderLadder, name: str, ahead: NoticeKind, passed: NoticeKind, *, due_on: date, today: date
) -> Rung | None:
    rung = due_rung(ladder, due_on=due_on, today=today)
    if rung is None:
        return None
    return Rung(f"{name}-{rung.name}", rung.after, ahead if rung.after <= 0 else passed, ladder.tell)


def quality_rung(ladder: ReminderLadder, *, by: date, today: date) -> Rung | None:
    """The reminder of the day by which advice should reach its reviewer: to its writer, and none once it is over."""
    left = (by - today).days
    before = min((days for days in ladder.quality_before if days >= left), default=None)
    if before is None or left < 0:
        return None
    return Rung(f"quality-{before}", -before, NoticeKind.REMINDER_QUALITY, (Role.PROFESSIONAL,))


def days_ahead(first: date, count: int) -> Iterator[date]:
    """So many days, from the first on."""
    return (first + timedelta(days=each) for each in range(count))


def _overdue_step(ladder: ReminderLadder, passed: int) -> int:
    """The last of the overdue days with a reminder, 1, 2, … daily and then weekly; 0 before the first."""
    daily = min(max(passed, 0), ladder.overdue_daily_for)
    return daily + max(passed - ladder.overdue_daily_for, 0) // 7 * 7
