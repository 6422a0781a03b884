"""The council's decisions as the case page shows them: what stands, and what it replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.models import Case, CouncilDecision


def all_decisions(session: Session, case: Case) -> Sequence[CouncilDecision]:
    """Every row, what was put right or struck out included, the earliest first."""
    wanted = (
        select(CouncilDecision)
        .where(CouncilDecision.case_id == case.id)
        .order_by(CouncilDecision.decided_on, CouncilDecision.id)
        .options(joinedload(CouncilDecision.by))
    )
    return session.scalars(wanted).unique().all()


def in_force(rows: Iterable[CouncilDecision]) -> list[CouncilDecision]:
    """Those of the rows that stand, the earliest first."""
    rows = list(rows)
    replaced = {each.replaces_id for each in rows}
    return [each for each in rows if each.id not in replaced and not each.withdrawn]
