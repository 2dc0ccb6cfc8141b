"""A callback promised by a flow, and a message left: places in a queue that never had a caller."""

import pytest

from acd.commands import CallerReached, ContactOver, LegsJoined, RequestCallback, RetireQueue
from acd.decision import Decision
from acd.effects import CallBack, ConnectLegs, LeaveQueue, RingAgent, StopCallingBack
from acd.events import CallbackRegistered, EntryEnd, EntryEnded, EntryQueued, RequestRefused
from acd.policy import Staffing, WaysOut
from tests.support.desk import Desk, Kind, of, policy
from vocabulary.ids import ContactId, EntryId, QueueName


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.queue("support", policy(wrap_up_seconds=0))
    return desk


def told(decision: Decision, kind: type[Kind]) -> list[Kind]:
    """What the decision holds of this kind, events and effects alike."""
    return of(kind, (*decision.events, *decision.effects))


def request(desk: Desk, entry: str = "x1", number: str = "100", **more: object) -> Decision:
    command = RequestCallback(EntryId(entry), ContactId(f"c-{entry}"), QueueName("support"), number, **more)  # type: ignore[arg-type]
    return desk.tell(command)


def test_the_place_is_taken_and_told(desk: Desk) -> None:
    decision = request(desk)
    assert told(decision, EntryQueued)
    assert told(decision, CallbackRegistered)[0].number == "100"


def test_an_agent_who_is_ready_is_rung_in_the_same_decision_and_the_caller_called_after_the_answer(desk: Desk) -> None:
    desk.agent("anne")
    ring = told(request(desk), RingAgent)[0]
    assert ring.contact == "c-x1"
    called = told(desk.answers("anne"), CallBack)
    assert [(call.number, call.contact) for call in called] == [("100", "c-x1")]


def test_what_was_waited_before_counts(desk: Desk) -> None:
    desk.at(100)
    desk.caller("e1")
    desk.at(110)
    request(desk, credit_seconds=60.0)
    ring = told(desk.agent("anne"), RingAgent)[0]
    assert ring.entry == "x1"


def test_a_second_promise_to_the_same_number_joins_the_first(desk: Desk) -> None:
    request(desk)
    decision = request(desk, "x2")
    assert [event.end for event in told(decision, EntryEnded)] == [EntryEnd.CALLBACK_JOINED]
    assert told(desk.tell(ContactOver(ContactId("c-x2"))), RequestRefused) == []


def test_without_a_number_nobody_is_called_back(desk: Desk) -> None:
    assert told(request(desk, number=""), RequestRefused)


def test_a_full_queue_takes_no_callback_but_every_message(desk: Desk) -> None:
    desk.queue("support", policy(wrap_up_seconds=0, ways_out=WaysOut(max_waiting=1)))
    desk.caller("e1")
    refused = request(desk)
    assert [event.end for event in told(refused, EntryEnded)] == [EntryEnd.FULL]
    assert told(refused, LeaveQueue)
    assert told(request(desk, "x2", "message m1", always_admitted=True), CallbackRegistered)


def test_a_message_waits_where_callers_may_not_stay(desk: Desk) -> None:
    ways = WaysOut(to_join=Staffing.LOGGED_IN, to_stay=Staffing.LOGGED_IN)
    desk.queue("support", policy(wrap_up_seconds=0, ways_out=ways))
    assert told(request(desk, number="message m1", always_admitted=True), CallbackRegistered)
    assert told(desk.agent("anne"), RingAgent)


def test_the_contact_may_be_used_again_after_a_refusal(desk: Desk) -> None:
    desk.queue("support", policy(wrap_up_seconds=0, ways_out=WaysOut(max_waiting=1)))
    desk.caller("e1")
    request(desk)
    desk.leaves("e1")
    assert told(request(desk), CallbackRegistered)


def test_whoever_calls_by_themselves_ends_the_promise(desk: Desk) -> None:
    request(desk)
    stopped = told(desk.caller("e1", number="100"), StopCallingBack)
    assert [(stop.contact, stop.entry) for stop in stopped] == [("c-x1", "x1")]


def test_a_promise_too_old_is_given_up_and_the_hands_are_told(desk: Desk) -> None:
    request(desk)
    decision = desk.at(4 * 3600 + 1)
    assert [stop.contact for stop in told(decision, StopCallingBack)] == ["c-x1"]
    assert [event.end for event in told(decision, EntryEnded)] == [EntryEnd.CALLBACK_FAILED]


def test_a_message_is_there_at_once_and_is_joined_like_a_caller(desk: Desk) -> None:
    desk.agent("anne")
    ring = told(request(desk, number="message m1", always_admitted=True), RingAgent)[0]
    desk.answers("anne")
    assert told(desk.tell(CallerReached(ring.offer)), ConnectLegs)
    assert [event.end for event in told(desk.tell(LegsJoined(ring.offer)), EntryEnded)] == [EntryEnd.ANSWERED]


def test_a_queue_no_document_has_any_more_takes_no_promise(desk: Desk) -> None:
    desk.tell(RetireQueue(QueueName("support")))
    refused = told(request(desk, number="message m1", always_admitted=True), RequestRefused)
    assert [refusal.reason for refusal in refused] == ["no queue named support"]
