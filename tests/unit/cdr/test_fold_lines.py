"""The contact record of what happens in queues and between lines: waiting, ways out, hand-overs, callbacks."""

import pytest

from acd.events import (
    CallbackRegistered,
    CallConnected,
    CallerCameBack,
    ComfortPlayed,
    ContactHandedOn,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    EstimateJudged,
    LegsBridged,
    OfferEnd,
    OfferEnded,
    OfferMade,
    PositionAnnounced,
    PriorityChanged,
    StepChange,
    StepOpened,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import Line
from cdr.record import AnnouncementRecord, EstimateRecord, FinalStatus, HandOverRecord, StepRecord, WhyRecord
from ivr.reports import DialogueEnd, DialogueEnded, FlowEntered, PromptsStarted
from tests.support.contact_facts import (
    ALICE,
    BOB,
    BRIDGED,
    BY_SYSTEM,
    CONNECTED,
    ENDED,
    EXPIRED,
    IN_MENU,
    NORMAL,
    O1,
    O2,
    QUEUED,
    START,
    SUPPORT,
    WHY,
    C,
    E,
    Told,
    ends,
    fold,
)
from vocabulary.causes import HangUpCause
from vocabulary.ids import ContactId, EntryId, OfferId, PlaybackId, QueueName
from vocabulary.parties import Party


@pytest.mark.parametrize(
    "end",
    [
        EntryEnd.TIMED_OUT,
        EntryEnd.LEFT_BY_KEY,
        EntryEnd.AGENTS_LEFT,
        EntryEnd.SENT_AWAY,
        EntryEnd.CALLBACK_FAILED,
        EntryEnd.CALLBACK_JOINED,
    ],
)
def test_a_contact_that_no_agent_met_has_the_status_its_last_queue_stay_ended_with(end: EntryEnd) -> None:
    left = (6.0, EntryEnded(E, C, SUPPORT, end, 1, 3.0))
    goodbye = (8.0, DialogueEnded(DialogueEnd.HUNG_UP_BY_FLOW))
    assert ends(QUEUED, left, goodbye, (8.0, BY_SYSTEM)) is FinalStatus(end.value)
    assert ends(QUEUED, left, (8.0, ENDED)) is FinalStatus(end.value)


@pytest.mark.parametrize("end", [EntryEnd.FULL, EntryEnd.CLOSED, EntryEnd.NO_AGENTS])
def test_a_caller_refused_at_the_door_of_a_queue_has_a_stay_there_without_length(end: EntryEnd) -> None:
    record = fold(*IN_MENU, (3.0, EntryEnded(E, C, SUPPORT, end, 0, 0.0)), (3.0, ENDED)).record()
    menu, queue = record.segments
    assert record.final_status is FinalStatus(end.value)
    assert (menu.end, queue.end, queue.seconds, queue.line) == ("handed to queue", end.value, 0.0, None)
    assert (record.queue, record.wait_seconds, record.lines) == (SUPPORT, 0.0, ())


def test_a_caller_sent_on_from_a_full_queue_has_both_queues_and_the_status_of_the_second() -> None:
    second, billing = EntryId("e-2"), QueueName("billing")
    record = fold(
        *IN_MENU,
        (3.0, EntryEnded(E, C, SUPPORT, EntryEnd.FULL, 0, 0.0, billing)),
        (3.0, EntryQueued(second, C, billing, Line.FIRST, 0, 1)),
        (7.0, EntryEnded(second, C, billing, EntryEnd.ABANDONED, 1, 4.0)),
        (7.0, ENDED),
    ).record()
    assert [(segment.queue, segment.end) for segment in record.segments[1:]] == [
        (SUPPORT, "full"),
        (billing, "abandoned"),
    ]
    assert (record.final_status, record.wait_seconds) == (FinalStatus.ABANDONED, 4.0)


def test_a_caller_taken_to_another_flow_is_in_that_flows_menu() -> None:
    record = fold(
        *QUEUED,
        (80.0, EntryEnded(E, C, SUPPORT, EntryEnd.TIMED_OUT, 1, 77.0)),
        (80.0, FlowEntered("voicemail")),
        (80.0, PromptsStarted(PlaybackId("p-2"), ())),
        (90.0, ENDED),
    ).record()
    assert [(segment.kind.value, segment.flow) for segment in record.segments] == [
        ("menu", "main"),
        ("queue", None),
        ("menu", "voicemail"),
    ]


def test_what_was_needed_said_and_credited_while_waiting_is_in_the_stay() -> None:
    record = fold(
        *IN_MENU,
        (3.0, EntryQueued(E, C, SUPPORT, Line.SECOND, 5, 2, 30.0)),
        (3.0, StepOpened(E, C, 1, StepChange.ENTERED)),
        (3.0, PositionAnnounced(E, C, 2, 40.0, 95.0, wait_spoken=True)),
        (33.0, StepOpened(E, C, 2, StepChange.EXPIRED)),
        (34.0, ComfortPlayed(E, C, 1)),
        (35.0, PriorityChanged(E, C, 7, 12.5)),
        (36.0, PositionAnnounced(E, C, 1, 5.0, 9.0)),
        (40.0, EstimateJudged(E, C, SUPPORT, 40.0, 95.0, 37.0)),
        (40.0, ENDED),
    ).record()
    stay = record.segments[1]
    assert (stay.priority, stay.credit_seconds) == (7, 42.5)
    assert stay.steps == (
        StepRecord(1, "entered", START.plus(3.0).utc),
        StepRecord(2, "expired", START.plus(33.0).utc),
    )
    assert stay.announcements == (
        AnnouncementRecord(START.plus(3.0).utc, 2, 40.0, 95.0, wait_spoken=True),
        AnnouncementRecord(START.plus(34.0).utc, comfort=1),
        AnnouncementRecord(START.plus(36.0).utc, 1, 5.0, 9.0),
    )
    assert stay.positions_announced == (2, 1)
    assert stay.estimate == EstimateRecord(40.0, 95.0, 37.0)


def test_an_offer_says_why_this_agent_was_chosen() -> None:
    record = fold(*QUEUED, *EXPIRED, (12.0, ENDED)).record()
    others = {"paused": 3, "talking": 1, "does not meet the step": 2, "did not answer this contact": 1}
    assert record.segments[1].offers[0].why == WhyRecord(
        "longest idle", 2, 1, 5, START.plus(-2.0).utc, True, others | {"comes later by the rule": 3}
    )


RINGING_TWO: list[Told] = [
    (5.0, OfferMade(O1, E, C, ALICE, WHY)),
    (5.0, OfferMade(O2, E, C, BOB, WHY)),
]


def test_of_two_who_were_rung_at_once_one_answers_and_the_other_lost_the_race() -> None:
    record = fold(
        *QUEUED,
        *RINGING_TWO,
        (8.0, OfferEnded(O1, E, C, ALICE, OfferEnd.LOST_RACE, HangUpCause.ANSWERED_ELSEWHERE, 3.0)),
        (8.0, CallConnected(O2, E, C, BOB, 5.0, 3.0)),
        *BRIDGED,
        (15.0, ENDED),
    ).record()
    assert [(offer.agent, offer.end) for offer in record.segments[1].offers] == [
        (ALICE, "lost race"),
        (BOB, "answered"),
    ]
    assert record.agent == BOB


def test_of_two_who_were_rung_none_is_blamed_when_the_caller_leaves() -> None:
    told = fold(
        *QUEUED,
        *RINGING_TWO,
        (7.0, OfferEnded(O1, E, C, ALICE, OfferEnd.CALLER_LEFT, NORMAL, 2.0)),
        (7.0, OfferEnded(O2, E, C, BOB, OfferEnd.CALLER_LEFT, NORMAL, 2.0)),
        (7.0, EntryEnded(E, C, SUPPORT, EntryEnd.ABANDONED, 1, 4.0)),
        (7.0, ENDED),
    )
    assert told.complete
    assert [offer.end for offer in told.record().segments[1].offers] == ["caller left", "caller left"]


EXPERTS, E2, O3 = QueueName("experts"), EntryId("c-1-m1"), OfferId("o-3")
ESCALATED: list[Told] = [
    *QUEUED,
    *EXPIRED,
    *CONNECTED,
    *BRIDGED,
    (20.0, ContactHandedOn(C, SUPPORT, EXPERTS, Line.THIRD, False, BOB, "needs\x1b root")),
    (20.0, ConversationCompleted(O2, E, C, BOB, Party.AGENT, 6.9)),
    (20.0, WrapUpBegan(BOB, C, None)),
    (20.0, EntryQueued(E2, C, EXPERTS, Line.THIRD, 5, 1)),
]


def test_an_escalated_contact_goes_on_in_one_record_and_the_first_agent_may_wrap_up_for_long() -> None:
    told = fold(
        *ESCALATED,
        (22.0, OfferMade(O3, E2, C, ALICE, WHY)),
        (24.0, CallConnected(O3, E2, C, ALICE, 4.0, 2.0)),
        (24.0, LegsBridged(O3, C)),
        (24.0, EntryEnded(E2, C, EXPERTS, EntryEnd.ANSWERED, 1, 4.0)),
        (30.0, ConversationCompleted(O3, E2, C, ALICE, Party.CALLER, 6.0)),
        (30.0, WrapUpBegan(ALICE, C, 10.0)),
        (30.0, ENDED),
        (31.0, WrapUpEnded(ALICE, C, 1.0)),
    )
    assert (told.presentable, told.complete) == (True, False)
    told.take(WrapUpEnded(BOB, C, 300.0), START.plus(320.0))
    assert told.complete
    record = told.record()
    assert [segment.end for segment in record.segments[1:]] == ["answered", "handed on", "answered", "ended by caller"]
    assert [segment.wrap_up_seconds for segment in record.segments[1:]] == [None, 300.0, None, 1.0]
    assert (record.final_status, record.agent, record.lines) == (FinalStatus.ANSWERED, ALICE, (2, 3))
    assert (record.escalations, record.returns, record.wrap_up_seconds) == (1, 0, 301.0)
    assert record.hand_overs == (
        HandOverRecord(START.plus(20.0).utc, SUPPORT, EXPERTS, 3, False, BOB, "needs\\x1b root"),
    )


def test_a_contact_that_was_escalated_and_then_gave_up_waiting_was_abandoned() -> None:
    abandoned = (50.0, EntryEnded(E2, C, EXPERTS, EntryEnd.ABANDONED, 1, 30.0))
    record = fold(*ESCALATED, abandoned, (50.0, ENDED)).record()
    assert record.final_status is FinalStatus.ABANDONED
    assert (record.agent, record.wait_seconds) == (BOB, 40.0)


def test_a_contact_returned_to_the_line_it_came_from_counts_as_returned_and_visits_no_further_line() -> None:
    record = fold(
        *ESCALATED,
        (25.0, ContactHandedOn(C, EXPERTS, SUPPORT, Line.SECOND, True, None, "")),
        (25.0, EntryEnded(E2, C, EXPERTS, EntryEnd.HANDED_ON, 1, 5.0, SUPPORT)),
        (25.0, EntryQueued(EntryId("c-1-m2"), C, SUPPORT, Line.SECOND, 5, 1, 300.0)),
        (26.0, ENDED),
    ).record()
    assert (record.escalations, record.returns, record.lines) == (1, 1, (2, 3))


def test_the_wrap_up_of_an_agent_who_had_the_contact_twice_belongs_to_the_talk_it_followed() -> None:
    record = fold(
        *ESCALATED,
        (22.0, WrapUpEnded(BOB, C, 2.0)),
        (23.0, OfferMade(O3, E2, C, BOB, WHY)),
        (24.0, CallConnected(O3, E2, C, BOB, 4.0, 1.0)),
        (24.0, LegsBridged(O3, C)),
        (24.0, EntryEnded(E2, C, EXPERTS, EntryEnd.ANSWERED, 1, 4.0)),
        (30.0, ConversationCompleted(O3, E2, C, BOB, Party.CALLER, 6.0)),
        (30.0, WrapUpBegan(BOB, C, 10.0)),
        (30.0, ENDED),
        (35.0, WrapUpEnded(BOB, C, 5.0)),
    ).record()
    assert [segment.wrap_up_seconds for segment in record.segments if segment.agent] == [2.0, 5.0]


def test_a_contact_that_came_back_names_the_one_whose_place_it_took() -> None:
    back = (3.0, CallerCameBack(E, C, ContactId("c-0"), ALICE))
    record = fold(*IN_MENU, back, (3.0, EntryQueued(E, C, SUPPORT, Line.FIRST, 0, 1, 60.0)), (4.0, ENDED)).record()
    assert record.earlier == "c-0"


def test_a_promised_callback_ends_the_callers_stay_while_the_place_is_kept() -> None:
    told = fold(
        *QUEUED,
        (9.0, CallbackRegistered(E, C, SUPPORT, "555")),
        (12.0, DialogueEnded(DialogueEnd.HUNG_UP_BY_FLOW)),
        (12.0, BY_SYSTEM),
    )
    assert (told.presentable, told.complete) == (True, False)
    record = told.record()
    assert (record.final_status, record.wait_seconds) == (FinalStatus.CALLBACK, 6.0)
    told.take(EntryEnded(E, C, SUPPORT, EntryEnd.CALLBACK_FAILED, 1, 14_400.0), START.plus(14_403.0))
    assert told.complete
    assert told.record().final_status is FinalStatus.CALLBACK_FAILED
    assert told.record().wait_seconds == 6.0
