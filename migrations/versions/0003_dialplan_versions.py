"""Versions of the dialplan: which was in force since when, by whom, and what it was made of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "dialplan_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text()),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dialplan_version"),
    )
    op.create_index("ix_dialplan_version_taken_at", "dialplan_version", ["taken_at"])


def downgrade() -> None:
    """Drops the table and all versions in it."""
    op.drop_table("dialplan_version")
