"""How people sign in: accounts, invitations, second factors, sessions on the server, and the count of tries."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.models.base import Base
from hub.models.people import Person


class CodesBy(StrEnum):
    """How the code of the second step reaches somebody: the safest first."""

    APP = "app"
    SMS = "sms"
    VOICE = "voice"


class SecondFactor:
    """A second factor: an authenticator app's secret, or a phone that a code is sent or spoken to."""

    phone: Mapped[str]
    by_voice: Mapped[bool]
    totp_secret: Mapped[str]

    @property
    def codes_by(self) -> CodesBy | None:
        """How codes come; None where no second factor is set up."""
        if self.totp_secret:
            return CodesBy.APP
        if not self.phone:
            return None
        return CodesBy.VOICE if self.by_voice else CodesBy.SMS


class Account(SecondFactor, Base, kw_only=True):
    """A person's password and second factor. The phone number is for codes only and is shown to nobody."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False, unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(20), default="")
    by_voice: Mapped[bool] = mapped_column(default=False)
    phone_verified_at: Mapped[datetime | None] = mapped_column(default=None)
    totp_secret: Mapped[str] = mapped_column(String(64), default="")  # an authenticator app, where one is set up
    totp_counter: Mapped[int] = mapped_column(default=0)  # the last one used: a code works once (ASVS 6.5.1)
    person: Mapped[Person] = relationship(lazy="joined")


class LinkPurpose(StrEnum):
    """What a single-use link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"  # noqa: S105
    NEW_EMAIL = "new-email"  # sent to the new address, which whoever opens it has
    SECOND_FACTOR = "second-factor"  # after an administrator's reset; the password is asked for besides


class SingleUseLink(Base, kw_only=True):
    """A link sent by e-mail, kept as the hash of its token."""

    __tablename__ = "single_use_link"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    purpose: Mapped[LinkPurpose]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    new_email: Mapped[str] = mapped_column(String(320), default="", server_default="")  # lower case; "" for all others
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    person: Mapped[Person] = relationship()


class SignIn(Base, kw_only=True):
    """A session on the server, kept as the hash of its token; signed in fully once the code was given."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_person_id_ended_at", "person_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    code_given_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    setting_up: Mapped[bool] = mapped_column(default=False)  # by a link and the password, to give a second factor
    factor_proved_at: Mapped[datetime | None] = mapped_column(default=None)  # the old one, before it is changed
    device: Mapped[str] = mapped_column(String(60), default="")  # the browser in words, so that its owner knows it
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    person: Mapped[Person | None] = relationship(default=None, lazy="joined")


class NewFactor(SecondFactor, Base, kw_only=True):
    """A second factor that somebody has given but not yet proved to have; it counts for nothing until then."""

    __tablename__ = "new_factor"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id"), unique=True)
    phone: Mapped[str] = mapped_column(String(20), default="")
    by_voice: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str] = mapped_column(String(64), default="")


class RecoveryCode(Base, kw_only=True):
    """One of ten codes kept on paper for the day when phone or app are gone; a keyed hash, used once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class OneTimeCode(Base, kw_only=True):
    """A six-digit code bound to one sign-in (ASVS 6.6.2), kept as a keyed hash, valid 10 minutes, once."""

    __tablename__ = "one_time_code"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id"), init=False, index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    for_new: Mapped[bool] = mapped_column(default=False)  # sent to a new phone: proves that one and no other
    sign_in: Mapped[SignIn] = relationship(repr=False)


class Try(Base, kw_only=True):
    """One failed try at a password or code, for throttling; the subject is a hash."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
