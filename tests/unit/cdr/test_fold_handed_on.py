"""The contact record of callers who are handed to somebody: transfers, guests, supervisors; and of calls by agents."""

import pytest

from acd.events import (
    ContactJoined,
    ContactTakenUp,
    DispositionGiven,
    EntryQueued,
    ReturnedToHead,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import Line
from cdr.events import (
    CallHeld,
    CallResumed,
    ConsultEnd,
    ConsultEnded,
    ContactBegan,
    ContactEnded,
    GuestJoined,
    GuestKind,
    GuestLeft,
    TransferBegan,
    TransferEnded,
    TransferKind,
)
from cdr.parts import (
    Direction,
    Flag,
    FlagRecord,
    TransferRecord,
)
from cdr.record import FinalStatus
from ivr.reports import FlowEntered, PromptsStarted
from tests.support.contact_facts import (
    ALICE,
    ASKED,
    BOB,
    CONSULT,
    ENDED,
    HANDED,
    IN_MENU,
    NORMAL,
    NUMBER,
    START,
    SUPPORT,
    T1,
    TALKING,
    C,
    Told,
    about,
    fold,
    kinds,
    over,
)
from vocabulary.causes import HangUpCause
from vocabulary.ids import EntryId, PlaybackId
from vocabulary.parties import Party

# --- transfer --------------------------------------------------------------------------------------------------------


def test_a_caller_handed_to_an_agent_is_on_the_way_until_they_talk_and_both_agents_wrap_up() -> None:
    told = fold(
        *HANDED,
        (23.1, ContactTakenUp(T1, C, ALICE, SUPPORT, None)),
        (23.2, TransferEnded(C, "alice", reached=True)),
        (25.0, WrapUpEnded(BOB, C, 4.9)),
        over(30.1, T1, began=23.1),
        (30.1, WrapUpBegan(ALICE, C, 10.0)),
        (30.1, ENDED),
        (32.1, WrapUpEnded(ALICE, C, 2.0)),
    )
    assert told.complete
    record = told.record()
    assert kinds(record) == [("agent", "transferred"), ("transfer", "reached"), ("agent", "ended by caller")]
    bob, way, alice = record.segments[2:]
    assert (way.target, way.seconds) == ("alice", about(3.0))
    assert (alice.agent, alice.queue, alice.line, alice.ring_seconds) == (ALICE, SUPPORT, 2, None)
    assert (bob.wrap_up_seconds, alice.wrap_up_seconds) == (4.9, 2.0)
    assert record.talk_seconds == about(14.0)
    assert (record.agent, record.final_status, record.ring_seconds) == (ALICE, FinalStatus.ANSWERED, None)
    began, ended = START.plus(20.1).utc, START.plus(23.2).utc
    assert record.transfers == (
        TransferRecord(BOB, "alice", TransferKind.BLIND, began, ended, True, note="knows\\x1b all"),
    )


def test_a_transfer_that_reached_nobody_says_why_and_the_caller_is_back_with_the_agent() -> None:
    record = fold(
        *HANDED,
        (40.1, TransferEnded(C, "alice", reached=False, why="not answered", goes_to="bob")),
        (42.1, ContactTakenUp(T1, C, ALICE, SUPPORT, None)),
        over(50.1, T1, began=42.1),
        (50.1, ENDED),
    ).record()
    assert kinds(record)[1:] == [("transfer", "not reached: not answered"), ("agent", "ended by caller")]
    transfer = record.transfers[0]
    assert (transfer.reached, transfer.why, transfer.goes_to) == (False, "not answered", "bob")
    assert record.segments[3].seconds == about(22.0)


def test_a_transfer_that_reached_nobody_may_put_the_caller_back_at_the_head_which_is_flagged() -> None:
    record = fold(
        *HANDED,
        (40.1, TransferEnded(C, "alice", reached=False, why="busy", goes_to="the head of the queue")),
        (40.1, ReturnedToHead(C, SUPPORT, "alice could not be reached", None)),
        (40.1, EntryQueued(EntryId("e-2"), C, SUPPORT, Line.SECOND, 5, 1, 30.0)),
        (44.1, ENDED),
    ).record()
    assert kinds(record)[1:] == [("transfer", "not reached: busy"), ("queue", "ended by caller")]
    assert tuple(flag for flag in record.flags if flag.flag is not Flag.RECORDING_GAP) == (
        FlagRecord(START.plus(40.1).utc, Flag.RETURNED_TO_HEAD, None, "alice could not be reached"),
    )
    assert record.final_status is FinalStatus.ABANDONED


def test_a_caller_handed_to_an_outside_number_talks_with_a_guest() -> None:
    record = fold(
        *HANDED,
        (25.1, GuestJoined(C, NUMBER, GuestKind.OUTSIDE)),
        (25.1, TransferEnded(C, NUMBER, reached=True)),
        (35.1, GuestLeft(C, NUMBER, Party.CALLER, 10.0)),
        (35.1, ENDED),
    ).record()
    assert kinds(record) == [("agent", "transferred"), ("transfer", "reached"), ("guest", "ended by caller")]
    guest = record.segments[-1]
    assert (guest.target, guest.guest, guest.agent) == (NUMBER, GuestKind.OUTSIDE, None)
    assert (guest.talk_seconds, record.talk_seconds) == (about(10.0), about(7.0))
    assert record.final_status is FinalStatus.ANSWERED


def test_an_attended_transfer_leaves_no_time_on_the_way() -> None:
    record = fold(
        *ASKED,
        (20.1, ConsultEnded(C, "alice", ConsultEnd.COMPLETED)),
        (20.1, TransferBegan(C, BOB, "alice", TransferKind.ATTENDED)),
        (20.1, CallResumed(C, BOB)),
        over(20.2, by=Party.AGENT),
        (20.2, ContactTakenUp(T1, C, ALICE, SUPPORT, BOB)),
        (20.3, TransferEnded(C, "alice", reached=True)),
        over(30.1, T1, began=20.2),
        (30.1, ENDED),
    ).record()
    assert kinds(record) == [("agent", "transferred"), ("agent", "ended by caller")]
    assert record.hold_seconds == about(5.0)
    assert record.consults[0].end == "completed"


def test_an_agent_of_an_asked_queue_goes_on_under_the_same_offer() -> None:
    record = fold(
        *ASKED,
        (20.1, TransferBegan(C, BOB, "experts", TransferKind.ATTENDED)),
        over(20.1, by=Party.AGENT),
        (20.1, ContactJoined(T1, C, CONSULT, ALICE, BOB)),
        over(30.1, T1, began=10.1),
        (30.1, ENDED),
    ).record()
    talk = record.segments[-1]
    assert (talk.agent, talk.talk_seconds, talk.ring_seconds) == (ALICE, about(10.0), None)


def test_a_transfer_refused_while_they_talk_on_changes_nothing() -> None:
    record = fold(
        *TALKING,
        (15.1, TransferBegan(C, BOB, "alice", TransferKind.BLIND)),
        (15.2, TransferEnded(C, "alice", reached=False, why="busy")),
        over(20.1, by=Party.AGENT),
        (20.1, ENDED),
    ).record()
    assert kinds(record) == [("agent", "ended by agent")]


def test_a_caller_handed_to_a_flow_is_in_its_menu() -> None:
    record = fold(
        *HANDED,
        (20.2, TransferEnded(C, "voicemail", reached=True)),
        (20.2, FlowEntered("voicemail")),
        (25.0, ENDED),
    ).record()
    assert kinds(record)[-1] == ("menu", "ended by caller")
    assert record.segments[-1].flow == "voicemail"


def test_a_caller_of_the_flow_whom_nobody_took_is_in_the_menu_again() -> None:
    record = fold(
        *IN_MENU,
        (5.0, TransferBegan(C, None, NUMBER, TransferKind.BLIND)),
        (9.0, TransferEnded(C, NUMBER, reached=False, why="busy", goes_to="the flow")),
        (9.5, PromptsStarted(PlaybackId("p-9"), ())),
        (12.0, ENDED),
    ).record()
    assert [(segment.kind.value, segment.seconds) for segment in record.segments] == [
        ("menu", about(4.9)),
        ("transfer", about(4.5)),
        ("menu", about(2.5)),
    ]
    assert record.final_status is FinalStatus.ABANDONED_IN_MENU


def test_a_caller_whom_the_flow_handed_to_a_number_and_who_talked_there_was_answered() -> None:
    record = fold(
        *IN_MENU,
        (5.0, TransferBegan(C, None, NUMBER, TransferKind.BLIND)),
        (9.0, GuestJoined(C, NUMBER, GuestKind.OUTSIDE)),
        (9.0, TransferEnded(C, NUMBER, reached=True)),
        (12.0, ENDED),
    ).record()
    assert [segment.kind.value for segment in record.segments] == ["menu", "transfer", "guest"]
    assert (record.final_status, record.talk_seconds) == (FinalStatus.ANSWERED, None)


def test_a_caller_who_hangs_up_on_the_way_was_on_the_way_to_the_end() -> None:
    record = fold(*HANDED, (25.1, ENDED)).record()
    assert kinds(record)[-1] == ("transfer", "ended by caller")
    assert (record.transfers[0].reached, record.transfers[0].why) == (False, "ended by caller")


# --- guests ----------------------------------------------------------------------------------------------------------


def test_a_supervisor_who_takes_over_is_a_guest_whom_no_agent_is_with() -> None:
    record = fold(
        *TALKING,
        over(20.1, by=Party.AGENT),
        (20.2, GuestJoined(C, "carol", GuestKind.SUPERVISOR)),
        (30.2, GuestLeft(C, "carol", Party.AGENT, 10.0)),
        (30.3, ENDED),
    ).record()
    assert kinds(record) == [("agent", "taken over"), ("guest", "ended by agent")]
    assert record.talk_seconds == about(7.0)


def test_a_third_party_stays_with_the_caller_when_the_agent_leaves_the_conference() -> None:
    record = fold(
        *TALKING,
        (15.1, GuestJoined(C, NUMBER, GuestKind.OUTSIDE)),
        over(20.1, by=Party.AGENT),
        (30.1, GuestLeft(C, NUMBER, Party.CALLER, 15.0)),
        (30.1, ENDED),
    ).record()
    assert kinds(record) == [("agent", "ended by agent"), ("guest", "ended by caller")]
    assert record.segments[-1].seconds == about(10.0)
    assert record.guests[0].talk_seconds == about(15.0)


def test_of_two_guests_the_second_stays_when_the_first_leaves_but_not_when_the_caller_does() -> None:
    together = [
        *TALKING,
        (15.1, GuestJoined(C, NUMBER, GuestKind.OUTSIDE)),
        (16.1, GuestJoined(C, "carol", GuestKind.SUPERVISOR)),
        over(20.1, by=Party.AGENT),
    ]
    guest_left, caller_left = (
        fold(*together, (25.1, GuestLeft(C, NUMBER, by, 10.0)), (25.2, ENDED)).record()
        for by in (Party.AGENT, Party.CALLER)
    )
    assert [segment.target for segment in guest_left.segments[3:]] == [NUMBER, "carol"]
    assert [segment.target for segment in caller_left.segments[3:]] == [NUMBER]


def test_a_guest_is_not_left_alone_with_a_caller_who_hung_up() -> None:
    record = fold(
        *TALKING,
        (15.1, GuestJoined(C, NUMBER, GuestKind.OUTSIDE)),
        over(20.1),
        (20.2, GuestLeft(C, NUMBER, Party.CALLER, 5.1)),
        (20.2, ENDED),
    ).record()
    assert kinds(record) == [("agent", "ended by caller")]


# --- calls by agents -------------------------------------------------------------------------------------------------

CALLS_OUT: Told = (0.0, ContactBegan(C, NUMBER, "201", "Bob", "v1", None, BOB))


def test_an_agent_who_calls_a_number_talks_with_who_answers_there() -> None:
    record = fold(
        CALLS_OUT,
        (6.0, GuestJoined(C, NUMBER, GuestKind.OUTSIDE)),
        (10.0, CallHeld(C, BOB)),
        (12.0, CallResumed(C, BOB)),
        (26.0, GuestLeft(C, NUMBER, Party.AGENT, 20.0)),
        (26.0, ContactEnded(C, Party.AGENT, NORMAL)),
        (28.0, DispositionGiven(C, BOB, "sale")),
    ).record()
    assert (record.direction, record.calling_agent, record.agent) == (Direction.OUT, BOB, BOB)
    assert (record.final_status, record.wait_seconds) == (FinalStatus.ANSWERED, None)
    assert (record.talk_seconds, record.hold_seconds) == (about(18.0), about(2.0))
    (guest,) = record.segments
    assert (guest.agent, guest.target, guest.disposition) == (BOB, NUMBER, "sale")


@pytest.mark.parametrize(
    ("cause", "by", "status"),
    [
        (HangUpCause.BUSY, Party.SYSTEM, FinalStatus.BUSY),
        (HangUpCause.NO_ANSWER, Party.SYSTEM, FinalStatus.NOT_ANSWERED),
        (HangUpCause.REJECTED, Party.SYSTEM, FinalStatus.NOT_ANSWERED),
        (HangUpCause.UNALLOCATED, Party.SYSTEM, FinalStatus.NOT_REACHED),
        (HangUpCause.CONGESTION, Party.CALLER, FinalStatus.NOT_REACHED),
        (HangUpCause.NORMAL, Party.AGENT, FinalStatus.GIVEN_UP),
        (HangUpCause.NORMAL, Party.CALLER, FinalStatus.NOT_REACHED),
        (HangUpCause.NORMAL, Party.SYSTEM, FinalStatus.NOT_REACHED),
    ],
)
def test_a_call_by_an_agent_that_nobody_answered_says_why(cause: HangUpCause, by: Party, status: FinalStatus) -> None:
    record = fold(CALLS_OUT, (9.0, ContactEnded(C, by, cause))).record()
    assert (record.final_status, record.segments, record.talk_seconds) == (status, (), None)


def test_a_contact_taken_up_that_was_in_no_queue_was_answered_all_the_same() -> None:
    record = fold(
        *IN_MENU, (5.0, ContactTakenUp(T1, C, ALICE, SUPPORT, None)), over(9.0, T1, began=5.0), (9.0, ENDED)
    ).record()
    assert (record.final_status, record.agent) == (FinalStatus.ANSWERED, ALICE)
    assert (record.segments[-1].queue, record.segments[-1].line) == (SUPPORT, None)
