"""Second factors: set up after the password, changed by whoever has the old one, reset by a second person."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hub.models import Account, CodesBy, LinkPurpose, NewFactor, Person, RecoveryCode, SignIn
from hub.one_time_codes import counter_for, hashed, new_recovery_codes, new_secret, plain_recovery_code
from hub.refusals import NotALandline, NotAMobileNumber, NotAnInvitation, NotYoursToChange, ProveItIsYou, Refusal
from hub.services.accounts import account_of, link_for, send_link, tell_of_change
from hub.services.person_history import record_access
from hub.services.sign_ins import (
    Limits,
    begin,
    complete,
    end_all_sign_ins,
    is_right_code,
    is_right_recovery_code,
    send_code,
)
from hub.services.throttling import count_try, refuse_too_many, subject_of

PROVED_FOR = timedelta(minutes=15)
_NOT_ONE_DESK = re.compile(r"ext|#|\*|x\s*\d|;|,|option|switchboard", re.IGNORECASE)


def mobile_number(phone: str) -> str:
    """A UK mobile number as +447… . Raises NotAMobileNumber."""
    digits = _digits(phone)
    if not re.fullmatch(r"07\d{9}", digits):
        raise NotAMobileNumber
    return "+44" + digits[1:]


def landline_number(phone: str) -> str:
    """A UK landline number as +441… . Raises NotALandline, in words that say what would do.

    “OTP can be sent to a landline as a final alternative however this cannot be to a switchboard it must be a
    dedicated phone line” (Rotherham).
    """
    if _NOT_ONE_DESK.search(phone):
        raise NotALandline(
            "The code cannot go to a switchboard or an extension.",
            "Enter the number of a line of your own, which rings at your desk when it is dialled from outside.",
        )
    digits = _digits(phone)
    if re.fullmatch(r"07\d{9}", digits):
        raise NotALandline("That is a mobile number.", "Choose “Text message” for it.")
    if re.fullmatch(r"(03|05|08|09)\d{8,9}", digits):
        raise NotALandline(
            "That number begins like a switchboard’s or a call centre’s.", "Enter a number that begins with 01 or 02."
        )
    if not re.fullmatch(r"0[12]\d{8,9}", digits):
        raise NotALandline
    return "+44" + digits[1:]


def number_for(codes_by: CodesBy, phone: str) -> str:
    """The number to send codes to, or "" for an app. Raises NotAMobileNumber, NotALandline."""
    if codes_by is CodesBy.APP:
        return ""
    return mobile_number(phone) if codes_by is CodesBy.SMS else landline_number(phone)


def last_digits(account: Account) -> str:
    """The last two digits of the number, so that its owner knows which phone it is; nobody is shown more."""
    return account.phone[-2:]


def choose_factor(
    session: Session, *, sign_in: SignIn, codes_by: CodesBy, phone: str, key: str, now: datetime
) -> NewFactor:
    """Note how codes are to come, and send the first one to a phone; it counts once it is proved.

    Raises ProveItIsYou for somebody who is signed in and has not just given a code by the old factor; NotAMobileNumber,
    NotALandline, TooManyTries.
    """
    _refuse_unproved(sign_in, now)
    number = number_for(codes_by, phone)
    with session.begin_nested():  # where no code can go, the number chosen before stays: its code proves no other
        session.execute(delete(NewFactor).where(NewFactor.sign_in_id == sign_in.id))
        new = NewFactor(
            sign_in_id=sign_in.id,
            phone=number,
            by_voice=codes_by is CodesBy.VOICE,
            totp_secret=new_secret() if codes_by is CodesBy.APP else "",
        )
        session.add(new)
        session.flush()
        if new.phone:
            send_code(session, sign_in=sign_in, to=new, key=key, now=now)
    return new


def new_factor_of(session: Session, sign_in: SignIn) -> NewFactor | None:
    """The second factor that waits to be proved in this sign-in."""
    return session.scalars(select(NewFactor).where(NewFactor.sign_in_id == sign_in.id)).first()


def send_code_to_new(session: Session, *, sign_in: SignIn, key: str, now: datetime) -> None:
    """Send the new phone another code. Raises ProveItIsYou, TooManyTries."""
    _refuse_unproved(sign_in, now)
    new = new_factor_of(session, sign_in)
    if new is not None and new.phone:
        send_code(session, sign_in=sign_in, to=new, key=key, now=now)


def prove_new_factor(session: Session, *, sign_in: SignIn, code: str, key: str, now: datetime) -> str | None:
    """The code came to the new phone or from the new app: it is the second factor from now on.

    Returns the new token for the cookie; every other sign-in of the person ends, and they are told where it was a
    change. None for a wrong code, which is to be committed. Raises ProveItIsYou, TooManyTries.
    """
    _refuse_unproved(sign_in, now)
    new = new_factor_of(session, sign_in)
    account = account_of(session, sign_in.person) if sign_in.person is not None else None
    if new is None or account is None:
        raise ProveItIsYou
    if not _is_from_new(session, sign_in, account, new, code, key, now):
        return None
    first = account.phone_verified_at is None
    account.phone, account.by_voice, account.totp_secret = new.phone, new.by_voice, new.totp_secret
    account.phone_verified_at = now
    session.delete(new)
    by = account.codes_by.value if account.codes_by else ""
    record_access(
        session,
        account.person,
        "registered" if first else "codes come in a new way",
        by=account.person,
        at=now,
        codes_by=by,
    )
    if not first:
        tell_of_change(session, account.person, now=now)
    sign_in.factor_proved_at = None
    end_all_sign_ins(session, person=account.person, now=now, but=sign_in)
    return complete(session, sign_in=sign_in, now=now)


def ask_for_old_code(session: Session, *, sign_in: SignIn, account: Account, key: str, now: datetime) -> None:
    """Send a code by the present factor, before it is changed; an app needs none. Raises TooManyTries."""
    if account.codes_by is not CodesBy.APP:
        send_code(session, sign_in=sign_in, to=account, key=key, now=now)


def prove_old_factor(
    session: Session, *, sign_in: SignIn, account: Account, code: str, key: str, now: datetime
) -> bool:
    """Whether the code is by the present factor, or a recovery code: for 15 minutes another factor may be chosen."""
    if len(plain_recovery_code(code)) > 6:
        right = is_right_recovery_code(session, account=account, code=code, key=key, now=now)
    else:
        right = is_right_code(session, sign_in=sign_in, account=account, code=code, key=key, now=now)
    if right:
        sign_in.factor_proved_at = now
    return right


def is_fresh(sign_in: SignIn, *, now: datetime) -> bool:
    """Whether a code was given within the last 15 minutes: a page left open is no proof of who sits there."""
    return any(
        each is not None and now - each <= PROVED_FOR for each in (sign_in.code_given_at, sign_in.factor_proved_at)
    )


def reset_factor(session: Session, *, person: Person, by: Person | None, now: datetime) -> None:
    """A second person takes away the factor of somebody who lost theirs, who sets up another with link and password.

    Raises NotYoursToChange for one's own, Refusal for somebody who has not registered.
    """
    account = account_of(session, person)
    if by is not None and by.id == person.id:
        raise NotYoursToChange("Your own second factor is reset by another administrator.", "Ask one of them.")
    if account is None or (account.phone_verified_at is None and account.codes_by is None):
        raise Refusal("That person has not registered yet.", "Send them their invitation again.")
    account.phone, account.by_voice, account.totp_secret, account.totp_counter = "", False, "", 0
    account.phone_verified_at = account.phone_verified_at or now
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    end_all_sign_ins(session, person=person, now=now)
    record_access(session, person, "second factor reset", by=by, at=now)
    send_link(session, person, LinkPurpose.SECOND_FACTOR, now=now)


def refuse_link_tries(session: Session, *, person: Person, now: datetime) -> None:
    """Raise TooManyTries where the password beside a reset link was wrong too often: asked before it is looked at."""
    refuse_too_many(session, subject_of("account", person.email), now=now)


def start_again(session: Session, *, token: str, right: bool, device: str, now: datetime) -> tuple[SignIn, str] | None:
    """After a reset: the link and the password together begin a sign-in that sets up a second factor.

    None for a wrong password, which is to be committed. Raises NotAnInvitation, TooManyTries.
    """
    link = link_for(session, token=token, purpose=LinkPurpose.SECOND_FACTOR, now=now)
    account = account_of(session, link.person)
    if account is None:
        raise NotAnInvitation
    session.execute(select(Account.id).where(Account.id == account.id).with_for_update())
    refuse_link_tries(session, person=link.person, now=now)
    if not right:
        count_try(session, subject_of("account", link.person.email), now=now)
        return None
    link.used_at = now
    return begin(session, person=link.person, device=device, now=now, setting_up=True)


def make_recovery_codes(session: Session, *, account: Account, key: str, now: datetime) -> list[str]:
    """Ten new recovery codes, to be shown once; earlier ones stop working."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = new_recovery_codes()
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=hashed(plain_recovery_code(each), key=key)) for each in codes
    )
    record_access(session, account.person, "recovery codes made", by=account.person, at=now)
    return codes


def are_recovery_codes(session: Session, *, account: Account, codes: list[str], key: str) -> bool:
    """Whether each is an unused recovery code of the account: what is downloaded is what was shown."""
    wanted = select(RecoveryCode.code_hash).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    known = set(session.scalars(wanted))
    return bool(codes) and {hashed(plain_recovery_code(each), key=key) for each in codes} <= known


def _refuse_unproved(sign_in: SignIn, now: datetime) -> None:
    """A sign-in that sets up a factor may; one that has both needs the old factor first."""
    if sign_in.ended_at is not None or now > Limits().end_of(sign_in):
        raise ProveItIsYou
    proved = sign_in.factor_proved_at
    if not sign_in.setting_up and (proved is None or now - proved > PROVED_FOR):
        raise ProveItIsYou


def _is_from_new(
    session: Session, sign_in: SignIn, account: Account, new: NewFactor, code: str, key: str, now: datetime
) -> bool:
    if not new.totp_secret:
        return is_right_code(session, sign_in=sign_in, account=account, code=code, key=key, now=now, for_new=True)
    subject = subject_of("code", account.person_id)
    refuse_too_many(session, subject, now=now)
    counter = counter_for(new.totp_secret, re.sub(r"\s", "", code), now=now, after=0)
    if counter is None:
        count_try(session, subject, now=now)
        return False
    account.totp_counter = counter
    return True


def _digits(phone: str) -> str:
    digits = re.sub(r"[\s().-]", "", phone)
    return re.sub(r"^(\+44|0044)0?", "0", digits)
