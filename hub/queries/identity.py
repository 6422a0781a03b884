"""Which cases an item of post could belong to, by the child, the reference or the writer: candidates, never a join."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session, selectinload

from hub.models import Case, CasePerson, PostItem, Reading, Stage
from hub.names import folded

MOST = 300


@dataclass(frozen=True, slots=True)
class CaseIdentity:
    """What a case knows about who its child is, and who writes about them."""

    id: int
    reference: str
    child_name: str
    known_as: str
    date_of_birth: date | None
    nhs_number: str
    upn: str
    postcode: str
    stage: Stage
    request_kind: str
    received_on: date | None
    emails: frozenset[str]
    phones: frozenset[str]


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """The first item in which a case was asked for."""

    item_id: int
    name: str
    received: str  # as its result line says


def cases_like(
    session: Session,
    *,
    name: str,
    born: date | None,
    nhs_number: str,
    upn: str,
    references: Collection[str],
    email: str,
) -> Sequence[CaseIdentity]:
    """Every case that shares a number, the birth, the whole name, its reference or its writer with what was read."""
    like = list(_like(name=name, born=born, nhs_number=nhs_number, upn=upn, references=references, email=email))
    if not like:
        return []
    wanted = select(Case).where(Case.id.in_(union(*like))).options(selectinload(Case.people))
    return [_identity(case) for case in session.scalars(wanted.order_by(Case.id).limit(MOST))]


def _like(
    *, name: str, born: date | None, nhs_number: str, upn: str, references: Collection[str], email: str
) -> Iterator[Select[int]]:
    """The ids of the cases alike in each way: a query each, so that each is answered from an index of its own."""
    parts = [each for each in folded(name).split() if len(each) > 1]
    if len(parts) > 1:
        yield select(Case.id).where(Case.folded_name.contains(parts[0]), Case.folded_name.contains(parts[-1]))
    if born is not None:
        yield select(Case.id).where(Case.date_of_birth == born)
    if nhs_number:
        yield select(Case.id).where(Case.nhs_number == nhs_number)
    if upn:
        yield select(Case.id).where(Case.upn == upn)
    if references:
        yield select(Case.id).where(func.upper(Case.reference).in_([each.upper() for each in references]))
    if email:
        yield select(CasePerson.case_id).where(CasePerson.email == email.lower())


def earlier_request(session: Session, *, case_id: int, kind: str) -> EarlierRequest | None:
    """The first item that asked for the same thing in a case."""
    wanted = (
        select(Reading)
        .join(PostItem, PostItem.id == Reading.item_id)
        .where(Reading.case_id == case_id, Reading.kind == kind)
        .order_by(PostItem.received_at, Reading.id)
        .limit(1)
    )
    reading = session.scalars(wanted).first()
    if reading is None:
        return None
    return EarlierRequest(reading.item_id, reading.item.name, str(reading.result.get("received") or ""))


def _identity(case: Case) -> CaseIdentity:
    return CaseIdentity(
        id=case.id,
        reference=case.reference,
        child_name=case.child_name,
        known_as=case.known_as,
        date_of_birth=case.date_of_birth,
        nhs_number=case.nhs_number,
        upn=case.upn,
        postcode=case.postcode,
        stage=case.stage,
        request_kind=case.request_kind,
        received_on=case.received_on,
        emails=frozenset(each.email for each in case.people if each.email),
        phones=frozenset("".join(filter(str.isdigit, each.phone)) for each in case.people if each.phone),
    )
