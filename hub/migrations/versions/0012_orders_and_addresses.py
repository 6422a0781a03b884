"""Cases with an order, an appeal or a transfer by an index; a new e-mail address to be confirmed; postal addresses; from
when on things are new to somebody: to whoever is there already, from this migration on.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_council_decision_kind_case_id", "council_decision", ["kind", "case_id"])
    op.add_column("single_use_link", sa.Column("new_email", sa.String(length=320), nullable=False, server_default=""))
    op.add_column("person", sa.Column("new_from", sa.DateTime(timezone=True), nullable=True))
    person = sa.table("person", sa.column("new_from", sa.DateTime(timezone=True)))
    op.execute(sa.update(person).values(new_from=datetime.now(UTC)))
    op.add_column("case_person", sa.Column("address", sa.String(length=400), nullable=False, server_default=""))
