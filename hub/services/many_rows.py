"""Many rows at once: numbered before they are written, so that rows which point at them go in the same breath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, func, insert, literal_column, null, select, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

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


def insert_rows(session: Session, kind: type[Base], rows: Sequence[dict[str, Any]], **same: Any) -> None:
    """Write the rows; `same` has the columns in which they are alike, which are written into the statement once.

    Rows and `same` together name every column that has no default in the database.
    """
    table = Base.metadata.tables[kind.__tablename__]
    dialect = session.get_bind().dialect
    alike = {name: _written(table.c[name].type, value, dialect) for name, value in same.items()}
    if rows:
        session.execute(insert(table).values(alike), list(rows))


def _written(kind: TypeEngine[Any], value: Any, dialect: Dialect) -> ColumnElement[Any]:
    """A value as it stands in a statement."""
    write = kind.dialect_impl(dialect).literal_processor(dialect)
    return null() if value is None or write is None else literal_column(write(value), kind)
