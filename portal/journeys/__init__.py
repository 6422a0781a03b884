"""The portal's journeys: a journey a file, its forms first, then its routes."""

from __future__ import annotations

from flask import Blueprint

from hub.settings import Settings


def journeys(settings: Settings) -> list[Blueprint]:
    """The blueprints of every journey. The local outbox exists in a demonstration only."""
    from portal.journeys import cases, outbox, post, register, sign_in

    found = [sign_in.sign_in, register.register, cases.cases, post.post]
    return [*found, outbox.outbox] if settings.demo else found
