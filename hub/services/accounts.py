"""Accounts: invited, registered, signed in with password and one-time code, signed out on the server."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from hub.models import Account, LinkPurpose, Membership, OneTimeCode, Person, Role, SignIn, SingleUseLink, Team, Try
from hub.notice import Notice, NoticeKind
from hub.one_time_codes import counter_for, hashed, new_code
from hub.passwords import hash_password, verify_password
from hub.refusals import MissingDetail, NotAMobileNumber, NotAnInvitation, TooManyTries, WrongCode
from hub.services.notices import CODE_LASTS, notify

INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=1)
IDLE_LIMIT = timedelta(minutes=30)
SESSION_LIMIT = timedelta(hours=12)
THROTTLE_OVER = timedelta(minutes=15)
MOST_TRIES = 5
RESEND_AFTER = timedelta(seconds=30)


def invite(
    session: Session,
    *,
    name: str,
    email: str,
    job_title: str = "",
    roles: list[tuple[Role, Team | None]],
    now: datetime,
) -> tuple[Person, str]:
    """Invite somebody, or add roles to somebody who is known; returns the person and the token in the link.

    The e-mail's link works once, within 14 days, for that address only. Somebody who has an account keeps it, password
    and phone included (e-mail is never a factor, ASVS 6.3.6): they get no link (the token is ""), and sign in again.
    """
    email = email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise MissingDetail("That does not look like an email address.", "Enter it like name@example.org.")
    person = session.scalars(select(Person).where(Person.email == email)).first()
    if person is None:
        person = Person(name=name.strip(), email=email, job_title=job_title.strip())
        session.add(person)
    for role, team in roles:
        if not person.is_a(role, team):
            person.memberships.append(Membership(role=role, person=person, team=team))
    session.flush()
    if account_of(session, person) is not None:
        end_all_sign_ins(session, person=person, now=now)
        return person, ""
    token = _send_link(session, person, LinkPurpose.INVITATION, NoticeKind.INVITATION, lasts=INVITATION_LASTS, now=now)
    return person, token


def link_for(session: Session, *, token: str, purpose: LinkPurpose, now: datetime) -> SingleUseLink:
    """The unused, unexpired link with the token. Raises NotAnInvitation for any other."""
    found = select(SingleUseLink).where(SingleUseLink.token_hash == _hash(token), SingleUseLink.purpose == purpose)
    link = session.scalars(found).first()
    if link is None or link.used_at is not None or link.expires_at <= now or not link.person.active:
        raise NotAnInvitation
    return link


def register(session: Session, *, token: str, password: str, phone: str, now: datetime) -> Account:
    """Set up the invited person's account; the phone counts as verified after its first code.

    Raises NotAnInvitation, PasswordTooWeak, NotAMobileNumber.
    """
    link = link_for(session, token=token, purpose=LinkPurpose.INVITATION, now=now)
    person = link.person
    if account_of(session, person) is not None:
        raise NotAnInvitation
    password_hash = hash_password(password, about=(person.name, person.email, person.email.partition("@")[0]))
    account = Account(password_hash=password_hash, phone=mobile_number(phone), person=person)
    session.add(account)
    link.used_at = now
    session.flush()
    return account


def mobile_number(phone: str) -> str:
    """A UK mobile number as +447… . Raises NotAMobileNumber."""
    digits = re.sub(r"[\s()-]", "", phone)
    digits = re.sub(r"^(\+44|0044)0?", "0", digits)
    if not re.fullmatch(r"07\d{9}", digits):
        raise NotAMobileNumber
    return "+44" + digits[1:]


def account_of(session: Session, person: Person) -> Account | None:
    """The person's account, or None before they have registered."""
    return session.scalars(select(Account).where(Account.person_id == person.id)).first()


def start_sign_in(
    session: Session, *, email: str, password: str, address: str, key: str, now: datetime
) -> tuple[SignIn, str] | None:
    """The first step: a sign-in that waits for its code, and the token for the cookie; None when the pair is wrong.

    The answer and the time it takes are the same whether the account exists or not. `address` is where the try comes
    from, `key` keys the code's hash. Raises TooManyTries. A None is to be committed: it counts the try.
    """
    email = email.strip().lower()
    subjects = (_hash("account " + email), _hash("address " + address))
    account = session.scalars(
        select(Account).join(Person).where(Person.email == email, Person.active).with_for_update(of=Account)
    ).first()  # locked, so that tries at once are counted one after the other
    refuse_too_many(session, subjects[0], now=now)
    refuse_too_many(session, subjects[1], now=now, most=MOST_TRIES * 10)
    if not verify_password(password, account.password_hash if account else None) or account is None:
        session.add_all(Try(subject=each, at=now) for each in subjects)
        return None
    token = secrets.token_urlsafe(32)
    sign_in = SignIn(token_hash=_hash(token), started_at=now, seen_at=now, person=account.person)
    session.add(sign_in)
    session.flush()
    if not account.totp_secret:
        send_code(session, sign_in=sign_in, account=account, key=key, now=now)
    return sign_in, token


def send_code(session: Session, *, sign_in: SignIn, account: Account, key: str, now: datetime) -> None:
    """Send a new code by text message; earlier ones of this sign-in stop working. Raises TooManyTries on a flood."""
    earlier = session.scalars(
        select(OneTimeCode).where(OneTimeCode.sign_in_id == sign_in.id).order_by(OneTimeCode.id.desc())
    ).first()
    if earlier is not None and earlier.expires_at - CODE_LASTS > now - RESEND_AFTER:
        raise TooManyTries("A code was sent a moment ago.", "Wait half a minute before you ask for another.")
    subject = _hash(f"codes sent {account.person_id}")
    refuse_too_many(session, subject, now=now, most=MOST_TRIES * 2)
    session.add(Try(subject=subject, at=now))
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.sign_in_id == sign_in.id, OneTimeCode.used_at.is_(None))
        .values(used_at=now)
    )
    code = new_code()
    session.add(OneTimeCode(sign_in=sign_in, code_hash=hashed(code, key=key), expires_at=now + CODE_LASTS))
    session.flush()
    notify(session, Notice(NoticeKind.ONE_TIME_CODE, account.phone, code=code), now=now)


def give_code(session: Session, *, sign_in: SignIn, code: str, key: str, now: datetime) -> str | None:
    """The second step: the code is right, once; returns the new token for the cookie (ASVS 7.2.4).

    None for a code that is wrong, used or too old; that is to be committed, since it counts the try. Raises
    TooManyTries, WrongCode for a sign-in that has ended or is too old.
    """
    person = sign_in.person
    account = account_of(session, person) if person is not None else None
    if person is None or account is None or sign_in.ended_at is not None or now - sign_in.started_at > SESSION_LIMIT:
        raise WrongCode
    subject = _hash(f"code {person.id}")
    session.execute(select(Account.id).where(Account.id == account.id).with_for_update())  # one try at a time
    refuse_too_many(session, subject, now=now)
    digits = re.sub(r"\s", "", code)
    if not (_right_code(session, sign_in, digits, key, now) or _right_app_code(account, digits, now)):
        session.add(Try(subject=subject, at=now))
        return None
    token = secrets.token_urlsafe(32)
    sign_in.token_hash = _hash(token)
    sign_in.code_given_at = sign_in.seen_at = now
    account.phone_verified_at = account.phone_verified_at or now
    session.execute(delete(Try).where(Try.subject.in_([subject, _hash("account " + person.email)])))
    return token


def sign_in_for(session: Session, *, token: str, now: datetime) -> SignIn | None:
    """The live sign-in with the token, or None: ended, idle for too long, too old, or its person has left."""
    found = session.scalars(select(SignIn).where(SignIn.token_hash == _hash(token))).first()
    if found is None or found.ended_at is not None or found.person is None or not found.person.active:
        return None
    if now - found.seen_at > IDLE_LIMIT or now - found.started_at > SESSION_LIMIT:
        return None
    return found


def sign_out(session: Session, *, sign_in: SignIn, now: datetime) -> None:
    """End the sign-in on the server: its cookie is worth nothing from now on (ASVS 7.4.1)."""
    sign_in.ended_at = now


def end_all_sign_ins(session: Session, *, person: Person, now: datetime) -> None:
    """End every sign-in of somebody who left, or whose password or role changed (ASVS 7.4.2)."""
    session.execute(update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None)).values(ended_at=now))


def ask_password_reset(session: Session, *, email: str, now: datetime) -> None:
    """Send a reset link to a registered address; the caller's page says the same either way."""
    email = email.strip().lower()
    subject = _hash("reset " + email)
    try:
        refuse_too_many(session, subject, now=now)
    except TooManyTries:
        return
    session.add(Try(subject=subject, at=now))
    account = session.scalars(select(Account).join(Person).where(Person.email == email, Person.active)).first()
    if account is not None:
        kinds = LinkPurpose.PASSWORD_RESET, NoticeKind.PASSWORD_RESET
        _send_link(session, account.person, *kinds, lasts=RESET_LASTS, now=now)


def reset_password(session: Session, *, token: str, password: str, now: datetime) -> None:
    """Choose a new password by a reset link; every sign-in of the person ends.

    Raises NotAnInvitation, PasswordTooWeak.
    """
    link = link_for(session, token=token, purpose=LinkPurpose.PASSWORD_RESET, now=now)
    account = account_of(session, link.person)
    if account is None:
        raise NotAnInvitation
    account.password_hash = hash_password(password, about=(link.person.name, link.person.email))
    link.used_at = now
    end_all_sign_ins(session, person=link.person, now=now)


def suspend(session: Session, *, person: Person, now: datetime) -> None:
    """Somebody has left: they can't sign in, and are signed out everywhere."""
    person.active = False
    end_all_sign_ins(session, person=person, now=now)


def refuse_too_many(session: Session, subject: str, *, now: datetime, most: int = MOST_TRIES) -> None:
    """Raise TooManyTries when there were `most` tries for the subject in the last 15 minutes."""
    count = select(func.count()).select_from(Try).where(Try.subject == subject, Try.at > now - THROTTLE_OVER)
    if (session.scalar(count) or 0) >= most:
        raise TooManyTries


def _right_code(session: Session, sign_in: SignIn, code: str, key: str, now: datetime) -> bool:
    used = session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.sign_in_id == sign_in.id,
            OneTimeCode.code_hash == hashed(code, key=key),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
        )
        .values(used_at=now)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def _right_app_code(account: Account, code: str, now: datetime) -> bool:
    if not account.totp_secret:
        return False
    counter = counter_for(account.totp_secret, code, now=now, after=account.totp_counter)
    if counter is None:
        return False
    account.totp_counter = counter
    return True


def _send_link(
    session: Session, person: Person, purpose: LinkPurpose, kind: NoticeKind, *, lasts: timedelta, now: datetime
) -> str:
    session.execute(
        update(SingleUseLink)
        .where(SingleUseLink.person_id == person.id, SingleUseLink.purpose == purpose, SingleUseLink.used_at.is_(None))
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    session.add(SingleUseLink(purpose=purpose, token_hash=_hash(token), expires_at=now + lasts, person=person))
    path = {LinkPurpose.INVITATION: "/invitation/", LinkPurpose.PASSWORD_RESET: "/new-password/"}[purpose]
    notify(session, Notice(kind, person.email, path=path + token), now=now)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
