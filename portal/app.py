"""The portal: a Flask application on the hub's settings and database."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_talisman import Talisman
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.routing import IntegerConverter, Map

from checker.memo import Memo
from hub.council import load_council
from hub.database import Database
from hub.help import load_help
from hub.settings import Settings
from portal.db import session_while_answering
from portal.errors import register_errors
from portal.frame import frame
from portal.journeys import journeys
from portal.pages import pages
from portal.posted import HubRequest
from portal.rules import rules_of
from portal.shown import FILTERS
from portal.signed_in import remember_person

HERE = Path(__file__).parent
LARGEST_REQUEST = 26 * 1024 * 1024  # a file of 25 MB and the form around it
LARGEST_FORM = 4 * 1024 * 1024  # the longest advice is far below
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",  # nothing inline, so no nonce is needed
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
log = logging.getLogger("portal")


class _Id(IntegerConverter):
    """A number that a database can hold; a longer one in an address is simply not there."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", 2**31 - 1)
        super().__init__(map, *args, **kwargs)


class Hub(Flask):
    """Flask, with the templates that GOV.UK Frontend's macros need and a log that holds no personal data."""

    jinja_options = {**Flask.jinja_options, "undefined": ChainableUndefined}  # noqa: RUF012 - Flask's own name for it
    request_class = HubRequest

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer within one database session, knowing who asks."""
        with session_while_answering():
            remember_person()
            return super().dispatch_request()

    def log_exception(
        self,
        exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | Any,
    ) -> None:
        """Log where it happened, never what was in it: an error's own words may hold a child's data."""
        kind, _, trace = exc_info
        where = "".join(traceback.format_tb(trace))
        log.error("%s while answering %s\n%s", getattr(kind, "__name__", "error"), request.endpoint, where)


def create_app(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Flask:
    """The portal as a WSGI application. Raises DatabaseProblem when the database is not this version's."""
    app = Hub("portal", root_path=str(HERE))
    app.url_map.converters["int"] = _Id
    database = Database(settings.database)
    database.check_current()
    app.extensions |= {
        "hub_settings": settings,
        "hub_database": database,
        "hub_council": load_council(settings.council),
        "hub_help": load_help(settings.council),
        "hub_rules": rules_of(settings.council),
        "hub_memo": Memo(),
        "hub_clock": clock,
    }
    secure = urlsplit(settings.base_url).scheme == "https"
    app.config |= {
        "SECRET_KEY": settings.secret_key(),
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "MAX_FORM_PARTS": 5000,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: an evening's typing is not lost to a token
        "SESSION_COOKIE_NAME": "__Host-ehc_form" if secure else "ehc_form",
        "HUB_COOKIE": "__Host-ehc_hub" if secure else "ehc_hub",
        "HUB_SECURE": secure,
    }
    _templates(app)
    CSRFProtect(app)
    WTFormsHelpers(app)
    _headers(app, secure=secure)
    app.before_request(_look_at_the_clock)
    register_errors(app)
    app.register_blueprint(pages)
    for blueprint in journeys(settings):
        app.register_blueprint(blueprint)
    return app


def _look_at_the_clock() -> None:
    g.now = current_app.extensions["hub_clock"]()


def _templates(app: Flask) -> None:
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(HERE / "templates"),
            PrefixLoader(
                {name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")},
            ),
        ]
    )
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["asset"] = asset
    app.context_processor(lambda: {"frame": frame()})


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file, changed when the file changes, so that browsers may keep it."""
    return url_for("static", filename=name, v=_fingerprint(name))


def _headers(app: Flask, *, secure: bool) -> None:
    Talisman(
        app,
        force_https=secure,
        session_cookie_secure=secure,
        strict_transport_security=secure,
        frame_options="DENY",
        referrer_policy="same-origin",  # Flask-WTF checks the referrer on https
        content_security_policy=POLICY | ({"upgrade-insecure-requests": ""} if secure else {}),
        permissions_policy={"camera": "()", "microphone": "()", "geolocation": "()", "browsing-topics": "()"},
    )

    @app.after_request
    def keep_nothing(response: Response) -> Response:
        """Browsers keep no page (ASVS 14.3.2); what never changes under its address they may."""
        if request.endpoint == "static" and request.args.get("v"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
