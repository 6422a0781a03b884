"""Findings while somebody writes: the open document is checked, and what has changed beside its words is sent back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import Any, NamedTuple

from flask import Blueprint, g, get_template_attribute, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]

from hub.advice import BACKGROUND_PARTS, Advice
from hub.models import Request
from hub.permissions import Act
from hub.workflow import SUBMITTED
from portal.advice_form import from_fields, in_frame, name_of
from portal.cards import Beside, in_words
from portal.db import reads_only
from portal.journeys.advice import blank, new_token
from portal.overruling import findings_beside
from portal.signed_in import may

live = Blueprint("live", __name__)
View = Callable[..., ResponseReturnValue]
_NOTHING_TYPED: dict[str, dict[str, str]] = {"problems": {}, "typed": {}}
_HEADING = "Findings in what you have written"


def to_a_script(view: View) -> View:
    """Whoever is signed out is told so in a word, not with a page."""

    @wraps(view)
    def told(**kwargs: Any) -> ResponseReturnValue:
        return view(**kwargs) if g.person is not None else ({}, 401)

    return told


@live.post("/requests/<int:request_id>/check")
@reads_only
@to_a_script
@may(Act.WRITE, Request)
def check(asked: Request) -> ResponseReturnValue:
    """The findings in what is typed, saved or not: every part of the page that reads differently from what it shows.

    Posted are the form's fields; `field`, the name of the one that is being typed in; and `shown`, a line for each
    part that the page has had from here: its tag and its name. Nothing is written, and nothing of it is kept.
    """
    if asked.state in SUBMITTED:
        return {}, 409
    written = in_frame(from_fields(request.form).draft, blank(asked))
    found = findings_beside(asked, written)
    shown = set(request.form.get("shown", "").splitlines())
    parts = [each for each in _parts(found, written) if f"{each.tag} {each.name}" not in shown]
    return {
        "parts": [{"name": each.name, "tag": each.tag, "html": each.html()} for each in parts],
        "said": _said(found, written, request.form.get("field", "")),
        "counted": found.counted,
    }


@live.errorhandler(CSRFError)
def stale(_error: CSRFError) -> ResponseReturnValue:
    """The page had been open across a sign-in: a new token for whoever may go on writing."""
    return new_token()


class Part(NamedTuple):
    """A part of the page that tells of findings, by its name in the template; drawn only where it has changed."""

    name: str
    tag: str  # of what it shows
    html: Callable[[], str]


def _parts(found: Beside, written: Advice) -> Iterator[Part]:
    cards, words, summary, overruled = (
        get_template_attribute("advice/parts.html", name) for name in ("cards", "words_found", "summary", "overruled")
    )
    lines = [(each.id, each.severity, each.messages, each.where) for each in found.in_order]
    yield Part("summary", _tag(lines), partial(summary, found, _HEADING))
    away = [(each.dismissal.id, each.message, each.where, each.excerpt) for each in found.overruled]
    yield Part("overruled", _tag(away), partial(overruled, found, True))
    for place in places(written):
        box = found.box(place)
        yield Part(f"findings {place}", _tag(box), partial(cards, box, "field", _NOTHING_TYPED))
        if "/provisions/" not in place:
            said = found.texts.get(place, ""), found.marks.get(place, ())
            label = in_words(place, written)
            yield Part(f"words {place}", _tag(said) if said[1] else "0", partial(words, found, place, label))


def places(written: Advice) -> Iterator[str]:
    """Where the template has room for findings: the whole advice, each field, and each provision."""
    yield ""
    yield from (f"/background/{part}" for part in BACKGROUND_PARTS)
    for number, area in enumerate(written.areas):
        yield from (f"/areas/{number}/{part}" for part in ("strengths", "needs"))
        for index, outcome in enumerate(area.outcomes):
            place = f"/areas/{number}/outcomes/{index}"
            yield f"{place}/outcome"
            yield from (f"{place}/steps/{step}/text" for step in range(len(outcome.steps)))
            yield from (f"{place}/provisions/{each}" for each in range(len(outcome.provisions)))


def _tag(shown: object) -> str:
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]


def _said(found: Beside, written: Advice, field: str) -> str:
    """What there is to say of the field that is being typed in, for whoever listens; "" where there is nothing."""
    place = next((each for each in places(written) if each and f"{field}-".startswith(f"{name_of(each)}-")), "")
    cards = sorted(found.box(place), key=found.in_order.index) if place else []
    messages = [message for card in cards for message in card.messages]
    if not messages:
        return ""
    more = f" And {len(messages) - 1} more." if len(messages) > 1 else ""
    return f"{in_words(place, written)}. {cards[0].label}: {messages[0]}{more}"
