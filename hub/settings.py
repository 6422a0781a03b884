"""Settings: read once from the environment or `.env`, every one optional for the embedded default."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.refusals import Problem


class WrongSetting(Problem):
    """One or more settings can't be used; the message names each, what was wrong and what would do."""


class Settings(BaseSettings):
    """Where the hub keeps things, whom it talks to, and whose hub it is."""

    model_config = SettingsConfigDict(env_prefix="EHC_", env_file=".env", frozen=True, extra="ignore")

    database_url: str = Field("", description="sqlite:///… or postgresql://…; empty: a SQLite file in the data folder")
    data_dir: Path = Field(Path("var"), description="folder for raw post, uploads, outbox and the SQLite database")
    council: Path | None = Field(None, description="the council's folder: council.toml, and changes to the profiles")
    base_url: str = Field("http://127.0.0.1:8000", description="the portal's address, as links in emails give it")
    imap_url: SecretStr | None = Field(
        None, description="mailbox to read, e.g. imaps://user:password@mail.example/INBOX?done=Done"
    )
    acknowledge: bool = Field(True, description="answer who asks by email with a reference and a date, automatically")
    watched_folder: Path | None = Field(None, description="folder in which scans and saved post are dropped")
    smtp_url: SecretStr | None = Field(None, description="mail server, e.g. smtp://user:password@mail.example:587")
    mail_from: str = Field("no-reply@ehc-hub.example", description="the address that the hub's emails come from")
    bounces_to: str = Field(
        "", description="where undeliverable email comes back to: a mailbox that the hub reads; empty: EHC_MAIL_FROM"
    )
    notify_key: SecretStr | None = Field(None, description="GOV.UK Notify API key, for email and text messages")
    notify_url: str = Field(
        "https://api.notifications.service.gov.uk", description="GOV.UK Notify's address (a local fake in tests)"
    )
    notify_email_template: str = Field("", description="Notify template id for emails; fields: subject, body")
    notify_sms_template: str = Field("", description="Notify template id for text messages; field: body")
    voice_url: SecretStr | None = Field(
        None, description="who speaks codes to landlines, e.g. https://user:password@voice.example/calls"
    )
    clamd: str = Field("", description="ClamAV's socket: host:port or a path; empty: uploads are not scanned")
    idle_minutes: int = Field(30, ge=5, le=240, description="minutes without use after which somebody is signed out")
    session_hours: int = Field(12, ge=1, le=24, description="hours after which somebody signs in again in any case")
    demo: bool = Field(False, description="true only in `ehc demo`: shows the local outbox page")

    @field_validator("database_url")
    @classmethod
    def _a_database_we_know(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("should start with sqlite:/// or postgresql://")
        return value

    @field_validator("council")
    @classmethod
    def _a_folder_that_exists(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("is not a folder")
        return value

    @field_validator("imap_url", "smtp_url")
    @classmethod
    def _a_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and value.get_secret_value():
            parts = urlsplit(value.get_secret_value())
            if parts.scheme not in {"imap", "imaps", "smtp", "smtps"} or not parts.hostname:
                raise ValueError("should look like imaps://user:password@host/INBOX or smtp://user:password@host:587")
            return value
        return None

    @field_validator("voice_url")
    @classmethod
    def _a_web_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("should look like https://user:password@voice.example/calls")
        return value

    @property
    def database(self) -> str:
        """The database's URL, the embedded default included."""
        return self.database_url or f"sqlite:///{self.data_dir / 'hub.db'}"

    @property
    def register_file(self) -> Path:
        """Where `ehc schools import` keeps the register of schools."""
        return self.data_dir / "register.csv"

    def secret_key(self) -> str:
        """The key that signs forms; made once, kept in the data folder, readable by its owner only."""
        path = self.data_dir / "secret-key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(f".{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_hex(32))
            try:
                os.link(draft, path)  # the first of several processes wins, and nobody reads half a key
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text()


def load_settings(**given: Any) -> Settings:
    """The settings from the environment and `.env`, with `given` above both.

    Raises WrongSetting with one sentence per setting that can't be used.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        said = [f"EHC_{str(each['loc'][0]).upper()} {_sentence(each)}" for each in error.errors()]
        raise WrongSetting("; ".join(said) + ". Run `ehc settings` to see each setting and its meaning.") from None


def _sentence(error: Any) -> str:
    return (
        str(error["msg"]).removeprefix("Value error, ")[:1].lower()
        + str(error["msg"]).removeprefix("Value error, ")[1:]
    )


def shown(name: str, settings: Settings) -> str:
    """A setting's value as it may be printed: secrets and passwords masked."""
    value = getattr(settings, name)
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
        if "://" not in value:
            return "********"
    if value is None or value == "":
        return "not set"
    parts = urlsplit(str(value))
    if parts.password:
        netloc = f"{parts.username}:********@{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        return urlunsplit(parts._replace(netloc=netloc))
    return str(value)
