"""Queues and agents that no document has any more: nobody is cut off, nobody new comes."""

import pytest

from acd.codec import as_data, from_data
from acd.commands import (
    CallerEntered,
    CloseQueue,
    ConfigureAgent,
    ConfigureQueue,
    Device,
    DeviceReported,
    EscalateContact,
    LogInAgent,
    OpenQueue,
    RetireAgent,
    RetireQueue,
)
from acd.effects import LeaveQueue, ReleaseAgent
from acd.events import AgentLoggedOut, ConversationCompleted, QueueClosed, RequestRefused
from tests.support.desk import Desk, contact_of, of, policy, profile, seat
from vocabulary.ids import AgentName, EntryId, QueueName

ANNE, SALES, SUPPORT = AgentName("anne"), QueueName("sales"), QueueName("support")


def test_a_retired_queue_lets_nobody_in(desk: Desk) -> None:
    desk.queue("sales")
    assert desk.tell(RetireQueue(SALES)).events == (QueueClosed(SALES),)
    decision = desk.caller("e1", "sales")
    assert [effect.why for effect in of(LeaveQueue, decision.effects)] == ["closed"]


def test_whoever_waits_in_a_retired_queue_is_served_by_the_agents_it_had(desk: Desk) -> None:
    desk.queue("sales")
    desk.caller("e1", "sales")
    desk.agent("anne", "sales")
    desk.talks("anne")
    desk.caller("e2", "sales")
    desk.tell(RetireQueue(SALES), ConfigureAgent(profile("anne", ["support"])))
    desk.ends("anne")
    desk.at(30)
    assert desk.offered() == {"e2": "anne"}


def test_once_nobody_waits_its_agents_are_in_it_no_more(desk: Desk) -> None:
    desk.queue("sales")
    desk.agent("anne", "sales", "support")
    desk.caller("e1", "sales")
    desk.tell(RetireQueue(SALES))
    assert desk.person("anne").profile.queues == (SALES, SUPPORT)
    desk.leaves("e1")
    assert desk.person("anne").profile.queues == (SUPPORT,)


def test_an_empty_queue_has_no_agents_as_soon_as_it_is_retired(desk: Desk) -> None:
    desk.queue("sales")
    desk.agent("anne", "sales", "support")
    desk.tell(RetireQueue(SALES))
    assert desk.person("anne").profile.queues == (SUPPORT,)


def test_a_retired_queue_sends_away_who_waits_where_its_policy_says_so(desk: Desk) -> None:
    desk.queue("sales", policy("sales"))
    desk.caller("e1", "sales")
    ways = policy("sales").ways_out
    desk.queue("sales", policy("sales", ways_out=type(ways)(closing_sends_away=True)))
    decision = desk.tell(RetireQueue(SALES))
    assert len(of(LeaveQueue, decision.effects)) == 1


@pytest.mark.parametrize("again", [RetireQueue(SALES), OpenQueue(SALES), CloseQueue(SALES)])
def test_a_retired_queue_is_known_to_nobody(desk: Desk, again: OpenQueue | CloseQueue | RetireQueue) -> None:
    desk.queue("sales")
    desk.tell(RetireQueue(SALES))
    assert desk.tell(again).events == (RequestRefused("sales", "no queue named sales"),)


def test_an_agent_cannot_be_put_into_a_retired_queue(desk: Desk) -> None:
    desk.queue("sales")
    desk.tell(RetireQueue(SALES))
    decision = desk.tell(ConfigureAgent(profile("anne", ["sales"])))
    assert decision.events == (RequestRefused("anne", "no queue named sales"),)


def test_a_contact_cannot_be_handed_on_to_a_retired_queue(desk: Desk) -> None:
    desk.queue("sales")
    desk.caller("e1")
    desk.tell(RetireQueue(SALES))
    decision = desk.tell(EscalateContact(contact_of("e1"), SALES))
    assert of(RequestRefused, decision.events)
    assert desk.line() == ["e1"]


def test_a_queue_configured_again_is_open_and_takes_callers(desk: Desk) -> None:
    desk.queue("sales")
    desk.tell(RetireQueue(SALES), ConfigureQueue(policy("sales")))
    desk.agent("anne", "sales")
    desk.caller("e1", "sales")
    assert desk.offered() == {"e1": "anne"}


def test_a_queue_configured_again_before_it_was_empty_keeps_its_callers_and_agents(desk: Desk) -> None:
    desk.queue("sales")
    desk.agent("anne", "sales")
    desk.caller("e1", "sales")
    desk.talks("anne")
    desk.caller("e2", "sales")
    desk.tell(RetireQueue(SALES), ConfigureQueue(policy("sales")))
    desk.leaves("e2")
    assert desk.person("anne").profile.assignments == (seat("sales"),)


def test_a_caller_cut_off_in_a_queue_that_is_retired_comes_in_where_they_come_in(desk: Desk) -> None:
    desk.queue("sales")
    desk.tell(CallerEntered(EntryId("e1"), contact_of("e1"), SALES, caller="371"))
    desk.leaves("e1", cut=True)
    desk.tell(RetireQueue(SALES))
    desk.caller("e2", "support", number="371")
    assert desk.line("support") == ["e2"]


def test_a_retired_agent_is_logged_out_and_rings_for_nobody(desk: Desk) -> None:
    desk.agent("anne")
    decision = desk.tell(RetireAgent(ANNE))
    assert decision.events == (AgentLoggedOut(ANNE),)
    desk.caller("e1")
    assert desk.offered() == {}


def test_a_phone_that_rings_for_an_agent_who_is_retired_is_let_go_and_the_caller_keeps_the_place(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    decision = desk.tell(RetireAgent(ANNE))
    assert len(of(ReleaseAgent, decision.effects)) == 1
    assert desk.line() == ["e1"]


def test_the_conversation_of_a_retired_agent_goes_on_to_its_ordinary_end(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    assert not of(ReleaseAgent, desk.tell(RetireAgent(ANNE)).effects)
    desk.at(60)
    completed = of(ConversationCompleted, desk.ends("anne").events)
    assert [event.talk_seconds for event in completed] == [60.0]


def test_what_is_asked_for_a_retired_agent_is_refused(desk: Desk) -> None:
    desk.agent("anne")
    desk.tell(RetireAgent(ANNE))
    assert desk.tell(LogInAgent(ANNE)).events == (RequestRefused("anne", "no agent named anne"),)


def test_an_agent_who_is_back_in_the_document_can_log_in_and_work(desk: Desk) -> None:
    desk.agent("anne")
    desk.tell(RetireAgent(ANNE), ConfigureAgent(profile("anne", ["support"])))
    desk.tell(LogInAgent(ANNE), DeviceReported(ANNE, Device.FREE))
    desk.caller("e1")
    assert desk.offered() == {"e1": "anne"}


@pytest.mark.parametrize("command", [RetireAgent(ANNE), RetireQueue(SALES)])
def test_retiring_is_in_the_command_log_as_it_was_said(command: RetireAgent | RetireQueue) -> None:
    assert from_data(as_data(command)) == command
