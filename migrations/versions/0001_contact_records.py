"""Contact records: contact, segment, recording."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the three tables."""
    op.create_table(
        "contact",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("number_dialled", sa.Text(), nullable=False),
        sa.Column("caller_number", sa.Text(), nullable=False),
        sa.Column("caller_name", sa.Text(), nullable=False),
        sa.Column("dialplan_version", sa.Text(), nullable=False),
        sa.Column("final_status", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("cause", sa.SmallInteger(), nullable=False),
        sa.Column("queue", sa.Text()),
        sa.Column("agent", sa.Text()),
        sa.Column("wait_seconds", sa.Double()),
        sa.Column("ring_seconds", sa.Double()),
        sa.Column("talk_seconds", sa.Double()),
        sa.Column("wrap_up_seconds", sa.Double()),
        sa.PrimaryKeyConstraint("contact", "began_at", name="pk_contact"),
    )
    op.create_index("ix_contact_ended_at", "contact", ["ended_at"])
    op.create_table(
        "segment",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_began_at", _MOMENT, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text()),
        sa.Column("keys", sa.Text()),
        sa.Column("queue", sa.Text()),
        sa.Column("line", sa.SmallInteger()),
        sa.Column("priority", sa.Integer()),
        sa.Column("position_at_entry", sa.Integer()),
        sa.Column("positions_announced", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("offers", postgresql.JSONB(), nullable=False),
        sa.Column("wait_seconds", sa.Double()),
        sa.Column("agent", sa.Text()),
        sa.Column("ring_seconds", sa.Double()),
        sa.Column("talk_seconds", sa.Double()),
        sa.Column("wrap_up_seconds", sa.Double()),
        sa.ForeignKeyConstraint(
            ["contact", "contact_began_at"],
            ["contact.contact", "contact.began_at"],
            name="fk_segment_contact",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact", "contact_began_at", "number", name="pk_segment"),
    )
    op.create_table(
        "recording",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_began_at", _MOMENT, nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("talk_seconds", sa.Double(), nullable=False),
        sa.Column("duration_seconds", sa.Double(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact", "contact_began_at"],
            ["contact.contact", "contact.began_at"],
            name="fk_recording_contact",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact", "contact_began_at", "recording", name="pk_recording"),
    )


def downgrade() -> None:
    """Drops the three tables and all records in them."""
    op.drop_table("recording")
    op.drop_table("segment")
    op.drop_table("contact")
