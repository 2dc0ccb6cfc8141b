"""Who gets which caller: idle time, skills, priority, arrival, and the caller's place."""

import pytest

from acd.commands import CallerEntered, Device, DeviceReported, EndWrapUp, LogInAgent, LogOutAgent, PauseAgent
from acd.effects import ConnectLegs, ReleaseAgent, ReleaseCaller, RingAgent
from acd.events import CallConnected, EntryEnd, EntryEnded, EntryQueued, OfferMade, RequestRefused
from acd.policy import Line, QueuePolicy
from tests.support.desk import Desk, needing, of
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName
from vocabulary.parties import Party
from vocabulary.skills import Requirement


def test_a_caller_is_offered_at_once_when_an_agent_is_ready(desk: Desk) -> None:
    desk.agent("anne")
    decision = desk.caller("e1")
    assert of(EntryQueued, decision.events) == [
        EntryQueued(EntryId("e1"), ContactId("contact-e1"), QueueName("support"), Line.FIRST, 0, 1)
    ]
    [made] = of(OfferMade, decision.events)
    assert decision.effects == (RingAgent(made.contact, made.entry, made.offer, AgentName("anne"), 20.0),)


def test_an_agent_who_becomes_ready_is_offered_the_waiting_caller(desk: Desk) -> None:
    assert not of(RingAgent, desk.caller("e1").effects)
    assert [ring.entry for ring in of(RingAgent, desk.agent("anne").effects)] == ["e1"]


def test_the_agent_idle_longest_is_rung(desk: Desk) -> None:
    for name in ("anne", "bert", "carl"):
        desk.agent(name)
    desk.caller("e1")
    desk.talks("anne")
    desk.caller("e2")
    assert desk.offered() == {"e1": "anne", "e2": "bert"}


def test_an_agent_who_talked_is_last_in_the_order_of_idleness(desk: Desk) -> None:
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1")
    desk.talks("anne")
    desk.ends("anne")
    desk.tell(EndWrapUp(AgentName("anne")))
    desk.caller("e2")
    assert desk.offered() == {"e2": "bert"}


@pytest.mark.parametrize(("proficiency", "rung"), [(2, False), (3, True), (4, True)])
def test_a_skill_is_a_threshold_and_equal_is_enough(desk: Desk, proficiency: int, rung: bool) -> None:
    desk.agent("anne", skills={"french": proficiency})
    desk.caller("e1", needs=needing(french=3))
    assert bool(desk.offered()) is rung


def test_an_agent_without_the_skill_is_not_rung_whatever_the_threshold(desk: Desk) -> None:
    desk.agent("anne", skills={"german": 5})
    desk.caller("e1", needs=needing(french=0))
    assert desk.offered() == {}


def test_two_callers_of_different_needs_reach_the_right_agents(desk: Desk) -> None:
    desk.agent("anne", skills={"french": 5})
    desk.agent("bert", skills={"german": 5})
    desk.caller("e1", needs=needing(german=3))
    desk.caller("e2", needs=needing(french=3))
    assert desk.offered() == {"e1": "bert", "e2": "anne"}


def test_a_caller_nobody_can_serve_yet_blocks_nobody_behind(desk: Desk) -> None:
    desk.caller("e1", needs=needing(french=3))
    desk.caller("e2")
    desk.agent("anne")
    assert desk.offered() == {"e2": "anne"}


def test_equal_callers_are_served_in_order_of_arrival(desk: Desk) -> None:
    for second, entry in enumerate(("e2", "e1", "e3")):
        desk.at(second)
        desk.caller(entry)
    desk.agent("anne")
    desk.agent("bert")
    assert desk.offered() == {"e2": "anne", "e1": "bert"}


def test_a_higher_priority_goes_first_and_a_lower_one_last(desk: Desk) -> None:
    for second, (entry, priority) in enumerate((("plain", 0), ("low", -1), ("vip", 7), ("vip later", 7))):
        desk.at(second)
        desk.caller(entry, priority=priority)
    assert desk.waiting() == ["vip", "vip later", "plain", "low"]
    for name in ("anne", "bert", "carl"):
        desk.agent(name)
    assert desk.offered() == {"vip": "anne", "vip later": "bert", "plain": "carl"}


def test_priority_and_arrival_order_callers_across_the_queues_of_an_agent(desk: Desk) -> None:
    desk.queue("sales")
    desk.caller("e1", "support")
    desk.at(1)
    desk.caller("e2", "sales", priority=1)
    desk.at(2)
    desk.caller("e3", "sales")
    desk.agent("anne", "support", "sales")
    desk.agent("bert", "support", "sales")
    assert desk.offered() == {"e2": "anne", "e1": "bert"}


def test_an_agent_is_rung_only_for_their_own_queues(desk: Desk) -> None:
    desk.queue("sales")
    desk.agent("anne", "sales")
    desk.caller("e1", "support")
    assert desk.offered() == {}


def test_positions_count_from_one_in_the_order_of_service(desk: Desk) -> None:
    positions = []
    for second, (entry, priority) in enumerate((("e1", 0), ("e2", 0), ("vip", 1), ("e3", 0))):
        desk.at(second)
        positions += [event.position for event in of(EntryQueued, desk.caller(entry, priority=priority).events)]
    assert positions == [1, 2, 1, 4]


def test_a_caller_being_offered_keeps_the_place(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.at(1)
    assert [event.position for event in of(EntryQueued, desk.caller("e2").events)] == [2]
    assert desk.waiting() == ["e1", "e2"]


def test_waits_and_rings_are_measured_from_entering_and_from_the_offer(desk: Desk) -> None:
    desk.caller("e1")
    desk.at(7)
    desk.agent("anne")
    desk.at(10)
    [connected] = of(CallConnected, desk.answers("anne").events)
    assert (connected.wait_seconds, connected.ring_seconds) == (10, 3)
    desk.at(11)
    [ended] = of(EntryEnded, desk.joined("anne").events)
    assert (ended.end, ended.wait_seconds, ended.position) == (EntryEnd.ANSWERED, 10, 1)


def test_an_answer_joins_the_legs_and_does_nothing_else(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    offer = desk.offer_of("anne")
    assert desk.answers("anne").effects == (
        ConnectLegs(ContactId("contact-e1"), EntryId("e1"), offer, AgentName("anne")),
    )


def test_an_agent_with_the_phone_in_use_by_a_private_call_is_not_rung(desk: Desk) -> None:
    desk.agent("anne")
    desk.tell(DeviceReported(AgentName("anne"), Device.IN_USE))
    desk.caller("e1")
    assert desk.offered() == {}
    desk.tell(DeviceReported(AgentName("anne"), Device.FREE))
    assert desk.offered() == {"e1": "anne"}


def test_an_agent_whose_phone_is_not_registered_is_not_rung(desk: Desk) -> None:
    desk.agent("anne")
    desk.tell(DeviceReported(AgentName("anne"), Device.UNREACHABLE))
    desk.caller("e1")
    assert desk.offered() == {}


def test_the_same_device_reported_again_changes_nothing(desk: Desk) -> None:
    desk.agent("anne")
    desk.agent("bert")
    assert desk.tell(DeviceReported(AgentName("anne"), Device.FREE)).events == ()
    desk.caller("e1")
    assert desk.offered() == {"e1": "anne"}


def test_a_paused_agent_is_not_rung(desk: Desk) -> None:
    desk.agent("anne")
    desk.tell(PauseAgent(AgentName("anne"), "lunch"))
    desk.caller("e1")
    assert desk.offered() == {}


def test_an_agent_who_logs_out_is_not_rung_until_back(desk: Desk) -> None:
    desk.agent("anne")
    desk.tell(LogOutAgent(AgentName("anne")))
    desk.caller("e1")
    assert desk.offered() == {}
    desk.tell(LogInAgent(AgentName("anne")))
    assert desk.offered() == {"e1": "anne"}


def test_a_caller_to_an_unknown_queue_is_refused_and_let_go(desk: Desk) -> None:
    decision = desk.caller("e1", "nowhere")
    assert decision.events == (RequestRefused("e1", "no queue named nowhere"),)
    assert decision.effects == (ReleaseCaller(ContactId("contact-e1"), EntryId("e1")),)
    assert desk.leaves("e1").events == ()


def test_a_caller_who_enters_twice_under_one_entry_is_refused_and_keeps_the_place(desk: Desk) -> None:
    desk.caller("e1")
    desk.at(1)
    desk.caller("e2")
    again = desk.tell(CallerEntered(EntryId("e1"), ContactId("contact-e1"), QueueName("support"), Requirement(), 9))
    assert again.events == (RequestRefused("e1", "e1 is in a queue already"),)
    assert again.effects == ()
    assert desk.waiting() == ["e1", "e2"]


def test_many_different_needs_do_not_pile_up_and_each_is_still_met(desk: Desk) -> None:
    desk.agent("anne", skills={"french": 1000})
    for threshold in range(300):
        desk.caller(f"e{threshold}", needs=needing(french=threshold))
        assert desk.offered() == {f"e{threshold}": "anne"}
        desk.leaves(f"e{threshold}")
    assert len(desk.distributor.state.rooms.queues[QueueName("support")].classes) <= 64


def test_a_caller_whose_class_was_forgotten_while_ringing_can_wait_again() -> None:
    desk = Desk()
    desk.queue("support", QueuePolicy(QueueName("support"), decline_rest_seconds=10))
    desk.agent("anne", skills={"french": 1000})
    desk.caller("e", needs=needing(french=999))
    for threshold in range(100):
        desk.caller(f"e{threshold}", needs=needing(french=threshold))
        desk.leaves(f"e{threshold}")
    desk.declines("anne")
    desk.at(10)
    assert desk.offered() == {"e": "anne"}


def test_nothing_of_a_finished_contact_stays(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.ends("anne", Party.CALLER)
    desk.at(100)
    state = desk.distributor.state
    assert (state.entries, state.offers, len(state.timers)) == ({}, {}, 0)
    assert len(of(RingAgent, desk.effects)) == len(of(ReleaseAgent, desk.effects)) == 1
