"""Registering by invitation: the link in the e-mail, a password, and how the codes come."""

from __future__ import annotations

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from hub.models import LinkPurpose
from hub.passwords import hash_password
from hub.refusals import NotALandline, NotAMobileNumber, PasswordTooWeak
from hub.services import accounts
from hub.services.second_factors import choose_factor
from portal.db import db, outside_transactions
from portal.form_fields import Password
from portal.journeys.second_factor import FactorForm
from portal.journeys.sign_in import PASSWORD_HINT, begun, device, hub_key, names_of
from portal.signed_in import public

register = Blueprint("register", __name__)


class RegisterForm(FactorForm):
    """A password, and where codes are sent."""

    password = Password("Choose a password", needed="Choose a password", hint=PASSWORD_HINT, new=True)


@register.route("/invitation/<token>", methods=["GET", "POST"])
@outside_transactions
@public
def show(token: str) -> ResponseReturnValue:
    """Create the account of the invited person, then prove that the phone or the app is theirs."""
    link = accounts.link_for(db.session, token=token, purpose=LinkPurpose.INVITATION, now=g.now)
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            form.number()  # a wrong one is said before the password takes its time
            password_hash = hash_password(form.password.data or "", about=names_of(link.person.name, link.person.email))
            return _registered(token, form, password_hash)
        except PasswordTooWeak as refusal:
            form.refuse(form.password, f"{refusal.sentence} {refusal.what_next}")
        except (NotAMobileNumber, NotALandline) as refusal:
            form.refuse_number(refusal)
    return render_template("account/register.html", form=form, email=link.person.email)


def _registered(token: str, form: RegisterForm, password_hash: str) -> Response:
    with db.database.transaction() as writing:
        started = accounts.register(writing, token=token, password_hash=password_hash, now=g.now, device=device())
        choose_factor(writing, sign_in=started[0], codes_by=form.chosen, phone=form.typed, key=hub_key(), now=g.now)
    return begun(started, url_for("second_factor.prove"))
