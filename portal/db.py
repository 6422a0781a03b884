"""The database as a request sees it: one session, opened when first asked for, committed before the answer leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import current_app, g, request

from hub.database import Database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

P = ParamSpec("P")
R = TypeVar("R")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110, 9.2.1: they only read


class RequestDatabase:
    """`db.session` is a reading session for GET, a transaction for whatever may write."""

    @property
    def database(self) -> Database:
        """The application's database."""
        database = current_app.extensions["hub_database"]
        if not isinstance(database, Database):
            raise TypeError("the application has no database")
        return database

    @property
    def writes(self) -> bool:
        """Whether this request may write: its method says so, unless its view is marked `reads_only`."""
        view = current_app.view_functions.get(request.endpoint or "")
        return request.method not in SAFE_METHODS and not getattr(view, "reads_only", False)

    @property
    def session(self) -> Session:
        """The session of this request."""
        if "session" not in g:
            opened = self.database.transaction() if self.writes else self.database.reading_page()
            stack: ExitStack = g.open_until_answered
            g.session = stack.enter_context(opened)
        session: Session = g.session
        return session


def reads_only(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that is posted to, so that what is searched for stays out of the address, but writes nothing."""
    view.reads_only = True  # type: ignore[attr-defined]
    return view


def outside_transactions(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that looks at a password: `db.session` only reads, and the view opens a transaction afterwards.

    A hash takes a tenth of a second; on SQLite everybody else's writing would wait for it.
    """
    return reads_only(view)


@contextmanager
def session_while_answering() -> Iterator[None]:
    """Commit what the view did, or roll it back where the view raised; either way before the answer is sent."""
    with ExitStack() as stack:
        g.open_until_answered = stack
        yield


db = RequestDatabase()
