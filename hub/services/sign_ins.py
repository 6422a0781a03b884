"""Signing in: the password first, then a code that works once; sessions live on the server, and end there.

A password takes a tenth of a second to look at, so that is done between two transactions: `look_up` reads, the caller
verifies with `hub.passwords`, `start_sign_in` writes.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session, joinedload

from hub.models import Account, CodesBy, ListChoice, NewFactor, OneTimeCode, Person, RecoveryCode, SecondFactor, SignIn
from hub.notice import Notice, NoticeKind
from hub.one_time_codes import counter_for, hashed, new_code, plain_recovery_code
from hub.refusals import NoSecondFactor, TooManyTries, WrongCode
from hub.services.notices import CODE_LASTS, notify
from hub.services.person_history import record_access
from hub.services.throttling import MOST_TRIES, count_try, forget_tries, hashed_token, refuse_too_many, subject_of

RESEND_AFTER = timedelta(seconds=30)
SETTING_UP_LASTS = timedelta(hours=1)
MOST_WRONG_CODES_A_DAY = 10  # of a million: one chance in 100,000 a day


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sign-in lasts: without being used, and in any case (ASVS 5.0.0, 7.3)."""

    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)

    def end_of(self, sign_in: SignIn, *, seen: datetime | None = None) -> datetime:
        """When the sign-in ends if it is not used again after it was seen."""
        longest = SETTING_UP_LASTS if sign_in.setting_up else self.longest
        return min((seen or sign_in.seen_at) + self.idle, sign_in.started_at + longest)


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address before its password is looked at, of the same shape whether it exists or not."""

    email: str
    account_id: int | None
    password_hash: str | None


def look_up(session: Session, *, email: str, address: str, now: datetime) -> Known:
    """Read what a password has to be compared with. Raises TooManyTries before any work is done for the try."""
    email = email.strip().lower()
    _refuse_too_many_passwords(session, email, address, now)
    account = account_with(session, email)
    return Known(email, account.id if account else None, account.password_hash if account else None)


def count_wrong_password(session: Session, *, email: str, address: str, now: datetime) -> None:
    """Count a password that was wrong, under its account and where it came from."""
    count_try(session, *_password_subjects(email.strip().lower(), address), now=now)


def account_with(session: Session, email: str) -> Account | None:
    """The account of the active person with the address."""
    wanted = select(Account).join(Person).where(Person.email == email.strip().lower(), Person.active)
    return session.scalars(wanted).first()


def account_of(session: Session, person: Person) -> Account | None:
    """The person's account, or None before they have registered."""
    return session.scalars(select(Account).where(Account.person_id == person.id)).first()


def start_sign_in(
    session: Session, *, known: Known, right: bool, address: str, key: str, now: datetime, device: str = ""
) -> tuple[SignIn, str] | None:
    """The first step: a sign-in that waits for its code, and the token for the cookie; None when the pair is wrong.

    `right` is what `hub.passwords.verify_password` said, `address` where the try comes from, `key` keys the code's
    hash. The answer and the time it takes are the same whether the account exists or not. A None is to be committed:
    it counts the try. Raises TooManyTries; NoSecondFactor where an administrator has reset it.
    """
    account = session.scalars(
        select(Account).join(Person).where(Account.id == known.account_id, Person.active).with_for_update(of=Account)
    ).first()  # locked, so that tries at once are counted one after the other
    _refuse_too_many_passwords(session, known.email, address, now)
    if account is None or not right or account.password_hash != known.password_hash:
        count_try(session, *_password_subjects(known.email, address), now=now)
        return None
    if account.codes_by is None:
        raise NoSecondFactor
    sign_in, token = begin(session, person=account.person, device=device, now=now)
    if account.codes_by is not CodesBy.APP:
        send_code(session, sign_in=sign_in, to=account, key=key, now=now)
    return sign_in, token


def begin(
    session: Session, *, person: Person, device: str, now: datetime, setting_up: bool = False
) -> tuple[SignIn, str]:
    """A sign-in whose person gave the password, and the token for its cookie."""
    token = secrets.token_urlsafe(32)
    sign_in = SignIn(
        token_hash=hashed_token(token),
        started_at=now,
        seen_at=now,
        person=person,
        device=device[:60],
        setting_up=setting_up,
    )
    session.add(sign_in)
    session.flush()
    return sign_in, token


def send_code(session: Session, *, sign_in: SignIn, to: SecondFactor, key: str, now: datetime) -> None:
    """Send a new code to the phone, by text or spoken; earlier ones of this sign-in stop working.

    `to` is the account, or the new factor that is to be proved. Raises TooManyTries on a flood.
    """
    wanted = select(OneTimeCode).where(OneTimeCode.sign_in_id == sign_in.id).order_by(OneTimeCode.id.desc())
    earlier = session.scalars(wanted).first()
    if earlier is not None and earlier.expires_at - CODE_LASTS > now - RESEND_AFTER:
        raise TooManyTries("A code was sent a moment ago.", "Wait half a minute before you ask for another.")
    subject = subject_of("codes sent", sign_in.person_id)
    refuse_too_many(session, subject, now=now, most=MOST_TRIES * 2)
    count_try(session, subject, now=now)
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.sign_in_id == sign_in.id, OneTimeCode.used_at.is_(None))
        .values(used_at=now)
    )
    code = new_code()
    session.add(
        OneTimeCode(
            sign_in=sign_in,
            code_hash=hashed(code, key=key),
            expires_at=now + CODE_LASTS,
            for_new=isinstance(to, NewFactor),
        )
    )
    session.flush()
    kind = NoticeKind.ONE_TIME_CODE_CALL if to.by_voice else NoticeKind.ONE_TIME_CODE
    notify(session, Notice(kind, to.phone, code=code), now=now)


def give_code(session: Session, *, sign_in: SignIn, code: str, key: str, now: datetime) -> str | None:
    """The second step: the code is right, once; returns the new token for the cookie (ASVS 7.2.4).

    None for a code that is wrong, used or too old; that is to be committed, since it counts the try. Raises
    TooManyTries, WrongCode for a sign-in that has ended or is too old.
    """
    account = _waiting_account(session, sign_in, now)
    if not is_right_code(session, sign_in=sign_in, account=account, code=code, key=key, now=now):
        return None
    account.phone_verified_at = account.phone_verified_at or now
    return complete(session, sign_in=sign_in, now=now)


def give_recovery_code(session: Session, *, sign_in: SignIn, code: str, key: str, now: datetime) -> str | None:
    """The second step without phone or app: one of the ten codes that were kept on paper. As `give_code` else."""
    account = _waiting_account(session, sign_in, now)
    if not is_right_recovery_code(session, account=account, code=code, key=key, now=now):
        return None
    return complete(session, sign_in=sign_in, now=now)


def complete(session: Session, *, sign_in: SignIn, now: datetime) -> str:
    """Both factors were given: the sign-in counts, under a new token, which is returned."""
    token = secrets.token_urlsafe(32)
    sign_in.token_hash = hashed_token(token)
    sign_in.code_given_at = sign_in.seen_at = now
    sign_in.setting_up = False
    if sign_in.person is not None:
        forget_tries(session, [subject_of("account", sign_in.person.email)])
        record_access(session, sign_in.person, "signed in", by=sign_in.person, at=now)
    return token


def is_right_code(
    session: Session, *, sign_in: SignIn, account: Account, code: str, key: str, now: datetime, for_new: bool = False
) -> bool:
    """Whether the code was sent to this sign-in, or is the app's, and was not used before; a wrong one is counted.

    `for_new`: it has to have been sent to the new phone, or be the new app's. Raises TooManyTries.
    """
    subject = subject_of("code", account.person_id)
    _one_try_at_a_time(session, account, subject, now)
    digits = re.sub(r"\s", "", code)
    if _was_sent(session, sign_in, digits, key, now, for_new=for_new):
        right = True
    else:
        right = not for_new and _is_from_app(account, digits, now)
    _count_or_forget(session, subject, right=right, now=now)
    return right


def is_right_recovery_code(session: Session, *, account: Account, code: str, key: str, now: datetime) -> bool:
    """Whether it is one of the account's unused recovery codes, which it then no longer is. Raises TooManyTries."""
    subject = subject_of("code", account.person_id)
    _one_try_at_a_time(session, account, subject, now)
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == hashed(plain_recovery_code(code), key=key),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    right = bool(used.rowcount == 1)  # type: ignore[attr-defined]
    _count_or_forget(session, subject, right=right, now=now)
    if right:
        record_access(session, account.person, "recovery code used", by=account.person, at=now)
    return right


def recovery_codes_left(session: Session, account: Account) -> int:
    """How many of the account's recovery codes have not been used."""
    unused = select(func.count()).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return session.scalar(unused) or 0


_BY_TOKEN = (  # put together once, and one question with all that a page asks of the person
    select(SignIn)
    .where(SignIn.token_hash == bindparam("token"))
    .options(joinedload(SignIn.person).joinedload(Person.memberships))
)


_BY_TOKEN_WITH_CHOICE = _BY_TOKEN.add_columns(
    select(ListChoice.chosen)
    .where(ListChoice.person_id == SignIn.person_id, ListChoice.list_name == bindparam("list_name"))
    .correlate(SignIn)
    .scalar_subquery()
)


def sign_in_for(session: Session, *, token: str, now: datetime, limits: Limits = LIMITS) -> SignIn | None:
    """The live sign-in with the token, or None: ended, idle for too long, too old, or its person has left."""
    return _live(session.scalars(_BY_TOKEN, {"token": hashed_token(token)}).unique().first(), now, limits)


def sign_in_and_choice(
    session: Session, *, token: str, list_name: str, now: datetime, limits: Limits = LIMITS
) -> tuple[SignIn | None, dict[str, Any]]:
    """The live sign-in with the token, and how its person chose to see that list: one question for both."""
    asked = session.execute(_BY_TOKEN_WITH_CHOICE, {"token": hashed_token(token), "list_name": list_name})
    row = asked.unique().first()
    return (_live(row[0], now, limits), row[1] or {}) if row is not None else (None, {})


def _live(found: SignIn | None, now: datetime, limits: Limits) -> SignIn | None:
    if found is None or found.ended_at is not None or found.person is None or not found.person.active:
        return None
    return None if now > limits.end_of(found) else found


def sign_ins_of(session: Session, person: Person, *, now: datetime, limits: Limits = LIMITS) -> Sequence[SignIn]:
    """Where the person is signed in now, the latest used first."""
    live = (
        select(SignIn)
        .where(SignIn.person_id == person.id, SignIn.ended_at.is_(None), SignIn.code_given_at.is_not(None))
        .where(SignIn.seen_at > now - limits.idle, SignIn.started_at > now - limits.longest)
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    )
    return session.scalars(live).all()


def sign_out(session: Session, *, sign_in: SignIn, now: datetime) -> None:
    """End the sign-in on the server: its cookie is worth nothing from now on (ASVS 7.4.1)."""
    sign_in.ended_at = now


def sign_out_everywhere(session: Session, *, person: Person, now: datetime, but: SignIn | None = None) -> None:
    """End the person's own sign-ins on every device, or on every other one."""
    end_all_sign_ins(session, person=person, now=now, but=but)
    record_access(session, person, "signed out everywhere", by=person, at=now)


def end_all_sign_ins(session: Session, *, person: Person, now: datetime, but: SignIn | None = None) -> None:
    """End every sign-in of somebody who left, or whose password or role changed (ASVS 7.4.2)."""
    ending = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    if but is not None:
        ending = ending.where(SignIn.id != but.id)
    session.execute(ending.values(ended_at=now))


def _waiting_account(session: Session, sign_in: SignIn, now: datetime) -> Account:
    """The account of a sign-in that waits for its code. Raises WrongCode for any other."""
    account = account_of(session, sign_in.person) if sign_in.person is not None else None
    if account is None or sign_in.setting_up or sign_in.ended_at is not None or now > LIMITS.end_of(sign_in):
        raise WrongCode
    return account


def _password_subjects(email: str, address: str) -> tuple[str, str]:
    return subject_of("account", email), subject_of("address", address)


def _refuse_too_many_passwords(session: Session, email: str, address: str, now: datetime) -> None:
    account, place = _password_subjects(email, address)
    refuse_too_many(session, account, now=now)
    refuse_too_many(session, place, now=now, most=MOST_TRIES * 10)


def _one_try_at_a_time(session: Session, account: Account, subject: str, now: datetime) -> None:
    session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    refuse_too_many(session, subject, now=now)
    refuse_too_many(session, subject, now=now, most=MOST_WRONG_CODES_A_DAY, over=timedelta(days=1))


def _count_or_forget(session: Session, subject: str, *, right: bool, now: datetime) -> None:
    if right:
        forget_tries(session, [subject])
    else:
        count_try(session, subject, now=now)


def _was_sent(session: Session, sign_in: SignIn, code: str, key: str, now: datetime, *, for_new: bool) -> bool:
    used = session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.sign_in_id == sign_in.id,
            OneTimeCode.code_hash == hashed(code, key=key),
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > now,
            OneTimeCode.for_new == for_new,
        )
        .values(used_at=now)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def _is_from_app(account: Account, code: str, now: datetime) -> bool:
    if not account.totp_secret:
        return False
    counter = counter_for(account.totp_secret, code, now=now, after=account.totp_counter)
    if counter is None:
        return False
    account.totp_counter = counter
    return True
