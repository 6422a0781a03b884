"""What the family's pages show: which cases are open to somebody of a family, and what they may read there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.models import Case, FamilyLink, FamilyView, Person, Request, Submission, Upload
from hub.people_permissions import OF_A_CASE
from hub.workflow import RequestState

FAMILY = OF_A_CASE


def link_to(session: Session, person: Person, case_id: int) -> FamilyLink | None:
    """The row that opens this case to the person now, or None: it never was, or was ended, or they have left."""
    if not person.active or not person.roles & FAMILY:
        return None
    wanted = select(FamilyLink).join(Case, Case.id == FamilyLink.case_id)
    live = wanted.where(
        FamilyLink.person_id == person.id,
        FamilyLink.case_id == case_id,
        FamilyLink.ended_at.is_(None),
        Case.confirmed_at.is_not(None),
    )
    return session.scalars(live.options(joinedload(FamilyLink.case))).first()


def cases_open_to(session: Session, person: Person) -> Sequence[Case]:
    """The cases that are open to somebody of a family now, the youngest link first."""
    if not person.active or not person.roles & FAMILY:
        return ()
    wanted = (
        select(Case)
        .join(FamilyLink, FamilyLink.case_id == Case.id)
        .where(FamilyLink.person_id == person.id, FamilyLink.ended_at.is_(None), Case.confirmed_at.is_not(None))
        .order_by(FamilyLink.id.desc())
    )
    return session.scalars(wanted).unique().all()


def links_of(session: Session, case: Case) -> Sequence[FamilyLink]:
    """Everybody of the family who reads or has read the case, those who still do first."""
    wanted = (
        select(FamilyLink)
        .where(FamilyLink.case_id == case.id)
        .order_by(FamilyLink.ended_at.is_not(None), FamilyLink.id)
        .options(joinedload(FamilyLink.person))
    )
    return session.scalars(wanted).unique().all()


def views_of(session: Session, case: Case, *, waiting_too: bool = False) -> Sequence[FamilyView]:
    """What the child and the family say, the child first and the latest first; `waiting_too`: not shown to all yet."""
    wanted = select(FamilyView).where(FamilyView.case_id == case.id)
    if not waiting_too:
        wanted = wanted.where(FamilyView.shown_at.is_not(None))
    ordered = wanted.order_by(FamilyView.whose, FamilyView.id.desc())  # “child” before “parent”
    return session.scalars(ordered.options(joinedload(FamilyView.by))).unique().all()


def own_views(session: Session, case: Case, person: Person) -> Sequence[FamilyView]:
    """What the person themselves has said on the case, the latest first."""
    wanted = select(FamilyView).where(FamilyView.case_id == case.id, FamilyView.by_id == person.id)
    return session.scalars(wanted.order_by(FamilyView.id.desc())).all()


def published_advice(session: Session, case_id: int, request_id: int) -> Submission | None:
    """The published advice of a request on this case; None for any other request, and for advice in any other state.

    “Once you have submitted the advice this is made available for the EHCP Coordinator, Parent/carer” (North East
    Lincolnshire), but never while it is held, being checked, or released to its writer.
    """
    wanted = (
        select(Submission)
        .join(Request, Request.id == Submission.request_id)
        .where(Request.id == request_id, Request.case_id == case_id, Request.state == RequestState.PUBLISHED)
        .order_by(Submission.number.desc())
        .limit(1)
    )
    return session.scalars(wanted).first()


def published_upload(session: Session, case_id: int, request_id: int, upload_id: int) -> Upload | None:
    """A file that came with published advice of this case, unless it has been removed."""
    wanted = (
        select(Upload)
        .join(Request, Request.id == Upload.request_id)
        .where(
            Upload.id == upload_id,
            Upload.removed_at.is_(None),
            Request.id == request_id,
            Request.case_id == case_id,
            Request.state == RequestState.PUBLISHED,
        )
    )
    return session.scalars(wanted).first()
