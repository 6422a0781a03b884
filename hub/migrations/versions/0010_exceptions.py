"""Exceptions of the law recorded on a case or a request, each ended or corrected by a new row."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recorded_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_by", sa.String(length=40), nullable=True),
        sa.Column("told_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["ehc_case.id"], name=op.f("fk_recorded_exception_case_id_ehc_case")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_recorded_exception_request_id_request")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_recorded_exception_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["told_recorded_by_id"], ["person.id"], name=op.f("fk_recorded_exception_told_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["recorded_exception.id"],
            name=op.f("fk_recorded_exception_replaces_id_recorded_exception"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_exception")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_recorded_exception_replaces_id")),
    )
    with op.batch_alter_table("recorded_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recorded_exception_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recorded_exception_request_id"), ["request_id"], unique=False)
