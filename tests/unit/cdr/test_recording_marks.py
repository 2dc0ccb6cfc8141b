"""What is marked in a recording for whoever hears it, from its begin on."""

from cdr.events import (
    CallHeld,
    CallResumed,
    ConsultEnd,
    ConsultEnded,
    GuestJoined,
    GuestKind,
    GuestLeft,
    ListeningBegan,
    ListeningChanged,
    ListeningEnded,
    ListeningMode,
    RecordingGoesOn,
    RecordingPaused,
)
from cdr.recorded import HeardThing, RecordingMark
from recordings.events import RecordingBegan, RecordingEnded, RecordingFinished, RecordingState
from tests.support.contact_facts import ASKED, BOB, ENDED, O2, TALKING, C, Told, about, fold, over
from vocabulary.ids import ListeningId, RecordingId
from vocabulary.parties import Party

R, L = RecordingId("rec-o-2"), ListeningId("l-1")
BEGAN: Told = (13.1, RecordingBegan(C, O2, R))
DONE = RecordingFinished(C, O2, R, "/r/x.flac", RecordingState.COMPLETE, 20.0, 20.0)
PARTED: list[Told] = [over(33.1), (33.1, RecordingEnded(C, R)), (33.1, ENDED), (34.0, DONE)]


def marks(*told: Told) -> tuple[RecordingMark, ...]:
    (recording,) = fold(*told, *PARTED).record().recordings
    return recording.marks


def mark(kind: HeardThing, at: float, seconds: float, who: str) -> RecordingMark:
    return RecordingMark(kind, about(at), about(seconds), who)


def test_a_hold_is_marked_where_it_is_in_the_recording_with_who_held() -> None:
    held: list[Told] = [(15.1, CallHeld(C, BOB)), (18.1, CallResumed(C, BOB))]
    assert marks(*TALKING, BEGAN, *held) == (mark(HeardThing.HOLD, 2.0, 3.0, "bob"),)


def test_of_a_listener_only_the_time_of_barging_in_is_marked() -> None:
    listened: list[Told] = [
        (15.1, ListeningBegan(C, L, "carol", ListeningMode.MONITOR, BOB)),
        (17.1, ListeningChanged(C, L, ListeningMode.WHISPER, BOB)),
        (20.1, ListeningChanged(C, L, ListeningMode.BARGE, BOB)),
        (24.1, ListeningEnded(C, L)),
    ]
    assert marks(*TALKING, BEGAN, *listened) == (mark(HeardThing.BARGE, 7.0, 4.0, "carol"),)


def test_the_third_of_a_conference_is_marked_for_as_long_as_the_agent_is_there_too() -> None:
    joined: list[Told] = [
        (19.1, ConsultEnded(C, "alice", ConsultEnd.CONFERENCE)),
        (19.1, GuestJoined(C, "alice", GuestKind.COLLEAGUE)),
        (25.1, GuestLeft(C, "alice", Party.AGENT, 6.0)),
    ]
    assert marks(*ASKED, BEGAN, *joined) == (
        mark(HeardThing.HOLD, 2.0, 4.0, "bob"),
        mark(HeardThing.CONFERENCE, 6.0, 6.0, "alice"),
    )


def test_a_guest_who_comes_as_the_agent_goes_is_no_conference() -> None:
    joined: list[Told] = [(33.0, GuestJoined(C, "alice", GuestKind.COLLEAGUE))]
    assert marks(*TALKING, BEGAN, *joined) == ()


def test_a_pause_is_marked_with_who_asked_for_it_escaped() -> None:
    paused: list[Told] = [(15.1, RecordingPaused(C, "bob\x1b")), (16.1, RecordingGoesOn(C, "limit"))]
    assert marks(*TALKING, BEGAN, *paused) == (mark(HeardThing.PAUSE, 2.0, 1.0, "bob\\x1b"),)


def test_what_began_before_the_recording_or_lasts_longer_is_cut_to_it() -> None:
    held: list[Told] = [(14.0, CallHeld(C, BOB)), (15.1, RecordingBegan(C, O2, R))]
    assert marks(*TALKING, *held) == (mark(HeardThing.HOLD, 0.0, 18.0, "bob"),)


def test_marks_are_in_the_order_of_their_begin() -> None:
    told: list[Told] = [
        (15.1, RecordingPaused(C, "bob")),
        (16.1, RecordingGoesOn(C, "bob")),
        (20.1, CallHeld(C, BOB)),
        (21.1, CallResumed(C, BOB)),
    ]
    assert [each.kind for each in marks(*TALKING, BEGAN, *told)] == [HeardThing.PAUSE, HeardThing.HOLD]
