"""What was sent: to one person for their own page, about one case, and what an administrator has to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.models import Case, NoticeState, OutgoingNotice, Person, Role, Team
from hub.notice import NoticeChannel, NoticeKind

NOT_LISTED = (
    NoticeKind.DIGEST,
    NoticeKind.INVITATION,
    NoticeKind.FAMILY_INVITATION,
    NoticeKind.PASSWORD_RESET,
    NoticeKind.NEW_EMAIL,
    NoticeKind.SECOND_FACTOR_RESET,
    NoticeKind.ONE_TIME_CODE,
    NoticeKind.ONE_TIME_CODE_CALL,
)
"""What somebody got in order to sign in is no news once they have; a daily e-mail is listed by what it holds."""


@dataclass(frozen=True, slots=True)
class OwnNotice:
    """One of the person's own notices; `path` leads to where it is about."""

    id: int
    kind: NoticeKind
    case_reference: str
    due_on: date | None
    at: datetime
    path: str
    for_cover: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice about a case and what became of it; `reader` says whom it is for, without an address."""

    kind: NoticeKind
    reader: str
    channel: NoticeChannel
    state: NoticeState
    at: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many notices wait to be sent, and since when the oldest does."""

    count: int
    since: datetime | None


def own_notices(
    session: Session, person: Person, *, before: int | None = None, most: int = 20
) -> tuple[list[OwnNotice], int | None]:
    """What the person was told, the newest first, and the id before which older ones are (None where there are none).

    What was no longer true when its turn came is left out.
    """
    wanted = (
        select(OutgoingNotice, Case.id)
        .outerjoin(Case, Case.reference == OutgoingNotice.case_reference)
        .where(
            OutgoingNotice.recipient == person.email,
            OutgoingNotice.kind.not_in(NOT_LISTED),
            OutgoingNotice.state != NoticeState.WITHDRAWN,
        )
        .order_by(OutgoingNotice.id.desc())
        .limit(most + 1)
    )
    if before is not None:
        wanted = wanted.where(OutgoingNotice.id < before)
    rows = [_own(notice, case_id) for notice, case_id in session.execute(wanted)]
    return rows[:most], rows[most - 1].id if len(rows) > most else None


def deliveries_about(session: Session, case: Case, *, most: int = 50) -> Sequence[Delivery]:
    """What was sent about a case, the newest first, for those who see the case."""
    if not case.reference:
        return []
    wanted = (
        select(OutgoingNotice, Team.name, Person)
        .outerjoin(Team, Team.mailbox == OutgoingNotice.recipient)
        .outerjoin(Person, Person.email == OutgoingNotice.recipient)
        .where(OutgoingNotice.case_reference == case.reference, OutgoingNotice.kind != NoticeKind.DIGEST)
        .order_by(OutgoingNotice.id.desc())
        .limit(most * 2)
    )
    found: dict[int, Delivery] = {}
    for notice, team, person in session.execute(wanted):
        reader = f"the mailbox of {team}" if team else _named(person)
        at = notice.sent_at or notice.created_at
        found.setdefault(
            notice.id, Delivery(notice.kind, reader, notice.channel, notice.state, at, notice.due_on)
        )  # two teams may share a mailbox
    return list(found.values())[:most]


def waiting(session: Session) -> Waiting:
    """What waits to be sent."""
    count, since = session.execute(
        select(func.count(), func.min(OutgoingNotice.created_at)).where(
            OutgoingNotice.state == NoticeState.QUEUED, ~OutgoingNotice.gathered
        )
    ).one()
    return Waiting(count, since)


def _named(person: Person | None) -> str:
    """Somebody who works with the case by name; the family's names are not for everybody who sees it."""
    staff = person is not None and person.roles - {Role.PARENT, Role.YOUNG_PERSON}
    return person.name if person is not None and staff else "the family, or whoever made the request"


def _own(notice: OutgoingNotice, case_id: int | None) -> OwnNotice:
    own = notice.path.startswith("/requests/")  # a page of its own, open to more than the case's people
    path = f"/cases/{case_id}" if case_id is not None and not own else notice.path
    return OwnNotice(
        id=notice.id,
        kind=notice.kind,
        case_reference=notice.case_reference,
        due_on=notice.due_on,
        at=notice.created_at,
        path=path if path != "/" else "",
        for_cover=notice.for_cover,
    )
