"""The history for auditors: every act on a case or on somebody's access, and whether it is as it was written."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.models import Role
from hub.queries.history import HistoryFilters, case_history, chain_of, people_history, who_acted
from portal.db import db
from portal.form_fields import Day, HubForm
from portal.signed_in import signed_in

history = Blueprint("history", __name__, url_prefix="/history")


class DaysForm(HubForm):
    """From which day to which; asked for by GET, so that an auditor can keep the address."""

    from_on = Day("From", what="The first day")
    to_on = Day("To", what="The last day")

    class Meta(HubForm.Meta):  # type: ignore[misc,name-defined]
        """Reading needs no token."""

        csrf = False


@history.get("/")
@signed_in(Role.AUDITOR)
def show() -> ResponseReturnValue:
    """Acts on cases, by case, person and day."""
    form, filters = _filters()
    rows, after = case_history(db.session, filters=filters, after=_number("after"), viewer=g.person)
    return render_template(
        "history/list.html",
        heading="History of cases",
        rows=rows,
        filters=filters,
        form=form,
        people=who_acted(db.session),
        chain=chain_of(db.session, filters.reference, viewer=g.person) if filters.reference else None,
        next_page=_next_page("history.show", filters, after),
        pills=_pills("history.show"),
        about="Case",
    )


@history.get("/people")
@signed_in(Role.AUDITOR)
def access() -> ResponseReturnValue:
    """Acts on people's access: invited, moved, suspended, signed in."""
    form, filters = _filters()
    rows, after = people_history(db.session, filters=filters, after=_number("after"))
    return render_template(
        "history/list.html",
        heading="History of people’s access",
        rows=rows,
        filters=filters,
        form=form,
        people=who_acted(db.session),
        chain=None,
        next_page=_next_page("history.access", filters, after),
        pills=_pills("history.access"),
        about="Person",
    )


def _filters() -> tuple[DaysForm, HistoryFilters]:
    form = DaysForm(request.args)
    form.validate()
    days: tuple[date | None, date | None] = (form.from_on.data, form.to_on.data)
    return form, HistoryFilters(request.args.get("case", "").strip().upper()[:40], _number("by"), *days)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _next_page(endpoint: str, filters: HistoryFilters, after: int | None) -> dict[str, str] | None:
    if after is None:
        return None
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if value}
    return {"href": url_for(endpoint, **{**kept, "after": after})}


def _pills(endpoint: str) -> list[dict[str, object]]:
    choices = (("Cases", "history.show"), ("People’s access", "history.access"))
    return [
        {"text": words, "href": url_for(each), "current": each == endpoint, "count": None} for words, each in choices
    ]
