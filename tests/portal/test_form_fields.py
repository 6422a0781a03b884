"""The fields of forms: what people type is read kindly, and nothing that is posted breaks the page."""

from collections.abc import Iterator
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import ChainableUndefined, PackageLoader, PrefixLoader
from werkzeug.datastructures import MultiDict

from portal.form_fields import Code, Day, Email, HubForm, ListOf, LongText, ManyOf, Password, Text, Upload


class Form(HubForm):
    born = Day("Date of birth", what="Date of birth", needed="Enter the date of birth", autocomplete="bday")
    code = Code("Code")
    email = Email()
    password = Password("Password", needed="Enter your password")
    notes = LongText("Notes")
    name = Text("Name", needed="Enter a name", autocomplete="name")
    colour = ListOf("Colour", [("red", "Red")], none="None")
    colours = ManyOf("Colours", [("red", "Red")])
    file = Upload("File")


class PlainApp(Flask):
    jinja_options = {**Flask.jinja_options, "undefined": ChainableUndefined}  # noqa: RUF012


@pytest.fixture(scope="module", autouse=True)
def inside_an_application() -> Iterator[None]:
    app = PlainApp(__name__)
    app.config |= {"SECRET_KEY": "for tests", "WTF_CSRF_ENABLED": False}
    app.jinja_loader = PrefixLoader(
        {each: PackageLoader(each) for each in ("govuk_frontend_jinja", "govuk_frontend_wtf")}
    )
    with app.test_request_context("/", method="POST"):
        yield


def form(**typed: str) -> Form:
    posted = {each.replace("__", "-"): value for each, value in typed.items()}
    filled = Form(formdata=MultiDict(posted))
    filled.validate()
    return filled


def drawn(filled: Form, name: str) -> BeautifulSoup:
    return BeautifulSoup(render_template_string("{{ form[name] }}", form=filled, name=name), "html.parser")


def test_what_no_browser_sends_is_refused_or_nothing() -> None:
    sent = form(file="words where a file belongs", colour="  ", born__day="9" * 20, born__month="3", born__year="2015")
    assert (sent.file.data, sent.colour.data) == (None, "")
    assert sent.born.errors == ["Date of birth must be a real date, like 27 3 2016"]
    for chosen in ("", "  ", "blue"):
        assert form(colours=chosen).colours.errors
    assert not form(colours="red").colours.errors
    assert not form().colours.errors


@pytest.mark.parametrize("month", ["9", "09", "Sep", "september"])
def test_a_month_may_be_a_number_or_a_word(month: str) -> None:
    assert form(born__day="3", born__month=month, born__year="2015").born.data == date(2015, 9, 3)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("", "", ""), "Enter the date of birth"),
        (("3", "", "2015"), "Date of birth must include a month"),
        (("", "", "2015"), "Date of birth must include a day and a month"),
        (("3", "9", "15"), "Date of birth must have a year of 4 numbers, like 2016"),
        (("31", "2", "2015"), "Date of birth must be a real date, like 27 3 2016"),
        (("²", "9", "2015"), "Date of birth must be a real date, like 27 3 2016"),
    ],
)
def test_a_wrong_date_is_answered_with_what_is_wrong_with_it(typed: tuple[str, str, str], said: str) -> None:
    filled = form(born__day=typed[0], born__month=typed[1], born__year=typed[2])
    assert filled.born.errors[0] == said


@given(st.dictionaries(st.sampled_from(["born", "born-day", "born-month", "born-year"]), st.text(max_size=25)))
def test_whatever_is_posted_as_a_date_the_page_can_be_drawn(posted: dict[str, str]) -> None:
    filled = Form(formdata=MultiDict(posted))
    filled.validate()
    assert len(drawn(filled, "born").find_all("input")) == 3


def test_a_wrong_date_stays_in_its_boxes_and_the_error_leads_to_the_first() -> None:
    page = drawn(form(born__day="31", born__month="2", born__year="2015"), "born")
    assert [each.get("value") for each in page.find_all("input")] == ["31", "2", "2015"]
    assert page.find_all("input")[0]["id"] == "born"


def test_a_date_box_tells_the_browser_which_part_of_a_birthday_it_is() -> None:
    page = drawn(form(), "born")
    assert [each["autocomplete"] for each in page.find_all("input")] == ["bday-day", "bday-month", "bday-year"]


def test_a_phone_offers_the_code_from_the_message() -> None:
    box = drawn(form(), "code").find("input")
    assert box is not None
    assert (box["autocomplete"], box["inputmode"]) == ("one-time-code", "numeric")


def test_a_password_is_never_sent_back_and_may_be_shown() -> None:
    page = drawn(form(password="correct horse battery"), "password")
    box = page.find("input")
    assert box is not None
    assert not box.get("value")
    assert page.find("button", string=lambda said: "Show" in (said or "")) is not None


def test_line_breaks_are_counted_as_the_checker_counts_them() -> None:
    assert form(notes="one\r\ntwo").notes.data == "one\ntwo"


def test_an_empty_line_is_answered_with_its_own_sentence() -> None:
    assert form(name="   ").name.errors == ["Enter a name"]
