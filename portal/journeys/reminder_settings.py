"""“How you are told”: each e-mail alone or one a day, and hours without any."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.queries.ways import DAILY_AT
from hub.quiet import Quiet, quiet_times
from hub.services.wishes import set_wishes, wishes_of
from portal.db import db
from portal.form_fields import HubForm, OneOf, Text, Tick
from portal.signed_in import council, signed_in

reminder_settings = Blueprint("reminder_settings", __name__)
EACH, DAILY = "each", "daily"
COUNCILS, NEVER, OWN = "council", "never", "own"


class WishesForm(HubForm):
    """How and when."""

    how = OneOf(
        "How do you want your emails?",
        [(EACH, "Each one by itself"), (DAILY, f"One email a day, at {DAILY_AT} in the morning")],
        needed="Choose how you want your emails",
    )
    when = OneOf(
        "When should no email reach you?",
        [(COUNCILS, "As the council has set it"), (NEVER, "Any hour will do"), (OWN, "In hours that I choose")],
        needed="Choose when no email should reach you",
    )
    starts = Text("From", hint="For example, 19:00", width="govuk-input--width-5", autocomplete="off")
    ends = Text("Until", hint="For example, 07:00", width="govuk-input--width-5", autocomplete="off")
    weekends = Tick("Not at weekends either")


@reminder_settings.route("/notices/settings", methods=["GET", "POST"])
@signed_in()
def show() -> ResponseReturnValue:
    """The page, and what is chosen on it."""
    form = _form()
    if form.validate_on_submit():
        quiet = _quiet(form)
        if not form.errors:
            set_wishes(db.session, person=g.person, daily=form.how.data == DAILY, quiet=quiet)
            flash("Saved. It holds from your next email on.")
            return redirect(url_for("notices.mine"))
    return render_template("notices/settings.html", form=form, hours=said(quiet_times(council().quiet)))


def said(quiet: Quiet) -> str:
    """Quiet hours in a sentence’s words; nothing where there are none."""
    hours = f"from {quiet.starts:%H:%M} to {quiet.ends:%H:%M}" if quiet.starts and quiet.ends else ""
    return " and ".join(filter(None, (hours, "at weekends" if quiet.weekends else "")))


def _form() -> WishesForm:
    wishes = wishes_of(db.session, g.person)
    own = quiet_times(wishes.quiet or "")
    when = COUNCILS if wishes.quiet is None else OWN if wishes.quiet else NEVER
    return WishesForm(
        how=DAILY if wishes.daily else EACH,
        when=when,
        starts=f"{own.starts:%H:%M}" if own.starts else "19:00",
        ends=f"{own.ends:%H:%M}" if own.ends else "07:00",
        weekends=own.weekends,
    )


def _quiet(form: WishesForm) -> Quiet | None:
    """The hours that were chosen; what is no hour is said beside its field."""
    if form.when.data == COUNCILS:
        return None
    if form.when.data == NEVER:
        return Quiet()
    starts, ends = (_hour(each.data or "") for each in (form.starts, form.ends))
    for field, hour in ((form.starts, starts), (form.ends, ends)):
        if not hour:
            form.refuse(field, "Enter an hour like 19:00")
    return quiet_times(f"{starts}-{ends}{' weekends' if form.weekends.data else ''}") if starts and ends else None


def _hour(typed: str) -> str:
    """19:00 as it may be typed: 7:00, 19.00, 19; nothing for what is no hour."""
    hour, _, minute = typed.strip().replace(".", ":").partition(":")
    minute = minute or "00"
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        return ""
    return f"{int(hour):02}:{minute}" if int(hour) < 24 and int(minute) < 60 else ""
