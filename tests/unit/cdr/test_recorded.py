"""What became of every second of a contact's talks: recorded, paused, not recorded, or a gap with its cause."""

from acd.events import ContactTakenUp, EntryQueued
from acd.policy import Line
from cdr.events import (
    CallHeld,
    CallResumed,
    ContactBegan,
    ContactEnded,
    GuestJoined,
    GuestKind,
    GuestLeft,
    RecordingGoesOn,
    RecordingPaused,
    TransferBegan,
    TransferKind,
)
from cdr.parts import Flag
from cdr.record import ContactRecord, RecordingState
from cdr.recorded import IntervalState
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
from tests.support.contact_facts import (
    ALICE,
    BOB,
    BRIDGED,
    CONNECTED,
    ENDED,
    IN_MENU,
    NORMAL,
    NUMBER,
    O1,
    O2,
    QUEUED,
    START,
    SUPPORT,
    T1,
    TALKING,
    C,
    Told,
    about,
    fold,
    over,
)
from vocabulary.ids import EntryId, RecordingId
from vocabulary.parties import Party

R, R2 = RecordingId("rec-o-2"), RecordingId("rec-o-2-r2")
RECORDED, PAUSED, UNRECORDED, GAP = IntervalState
RECORDING: list[Told] = [*QUEUED, *CONNECTED, (13.08, RecordingBegan(C, O2, R)), *BRIDGED]
"""Bob talks from second 13.1 on, and is recorded."""


def done(
    at: float, seconds: float, state: RecordingState = RecordingState.COMPLETE, detail: str = "", talk: float = 20.0
) -> Told:
    """The file is checked, and so long."""
    return (at, RecordingFinished(C, O2, R, "/r/x.flac", state, talk, seconds, detail))


def parted(at: float) -> list[Told]:
    """Bob's talk, his recording and the contact are over."""
    return [over(at), (at + 0.01, RecordingEnded(C, R)), (at + 0.02, ENDED)]


def course(record: ContactRecord) -> list[tuple[IntervalState, float, float, str, str]]:
    """Each interval: its state, when it began and ended (seconds of the contact), why, and by whom."""
    began = record.began_at
    return [
        (
            each.state,
            round((each.began_at - began).total_seconds(), 3),
            round((each.ended_at - began).total_seconds(), 3),
            each.why,
            each.by,
        )
        for each in record.intervals
    ]


def test_a_conversation_recorded_from_end_to_end_is_one_interval_of_its_segment() -> None:
    record = fold(*RECORDING, *parted(33.1), done(34.0, 20.0)).record()
    (interval,) = record.intervals
    assert (interval.state, interval.segment, interval.recording) == (RECORDED, 3, R)
    assert interval.seconds == about(20.0)
    assert (record.recorded_seconds, record.gap_seconds, record.flags) == (about(20.0), 0.0, ())


def test_the_time_a_caller_is_held_counts_as_talk_that_must_be_recorded() -> None:
    held: list[Told] = [(15.1, CallHeld(C, BOB)), (25.1, CallResumed(C, BOB))]
    record = fold(*RECORDING, *held, *parted(33.1), done(34.0, 20.0)).record()
    assert record.talk_seconds == about(10.0)
    assert record.recorded_seconds == about(20.0)


def test_a_pause_says_who_asked_for_it_and_what_for() -> None:
    pause: list[Told] = [(20.1, RecordingPaused(C, "bob", "card number")), (25.1, RecordingGoesOn(C, "limit"))]
    record = fold(*RECORDING, *pause, *parted(33.1), done(34.0, 20.0)).record()
    assert course(record) == [
        (RECORDED, 13.1, 20.1, "", ""),
        (PAUSED, 20.1, 25.1, "card number", "bob"),
        (RECORDED, 25.1, 33.1, "", ""),
    ]
    assert (record.recorded_seconds, record.paused_seconds) == (about(15.0), about(5.0))


def test_a_conversation_that_the_caller_refuses_to_have_recorded_is_no_gap() -> None:
    record = fold(*TALKING, (13.1, NotRecorded(C, O2, WhyNot.REFUSED)), *parted(33.1)).record()
    assert course(record) == [(UNRECORDED, 13.1, 33.1, "refused by the caller", "")]
    assert (record.unrecorded_seconds, record.gap_seconds, record.flags) == (about(20.0), 0.0, ())


def test_a_conversation_of_which_nothing_is_told_is_a_gap_of_its_own_kind_and_flagged() -> None:
    record = fold(*TALKING, *parted(33.1)).record()
    assert course(record) == [(GAP, 13.1, 33.1, "not accounted for", "")]
    (flag,) = record.flags
    assert (flag.flag, flag.agent, flag.detail) == (Flag.RECORDING_GAP, BOB, "not accounted for")


def test_a_gap_lasts_from_so_long_ago_as_it_is_told_until_the_recording_goes_on() -> None:
    gap: list[Told] = [
        (24.1, GapBegan(C, R, GapCause.DISK_FULL, 4.0, "no space\x1b left")),
        (27.1, GapEnded(C, R)),
    ]
    record = fold(*RECORDING, *gap, *parted(33.1), done(34.0, 13.0)).record()
    why = "the disk is full: no space\\x1b left"
    assert course(record) == [
        (RECORDED, 13.1, 20.1, "", ""),
        (GAP, 20.1, 27.1, why, ""),
        (RECORDED, 27.1, 33.1, "", ""),
    ]
    assert [(flag.flag, flag.detail) for flag in record.flags] == [(Flag.RECORDING_GAP, why)]


def test_a_gap_that_is_mended_by_another_recording_ends_where_that_begins() -> None:
    mended: list[Told] = [
        (24.1, GapBegan(C, R, GapCause.STOPPED, 4.0)),
        (24.2, RecordingEnded(C, R)),
        (24.2, RecordingBegan(C, O2, R2)),
        (24.2, GapEnded(C, R2)),
        (33.1, RecordingEnded(C, R2)),
        (34.0, RecordingFinished(C, O2, R2, "/r/y.flac", RecordingState.COMPLETE, 8.9, 8.9)),
    ]
    record = fold(*RECORDING, *mended, *parted(33.1), done(34.0, 7.0, talk=7.0)).record()
    assert course(record) == [
        (RECORDED, 13.1, 20.1, "", ""),
        (GAP, 20.1, 24.2, "Asterisk records no more", ""),
        (RECORDED, 24.2, 33.1, "", ""),
    ]
    assert [each.recording for each in record.intervals] == [R, R, R2]


def test_a_recording_that_could_not_be_begun_is_a_gap_for_as_long_as_the_talk() -> None:
    told: list[Told] = [
        (13.1, GapBegan(C, None, GapCause.NOT_BEGUN, 0.0, "no answer")),
        over(33.1),
        (33.2, done(0.0, 0.0, RecordingState.MISSING, "no answer")[1]),
        (33.2, ENDED),
    ]
    record = fold(*TALKING, *told).record()
    assert course(record) == [(GAP, 13.1, 33.1, "it could not be begun: no answer", "")]


def test_a_recording_of_which_only_its_failure_is_told_is_a_gap_with_its_reason() -> None:
    record = fold(*TALKING, over(33.1), done(33.1, 0.0, RecordingState.MISSING, "no answer"), (33.2, ENDED)).record()
    assert course(record) == [(GAP, 13.1, 33.1, "no answer", "")]


def test_a_file_that_came_out_short_leaves_a_gap_at_its_end() -> None:
    record = fold(*RECORDING, *parted(33.1), done(34.0, 15.0, RecordingState.SHORT, "legs end early")).record()
    assert course(record) == [(RECORDED, 13.1, 28.08, "", ""), (GAP, 28.08, 33.1, "legs end early", "")]
    assert record.gap_seconds == about(5.02)


def test_a_file_that_is_not_there_leaves_nothing_but_the_pauses() -> None:
    pause: list[Told] = [(20.1, RecordingPaused(C, "bob")), (25.1, RecordingGoesOn(C, "bob"))]
    told = [*RECORDING, *pause, *parted(33.1), done(34.0, 0.0, RecordingState.MISSING, "no file")]
    assert [(state, why) for state, _, _, why, _ in course(fold(*told).record())] == [
        (GAP, "no file"),
        (PAUSED, ""),
        (GAP, "no file"),
    ]


def test_a_pause_uses_up_the_file_so_that_only_what_lies_behind_its_end_is_missing() -> None:
    pause: list[Told] = [(14.1, RecordingPaused(C, "bob")), (24.1, RecordingGoesOn(C, "bob"))]
    told = [*RECORDING, *pause, *parted(33.1), done(34.0, 15.02, RecordingState.SHORT, "cut")]
    assert course(fold(*told).record())[-2:] == [(RECORDED, 24.1, 28.1, "", ""), (GAP, 28.1, 33.1, "cut", "")]


def test_what_is_thrown_away_because_the_caller_refused_was_not_recorded() -> None:
    refused = done(34.0, 0.0, RecordingState.DISCARDED, "refused by the caller")
    record = fold(*RECORDING, *parted(33.1), refused).record()
    assert course(record) == [(UNRECORDED, 13.1, 33.1, "refused by the caller", "")]


def test_a_recording_that_somebody_ends_says_who_did() -> None:
    ended: list[Told] = [(20.1, RecordingEnded(C, R, "bob")), (20.11, NotRecorded(C, O2, WhyNot.NOT_ASKED_FOR))]
    record = fold(*RECORDING, *ended, over(33.1), (33.2, ENDED), done(34.0, 7.0)).record()
    assert course(record) == [
        (RECORDED, 13.1, 20.1, "", ""),
        (UNRECORDED, 20.1, 33.1, "nobody asked for it", "bob"),
    ]


def test_a_conversation_recorded_on_demand_is_not_recorded_until_somebody_asks() -> None:
    asked: list[Told] = [(13.1, NotRecorded(C, O2, WhyNot.NOT_ASKED_FOR)), (20.1, RecordingBegan(C, O2, R))]
    record = fold(*TALKING, *asked, *parted(33.1), done(34.0, 13.0, talk=13.0)).record()
    assert course(record) == [
        (UNRECORDED, 13.1, 20.1, "nobody asked for it", ""),
        (RECORDED, 20.1, 33.1, "", ""),
    ]


def test_seconds_recorded_in_menu_and_queue_are_intervals_of_those_and_counted_apart() -> None:
    told: list[Told] = [*IN_MENU, (0.1, RecordingBegan(C, O2, R)), *QUEUED[3:], *CONNECTED, *BRIDGED]
    record = fold(*told, *parted(33.1), done(34.0, 33.0)).record()
    assert [(each.segment, each.why) for each in record.intervals] == [
        (1, "before connection"),
        (2, "before connection"),
        (3, ""),
    ]
    assert (record.recorded_seconds, record.outside_talks_seconds) == (about(20.0), about(13.0))


def test_a_recording_that_goes_on_in_the_queue_after_a_talk_is_outside_the_talks() -> None:
    told: list[Told] = [
        *RECORDING,
        over(20.1, by=Party.AGENT),
        (20.1, EntryQueued(EntryId("e-2"), C, SUPPORT, Line.SECOND, 5, 1)),
        (30.1, RecordingEnded(C, R)),
        (30.1, ENDED),
        done(31.0, 17.0),
    ]
    assert course(fold(*told).record()) == [
        (RECORDED, 13.1, 20.1, "", ""),
        (RECORDED, 20.1, 30.1, "outside the talks", ""),
    ]


def test_that_nothing_is_recorded_holds_for_one_conversation_and_not_for_the_one_after_the_queue() -> None:
    told: list[Told] = [
        *TALKING,
        (13.1, NotRecorded(C, O2, WhyNot.BY_RULE)),
        over(20.1, by=Party.AGENT),
        (20.1, EntryQueued(EntryId("e-2"), C, SUPPORT, Line.SECOND, 5, 1)),
        (25.1, ContactTakenUp(T1, C, ALICE, SUPPORT, None)),
        (35.1, ENDED),
    ]
    assert course(fold(*told).record()) == [
        (UNRECORDED, 13.1, 20.1, "by rule", ""),
        (GAP, 25.1, 35.1, "not accounted for", ""),
    ]


def test_a_guest_to_whom_the_caller_is_handed_is_talked_with_under_the_same_rule() -> None:
    told: list[Told] = [
        *TALKING,
        (13.1, NotRecorded(C, O2, WhyNot.NOT_SAMPLED)),
        (20.1, TransferBegan(C, BOB, NUMBER, TransferKind.BLIND)),
        over(20.1, by=Party.AGENT),
        (25.1, GuestJoined(C, NUMBER, GuestKind.OUTSIDE)),
        (35.1, GuestLeft(C, NUMBER, Party.CALLER, 10.0)),
        (35.1, ENDED),
    ]
    record = fold(*told).record()
    assert course(record) == [
        (UNRECORDED, 13.1, 20.1, "not in the sample", ""),
        (UNRECORDED, 25.1, 35.1, "not in the sample", ""),
    ]
    assert record.unrecorded_seconds == about(17.0)


def test_a_call_by_an_agent_must_be_recorded_as_long_as_its_guest_is_there() -> None:
    record = fold(
        (0.0, ContactBegan(C, NUMBER, "201", "Bob", "v1", None, BOB)),
        (5.0, RecordingBegan(C, O1, R)),
        (5.0, GuestJoined(C, NUMBER, GuestKind.OUTSIDE)),
        (9.0, GuestLeft(C, NUMBER, Party.AGENT, 4.0)),
        (9.0, RecordingEnded(C, R)),
        (9.0, ContactEnded(C, Party.AGENT, NORMAL)),
        done(9.5, 4.0),
    ).record()
    assert course(record) == [(RECORDED, 5.0, 9.0, "", "")]


def test_a_moment_that_is_told_by_two_is_no_interval_of_its_own() -> None:
    late: list[Told] = [(13.3, RecordingBegan(C, O2, R)), (32.9, RecordingEnded(C, R))]
    record = fold(*TALKING, *late, over(33.1), (33.2, ENDED), done(34.0, 19.6)).record()
    assert course(record) == [(RECORDED, 13.1, 33.1, "", "")]


def test_a_recording_whose_end_is_not_told_ends_with_the_talk_that_its_file_is_of() -> None:
    told: list[Told] = [
        *RECORDING,
        over(20.1),
        done(22.0, 7.0, talk=7.0),
        (25.0, GuestJoined(C, "alice", GuestKind.COLLEAGUE)),
        (30.0, ENDED),
    ]
    assert course(fold(*told).record()) == [
        (RECORDED, 13.1, 20.1, "", ""),
        (GAP, 25.0, 30.0, "not accounted for", ""),
    ]


def test_the_end_of_a_gap_that_is_told_after_the_contact_corrects_nothing_of_the_callers_time() -> None:
    told = fold(*RECORDING, (30.1, GapBegan(C, R, GapCause.NOT_GROWING, 5.0)), *parted(33.1), done(34.0, 12.0))
    before = told.record()
    told.take(GapEnded(C, R), START.plus(40.0))
    assert told.record() == before
    assert before.gap_seconds == about(8.0)


def test_a_record_is_complete_only_when_the_file_of_every_recording_is_checked() -> None:
    told = fold(*RECORDING, *parted(33.1))
    assert not told.presentable
    told.take(done(34.0, 20.0)[1], START.plus(34.0))
    assert told.presentable
