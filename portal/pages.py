"""The pages that anyone may open: the start page, help, and the accessibility statement."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.frame import council
from portal.journeys.help import help_of_council
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
    nothing_yet = bool(g.person) and not g.person.roles
    mine = g.person.roles if g.person else frozenset()
    return render_template("help.html", nothing_yet=nothing_yet, help=help_of_council(), whose=council(), my_roles=mine)


@pages.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    return render_template("accessibility.html", whose=council())
