"""Quality control: scorecards filled in, and the lots by which recordings came to be heard."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds both tables."""
    _create_review()
    _create_review_draw()


def _create_review() -> None:
    op.create_table(
        "review",
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("scorecard", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions", postgresql.JSONB(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("notes", postgresql.JSONB(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("of_points", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Text()),
        sa.PrimaryKeyConstraint("review", name="pk_review"),
    )
    op.create_index("ix_review_began_at", "review", ["began_at"])
    op.create_index("ix_review_contact", "review", ["contact"])
    op.create_index(
        "uq_review_counts",
        "review",
        ["recording", "reviewer"],
        unique=True,
        postgresql_where=sa.text("superseded_by IS NULL"),
    )


def _create_review_draw() -> None:
    op.create_table(
        "review_draw",
        sa.Column("draw", sa.Text(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shortest_seconds", sa.Double(), nullable=False),
        sa.Column("agent_asked", sa.Text()),
        sa.Column("shift_asked", sa.Text()),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("agents", postgresql.JSONB(), nullable=False),
        sa.Column("agent_reviews", sa.Integer(), nullable=False),
        sa.Column("shifts", postgresql.JSONB(), nullable=False),
        sa.Column("shift_reviews", sa.Integer(), nullable=False),
        sa.Column("recordings", postgresql.JSONB(), nullable=False),
        sa.Column("left_out", postgresql.JSONB(), nullable=False),
        sa.Column("passed_over", sa.Text()),
        sa.PrimaryKeyConstraint("draw", name="pk_review_draw"),
    )
    op.create_index("ix_review_draw_recording", "review_draw", ["recording"])
    op.create_index("ix_review_draw_reviewer", "review_draw", ["reviewer"])


def downgrade() -> None:
    """Drops both tables and what is in them."""
    op.drop_table("review_draw")
    op.drop_table("review")
