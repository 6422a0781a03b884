"""Help: the council's contacts and questions above the shipped ones, and a tour for each role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from hub.help import Contact, load_help
from hub.models import Role
from hub.settings import WrongSetting
from tests.portal.visitor import Visitor
from tests.world import World

Make = Callable[..., Visitor]
COUNCIL = """
[[contacts]]
name = "Accounts"
about = "A lost phone"
email = "accounts@dunmoor.example"

[[questions]]
question = "Where can I get training?"
answer = ["From {sen_team}."]

[[tours]]
role = "secretary"
title = "For our secretaries"
steps = [{ text = "Ring us." }]
"""


@pytest.mark.parametrize(
    "sentence",
    [
        "Use the email address that it was sent to",
        "Instructions go to your registered email address",
        "to your own contacts and to your team’s",
        "must be responded to by law",
        "Your number is used for nothing else, and nobody can see it",
        "not to a switchboard",
        "previous discharge dates",
        "You only need to upload the clinic letters",
        "in line with the SEND Code of Practice",
        "your browser can translate it",
    ],
)
def test_the_questions_that_the_guides_answer_are_answered(visitor: Make, sentence: str) -> None:
    assert sentence in visitor().opens("/help").main


def test_the_code_of_practice_and_the_local_offer_are_linked(visitor: Make, app: Flask) -> None:
    offer = "https://localoffer.dunmoor.example"
    app.extensions["hub_council"] = replace(app.extensions["hub_council"], local_offer=offer)
    links = visitor().opens("/help").links().values()
    assert "https://www.gov.uk/government/publications/send-code-of-practice-0-to-25" in links
    assert offer in links


def test_each_role_has_a_tour_whose_pictures_say_what_they_show(visitor: Make, world: World, app: Flask) -> None:
    somebody = visitor(world.manager_id)
    page = somebody.opens("/help")
    assert "For team managers (your role)" in page.main
    for tour in app.extensions["hub_help"].tours:
        page = somebody.opens(f"/help/{tour.role.value}")
        assert page.heading == tour.title
        for picture in page.soup.select("main img"):
            assert picture["alt"]
            assert somebody.opens(str(picture["src"])).status == 200
    assert {each.role for each in app.extensions["hub_help"].tours} == set(Role)
    assert somebody.opens("/help/nobody").status == 404


def test_a_councils_own_help_stands_before_the_shipped_one(visitor: Make, app: Flask, tmp_path: Path) -> None:
    (tmp_path / "help.toml").write_text(COUNCIL, encoding="utf-8")
    app.extensions["hub_help"] = load_help(tmp_path)
    page = visitor().opens("/help")
    assert "accounts@dunmoor.example" in page.main
    assert "From SEN Service." in page.main
    assert page.main.index("training") < page.main.index("How do I register?")
    assert "For our secretaries" in page.main
    assert "For paediatric secretaries" not in page.main


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[questoins]]\n", "nothing here is called questoins"),
        ('[[links]]\ntext = "x"\nhref = "javascript:1"\n', "https://"),
        ('[[tours]]\nrole = "boss"\ntitle = "x"\nsteps = []\n', "boss"),
        (
            '[[tours]]\nrole = "dco"\ntitle = "x"\nsteps = [{ text = "y", picture = "tour-1-read.png" }]\n',
            "needs its words",
        ),
        ("[[contacts]]\nmail = 1\n", "mail"),
    ],
)
def test_what_is_wrong_in_a_councils_help_is_one_sentence_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "help.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongSetting, match=said) as refused:
        load_help(tmp_path)
    assert "help.toml" in str(refused.value)


def test_the_shipped_help_has_no_address_of_any_council() -> None:
    shipped = load_help(None)
    assert shipped.contacts == ()
    said = [paragraph for each in shipped.questions for paragraph in each.answer]
    assert not any("@" in each for each in said)
    assert Contact("x").email == ""


def test_the_accessibility_statement_says_what_the_law_asks_it_to_say(visitor: Make) -> None:
    said = visitor().opens("/accessibility").main
    for sentence in (
        "partially compliant with the Web Content Accessibility Guidelines version 2.2 AA standard",
        "Non-compliance with the accessibility regulations",
        "Feedback and contact information",
        "Enforcement procedure",
        "How we tested this hub",
        "This statement was prepared on",
        "No independent body has audited this hub yet",
    ):
        assert sentence in said
