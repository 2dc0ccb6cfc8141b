"""A review, a draw and a kept recording with something in every field, for tests of quality control."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.review import Note, Question, Review, ReviewId
from recordings.review_draw import Draw, DrawId, Lot
from storage.tables_recordings import kept_recordings
from tests.support.records import at
from vocabulary.ids import AgentName, ContactId, QueueName, RecordingId

ALICE, BOB, SUPPORT = AgentName("alice"), AgentName("bob"), QueueName("support")
REC = RecordingId("rec-1")
REVIEW = Review(
    review=ReviewId("review-1"),
    recording=REC,
    contact=ContactId("c-1"),
    agent=BOB,
    queue=SUPPORT,
    began_at=at(0),
    seconds=60.0,
    scorecard="quality",
    reviewer="tess",
    at=at(100),
    questions=(Question("greeting", "Greeted?", 10), Question("solved", "Solved?", 30)),
    answers={"greeting": 8, "solved": 0},
    notes=(Note(12.5, 'Zoë\'s "name" was\nnot said'),),
)
DRAW = Draw(
    draw=DrawId("draw-1"),
    reviewer="tess",
    at=at(50),
    seed=2**63 - 1,
    since=at(0),
    until=at(1000),
    shortest_seconds=30.0,
    lot=Lot(REC, BOB, "2026-03-01", (ALICE, BOB), 1, ("2026-03-01",), 0, (REC, RecordingId("rec-2"))),
    agent_asked=BOB,
    shift_asked="2026-03-01",
    left_out={"too short": 3},
)


async def kept(engine: AsyncEngine, recording: str = REC, **changed: Any) -> None:
    """A recording in the catalogue: of a minute of bob's in support."""
    row = {
        "recording": recording,
        "contact": "c-1",
        "offer": "o-1",
        "kind": "conversation",
        "began_at": at(0),
        "seconds": 60.0,
        "caller_number": "+12025550123",
        "queue": "support",
        "agent": "bob",
        "direction": "in",
        "key": f"{recording}.flac",
        "address": f"/kept/{recording}.flac",
        "sealed": False,
        "stored_size": 1,
        "stored_sha256": "",
        "state": "complete",
        "detail": "",
        "kept_at": at(60),
        "kept_until": at(9_999),
        "held_by": "",
        "held_why": "",
        "deletion": "",
        "deleted_by": "",
        "deleted_why": "",
    }
    async with engine.begin() as connection:
        await connection.execute(insert(kept_recordings), row | changed)
