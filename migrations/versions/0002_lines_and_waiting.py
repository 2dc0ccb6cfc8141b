"""What a contact went through between lines, and what a caller was told and needed while waiting."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns. Contacts recorded before were never handed on, and nobody wrote down what was needed."""
    _add("contact", sa.Column("escalations", sa.SmallInteger(), nullable=False, server_default="0"))
    _add("contact", sa.Column("returns", sa.SmallInteger(), nullable=False, server_default="0"))
    _add("contact", sa.Column("lines", postgresql.ARRAY(sa.SmallInteger()), nullable=False, server_default="{}"))
    _add("contact", sa.Column("hand_overs", postgresql.JSONB(), nullable=False, server_default="[]"))
    _add("segment", sa.Column("steps", postgresql.JSONB(), nullable=False, server_default="[]"))
    _add("segment", sa.Column("announcements", postgresql.JSONB(), nullable=False, server_default="[]"))
    op.add_column("contact", sa.Column("earlier", sa.Text()))
    op.add_column("segment", sa.Column("credit_seconds", sa.Double()))
    op.add_column("segment", sa.Column("estimate", postgresql.JSONB(none_as_null=True)))


def _add(table: str, column: sa.Column[object]) -> None:
    """The default fills the rows there are; whoever writes new ones says what is in them."""
    op.add_column(table, column)
    op.alter_column(table, column.name, server_default=None)


def downgrade() -> None:
    """Drops the columns and what is in them."""
    for name in ("estimate", "credit_seconds", "announcements", "steps"):
        op.drop_column("segment", name)
    for name in ("earlier", "hand_overs", "lines", "returns", "escalations"):
        op.drop_column("contact", name)
