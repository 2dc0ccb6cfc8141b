"""What a flow said of a contact: category, source, language, consent, survey."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXTS = ("category", "source", "language", "consent")


def upgrade() -> None:
    """Adds the columns. Flows before could say nothing of a contact."""
    for name in _TEXTS:
        _add(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    _add(sa.Column("survey", postgresql.JSONB(), nullable=False, server_default="{}"))
    op.add_column("contact", sa.Column("consent_prompt_played_at", sa.DateTime(timezone=True)))


def _add(column: sa.Column[object]) -> None:
    """The default fills the rows there are; whoever writes new ones says what is in them."""
    op.add_column("contact", column)
    op.alter_column("contact", column.name, server_default=None)


def downgrade() -> None:
    """Drops the columns and what is in them."""
    for name in ("consent_prompt_played_at", "survey", *reversed(_TEXTS)):
        op.drop_column("contact", name)
