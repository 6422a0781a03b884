"""What each comparison of a mailbox with the ledger found; and an index by which one sender is answered once a day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailbox_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("folder", sa.String(length=400), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("taken_in", sa.Integer(), nullable=False),
        sa.Column("without_row", sa.JSON(), nullable=False),
        sa.Column("without_bytes", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_check")),
    )
    with op.batch_alter_table("mailbox_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailbox_check_checked_at"), ["checked_at"], unique=False)
    with op.batch_alter_table("outgoing_notice", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_notice_recipient_created_at", ["recipient", "created_at"], unique=False)
