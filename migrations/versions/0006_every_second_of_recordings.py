"""What became of every second of a contact's talks; what is marked in its recordings, and how they sound."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SUMS = ("recorded_seconds", "paused_seconds", "unrecorded_seconds", "gap_seconds", "outside_talks_seconds")
_LISTS = (("contact", "intervals"), ("recording", "marks"))


def upgrade() -> None:
    """Adds the columns. Of the contacts there are nobody knows which seconds were recorded: they have no sums."""
    for table, name in _LISTS:
        op.add_column(table, sa.Column(name, postgresql.JSONB(), nullable=False, server_default="[]"))
        # The default fills the rows there are; whoever writes new ones says what is in them.
        op.alter_column(table, name, server_default=None)
    for name in _SUMS:
        op.add_column("contact", sa.Column(name, sa.Double()))
    op.add_column("recording", sa.Column("sound", postgresql.JSONB()))


def downgrade() -> None:
    """Drops the columns and what is in them."""
    op.drop_column("recording", "sound")
    for name in _SUMS:
        op.drop_column("contact", name)
    for table, name in _LISTS:
        op.drop_column(table, name)
