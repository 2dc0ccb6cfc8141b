"""The catalogue of kept recordings, who asked for them, and whose were erased."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the three tables, empty: what was recorded before lies in its folder and in no catalogue."""
    _create_kept_recording()
    op.create_table(
        "recording_access",
        sa.Column("id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("recording", "who", "how", "why", "refused")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recording_access"),
    )
    op.create_index("ix_recording_access_recording_at", "recording_access", ["recording", "at"])
    op.create_index("ix_recording_access_at", "recording_access", ["at"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("number", "by", "why")),
        sa.Column("forms", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_forms", "erasure", ["forms"], postgresql_using="gin")


def _create_kept_recording() -> None:
    told = ("contact", "offer", "kind", "caller_number", "direction", "key", "address", "stored_sha256", "state")
    texts = (*told, "detail", "held_by", "held_why", "deletion", "deleted_by", "deleted_why")
    op.create_table(
        "kept_recording",
        sa.Column("recording", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        *(sa.Column(name, sa.Text()) for name in ("queue", "agent")),
        *(sa.Column(n, sa.DateTime(timezone=True), nullable=False) for n in ("began_at", "kept_at", "kept_until")),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("held_at", "deleted_at")),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("stored_size", sa.BigInteger(), nullable=False),
        sa.Column("sound", postgresql.JSONB()),
        sa.PrimaryKeyConstraint("recording", name="pk_kept_recording"),
    )
    op.create_index("ix_kept_recording_began_at_recording", "kept_recording", ["began_at", "recording"])
    op.create_index("ix_kept_recording_contact", "kept_recording", ["contact"])
    for name in ("agent", "queue", "caller_number"):
        op.create_index(f"ix_kept_recording_{name}_began_at", "kept_recording", [name, "began_at"])
    kept = sa.text("deletion = '' AND held_at IS NULL")
    op.create_index("ix_kept_recording_due", "kept_recording", ["kept_until"], postgresql_where=kept)
    going = sa.text("deletion <> '' AND deleted_at IS NULL")
    op.create_index("ix_kept_recording_going", "kept_recording", ["recording"], postgresql_where=going)


def downgrade() -> None:
    """Drops the tables and what is in them. The recordings themselves stay where they are."""
    op.drop_table("erasure")
    op.drop_table("recording_access")
    op.drop_table("kept_recording")
