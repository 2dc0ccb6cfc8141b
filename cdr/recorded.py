"""What became of every second of a contact's talks, and what happened in its recordings. Values only.

Seconds are of the monotonic clock, times in UTC.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from vocabulary.ids import RecordingId

NOT_ACCOUNTED_FOR = "not accounted for"
"""The cause of a gap of which nobody told anything."""

BEFORE_CONNECTION = "before connection"
"""Why seconds were recorded before anybody talked with the caller: the rule begins in the queue or the menu."""

OUTSIDE_TALKS = "outside the talks"
"""Why seconds were recorded between two talks or after the last: what began in the queue or the menu goes on."""

ASKED_TO_END = "its end was asked for"
"""Why nothing is recorded after somebody has ended the recording of a conversation that goes on."""

FLAGGED_SECONDS = 0.5
"""A gap longer than this is one to act on."""


class IntervalState(StrEnum):
    """What became of an interval. ``PAUSED`` and ``NOT_RECORDED`` are as they should be, ``GAP`` is not."""

    RECORDED = "recorded"
    PAUSED = "paused"
    NOT_RECORDED = "not recorded"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class RecordedInterval:
    """One interval of a segment, which it names by its number. Those of a talk cover it without overlap or hole.

    ``recording``: the one that holds these seconds, as sound or as silence; None where none does. ``why``: the reason
    of a pause, the rule or the person's no, the cause of a gap. ``by``: who paused or ended it; empty where nobody did.
    """

    state: IntervalState
    began_at: datetime
    ended_at: datetime
    seconds: float
    segment: int
    recording: RecordingId | None = None
    why: str = ""
    by: str = ""

    @property
    def means(self) -> tuple[IntervalState, str, str]:
        """What it says of its time, whichever recording and segment that is of."""
        return self.state, self.why, self.by


def merged(intervals: Iterable[RecordedInterval]) -> Iterator[RecordedInterval]:
    """Those that follow each other at once and of which the same is told are one, whatever segments they are of."""
    last: RecordedInterval | None = None
    for each in intervals:
        if last is not None and last.ended_at == each.began_at and last.means == each.means:
            last = replace(last, ended_at=each.ended_at, seconds=last.seconds + each.seconds)
        else:
            if last is not None:
                yield last
            last = each
    if last is not None:
        yield last


class HeardThing(StrEnum):
    """What is marked in a recording for whoever hears it."""

    HOLD = "hold"
    BARGE = "barge"
    CONFERENCE = "conference"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class RecordingMark:
    """From ``offset_seconds`` after the recording's begin on, for ``seconds``.

    ``who``: the agent who held, the supervisor who barged in, the third of a conference, whoever paused.
    """

    kind: HeardThing
    offset_seconds: float
    seconds: float
    who: str = ""
