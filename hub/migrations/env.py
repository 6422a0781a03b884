"""Alembic's environment: the connection comes from `hub.database`."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum

from hub.models import Base
from hub.models.base import UtcDateTime


def _plain_types(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our own types as what the database sees, so that a migration doesn't change when an enum grows."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_plain_types,
)
with context.begin_transaction():
    context.run_migrations()
