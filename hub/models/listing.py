"""What lists of cases need: a narrow row and search words of each case, what a person last looked at and chose.

The rows and words follow from the case and its requests. Whatever is flushed brings them up to date, in the same
transaction, so that no service has to think of it and no list has to add up a million requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    and_,
    bindparam,
    case,
    delete,
    event,
    exists,
    false,
    func,
    insert,
    inspect,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from hub.council_dates import next_date
from hub.decision_kinds import Stage
from hub.models.base import Base
from hub.models.case import Case
from hub.models.decision import CouncilDecision
from hub.models.request import Request
from hub.names import folded
from hub.search_words import LONGEST, keys_of
from hub.workflow import OUTSTANDING, REVIEWING, WRITING, RequestState

NO_DAY = date(9999, 12, 31)  # sorts last
_CHANGES_LISTING: dict[type[Any], tuple[str, ...]] = {
    Case: (
        *("child_name", "known_as", "school", "stage", "confirmed_at", "received_on", "decide_by", "coordinator_id"),
        *("plan_on", "last_review_on"),
    ),
    Request: ("state", "due_on", "case_id"),
    CouncilDecision: ("kind", "decided_on", "outcome"),
}
_DECIDED = (Stage.ASSESSMENT, Stage.DRAFT_PLAN, Stage.FINAL_PLAN, Stage.REVIEW)
_LATER = aliased(CouncilDecision)
_COUNTED = select(Case.id, Case.stage, Case.received_on, Case.plan_on, Case.last_review_on, Case.request_kind).where(
    Case.stage.in_(_DECIDED)
)
_NAMES = ("child_name", "known_as", "reference")


class CaseListing(Base, kw_only=True):
    """A case as lists order, filter and count it."""

    __tablename__ = "case_listing"
    __table_args__ = (
        Index("ix_case_listing_next_due_case_id_stage", "next_due", "case_id", "stage"),
        Index("ix_case_listing_stage_next_due_case_id", "stage", "next_due", "case_id"),
        Index("ix_case_listing_coordinator_id_next_due_case_id", "coordinator_id", "next_due", "case_id"),
        Index(
            "ix_case_listing_counted",
            *("coordinator_id", "stage", "next_due", "case_id", "unallocated", "answered_no", "school"),
        ),
        Index("ix_case_listing_school_next_due_case_id", "school", "next_due", "case_id"),
        Index("ix_case_listing_sort_name_case_id", "sort_name", "case_id"),
        Index("ix_case_listing_received_on_case_id", "received_on", "case_id"),
        Index("ix_case_listing_changed_at_case_id", "changed_at", "case_id"),
        Index("ix_case_listing_in_review_next_due_case_id_stage", "in_review", "next_due", "case_id", "stage"),
        Index("ix_case_listing_unallocated_next_due_case_id_stage", "unallocated", "next_due", "case_id", "stage"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("ehc_case.id"), primary_key=True)
    confirmed: Mapped[bool]
    stage: Mapped[Stage]
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    school: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(String(200))
    received_on: Mapped[date]
    changed_at: Mapped[datetime]  # the last act of its history
    next_due: Mapped[date]  # the council's next statutory date, or the soonest advice; NO_DAY for none
    advice_due: Mapped[date]  # the soonest advice that has not been returned; NO_DAY for none
    outstanding: Mapped[int]  # requests for advice not yet returned
    unallocated: Mapped[bool]  # a request waits for a professional
    answered_no: Mapped[bool]  # a team's “no” waits for the coordinator's decision
    in_review: Mapped[bool]  # advice waits for the quality check


case_words = Table(
    "case_word",
    Base.metadata,
    Column("word", String(LONGEST), primary_key=True),
    Column("case_id", ForeignKey("ehc_case.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""The keys by which a case is found (`hub.search_words`)."""


class CaseLook(Base, kw_only=True):
    """When somebody last looked at a case, and whether anything was done since that is news to them."""

    __tablename__ = "case_look"
    __table_args__ = (
        Index("ix_case_look_person_id_news_at", "person_id", "news_at"),
        Index("ix_case_look_case_id", "case_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("ehc_case.id"), primary_key=True)
    looked_at: Mapped[datetime]
    since: Mapped[datetime | None]  # the look before this visit: what the box on the case page counts from
    news_at: Mapped[datetime | None] = mapped_column(default=None)  # the first news after looked_at


class ListChoice(Base, kw_only=True):
    """How somebody likes one of their lists: its filters and order, never what they searched for."""

    __tablename__ = "list_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    list_name: Mapped[str] = mapped_column(String(20), primary_key=True)
    chosen: Mapped[dict[str, Any]]


def write_listings(connection: Connection, case_ids: Iterable[int] | None = None, *, today: date | None = None) -> None:
    """Write the rows of these cases (of every case where None are given) from the cases, requests and decisions.

    With `today`, the family's time to comment on a draft is left out once it is over (`dates_ahead`).
    """
    case_ids = None if case_ids is None else list(case_ids)
    new = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    wanted = _listings()
    if case_ids is not None:
        wanted = wanted.where(Case.id.in_(case_ids))
    names = [each.key for each in wanted.selected_columns]
    inserted: Any = new(CaseListing).from_select(names, wanted)
    kept = {"case_id", "sort_name", "changed_at"}
    connection.execute(
        inserted.on_conflict_do_update(
            index_elements=["case_id"], set_={name: inserted.excluded[name] for name in names if name not in kept}
        )
    )
    days = [{"of": case_id, "day": day} for case_id, day in _council_days(connection, case_ids, today)]
    if days:
        table: Any = CaseListing.__table__
        listed = update(table).where(CaseListing.case_id == bindparam("of"))
        sooner = listed.where(CaseListing.next_due > bindparam("day")).values(next_due=bindparam("day"))
        connection.execute(sooner, days)


def _council_days(connection: Connection, case_ids: list[int] | None, today: date | None) -> Iterator[tuple[int, date]]:
    """The council's next date on each of the cases on which it has decided whether to assess: no SQL can count it."""
    found = _COUNTED if case_ids is None else _COUNTED.where(Case.id.in_(case_ids))
    replaced = exists().where(_LATER.replaces_id == CouncilDecision.id)
    made = select(CouncilDecision.__table__).where(CouncilDecision.withdrawn.is_(False), ~replaced)
    made = made if case_ids is None else made.where(CouncilDecision.case_id.in_(case_ids))
    cases: list[Any] = list(connection.execute(found))
    if not cases:
        return
    standing: dict[int, list[Any]] = {}
    for row in connection.execute(made.order_by(CouncilDecision.decided_on, CouncilDecision.id)):
        standing.setdefault(row.case_id, []).append(row)
    for each in cases:
        if (day := next_date(each, standing.get(each.id, ()), today=today)) is not None:
            yield each.id, day


def _listings() -> Any:
    late = Request.state.in_([each.value for each in OUTSTANDING | WRITING])
    advice_due = func.coalesce(func.min(case((late, Request.due_on))), NO_DAY)
    undecided = Case.stage.in_([Stage.UNCONFIRMED.value, Stage.REQUEST.value])
    decide_by = func.coalesce(case((undecided, Case.decide_by)), NO_DAY)
    soonest = case((decide_by < advice_due, decide_by), else_=advice_due)

    def some(*states: RequestState) -> Any:
        waiting = func.count(case((Request.state.in_([each.value for each in states]), 1))) > 0
        return case((waiting, true()), else_=false())

    return (
        select(
            Case.id.label("case_id"),
            case((Case.confirmed_at.is_(null()), false()), else_=true()).label("confirmed"),
            Case.stage.label("stage"),
            Case.coordinator_id.label("coordinator_id"),
            Case.school.label("school"),
            func.lower(Case.child_name).label("sort_name"),
            func.coalesce(Case.received_on, NO_DAY).label("received_on"),
            Case.opened_at.label("changed_at"),
            case((Case.stage == Stage.CLOSED, NO_DAY), else_=soonest).label("next_due"),
            advice_due.label("advice_due"),
            func.count(case((late, 1))).label("outstanding"),
            some(RequestState.AWAITING_ALLOCATION).label("unallocated"),
            some(RequestState.ANSWERED_NO).label("answered_no"),
            some(*REVIEWING).label("in_review"),
        )
        .outerjoin(Request, Request.case_id == Case.id)
        .group_by(Case.id)
    )


def listings_gone_by(connection: Connection, *, today: date) -> list[int]:
    """The cases whose row still shows a day of a draft on which nothing was due of the council, and which is over."""
    shown = select(CaseListing.case_id, CaseListing.next_due).where(
        CaseListing.stage == Stage.DRAFT_PLAN, CaseListing.next_due < today
    )
    days = {row.case_id: row.next_due for row in connection.execute(shown)}
    with_them = dict(_council_days(connection, list(days), None)) if days else {}
    then = dict(_council_days(connection, list(days), today)) if days else {}
    return [each for each, day in days.items() if with_them.get(each) == day and then.get(each) != day]


@event.listens_for(Session, "after_flush")
def _keep_listings(session: Session, _context: object) -> None:
    """Bring the rows and words of whatever was just written up to date."""
    changed = [each for each in (*session.new, *session.dirty) if _changes(each, _CHANGES_LISTING.get(type(each), ()))]
    case_ids = {each.id if isinstance(each, Case) else each.case_id for each in changed}
    if case_ids:
        write_listings(session.connection(), case_ids)
    for each in changed:
        if isinstance(each, Case) and _changes(each, _NAMES):
            _write_words(session.connection(), each)


def _changes(thing: Any, names: Iterable[str]) -> bool:
    state = inspect(thing)
    return any(state.attrs[name].history.has_changes() for name in names)


def _write_words(connection: Connection, changed: Case) -> None:
    connection.execute(delete(case_words).where(case_words.c.case_id == changed.id))
    words = keys_of(changed.child_name, changed.known_as, changed.reference)
    connection.execute(insert(case_words), [{"word": each, "case_id": changed.id} for each in sorted(words)])
    named = update(CaseListing).where(and_(CaseListing.case_id == changed.id))
    connection.execute(named.values(sort_name=folded(changed.child_name)))
