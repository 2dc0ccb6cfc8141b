"""The tables of kept recordings: what is kept, who asked for it, whose were erased. Says how they look, moves no data.

They stand apart from the tables of contacts: a recording is kept before its contact is over, and what is said of it
outlives it.
"""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Double, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from storage.tables import metadata

_MOMENT = DateTime(timezone=True)

kept_recordings = Table(
    "kept_recording",
    metadata,
    Column("recording", Text, primary_key=True),
    Column("contact", Text, nullable=False),
    Column("offer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("began_at", _MOMENT, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("caller_number", Text, nullable=False),
    Column("queue", Text),
    Column("agent", Text),
    Column("direction", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("stored_size", BigInteger, nullable=False),
    Column("stored_sha256", Text, nullable=False),
    Column("sound", JSONB(none_as_null=True)),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("kept_at", _MOMENT, nullable=False),
    Column("kept_until", _MOMENT, nullable=False),
    Column("held_at", _MOMENT),
    Column("held_by", Text, nullable=False),
    Column("held_why", Text, nullable=False),
    Column("deletion", Text, nullable=False),
    Column("deleted_at", _MOMENT),
    Column("deleted_by", Text, nullable=False),
    Column("deleted_why", Text, nullable=False),
)
"""``deletion``: empty while it is kept; why it goes, from before its file does. ``deleted_at``: from after that."""

Index("ix_kept_recording_began_at_recording", kept_recordings.c.began_at, kept_recordings.c.recording)
Index("ix_kept_recording_contact", kept_recordings.c.contact)
Index("ix_kept_recording_agent_began_at", kept_recordings.c.agent, kept_recordings.c.began_at)
Index("ix_kept_recording_queue_began_at", kept_recordings.c.queue, kept_recordings.c.began_at)
Index("ix_kept_recording_caller_number_began_at", kept_recordings.c.caller_number, kept_recordings.c.began_at)
Index(
    "ix_kept_recording_due",
    kept_recordings.c.kept_until,
    postgresql_where=text("deletion = '' AND held_at IS NULL"),
)
Index(
    "ix_kept_recording_going",
    kept_recordings.c.recording,
    postgresql_where=text("deletion <> '' AND deleted_at IS NULL"),
)

recording_accesses = Table(
    "recording_access",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("recording", Text, nullable=False),
    Column("at", _MOMENT, nullable=False),
    Column("who", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("refused", Text, nullable=False),
    Index("ix_recording_access_recording_at", "recording", "at"),
    Index("ix_recording_access_at", "at"),
)
"""``refused``: why it was not allowed; empty where it was. Rows are only ever added."""

erasures = Table(
    "erasure",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("number", Text, nullable=False),
    Column("forms", ARRAY(Text), nullable=False),
    Column("requested_at", _MOMENT, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_erasure_forms", "forms", postgresql_using="gin"),
)
"""``forms``: every way the number may be written in a label, so that what is still on its way is caught."""
