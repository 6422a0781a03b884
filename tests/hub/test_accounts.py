"""Signing in: password, then a code that works once; the same answer whoever asks."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.database import Database
from hub.models import Account, OneTimeCode, OutgoingNotice, Person, Role, SignIn
from hub.notice import NoticeKind
from hub.one_time_codes import new_secret
from hub.refusals import NotAMobileNumber, NotAnInvitation, PasswordTooWeak, TooManyTries
from hub.services.accounts import (
    IDLE_LIMIT,
    SESSION_LIMIT,
    ask_password_reset,
    give_code,
    invite,
    mobile_number,
    register,
    reset_password,
    send_code,
    sign_in_for,
    sign_out,
    start_sign_in,
    suspend,
)
from hub.services.notices import CODE_LASTS

PASSWORD = "lantern teacup harbour"
KEY = "key"


def registered(session: Session, now: datetime, email: str = "maya@health.example") -> Person:
    person, token = invite(session, name="Maya Shah", email=email, roles=[(Role.OFFICER, None)], now=now)
    register(session, token=token, password=PASSWORD, phone="07700 900123", now=now)
    return person


def started(session: Session, now: datetime, password: str = PASSWORD) -> tuple[SignIn, str] | None:
    return start_sign_in(
        session, email="Maya@Health.example ", password=password, address="127.0.0.1", key=KEY, now=now
    )


def code_sent(session: Session) -> str:
    sent = select(OutgoingNotice).where(OutgoingNotice.kind == NoticeKind.ONE_TIME_CODE)
    return session.scalars(sent.order_by(OutgoingNotice.id.desc())).first().code  # type: ignore[union-attr]


def signed_in(session: Session, now: datetime) -> tuple[SignIn, str]:
    registered(session, now)
    start = started(session, now)
    assert start is not None
    token = give_code(session, sign_in=start[0], code=code_sent(session), key=KEY, now=now)
    assert token is not None
    return start[0], token


def test_password_and_code_sign_in_with_a_new_token_at_the_second_step(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        start = started(session, now)
        assert start is not None
        sign_in, first = start
        assert sign_in.code_given_at is None
        second = give_code(session, sign_in=sign_in, code=code_sent(session), key=KEY, now=now)
        assert second not in (None, first)
        assert sign_in_for(session, token=first, now=now) is None
        found = sign_in_for(session, token=str(second), now=now)
        assert found is sign_in
        assert sign_in.code_given_at == now


def test_a_code_works_once_and_for_ten_minutes(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        sign_in, _ = started(session, now) or pytest.fail("not started")
        code = code_sent(session)
        late = now + CODE_LASTS + timedelta(seconds=1)
        assert give_code(session, sign_in=sign_in, code=code, key=KEY, now=late) is None
        assert give_code(session, sign_in=sign_in, code=f" {code[:3]} {code[3:]}", key=KEY, now=now) is not None
        assert give_code(session, sign_in=sign_in, code=code, key=KEY, now=now) is None


def test_one_code_given_by_many_at_once_works_for_one(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        sign_in, _ = started(session, now) or pytest.fail("not started")
        code, sign_in_id = code_sent(session), sign_in.id
    right: list[str] = []

    def give() -> None:
        token = None
        with suppress(TooManyTries), database.transaction() as session:
            mine = session.get_one(SignIn, sign_in_id)
            token = give_code(session, sign_in=mine, code=code, key=KEY, now=now)
        if token is not None:
            right.append(token)

    threads = [threading.Thread(target=give) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(right) == 1


def test_a_code_from_another_sign_in_does_not_work(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        first, _ = started(session, now) or pytest.fail("not started")
        code = code_sent(session)
        second, _ = started(session, now) or pytest.fail("not started")
        assert give_code(session, sign_in=second, code=code, key=KEY, now=now) is None
        assert give_code(session, sign_in=first, code=code, key=KEY, now=now) is not None


def test_a_new_code_replaces_the_old_and_is_not_sent_in_floods(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        sign_in, _ = started(session, now) or pytest.fail("not started")
        account = session.scalars(select(Account)).one()
        old = code_sent(session)
        with pytest.raises(TooManyTries):
            send_code(session, sign_in=sign_in, account=account, key=KEY, now=now + timedelta(seconds=5))
        later = now + timedelta(minutes=1)
        send_code(session, sign_in=sign_in, account=account, key=KEY, now=later)
        assert give_code(session, sign_in=sign_in, code=old, key=KEY, now=later) is None or old == code_sent(session)
        for number in range(2, 10):
            send_code(session, sign_in=sign_in, account=account, key=KEY, now=later + timedelta(seconds=31 * number))
        with pytest.raises(TooManyTries):
            send_code(session, sign_in=sign_in, account=account, key=KEY, now=now + timedelta(minutes=6))


def test_five_wrong_passwords_close_the_account_for_a_quarter_of_an_hour(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        for _ in range(5):
            assert started(session, now, "wrong") is None
        with pytest.raises(TooManyTries):
            started(session, now)
        assert started(session, now + timedelta(minutes=16)) is not None


def test_five_wrong_codes_are_enough(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        sign_in, _ = started(session, now) or pytest.fail("not started")
        code = code_sent(session)
        wrong = "000000" if code != "000000" else "111111"
        for _ in range(5):
            assert give_code(session, sign_in=sign_in, code=wrong, key=KEY, now=now) is None
        with pytest.raises(TooManyTries):
            give_code(session, sign_in=sign_in, code=code, key=KEY, now=now)


def test_an_unknown_address_gets_the_same_answers(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        asked = {"password": "x", "address": "127.0.0.1", "key": KEY, "now": now}
        for _ in range(5):
            assert start_sign_in(session, email="nobody@health.example", **asked) is None  # type: ignore[arg-type]
        with pytest.raises(TooManyTries):
            start_sign_in(session, email="nobody@health.example", **asked)  # type: ignore[arg-type]
        ask_password_reset(session, email="nobody@health.example", now=now)
        assert session.scalars(select(OutgoingNotice)).all() == []


def test_signing_out_ends_the_session_on_the_server(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        sign_in, token = signed_in(session, now)
        sign_out(session, sign_in=sign_in, now=now)
        assert sign_in_for(session, token=token, now=now) is None


def test_a_session_ends_when_idle_and_in_any_case_after_its_limit(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        sign_in, token = signed_in(session, now)
        assert sign_in_for(session, token=token, now=now + IDLE_LIMIT) is sign_in
        assert sign_in_for(session, token=token, now=now + IDLE_LIMIT + timedelta(seconds=1)) is None
        sign_in.seen_at = now + SESSION_LIMIT
        assert sign_in_for(session, token=token, now=now + SESSION_LIMIT + timedelta(seconds=1)) is None


def test_a_leaver_is_signed_out_everywhere_at_once(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        sign_in, token = signed_in(session, now)
        assert sign_in.person is not None
        suspend(session, person=sign_in.person, now=now)
        assert sign_in_for(session, token=token, now=now) is None
        assert started(session, now) is None


def test_an_invitation_works_once_and_not_after_its_time(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        _, token = invite(session, name="A", email="a@b.example", roles=[(Role.DCO, None)], now=now)
        late = now + timedelta(days=15)
        given = {"token": token, "password": PASSWORD, "phone": "07700900123"}
        with pytest.raises(NotAnInvitation):
            register(session, now=late, **given)
        register(session, now=now, **given)
        with pytest.raises(NotAnInvitation):
            register(session, now=now, **given)


def test_inviting_somebody_who_has_an_account_never_touches_password_or_phone(
    database: Database, now: datetime
) -> None:
    with database.transaction() as session:
        _, token = signed_in(session, now)
        told = session.scalars(select(OutgoingNotice)).all()
        person, link = invite(session, name="X", email="maya@health.example", roles=[(Role.DCO, None)], now=now)
        assert link == ""
        assert person.roles == {Role.OFFICER, Role.DCO}
        assert session.scalars(select(OutgoingNotice)).all() == told
        assert sign_in_for(session, token=token, now=now) is None
        assert started(session, now) is not None


def test_tries_at_once_are_counted_one_after_the_other(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        sign_in, _ = started(session, now) or pytest.fail("not started")
        sign_in_id = sign_in.id
    refused: list[bool] = []

    def guess(number: int) -> None:
        try:
            with database.transaction() as session:
                mine = session.get_one(SignIn, sign_in_id)
                give_code(session, sign_in=mine, code=f"x{number}", key=KEY, now=now)
        except TooManyTries:
            refused.append(True)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(14)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(refused) == 9


def test_a_reset_link_changes_the_password_once_and_ends_every_session(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        _, token = signed_in(session, now)
        ask_password_reset(session, email="maya@health.example", now=now)
        sent = select(OutgoingNotice).where(OutgoingNotice.kind == NoticeKind.PASSWORD_RESET)
        link = session.scalars(sent).one().path.removeprefix("/new-password/")
        reset_password(session, token=link, password="another good password", now=now)
        assert sign_in_for(session, token=token, now=now) is None
        assert started(session, now) is None
        assert started(session, now, "another good password") is not None
        with pytest.raises(NotAnInvitation):
            reset_password(session, token=link, password="yet another password", now=now)


@pytest.mark.parametrize("weak", ["short", "password1234", "aaaaaaaaaaaaaaa", "maya@health.example", "x" * 300])
def test_short_common_and_obvious_passwords_are_refused(database: Database, now: datetime, weak: str) -> None:
    with database.transaction() as session:
        _, token = invite(session, name="Maya Shah", email="maya@health.example", roles=[(Role.DCO, None)], now=now)
        with pytest.raises(PasswordTooWeak):
            register(session, token=token, password=weak, phone="07700900123", now=now)


@pytest.mark.parametrize("written", ["07700 900123", "+44 7700 900123", "0044 7700900123", "+44 (0)7700 900123"])
def test_a_mobile_number_is_taken_however_it_is_written(written: str) -> None:
    assert mobile_number(written) == "+447700900123"


@pytest.mark.parametrize("written", ["", "01632 960123", "07700 90012", "mobile"])
def test_what_is_not_a_uk_mobile_number_is_refused(written: str) -> None:
    with pytest.raises(NotAMobileNumber):
        mobile_number(written)


def test_an_authenticator_apps_code_works_once(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        account = session.scalars(select(Account)).one()
        account.totp_secret = new_secret()
        sign_in, _ = started(session, now) or pytest.fail("not started")
        assert session.scalars(select(OneTimeCode)).all() == []
        code = pyotp.TOTP(account.totp_secret).at(now)
        assert re.fullmatch(r"\d{6}", code)
        assert give_code(session, sign_in=sign_in, code=code, key=KEY, now=now) is not None
        assert give_code(session, sign_in=sign_in, code=code, key=KEY, now=now) is None
