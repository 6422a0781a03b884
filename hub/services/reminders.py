"""Reminders: each made once, in one commit with its notice; those that are no longer true are withdrawn unsent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.council import Council, ProfileRules
from hub.database import Database
from hub.ladder import due_rung, reminder_day, unallocated_rung
from hub.models import Membership, NoticeState, OutgoingNotice, Person, Reminder, Request, Role, Team
from hub.notice import CaseReference, Notice, NoticeKind, case_reference
from hub.queries.due import REMINDED, DueRequest, Errand, errands, requests_for
from hub.services.notices import notify
from hub.workflow import RequestState

log = logging.getLogger(__name__)

PAGE = 100  # requests reminded in one commit
_PART = 500  # of a long list of ids in one statement
_HUB_WIDE = frozenset({Role.DCO, Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR})
_REMINDERS = (
    NoticeKind.REMINDER_DUE,
    NoticeKind.REMINDER_DUE_TODAY,
    NoticeKind.REMINDER_OVERDUE,
    NoticeKind.REMINDER_UNALLOCATED,
)


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one tick did."""

    made: int = 0
    withdrawn: int = 0
    finished: bool = True  # False: some are left, for the next tick at once


class Addresses:
    """Where those whom a rung tells can be reached: read once a tick."""

    def __init__(self, session: Session, council: Council) -> None:
        """Read every active person's roles."""
        self._council = council
        self._found: dict[tuple[Role, int | None], list[str]] = {}
        people = select(Membership.role, Membership.team_id, Person.email).join(Person).where(Person.active)
        for role, team_id, email in session.execute(people.order_by(Person.id)):
            self._found.setdefault((role, None if role in _HUB_WIDE else team_id), []).append(email)

    def of(self, errand: Errand, request: DueRequest) -> list[str]:
        """Everyone whom the errand tells about the request, each once; there is always somebody."""
        found = [address for role in errand.rung.tell for address in self._with(role, errand, request)]
        return list(dict.fromkeys(found)) or [request.mailbox]

    def _with(self, role: Role, errand: Errand, request: DueRequest) -> list[str]:
        if role is Role.PROFESSIONAL:
            return self._writer(errand, request)
        if role in _HUB_WIDE:
            instead = self._council.dco_mailbox if role is Role.DCO else ""
            return self._found.get((role, None)) or ([instead] if instead else [])
        return self._found.get((role, request.team_id)) or [request.mailbox]

    def _writer(self, errand: Errand, request: DueRequest) -> list[str]:
        if request.writer is None:
            return [request.mailbox]
        just_told = request.allocated_at is not None and request.allocated_at >= errand.opens
        return [] if just_told else [request.writer]


def remind(
    session: Session, *, errand: Errand, requests: Sequence[DueRequest], addresses: Addresses, now: datetime
) -> int:
    """Put the errand's reminders about these requests in the outbox. Returns how many notices that made.

    The unique row of a reminder is in the same commit as its notice: where another scheduler was first, the whole
    commit fails with IntegrityError and nothing is sent twice.
    """
    made = 0
    for request in requests:
        for address in addresses.of(errand, request):
            notice = Notice(errand.rung.kind, address, _fit(request.case_reference), request.due_on)
            row = notify(session, notice, now=now)
            session.add(
                Reminder(
                    request_id=request.id,
                    rung=errand.rung.name,
                    for_day=errand.for_day,
                    recipient=address,
                    notice_id=row.id,
                    made_at=now,
                )
            )
            made += 1
    session.flush()
    return made


def withdraw_untrue(session: Session, *, council: Council, today: date) -> int:
    """Withdraw reminders that wait to be sent and are true no longer. Returns how many.

    True is only the reminder that the request is owed today: not once the advice was returned, somebody was assigned
    or the due date has changed, and not the day before's when the mail server was away for days.
    """
    waiting = (
        select(Reminder.notice_id, Reminder.rung, Reminder.for_day, Team.profile)
        .add_columns(Request.state, Request.due_on, Request.received_on, Request.returned_at)
        .join(OutgoingNotice, OutgoingNotice.id == Reminder.notice_id)
        .join(Request, Request.id == Reminder.request_id)
        .join(Team, Team.id == Request.team_id)
        .where(OutgoingNotice.state == NoticeState.QUEUED, OutgoingNotice.kind.in_(_REMINDERS))
    )
    untrue = [
        row.notice_id
        for row in session.execute(waiting)
        if (row.rung, row.for_day) not in _owed(row, council.rules_for(row.profile), today=today)
    ]
    for start in range(0, len(untrue), _PART):
        part = untrue[start : start + _PART]
        still = update(OutgoingNotice).where(OutgoingNotice.id.in_(part), OutgoingNotice.state == NoticeState.QUEUED)
        session.execute(still.values(state=NoticeState.WITHDRAWN))
    return len(untrue)


def send_reminders(
    database: Database, *, council: Council, now: datetime, keep_going: Callable[[], bool] = lambda: True
) -> Reminded:
    """One tick: make every reminder that is due and has not been made, a page of requests a commit.

    After an outage each request gets the one reminder that is true today, not those of the days missed.
    `keep_going` is asked after each page: False (the lease was lost) leaves the rest to the next tick.
    """
    today = reminder_day(now)
    with database.reading() as session:
        to_do = errands(session, council=council, today=today)
        addresses = Addresses(session, council)
    made = 0
    try:
        for count in _pages(database, to_do, addresses=addresses, now=now):
            made += count
            if not keep_going():
                return Reminded(made, finished=False)
    except IntegrityError:
        log.info("another scheduler is making the same reminders; the next tick sees what it left")
        return Reminded(made, finished=False)
    return Reminded(made, _withdraw(database, council=council, today=today))


def _pages(database: Database, to_do: Iterable[Errand], *, addresses: Addresses, now: datetime) -> Iterator[int]:
    """Remind page by page, a commit each; yields how many notices each made."""
    for errand in to_do:
        after = 0
        while _any_left(database, errand, after=after):
            with database.transaction() as session:
                requests = requests_for(session, errand, after=after, most=PAGE)
                made = remind(session, errand=errand, requests=requests, addresses=addresses, now=now)
            if requests:
                after = requests[-1].id
                yield made


def _any_left(database: Database, errand: Errand, *, after: int) -> bool:
    with database.reading() as session:  # asked without the write lock: most errands of most ticks are done
        return bool(requests_for(session, errand, after=after, most=1))


def _withdraw(database: Database, *, council: Council, today: date) -> int:
    waiting = select(OutgoingNotice.id).where(
        OutgoingNotice.state == NoticeState.QUEUED, OutgoingNotice.kind.in_(_REMINDERS)
    )
    with database.reading() as session:
        if session.scalars(waiting.limit(1)).first() is None:
            return 0
    with database.transaction() as session:
        return withdraw_untrue(session, council=council, today=today)


def _owed(row: Row[Any], rules: ProfileRules, *, today: date) -> set[tuple[str, date]]:
    """The reminders, by rung and day, that the request is owed today."""
    if row.returned_at is not None or row.state not in REMINDED:
        return set()
    rungs = [(due_rung(rules.reminders, due_on=row.due_on, today=today), row.due_on)]
    if row.state is RequestState.AWAITING_ALLOCATION:
        rungs.append((unallocated_rung(rules, received_on=row.received_on, today=today), row.received_on))
    return {(rung.name, rung.day(leans_on)) for rung, leans_on in rungs if rung is not None}


def _fit(reference: str) -> CaseReference | None:
    """The case's reference, unless it is not fit to leave the hub: then the reminder goes without it."""
    try:
        return case_reference(reference)
    except ValueError:
        return None
