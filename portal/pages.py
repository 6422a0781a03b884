"""The pages that anyone may open: the start page, help, and the accessibility statement."""

from flask import Blueprint, current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.queries.family import FAMILY
from hub.settings import Settings
from portal.frame import CASEWORKERS
from portal.signed_in import public, start_page

pages = Blueprint("pages", __name__)


@pages.get("/")
@public
def start() -> ResponseReturnValue:
    """To the page that the person starts from, or to sign in."""
    return redirect(start_page(g.person) if g.person else url_for("sign_in.show"))


@pages.get("/help")
@public
def help() -> ResponseReturnValue:
    """Help for each role."""
    nothing_yet = bool(g.person) and g.person.roles.isdisjoint(CASEWORKERS | FAMILY)
    settings: Settings = current_app.extensions["hub_settings"]
    return render_template("help.html", nothing_yet=nothing_yet, mail_from=settings.mail_from)


@pages.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    return render_template("accessibility.html")
