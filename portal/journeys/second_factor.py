"""How the codes come: chosen and proved when registering or after a reset, changed by whoever has the old way."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import segno
from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from wtforms import Field

from hub.mailers import not_carried
from hub.models import CodesBy, LinkPurpose, NewFactor
from hub.notice import NoticeChannel
from hub.one_time_codes import provisioning_uri
from hub.passwords import verify_password
from hub.refusals import NotALandline, NotAMobileNumber, ProveItIsYou, Refusal, TooManyTries, WrongCode
from hub.services import second_factors, sign_ins
from hub.services.accounts import link_for
from portal.db import db, outside_transactions
from portal.form_fields import Code, HubForm, OneOf, Password, Phone, Text, Tick, options
from portal.journeys.sign_in import NO_MATCH, begun, device, hub_key, signed_in_fully
from portal.signed_in import council, public, signed_in, to_sign_in

second_factor = Blueprint("second_factor", __name__)
ISSUER = "EHC Hub"
AFTER_PROOF = "after-proof"  # where a code by the old way leads, if not to choosing another
WAYS = (
    (CodesBy.SMS.value, "Text message"),
    (CodesBy.APP.value, "Authenticator app"),
    (CodesBy.VOICE.value, "Telephone call to a landline"),
)


class FactorForm(HubForm):
    """Where codes come to: a text message for most people."""

    codes_by = OneOf("How should your security codes reach you?", WAYS, needed="Choose how your codes reach you")
    phone = Phone(
        "Mobile number",
        hint="A code is sent to it each time you sign in. It is used for nothing else and is shown to nobody.",
    )
    landline = Phone(
        "Landline number",
        autocomplete="off",
        hint="With its area code. It cannot be a switchboard or an extension: it must be a dedicated phone line.",
    )
    own_line = Tick("It rings at my own desk, and no switchboard answers it")

    def __init__(self, *args: Any, **given: Any) -> None:
        self.offered = ways_offered()
        super().__init__(*args, **{"codes_by": self.offered[0], **given})
        self.codes_by.choices = options((value, words) for value, words in WAYS if value in self.offered)

    @property
    def chosen(self) -> CodesBy:
        """How codes are to come."""
        return CodesBy(self.codes_by.data)

    @property
    def typed(self) -> str:
        """The number that was typed for it."""
        return str((self.landline if self.chosen is CodesBy.VOICE else self.phone).data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether what the chosen way needs was entered."""
        good = bool(super().validate(extra_validators))
        if self.codes_by.errors:
            return good
        missing: list[tuple[Field, str]] = []
        if self.chosen is CodesBy.SMS and not self.phone.data:
            missing.append((self.phone, "Enter a mobile number"))
        if self.chosen is CodesBy.VOICE and not self.landline.data:
            missing.append((self.landline, "Enter a landline number"))
        elif self.chosen is CodesBy.VOICE and not self.own_line.data:
            missing.append((self.own_line, "Say that it is a line of your own: a switchboard cannot pass the code on"))
        for field, sentence in missing:
            self.refuse(field, sentence)
        return good and not missing

    def number(self) -> str:
        """The number as it is dialled. Raises NotAMobileNumber, NotALandline."""
        return second_factors.number_for(self.chosen, self.typed)

    def refuse_number(self, refusal: Refusal) -> None:
        """Say at its field why the number won't do."""
        field = self.landline if isinstance(refusal, NotALandline) else self.phone
        self.refuse(field, f"{refusal.sentence} {refusal.what_next}")


def ways_offered() -> list[str]:
    """The ways that this hub has a carrier for; an app needs none."""
    missing = not_carried(current_app.extensions["hub_settings"])
    channels = {CodesBy.SMS.value: NoticeChannel.SMS, CodesBy.VOICE.value: NoticeChannel.VOICE}
    return [value for value, _ in WAYS if channels.get(value) not in missing]


class ProveForm(HubForm):
    """The first code."""

    code = Code("Security code", needed="Enter the six-digit code")


class OldCodeForm(HubForm):
    """A code by the old way, or one kept on paper."""

    code = Text(
        "Security code or recovery code",
        needed="Enter the code",
        autocomplete="one-time-code",
        width="govuk-input--width-20",
    )


class StartAgainForm(HubForm):
    """What you know, beside the link."""

    password = Password("Your password", needed="Enter your password")


@second_factor.route("/second-factor", methods=["GET", "POST"])
@public
def choose() -> ResponseReturnValue:
    """Choose how codes come: in a sign-in that sets it up, or after a code by the old way."""
    if g.sign_in is None:
        return to_sign_in()
    form = FactorForm()
    if form.validate_on_submit():
        try:
            second_factors.choose_factor(
                db.session, sign_in=g.sign_in, codes_by=form.chosen, phone=form.typed, key=hub_key(), now=g.now
            )
            return redirect(url_for("second_factor.prove"))
        except (NotAMobileNumber, NotALandline) as refusal:
            form.refuse_number(refusal)
        except TooManyTries as refusal:
            form.refuse(form.codes_by, f"{refusal.sentence} {refusal.what_next}")
    return render_template("account/choose_factor.html", form=form)


@second_factor.route("/second-factor/code", methods=["GET", "POST"])
@public
def prove() -> ResponseReturnValue:
    """The first code from the new phone or app: from now on it counts."""
    if g.sign_in is None:
        return to_sign_in()
    new = second_factors.new_factor_of(db.session, g.sign_in)
    if new is None:
        return redirect(url_for("second_factor.choose"))
    form = ProveForm()
    if form.validate_on_submit():
        try:
            token = second_factors.prove_new_factor(
                db.session, sign_in=g.sign_in, code=form.code.data or "", key=hub_key(), now=g.now
            )
            if token is not None:
                to_codes = signed_in_fully(token, url_for("account.recovery_codes"))
                flash("That worked. Your codes come this way from now on.")
                return to_codes
            form.refuse(form.code, f"{WrongCode.sentence} {WrongCode.what_next}")
        except TooManyTries as refusal:
            form.refuse(form.code, f"{refusal.sentence} {refusal.what_next}")
    return _prove_page(form, new)


@second_factor.post("/second-factor/code/again")
@public
def send_again() -> ResponseReturnValue:
    """Send the new phone another code."""
    if g.sign_in is None:
        return to_sign_in()
    try:
        second_factors.send_code_to_new(db.session, sign_in=g.sign_in, key=hub_key(), now=g.now)
        flash("We sent a new code. The earlier one no longer works.")
    except TooManyTries as refusal:
        new = second_factors.new_factor_of(db.session, g.sign_in)
        if new is None:
            raise ProveItIsYou from None
        form = ProveForm(formdata=None)
        form.refuse(form.code, f"{refusal.sentence} {refusal.what_next}")
        return _prove_page(form, new)
    return redirect(url_for("second_factor.prove"))


@second_factor.get("/second-factor/qr.svg")
@public
def qr() -> ResponseReturnValue:
    """The QR code of the app's secret, for the sign-in that is setting it up and nobody else."""
    new = second_factors.new_factor_of(db.session, g.sign_in) if g.sign_in else None
    if new is None or not new.totp_secret:
        abort(404)
    picture = BytesIO()
    says = provisioning_uri(new.totp_secret, account=g.sign_in.person.email, issuer=_issuer())
    segno.make(says, error="m", micro=False).save(picture, kind="svg", scale=5, border=4, light="#fff")
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@second_factor.route("/new-second-factor/<token>", methods=["GET", "POST"])
@outside_transactions
@public
def start_again(token: str) -> ResponseReturnValue:
    """After an administrator's reset: the link and the password together."""
    link = link_for(db.session, token=token, purpose=LinkPurpose.SECOND_FACTOR, now=g.now)
    form = StartAgainForm()
    if form.validate_on_submit():
        try:
            second_factors.refuse_link_tries(db.session, person=link.person, now=g.now)
            account = sign_ins.account_of(db.session, link.person)
            right = verify_password(form.password.data or "", account.password_hash if account else None)
            with db.database.transaction() as writing:
                started = second_factors.start_again(writing, token=token, right=right, device=device(), now=g.now)
            if started is not None:
                return begun(started, url_for("second_factor.choose"))
            form.refuse(form.password, NO_MATCH.replace("email address or the ", ""))
        except TooManyTries as refusal:
            form.refuse(form.password, f"{refusal.sentence} {refusal.what_next}")
    return render_template("account/start_again.html", form=form, email=link.person.email)


@second_factor.post("/account/codes/begin")
@signed_in()
def begin_change() -> ResponseReturnValue:
    """Change how codes come: first a code by the old way. Asked again, it sends another code for the same purpose."""
    usual = url_for("second_factor.choose")
    return ask_for_proof(session.get(AFTER_PROOF, usual) if request.form.get("again") else usual)


def ask_for_proof(onwards: str) -> ResponseReturnValue:
    """Send a code by the old way, and go on to `onwards` once it was given. Raises ProveItIsYou without an old way."""
    account = sign_ins.account_of(db.session, g.person)
    if account is None or account.codes_by is None:
        raise ProveItIsYou
    try:
        second_factors.ask_for_old_code(db.session, sign_in=g.sign_in, account=account, key=hub_key(), now=g.now)
    except TooManyTries as refusal:
        flash(f"{refusal.sentence} Use the code that you have, or wait.")
    session[AFTER_PROOF] = onwards
    return redirect(url_for("second_factor.prove_old"))


@second_factor.route("/account/codes", methods=["GET", "POST"])
@signed_in()
def prove_old() -> ResponseReturnValue:
    """The code by the old way, or a recovery code."""
    account = sign_ins.account_of(db.session, g.person)
    if account is None or account.codes_by is None:
        raise ProveItIsYou
    form = OldCodeForm()
    if form.validate_on_submit():
        try:
            if second_factors.prove_old_factor(
                db.session, sign_in=g.sign_in, account=account, code=form.code.data or "", key=hub_key(), now=g.now
            ):
                return redirect(session.pop(AFTER_PROOF, url_for("second_factor.choose")))
            form.refuse(form.code, f"{WrongCode.sentence} {WrongCode.what_next}")
        except TooManyTries as refusal:
            form.refuse(form.code, f"{refusal.sentence} {refusal.what_next}")
    return render_template("account/prove_old.html", form=form, codes_by=account.codes_by.value)


def _prove_page(form: ProveForm, new: NewFactor) -> str:
    secret = " ".join(new.totp_secret[at : at + 4] for at in range(0, len(new.totp_secret), 4))
    way = new.codes_by.value if new.codes_by else ""
    new_way = {"codes_by": way, "secret": secret, "email": g.sign_in.person.email, "issuer": _issuer()}
    return render_template("account/prove_factor.html", form=form, setting_up=g.sign_in.setting_up, **new_way)


def _issuer() -> str:
    """How the app lists the account: whose hub it is, since a professional may use several."""
    return f"{ISSUER}, {council().name}"
