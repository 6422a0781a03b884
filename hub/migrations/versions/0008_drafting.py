"""Drafts: their versions, who is asked to look, comments, words without a place, a writer's phrases."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("automatic", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    _create(
        "draft_look",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        people=("person_id", "asked_by_id"),
        indexed=("request_id", "person_id"),
    )
    _create(
        "draft_comment",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("quoted", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        people=("by_id",),
        indexed=("request_id",),
    )
    _create(
        "draft_leftover",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("under", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        indexed=("request_id",),
    )
    _create(
        "draft_offer",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.UniqueConstraint("request_id", name=op.f("uq_draft_offer_request_id")),
        people=("by_id",),
    )
    _create(
        "phrase",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        people=("person_id",),
        indexed=("person_id",),
        of_request=False,
    )


def _create(
    name: str,
    *parts: sa.schema.SchemaItem,
    people: tuple[str, ...] = (),
    indexed: tuple[str, ...] = (),
    of_request: bool = True,
) -> None:
    keys = [("request_id", "request")] if of_request else []
    keys += [(column, "person") for column in people]
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}_{table}"))
            for column, table in keys
        ),
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
