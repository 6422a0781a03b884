"""Your account: how codes come, recovery codes, the password, and where you are signed in."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from hub.models import Account, LinkPurpose, Person, SignIn, length_of
from hub.passwords import hash_password, verify_password
from hub.refusals import MissingDetail, PasswordTooWeak, ProveItIsYou, TooManyTries
from hub.services import accounts, email_changes, second_factors, sign_ins
from portal.db import db, outside_transactions
from portal.form_fields import Email, HubForm, Password
from portal.journeys.second_factor import ask_for_proof
from portal.journeys.sign_in import PASSWORD_HINT, hub_key, names_of, out
from portal.signed_in import limits, public, signed_in, start_page

account = Blueprint("account", __name__)


class ChangePasswordForm(HubForm):
    """The old password and the new one."""

    current = Password("Your password now", needed="Enter your password")
    password = Password("New password", needed="Enter a new password", hint=PASSWORD_HINT, new=True)


class ChangeEmailForm(HubForm):
    """The new address, and the password once more."""

    email = Email(
        "New email address",
        needed="Enter your new email address",
        longest=length_of(Person.email),
        hint="We send a link to it. You go on signing in with the old one until you have opened the link.",
    )
    current = Password("Your password", needed="Enter your password")


@account.get("/account")
@signed_in()
def show() -> ResponseReturnValue:
    """Who you are to the hub, how your codes come, and where you are signed in."""
    own = sign_ins.account_of(db.session, g.person)
    return render_template(
        "account/show.html",
        person=g.person,
        codes_by=own.codes_by.value if own and own.codes_by else "",
        last_digits=second_factors.last_digits(own) if own else "",
        codes_left=sign_ins.recovery_codes_left(db.session, own) if own else 0,
        sign_ins=sign_ins.sign_ins_of(db.session, g.person, now=g.now, limits=limits()),
        here=g.sign_in.id,
        limits=limits(),
    )


@account.route("/account/password", methods=["GET", "POST"])
@outside_transactions
@signed_in()
def password() -> ResponseReturnValue:
    """Change the password, by giving the old one; every other sign-in ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            return _changed(form)
        except LookupError:
            form.refuse(form.current, "That is not your password now")
        except TooManyTries as refusal:
            form.refuse(form.current, f"{refusal.sentence} {refusal.what_next}")
        except PasswordTooWeak as refusal:
            form.refuse(form.password, f"{refusal.sentence} {refusal.what_next}")
    return render_template("account/password.html", form=form, email=g.person.email)


@account.route("/account/email", methods=["GET", "POST"])
@outside_transactions
@signed_in()
def email() -> ResponseReturnValue:
    """Ask to sign in with another address: a link to it confirms that it is theirs."""
    form = ChangeEmailForm()
    if form.validate_on_submit():
        try:
            _proved(form.current.data or "")
            with db.database.transaction() as writing:
                own = writing.get_one(Person, g.person.id)
                email_changes.ask_email_change(writing, person=own, email=form.email.data or "", now=g.now)
            return render_template("account/email_asked.html", email=form.email.data)
        except LookupError:
            form.refuse(form.current, "That is not your password")
        except TooManyTries as refusal:
            form.refuse(form.current, f"{refusal.sentence} {refusal.what_next}")
        except MissingDetail as refusal:
            form.refuse(form.email, f"{refusal.sentence} {refusal.what_next}")
    return render_template("account/email.html", form=form, email=g.person.email)


@account.route("/new-email/<token>", methods=["GET", "POST"])
@public
def new_email(token: str) -> ResponseReturnValue:
    """Confirm the new address by the link that was sent to it; opening the page alone, as scanners do, does nothing."""
    link = accounts.link_for(db.session, token=token, purpose=LinkPurpose.NEW_EMAIL, now=g.now)
    if request.method == "POST":
        email_changes.confirm_email_change(db.session, token=token, now=g.now)
        return out("Your new email address is confirmed. Sign in with it.")
    return render_template("account/new_email.html", email=link.new_email)


def _proved(password: str) -> sign_ins.Known:
    """The account of whoever is signed in, once they have given their password.

    Raises LookupError where it is wrong, which is counted; TooManyTries.
    """
    address = request.remote_addr or ""
    known = sign_ins.look_up(db.session, email=g.person.email, address=address, now=g.now)
    if not verify_password(password, known.password_hash):
        with db.database.transaction() as writing:
            sign_ins.count_wrong_password(writing, email=g.person.email, address=address, now=g.now)
        raise LookupError
    return known


def _changed(form: ChangePasswordForm) -> ResponseReturnValue:
    """Raises LookupError where the old password is wrong; TooManyTries, PasswordTooWeak."""
    known = _proved(form.current.data or "")
    password_hash = hash_password(form.password.data or "", about=names_of(g.person.name, g.person.email))
    with db.database.transaction() as writing:
        own, here = writing.get_one(Account, known.account_id), writing.get_one(SignIn, g.sign_in.id)
        accounts.change_password(writing, sign_in=here, account=own, password_hash=password_hash, now=g.now)
    flash("Your password is changed. You are signed out everywhere else.")
    return redirect(url_for("account.show"))


@account.post("/account/sign-out-everywhere")
@signed_in()
def sign_out_everywhere() -> ResponseReturnValue:
    """End every sign-in of one's own, this one too."""
    sign_ins.sign_out_everywhere(db.session, person=g.person, now=g.now)
    return out("You are signed out everywhere.")


@account.post("/account/sign-out-elsewhere")
@signed_in()
def sign_out_elsewhere() -> ResponseReturnValue:
    """End every other sign-in of one's own."""
    sign_ins.sign_out_everywhere(db.session, person=g.person, now=g.now, but=g.sign_in)
    flash("You are signed out everywhere else.")
    return redirect(url_for("account.show"))


@account.get("/account/recovery-codes")
@signed_in()
def recovery_codes() -> ResponseReturnValue:
    """What recovery codes are for, and the button that makes them."""
    own = sign_ins.account_of(db.session, g.person)
    left = sign_ins.recovery_codes_left(db.session, own) if own else 0
    return render_template("account/recovery_codes.html", codes=[], left=left, onwards=start_page(g.person))


@account.post("/account/recovery-codes")
@signed_in()
def make_recovery_codes() -> ResponseReturnValue:
    """Ten new codes, shown in this answer and never again."""
    if not second_factors.is_fresh(g.sign_in, now=g.now):
        return ask_for_proof(url_for("account.recovery_codes"))
    codes = second_factors.make_recovery_codes(db.session, account=_own_account(), key=hub_key(), now=g.now)
    return render_template("account/recovery_codes.html", codes=codes, left=len(codes), onwards=start_page(g.person))


@account.post("/account/recovery-codes.txt")
@signed_in()
def recovery_codes_text() -> ResponseReturnValue:
    """The codes that were just shown, as a text file: the page hands them back, since the hub keeps hashes only."""
    codes = request.form.getlist("code")[:10]
    if not second_factors.are_recovery_codes(db.session, account=_own_account(), codes=codes, key=hub_key()):
        return redirect(url_for("account.recovery_codes"))
    lines = ["EHC Hub: recovery codes", "Each works once, in place of the code from your phone or app.", "", *codes, ""]
    answer = Response("\r\n".join(lines), mimetype="text/plain")
    answer.headers["Content-Disposition"] = 'attachment; filename="ehc-hub-recovery-codes.txt"'
    return answer


def _own_account() -> Account:
    found = sign_ins.account_of(db.session, g.person)
    if found is None:
        raise ProveItIsYou
    return found
