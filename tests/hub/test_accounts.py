"""Signing in: password, then a code that works once; the same answer whoever asks."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache, partial

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from hub.database import Database
from hub.mailers import LocalOutbox
from hub.models import Account, CodesBy, Membership, OneTimeCode, OutgoingNotice, Person, Role, SignIn, Try
from hub.one_time_codes import new_secret
from hub.passwords import NOBODY, hash_password, verify_password
from hub.refusals import NotAMobileNumber, NotAnInvitation, PasswordTooWeak, TooManyTries
from hub.services.accounts import ask_password_reset, invite, register, reset_password
from hub.services.looking import choose_list
from hub.services.notices import CODE_LASTS
from hub.services.people import suspend
from hub.services.second_factors import choose_factor, mobile_number, prove_new_factor
from hub.services.sign_ins import (
    LIMITS,
    MOST_WRONG_CODES_A_DAY,
    account_of,
    give_code,
    look_up,
    send_code,
    sign_in_and_choice,
    sign_in_for,
    sign_out,
    start_sign_in,
)
from hub.settings import Settings
from hub.work import run_one

PASSWORD = "lantern teacup harbour"
KEY = "key"


@cache
def hash_of(password: str) -> str:
    """Slow on purpose, so made once."""
    return hash_password(password)


def registered(session: Session, now: datetime, email: str = "maya@health.example") -> Person:
    """Somebody who registered an hour ago, with a text message."""
    now -= timedelta(hours=1)
    person, token = invite(session, name="Maya Shah", email=email, roles=[(Role.OFFICER, None)], now=now)
    sign_in, _ = register(session, token=token, password_hash=hash_of(PASSWORD), now=now)
    choose_factor(session, sign_in=sign_in, codes_by=CodesBy.SMS, phone="07700 900123", key=KEY, now=now)
    assert prove_new_factor(session, sign_in=sign_in, code=code_sent(session), key=KEY, now=now)
    sign_out(session, sign_in=sign_in, now=now)
    return person


def started(
    session: Session, now: datetime, password: str = PASSWORD, email: str = "Maya@Health.example "
) -> tuple[SignIn, str] | None:
    """The first step, as a page takes it."""
    known = look_up(session, email=email, address="127.0.0.1", now=now)
    right = verify_password(password, known.password_hash)
    return start_sign_in(session, known=known, right=right, address="127.0.0.1", key=KEY, now=now)


def code_sent(session: Session) -> str:
    sent = select(OutgoingNotice).where(OutgoingNotice.code != "")
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
            send_code(session, sign_in=sign_in, to=account, key=KEY, now=now + timedelta(seconds=5))
        later = now + timedelta(minutes=1)
        send_code(session, sign_in=sign_in, to=account, key=KEY, now=later)
        assert give_code(session, sign_in=sign_in, code=old, key=KEY, now=later) is None or old == code_sent(session)
        for number in range(2, 10):
            send_code(session, sign_in=sign_in, to=account, key=KEY, now=later + timedelta(seconds=31 * number))
        with pytest.raises(TooManyTries):
            send_code(session, sign_in=sign_in, to=account, key=KEY, now=now + timedelta(minutes=6))


def test_the_code_of_one_number_proves_no_other(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        _, token = invite(session, name="Maya", email="maya@health.example", roles=[(Role.OFFICER, None)], now=now)
        sign_in, _ = register(session, token=token, password_hash=hash_of(PASSWORD), now=now)
        chosen = partial(choose_factor, session, sign_in=sign_in, codes_by=CodesBy.SMS, key=KEY, now=now)
        chosen(phone="07700 900123")
        with pytest.raises(TooManyTries):  # a code has just been sent
            chosen(phone="07700 900999")
        assert prove_new_factor(session, sign_in=sign_in, code=code_sent(session), key=KEY, now=now)
        account = account_of(session, sign_in.person)  # type: ignore[arg-type]
        assert account is not None
        assert account.phone == "+447700900123"


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
        for _ in range(5):
            assert started(session, now, "x", "nobody@health.example") is None
        with pytest.raises(TooManyTries):
            started(session, now, "x", "nobody@health.example")


def test_signing_out_ends_the_session_on_the_server(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        sign_in, token = signed_in(session, now)
        sign_out(session, sign_in=sign_in, now=now)
        assert sign_in_for(session, token=token, now=now) is None


def test_a_sign_in_comes_with_how_its_person_chose_to_see_a_list(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        sign_in, token = signed_in(session, now)
        person = sign_in.person or pytest.fail("nobody's")
        person.memberships.append(Membership(person=person, role=Role.DCO))
        choose_list(session, person=person, list_name="mine", chosen={"sort": "name"})
    with database.reading() as session:
        found, chosen = sign_in_and_choice(session, token=token, list_name="mine", now=now)
        assert found is not None
        assert found.person is not None
        assert found.person.roles == {Role.OFFICER, Role.DCO}
        assert chosen == {"sort": "name"}
        assert sign_in_and_choice(session, token=token, list_name="team", now=now) == (found, {})
        assert sign_in_and_choice(session, token="another", list_name="mine", now=now) == (None, {})
        late = now + LIMITS.longest + timedelta(seconds=1)
        assert sign_in_and_choice(session, token=token, list_name="mine", now=late)[0] is None


def test_a_session_ends_when_idle_and_in_any_case_after_its_limit(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        sign_in, token = signed_in(session, now)
        assert sign_in_for(session, token=token, now=now + LIMITS.idle) is sign_in
        assert sign_in_for(session, token=token, now=now + LIMITS.idle + timedelta(seconds=1)) is None
        sign_in.seen_at = now + LIMITS.longest
        assert sign_in_for(session, token=token, now=now + LIMITS.longest + timedelta(seconds=1)) is None


def test_a_leaver_is_signed_out_everywhere_at_once(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        sign_in, token = signed_in(session, now)
        assert sign_in.person is not None
        suspend(session, person=sign_in.person, by=None, now=now)
        assert sign_in_for(session, token=token, now=now) is None
        assert started(session, now) is None


def test_an_invitation_works_once_and_not_after_its_time(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        _, token = invite(session, name="A", email="a@b.example", roles=[(Role.DCO, None)], now=now)
        late = now + timedelta(days=15)
        with pytest.raises(NotAnInvitation):
            register(session, token=token, password_hash=hash_of(PASSWORD), now=late)
        register(session, token=token, password_hash=hash_of(PASSWORD), now=now)
        with pytest.raises(NotAnInvitation):
            register(session, token=token, password_hash=hash_of(PASSWORD), now=now)


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


def reset_links(database: Database, settings: Settings, now: datetime) -> list[str]:
    """The worker does its work; the reset links that wait in the outbox."""
    while run_one(database, settings=settings, worker="w", now=now):
        pass
    messages = LocalOutbox(settings.data_dir / "outbox").messages()
    return [found[1] for each in messages if (found := re.search(r"/new-password/(\S+)", each.text))]


def test_a_reset_link_changes_the_password_once_and_ends_every_session(
    database: Database, settings: Settings, now: datetime
) -> None:
    with database.transaction() as session:
        _, token = signed_in(session, now)
        ask_password_reset(session, email="maya@health.example", address="127.0.0.1", now=now)
    (link,) = reset_links(database, settings, now)
    new = "another good password"
    with database.transaction() as session:
        reset_password(session, token=link, password_hash=hash_of(new), now=now)
        assert sign_in_for(session, token=token, now=now) is None
        assert started(session, now) is None
        assert started(session, now, new) is not None
        with pytest.raises(NotAnInvitation):
            reset_password(session, token=link, password_hash=hash_of(new), now=now)


def test_asking_for_a_reset_does_the_same_whether_the_account_exists_or_not(
    database: Database, settings: Settings, now: datetime
) -> None:
    done = []
    with database.transaction() as session:
        registered(session, now)
    for email in ("maya@health.example", "nobody@health.example"):
        statements: list[str] = []
        note = partial(_note, statements)
        with database.transaction() as session:
            event.listen(session.connection(), "before_cursor_execute", note)
            ask_password_reset(session, email=email, address="127.0.0.1", now=now)
        done.append(statements)
    assert done[0] == done[1] != []
    assert len(reset_links(database, settings, now)) == 1


def _note(statements: list[str], _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    statements.append(statement)


def test_an_address_without_an_account_costs_as_much_looking_as_one_with() -> None:
    assert not PasswordHasher().check_needs_rehash(NOBODY)
    assert not verify_password("anything at all", None)


@pytest.mark.parametrize(
    "weak", ["short", "password1234", "aaaaaaaaaaaaaaa", "maya@health.example", "Maya.Shah.2026", "x" * 300]
)
def test_short_common_and_obvious_passwords_are_refused(weak: str) -> None:
    with pytest.raises(PasswordTooWeak):
        hash_password(weak, about=("Maya Shah", "maya@health.example", "EHC Hub"))


@pytest.mark.parametrize("written", ["07700 900123", "+44 7700 900123", "0044 7700900123", "+44 (0)7700 900123"])
def test_a_mobile_number_is_taken_however_it_is_written(written: str) -> None:
    assert mobile_number(written) == "+447700900123"


@pytest.mark.parametrize("written", ["", "01632 960123", "07700 90012", "mobile"])
def test_what_is_not_a_uk_mobile_number_is_refused(written: str) -> None:
    with pytest.raises(NotAMobileNumber):
        mobile_number(written)


def test_an_authenticator_apps_code_works_once(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        account = account_of(session, registered(session, now))
        assert account is not None
        account.totp_secret, account.phone = new_secret(), ""
        before = len(session.scalars(select(OneTimeCode)).all())
        sign_in, _ = started(session, now) or pytest.fail("not started")
        assert len(session.scalars(select(OneTimeCode)).all()) == before
        code = pyotp.TOTP(account.totp_secret).at(now)
        assert re.fullmatch(r"\d{6}", code)
        assert give_code(session, sign_in=sign_in, code=code, key=KEY, now=now) is not None
        assert give_code(session, sign_in=sign_in, code=code, key=KEY, now=now) is None


def test_ten_wrong_codes_a_day_are_all_there_are(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
        tried = 0
        for quarter in range(4):
            at = now + timedelta(minutes=16 * quarter)
            sign_in, _ = started(session, at) or pytest.fail("not started")
            with suppress(TooManyTries):
                for _ in range(5):
                    give_code(session, sign_in=sign_in, code="x", key=KEY, now=at)
                    tried += 1
        assert tried == MOST_WRONG_CODES_A_DAY
        right = code_sent(session)
        with pytest.raises(TooManyTries) as refused:
            give_code(session, sign_in=sign_in, code=right, key=KEY, now=at)
        assert "tomorrow" in refused.value.what_next


def test_a_password_is_looked_at_while_others_write(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        registered(session, now)
    with database.reading() as reading:
        known = look_up(reading, email="maya@health.example", address="127.0.0.1", now=now)
        with database.transaction() as writing:  # on SQLite nobody could begin this while a transaction is open
            writing.add(Try(subject="0" * 64, at=now))
        assert verify_password(PASSWORD, known.password_hash)
    with database.transaction() as session:
        assert start_sign_in(session, known=known, right=True, address="127.0.0.1", key=KEY, now=now) is not None


def test_a_password_that_was_changed_meanwhile_opens_nothing(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        person = registered(session, now)
        known = look_up(session, email="maya@health.example", address="127.0.0.1", now=now)
        account = account_of(session, person)
        assert account is not None
        account.password_hash = hash_of("another good password")
        assert start_sign_in(session, known=known, right=True, address="127.0.0.1", key=KEY, now=now) is None
