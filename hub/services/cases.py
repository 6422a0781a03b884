"""Cases: opened from what was received, confirmed by a person, corrected, brought over from another system."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.deadlines import NoLimitKnown, decision_due
from hub.models import Case, CasePerson, Channel, Person, Stage, length_of
from hub.names import folded
from hub.notice import case_reference
from hub.refusals import AlreadyConfirmed, MissingDetail
from hub.services.history import record

_LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"  # nothing that reads as something else, and no words
ASSESSMENT_REQUEST, ANNUAL_REVIEW_REQUEST = "ehc-needs-assessment-request", "annual-review-request"
REQUEST_KINDS = (ASSESSMENT_REQUEST, ANNUAL_REVIEW_REQUEST, "advice-request")
CORRECTABLE = (
    "child_name",
    "known_as",
    "date_of_birth",
    "nhs_number",
    "upn",
    "pronouns",
    "looked_after",
    "address_confidential",
    "school",
    "postcode",
    "concerns",
    "received_on",
    "request_kind",
)


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asked, as they gave themselves."""

    name: str = ""
    role: str = ""  # parent, young-person, school, health, social-care, other
    email: str = ""
    phone: str = ""
    address: str = ""  # by lines


def new_reference(session: Session) -> str:
    """A case reference that nobody has: not a number to count up from, easy to say on the telephone."""
    while True:
        part = "".join(secrets.choice(_LETTERS) for _ in range(8))
        reference = f"EHC-{part[:4]}-{part[4:]}"
        digit = any(each.isdigit() for each in part)
        if digit and session.scalars(select(Case.id).where(Case.reference == reference)).first() is None:
            return reference


def open_case(
    session: Session,
    *,
    channel: Channel,
    received_on: date,
    requester: Requester,
    child: Mapping[str, Any],
    by: Person | None,
    now: datetime,
    request_kind: str = ASSESSMENT_REQUEST,
    reference: str = "",
) -> Case:
    """Open an unconfirmed case for a request as it was received; the council's clock runs from `received_on`.

    `child` holds any of CORRECTABLE. A person confirms the case before anybody is asked for advice.
    """
    case = Case(
        reference=case_reference(reference) if reference else new_reference(session),
        channel=channel,
        opened_at=now,
        request_kind=request_kind,
        requester_role=requester.role,
        received_on=received_on,
        **{name: _held(name, value) for name, value in child.items() if name in CORRECTABLE and value is not None},
    )
    settle(case)
    if requester.name or requester.email or requester.phone:
        _asked_by(case, requester)
    session.add(case)
    record(session, case, "case opened", by=by, at=now, channel=channel.value, received_on=received_on.isoformat())
    return case


def correct_case(session: Session, *, case: Case, by: Person, now: datetime, **corrected: Any) -> list[str]:
    """Change what was read or typed; returns the names of what really changed.

    The history keeps which fields changed, not their values. Raises MissingDetail for an empty day of receipt.
    """
    changed = [name for name in CORRECTABLE if name in corrected and getattr(case, name) != corrected[name]]
    if "received_on" in changed and corrected["received_on"] is None:
        raise MissingDetail("The day on which the council received the request is needed.", "Enter the day.")
    for name in changed:
        setattr(case, name, corrected[name])
    if changed:
        settle(case)
        record(session, case, "details corrected", by=by, at=now, fields=changed)
    return changed


def requester_of(case: Case) -> Requester:
    """Who asked, as the case has it."""
    person = case.asked_by
    if person is None:
        return Requester(role=case.requester_role)
    return Requester(person.name, case.requester_role, person.email, person.phone, person.address)


def correct_requester(session: Session, *, case: Case, requester: Requester, by: Person, now: datetime) -> None:
    """Change who asked, and how they are reached; the history keeps that it was changed, not what."""
    before = requester_of(case)
    if before == requester:
        return
    _asked_by(case, requester)
    case.requester_role = requester.role
    record(session, case, "details corrected", by=by, at=now, fields=["requester"])


def _asked_by(case: Case, requester: Requester) -> None:
    person = case.asked_by
    if person is None:
        person = CasePerson(name="", made_request=True)
        case.people.append(person)
    person.name = requester.name[: length_of(CasePerson.name)]
    person.relation = requester.role if requester.role != "young-person" else "young person"
    person.email = requester.email.lower()[: length_of(CasePerson.email)]
    person.phone = requester.phone[: length_of(CasePerson.phone)]
    person.address = requester.address[: length_of(CasePerson.address)]


def confirm_case(session: Session, *, case: Case, by: Person, now: datetime) -> None:
    """A person has read the request: the case is the council's, and they coordinate it.

    Raises AlreadyConfirmed, or MissingDetail while the child's name is unknown.
    """
    if case.stage is not Stage.UNCONFIRMED:
        raise AlreadyConfirmed
    if not case.child_name.strip():
        raise MissingDetail("The child's or young person's name is needed.", "Enter the name, then confirm the case.")
    case.stage = Stage.REVIEW if case.request_kind == ANNUAL_REVIEW_REQUEST else Stage.REQUEST
    case.confirmed_at = now
    case.coordinator = by
    record(session, case, "case confirmed", by=by, at=now)


def add_people(case: Case, people: Iterable[Mapping[str, Any]]) -> None:
    """Add people to those whom the case knows; somebody with the same name and relation is not added twice."""
    known = {(folded(each.name), each.relation) for each in case.people}
    for person in people:
        name, relation = str(person.get("name") or ""), str(person.get("relation") or "")
        if name and (folded(name), relation) not in known:
            known.add((folded(name), relation))
            case.people.append(
                CasePerson(
                    name=name,
                    relation=relation,
                    email=str(person.get("email") or "").lower(),
                    phone=str(person.get("phone") or ""),
                )
            )


def _held(name: str, value: Any) -> Any:
    """What the case's column can hold of a value that was read; the reading keeps all of it."""
    column = Case.__table__.c[name].type
    longest = getattr(column, "length", None)
    return value[:longest] if isinstance(value, str) and longest else value


def settle(case: Case) -> None:
    """What follows from the case's own fields."""
    parts = " ".join(sorted(set(folded(f"{case.child_name} {case.known_as}").split())))
    case.folded_name = parts[: length_of(Case.folded_name)]
    case.decide_by = None
    if case.received_on and case.request_kind == ASSESSMENT_REQUEST:
        with suppress(NoLimitKnown):  # received before the law that the hub knows
            case.decide_by = decision_due(case.received_on)
