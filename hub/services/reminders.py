"""Reminders: each made once, in one commit with its notice; those that are no longer true are withdrawn unsent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.council import Council
from hub.database import Database
from hub.deadlines import day_in_london
from hub.ladder import changes_rung, due_rung, idle_rung, quality_rung, reminder_day, review_rung, unallocated_rung
from hub.models import Case, Membership, NoticeState, OutgoingNotice, Person, Reminder, Request, Role, Team
from hub.notice import REMINDERS, Notice, NoticeKind, fit_reference
from hub.queries.covers import covers_on
from hub.queries.due import (
    ABOUT_CASES,
    REMINDED,
    WITH_PLAN,
    DueRequest,
    Errand,
    Ground,
    errands,
    last_saved,
    order_errands,
    quality_day,
    requests_for,
    review_due,
    sent_back,
)
from hub.services.many_rows import insert_rows
from hub.services.notices import notify_many
from hub.workflow import RequestState

log = logging.getLogger(__name__)

PAGE = 1000  # requests reminded in one commit
_PART = 500  # of a long list of ids in one statement
_ABOUT_DAYS = frozenset(
    {
        NoticeKind.REMINDER_DUE,
        NoticeKind.REMINDER_DUE_TODAY,
        NoticeKind.REMINDER_OVERDUE,
        NoticeKind.REMINDER_UNALLOCATED,
    }
)
_ABOUT_ORDERS = frozenset({NoticeKind.REMINDER_ORDER, NoticeKind.REMINDER_ORDER_OVERDUE})
_HUB_WIDE = frozenset({Role.DCO, Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one tick did."""

    made: int = 0
    withdrawn: int = 0
    finished: bool = True  # False: some are left, for the next tick at once


class Addresses:
    """Where those whom a rung tells can be reached: read once a tick."""

    def __init__(self, session: Session, council: Council, *, today: date) -> None:
        """Read every active person's roles, and who covers for whom today."""
        self._council = council
        self._covers = covers_on(session, today)
        self._found: dict[tuple[Role, int | None], list[str]] = {}
        people = select(Membership.role, Membership.team_id, Person.email).join(Person).where(Person.active)
        for role, team_id, email in session.execute(people.order_by(Person.id)):
            self._found.setdefault((role, None if role in _HUB_WIDE else team_id), []).append(email)

    def of(self, errand: Errand, request: DueRequest) -> dict[str, bool]:
        """Everyone whom the errand tells about the request, each once; there is always somebody, if the hub has any.

        An address's value says whether it is told for a colleague who is away.
        """
        found = [address for role in errand.rung.tell for address in self._with(role, errand, request)]
        told = dict.fromkeys(filter(None, found or [request.mailbox or self._council.mailbox]), False)
        for address in list(told):
            for covering in self._covers.get(address, ()):
                told.setdefault(covering, True)
        return told

    def _with(self, role: Role, errand: Errand, request: DueRequest) -> list[str]:
        if role is Role.PROFESSIONAL:
            return self._writer(errand, request)
        if role is Role.OFFICER and request.coordinator:
            return [request.coordinator]
        if role in _HUB_WIDE:
            instead = {Role.DCO: self._council.dco_mailbox, Role.OFFICER: self._council.mailbox}.get(role, "")
            return self._found.get((role, None)) or ([instead] if instead else [])
        return self._found.get((role, request.team_id)) or [request.mailbox]

    def _writer(self, errand: Errand, request: DueRequest) -> list[str]:
        just_told = request.allocated_at is not None and request.allocated_at >= errand.opens
        if request.writer is not None and just_told:
            return []
        return [request.writer or request.mailbox, *request.co_writers]


def remind(
    session: Session, *, errand: Errand, requests: Sequence[DueRequest], addresses: Addresses, now: datetime
) -> int:
    """Put the errand's reminders about these requests in the outbox. Returns how many notices that made.

    The unique row of a reminder is in the same commit as its notice: where another scheduler was first, the whole
    commit fails with IntegrityError and nothing is sent twice. All of it is a few statements, however many there are.
    """
    notices: list[Notice] = []
    about: list[tuple[int | None, int | None]] = []
    of_case = errand.ground in ABOUT_CASES
    for request in requests:
        reference, path = fit_reference(request.case_reference), f"/cases/{request.case_id}"
        for address, covering in addresses.of(errand, request).items():
            due_on = errand.leans_on if errand.ground is Ground.QUALITY else request.due_on
            notices.append(Notice(errand.rung.kind, address, reference, due_on, path=path, for_cover=covering))
            about.append((None, request.id) if of_case else (request.id, None))
    ids = notify_many(session, notices, now=now)
    insert_rows(
        session,
        Reminder,
        [
            {
                "request_id": request_id,
                "case_id": case_id,
                "recipient": notice.to,
                "notice_id": notice_id,
            }
            for notice_id, notice, (request_id, case_id) in zip(ids, notices, about, strict=True)
        ],
        rung=errand.rung.name,
        for_day=errand.for_day,
        made_at=now,
    )
    return len(notices)


def withdraw_untrue(session: Session, *, council: Council, today: date) -> int:
    """Withdraw reminders that wait to be sent and are true no longer. Returns how many.

    True is only the reminder that the request is owed today: not once the advice was returned, somebody was assigned
    or the due date has changed, and not the day before's when the mail server was away for days.
    """
    untrue = [*_untrue_alike(session, council, today), *_untrue_one_by_one(session, council, today)]
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
        addresses = Addresses(session, council, today=day_in_london(now))
        waited = _any_waiting(session)  # those made now are true
    made = 0
    try:
        for count in _pages(database, to_do, addresses=addresses, now=now):
            made += count
            if not keep_going():
                return Reminded(made, finished=False)
    except IntegrityError:
        log.info("another scheduler is making the same reminders; the next tick sees what it left")
        return Reminded(made, finished=False)
    return Reminded(made, _withdraw(database, council=council, today=today) if waited else 0)


def _pages(database: Database, to_do: Iterable[Errand], *, addresses: Addresses, now: datetime) -> Iterator[int]:
    """Remind page by page, a commit each; yields how many notices each made."""
    for errand in to_do:
        if not _any_left(database, errand):
            continue
        after: int | None = 0
        while after is not None:
            with database.transaction() as session:
                requests = requests_for(session, errand, after=after, most=PAGE)
                made = remind(session, errand=errand, requests=requests, addresses=addresses, now=now)
            after = requests[-1].id if len(requests) == PAGE else None
            if requests:
                yield made


def _any_left(database: Database, errand: Errand) -> bool:
    with database.reading() as session:  # asked without the write lock: most errands of most ticks are done
        return bool(requests_for(session, errand, most=1))


def _any_waiting(session: Session) -> bool:
    waiting = select(OutgoingNotice.id).where(
        OutgoingNotice.state == NoticeState.QUEUED, OutgoingNotice.kind.in_(REMINDERS)
    )
    return session.scalars(waiting.limit(1)).first() is not None


def _withdraw(database: Database, *, council: Council, today: date) -> int:
    with database.transaction() as session:
        return withdraw_untrue(session, council=council, today=today)


def _untrue_alike(session: Session, council: Council, today: date) -> Iterator[int]:
    """The untrue ones about a due date or an allocation: asked a group at a time, since a hundred thousand may wait."""
    group = (
        Reminder.rung,
        Reminder.for_day,
        Team.profile,
        Request.state,
        Request.due_on,
        Request.received_on,
        Request.returned_at.is_(None).label("owed"),
    )
    waiting = _waiting(_ABOUT_DAYS).join(Request, Request.id == Reminder.request_id).join(Team)
    for row in session.execute(waiting.with_only_columns(*group).distinct()):
        if (row.rung, row.for_day) not in _owed(row, council, today):
            same = (column == value for column, value in zip(group, row, strict=True))
            yield from session.scalars(waiting.with_only_columns(Reminder.notice_id).where(*same))


def _untrue_one_by_one(session: Session, council: Council, today: date) -> Iterator[int]:
    """The untrue ones about a draft, changes, the quality check, a review or an order."""
    requests = _waiting(REMINDERS - _ABOUT_DAYS).join(Request, Request.id == Reminder.request_id).join(Team)
    requests = requests.add_columns(Team.profile, Request.state, Request.returned_at, Request.due_on)
    requests = requests.add_columns(last_saved().label("saved_at"), sent_back().label("sent_back_at"))
    reviews = _waiting(REMINDERS - _ABOUT_DAYS - _ABOUT_ORDERS).join(Case, Case.id == Reminder.case_id)
    reviews = reviews.add_columns(Case.stage, Case.plan_on, Case.last_review_on)
    for waiting, owed in ((requests, _owed_of_writing), (reviews, _owed_of_review)):
        for row in session.execute(waiting):
            if (row.rung, row.for_day) not in owed(row, council, today):
                yield row.notice_id
    yield from _untrue_orders(session, council, today)


def _untrue_orders(session: Session, council: Council, today: date) -> Iterator[int]:
    waiting = list(session.execute(_waiting(_ABOUT_ORDERS).add_columns(Reminder.case_id)))
    if not waiting:
        return
    owed = {
        (case_id, each.rung.name, each.for_day)
        for each in order_errands(session, council, today)
        for case_id in each.cases
    }
    yield from (row.notice_id for row in waiting if (row.case_id, row.rung, row.for_day) not in owed)


def _waiting(kinds: frozenset[NoticeKind]) -> Select[*tuple[Any, ...]]:
    return (
        select(Reminder.notice_id, Reminder.rung, Reminder.for_day)
        .join(OutgoingNotice, OutgoingNotice.id == Reminder.notice_id)
        .where(OutgoingNotice.state == NoticeState.QUEUED, OutgoingNotice.kind.in_(kinds))
    )


def _owed(row: Row[*tuple[Any, ...]], council: Council, today: date) -> set[tuple[str, date]]:
    """The reminders of its days, by rung and day, that the request is owed today."""
    if not row.owed or row.state not in REMINDED:
        return set()
    rules = council.rules_for(row.profile)
    rungs = [(due_rung(rules.reminders, due_on=row.due_on, today=today), row.due_on)]
    if row.state is RequestState.AWAITING_ALLOCATION:
        rungs.append((unallocated_rung(rules, received_on=row.received_on, today=today), row.received_on))
    return {(rung.name, rung.day(leans_on)) for rung, leans_on in rungs if rung is not None}


def _owed_of_writing(row: Row[*tuple[Any, ...]], council: Council, today: date) -> set[tuple[str, date]]:
    ladder, rung = council.rules_for(row.profile).reminders, None
    if row.state is RequestState.RETURNED_FOR_CHANGES and row.sent_back_at is not None:
        day = day_in_london(row.sent_back_at)
        rung = changes_rung(ladder, sent_back_on=day, today=today)
    elif row.state is RequestState.AWAITING_ADVICE and row.saved_at is not None and row.returned_at is None:
        day = day_in_london(row.saved_at)
        rung = idle_rung(ladder, saved_on=day, today=today)
    owed = {(rung.name, rung.day(day))} if rung else set()
    return owed | _owed_of_quality(row, council, today)


def _owed_of_quality(row: Row[*tuple[Any, ...]], council: Council, today: date) -> set[tuple[str, date]]:
    rules = council.rules_for(row.profile)
    by = quality_day(rules, due_on=row.due_on)
    if by is None or row.state is not RequestState.AWAITING_ADVICE or row.returned_at is not None:
        return set()
    rung = quality_rung(rules.reminders, by=by, today=today)
    return {(rung.name, rung.day(by))} if rung else set()


def _owed_of_review(row: Row[*tuple[Any, ...]], council: Council, today: date) -> set[tuple[str, date]]:
    ground, basis = (
        (Ground.NEXT_REVIEW, row.last_review_on) if row.last_review_on else (Ground.FIRST_REVIEW, row.plan_on)
    )
    if row.stage not in WITH_PLAN or basis is None:
        return set()
    due_on = review_due(ground, basis)
    rung = review_rung(council.reviews, due_on=due_on, today=today)
    return {(rung.name, rung.day(due_on))} if rung else set()
