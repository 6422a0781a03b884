"""An earlier version of a draft, brought back as the newest one: the versions between stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from hub.models import DraftVersion, Person
from hub.services.advice import save_draft
from hub.services.history import record


def restore_version(
    session: Session, *, version: DraftVersion, by: Person, now: datetime, based_on: int | None = None
) -> DraftVersion:
    """Make an earlier version the draft again, as a new version.

    Raises ChangedElsewhere where the draft is newer than `based_on`, NotAllocatedToYou, AdviceSubmitted.
    """
    advice = version.advice
    made = save_draft(
        session,
        request=version.request,
        areas=advice.areas,
        background=advice.background,
        health_care_plan_attached=advice.child.health_care_plan_attached,
        pep_attached=advice.child.pep_attached,
        by=by,
        now=now,
        based_on=based_on,
    )
    record(
        session,
        version.request.case,
        "earlier version of a draft brought back",
        by=by,
        at=now,
        request=version.request_id,
        version=version.number,
    )
    return made
