"""The tours of the help page: the hub as each role uses it, step by step."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from hub.help import Help
from hub.settings import Settings
from portal.frame import council
from portal.signed_in import public

help_pages = Blueprint("help_pages", __name__)


def help_of_council() -> Help:
    """What this council's help says."""
    found = current_app.extensions["hub_help"]
    if not isinstance(found, Help):
        raise TypeError("the application has no help")
    return found


@help_pages.app_template_filter("in_this_council")
def in_this_council(text: str) -> str:
    """The text with the council's own words in place of {council}, {sen_team}, {panel} and {mail_from}."""
    settings: Settings = current_app.extensions["hub_settings"]
    whose = council()
    words = {
        "council": whose.name,
        "sen_team": whose.sen_team,
        "panel": whose.panel,
        "mail_from": settings.mail_from,
    }
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text


@help_pages.get("/help/<role>")
@public
def tour(role: str) -> ResponseReturnValue:
    """The hub as a role uses it."""
    found = help_of_council().tour(role)
    if found is None:
        abort(404)
    return render_template("help/tour.html", tour=found)
