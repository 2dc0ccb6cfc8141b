"""The tables: of contact records, one to one with ``cdr.record``; of dialplans. Says how they look, moves no data.

Every key of a record begins with the contact and holds the moment it began: PostgreSQL wants the partition's column in
each unique key, and these tables will be cut by month.
"""

from sqlalchemy import (
    ARRAY,
    Column,
    DateTime,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_MOMENT = DateTime(timezone=True)

contacts = Table(
    "contact",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("began_at", _MOMENT, primary_key=True),
    Column("ended_at", _MOMENT, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("number_dialled", Text, nullable=False),
    Column("caller_number", Text, nullable=False),
    Column("caller_name", Text, nullable=False),
    Column("dialplan_version", Text, nullable=False),
    Column("final_status", Text, nullable=False),
    Column("ended_by", Text, nullable=False),
    Column("cause", SmallInteger, nullable=False),
    Column("queue", Text),
    Column("agent", Text),
    Column("wait_seconds", Double),
    Column("ring_seconds", Double),
    Column("talk_seconds", Double),
    Column("wrap_up_seconds", Double),
    Column("escalations", SmallInteger, nullable=False),
    Column("returns", SmallInteger, nullable=False),
    Column("lines", ARRAY(SmallInteger), nullable=False),
    Column("hand_overs", JSONB, nullable=False),
    Column("earlier", Text),
    Column("category", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("consent_prompt_played_at", _MOMENT),
    Column("survey", JSONB, nullable=False),
    Column("direction", Text, nullable=False),
    Column("calling_agent", Text),
    Column("disposition", Text, nullable=False),
    Column("disposition_by", Text),
    Column("hold_seconds", Double),
    Column("longest_hold_seconds", Double),
    Column("holds", Integer, nullable=False),
    Column("consults", JSONB, nullable=False),
    Column("transfers", JSONB, nullable=False),
    Column("guests", JSONB, nullable=False),
    Column("recording_pauses", JSONB, nullable=False),
    Column("flags", JSONB, nullable=False),
    Column("joined", Text),
    Column("intervals", JSONB, nullable=False),
    Column("recorded_seconds", Double),
    Column("paused_seconds", Double),
    Column("unrecorded_seconds", Double),
    Column("gap_seconds", Double),
    Column("outside_talks_seconds", Double),
    Index(None, "ended_at"),
)
"""What screens and reports ask for first is the newest: by the end, as a record is written when its contact is over."""

segments = Table(
    "segment",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("contact_began_at", _MOMENT, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("began_at", _MOMENT, nullable=False),
    Column("ended_at", _MOMENT, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("end", Text, nullable=False),
    Column("flow", Text),
    Column("keys", Text),
    Column("queue", Text),
    Column("line", SmallInteger),
    Column("priority", Integer),
    Column("position_at_entry", Integer),
    Column("positions_announced", ARRAY(Integer), nullable=False),
    Column("offers", JSONB, nullable=False),
    Column("wait_seconds", Double),
    Column("agent", Text),
    Column("ring_seconds", Double),
    Column("talk_seconds", Double),
    Column("wrap_up_seconds", Double),
    Column("credit_seconds", Double),
    Column("steps", JSONB, nullable=False),
    Column("announcements", JSONB, nullable=False),
    Column("estimate", JSONB(none_as_null=True)),
    Column("hold_seconds", Double),
    Column("holds", JSONB, nullable=False),
    Column("disposition", Text, nullable=False),
    Column("target", Text),
    Column("guest", Text),
    ForeignKeyConstraint(["contact", "contact_began_at"], ["contact.contact", "contact.began_at"], ondelete="CASCADE"),
)

recordings = Table(
    "recording",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("contact_began_at", _MOMENT, primary_key=True),
    Column("recording", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("began_at", _MOMENT, nullable=False),
    Column("talk_seconds", Double, nullable=False),
    Column("duration_seconds", Double, nullable=False),
    Column("detail", Text, nullable=False),
    Column("marks", JSONB, nullable=False),
    Column("sound", JSONB(none_as_null=True)),
    ForeignKeyConstraint(["contact", "contact_began_at"], ["contact.contact", "contact.began_at"], ondelete="CASCADE"),
)
"""``place`` keeps the order of the record: two conversations may begin in the same microsecond of the wall clock."""

supervisions = Table(
    "supervision",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("contact_began_at", _MOMENT, primary_key=True),
    Column("listening", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("supervisor", Text, nullable=False),
    Column("began_at", _MOMENT, nullable=False),
    Column("ended_at", _MOMENT, nullable=False),
    Column("modes", JSONB, nullable=False),
    Column("agents", JSONB, nullable=False),
    Index(None, "began_at"),
    ForeignKeyConstraint(["contact", "contact_began_at"], ["contact.contact", "contact.began_at"], ondelete="CASCADE"),
)
"""Who listened to whom. Found by the time: whether every agent was heard in a shift is asked of many contacts."""

dialplan_versions = Table(
    "dialplan_version",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("parent", Text),
    Column("taken_at", _MOMENT, nullable=False),
    Column("author", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index(None, "taken_at"),
)
"""``content``: the files' texts and the prompts' hashes, as compressed JSON."""
