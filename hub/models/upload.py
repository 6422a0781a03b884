"""Files that a professional uploads in support of advice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.models.base import Base
from hub.models.people import Person
from hub.models.request import Request


class Upload(Base, kw_only=True):
    """A clinic letter, report or plan; its bytes are in `hub.files` under their SHA-256."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), init=False, index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    request: Mapped[Request] = relationship(repr=False)
    uploaded_by: Mapped[Person] = relationship()
