"""Exceptions of the law, recorded on the clock that they relieve, ended or corrected by a new row; no date moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from hub.deadlines import (
    CLOSURES,
    Clock,
    ClockRefusal,
    Deadline,
    Event,
    Reason,
    StatutoryException,
    day_in_london,
    law,
)
from hub.models import Case, Person, RecordedException, Request, ToldBy
from hub.notice import CaseReference, Notice, NoticeKind, fit_reference
from hub.queries.exceptions import exceptions_in_force, family_addresses
from hub.refusals import ChangedElsewhere, MissingDetail, NotALawfulException, NotAwaitingThat
from hub.services.history import record
from hub.services.notices import notify

_ENDS_BY_ITSELF = frozenset({*CLOSURES, Reason.ABSENCE})  # their length is what makes them exceptions
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Excepted:
    """An exception as it is put down. `reason` is what was chosen or typed: the law may not know it."""

    reason: str
    from_day: date
    to_day: date | None = None
    asked_on: date | None = None
    explanation: str = ""


def record_exception(
    session: Session,
    *,
    case: Case,
    request: Request | None = None,
    excepted: Excepted,
    by: Person,
    now: datetime,
    email_family: bool = False,
) -> RecordedException:
    """Put an exception on record: on the council's clock, or with `request` on that adviser's.

    The family is told by e-mail where asked for and where the case knows an address; else the coordinator hears that
    they have to be. Raises NotALawfulException with the sentence of law for anything that the closed list does not
    know for that clock, MissingDetail for what was left empty.
    """
    today = day_in_london(now)
    exception = _in_law(case, request, excepted, today=today)
    _refuse_overlap(exceptions_in_force(session, case), request, exception, today=today)
    row = _row(case, request, exception, excepted, by=by, now=now)
    session.add(row)
    _record(session, "exception recorded", row, by=by, now=now)
    _tell(session, row, by=by, now=now, email_family=email_family)
    return row


def replace_exception(
    session: Session, *, exception: RecordedException, excepted: Excepted, by: Person, now: datetime
) -> RecordedException:
    """End or correct an exception by a new row in its place; the first stays on record.

    What the family was told of the first does not count for the second. Raises as `record_exception`, and
    ChangedElsewhere where it was replaced already.
    """
    today = day_in_london(now)
    standing = _others(session, exception)
    changed = _in_law(exception.case, exception.request, excepted, today=today)
    _refuse_overlap(standing, exception.request, changed, today=today)
    row = _row(exception.case, exception.request, changed, excepted, by=by, now=now)
    row.replaces = exception
    session.add(row)
    _record(session, "exception changed", row, by=by, now=now, replaces=exception.id)
    return row


def withdraw_exception(
    session: Session, *, exception: RecordedException, explanation: str, by: Person, now: datetime
) -> RecordedException:
    """Strike out an exception that was recorded in error, with the reason; both rows stay on record.

    Raises MissingDetail without a reason, ChangedElsewhere where it was replaced already.
    """
    if not explanation.strip():
        raise MissingDetail("Say why this is struck out.", "For example: it was recorded on the wrong case.")
    _others(session, exception)
    row = RecordedException(
        case=exception.case,
        request=exception.request,
        reason=exception.reason,
        from_day=exception.from_day,
        to_day=exception.to_day,
        asked_on=exception.asked_on,
        explanation=explanation.strip(),
        withdrawn=True,
        recorded_at=now,
        recorded_by=by,
        replaces=exception,
    )
    session.add(row)
    _record(session, "exception struck out", row, by=by, now=now, replaces=exception.id)
    return row


def family_was_told(
    session: Session, *, exception: RecordedException, how: ToldBy, on: date, by: Person, now: datetime
) -> None:
    """Keep that the family was told of the exception, how and on which day. “Tell” them is what the Code asks (9.43).

    Raises NotAwaitingThat where that is on record already, MissingDetail for a day that cannot be.
    """
    if exception.told_on is not None:
        raise NotAwaitingThat("It is on record already that the family was told.", "Open the dates again to see when.")
    if on > day_in_london(now) or on < exception.from_day - _LONGEST:
        raise MissingDetail("The day on which the family was told cannot be right.", "Check the day and the year.")
    _told(exception, how, on, by=by, now=now)
    record(session, exception.case, "family told of an exception", by=by, at=now, exception=exception.id, how=how.value)


def _in_law(case: Case, request: Request | None, excepted: Excepted, *, today: date) -> StatutoryException:
    """The exception as the clock takes it, once it is certain that the law knows it for this clock."""
    try:
        reason = law().reason(excepted.reason)
        _refuse_missing(reason, excepted)
        last = excepted.to_day or max(excepted.from_day, today)
        found = StatutoryException(reason, excepted.from_day, last, excepted.asked_on)
        law().check(Clock.ADVISER if request else Clock.COUNCIL, found)
    except ClockRefusal as refusal:
        raise NotALawfulException(str(refusal)) from None
    limits = limits_of(case, request, found)
    if not any(found in limit.exceptions for limit in limits):
        raise NotALawfulException(_outside(limits))
    return found


def limits_of(case: Case, request: Request | None, *exceptions: StatutoryException) -> tuple[Deadline, ...]:
    """The limits of the clock on which an exception would stand; none where that clock does not run."""
    event, day = (Event.ADVICE_REQUESTED, request.received_on) if request else (Event.RECEIVED, case.received_on)
    if day is None or (request is None and case.decide_by is None):
        return ()
    try:
        return law().dates_of(event, day, exceptions)
    except ClockRefusal:
        return ()


def _outside(limits: Sequence[Deadline]) -> str:
    if not limits:
        return "No time limit runs here that an exception could relieve."
    first, last = limits[0].counted_from, max(limit.date for limit in limits)
    return (
        f"An exception relieves only a time limit in whose period it falls: here from {_written(first)} to "
        f"{_written(last)} ({limits[0].regulation}). These days are outside of it."
    )


def _refuse_missing(reason: Reason, excepted: Excepted) -> None:
    if not excepted.explanation.strip():
        raise MissingDetail(
            "Say what happened, and why it makes it impractical to keep the time limit.",
            "The family may ask for this reason.",
        )
    if excepted.to_day is None and reason in _ENDS_BY_ITSELF:
        raise MissingDetail("Enter the last day too.", "How long it lasts decides whether it is an exception.")
    if excepted.asked_on is None and reason in CLOSURES:
        raise MissingDetail(
            "Enter the day on which you asked the school or nursery for its advice.",
            "A closure counts only where the school was asked just before it, or during it.",
        )
    if excepted.to_day is not None and excepted.to_day - excepted.from_day > _LONGEST:
        raise MissingDetail("That is longer than a year.", "Check the years of both days.")


def _refuse_overlap(
    standing: Sequence[RecordedException], request: Request | None, exception: StatutoryException, *, today: date
) -> None:
    for each in standing:
        same = each.request_id == (request.id if request else None) and each.reason is exception.reason
        other = each.in_law(today)
        if same and other.from_day <= exception.to_day and other.to_day >= exception.from_day:
            raise NotALawfulException(
                f"This reason is recorded already from {_written(each.from_day)}, for days that overlap with these.",
                "Change the one that is there.",
            )


def _others(session: Session, exception: RecordedException) -> list[RecordedException]:
    standing = exceptions_in_force(session, exception.case)
    if exception.id not in {each.id for each in standing}:
        raise ChangedElsewhere(
            "This exception has been changed or struck out already.", "Open the dates again to see what stands now."
        )
    return [each for each in standing if each.id != exception.id]


def _row(
    case: Case,
    request: Request | None,
    exception: StatutoryException,
    excepted: Excepted,
    *,
    by: Person,
    now: datetime,
) -> RecordedException:
    return RecordedException(
        case=case,
        request=request,
        reason=exception.reason,
        from_day=excepted.from_day,
        to_day=excepted.to_day,
        asked_on=excepted.asked_on if exception.reason in CLOSURES else None,
        explanation=excepted.explanation.strip(),
        recorded_at=now,
        recorded_by=by,
    )


def _record(
    session: Session, what: str, row: RecordedException, *, by: Person, now: datetime, replaces: int | None = None
) -> None:
    session.flush()
    record(
        session,
        row.case,
        what,
        by=by,
        at=now,
        exception=row.id,
        reason=row.reason.value,
        clock=row.clock.value,
        request=row.request_id,
        from_day=row.from_day.isoformat(),
        to_day=row.to_day.isoformat() if row.to_day else None,
        replaces=replaces,
    )


def _tell(session: Session, row: RecordedException, *, by: Person, now: datetime, email_family: bool) -> None:
    """Tell the family, or who has to tell them: in a notice that holds nothing about the child."""
    reference = fit_reference(row.case.reference)
    addresses = family_addresses(session, row.case) if email_family and reference else []  # else it says nothing
    for address in addresses:
        notify(session, Notice(NoticeKind.EXCEPTION_RECORDED, address, reference, _relieved(row, now)), now=now)
    if addresses:
        _told(row, ToldBy.EMAIL, day_in_london(now), by=by, now=now)
        record(session, row.case, "family told of an exception", by=by, at=now, exception=row.id, how="email")
    elif row.case.coordinator is not None and row.case.coordinator.id != by.id:
        _ask_coordinator(session, row.case.coordinator, row, reference, now=now)


def _ask_coordinator(
    session: Session, coordinator: Person, row: RecordedException, reference: CaseReference | None, *, now: datetime
) -> None:
    path = f"/cases/{row.case_id}/dates"
    notify(session, Notice(NoticeKind.EXCEPTION_TO_TELL, coordinator.email, reference, path=path), now=now)


def _relieved(row: RecordedException, now: datetime) -> date | None:
    """The first of the dates that the exception relieves."""
    exception = row.in_law(day_in_london(now))
    relieved = [limit for limit in limits_of(row.case, row.request, exception) if limit.exceptions]
    return min((limit.date for limit in relieved), default=None)


def _told(row: RecordedException, how: ToldBy, on: date, *, by: Person, now: datetime) -> None:
    row.told_by, row.told_on, row.told_recorded_at, row.told_recorded_by = how, on, now, by


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
