"""What is missing from a request, and asking whoever made it: one e-mail for each thing, never twice within a week."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import Case, OutgoingNotice, Person
from hub.notice import Notice, NoticeKind, case_reference
from hub.refusals import MissingDetail
from hub.services.history import record
from hub.services.notices import notify

AGAIN_AFTER = timedelta(days=7)
CHASED = {
    NoticeKind.NAME_MISSING: "the child's or young person's full name",
    NoticeKind.DATE_OF_BIRTH_MISSING: "the date of birth",
    NoticeKind.TELEPHONE_MISSING: "a telephone number",
    NoticeKind.SIGNATURE_MISSING: "a signature",
}
"""What can be asked for → its name in a sentence. Whether a request was signed only a person can see."""


def missing_from(case: Case) -> list[NoticeKind]:
    """What the case lacks that its request should have held."""
    asked = case.asked_by
    lacks = {
        NoticeKind.NAME_MISSING: len(case.child_name.split()) < 2,
        NoticeKind.DATE_OF_BIRTH_MISSING: case.date_of_birth is None,
        NoticeKind.TELEPHONE_MISSING: asked is None or not asked.phone,
    }
    return [kind for kind, lacking in lacks.items() if lacking]


def chased_at(session: Session, case: Case) -> dict[NoticeKind, datetime]:
    """When each thing was last asked for."""
    rows = session.scalars(
        select(OutgoingNotice)
        .where(OutgoingNotice.case_reference == case.reference, OutgoingNotice.kind.in_(CHASED))
        .order_by(OutgoingNotice.id)
    )
    return {row.kind: row.created_at for row in rows}


def chase(session: Session, *, case: Case, kinds: list[NoticeKind], by: Person, now: datetime) -> list[NoticeKind]:
    """Ask whoever made the request for what is missing; returns what was asked for now.

    What was asked for within a week is not asked for again. Raises MissingDetail where there is no e-mail address, or
    the case's reference is not fit to leave the hub.
    """
    asked = case.asked_by
    if asked is None or not asked.email:
        raise MissingDetail(
            "The person who asked gave no email address.",
            "Telephone, or write to them, and note the answer in the case.",
        )
    try:
        reference = case_reference(case.reference)
    except ValueError:  # brought over from another system
        raise MissingDetail(
            "The reference of this case is not fit for an email: it may name somebody.",
            "Telephone, or write to them, and note the answer in the case.",
        ) from None
    before = chased_at(session, case)
    due = [kind for kind in kinds if kind in CHASED and not (kind in before and now - before[kind] < AGAIN_AFTER)]
    for kind in due:
        notify(session, Notice(kind, asked.email, reference), now=now)
    if due:
        record(session, case, "asked for what is missing", by=by, at=now, missing=[kind.value for kind in due])
    return due
