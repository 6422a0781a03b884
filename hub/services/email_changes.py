"""A new e-mail address: people marry and move trusts. Whoever has the address confirms it by a link that works once."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.models import LinkPurpose, Person, SingleUseLink
from hub.notice import Notice, NoticeKind
from hub.people_permissions import suspends
from hub.refusals import MissingDetail, NotAnInvitation, NotYoursToChange, Refusal
from hub.services.accounts import LASTS, end_links, invite_again, is_registered, link_for, proper_email
from hub.services.notices import notify
from hub.services.person_history import record_access
from hub.services.sign_ins import end_all_sign_ins
from hub.services.throttling import count_try, hashed_token, refuse_too_many, subject_of

PAGE = "/new-email/"


def ask_email_change(session: Session, *, person: Person, email: str, now: datetime) -> None:
    """Send a link to the new address, for somebody who has just given their password; until it is opened all is as it
    was. Nothing is sent to an address that is somebody else's already, and the answer is the same: nobody finds out
    who uses the hub.

    Raises MissingDetail for what is no address or their own, TooManyTries.
    """
    email = proper_email(email)
    if email == person.email:
        raise MissingDetail("That is your email address now.", "Enter the one that you want to sign in with.")
    asked = subject_of("new email of", person.id)
    refuse_too_many(session, asked, now=now)
    count_try(session, asked, now=now)
    end_links(session, person, LinkPurpose.NEW_EMAIL, now=now)
    record_access(session, person, "new email address asked for", by=person, at=now)
    if _taken(session, email):
        return
    token = secrets.token_urlsafe(32)
    session.add(
        SingleUseLink(
            purpose=LinkPurpose.NEW_EMAIL,
            token_hash=hashed_token(token),
            expires_at=now + LASTS[LinkPurpose.NEW_EMAIL],
            new_email=email,
            person=person,
        )
    )
    notify(session, Notice(NoticeKind.NEW_EMAIL, email, path=PAGE + token), now=now)


def confirm_email_change(session: Session, *, token: str, now: datetime) -> Person:
    """Whoever has the new address opened its link: they sign in with it from now on, the old address is told, and
    every sign-in and every link sent to the old one end. Returns the person. Raises NotAnInvitation."""
    link = link_for(session, token=token, purpose=LinkPurpose.NEW_EMAIL, now=now)
    if _taken(session, link.new_email):
        raise NotAnInvitation
    person, old = link.person, link.person.email
    end_links(session, person, now=now)
    person.email = link.new_email
    for family in person.family_links:  # by it the family's own page knows their words
        for each in family.case.people:
            each.email = link.new_email if each.email.lower() == old else each.email
    end_all_sign_ins(session, person=person, now=now)
    record_access(session, person, "email address changed", by=person, at=now)
    notify(session, Notice(NoticeKind.EMAIL_CHANGED, old, path="/help"), now=now)
    return person


def correct_invited_address(session: Session, *, person: Person, email: str, by: Person, now: datetime) -> None:
    """Put the address of an invitation right that nobody has taken up: it goes out anew, and the earlier link ends.

    Raises NotYoursToChange, Refusal for somebody who has registered, or an address that somebody else has;
    MissingDetail for what is no address.
    """
    if not suspends(by, person):
        raise NotYoursToChange
    if is_registered(session, person):
        raise Refusal("That person has registered already.", "They can change their address themselves: Your account.")
    email = proper_email(email)
    if email == person.email:
        return
    if _taken(session, email):
        raise MissingDetail("Somebody with this email address uses the hub already.", "Check it, or look under People.")
    person.email = email
    record_access(session, person, "address of the invitation corrected", by=by, at=now)
    invite_again(session, person=person, by=by, now=now)


def _taken(session: Session, email: str) -> bool:
    return session.scalars(select(Person.id).where(Person.email == email)).first() is not None
