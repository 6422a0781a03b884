"""A narrow row and search words of each case for the lists; what each person last looked at, and how they like lists.

Cases that are there already get their rows and words here. Everything in them counts as not looked at yet.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from hub.council_dates import next_date
from hub.decision_kinds import Stage
from hub.names import folded
from hub.search_words import keys_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ROWS = """
INSERT INTO case_listing (case_id, confirmed, stage, coordinator_id, school, sort_name, received_on, changed_at,
                          next_due, advice_due, outstanding, unallocated, answered_no, in_review)
SELECT c.id, c.confirmed_at IS NOT NULL, c.stage, c.coordinator_id, c.school, '', coalesce(c.received_on, '9999-12-31'),
       coalesce((SELECT max(h.at) FROM history_entry h WHERE h.case_id = c.id), c.opened_at),
       CASE WHEN c.stage = 'closed' THEN '9999-12-31'
            WHEN c.stage IN ('unconfirmed', 'request') AND c.decide_by IS NOT NULL
                 AND (min(r.due_on) IS NULL OR c.decide_by < min(r.due_on)) THEN c.decide_by
            ELSE coalesce(min(r.due_on), '9999-12-31') END,
       coalesce(min(r.due_on), '9999-12-31'), count(r.id),
       count(CASE WHEN r.state = 'awaiting-allocation' THEN 1 END) > 0,
       count(CASE WHEN r.state = 'answered-no' THEN 1 END) > 0,
       (SELECT count(*) FROM request q WHERE q.case_id = c.id AND q.state IN ('held', 'awaiting-quality-check')) > 0
FROM ehc_case c
LEFT JOIN request r ON r.case_id = c.id
     AND r.state IN ('awaiting-allocation', 'answered-no', 'awaiting-advice', 'returned-for-changes')
GROUP BY c.id
"""


def upgrade() -> None:
    _make_tables()
    connection = op.get_bind()
    connection.execute(sa.text(_ROWS))
    _write_next_dates(connection)
    cases = sa.text("SELECT id, reference, child_name, known_as FROM ehc_case")
    for case_id, reference, child_name, known_as in connection.execute(cases).all():
        words = keys_of(child_name, known_as, reference)
        rows = [{"word": each, "id": case_id} for each in sorted(words)]
        connection.execute(sa.text("INSERT INTO case_word (word, case_id) VALUES (:word, :id)"), rows)
        named = sa.text("UPDATE case_listing SET sort_name = :name WHERE case_id = :id")
        connection.execute(named, {"name": folded(child_name), "id": case_id})


def _write_next_dates(connection: sa.Connection) -> None:
    """The council's next date where one is sooner than what SQL can tell."""
    column = sa.column
    cases = sa.select(
        column("id", sa.Integer),
        column(
            "stage", sa.Enum(Stage, native_enum=False, values_callable=lambda stages: [each.value for each in stages])
        ),
        *(column(name, sa.Date) for name in ("received_on", "plan_on", "last_review_on")),
        column("request_kind", sa.String),
    ).select_from(sa.table("ehc_case"))
    sooner = sa.text("UPDATE case_listing SET next_due = :day WHERE case_id = :id AND next_due > :day")
    rows: list[Any] = list(connection.execute(cases))
    for each in rows:
        day = next_date(each, ()) if each.stage not in (Stage.UNCONFIRMED, Stage.REQUEST) else None
        if day is not None:
            connection.execute(sooner.bindparams(sa.bindparam("day", type_=sa.Date)), {"day": day, "id": each.id})


def _make_tables() -> None:
    op.create_table(
        "case_listing",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.Column("school", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=False),
        sa.Column("advice_due", sa.Date(), nullable=False),
        sa.Column("outstanding", sa.Integer(), nullable=False),
        sa.Column("unallocated", sa.Boolean(), nullable=False),
        sa.Column("answered_no", sa.Boolean(), nullable=False),
        sa.Column("in_review", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["ehc_case.id"], name=op.f("fk_case_listing_case_id_ehc_case")),
        sa.ForeignKeyConstraint(["coordinator_id"], ["person.id"], name=op.f("fk_case_listing_coordinator_id_person")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_listing")),
    )
    for columns in (
        ("next_due", "case_id", "stage"),
        ("stage", "next_due", "case_id"),
        ("coordinator_id", "next_due", "case_id"),
        ("school", "next_due", "case_id"),
        ("sort_name", "case_id"),
        ("received_on", "case_id"),
        ("changed_at", "case_id"),
        ("in_review", "next_due", "case_id", "stage"),
        ("unallocated", "next_due", "case_id", "stage"),
    ):
        op.create_index("ix_case_listing_" + "_".join(columns), "case_listing", columns)
    counted = ("coordinator_id", "stage", "next_due", "case_id", "unallocated", "answered_no", "school")
    op.create_index("ix_case_listing_counted", "case_listing", counted)
    op.create_table(
        "case_word",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["ehc_case.id"], name=op.f("fk_case_word_case_id_ehc_case")),
        sa.PrimaryKeyConstraint("word", "case_id", name=op.f("pk_case_word")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_word_case_id", "case_word", ["case_id"])
    op.create_table(
        "case_look",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["ehc_case.id"], name=op.f("fk_case_look_case_id_ehc_case")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_look_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "case_id", name=op.f("pk_case_look")),
    )
    op.create_index("ix_case_look_case_id", "case_look", ["case_id"])
    op.create_index("ix_case_look_person_id_news_at", "case_look", ["person_id", "news_at"])
    op.create_table(
        "list_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(length=20), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_list_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "list_name", name=op.f("pk_list_choice")),
    )
