"""How long recordings are kept, and how many may go at once. Pure: is told what there is and what time it is.

Refuses to let a wrong clock or a wrong rule empty the archive: a run deletes a small share of what is kept, and none at
all where the clocks disagree or where most of the archive is said to be long due.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vocabulary.ids import RecordingId

FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The last day PostgreSQL and Python both know."""


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What one run may do.

    ``share``: of all that is kept, between 0 and 1; at least ``at_least`` recordings may go, at most ``at_most``.
    ``clock_seconds``: by how much our clock and PostgreSQL's may differ. ``long_due_share``: how much of all that is
    kept may be due for longer than ``long_due_seconds``. A run an hour finds little that is due for two days: what has
    piled up since yesterday's run is no alarm, even where it is the last recording of an old queue.
    """

    share: float = 0.02
    at_least: int = 50
    at_most: int = 5_000
    clock_seconds: float = 3_600.0
    long_due_share: float = 0.5
    long_due_seconds: float = 2 * 86_400.0


USUAL_LIMITS = RunLimits()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a run finds. ``kept``: recordings not deleted, held ones too; ``due`` and ``long_due``: of them, not held.

    ``our_time`` and ``database_time``: the two wall clocks, at one moment.
    """

    kept: int
    due: int
    long_due: int
    our_time: datetime
    database_time: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many may be deleted now. ``refused``: why none may, for an alarm; empty where all is well."""

    at_most: int
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recording that may be due."""

    recording: RecordingId
    kept_until: datetime
    held: bool = False


def kept_until(began_at: datetime, keep_days: int) -> datetime:
    """When a recording may be deleted: so many times 24 hours after it began."""
    try:
        return began_at + timedelta(days=keep_days)
    except OverflowError:
        return FOR_EVER


def run_time(our_time: datetime, database_time: datetime) -> datetime:
    """The time by which a run judges: the earlier of two clocks, so that nothing goes before both say so."""
    return min(our_time, database_time)


def long_due_before(now: datetime, limits: RunLimits = USUAL_LIMITS) -> datetime:
    """What is due before this moment is long due."""
    return now - timedelta(seconds=limits.long_due_seconds)


def allowance(standing: Standing, limits: RunLimits = USUAL_LIMITS, *, anyway: bool = False) -> Allowance:
    """How many recordings a run may delete, and why it may not delete any.

    :param anyway: somebody looked at the alarm and wants it all the same; the limit of a run still holds.
    """
    refused = "" if anyway else _refusal(standing, limits)
    if refused:
        return Allowance(0, refused)
    share = int(standing.kept * limits.share)
    return Allowance(min(standing.due, limits.at_most, max(limits.at_least, share)))


def chosen(candidates: Iterable[Candidate], now: datetime, at_most: int) -> tuple[RecordingId, ...]:
    """Which recordings go: those due and not held, the longest due first, at most so many."""
    due = [each for each in candidates if not each.held and each.kept_until <= now]
    due.sort(key=lambda each: (each.kept_until, each.recording))
    return tuple(each.recording for each in due[: max(0, at_most)])


def _refusal(standing: Standing, limits: RunLimits) -> str:
    apart = abs((standing.our_time - standing.database_time).total_seconds())
    if apart > limits.clock_seconds:
        return (
            f"nothing was deleted: this machine says {_told(standing.our_time)} and PostgreSQL "
            f"{_told(standing.database_time)}, {apart:.0f} s apart (allowed: {limits.clock_seconds:.0f} s)"
        )
    if standing.long_due > limits.long_due_share * standing.kept:
        return (
            f"nothing was deleted: {standing.long_due} of the {standing.kept} recordings kept have been due for more "
            f"than {limits.long_due_seconds / 3600:.0f} h (allowed: {limits.long_due_share:.0%}). Did the clock jump? "
            f"It says {_told(standing.our_time)}"
        )
    return ""


def _told(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(sep=" ", timespec="seconds")
