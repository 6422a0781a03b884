"""Findings overruled with a reason stay overruled: a table of them, with the reasons that were given before."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dismissal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("words_sha256", sa.String(length=64), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_dismissal_by_id_person")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_dismissal_request_id_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissal")),
        sa.UniqueConstraint("request_id", "words_sha256", name=op.f("uq_dismissal_request_id_words_sha256")),
    )
    _keep_the_reasons_given_before()


def _keep_the_reasons_given_before() -> None:
    finding = sa.table(
        "submission_finding", *map(sa.column, ("id", "submission_id", "rule", "severity", "reason")), _body()
    )
    submission = sa.table(
        "submission",
        *map(sa.column, ("id", "request_id", "submitted_by_id")),
        sa.column("submitted_at", sa.DateTime(timezone=True)),
    )
    given = (
        sa.select(
            submission.c.request_id,
            finding.c.rule,
            finding.c.severity,
            finding.c.reason,
            submission.c.submitted_at,
            submission.c.submitted_by_id,
            finding.c.body,
        )
        .join(submission, submission.c.id == finding.c.submission_id)
        .where(finding.c.reason != "", finding.c.severity != "block")
        .order_by(finding.c.id)
    )
    rows = {}
    for request_id, rule, severity, reason, at, by_id, body in op.get_bind().execute(given):
        digest = _words_digest(body)
        rows[request_id, digest] = {
            "request_id": request_id,
            "rule": rule,
            "words_sha256": digest,
            "severity": severity,
            "reason": reason,
            "at": at,
            "by_id": by_id,
        }
    op.bulk_insert(_dismissal(), list(rows.values()))


def _words_digest(body: Mapping[str, Any]) -> str:
    """As `hub.services.dismissals` makes it, for a warning."""
    words = " ".join((body["text"] or body["message"]).casefold().split())
    field = "" if body["rule"] == "jargon" else re.sub(r"/\d+", "", body["field"])
    said = "\n".join((body["rule"], field, words))
    return hashlib.sha256(said.encode()).hexdigest()


def _body() -> sa.ColumnClause[Any]:
    return sa.column("body", sa.JSON())


def _dismissal() -> sa.TableClause:
    names = ("request_id", "rule", "words_sha256", "severity", "reason", "by_id")
    return sa.table("dismissal", *map(sa.column, names), sa.column("at", sa.DateTime(timezone=True)))
