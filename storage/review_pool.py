"""The recordings that could be heard next, as PostgreSQL sees them: whose each is, why it is left out. Draws none."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    null,
    or_,
    select,
    true,
)

from cdr.record import SegmentKind
from recordings.events import RecordingState
from recordings.label import Kind
from recordings.review_draw import LeftOut
from storage.tables import segments
from storage.tables_recordings import kept_recordings as kept
from storage.tables_reviews import review_draws as draws
from storage.tables_reviews import reviews
from vocabulary.ids import AgentName, QueueName, RecordingId

IN_HAND = timedelta(days=1)
"""How long a recording given to one reviewer is given to no other: as long as somebody may need to come to it."""

WITHOUT_SOUND = (RecordingState.MISSING.value, RecordingState.DISCARDED.value)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose conversation a recording is: its label's agent and queue.

    A recording that began in the menu or the queue is labelled before anybody talked: ``agent`` and ``queue`` are then
    those of the longest conversation in it, once its contact is over. It is heard by what its label says.
    """

    agent: AgentName | None
    queue: QueueName | None
    labelled_agent: AgentName | None
    labelled_queue: QueueName | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reviewer could be given. ``queues``: those that have a scorecard. ``own``: the reviewer as an agent."""

    reviewer: str
    own: AgentName | None
    since: datetime
    until: datetime
    shortest_seconds: float
    queues: tuple[QueueName, ...]
    agent: AgentName | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A recording, as the next draw sees it. ``left_out``: why it cannot be drawn; None where it can.

    ``counts``: it is reviewed, or given to another reviewer now.
    """

    recording: RecordingId
    whose: Whose
    began_at: datetime
    left_out: LeftOut | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many recordings of somebody's can be drawn, or are left out for one reason; ``counted``: of these."""

    whose: Whose
    left_out: LeftOut | None
    recordings: int
    counted: int


def _talked() -> Subquery:
    """The recordings of the catalogue, with whose conversation each is and how long they talked."""
    talk = (
        select(segments.c.agent, segments.c.queue, segments.c.talk_seconds)
        .where(
            kept.c.agent.is_(None),
            segments.c.contact == kept.c.contact,
            segments.c.kind == SegmentKind.AGENT.value,
            segments.c.began_at >= kept.c.began_at,
            segments.c.talk_seconds > 0,
        )
        .order_by(segments.c.talk_seconds.desc(), segments.c.number)
        .limit(1)
        .lateral("talk")
    )
    asked = (kept.c.recording, kept.c.contact, kept.c.kind, kept.c.began_at, kept.c.seconds, kept.c.direction)
    return (
        select(
            *asked,
            kept.c.state,
            kept.c.deletion,
            kept.c.agent.label("labelled_agent"),
            kept.c.queue.label("labelled_queue"),
            func.coalesce(kept.c.agent, talk.c.agent).label("agent"),
            func.coalesce(talk.c.queue, kept.c.queue).label("queue"),
            func.coalesce(talk.c.talk_seconds, kept.c.seconds).label("talk_seconds"),
        )
        .select_from(kept.outerjoin(talk, true()))
        .subquery("talked")
    )


TALKED = _talked()


def is_reviewed(table: Any) -> ColumnElement[bool]:
    """Whether a review counts of the recording in a row of this table."""
    return exists().where(reviews.c.recording == table.c.recording, reviews.c.superseded_by.is_(None))


def _is_in_hand(wanted: Wanted, now: datetime) -> ColumnElement[bool]:
    return exists().where(
        draws.c.recording == TALKED.c.recording,
        draws.c.reviewer != wanted.reviewer,
        draws.c.at > now - IN_HAND,
        draws.c.passed_over.is_(None),
    )


def _why_left_out(wanted: Wanted, now: datetime) -> ColumnElement[str | None]:
    passed_over = exists().where(
        draws.c.recording == TALKED.c.recording,
        draws.c.reviewer == wanted.reviewer,
        draws.c.passed_over.is_not(None),
    )
    return case(
        (TALKED.c.kind != Kind.CONVERSATION.value, LeftOut.NO_CONVERSATION.value),
        (TALKED.c.agent.is_(None), LeftOut.NO_AGENT.value),
        (TALKED.c.deletion != "", LeftOut.DELETED.value),
        (TALKED.c.state.in_(WITHOUT_SOUND), LeftOut.NO_SOUND.value),
        (TALKED.c.talk_seconds < wanted.shortest_seconds, LeftOut.TOO_SHORT.value),
        (or_(TALKED.c.queue.is_(None), TALKED.c.queue.not_in(wanted.queues)), LeftOut.NO_SCORECARD.value),
        (TALKED.c.agent == (wanted.own or ""), LeftOut.OWN.value),
        (is_reviewed(TALKED), LeftOut.REVIEWED.value),
        (_is_in_hand(wanted, now), LeftOut.IN_HAND.value),
        (passed_over, LeftOut.PASSED_OVER.value),
        else_=null(),
    )


def standing_of_each(wanted: Wanted, now: datetime) -> Select[Any]:
    """The query for every recording of that time, with why it is left out and whether it counts."""
    why, counts = _why_left_out(wanted, now), or_(is_reviewed(TALKED), _is_in_hand(wanted, now))
    return select(TALKED, why.label("left_out"), counts.label("counts")).where(_of_the_time(wanted))


def _of_the_time(wanted: Wanted) -> ColumnElement[bool]:
    span = (TALKED.c.began_at >= wanted.since, TALKED.c.began_at < wanted.until)
    return and_(*span, *([] if wanted.agent is None else [TALKED.c.agent == wanted.agent]))


def whose_of(row: RowMapping) -> Whose:
    """What a row of ``TALKED`` says of whose conversation it is."""
    return Whose(row["agent"], row["queue"], row["labelled_agent"], row["labelled_queue"])


def left_out_of(row: RowMapping) -> LeftOut | None:
    """What a row of ``standing_of_each`` says of why it cannot be drawn."""
    return None if row["left_out"] is None else LeftOut(row["left_out"])


def standing_of(row: RowMapping) -> Standing:
    """A row of ``standing_of_each``."""
    return Standing(row["recording"], whose_of(row), row["began_at"], left_out_of(row), row["counts"])
