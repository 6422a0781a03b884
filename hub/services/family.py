"""The family's way in: invited from their own case, for that case only, until it is ended; and what they say."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import (
    Case,
    FamilyLink,
    FamilyView,
    Person,
    Role,
    Stage,
    Whose,
    length_of,
)
from hub.notice import Notice, NoticeKind, fit_reference
from hub.people_permissions import OF_A_CASE
from hub.refusals import MissingDetail, NotAwaitingThat, Refusal
from hub.services.accounts import end_links, invite, said_roles
from hub.services.history import record
from hub.services.notices import notify
from hub.services.person_history import record_access
from hub.services.sign_ins import account_of, end_all_sign_ins

PAGE = "/my-child/"


def invite_family(
    session: Session, *, case: Case, name: str, email: str, relation: str, by: Person, now: datetime
) -> FamilyLink:
    """Open the case to a parent, a carer or the young person: by an invitation, or at once where they have an account.

    `relation` “young person” gives that role, any other one the parent's. Raises MissingDetail without a name, a
    relation or a proper address; Refusal for an address that works for a team or the council, for somebody who has
    left, or who reads the case already; NotAwaitingThat before a person has confirmed the case.
    """
    if case.confirmed_at is None or case.stage is Stage.UNCONFIRMED:
        raise NotAwaitingThat("The family is invited once the case has been confirmed.", "Confirm the case first.")
    if not name.strip() or not relation.strip():
        raise MissingDetail("Enter their name, and who they are to the child or young person.", "Both are needed.")
    known = session.scalars(select(Person).where(Person.email == email.strip().lower())).first()
    if known is not None:
        _refuse_known(session, case, known)
    role = Role.YOUNG_PERSON if relation == "young person" else Role.PARENT
    person, token = invite(session, name=name, email=email, roles=[(role, None)], by=by, now=now)
    link = FamilyLink(
        case=case, person=person, relation=relation[: length_of(FamilyLink.relation)], started_at=now, started_by=by
    )
    session.add(link)
    record(session, case, "family invited", by=by, at=now, person=person.id, role=role.value)
    if not token:
        _tell(session, case, person, now=now)
    return link


def end_family_link(session: Session, *, link: FamilyLink, by: Person, now: datetime) -> None:
    """Close the case to somebody of the family: at once, on every device; an unused invitation stops working too.

    Raises NotAwaitingThat where it was ended already.
    """
    if link.ended_at is not None:
        raise NotAwaitingThat("This has been ended already.", "Open the case again to see who reads it now.")
    link.ended_at, link.ended_by = now, by
    session.flush()
    end_all_sign_ins(session, person=link.person, now=now)
    others = select(FamilyLink.id).where(FamilyLink.person_id == link.person_id, FamilyLink.ended_at.is_(None))
    if session.scalars(others.limit(1)).first() is None:
        taken = said_roles([(each.role, None) for each in link.person.memberships if each.role in OF_A_CASE])
        link.person.memberships = [each for each in link.person.memberships if each.role not in OF_A_CASE]
        record_access(session, link.person, "roles changed", by=by, at=now, added=[], taken=taken)
        end_links(session, link.person, now=now)
    record(session, link.case, "family access ended", by=by, at=now, person=link.person_id)


def add_view(
    session: Session, *, case: Case, whose: Whose, words: str, shown: bool, by: Person, now: datetime
) -> FamilyView:
    """Keep what the child or the family says, in their words; it is added to what they said before, never changed.

    `shown`: the professionals of the case read it at once; else an officer looks at it first, since it tells of
    somebody else. Raises MissingDetail for nothing.
    """
    if not words.strip():
        raise MissingDetail("Write what you would like to say.", "It can be as short as you like.")
    view = FamilyView(case=case, whose=whose, words=words.strip(), given_at=now, shown_at=now if shown else None, by=by)
    session.add(view)
    session.flush()
    record(session, case, "views and wishes added", by=by, at=now, view=view.id, whose=whose.value, shown=shown)
    if case.coordinator is not None and case.coordinator.id != by.id:
        notify(session, Notice(NoticeKind.CASE_NEWS, case.coordinator.email, fit_reference(case.reference)), now=now)
    return view


def show_view(session: Session, *, view: FamilyView, by: Person, now: datetime) -> None:
    """An officer has read words that tell of somebody else: the case's professionals may read them."""
    if view.shown_at is not None:
        raise NotAwaitingThat("These words can be read by everyone on the case already.", "Open the case again.")
    view.shown_at = now
    record(session, view.case, "views and wishes shown", by=by, at=now, view=view.id)


def tell_family(session: Session, *, case: Case, now: datetime) -> None:
    """Tell everybody of the family who reads the case that there is something new on it, and nothing more.

    “You will receive update emails whenever we add to a current case” (Rotherham).
    """
    wanted = (
        select(Person)
        .join(FamilyLink, FamilyLink.person_id == Person.id)
        .where(FamilyLink.case_id == case.id, FamilyLink.ended_at.is_(None), Person.active)
        .order_by(Person.id)
    )
    for person in session.scalars(wanted).unique():
        if account_of(session, person) is not None:
            _tell(session, case, person, now=now)


def _refuse_known(session: Session, case: Case, known: Person) -> None:
    if not known.active:
        raise Refusal("That person cannot be invited.", "Ask an administrator to let them in again first.")
    if known.roles - OF_A_CASE:
        raise Refusal("That is the address of somebody who works with the hub.", "Ask for their private email address.")
    live = select(FamilyLink.id).where(
        FamilyLink.case_id == case.id, FamilyLink.person_id == known.id, FamilyLink.ended_at.is_(None)
    )
    if session.scalars(live).first() is not None:
        raise Refusal("They can read this case already.", "To send the invitation again, end it and invite them anew.")


def _tell(session: Session, case: Case, person: Person, *, now: datetime) -> None:
    notify(session, Notice(NoticeKind.CASE_NEWS, person.email, fit_reference(case.reference), path=PAGE), now=now)
