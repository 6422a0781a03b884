"""What an officer corrected of what was read, kept so that the reading can be measured and bettered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrected", sa.JSON(), nullable=True))
