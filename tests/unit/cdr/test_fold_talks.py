"""The contact record of what happens in conversations: holds, consults, dispositions, flags, pauses."""

from acd.events import (
    AgentFellSilent,
    ConsultOver,
    ContactHandedOn,
    ContactTakenUp,
    DispositionGiven,
    EntryQueued,
    ReturnedToHead,
)
from acd.policy import Line
from cdr.events import (
    CallHeld,
    CallResumed,
    ConsultAnswered,
    ConsultBegan,
    ConsultEnd,
    ConsultEnded,
    ContactBegan,
    ContactEnded,
    GuestJoined,
    GuestKind,
    GuestLeft,
    RecordingGoesOn,
    RecordingPaused,
    TransferBegan,
    TransferEnded,
    TransferKind,
)
from cdr.parts import (
    ConsultRecord,
    Direction,
    GuestRecord,
    HoldRecord,
    RecordingPause,
)
from cdr.record import FinalStatus
from recordings.events import NotRecorded
from recordings.policy import WhyNot
from tests.support.contact_facts import (
    ALICE,
    ASKED,
    BOB,
    CONNECTED,
    ENDED,
    HANDED,
    NORMAL,
    NUMBER,
    O2,
    QUEUED,
    START,
    SUPPORT,
    T1,
    TALKING,
    C,
    E,
    Told,
    about,
    fold,
    kinds,
    over,
)
from vocabulary.ids import ContactId, EntryId, QueueName
from vocabulary.parties import Party

# --- hold ------------------------------------------------------------------------------------------------------------


def test_talk_is_without_the_holds_and_each_hold_is_told() -> None:
    record = fold(
        *TALKING,
        (15.1, CallHeld(C, BOB)),
        (17.1, CallResumed(C, BOB)),
        (20.1, CallHeld(C, BOB)),
        (25.1, CallResumed(C, BOB)),
        over(33.1),
        (33.1, ENDED),
    ).record()
    talk = record.segments[2]
    held = [(15.1, 2.0), (20.1, 5.0)]
    assert talk.holds == tuple(HoldRecord(START.plus(at).utc, about(seconds)) for at, seconds in held)
    assert (record.talk_seconds, record.hold_seconds) == (about(13.0), about(7.0))
    assert (talk.talk_seconds, talk.hold_seconds) == (about(13.0), about(7.0))
    assert (record.holds, record.longest_hold_seconds) == (2, about(5.0))


def test_a_caller_who_hangs_up_while_held_was_held_to_the_end() -> None:
    record = fold(*TALKING, (15.1, CallHeld(C, BOB)), (20.1, ENDED), over(20.2)).record()
    assert (record.talk_seconds, record.hold_seconds) == (about(2.0), about(5.0))


def test_a_hold_whose_end_is_told_after_the_conversation_is_over_ended_with_it() -> None:
    record = fold(
        *TALKING,
        (15.1, CallHeld(C, BOB)),
        over(20.1, by=Party.SYSTEM),
        (20.1, EntryQueued(EntryId("e-2"), C, SUPPORT, Line.SECOND, 5, 1)),
        (26.1, CallResumed(C, BOB)),
        (30.1, ENDED),
    ).record()
    assert (record.talk_seconds, record.hold_seconds) == (about(2.0), about(5.0))


def test_a_conversation_without_a_hold_says_nothing_of_holds() -> None:
    record = fold(*TALKING, over(20.1), (20.1, ENDED)).record()
    assert (record.hold_seconds, record.longest_hold_seconds, record.holds) == (None, None, 0)
    assert (record.segments[2].hold_seconds, record.segments[2].holds) == (None, ())


def test_a_hold_that_is_told_twice_or_ended_twice_is_one_hold() -> None:
    record = fold(
        *TALKING,
        (15.1, CallHeld(C, BOB)),
        (16.1, CallHeld(C, BOB)),
        (17.1, CallResumed(C, BOB)),
        (19.1, CallResumed(C, BOB)),
        over(20.1),
        (20.1, ENDED),
    ).record()
    assert (record.holds, record.hold_seconds) == (1, about(2.0))


def test_a_hold_of_somebody_who_never_talked_with_the_caller_means_nothing() -> None:
    record = fold(
        *TALKING, (15.0, CallHeld(C, ALICE)), (16.0, CallResumed(C, ALICE)), over(20.1), (20.1, ENDED)
    ).record()
    assert record.holds == 0


def test_the_moment_in_which_a_caller_is_moved_on_by_a_transfer_is_no_hold() -> None:
    record = fold(
        *TALKING,
        (15.1, TransferBegan(C, BOB, "alice", TransferKind.BLIND)),
        (15.1, CallHeld(C, BOB)),
        (15.2, CallResumed(C, BOB)),
        over(15.2, by=Party.AGENT),
        (20.0, ENDED),
    ).record()
    assert record.holds == 0


# --- consult ---------------------------------------------------------------------------------------------------------


def test_a_consult_says_who_asked_whom_when_and_what_came_of_it() -> None:
    record = fold(
        *ASKED,
        (20.1, ConsultEnded(C, "alice", ConsultEnd.CANCELLED)),
        (20.1, CallResumed(C, BOB)),
        over(30.1),
        (30.1, ENDED),
    ).record()
    asked, answered, ended = (START.plus(seconds).utc for seconds in (15.1, 17.1, 20.1))
    assert record.consults == (ConsultRecord(BOB, "alice", asked, answered, ended, "cancelled"),)
    assert record.hold_seconds == about(5.0)
    assert kinds(record) == [("agent", "ended by caller")]


def test_a_caller_of_whom_only_the_consult_was_told_was_held_for_as_long_as_it_lasted() -> None:
    record = fold(
        *TALKING,
        (15.1, ConsultBegan(C, BOB, "alice")),
        (18.1, ConsultEnded(C, "alice", ConsultEnd.NOT_REACHED)),
        over(30.1),
        (30.1, ENDED),
    ).record()
    assert record.hold_seconds == about(3.0)
    assert record.consults[0].answered_at is None


def test_an_agent_who_held_the_caller_and_reaches_nobody_still_holds_them() -> None:
    record = fold(*ASKED, (20.1, ConsultEnded(C, "alice", ConsultEnd.NOT_REACHED)), over(30.1), (30.1, ENDED)).record()
    assert record.hold_seconds == about(15.0)


def test_in_a_conference_nobody_is_held_and_the_third_is_a_guest_beside_the_agent() -> None:
    record = fold(
        *ASKED,
        (20.1, ConsultEnded(C, "alice", ConsultEnd.CONFERENCE)),
        (20.1, GuestJoined(C, "alice", GuestKind.COLLEAGUE)),
        (26.1, GuestLeft(C, "alice", Party.AGENT, 6.0)),
        over(30.1),
        (30.1, ENDED),
    ).record()
    assert record.hold_seconds == about(5.0)
    assert kinds(record) == [("agent", "ended by caller")]
    joined, left = START.plus(20.1).utc, START.plus(26.1).utc
    six = about(6.0)
    assert record.guests == (GuestRecord("alice", GuestKind.COLLEAGUE, joined, left, six, Party.AGENT),)


def test_a_consult_that_is_still_going_on_when_the_contact_ends_ends_with_it() -> None:
    record = fold(*ASKED, (22.0, ENDED), over(22.1)).record()
    assert (record.consults[0].end, record.consults[0].ended_at) == ("ended by caller", record.ended_at)


def test_a_question_to_a_queue_goes_on_as_the_callers_conversation_and_its_own_record_says_so() -> None:
    began = ContactBegan(C, "support", "201", "bob", "v1", ContactId("c-0"), BOB)
    told = fold(
        (0.0, began),
        (0.1, EntryQueued(E, C, SUPPORT, Line.FIRST, 0, 1)),
        *CONNECTED,
        *TALKING[-2:],
        (15.1, ConsultOver(C, ContactId("c-0"))),
        (15.1, ContactEnded(C, Party.SYSTEM, NORMAL)),
    )
    assert told.complete
    record = told.record()
    assert (record.direction, record.calling_agent, record.joined) == (Direction.INTERNAL, BOB, "c-0")
    assert (record.segments[-1].end, record.talk_seconds) == ("joined another contact", about(2.0))
    assert record.final_status is FinalStatus.ANSWERED


# --- what is said and flagged ----------------------------------------------------------------------------------------


def test_of_several_dispositions_the_last_counts_and_each_agent_keeps_theirs() -> None:
    told = fold(
        *HANDED,
        (21.0, DispositionGiven(C, BOB, "billing")),
        (23.1, ContactTakenUp(T1, C, ALICE, SUPPORT, None)),
        over(30.1, T1, began=23.1),
        (30.1, ENDED),
        (31.0, DispositionGiven(C, ALICE, "sale")),
    )
    record = told.record()
    assert (record.disposition, record.disposition_by) == ("sale", ALICE)
    assert [segment.disposition for segment in record.segments if segment.agent] == ["billing", "sale"]


def test_an_agent_who_falls_silent_and_loses_the_caller_is_flagged_twice() -> None:
    record = fold(
        *TALKING,
        (13.1, NotRecorded(C, O2, WhyNot.BY_RULE)),
        (18.1, AgentFellSilent(O2, C, BOB)),
        over(18.1, by=Party.SYSTEM),
        (18.1, ReturnedToHead(C, SUPPORT, "the agent could not be heard", BOB)),
        (18.1, EntryQueued(EntryId("e-2"), C, SUPPORT, Line.SECOND, 5, 1, 20.0)),
        (19.0, ENDED),
    ).record()
    assert [(flag.flag.value, flag.agent, flag.detail) for flag in record.flags] == [
        ("agent fell silent", BOB, ""),
        ("returned to the head", BOB, "the agent could not be heard"),
    ]
    assert kinds(record) == [("agent", "returned to the head"), ("queue", "ended by caller")]


def test_an_agent_who_escalates_in_the_middle_of_a_hold_ends_it() -> None:
    record = fold(
        *TALKING,
        (15.1, CallHeld(C, BOB)),
        (20.1, ContactHandedOn(C, SUPPORT, QueueName("experts"), Line.THIRD, False, BOB, "")),
        over(20.1, by=Party.AGENT),
        (20.1, EntryQueued(EntryId("e-2"), C, QueueName("experts"), Line.THIRD, 5, 1)),
        (30.1, ENDED),
    ).record()
    assert kinds(record) == [("agent", "handed on"), ("queue", "ended by caller")]
    assert record.hold_seconds == about(5.0)


def test_pauses_of_the_recording_say_who_asked_for_them_and_end_with_the_contact() -> None:
    record = fold(
        *TALKING,
        (15.0, RecordingPaused(C, "bob")),
        (17.0, RecordingGoesOn(C, "carol")),
        (18.0, RecordingPaused(C, "bob")),
        over(20.1),
        (20.1, ENDED),
    ).record()
    moments = [START.plus(seconds).utc for seconds in (15.0, 17.0, 18.0)]
    assert record.recording_pauses == (
        RecordingPause(moments[0], moments[1], "bob", "carol"),
        RecordingPause(moments[2], record.ended_at, "bob", ""),
    )


def test_an_end_of_what_never_began_means_nothing() -> None:
    record = fold(
        *QUEUED,
        (5.0, CallResumed(C, BOB)),
        (5.0, ConsultAnswered(C, "alice")),
        (5.0, ConsultEnded(C, "alice", ConsultEnd.CANCELLED)),
        (5.0, TransferEnded(C, "alice", reached=True)),
        (5.0, GuestLeft(C, NUMBER, Party.AGENT, 5.0)),
        (5.0, RecordingGoesOn(C, "bob")),
        (6.0, ENDED),
    ).record()
    assert (record.consults, record.transfers, record.guests, record.recording_pauses) == ((), (), (), ())
    assert [segment.kind.value for segment in record.segments] == ["menu", "queue"]


def test_what_is_told_of_a_conversation_after_the_end_stays_within_the_contact() -> None:
    told = fold(*TALKING, (15.1, CallHeld(C, BOB)), (20.1, ENDED))
    late: list[Told] = [
        (25.0, CallResumed(C, BOB)),
        (25.0, GuestJoined(C, NUMBER, GuestKind.OUTSIDE)),
        (25.0, TransferBegan(C, BOB, "alice", TransferKind.BLIND)),
        over(25.0, by=Party.AGENT),
    ]
    for seconds, fact in late:
        told.take(fact, START.plus(seconds))
    assert told.complete
    record = told.record()
    assert record.segments[-1].kind.value == "agent"
    assert record.hold_seconds == about(5.0)
    assert record.guests[0].joined_at == record.guests[0].left_at == record.ended_at


def test_what_the_hands_tell_with_an_earlier_stamp_comes_after_what_they_told_before() -> None:
    record = fold(*QUEUED, (6.0, RecordingPaused(C, "bob")), (5.0, RecordingGoesOn(C, "bob")), (5.5, ENDED)).record()
    (pause,) = record.recording_pauses
    assert pause.began_at == pause.ended_at == record.ended_at == START.plus(6.0).utc
