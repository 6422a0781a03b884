"""Files that a professional uploads in support of advice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.models.base import Base
from hub.models.people import Person
from hub.models.request import Request


class Upload(Base, kw_only=True):
    """A clinic letter, report or plan; its bytes are in `hub.files` under their SHA-256.

    `noticed` is what the privacy rules and the look for hidden content said of it (`hub.noticed`), None until it has
    been read.
    """

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), init=False, index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    noticed: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True), default=None)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    request: Mapped[Request] = relationship(repr=False)
    uploaded_by: Mapped[Person] = relationship()
