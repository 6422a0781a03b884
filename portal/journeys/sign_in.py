"""Signing in with password and one-time code, signing out, and a new password by e-mail."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from hub.models import LinkPurpose
from hub.refusals import PasswordTooWeak, TooManyTries, WrongCode
from hub.services import accounts
from portal.db import db
from portal.form_fields import Code, Email, HubForm, Password
from portal.signed_in import (
    NEXT,
    forget_in_browser,
    public,
    remember_in_browser,
    start_page,
    wanted_page,
)

sign_in = Blueprint("sign_in", __name__)
NO_MATCH = "The email address or the password is not right"


class SignInForm(HubForm):
    """What you know."""

    email = Email(needed="Enter your email address", autocomplete="username")
    password = Password("Password", needed="Enter your password")


class CodeForm(HubForm):
    """What you have."""

    code = Code("Security code", needed="Enter the six-digit code")


class ForgottenForm(HubForm):
    """Where to send the link."""

    email = Email(needed="Enter your email address", autocomplete="username")


class NewPasswordForm(HubForm):
    """The new password."""

    password = Password(
        "New password",
        needed="Enter a new password",
        hint="At least 12 characters. Three unrelated words work well. You can paste it.",
        new=True,
    )


@sign_in.route("/sign-in", methods=["GET", "POST"])
@public
def show() -> ResponseReturnValue:
    """E-mail address and password."""
    if g.person:
        return redirect(start_page(g.person))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return code_page_for(form.email.data or "", form.password.data or "")
        except TooManyTries as refusal:
            form.refuse(form.email, f"{refusal.sentence} {refusal.what_next}")
        except LookupError:
            form.refuse(form.email, NO_MATCH)
    return render_template("account/sign_in.html", form=form, ended=session.pop("ended", False))


def code_page_for(email: str, password: str) -> Response:
    """Take the first step and go on to the code. Raises LookupError when the pair is wrong, TooManyTries."""
    started = accounts.start_sign_in(
        db.session, email=email, password=password, address=request.remote_addr or "", key=_key(), now=g.now
    )
    if started is None:
        raise LookupError
    _, token = started
    _new_browser_session()
    return remember_in_browser(make_response(redirect(url_for("sign_in.code"))), token)


@sign_in.route("/sign-in/code", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """The one-time code."""
    if g.person:
        return redirect(start_page(g.person))
    if g.sign_in is None:
        return redirect(url_for("sign_in.show"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            token = accounts.give_code(db.session, sign_in=g.sign_in, code=form.code.data or "", key=_key(), now=g.now)
            if token is not None:
                to = wanted_page(g.sign_in.person)
                _new_browser_session()
                return remember_in_browser(make_response(redirect(to)), token)
            form.refuse(form.code, f"{WrongCode.sentence} {WrongCode.what_next}")
        except (WrongCode, TooManyTries) as refusal:
            form.refuse(form.code, f"{refusal.sentence} {refusal.what_next}")
    account = accounts.account_of(db.session, g.sign_in.person)
    by_app = bool(account and account.totp_secret)
    return render_template("account/code.html", form=form, by_app=by_app)


@sign_in.post("/sign-in/code/again")
@public
def resend() -> ResponseReturnValue:
    """Send a new code; the earlier one stops working."""
    account = accounts.account_of(db.session, g.sign_in.person) if g.sign_in and not g.person else None
    if account is None:
        return redirect(url_for("sign_in.show"))
    try:
        accounts.send_code(db.session, sign_in=g.sign_in, account=account, key=_key(), now=g.now)
        flash("We sent a new code. The earlier one no longer works.")
    except TooManyTries as refusal:
        form = CodeForm(formdata=None)
        form.refuse(form.code, f"{refusal.sentence} {refusal.what_next}")
        return render_template("account/code.html", form=form, by_app=False)
    return redirect(url_for("sign_in.code"))


@sign_in.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the sign-in on the server and in the browser."""
    if g.sign_in is not None:
        accounts.sign_out(db.session, sign_in=g.sign_in, now=g.now)
    session.clear()
    flash("You are signed out.")
    return forget_in_browser(make_response(redirect(url_for("sign_in.show"))))


@sign_in.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a link; the answer is the same whether the address has an account or not."""
    form = ForgottenForm()
    if form.validate_on_submit():
        accounts.ask_password_reset(db.session, email=form.email.data or "", now=g.now)
        return render_template(
            "message.html",
            heading="Check your email",
            sentences=(
                "If that address has an account, a link to choose a new password is on its way. It works once, "
                "within one hour.",
                "Nothing after a few minutes? Look in your junk folder, or check that you typed the address that "
                "your invitation was sent to.",
            ),
            back={"href": url_for("sign_in.show"), "text": "Go to sign in"},
        )
    return render_template("account/forgotten.html", form=form)


@sign_in.route("/new-password/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> ResponseReturnValue:
    """Choose a new password by the link; every sign-in of the person ends."""
    accounts.link_for(db.session, token=token, purpose=LinkPurpose.PASSWORD_RESET, now=g.now)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            accounts.reset_password(db.session, token=token, password=form.password.data or "", now=g.now)
            flash("Your new password is saved. Sign in with it.")
            return forget_in_browser(make_response(redirect(url_for("sign_in.show"))))
        except PasswordTooWeak as refusal:
            form.refuse(form.password, f"{refusal.sentence} {refusal.what_next}")
    return render_template("account/new_password.html", form=form)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _new_browser_session() -> None:
    """Start the browser's own session afresh, keeping only where the person wanted to go."""
    wanted = session.get(NEXT)
    session.clear()
    if wanted:
        session[NEXT] = wanted
