"""Registering by invitation: the link in the e-mail, a password, a mobile number, and its first code."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from hub.models import LinkPurpose
from hub.refusals import NotAMobileNumber, PasswordTooWeak
from hub.services import accounts
from portal.db import db
from portal.form_fields import HubForm, Password, Phone
from portal.journeys.sign_in import code_page_for
from portal.signed_in import public

register = Blueprint("register", __name__)


class RegisterForm(HubForm):
    """A password, and where codes are sent."""

    password = Password(
        "Choose a password",
        needed="Choose a password",
        hint="At least 12 characters. Three unrelated words work well. You can paste it.",
        new=True,
    )
    phone = Phone(
        "Mobile number",
        needed="Enter a mobile number",
        hint="A code is sent to it each time you sign in. It is used for nothing else and is shown to nobody.",
    )


@register.route("/invitation/<token>", methods=["GET", "POST"])
@public
def show(token: str) -> ResponseReturnValue:
    """Create the account of the invited person, then prove that the phone is theirs."""
    link = accounts.link_for(db.session, token=token, purpose=LinkPurpose.INVITATION, now=g.now)
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            password = form.password.data or ""
            accounts.register(db.session, token=token, password=password, phone=form.phone.data or "", now=g.now)
            return code_page_for(link.person.email, password)
        except PasswordTooWeak as refusal:
            form.refuse(form.password, f"{refusal.sentence} {refusal.what_next}")
        except NotAMobileNumber as refusal:
            form.refuse(form.phone, f"{refusal.sentence} {refusal.what_next}")
    return render_template("account/register.html", form=form, email=link.person.email)
