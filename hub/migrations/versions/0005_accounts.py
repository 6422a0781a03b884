"""Accounts: recovery codes, how a code comes, a change of phone."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
