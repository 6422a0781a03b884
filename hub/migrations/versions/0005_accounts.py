"""Accounts: second factors and their change, recovery codes, where one is signed in; what was done to people's access."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_voice", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("setting_up", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("factor_proved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("device", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("for_new", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "new_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_in_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("by_voice", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["sign_in_id"], ["sign_in.id"], name=op.f("fk_new_factor_sign_in_id_sign_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_new_factor")),
        sa.UniqueConstraint("sign_in_id", name=op.f("uq_new_factor_sign_in_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_account_id"), ["account_id"], unique=False)
    op.create_table(
        "person_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_person_entry_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_entry_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_entry")),
        sa.UniqueConstraint("person_id", "number", name=op.f("uq_person_entry_person_id_number")),
    )
    with op.batch_alter_table("person_entry", schema=None) as batch_op:
        batch_op.create_index("ix_person_entry_at_id", ["at", "id"], unique=False)
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.create_index("ix_history_entry_at_id", ["at", "id"], unique=False)
        batch_op.create_index("ix_history_entry_by_id_at_id", ["by_id", "at", "id"], unique=False)
