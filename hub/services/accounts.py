"""Accounts: invited, registered by a link that works once, and a new password by another.

A password is hashed by the caller, outside any transaction: on SQLite everybody else's writing would wait for it.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hub.models import Account, LinkPurpose, Membership, Person, Role, SignIn, SingleUseLink, Team
from hub.notice import Notice, NoticeKind
from hub.people_permissions import OF_A_CASE
from hub.refusals import MissingDetail, NotAnInvitation, Refusal, TooManyTries
from hub.services.notices import notify
from hub.services.person_history import record_access
from hub.services.sign_ins import account_of as account_of
from hub.services.sign_ins import begin, end_all_sign_ins
from hub.services.throttling import count_try, hashed_token, refuse_too_many, subject_of
from hub.work import Task, enqueue

RESET = "hub.services.accounts:send_reset_link"
LASTS = {
    LinkPurpose.INVITATION: timedelta(days=14),
    LinkPurpose.PASSWORD_RESET: timedelta(hours=1),
    LinkPurpose.NEW_EMAIL: timedelta(hours=24),
    LinkPurpose.SECOND_FACTOR: timedelta(hours=24),
}
_LINKS = {
    LinkPurpose.INVITATION: ("/invitation/", NoticeKind.INVITATION),
    LinkPurpose.PASSWORD_RESET: ("/new-password/", NoticeKind.PASSWORD_RESET),
    LinkPurpose.SECOND_FACTOR: ("/new-second-factor/", NoticeKind.SECOND_FACTOR_RESET),
}


def invite(
    session: Session,
    *,
    name: str,
    email: str,
    job_title: str = "",
    roles: list[tuple[Role, Team | None]],
    by: Person | None = None,
    now: datetime,
) -> tuple[Person, str]:
    """Invite somebody, or add roles to somebody who is known; returns the person and the token in the link.

    The e-mail's link works once, within 14 days, for that address only. Somebody who has an account keeps it, password
    and phone included (e-mail is never a factor, ASVS 6.3.6): they get no link (the token is ""), and sign in again.
    Raises MissingDetail for what is no address, Refusal for somebody who has been suspended.
    """
    email = proper_email(email)
    person = session.scalars(select(Person).where(Person.email == email)).first()
    if person is None:
        if not name.strip():
            raise MissingDetail("Enter the person’s name.", "It is shown beside what they do in the hub.")
        person = Person(name=name.strip(), email=email, job_title=job_title.strip(), new_from=now)
        session.add(person)
    elif not person.active:
        raise Refusal("That person has been suspended.", "Let them back in first, from their page under People.")
    added = [(role, team) for role, team in roles if not person.is_a(role, team)]
    for role, team in added:
        person.memberships.append(Membership(role=role, person=person, team=team))
    session.flush()
    if is_registered(session, person):
        if added:
            record_access(session, person, "roles added", by=by, at=now, added=said_roles(added))
            end_all_sign_ins(session, person=person, now=now)
        return person, ""
    record_access(session, person, "invited", by=by, at=now, added=said_roles(added))
    return person, send_link(session, person, LinkPurpose.INVITATION, now=now)


def invite_again(session: Session, *, person: Person, by: Person | None, now: datetime) -> None:
    """Send the invitation once more; the earlier link stops working. Raises Refusal for somebody who is registered."""
    if is_registered(session, person):
        raise Refusal("That person has registered already.", "If they cannot sign in, reset how they get their codes.")
    record_access(session, person, "invitation sent again", by=by, at=now)
    send_link(session, person, LinkPurpose.INVITATION, now=now)


def proper_email(email: str) -> str:
    """The address in small letters. Raises MissingDetail for what is none."""
    email = email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise MissingDetail("That does not look like an email address.", "Enter it like name@example.org.")
    return email


def said_roles(roles: list[tuple[Role, Team | None]]) -> list[str]:
    """Roles as a history keeps them: “professional, Speech and Language Therapy”."""
    return [f"{role.value}, {team.name}" if team else role.value for role, team in roles]


def is_registered(session: Session, person: Person) -> bool:
    """Whether the person has finished registering: a password and a second factor that was proved once.

    Who gave a wrong number and never got its code has not, and can be invited again.
    """
    account = account_of(session, person)
    return account is not None and (account.codes_by is not None or account.phone_verified_at is not None)


def link_for(session: Session, *, token: str, purpose: LinkPurpose, now: datetime) -> SingleUseLink:
    """The unused, unexpired link with the token. Raises NotAnInvitation for any other."""
    hashed = hashed_token(token)
    found = select(SingleUseLink).where(SingleUseLink.token_hash == hashed, SingleUseLink.purpose == purpose)
    link = session.scalars(found).first()
    if link is None or link.used_at is not None or link.expires_at <= now or not link.person.active:
        raise NotAnInvitation
    return link


def register(
    session: Session, *, token: str, password_hash: str, now: datetime, device: str = ""
) -> tuple[SignIn, str]:
    """Set up the invited person's account; returns a sign-in that sets up the second factor, and its cookie's token.

    The account opens nothing until that factor is proved (`hub.services.second_factors`). Raises NotAnInvitation.
    """
    link = link_for(session, token=token, purpose=LinkPurpose.INVITATION, now=now)
    person = link.person
    if is_registered(session, person):
        raise NotAnInvitation
    account = account_of(session, person)
    if account is None:
        session.add(Account(password_hash=password_hash, person=person))
    else:
        account.password_hash = password_hash
    link.used_at = now
    end_all_sign_ins(session, person=person, now=now)
    record_access(session, person, "password chosen", by=person, at=now)
    return begin(session, person=person, device=device, now=now, setting_up=True)


def ask_password_reset(session: Session, *, email: str, address: str, now: datetime) -> None:
    """Note that a reset was asked for; a worker sends the link if there is such an account.

    So neither the answer nor the time it takes tells whether there is one.
    """
    asked, place = subject_of("reset", email.strip().lower()), subject_of("resets from", address)
    try:
        refuse_too_many(session, asked, now=now)
        refuse_too_many(session, place, now=now, most=50)
    except TooManyTries:
        return
    count_try(session, asked, place, now=now)
    enqueue(session, handler=RESET, key=asked, now=now)


def send_reset_link(task: Task) -> None:
    """The work handler that sends the reset link to the registered address whose hash is the key, if there is one."""
    with task.database.reading() as session:
        registered = session.execute(select(Person.id, Person.email).join(Account).where(Person.active))
        found = next((id_ for id_, email in registered if subject_of("reset", email) == task.key), None)
    with task.finishing() as session:
        if found is not None:
            person = session.get_one(Person, found)
            record_access(session, person, "password reset asked for", by=None, at=task.now)
            send_link(session, person, LinkPurpose.PASSWORD_RESET, now=task.now)


def reset_password(session: Session, *, token: str, password_hash: str, now: datetime) -> None:
    """Set the new password by a reset link; every sign-in of the person ends, and they are told.

    Raises NotAnInvitation.
    """
    link = link_for(session, token=token, purpose=LinkPurpose.PASSWORD_RESET, now=now)
    account = account_of(session, link.person)
    if account is None:
        raise NotAnInvitation
    link.used_at = now
    _new_password(session, account, password_hash, now=now)


def change_password(session: Session, *, sign_in: SignIn, account: Account, password_hash: str, now: datetime) -> None:
    """Set a new password for somebody who has just given the old one; their other sign-ins end, and they are told."""
    _new_password(session, account, password_hash, now=now, but=sign_in)


def tell_of_change(session: Session, person: Person, *, now: datetime) -> None:
    """Tell the person by e-mail that their password or second factor changed (ASVS 5.0.0, 6.3.7)."""
    notify(session, Notice(NoticeKind.ACCOUNT_CHANGED, person.email, path="/help"), now=now)


def send_link(session: Session, person: Person, purpose: LinkPurpose, *, now: datetime) -> str:
    """Send a link that works once to the person's address; earlier ones of that purpose stop working."""
    end_links(session, person, purpose, now=now)
    token = secrets.token_urlsafe(32)
    session.add(
        SingleUseLink(purpose=purpose, token_hash=hashed_token(token), expires_at=now + LASTS[purpose], person=person)
    )
    path, kind = _LINKS[purpose]
    if kind is NoticeKind.INVITATION and person.roles and person.roles <= OF_A_CASE:
        kind = NoticeKind.FAMILY_INVITATION
    notify(session, Notice(kind, person.email, path=path + token), now=now)
    return token


def end_links(session: Session, person: Person, *purposes: LinkPurpose, now: datetime) -> None:
    """Let the person's unused links of those purposes (or of all) work no longer."""
    ending = update(SingleUseLink).where(SingleUseLink.person_id == person.id, SingleUseLink.used_at.is_(None))
    session.execute(ending.where(SingleUseLink.purpose.in_(list(purposes or LinkPurpose))).values(used_at=now))


def _new_password(
    session: Session, account: Account, password_hash: str, *, now: datetime, but: SignIn | None = None
) -> None:
    account.password_hash = password_hash
    end_all_sign_ins(session, person=account.person, now=now, but=but)
    end_links(session, account.person, LinkPurpose.PASSWORD_RESET, now=now)
    record_access(session, account.person, "password changed", by=account.person, at=now)
    tell_of_change(session, account.person, now=now)
