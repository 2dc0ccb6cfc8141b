"""The contact record of each way a call can go, and of events that come late."""

import pytest

from acd.events import (
    CallConnected,
    ConnectionFailed,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    LegsBridged,
    OfferEnd,
    OfferEnded,
    OfferMade,
    PositionAnnounced,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import Line
from cdr.errors import ContactNotEnded, ForeignFact, ImpossibleFact
from cdr.events import ContactBegan
from cdr.fold import ContactFold
from cdr.record import FinalStatus, RecordingState, SegmentKind
from ivr.reports import DialogueBegan, DialogueEnd, DialogueEnded, MenuAnswered, PromptsStarted
from recordings.events import RecordingBegan, RecordingFinished
from tests.support.contact_facts import (
    ALICE,
    BEGAN,
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
from vocabulary.ids import ContactId, EntryId, MediaUri, OfferId, PlaybackId, QueueName, RecordingId
from vocabulary.instant import Instant
from vocabulary.parties import Party


def test_a_call_from_menu_over_a_ring_no_answer_to_an_agent() -> None:
    record = fold(
        *QUEUED,
        *EXPIRED,
        *CONNECTED,
        *BRIDGED,
        (20.1, ConversationCompleted(O2, E, C, BOB, Party.CALLER, 7.0)),
        (20.1, WrapUpBegan(BOB, C, 10.0)),
        (20.1, ENDED),
        (26.1, WrapUpEnded(BOB, C, 6.0)),
    ).record()
    assert (record.final_status, record.ended_by, record.cause) == (FinalStatus.ANSWERED, Party.CALLER, NORMAL)
    assert (record.queue, record.agent) == (SUPPORT, BOB)
    assert (record.wait_seconds, record.ring_seconds, record.wrap_up_seconds) == (10.0, 1.5, 6.0)
    assert record.talk_seconds == pytest.approx(7.0)
    menu, queue, agent = record.segments
    assert (menu.kind, menu.flow, menu.keys, menu.end) == (SegmentKind.MENU, "main", "9 1", "handed to queue")
    assert (queue.kind, queue.line, queue.priority, queue.position_at_entry) == (SegmentKind.QUEUE, 2, 5, 2)
    assert queue.positions_announced == (2, 1)
    assert [(offer.agent, offer.end, offer.cause, offer.ring_seconds) for offer in queue.offers] == [
        (ALICE, "ring no answer", HangUpCause.NO_ANSWER, 5.0),
        (BOB, "answered", NORMAL, 1.5),
    ]
    assert (agent.kind, agent.agent, agent.queue, agent.end) == (SegmentKind.AGENT, BOB, SUPPORT, "ended by caller")
    assert [segment.number for segment in record.segments] == [1, 2, 3]
    assert [segment.seconds for segment in record.segments] == pytest.approx([2.9, 10.1, 7.0])
    assert record.seconds == pytest.approx(20.1)
    assert queue.ended_at == agent.began_at == START.plus(13.1).utc


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (FinalStatus.ABANDONED_IN_MENU, [*IN_MENU, (1.0, DialogueEnded(DialogueEnd.CALLER_HUNG_UP)), (1.0, ENDED)]),
        (FinalStatus.ABANDONED_IN_MENU, [BEGAN, (0.01, ENDED)]),
        (FinalStatus.HUNG_UP_BY_FLOW, [*IN_MENU, (1.0, DialogueEnded(DialogueEnd.HUNG_UP_BY_FLOW)), (1.1, BY_SYSTEM)]),
        (FinalStatus.SYSTEM_ERROR, [*IN_MENU, (1.1, BY_SYSTEM)]),
        (FinalStatus.SYSTEM_ERROR, [*QUEUED, (6.0, BY_SYSTEM)]),
        (FinalStatus.ABANDONED, [*QUEUED, (6.0, EntryEnded(E, C, SUPPORT, EntryEnd.ABANDONED, 1, 3.0)), (6.0, ENDED)]),
        (FinalStatus.ABANDONED, [*QUEUED, (6.0, ENDED), (6.0, EntryEnded(E, C, SUPPORT, EntryEnd.ABANDONED, 1, 3.0))]),
        (FinalStatus.ABANDONED, [*QUEUED, *EXPIRED, *CONNECTED, (13.05, ENDED)]),
        (FinalStatus.ANSWERED, [*QUEUED, *EXPIRED, *CONNECTED, *BRIDGED, (14.0, BY_SYSTEM)]),
        (FinalStatus.SYSTEM_ERROR, [*IN_MENU, (1.0, DialogueEnded(DialogueEnd.LED_IN_A_CIRCLE)), (1.1, BY_SYSTEM)]),
        (FinalStatus.ABANDONED, [*QUEUED, (6.0, EntryEnded(E, C, SUPPORT, EntryEnd.HANDED_ON, 1, 3.0)), (6.0, ENDED)]),
    ],
)
def test_each_contact_has_the_final_status_of_how_it_ended(status: FinalStatus, told: list[Told]) -> None:
    assert ends(told) is status


def test_a_caller_who_never_met_a_flow_or_queue_has_no_segments() -> None:
    record = fold(BEGAN, (0.5, ENDED)).record()
    assert record.segments == ()
    assert record.wait_seconds is None
    assert record.talk_seconds is None


def test_a_connection_that_failed_keeps_the_stay_in_the_queue() -> None:
    record = fold(
        *QUEUED,
        (5.0, OfferMade(O1, E, C, ALICE, WHY)),
        (6.0, CallConnected(O1, E, C, ALICE, 3.0, 0.5)),
        (11.0, ConnectionFailed(O1, E, C, ALICE)),
        *CONNECTED,
        *BRIDGED,
        (15.0, ConversationCompleted(O2, E, C, BOB, Party.AGENT, 1.9)),
        (16.0, ENDED),
    ).record()
    _, queue, agent = record.segments
    assert [offer.end for offer in queue.offers] == ["answered, not connected", "answered"]
    assert (queue.ring_seconds, queue.wait_seconds) == (1.5, 10.0)
    assert agent.end == "ended by agent"


def test_a_failed_connection_leaves_no_ring_of_a_winning_offer() -> None:
    record = fold(
        *QUEUED,
        (5.0, OfferMade(O1, E, C, ALICE, WHY)),
        (6.0, CallConnected(O1, E, C, ALICE, 3.0, 0.5)),
        (6.5, ConnectionFailed(O1, E, C, ALICE)),
        (6.5, EntryEnded(E, C, SUPPORT, EntryEnd.ABANDONED, 1, 3.5)),
        (6.5, ENDED),
    ).record()
    assert record.segments[-1].ring_seconds is None
    assert (record.final_status, record.agent) == (FinalStatus.ABANDONED, None)


def test_what_the_distributor_learns_late_never_reaches_beyond_the_end() -> None:
    told = fold(
        *QUEUED,
        (5.0, OfferMade(O1, E, C, ALICE, WHY)),
        (6.0, ENDED),
        (6.02, OfferEnded(O1, E, C, ALICE, OfferEnd.WITHDRAWN, NORMAL, 0.9)),
        (6.02, EntryEnded(E, C, SUPPORT, EntryEnd.ABANDONED, 1, 3.02)),
    )
    record = told.record()
    assert record.segments[-1].ended_at == record.ended_at == START.plus(6.0).utc
    assert record.wait_seconds == pytest.approx(3.0)
    assert record.segments[-1].end == "abandoned"
    assert told.complete


def test_a_queue_joined_while_the_caller_hung_up_is_an_empty_stay() -> None:
    record = fold(
        *IN_MENU,
        (3.0, ENDED),
        (3.01, EntryQueued(E, C, SUPPORT, Line.FIRST, 0, 1)),
        (3.01, EntryEnded(E, C, SUPPORT, EntryEnd.ABANDONED, 1, 0.0)),
    ).record()
    assert [(segment.kind, segment.seconds) for segment in record.segments] == [
        (SegmentKind.MENU, pytest.approx(2.9)),
        (SegmentKind.QUEUE, 0.0),
    ]
    assert record.segments[1].began_at == record.ended_at
    assert record.segments[0].end == "ended by caller"
    assert record.final_status is FinalStatus.ABANDONED


def test_an_end_stamped_before_the_last_stay_began_ends_that_stay_at_its_begin() -> None:
    record = fold(*QUEUED[:-1], (2.98, ENDED), (3.1, EntryEnded(E, C, SUPPORT, EntryEnd.ABANDONED, 1, 0.1))).record()
    assert record.ended_at == START.plus(3.0).utc
    assert (record.segments[-1].seconds, record.wait_seconds) == (0.0, 0.0)


def test_a_caller_who_comes_back_from_the_queue_is_in_a_menu_again() -> None:
    record = fold(
        *QUEUED,
        *EXPIRED,
        *CONNECTED,
        *BRIDGED,
        (20.0, ConversationCompleted(O2, E, C, BOB, Party.AGENT, 6.9)),
        (20.1, PromptsStarted(PlaybackId("p-2"), (MediaUri("sound:rate-us"),))),
        (22.0, MenuAnswered("5")),
        (22.0, DialogueEnded(DialogueEnd.HUNG_UP_BY_FLOW)),
        (22.1, BY_SYSTEM),
    ).record()
    assert [segment.kind.value for segment in record.segments] == ["menu", "queue", "agent", "menu"]
    assert (record.segments[3].keys, record.segments[3].end) == ("5", "hung up by flow")
    assert record.final_status is FinalStatus.ANSWERED


def test_two_queues_and_two_agents_add_up_waits_and_talks_and_name_the_last_agent() -> None:
    second, billing = EntryId("e-2"), QueueName("billing")
    o3 = OfferId("o-3")
    record = fold(
        *QUEUED,
        *EXPIRED,
        *CONNECTED,
        *BRIDGED,
        (20.0, ConversationCompleted(O2, E, C, BOB, Party.AGENT, 6.9)),
        (20.0, EntryQueued(second, C, billing, Line.FIRST, 0, 1)),
        (20.0, OfferMade(o3, second, C, ALICE, WHY)),
        (24.0, CallConnected(o3, second, C, ALICE, 4.0, 3.5)),
        (24.0, LegsBridged(o3, C)),
        (24.0, EntryEnded(second, C, billing, EntryEnd.ANSWERED, 1, 4.0)),
        (25.0, WrapUpEnded(BOB, C, 5.0)),
        (30.0, ConversationCompleted(o3, second, C, ALICE, Party.CALLER, 6.0)),
        (30.0, ENDED),
    ).record()
    assert (record.queue, record.agent) == (SUPPORT, ALICE)
    assert (record.wait_seconds, record.ring_seconds, record.wrap_up_seconds) == (14.0, 3.5, 5.0)
    assert record.talk_seconds == pytest.approx(12.9)
    assert [segment.wrap_up_seconds for segment in record.segments] == [None, None, 5.0, None, None]


def test_a_record_is_corrected_by_what_comes_after_the_end() -> None:
    told = fold(
        *QUEUED,
        *EXPIRED,
        *CONNECTED,
        (13.0, RecordingBegan(C, O2, RecordingId("rec-o-2"))),
        *BRIDGED,
        (20.1, ENDED),
    )
    assert told.record().talk_seconds == pytest.approx(7.0)
    assert (told.record().recordings, told.complete) == ((), False)
    steps: list[Told] = [
        (20.2, ConversationCompleted(O2, E, C, BOB, Party.CALLER, 7.1)),
        (20.2, WrapUpBegan(BOB, C, 10.0)),
        (25.2, WrapUpEnded(BOB, C, 5.0)),
    ]
    for seconds, event in steps:
        told.take(event, START.plus(seconds))
        assert not told.complete
    assert told.record().wrap_up_seconds == 5.0
    file = RecordingFinished(C, O2, RecordingId("rec-o-2"), "/r/x.wav", RecordingState.SHORT, 7.0, 6.0, "short legs")
    told.take(file, START.plus(26.0))
    assert told.complete
    (recording,) = told.record().recordings
    assert (recording.state, recording.path, recording.detail) == (RecordingState.SHORT, "/r/x.wav", "short legs")
    assert recording.began_at == START.plus(13.0).utc


def test_a_step_of_the_wall_clock_moves_no_segment() -> None:
    gathered = ContactFold(C)
    gathered.take(BEGAN[1], START)
    gathered.take(DialogueBegan("main"), Instant(1001.0, START.unix - 3600))
    gathered.take(ENDED, Instant(1010.0, START.unix + 7200))
    record = gathered.record()
    assert record.segments[0].began_at == START.plus(1.0).utc
    assert record.ended_at == START.plus(10.0).utc


def test_names_of_any_bytes_are_escaped_visibly() -> None:
    told = fold((0.0, ContactBegan(C, "1\n00", "5\x005", "Ev\x1b[2Jil\udce4", "v1")), (1.0, ENDED)).record()
    assert (told.number_dialled, told.caller_number, told.caller_name) == ("1\\x0a00", "5\\x005", "Ev\\x1b[2Jil\\udce4")


def test_there_is_no_record_before_the_contact_ended() -> None:
    with pytest.raises(ContactNotEnded, match="c-1 has not ended"):
        fold(*QUEUED).record()


def test_another_contacts_fact_is_refused() -> None:
    with pytest.raises(ForeignFact):
        fold(BEGAN, (1.0, LegsBridged(O1, ContactId("c-2"))))


@pytest.mark.parametrize(
    "told",
    [
        [(0.0, DialogueBegan("main"))],
        [(0.0, ENDED)],
        [BEGAN, BEGAN],
        [BEGAN, (1.0, ENDED), (1.0, ENDED)],
        [BEGAN, (1.0, LegsBridged(O1, C))],
        [BEGAN, (1.0, PositionAnnounced(E, C, 1))],
        [BEGAN, (1.0, OfferMade(O1, E, C, ALICE, WHY))],
    ],
)
def test_a_fact_that_cannot_be_is_refused(told: list[Told]) -> None:
    with pytest.raises(ImpossibleFact, match="The record of contact c-1 cannot take"):
        fold(*told)
