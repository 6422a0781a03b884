"""Many rows at once: numbered before they are written, so that rows which point at them go in the same breath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from hub.models import Base


def next_ids(session: Session, kind: type[Base], count: int) -> Sequence[int]:
    """Numbers for so many new rows of a table whose key is `id`, taken for this transaction.

    On SQLite nobody else writes while this transaction does; on PostgreSQL the table's sequence gives them out.
    """
    table = kind.__tablename__
    if session.get_bind().dialect.name == "postgresql":
        taken = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        return list(session.scalars(taken, {"table": table, "count": count}))
    highest = session.scalar(select(func.max(kind.__table__.c.id))) or 0
    return range(highest + 1, highest + 1 + count)


def insert_rows(session: Session, kind: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Write the rows, each with every column that has no default in the database."""
    if rows:
        session.execute(insert(Base.metadata.tables[kind.__tablename__]), list(rows))
