"""The tables of quality control: scorecards filled in, and the lots by which recordings came to be heard.

Says how they look, moves no data. Rows hold all that is needed to read them: the document they were made under may have
changed, and the recording may have been deleted, since.
"""

from sqlalchemy import BigInteger, Column, DateTime, Double, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables import metadata

_MOMENT = DateTime(timezone=True)

reviews = Table(
    "review",
    metadata,
    Column("review", Text, primary_key=True),
    Column("recording", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("began_at", _MOMENT, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("scorecard", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", _MOMENT, nullable=False),
    Column("questions", JSONB, nullable=False),
    Column("answers", JSONB, nullable=False),
    Column("notes", JSONB, nullable=False),
    Column("points", Integer, nullable=False),
    Column("of_points", Integer, nullable=False),
    Column("superseded_by", Text),
    Index(None, "began_at"),
    Index(None, "contact"),
    Index("uq_review_counts", "recording", "reviewer", unique=True, postgresql_where=text("superseded_by IS NULL")),
)
"""``began_at``: of the recording. One reviewer has one review of a recording that counts, whoever asks at once."""

review_draws = Table(
    "review_draw",
    metadata,
    Column("draw", Text, primary_key=True),
    Column("recording", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", _MOMENT, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("since", _MOMENT, nullable=False),
    Column("until", _MOMENT, nullable=False),
    Column("shortest_seconds", Double, nullable=False),
    Column("agent_asked", Text),
    Column("shift_asked", Text),
    Column("agent", Text, nullable=False),
    Column("shift", Text, nullable=False),
    Column("agents", JSONB, nullable=False),
    Column("agent_reviews", Integer, nullable=False),
    Column("shifts", JSONB, nullable=False),
    Column("shift_reviews", Integer, nullable=False),
    Column("recordings", JSONB, nullable=False),
    Column("left_out", JSONB, nullable=False),
    Column("passed_over", Text),
    Index(None, "recording"),
    Index(None, "reviewer"),
)
"""``agents``, ``shifts``, ``recordings``: what was drawn from. ``passed_over``: why it was not wanted, if so."""
