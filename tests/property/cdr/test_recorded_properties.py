"""Every second of a contact's talks is accounted for, whatever was told of its recordings, in whatever order."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.events import ContactTakenUp, ConversationCompleted
from cdr.events import ContactBegan, ContactEnded, ContactFact, RecordingGoesOn, RecordingPaused
from cdr.fold import ContactFold
from cdr.parts import Flag
from cdr.record import ContactRecord, RecordingState, SegmentKind
from cdr.recorded import FLAGGED_SECONDS, IntervalState, RecordedInterval, merged
from cdr.recording_stays import TRUE_WITHIN_SECONDS
from recordings.events import (
    GapBegan,
    GapCause,
    GapEnded,
    NotRecorded,
    RecordingBegan,
    RecordingEnded,
    RecordingFinished,
)
from recordings.policy import WhyNot
from tests.support.contact_telling import OFFER, START, SUPPORT, C, told
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, EntryId, RecordingId
from vocabulary.instant import Instant
from vocabulary.parties import Party

WITHIN = 0.001
COARSE = (0.0, 0.5, 3.0, 31.5)
"""Steps of time in which there are no slivers."""
RECORDED, PAUSED, UNRECORDED, GAP = IntervalState
TALKS = frozenset({SegmentKind.AGENT, SegmentKind.GUEST})
OF_RECORDINGS = (RecordingBegan, RecordingEnded, RecordingFinished, NotRecorded, GapBegan, GapEnded)
OF_PAUSES = (RecordingPaused, RecordingGoesOn)


def in_segment(record: ContactRecord, number: int) -> list[RecordedInterval]:
    return [each for each in record.intervals if each.segment == number]


@settings(deadline=None)
@given(st.data())
def test_the_intervals_of_a_talk_cover_it_without_overlap_or_hole(data: st.DataObject) -> None:
    record = told(data).gathered.record()
    for segment in record.segments:
        intervals = in_segment(record, segment.number)
        assert all(each.seconds > 0 for each in intervals)
        assert all(one.ended_at <= other.began_at for one, other in pairwise(intervals))
        if segment.kind in TALKS and segment.seconds > 0:
            joints = [segment.began_at, *(each.ended_at for each in intervals)]
            assert [each.began_at for each in intervals] == joints[:-1]
            assert joints[-1] == segment.ended_at
            assert abs(sum(each.seconds for each in intervals) - segment.seconds) <= WITHIN


@settings(deadline=None)
@given(st.data())
def test_the_sums_are_those_of_the_intervals_and_as_long_as_the_talks(data: st.DataObject) -> None:
    record = told(data).gathered.record()
    talks = [segment for segment in record.segments if segment.kind in TALKS]
    sums = (record.recorded_seconds, record.paused_seconds, record.unrecorded_seconds, record.gap_seconds)
    if not talks:
        assert sums == (None, None, None, None)
        return
    numbers = {segment.number for segment in talks}
    for state, told_seconds in zip(IntervalState, sums, strict=True):
        seconds = sum(each.seconds for each in record.intervals if each.segment in numbers and each.state is state)
        assert told_seconds == pytest.approx(seconds)
    assert abs(sum(part or 0.0 for part in sums) - sum(segment.seconds for segment in talks)) <= WITHIN


@settings(deadline=None)
@given(st.data())
def test_what_is_told_of_recordings_twice_changes_nothing(data: st.DataObject) -> None:
    telling = told(data)
    again = ContactFold(C)
    for fact, at in telling.told:
        again.take(fact, at)
        if isinstance(fact, OF_RECORDINGS + OF_PAUSES):
            again.take(fact, at)
    assert again.record() == telling.gathered.record()


@settings(deadline=None)
@given(st.data())
def test_no_more_is_called_recorded_than_the_file_holds(data: st.DataObject) -> None:
    record = told(data, *COARSE).gathered.record()
    for recording in record.recordings:
        mine = [each for each in record.intervals if each.recording == recording.recording]
        seconds = sum(each.seconds for each in mine if each.state is RECORDED)
        if recording.state in {RecordingState.MISSING, RecordingState.DISCARDED}:
            assert seconds == 0
        else:
            assert seconds <= recording.duration_seconds + TRUE_WITHIN_SECONDS


@settings(deadline=None)
@given(st.data())
def test_every_gap_worth_a_flag_has_one_and_nothing_else_has(data: st.DataObject) -> None:
    record = told(data).gathered.record()
    gaps = [each for each in merged(record.intervals) if each.state is GAP and each.seconds > FLAGGED_SECONDS]
    flags = [flag for flag in record.flags if flag.flag is Flag.RECORDING_GAP]
    assert [(flag.at, flag.detail) for flag in flags] == [(gap.began_at, gap.why) for gap in gaps]


@settings(deadline=None)
@given(st.data())
def test_of_a_contact_nobody_told_anything_of_every_second_talked_is_a_gap(data: st.DataObject) -> None:
    silent = ContactFold(C)
    for fact, at in told(data).told:
        if not isinstance(fact, OF_RECORDINGS + OF_PAUSES):
            silent.take(fact, at)
    record = silent.record()
    assert {(each.state, each.why) for each in record.intervals} <= {(GAP, "not accounted for")}
    talked = sum(segment.seconds for segment in record.segments if segment.kind in TALKS)
    assert (record.gap_seconds or 0.0) == pytest.approx(talked)


NEXT = {
    None: (RECORDED, UNRECORDED, GAP),
    RECORDED: (PAUSED, UNRECORDED, GAP),
    PAUSED: (RECORDED, UNRECORDED),
    GAP: (RECORDED,),
    UNRECORDED: (RECORDED,),
}
"""What a conversation's recording may come to after what."""


@dataclass
class Course:
    """One conversation, told as those tell it who record: each some milliseconds off, the watch seconds late."""

    data: st.DataObject
    now: Instant = START
    gathered: ContactFold = field(default_factory=lambda: ContactFold(C))
    expected: list[tuple[IntervalState, float]] = field(default_factory=list)
    running: RecordingId | None = None
    held: dict[RecordingId, float] = field(default_factory=dict)

    def tell(self, *facts: ContactFact) -> None:
        for fact in facts:
            self.gathered.take(fact, self.now.plus(self.data.draw(st.sampled_from([0.0, 0.004, 0.03]))))

    def live(self) -> ContactRecord:
        self.tell(ContactBegan(C, "100", "555", "Ann", "v1"))
        bob, began = AgentName("bob"), False
        state: IntervalState | None = None
        for _ in range(self.data.draw(st.integers(1, 6))):
            before, state = state, self.data.draw(st.sampled_from(NEXT[state]))
            self.turn(before, state)
            if not began:
                self.tell(ContactTakenUp(OFFER, C, bob, SUPPORT, None))
                began = True
            self.spend(state)
        self.tell(ConversationCompleted(OFFER, EntryId("e"), C, bob, Party.AGENT, self.now.since(START)))
        self.stop()
        self.tell(ContactEnded(C, Party.SYSTEM, HangUpCause.NORMAL))
        for recording, seconds in self.held.items():
            length = seconds + self.data.draw(st.sampled_from([-0.2, 0.0, 0.2]))
            done = RecordingFinished(C, OFFER, recording, "/r/x", RecordingState.COMPLETE, length, length)
            self.tell(done)
        return self.gathered.record()

    def spend(self, state: IntervalState) -> None:
        seconds = self.data.draw(st.sampled_from([2.0, 7.5, 31.5]))
        self.expected.append((state, seconds))
        if self.running is not None and state is not GAP:
            self.held[self.running] += seconds
        late = min(seconds, 5.0)
        if state is GAP and self.running is not None:
            self.now = self.now.plus(late)
            self.tell(GapBegan(C, self.running, GapCause.NOT_GROWING, late))
            seconds -= late
        self.now = self.now.plus(seconds)

    def begin(self) -> None:
        self.running = RecordingId(f"rec-{len(self.held)}")
        self.held[self.running] = 0.0
        self.tell(RecordingBegan(C, OFFER, self.running))

    def stop(self, by: str = "") -> None:
        running, self.running = self.running, None
        if running is not None:
            self.tell(RecordingEnded(C, running, by))

    def turn(self, before: IntervalState | None, state: IntervalState) -> None:
        match before, state:
            case IntervalState.PAUSED, IntervalState.RECORDED:
                self.tell(RecordingGoesOn(C, "bob"))
            case _, IntervalState.RECORDED:
                self.stop()
                self.begin()
                if before is GAP:
                    self.tell(GapEnded(C, self.running))
            case _, IntervalState.PAUSED:
                self.tell(RecordingPaused(C, "bob", "card number"))
            case _, IntervalState.NOT_RECORDED:
                if before is PAUSED:
                    self.tell(RecordingGoesOn(C, ""))
                self.stop("bob")
                self.tell(NotRecorded(C, OFFER, WhyNot.NOT_ASKED_FOR))
            case None, _:
                self.tell(GapBegan(C, None, GapCause.NOT_BEGUN, 0.0, "no answer"))
            case _:
                pass


@settings(deadline=None)
@given(st.data())
def test_a_conversation_told_as_it_is_told_has_the_intervals_it_had(data: st.DataObject) -> None:
    course = Course(data)
    record = course.live()
    found = [(each.state, each.seconds) for each in record.intervals if each.segment == 1]
    assert [state for state, _ in found] == [state for state, _ in course.expected]
    assert [seconds for _, seconds in found] == pytest.approx([seconds for _, seconds in course.expected], abs=0.25)
