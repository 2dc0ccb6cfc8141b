"""The ways out of a queue, each with its destination. Nobody is ever told a busy tone."""

from collections.abc import Callable
from typing import Any

import pytest

from acd.commands import CloseQueue, LogOutAgent, OpenQueue, PauseAgent
from acd.decision import Decision
from acd.effects import LeaveQueue, MoveToQueue, Release, ReleaseAgent
from acd.events import CallConnected, EntryEnd, EntryEnded, EntryQueued, OfferEnd, OfferEnded, RequestRefused
from acd.policy import Destination, GoOn, Staffing, Stay, ToFlow, ToQueue, WaysOut
from tests.support.desk import Desk, contact_of, ended, of, policy, rung
from vocabulary.ids import AgentName, EntryId, FlowName, QueueName

SUPPORT, OTHER, VOICEMAIL = QueueName("support"), QueueName("other"), FlowName("voicemail")
ANNE = AgentName("anne")
DESTINATIONS: list[Destination] = [GoOn(), ToFlow(VOICEMAIL), ToQueue(OTHER)]


def opening(**ways: Any) -> Desk:
    """``support`` with these ways out, and ``other``, where anybody may wait."""
    desk = Desk()
    desk.queue("other")
    desk.queue("support", policy(ways_out=WaysOut(**ways)))
    return desk


def longest_wait(to: Destination) -> tuple[Desk, Decision, str]:
    desk = opening(max_wait_seconds=80, after_max_wait=to)
    desk.caller("e1")
    return desk, desk.at(80), "timed out"


def full(to: Destination) -> tuple[Desk, Decision, str]:
    desk = opening(max_waiting=1, when_full=to)
    desk.caller("e0")
    return desk, desk.caller("e1"), "full"


def nobody_to_join(to: Destination) -> tuple[Desk, Decision, str]:
    desk = opening(to_join=Staffing.LOGGED_IN, when_no_agents=to)
    return desk, desk.caller("e1"), "no agents"


def nobody_left(to: Destination) -> tuple[Desk, Decision, str]:
    desk = opening(to_stay=Staffing.LOGGED_IN, when_no_agents=to)
    desk.agent("anne")
    desk.tell(PauseAgent(ANNE, "lunch"))
    desk.caller("e1")
    return desk, desk.tell(LogOutAgent(ANNE)), "agents left"


def closed(to: Destination) -> tuple[Desk, Decision, str]:
    desk = opening(when_closed=to)
    desk.tell(CloseQueue(SUPPORT))
    return desk, desk.caller("e1"), "closed"


def closing(to: Destination) -> tuple[Desk, Decision, str]:
    desk = opening(when_closed=to, closing_sends_away=True)
    desk.caller("e1")
    return desk, desk.tell(CloseQueue(SUPPORT)), "sent away at closing"


def key(to: Destination) -> tuple[Desk, Decision, str]:
    desk = opening(keys=(("1", to),))
    desk.caller("e1")
    return desk, desk.presses("e1", "1"), "left by key"


WAYS = [longest_wait, full, nobody_to_join, nobody_left, closed, closing, key]


@pytest.mark.parametrize("to", DESTINATIONS)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_out_leads_to_its_destination(
    way: Callable[[Destination], tuple[Desk, Decision, str]], to: Destination
) -> None:
    desk, decision, end = way(to)
    assert ended(decision) == [("e1", end)]
    assert desk.line() == (["e0"] if end == "full" else [])
    match to:
        case ToQueue():
            assert desk.line("other") == ["e1"]
            assert of(MoveToQueue, decision.effects) == [MoveToQueue(contact_of("e1"), EntryId("contact-e1-m1"), OTHER)]
            assert of(LeaveQueue, decision.effects) == []
        case _:
            flow = to.flow if isinstance(to, ToFlow) else None
            assert of(LeaveQueue, decision.effects) == [LeaveQueue(contact_of("e1"), EntryId("e1"), end, flow)]


@pytest.mark.parametrize("way", WAYS)
def test_every_end_says_the_queue_the_contact_waits_in_next(
    way: Callable[[Destination], tuple[Desk, Decision, str]],
) -> None:
    assert [event.to for event in of(EntryEnded, way(ToQueue(OTHER))[1].events)] == [OTHER]
    assert [event.to for event in of(EntryEnded, way(GoOn())[1].events)] == [None]


@pytest.mark.parametrize("way", [full, nobody_to_join, closed])
def test_whoever_is_refused_at_the_door_never_waited(
    way: Callable[[Destination], tuple[Desk, Decision, str]],
) -> None:
    events = way(GoOn())[1].events
    assert [(event.position, event.wait_seconds) for event in of(EntryEnded, events)] == [(0, 0)]
    assert of(EntryQueued, events) == []


def test_nobody_is_sent_away_unless_the_policy_says_so(desk: Desk) -> None:
    for number in range(50):
        desk.caller(f"e{number}")
    desk.at(36_000)
    desk.tell(CloseQueue(SUPPORT))
    assert len(desk.line()) == 50


# --- longest wait ----------------------------------------------------------------------------------------------------


def test_an_offer_that_is_out_when_the_longest_wait_is_over_may_still_be_answered() -> None:
    desk = opening(max_wait_seconds=80)
    desk.caller("e1")
    desk.at(75)
    desk.agent("anne")
    assert ended(desk.at(90)) == []
    assert len(of(CallConnected, desk.answers("anne").events)) == 1


def test_when_that_offer_ends_unanswered_the_caller_leaves_and_nobody_else_is_rung() -> None:
    desk = opening(max_wait_seconds=80)
    desk.caller("e1")
    desk.at(75)
    desk.agent("anne")
    desk.at(90)
    desk.agent("bert")
    decision = desk.at(95)
    assert ended(decision) == [("e1", "timed out")]
    assert rung(decision) == []


def test_a_shorter_longest_wait_holds_for_those_who_wait() -> None:
    desk = opening()
    desk.caller("e1")
    desk.at(100)
    desk.queue("support", policy(ways_out=WaysOut(max_wait_seconds=80)))
    assert ended(desk.at(100)) == [("e1", "timed out")]


@pytest.mark.parametrize(("keeps_time", "order"), [(True, ["e1", "e2"]), (False, ["e2", "e1"])])
def test_an_overflow_keeps_the_time_waited_or_not_as_the_policy_says(keeps_time: bool, order: list[str]) -> None:
    desk = opening(max_wait_seconds=80, after_max_wait=ToQueue(OTHER, keeps_time))
    desk.caller("e1")
    desk.at(30)
    desk.caller("e2", "other")
    desk.at(80)
    assert desk.line("other") == order


def test_a_wait_and_its_limit_are_those_of_each_queue() -> None:
    desk = opening(max_wait_seconds=80, after_max_wait=ToQueue(OTHER))
    desk.queue("other", policy("other", ways_out=WaysOut(max_wait_seconds=50)))
    desk.caller("e1")
    desk.at(129)
    assert desk.line("other") == ["e1"]
    [left] = of(EntryEnded, desk.at(130).events)
    assert (left.queue, left.wait_seconds) == (OTHER, 50)


# --- longest queue ---------------------------------------------------------------------------------------------------


def test_a_full_queue_lets_in_whom_an_agent_is_free_for() -> None:
    desk = opening(max_waiting=0)
    assert ended(desk.caller("e1")) == [("e1", "full")]
    desk.agent("anne")
    assert rung(desk.caller("e2")) == ["anne"]


def test_a_place_that_became_free_is_given_again() -> None:
    desk = opening(max_waiting=1)
    desk.caller("e1")
    desk.leaves("e1")
    desk.caller("e2")
    assert desk.line() == ["e2"]


def test_a_full_queue_leads_to_the_next_and_that_to_its_own_way_out() -> None:
    desk = opening(max_waiting=0, when_full=ToQueue(OTHER))
    desk.queue("other", policy("other", ways_out=WaysOut(max_waiting=0, when_full=ToFlow(VOICEMAIL))))
    decision = desk.caller("e1")
    assert [(event.queue, event.end, event.to) for event in of(EntryEnded, decision.events)] == [
        (SUPPORT, EntryEnd.FULL, OTHER),
        (OTHER, EntryEnd.FULL, None),
    ]
    assert decision.effects == (LeaveQueue(contact_of("e1"), EntryId("contact-e1-m1"), "full", VOICEMAIL),)


def test_queues_that_are_full_and_lead_to_one_another_let_the_caller_go_on() -> None:
    desk = opening(max_waiting=0, when_full=ToQueue(OTHER))
    desk.queue("other", policy("other", ways_out=WaysOut(max_waiting=0, when_full=ToQueue(SUPPORT))))
    decision = desk.caller("e1")
    assert [type(effect) for effect in decision.effects] == [LeaveQueue]
    assert (desk.line(), desk.line("other")) == ([], [])


def test_a_destination_that_does_not_exist_is_none() -> None:
    desk = opening(max_wait_seconds=5, after_max_wait=ToQueue(QueueName("nowhere")))
    desk.caller("e1")
    assert [type(effect) for effect in of(LeaveQueue, desk.at(5).effects)] == [LeaveQueue]


# --- closed ----------------------------------------------------------------------------------------------------------


def test_whoever_waits_in_a_queue_that_closes_is_still_served(desk: Desk) -> None:
    desk.caller("e1")
    desk.tell(CloseQueue(SUPPORT))
    desk.agent("anne")
    assert desk.phones() == {"anne": "e1"}


def test_a_queue_opened_again_lets_callers_in(desk: Desk) -> None:
    desk.tell(CloseQueue(SUPPORT), OpenQueue(SUPPORT))
    desk.caller("e1")
    assert desk.line() == ["e1"]


def test_closing_takes_nobody_the_phone_that_rings_for_them() -> None:
    desk = opening(closing_sends_away=True)
    desk.caller("e1")
    desk.caller("e2")
    desk.agent("anne")
    assert ended(desk.tell(CloseQueue(SUPPORT))) == [("e2", "sent away at closing")]
    assert desk.phones() == {"anne": "e1"}
    assert ended(desk.declines("anne")) == [("e1", "sent away at closing")]


@pytest.mark.parametrize("request_", [CloseQueue(QueueName("nowhere")), OpenQueue(QueueName("nowhere"))])
def test_a_queue_that_does_not_exist_is_neither_opened_nor_closed(desk: Desk, request_: CloseQueue | OpenQueue) -> None:
    assert desk.tell(request_).events == (RequestRefused("nowhere", "no queue named nowhere"),)


# --- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_without_meaning_and_a_key_to_stay_change_nothing() -> None:
    desk = opening(keys=(("9", Stay()),))
    desk.caller("e1")
    desk.at(5)
    for pressed in ("9", "7", "#"):
        decision = desk.presses("e1", pressed)
        assert (decision.events, decision.effects) == ((), ())
    assert desk.line() == ["e1"]


def test_a_key_pressed_while_a_phone_rings_lets_that_phone_go_unblamed() -> None:
    desk = opening(keys=(("1", ToFlow(VOICEMAIL)),))
    desk.agent("anne")
    desk.caller("e1")
    offer = desk.offer_of("anne")
    decision = desk.presses("e1", "1")
    assert [event.end for event in of(OfferEnded, decision.events)] == [OfferEnd.CALLER_LEFT]
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.CALLER_GONE)]
    assert desk.person("anne").misses == {}


def test_a_key_pressed_once_an_agent_answered_comes_too_late() -> None:
    desk = opening(keys=(("1", GoOn()),))
    desk.agent("anne")
    desk.caller("e1")
    desk.answers("anne")
    assert desk.presses("e1", "1").effects == ()
    desk.joined("anne")
    assert desk.presses("e1", "1").effects == ()


def test_a_key_of_a_caller_who_is_gone_changes_nothing() -> None:
    desk = opening(keys=(("1", GoOn()),))
    desk.caller("e1")
    desk.leaves("e1")
    decision = desk.presses("e1", "1")
    assert (decision.events, decision.effects) == ((), ())
