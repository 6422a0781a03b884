"""Signing in with password and one-time code, staying signed in, signing out, and a new password by e-mail."""

from __future__ import annotations

from datetime import datetime

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from hub.models import CodesBy, LinkPurpose, SignIn
from hub.passwords import hash_password, verify_password
from hub.refusals import PasswordTooWeak, TooManyTries, WrongCode
from hub.services import accounts, sign_ins
from portal.db import db, outside_transactions
from portal.device import device_of
from portal.form_fields import Code, Email, HubForm, Password, Text
from portal.signed_in import (
    NEXT,
    forget_in_browser,
    limits,
    public,
    quiet,
    remember_in_browser,
    signed_in,
    start_page,
    wanted_page,
)

sign_in = Blueprint("sign_in", __name__)
NO_MATCH = "The email address or the password is not right"
PASSWORD_HINT = "At least 12 characters. Three unrelated words work well. You can paste it."  # noqa: S105 - a hint


class SignInForm(HubForm):
    """What you know."""

    email = Email(needed="Enter your email address", autocomplete="username")
    password = Password("Password", needed="Enter your password")


class CodeForm(HubForm):
    """What you have."""

    code = Code("Security code", needed="Enter the six-digit code")


class RecoveryForm(HubForm):
    """What you kept on paper."""

    code = Text("Recovery code", needed="Enter one of your recovery codes", hint="For example: k7mq-2xvd-9trp")


class ForgottenForm(HubForm):
    """Where to send the link."""

    email = Email(needed="Enter your email address", autocomplete="username")


class NewPasswordForm(HubForm):
    """The new password."""

    password = Password("New password", needed="Enter a new password", hint=PASSWORD_HINT, new=True)


@sign_in.route("/sign-in", methods=["GET", "POST"])
@outside_transactions
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
    address = request.remote_addr or ""
    known = sign_ins.look_up(db.session, email=email, address=address, now=g.now)
    right = verify_password(password, known.password_hash)
    with db.database.transaction() as writing:
        started = sign_ins.start_sign_in(
            writing, known=known, right=right, address=address, key=hub_key(), now=g.now, device=device()
        )
    if started is None:
        raise LookupError
    return begun(started, url_for("sign_in.code"))


def begun(started: tuple[SignIn, str], to: str) -> Response:
    """Go on with a sign-in that has just begun, in a browser session of its own."""
    new_browser_session()
    return remember_in_browser(make_response(redirect(to)), started[1])


@sign_in.route("/sign-in/code", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """The one-time code."""
    if (elsewhere := _not_waiting_for_a_code()) is not None:
        return elsewhere
    form = CodeForm()
    if form.validate_on_submit():
        try:
            token = sign_ins.give_code(
                db.session, sign_in=g.sign_in, code=form.code.data or "", key=hub_key(), now=g.now
            )
            if token is not None:
                return signed_in_fully(token, wanted_page(g.sign_in.person))
            form.refuse(form.code, f"{WrongCode.sentence} {WrongCode.what_next}")
        except (WrongCode, TooManyTries) as refusal:
            form.refuse(form.code, f"{refusal.sentence} {refusal.what_next}")
    return _code_page(form)


def signed_in_fully(token: str, to: str) -> Response:
    """Both factors were given: a new cookie, and on to the page."""
    new_browser_session()
    return remember_in_browser(make_response(redirect(to)), token)


@sign_in.post("/sign-in/code/again")
@public
def resend() -> ResponseReturnValue:
    """Send a new code; the earlier one stops working."""
    account = sign_ins.account_of(db.session, g.sign_in.person) if g.sign_in and not g.person else None
    if account is None or g.sign_in.setting_up or account.codes_by in (None, CodesBy.APP):
        return redirect(url_for("sign_in.show"))
    try:
        sign_ins.send_code(db.session, sign_in=g.sign_in, to=account, key=hub_key(), now=g.now)
        flash("We sent a new code. The earlier one no longer works.")
    except TooManyTries as refusal:
        form = CodeForm(formdata=None)
        form.refuse(form.code, f"{refusal.sentence} {refusal.what_next}")
        return _code_page(form)
    return redirect(url_for("sign_in.code"))


@sign_in.route("/sign-in/recovery-code", methods=["GET", "POST"])
@public
def recovery_code() -> ResponseReturnValue:
    """A recovery code in place of the one-time code, where phone or app are gone."""
    if (elsewhere := _not_waiting_for_a_code()) is not None:
        return elsewhere
    form = RecoveryForm()
    if form.validate_on_submit():
        try:
            token = sign_ins.give_recovery_code(
                db.session, sign_in=g.sign_in, code=form.code.data or "", key=hub_key(), now=g.now
            )
            if token is not None:
                to_account = signed_in_fully(token, url_for("account.show"))
                flash("You used a recovery code. It works no longer; choose now how you get your codes.")
                return to_account
            form.refuse(form.code, "That recovery code is not right, or was used before. Try another one.")
        except (WrongCode, TooManyTries) as refusal:
            form.refuse(form.code, f"{refusal.sentence} {refusal.what_next}")
    return render_template("account/recovery_code.html", form=form)


@sign_in.get("/sign-in/left")
@quiet
@public
def left() -> ResponseReturnValue:
    """How many seconds are left of the sign-in: what a page asks before it warns. Asking is not using."""
    return _left(g.ends_at) if g.person else jsonify(seconds=0, last=False)


@sign_in.post("/sign-in/stay")
@signed_in()
def stay() -> ResponseReturnValue:
    """“Stay signed in”: being here counts as use."""
    g.sign_in.seen_at = g.now
    return _left(limits().end_of(g.sign_in))


@sign_in.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the sign-in on the server and in the browser."""
    if g.sign_in is not None:
        sign_ins.sign_out(db.session, sign_in=g.sign_in, now=g.now)
    return out("You are signed out.")


def out(said: str) -> Response:
    """To the sign-in page, with nothing left in the browser."""
    session.clear()
    flash(said)
    return forget_in_browser(make_response(redirect(url_for("sign_in.show"))))


@sign_in.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a link; the answer is the same whether the address has an account or not."""
    form = ForgottenForm()
    if form.validate_on_submit():
        address = request.remote_addr or ""
        accounts.ask_password_reset(db.session, email=form.email.data or "", address=address, now=g.now)
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
@outside_transactions
@public
def new_password(token: str) -> ResponseReturnValue:
    """Choose a new password by the link; every sign-in of the person ends."""
    link = accounts.link_for(db.session, token=token, purpose=LinkPurpose.PASSWORD_RESET, now=g.now)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            password_hash = hash_password(form.password.data or "", about=names_of(link.person.name, link.person.email))
            with db.database.transaction() as writing:
                accounts.reset_password(writing, token=token, password_hash=password_hash, now=g.now)
            return out("Your new password is saved. Sign in with it.")
        except PasswordTooWeak as refusal:
            form.refuse(form.password, f"{refusal.sentence} {refusal.what_next}")
    return render_template("account/new_password.html", form=form, email=link.person.email)


def names_of(name: str, email: str) -> tuple[str, ...]:
    """What a password may not be made of."""
    return name, email, email.partition("@")[0], "EHC Hub"


def hub_key() -> str:
    """What the codes' hashes are keyed with."""
    return str(current_app.config["SECRET_KEY"])


def device() -> str:
    """The browser that asks, in words."""
    return device_of(request.user_agent.string)


def new_browser_session() -> None:
    """Start the browser's own session afresh, keeping only where the person wanted to go."""
    wanted = session.get(NEXT)
    session.clear()
    if wanted:
        session[NEXT] = wanted


def _left(ends_at: datetime) -> Response:
    """The seconds until then, and whether being here no longer puts it off."""
    last = ends_at >= g.sign_in.started_at + limits().longest
    return jsonify(seconds=max(0, int((ends_at - g.now).total_seconds())), last=last)


def _not_waiting_for_a_code() -> ResponseReturnValue | None:
    """Where to go instead, for somebody whose password was not given, or whose second factor is not set up."""
    if g.person:
        return redirect(start_page(g.person))
    if g.sign_in is None:
        return redirect(url_for("sign_in.show"))
    return redirect(url_for("second_factor.prove")) if g.sign_in.setting_up else None


def _code_page(form: CodeForm) -> str:
    account = sign_ins.account_of(db.session, g.sign_in.person)
    return render_template(
        "account/code.html", form=form, codes_by=account.codes_by.value if account and account.codes_by else ""
    )
