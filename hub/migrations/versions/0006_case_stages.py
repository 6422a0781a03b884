"""The council's decisions as dated stages, who of the family reads the case and what they say, and co-writers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("stage_before", sa.String(length=40), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_council_decision_by_id_person")),
        sa.ForeignKeyConstraint(["case_id"], ["ehc_case.id"], name=op.f("fk_council_decision_case_id_ehc_case")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["council_decision.id"], name=op.f("fk_council_decision_replaces_id_council_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_decision")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_council_decision_replaces_id")),
    )
    op.create_index("ix_council_decision_case_id_decided_on", "council_decision", ["case_id", "decided_on"])
    op.create_table(
        "family_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["ehc_case.id"], name=op.f("fk_family_link_case_id_ehc_case")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_family_link_ended_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_family_link_person_id_person")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_family_link_started_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_link")),
    )
    op.create_index("ix_family_link_case_id", "family_link", ["case_id"])
    op.create_index("ix_family_link_person_id_ended_at", "family_link", ["person_id", "ended_at"])
    op.create_table(
        "family_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_family_view_by_id_person")),
        sa.ForeignKeyConstraint(["case_id"], ["ehc_case.id"], name=op.f("fk_family_view_case_id_ehc_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_view")),
    )
    op.create_index("ix_family_view_case_id", "family_view", ["case_id"])
    op.create_table(
        "co_writer",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_co_writer_person_id_person")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_co_writer_request_id_request")),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_co_writer")),
    )
    op.create_index("ix_co_writer_person_id", "co_writer", ["person_id"])
