"""Who is signed in, and what guards a route: `@public`, `@signed_in` or `@may`. Every route carries one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from hub.deadlines import day_in_london
from hub.models import Case, Person, Request, Role, SignIn
from hub.permissions import Act
from hub.permissions import may as person_may
from hub.queries.case_page import may_see_case
from hub.queries.family import FAMILY, link_to
from hub.queries.list_counts import has_requests
from hub.services import sign_ins
from hub.services.sign_ins import Limits
from hub.settings import Settings
from portal.db import SAFE_METHODS, db
from portal.frame import CASEWORKERS, Who, reviewers
from portal.frame import council as council
from portal.standing_in import stands_in

P = ParamSpec("P")
Thing = TypeVar("Thing", Case, Request)
NEXT = "next"
SEEN_EVERY = timedelta(minutes=1)  # a page a second is not a write a second


def remember_person() -> None:
    """Set `g.sign_in` (signed in or waiting for the code) and `g.person` (fully signed in, else None)."""
    g.sign_in, g.person, g.ends_at = None, None, None
    token = request.cookies.get(current_app.config["HUB_COOKIE"], "")
    if not token or request.endpoint == "static":
        return
    found = _sign_in(token)
    if found is None:
        return
    g.sign_in = found
    if found.code_given_at is not None:
        g.person = found.person
        g.who = Who(g.person.name, g.person.roles, stands_in(g.person.id))
        quiet = getattr(current_app.view_functions.get(request.endpoint or ""), "quiet", False)
        seen = found.seen_at if quiet or g.now - found.seen_at <= SEEN_EVERY else g.now
        g.ends_at = limits().end_of(found, seen=seen)
        if seen != found.seen_at:
            _seen(found, token, g.now)


def _sign_in(token: str) -> SignIn | None:
    list_name = getattr(current_app.view_functions.get(request.endpoint or ""), "list_name", "")
    if not list_name:
        return sign_ins.sign_in_for(db.session, token=token, now=g.now, limits=limits())
    found, g.chosen = sign_ins.sign_in_and_choice(
        db.session, token=token, list_name=list_name, now=g.now, limits=limits()
    )
    return found


def _seen(found: SignIn, token: str, now: datetime) -> None:
    if db.writes:
        found.seen_at = now
        return
    with db.database.transaction() as writing:
        again = sign_ins.sign_in_for(writing, token=token, now=now, limits=limits())
        if again is not None:
            again.seen_at = now


def limits() -> Limits:
    """How long a sign-in lasts, by the settings."""
    settings: Settings = current_app.extensions["hub_settings"]
    return Limits(timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours))


def shows_list(name: str) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Mark a view that shows one of somebody's lists: `g.chosen` is how they chose to see it when they last did."""

    def mark(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        view.list_name = name  # type: ignore[attr-defined]
        return view

    return mark


def quiet(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Mark a view that a page asks by itself: being asked is no sign that anybody is there."""
    view.quiet = True  # type: ignore[attr-defined]
    return view


def remember_in_browser(response: Response, token: str) -> Response:
    """Give the browser the sign-in's token: for this window, out of reach of scripts and other sites."""
    response.set_cookie(
        current_app.config["HUB_COOKIE"],
        token,
        httponly=True,
        secure=current_app.config["HUB_SECURE"],
        samesite="Lax",
    )
    return response


def forget_in_browser(response: Response) -> Response:
    """Take the token out of the browser."""
    response.delete_cookie(
        current_app.config["HUB_COOKIE"], httponly=True, secure=current_app.config["HUB_SECURE"], samesite="Lax"
    )
    return response


def start_page(person: Person) -> str:
    """Where the person starts from: with what waits for them."""
    if person.is_a(Role.DCO) and Role.DCO in reviewers() and not has_requests(db.session, person=person):
        return url_for("quality.queue")
    if person.roles & FAMILY and not person.roles & CASEWORKERS:
        return url_for("family.mine")
    if person.roles == {Role.SECRETARY}:
        return url_for("uploads.choose")
    if person.roles & CASEWORKERS:
        return url_for(cases_page(person))
    for role, page in ((Role.ADMINISTRATOR, "people.show"), (Role.AUDITOR, "history.show")):
        if person.is_a(role):
            return url_for(page)
    return url_for("pages.help")


def cases_page(person: Person) -> str:
    """The list of cases that is the person's own: My cases for whoever writes advice or coordinates, else the team's.

    Returns the endpoint.
    """
    leads = person.roles & {Role.TEAM_MANAGER, Role.SECRETARY, Role.DCO}
    return "case_lists.team" if leads and not person.roles & {Role.PROFESSIONAL, Role.OFFICER} else "case_lists.mine"


def wanted_page(person: Person) -> str:
    """The page that was asked for before signing in, if it was one of the hub's; else the start page."""
    wanted = str(session.pop(NEXT, ""))
    parts = urlsplit(wanted)
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if own else start_page(person)


def public(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Open to anyone."""
    return _marked(view, "public")


def signed_in(*roles: Role) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Only for people who are signed in; where roles are given, only for those who have one of them."""

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if g.person is None:
                return to_sign_in()
            if roles and not g.person.roles.intersection(roles):
                abort(404)
            return view(*args, **kwargs)

        return _marked(guarded, "signed in" + "".join(f", {each}" for each in roles))

    return guard


def may(
    act: Act, kind: type[Thing], *roles: Role
) -> Callable[[Callable[Concatenate[Thing, P], ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Load the case or request that the address names, and go on only if the person may do that with it.

    Where roles are given they must also have one of them. “Not there” and “not yours” get the same page. The view is
    given the thing itself in place of its `…_id`.
    """
    name = f"{kind.__name__.lower()}_id"

    def guard(view: Callable[Concatenate[Thing, P], ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        answer: Callable[..., ResponseReturnValue] = view

        @wraps(view)
        def guarded(**kwargs: Any) -> ResponseReturnValue:
            if g.person is None:
                return to_sign_in()
            # whoever may change it waits for whoever is changing it, and then sees what has become of it
            thing = db.session.get(kind, kwargs.pop(name), with_for_update=db.writes)
            if thing is None or not allowed(act, thing) or (roles and not g.person.roles.intersection(roles)):
                abort(404)
            return answer(thing, **kwargs)

        return _marked(guarded, f"may {act} {kind.__name__}" + "".join(f", {each}" for each in roles))

    return guard


def of_family(
    view: Callable[Concatenate[Case, P], ResponseReturnValue],
) -> Callable[..., ResponseReturnValue]:
    """Load the case that the address names, for somebody of its family to whom it is open now; nobody else.

    Never asked, ended, of another child, not there: the same page.
    """
    answer: Callable[..., ResponseReturnValue] = view

    @wraps(view)
    def guarded(**kwargs: Any) -> ResponseReturnValue:
        if g.person is None:
            return to_sign_in()
        link = link_to(db.session, g.person, kwargs.pop("case_id"))
        if link is None:
            abort(404)
        return answer(link.case, **kwargs)

    return _marked(guarded, "of the family")


def allowed(act: Act, thing: Case | Request) -> bool:
    """Whether the person who is signed in may do that."""
    today = day_in_london(g.now)
    if isinstance(thing, Request):
        return person_may(g.person, act, thing, council(), on=today)
    return act is Act.SEE and may_see_case(db.session, g.person, thing, council(), on=today)


def to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and back here afterwards."""
    if request.method in SAFE_METHODS:
        session[NEXT] = request.full_path.rstrip("?")
    session["ended"] = current_app.config["HUB_COOKIE"] in request.cookies
    return redirect(url_for("sign_in.show"))


def _marked(view: Callable[P, ResponseReturnValue], guard: str) -> Callable[P, ResponseReturnValue]:
    view.guard = guard  # type: ignore[attr-defined]
    return view
