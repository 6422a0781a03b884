"""Your account: how codes come and how that is changed, recovery codes, the password, and where one is signed in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select

from hub.database import Database
from hub.messages import Message
from hub.models import Account, Person, PersonEntry, Role
from hub.services.accounts import invite
from portal.device import device_of
from tests.portal.visitor import Clock, Visitor
from tests.world import World

Make = Callable[..., Visitor]
PASSWORD = "three unrelated words"
EMAIL = "therapist@health.example"


@pytest.fixture
def tomasz(database: Database, world: World, password_hash: str) -> int:
    """The therapist has an account whose codes come by text message."""
    with database.transaction() as session:
        person = world.therapist(session)
        session.add(Account(password_hash=password_hash, phone="+447700900555", phone_verified_at=None, person=person))
        return person.id


@pytest.fixture
def invited(database: Database, world: World, clock: Clock) -> str:
    """The path in the invitation of a new professional."""
    with database.transaction() as session:
        roles = [(Role.PROFESSIONAL, world.team(session))]
        _, token = invite(session, name="Nia Rees", email="nia@health.example", roles=list(roles), now=clock())
    return f"/invitation/{token}"


def sent(visitor: Visitor, channel: str = "sms") -> Message:
    """The latest message that went that way."""
    return next(each for each in visitor.post_is_sent() if each.channel.value == channel)


def code_in(message: Message) -> str:
    digits = re.sub(r"(?<=\d)[ ,.…]+(?=\d\b)", "", message.text)  # a voice is given them one by one
    found = re.search(r"\d{6}", digits)
    assert found is not None, message.text
    return found[0]


def app_code(visitor: Visitor) -> str:
    """What the app shows, from the secret that the page says in words."""
    assert visitor.page is not None
    secret = visitor.page.soup.select_one(".hub-secret")
    assert secret is not None
    return pyotp.TOTP(secret.get_text().replace(" ", "")).at(visitor.clock())


def signs_in(visitor: Visitor) -> None:
    visitor.opens("/sign-in")
    visitor.sends("Continue", {"email": EMAIL, "password": PASSWORD})
    visitor.sends("Sign in", {"code": code_in(sent(visitor))})


def test_an_authenticator_app_is_set_up_by_qr_code_or_by_its_secret_in_words(visitor: Make, invited: str) -> None:
    nia = visitor()
    nia.opens(invited)
    page = nia.sends("Create my account", {"password": PASSWORD, "codes_by": "app"})
    assert page.heading == "Set up your authenticator app"
    picture = page.soup.select_one("img.hub-qr")
    assert picture is not None
    assert "QR code" in str(picture["alt"])
    drawn = nia.client.get(str(picture["src"]))
    assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
    assert drawn.headers["Cache-Control"] == "no-store"
    code = app_code(nia)
    assert nia.sends("Sign in", {"code": "000000"}).errors()[0].startswith("That code is not right")
    assert nia.sends("Sign in", {"code": code}).heading == "Recovery codes"
    assert nia.client.get(str(picture["src"])).status_code == 404
    assert "from your authenticator app" in nia.opens("/account").main
    assert [each for each in nia.post_is_sent() if each.channel.value == "sms"] == []


def test_a_code_is_spoken_to_a_landline_of_ones_own(visitor: Make, invited: str) -> None:
    nia = visitor()
    nia.opens(invited)
    by_call = {"password": PASSWORD, "codes_by": "voice", "landline": "01632 960 001"}
    assert nia.sends("Create my account", by_call).errors()[0].startswith("Say that it is a line of your own")
    page = nia.sends("Create my account", {**by_call, "own_line": "y"})
    assert page.heading == "Enter the code that you hear on the telephone"
    call = sent(nia, "voice")
    assert call.to == "+441632960001"
    nia.sends("Sign in", {"code": code_in(call)})
    assert "the landline ending in 01" in nia.opens("/account").main


def test_a_switchboard_is_refused_in_words(visitor: Make, invited: str) -> None:
    nia = visitor()
    nia.opens(invited)
    for number, said in (
        ("01632 960001 ext 12", "The code cannot go to a switchboard or an extension."),
        ("01632 960001 x12", "The code cannot go to a switchboard or an extension."),
        ("01632 960001 #3", "The code cannot go to a switchboard or an extension."),
        ("0300 123 4567", "That number begins like a switchboard’s or a call centre’s."),
        ("07700 900555", "That is a mobile number."),
        ("12345", "That does not look like a UK landline number."),
        ("", "Enter a landline number"),
    ):
        typed = {"password": PASSWORD, "codes_by": "voice", "landline": number, "own_line": "y"}
        page = nia.sends("Create my account", typed)
        assert page.errors()[0].startswith(said)
        assert page.links()[page.errors()[0]] == "#landline"


def test_a_wrong_number_can_be_put_right_before_its_first_code(visitor: Make, invited: str) -> None:
    nia = visitor()
    nia.opens(invited)
    nia.sends("Create my account", {"password": PASSWORD, "phone": "07700 900 111"})
    lost = code_in(sent(nia))
    nia.follows("Use another number, or another way")
    assert nia.sends("Continue", {"phone": "07700 900 222"}).errors()[0].startswith("A code was sent a moment ago.")
    nia.clock.move_on(seconds=40)
    nia.sends("Continue", {"phone": "07700 900 222"})
    right = sent(nia)
    assert right.to == "+447700900222"
    if lost != code_in(right):
        assert nia.sends("Sign in", {"code": lost}).errors()
    assert nia.sends("Sign in", {"code": code_in(right)}).heading == "Recovery codes"


def test_only_ways_are_offered_that_somebody_carries(visitor: Make, invited: str, app: Flask) -> None:
    settings = app.extensions["hub_settings"]
    app.extensions["hub_settings"] = settings.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1")})
    nia = visitor()
    page = nia.opens(invited)
    assert "Authenticator app" in page.main
    assert "Text message" not in page.main
    assert "landline" not in page.main
    page = nia.sends("Create my account", {"password": PASSWORD, "codes_by": "sms", "phone": "07700 900555"})
    assert page.errors() == ["Not a valid choice."]
    assert nia.sends("Create my account", {"codes_by": "app", "password": PASSWORD}).heading.startswith("Set up your")


def test_who_never_gave_the_first_code_can_be_invited_again(
    visitor: Make, invited: str, database: Database, world: World
) -> None:
    nia, maya = visitor(), visitor(world.manager_id)
    nia.opens(invited)
    nia.sends("Create my account", {"password": PASSWORD, "phone": "07700 900 111"})
    maya.opens("/people/")
    maya.follows("Nia Rees")
    maya.sends("Send the invitation again")
    found = re.search(r"/invitation/\S+", maya.post_is_sent()[0].text)
    assert found is not None
    nia.clock.move_on(minutes=2)
    assert visitor().opens(found[0]).heading == "Create your account"


def test_a_change_of_phone_needs_a_code_from_the_old_one(visitor: Make, tomasz: int, database: Database) -> None:
    person, elsewhere = visitor(), visitor(tomasz)
    signs_in(person)
    person.clock.move_on(minutes=1)
    assert person.opens("/second-factor").heading == "How your codes reach you"
    assert person.sends("Continue", {"phone": "07700 900777"}).heading == "Give a code first, to prove that it is you."
    person.opens("/account")
    assert person.sends("Change how your codes reach you").heading == "First, prove that it is you"
    old = sent(person)
    assert old.to == "+447700900555"
    person.sends("Continue", {"code": code_in(old)})
    person.clock.move_on(minutes=1)
    person.sends("Continue", {"codes_by": "sms", "phone": "07700 900777"})
    assert person.sends("Save", {"code": code_in(old)}).errors()[0].startswith("That code is not right")
    new = sent(person)
    assert new.to == "+447700900777"
    person.sends("Save", {"code": code_in(new)})
    assert "the mobile ending in 77" in person.opens("/account").main
    assert elsewhere.opens("/my-cases").heading == "Sign in to the EHC Hub"
    assert any("your account was changed" in each.subject for each in person.post_is_sent())
    with database.reading() as session:
        assert all("0777" not in str(each.details) for each in session.query(PersonEntry))


def test_a_code_of_the_new_phone_does_not_prove_the_old_one(visitor: Make, tomasz: int) -> None:
    person = visitor()
    signs_in(person)
    person.clock.move_on(minutes=1)
    person.opens("/account")
    person.sends("Change how your codes reach you")
    person.sends("Continue", {"code": code_in(sent(person))})
    person.clock.move_on(minutes=1)
    person.sends("Continue", {"codes_by": "sms", "phone": "07700 900777"})
    person.opens("/account/codes")
    assert person.sends("Continue", {"code": code_in(sent(person))}).errors()[0].startswith("That code is not right")


def test_recovery_codes_are_shown_once_downloaded_as_text_and_open_the_hub_once_each(
    visitor: Make, tomasz: int, database: Database
) -> None:
    person = visitor()
    signs_in(person)
    person.opens("/account/recovery-codes")
    page = person.sends("Show me ten recovery codes")
    codes = [each.get_text() for each in page.soup.select(".hub-codes li")]
    assert len(set(codes)) == 10
    file = person.sends("Download as a text file").response
    assert file.mimetype == "text/plain"
    assert "attachment" in file.headers["Content-Disposition"]
    assert codes[0] not in person.opens("/account/recovery-codes").html
    assert person.posts("/account/recovery-codes.txt", {"code": "made-upby-some1"}).status_code == 302
    thief = visitor()
    for code, heading in ((codes[0].upper().replace("-", " "), "Your account"), (codes[0], "Use a recovery code")):
        thief.clock.move_on(minutes=1)
        thief.opens("/sign-in")
        thief.sends("Continue", {"email": EMAIL, "password": PASSWORD})
        thief.follows("Use a recovery code")
        assert thief.sends("Sign in", {"code": code}).heading == heading
        thief.posts("/sign-out")
    assert "9 unused" in person.opens("/account").main
    with database.reading() as session:
        said = [each.what for each in session.query(PersonEntry).order_by(PersonEntry.number)]
    assert said == ["signed in", "recovery codes made", "recovery code used", "signed in"]


def test_an_old_sign_in_gives_a_code_before_it_makes_recovery_codes(visitor: Make, tomasz: int) -> None:
    person = visitor()
    signs_in(person)
    person.clock.move_on(minutes=20)
    person.opens("/account/recovery-codes")
    assert person.sends("Show me ten recovery codes").heading == "First, prove that it is you"
    assert person.sends("Continue", {"code": code_in(sent(person))}).heading == "Recovery codes"
    assert person.sends("Show me ten recovery codes").heading == "Keep these recovery codes"


def test_ones_own_sign_ins_are_listed_and_ended(visitor: Make, tomasz: int, app: Flask) -> None:
    here, there = visitor(), visitor(tomasz)
    here.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1"
    signs_in(here)
    page = here.opens("/account")
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("tbody tr")]
    assert len(rows) == 2
    assert rows[0].startswith("Safari on an iPhone This one") or rows[1].startswith("Safari on an iPhone This one")
    here.sends("Sign out everywhere else")
    assert there.opens("/my-cases").heading == "Sign in to the EHC Hub"
    assert here.opens("/my-cases").heading == "My cases"
    here.opens("/account")
    assert "You are signed out everywhere." in here.sends("Sign out everywhere, here too").main
    assert here.opens("/my-cases").heading == "Sign in to the EHC Hub"


def test_a_password_is_changed_by_giving_the_old_one(visitor: Make, tomasz: int) -> None:
    person, elsewhere = visitor(tomasz), visitor(tomasz)
    person.opens("/account/password")
    page = person.sends("Save the new password", {"current": "wrong", "password": "another three words"})
    assert page.errors() == ["That is not your password now"]
    page = person.sends("Save the new password", {"current": PASSWORD, "password": "Tomasz Nowak 2026"})
    assert page.errors()[0].startswith("That password is made of your own name or address.")
    page = person.sends("Save the new password", {"current": PASSWORD, "password": "another three words"})
    assert "Your password is changed." in page.main
    assert elsewhere.opens("/my-cases").heading == "Sign in to the EHC Hub"
    nobody = visitor()
    nobody.opens("/sign-in")
    assert nobody.sends("Continue", {"email": EMAIL, "password": PASSWORD}).errors()
    assert nobody.sends("Continue", {"email": EMAIL, "password": "another three words"}).heading.startswith("Enter the")


def test_a_new_email_address_is_confirmed_by_its_link_and_the_old_one_is_told(
    visitor: Make, tomasz: int, database: Database
) -> None:
    person, new = visitor(tomasz), "tomasz.nowak@trust.example"
    person.opens("/account")
    person.follows("Change your email address")
    assert person.sends("Send the link", {"email": new, "current": "wrong"}).errors() == ["That is not your password"]
    page = person.sends("Send the link", {"email": EMAIL.upper(), "current": PASSWORD})
    assert page.errors()[0].startswith("That is your email address now.")
    assert person.sends("Send the link", {"email": new, "current": PASSWORD}).heading == "Open the link that we sent"
    (mail,) = [each for each in person.post_is_sent() if each.to == new]
    found = re.search(r"/new-email/\S+", mail.text)
    assert found is not None, mail.text
    path = found[0]
    anybody = visitor()
    anybody.opens(path)  # a scanner opens links: that alone changes nothing
    assert person.opens("/my-cases").heading == "My cases"
    assert "new email address is confirmed" in anybody.sends("Confirm this address").main
    assert person.opens("/my-cases").heading == "Sign in to the EHC Hub"
    assert "has been used already" in anybody.opens(path).main
    assert [each.to for each in person.post_is_sent() if "another email address" in each.subject] == [EMAIL]
    anybody.opens("/sign-in")
    assert anybody.sends("Continue", {"email": EMAIL, "password": PASSWORD}).errors()
    assert anybody.sends("Continue", {"email": new, "password": PASSWORD}).heading.startswith("Enter the")
    with database.reading() as session:
        acts = session.scalars(select(PersonEntry.what).where(PersonEntry.person_id == tomasz).order_by(PersonEntry.id))
        assert list(acts)[:2] == ["new email address asked for", "email address changed"]


def test_an_address_that_is_somebody_elses_gets_nothing_and_the_answer_is_the_same(visitor: Make, tomasz: int) -> None:
    person = visitor(tomasz)
    person.opens("/account/email")
    page = person.sends("Send the link", {"email": "manager@health.example", "current": PASSWORD})
    assert page.heading == "Open the link that we sent"
    assert [each for each in person.post_is_sent() if each.to == "manager@health.example"] == []


def test_a_manager_corrects_the_address_of_an_invitation_and_of_nobody_who_has_registered(
    visitor: Make, world: World, tomasz: int, invited: str, database: Database
) -> None:
    manager = visitor(world.manager_id)
    with database.reading() as session:
        nia = session.scalars(select(Person.id).where(Person.email == "nia@health.example")).one()
    manager.opens(f"/people/{nia}")
    manager.follows("Correct the email address")
    page = manager.sends("Save, and send the invitation", {"email": EMAIL})
    assert page.errors()[0].startswith("Somebody with this email address uses the hub already.")
    manager.sends("Save, and send the invitation", {"email": "Nia.Rees@health.example"})
    assert "has been used already" in visitor().opens(invited).main
    assert [each.to for each in manager.post_is_sent()][:1] == ["nia.rees@health.example"]
    with database.transaction() as session:
        session.get_one(Person, tomasz)
        session.scalars(select(Account).where(Account.person_id == tomasz)).one().phone_verified_at = manager.clock()
    assert manager.opens(f"/people/{tomasz}/address").status == 404


def test_asking_how_long_is_left_is_no_use_and_staying_is(visitor: Make, tomasz: int) -> None:
    person = visitor(tomasz)
    person.clock.move_on(minutes=28)
    assert person.client.get("/sign-in/left").json == {"seconds": 120, "last": False}
    token = {"csrf_token": str(person.opens("/sign-in/left") and _token(person))}
    person.clock.move_on(minutes=1)
    stayed = person.client.post("/sign-in/stay", data=token)
    assert stayed.json == {"seconds": 1800, "last": False}
    for _ in range(23):
        person.clock.move_on(minutes=29)
        person.client.get("/help")
    assert person.client.get("/sign-in/left").json == {"seconds": 1440, "last": True}


def _token(visitor: Visitor) -> str:
    """A good token, of a page that was opened before: opening one now would count as use."""
    with visitor.client.session_transaction() as held:
        had = "csrf_token" in held
    assert not had
    page = visitor.client.get("/help").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_every_page_says_without_scripts_when_one_is_signed_out(visitor: Make, tomasz: int) -> None:
    assert (
        "you are signed out at 10:00 if you open no other page before then" in visitor(tomasz).opens("/account").words
    )


def test_the_limits_are_the_councils(visitor: Make, tomasz: int, app: Flask) -> None:
    settings = app.extensions["hub_settings"]
    app.extensions["hub_settings"] = settings.model_copy(update={"idle_minutes": 10})
    person = visitor(tomasz)
    assert "10 minutes after it was last used" in person.opens("/account").main
    person.clock.move_on(minutes=11)
    assert person.opens("/account").heading == "Sign in to the EHC Hub"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(agent: str, said: str) -> None:
    assert device_of(agent) == said


def test_no_page_shows_a_telephone_number_to_its_owner(visitor: Make, tomasz: int, database: Database) -> None:
    person = visitor()
    signs_in(person)
    for path in ("/account", "/second-factor", "/account/password", "/account/recovery-codes"):
        assert "900555" not in re.sub(r"\s", "", person.opens(path).html), path
    with database.reading() as session:
        assert session.get_one(Person, tomasz).email == EMAIL
