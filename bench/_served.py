"""The portal as gunicorn (or waitress) serves it in `bench.portal`, with the same layout empty at /empty beside it."""

from __future__ import annotations

from flask import Flask, g, render_template_string

from hub.models import Role
from hub.settings import load_settings
from portal.app import create_app
from portal.frame import Who
from portal.signed_in import public

EMPTY = '{% extends "layout.html" %}{% block title %}Empty{% endblock %}{% block content %}{% endblock %}'


def served() -> Flask:
    """The application on the settings of the environment."""
    app = create_app(load_settings())

    @app.get("/empty")
    @public
    def empty() -> str:
        """An officer's header, menu and footer with nothing between them: no session and no database."""
        g.who = Who("Somebody Here", frozenset({Role.OFFICER}))
        return render_template_string(EMPTY)

    return app


def waitress(port: int) -> None:
    """Serve it as `ehc serve` does."""
    from waitress import serve  # type: ignore[import-untyped]

    serve(served(), host="127.0.0.1", port=port, threads=8, _quiet=True)
