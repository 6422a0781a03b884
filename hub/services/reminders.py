"""Reminders: each made once, in one commit with its notice; those that are no longer true are withdrawn unsent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
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
        select(OutgoingNotice, Reminder, Request, Team)
        .join(Reminder, Reminder.notice_id == OutgoingNotice.id)
        .join(Request, Request.id == Reminder.request_id)
        .join(Team, Team.id == Request.team_id)
        .where(OutgoingNotice.state == NoticeState.QUEUED, OutgoingNotice.kind.in_(_REMINDERS))
    )
    withdrawn = 0
    for notice, reminder, request, team in session.execute(waiting):
        if reminder.for_day != _owed(reminder, request, council.rules_for(team.profile), today=today):
            notice.state = NoticeState.WITHDRAWN
            withdrawn += 1
    return withdrawn


def send_reminders(
    database: Database, *, council: Council, now: datetime, keep_going: Callable[[], bool] = lambda: True
) -> Reminded:
    """One tick: make every reminder that is due and has not been made, a page of requests a commit.

    After an outage each request gets the one reminder that is true today, not those of the days missed.
    `keep_going` is asked between pages: False (the lease was lost) leaves the rest to the next tick.
    """
    today = reminder_day(now)
    with database.reading() as session:
        to_do = errands(session, council=council, today=today)
        addresses = Addresses(session, council)
    made = 0
    for errand in to_do:
        after: int | None = 0
        while after is not None and keep_going():
            count, after = _page(database, errand=errand, after=after, addresses=addresses, now=now)
            made += count
    with database.reading() as session:
        waits = _any_waiting(session)
    withdrawn = 0
    if waits:
        with database.transaction() as session:
            withdrawn = withdraw_untrue(session, council=council, today=today)
    return Reminded(made, withdrawn)


def _page(
    database: Database, *, errand: Errand, after: int, addresses: Addresses, now: datetime
) -> tuple[int, int | None]:
    """Remind of the next page; returns how many notices, and the last request seen or None at the end."""
    with database.reading() as session:
        if not requests_for(session, errand, after=after, most=1):
            return 0, None
    try:
        with database.transaction() as session:
            requests = requests_for(session, errand, after=after, most=PAGE)
            made = remind(session, errand=errand, requests=requests, addresses=addresses, now=now)
    except IntegrityError:
        log.info("another scheduler is making the same reminders; the next tick sees what it left")
        return 0, None
    return made, requests[-1].id if requests else None


def _owed(reminder: Reminder, request: Request, rules: ProfileRules, *, today: date) -> date | None:
    """The day of the reminder that the request is owed today, if it is still this one."""
    if request.returned_at is not None or request.state not in REMINDED:
        return None
    leans_on, rung = request.due_on, due_rung(rules.reminders, due_on=request.due_on, today=today)
    if reminder.rung.startswith("unallocated"):
        leans_on, rung = request.received_on, unallocated_rung(rules, received_on=request.received_on, today=today)
        if request.state is not RequestState.AWAITING_ALLOCATION:
            return None
    return rung.day(leans_on) if rung and rung.name == reminder.rung else None


def _any_waiting(session: Session) -> bool:
    waiting = select(OutgoingNotice.id).where(
        OutgoingNotice.state == NoticeState.QUEUED, OutgoingNotice.kind.in_(_REMINDERS)
    )
    return session.scalars(waiting.limit(1)).first() is not None


def _fit(reference: str) -> CaseReference | None:
    """The case's reference, unless it is not fit to leave the hub: then the reminder goes without it."""
    try:
        return case_reference(reference)
    except ValueError:
        return None
