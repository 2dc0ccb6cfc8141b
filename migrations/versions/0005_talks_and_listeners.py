"""Holds, consults, transfers, guests, calls by agents, dispositions; who listened to whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LISTS = ("consults", "transfers", "guests", "recording_pauses", "flags")
_TEXTS = ("calling_agent", "disposition_by", "joined")
_SECONDS = ("hold_seconds", "longest_hold_seconds")


def upgrade() -> None:
    """Adds the columns and the table. Until now every contact began with a caller, and nobody was held."""
    _add("contact", sa.Column("direction", sa.Text(), nullable=False, server_default="in"))
    _add("contact", sa.Column("disposition", sa.Text(), nullable=False, server_default=""))
    _add("contact", sa.Column("holds", sa.Integer(), nullable=False, server_default="0"))
    for name in _LISTS:
        _add("contact", sa.Column(name, postgresql.JSONB(), nullable=False, server_default="[]"))
    for name in _TEXTS:
        op.add_column("contact", sa.Column(name, sa.Text()))
    for name in _SECONDS:
        op.add_column("contact", sa.Column(name, sa.Double()))
    _add("segment", sa.Column("holds", postgresql.JSONB(), nullable=False, server_default="[]"))
    _add("segment", sa.Column("disposition", sa.Text(), nullable=False, server_default=""))
    op.add_column("segment", sa.Column("hold_seconds", sa.Double()))
    op.add_column("segment", sa.Column("target", sa.Text()))
    op.add_column("segment", sa.Column("guest", sa.Text()))
    _create_supervision()


def _add(table: str, column: sa.Column[object]) -> None:
    """The default fills the rows there are; whoever writes new ones says what is in them."""
    op.add_column(table, column)
    op.alter_column(table, column.name, server_default=None)


def _create_supervision() -> None:
    op.create_table(
        "supervision",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listening", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("supervisor", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modes", postgresql.JSONB(), nullable=False),
        sa.Column("agents", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact", "contact_began_at"],
            ["contact.contact", "contact.began_at"],
            name="fk_supervision_contact",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact", "contact_began_at", "listening", name="pk_supervision"),
    )
    op.create_index("ix_supervision_began_at", "supervision", ["began_at"])


def downgrade() -> None:
    """Drops the table, the columns and what is in them."""
    op.drop_index("ix_supervision_began_at", table_name="supervision")
    op.drop_table("supervision")
    for name in ("guest", "target", "hold_seconds", "disposition", "holds"):
        op.drop_column("segment", name)
    for name in (*_SECONDS, *_TEXTS, *_LISTS, "holds", "disposition", "direction"):
        op.drop_column("contact", name)
