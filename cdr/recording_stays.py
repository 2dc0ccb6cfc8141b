"""What is told of a contact's recordings, gathered until it is frozen. Fold's own; asks no file.

An end of something that never began means nothing, and what is told twice is told once: whoever tells of recordings is
not one task, and the watch over them may be late.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import assert_never

from cdr.record import RecordingRecord, RecordingState
from cdr.recorded import ASKED_TO_END, IntervalState, RecordingMark
from cdr.stays import Dating
from cdr.wording import note_clause
from recordings.events import (
    Event,
    GapBegan,
    GapEnded,
    NotRecorded,
    RecordingBegan,
    RecordingEnded,
    RecordingFinished,
)
from vocabulary.ids import RecordingId
from vocabulary.instant import Instant
from vocabulary.text import visible

TRUE_WITHIN_SECONDS = 0.5
"""What the record says was recorded and the length of the file may differ by so much."""

TOO_SHORT = "the file is too short"


@dataclass(slots=True)
class Loss:
    """Seconds that this recording should have and has not. ``ended_at`` None: until it ends."""

    cause: str
    began_at: Instant
    ended_at: Instant | None = None


@dataclass(slots=True)
class Silence:
    """No recording was running from then on: as it should be, or not. ``state`` None: nothing is told of it."""

    began_at: Instant
    state: IntervalState | None = None
    why: str = ""
    by: str = ""


@dataclass(slots=True)
class RecordingStay:
    """One recording, from the moment Asterisk was asked for it until its file was checked.

    ``begun``: told in so many words; else it is known from what became of it only, from ``began_at`` on.
    """

    recording: RecordingId
    began_at: Instant
    begun: bool = False
    ended_at: Instant | None = None
    losses: list[Loss] = field(default_factory=list)
    finished: RecordingFinished | None = None
    finished_at: Instant | None = None

    @property
    def missing(self) -> bool:
        return self.finished is not None and self.finished.state is RecordingState.MISSING

    @property
    def discarded(self) -> bool:
        return self.finished is not None and self.finished.state is RecordingState.DISCARDED

    def span(self, over_at: Instant) -> tuple[Instant, Instant]:
        """When it was to hold what was said. Where its end was not told, that is by how long the talk was."""
        done, done_at = self.finished, self.finished_at
        if not self.begun:
            talk_seconds = done.talk_seconds if done is not None and self.missing else 0.0
            end = min(done_at or self.began_at, over_at)
            return end.plus(-talk_seconds), end
        end = self.ended_at or over_at
        if self.ended_at is None and done is not None and done_at is not None:
            end = min(done_at, self.began_at.plus(max(done.talk_seconds, done.duration_seconds)))
        return self.began_at, max(self.began_at, min(end, over_at))

    def lose(self, cause: str, at: Instant) -> None:
        """Nothing has been written since then. Told again before that is over, it is the same loss."""
        if not self.losses or self.losses[-1].ended_at is not None:
            earliest = self.losses[-1].ended_at if self.losses else self.began_at
            self.losses.append(Loss(cause, max(at, earliest or at)))

    def go_on(self, at: Instant) -> None:
        if self.losses and self.losses[-1].ended_at is None:
            self.losses[-1].ended_at = max(at, self.losses[-1].began_at)

    def lost(self, over_at: Instant) -> list[tuple[Instant, Instant, str]]:
        """The seconds of its span that it has not, in order: as they were told, and what its file lacks at its end.

        The file's length is used up by all that is not lost otherwise; where it ends, the tail is missing.
        """
        began, end = self.span(over_at)
        if self.discarded:
            return []
        if self.missing and self.finished is not None:
            return [(began, end, visible(self.finished.detail) or TOO_SHORT)]
        told = [(max(loss.began_at, began), min(loss.ended_at or end, end), loss.cause) for loss in self.losses]
        told = [each for each in told if each[0] < each[1]]
        return sorted([*told, *self._tail(began, end, told)], key=lambda each: each[0])

    def _tail(
        self, began: Instant, end: Instant, told: Iterable[tuple[Instant, Instant, str]]
    ) -> list[tuple[Instant, Instant, str]]:
        done = self.finished
        if done is None:
            return []
        left, tail = done.duration_seconds, []
        edges = [began, *(edge for start, stop, _ in told for edge in (start, stop)), end]
        for start, stop in list(pairwise(edges))[::2]:
            held = min(max(left, 0.0), max(0.0, stop.since(start)))
            left -= held
            if start.plus(held) < stop:
                tail.append((start.plus(held), stop, visible(done.detail) or TOO_SHORT))
        lacking = sum(stop.since(start) for start, stop, _ in tail)
        allowed = 0.0 if done.state is RecordingState.SHORT else TRUE_WITHIN_SECONDS
        return tail if lacking > allowed else []

    def frozen(self, marks: tuple[RecordingMark, ...], dating: Dating) -> RecordingRecord | None:
        """None while its file is not checked yet."""
        done = self.finished
        if done is None:
            return None
        return RecordingRecord(
            recording=self.recording,
            path=done.path,
            state=done.state,
            began_at=dating(self.began_at),
            talk_seconds=done.talk_seconds,
            duration_seconds=done.duration_seconds,
            detail=done.detail,
            marks=marks,
            sound=done.sound,
        )


@dataclass(slots=True)
class RecordingStays:
    """All recordings of one contact in the order in which they began, and what was told of times without one."""

    stays: dict[RecordingId, RecordingStay] = field(default_factory=dict)
    silences: list[Silence] = field(default_factory=list)

    @property
    def checked(self) -> bool:
        """Every recording's file has been checked."""
        return all(stay.finished is not None for stay in self.stays.values())

    def take(self, event: Event, at: Instant) -> None:
        """Note one fact."""
        match event:
            case RecordingBegan(_, _, recording):
                self._begin(recording, at)
            case RecordingEnded(_, recording, by):
                self._end(recording, by, at)
            case RecordingFinished(_, _, recording):
                stay = self.stays.setdefault(recording, RecordingStay(recording, at))
                stay.finished, stay.finished_at = event, stay.finished_at or at
            case NotRecorded(_, _, why):
                self._silent(Silence(at, IntervalState.NOT_RECORDED, why.value))
            case GapBegan():
                cause = f"{event.cause}{note_clause(event.detail)}"
                self._lose(event.recording, cause, at.plus(-max(0.0, event.seconds_ago)))
            case GapEnded():
                self._go_on(event.recording, at)
            case _:
                assert_never(event)

    def _begin(self, recording: RecordingId, at: Instant) -> None:
        stay = self.stays.setdefault(recording, RecordingStay(recording, at))
        if not stay.begun:
            stay.begun, stay.began_at = True, at
            self._silent(Silence(at))

    def _end(self, recording: RecordingId, by: str, at: Instant) -> None:
        stay = self.stays.get(recording)
        if stay is None or stay.ended_at is not None:
            return
        stay.ended_at = max(at, stay.began_at)
        if by:
            self._silent(Silence(at, IntervalState.NOT_RECORDED, ASKED_TO_END, visible(by)))

    def _lose(self, recording: RecordingId | None, why: str, at: Instant) -> None:
        stay = self.stays.get(recording) if recording is not None else None
        if stay is not None:
            stay.lose(why, at)
        elif not self.silences or self.silences[-1].state is not IntervalState.GAP:
            self._silent(Silence(at, IntervalState.GAP, why))

    def _go_on(self, recording: RecordingId | None, at: Instant) -> None:
        stay = self.stays.get(recording) if recording is not None else None
        if stay is not None:
            stay.go_on(at)
        if self.silences and self.silences[-1].state is IntervalState.GAP:
            self._silent(Silence(at))

    def _silent(self, silence: Silence) -> None:
        """From then on this holds of times without a recording; what is told later holds later.

        Who ended a recording is told first, and by which rule nothing is recorded from then on at once after it.
        """
        last = self.silences[-1] if self.silences else None
        if last is not None:
            silence.began_at = max(silence.began_at, last.began_at)
            at_once = silence.began_at.since(last.began_at) < TRUE_WITHIN_SECONDS
            if at_once and last.by and silence.state is IntervalState.NOT_RECORDED:
                silence = replace(silence, began_at=last.began_at, by=silence.by or last.by)
                self.silences.pop()
        self.silences.append(silence)
