"""Contacts that are with nobody, whose agent's phone was lost, or who hear nothing: they wait at the head again."""

import pytest

from acd.commands import (
    AgentSilent,
    CloseQueue,
    ContactOver,
    JoinContacts,
    PartFromAgent,
    RetireQueue,
    ReturnToHead,
)
from acd.effects import MoveToQueue, Release, ReleaseAgent, ReleaseCaller
from acd.events import (
    AgentFellSilent,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    ReturnedToHead,
    WrapUpBegan,
)
from acd.policy import GoOn, Selection, WaysOut
from acd.profile import Assignment
from tests.support.desk import Desk, contact_of, of, policy, refused, rung
from vocabulary.ids import AgentName, EntryId, QueueName
from vocabulary.parties import Party

ANNE, BERT = AgentName("anne"), AgentName("bert")
E1, SUPPORT = contact_of("e1"), QueueName("support")
BACK = ReturnToHead(E1, "nobody answers")


@pytest.fixture
def talking(desk: Desk) -> Desk:
    """Anne, alone, talks with e1 since second 5; e2 and, more urgent, e3 wait."""
    desk.agent("anne")
    desk.caller("e1")
    desk.at(5)
    desk.talks("anne")
    desk.caller("e2")
    desk.caller("e3", priority=4)
    desk.at(20)
    return desk


# --- asked for -------------------------------------------------------------------------------------------------------


def test_a_contact_that_is_with_nobody_waits_before_everybody_in_its_last_queue(talking: Desk) -> None:
    talking.tell(PartFromAgent(talking.offer_of("anne")))
    decision = talking.tell(BACK)
    assert decision.events[0] == ReturnedToHead(E1, SUPPORT, "nobody answers", None)
    [queued] = of(EntryQueued, decision.events)
    assert (queued.contact, queued.queue, queued.position) == (E1, SUPPORT, 1)
    assert decision.effects[0] == MoveToQueue(E1, queued.entry, SUPPORT)
    assert talking.line() == ["e1", "e3", "e2"]


def test_whoever_talks_with_a_contact_put_back_is_parted_from_it_and_not_asked_first(talking: Desk) -> None:
    talking.queue("support", policy(wrap_up_seconds=0, selection=Selection.LINEAR))
    talking.leaves("e2")
    talking.leaves("e3")
    talking.agent("bert")
    offer = talking.offer_of("anne")
    decision = talking.tell(BACK)
    [completed] = of(ConversationCompleted, decision.events)
    assert (completed.agent, completed.ended_by) == (ANNE, Party.SYSTEM)
    assert [back.agent for back in of(ReturnedToHead, decision.events)] == [ANNE]
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.HANDED_ON)]
    assert of(ReleaseCaller, decision.effects) == []
    assert talking.phones() == {"bert": "e1"}


def test_nobody_who_waits_longer_by_credit_stands_before_a_contact_put_back(talking: Desk) -> None:
    talking.prioritises("e2", 7, 100_000.0)
    talking.tell(BACK)
    assert talking.line() == ["e1", "e2", "e3"]


def test_a_contact_put_back_into_an_empty_queue_keeps_the_waiting_it_had(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.at(5)
    desk.talks("anne")
    desk.at(30)
    [queued] = of(EntryQueued, desk.tell(BACK).events)
    assert (queued.credit_seconds, queued.priority) == (30, 0)


def test_the_priority_lent_for_the_head_is_not_the_contacts_own(talking: Desk) -> None:
    talking.tell(BACK)
    assert talking.distributor.state.contacts[E1].priority == 0


@pytest.mark.parametrize("command", [CloseQueue(SUPPORT), RetireQueue(SUPPORT)])
def test_a_contact_is_put_back_into_a_closed_queue_all_the_same(
    talking: Desk, command: CloseQueue | RetireQueue
) -> None:
    talking.tell(command)
    talking.tell(BACK)
    assert talking.line() == ["e1", "e3", "e2"]


def test_where_closing_sends_away_a_contact_put_back_is_sent_away_too(talking: Desk) -> None:
    talking.queue("support", policy(ways_out=WaysOut(closing_sends_away=True, when_closed=GoOn())))
    talking.tell(CloseQueue(SUPPORT))
    ended = of(EntryEnded, talking.tell(BACK).events)
    assert [(each.contact, each.end) for each in ended] == [(E1, EntryEnd.SENT_AWAY)]


def test_a_contact_that_waits_already_is_not_put_back(talking: Desk) -> None:
    asked = ReturnToHead(contact_of("e2"), "why not")
    assert refused(talking.tell(asked)) == ["contact-e2 waits in a queue"]


def test_an_unknown_contact_is_not_put_back(talking: Desk) -> None:
    talking.tell(ContactOver(E1))
    assert refused(talking.tell(BACK)) == ["contact-e1 is not known to any queue"]


def test_a_contact_let_in_nowhere_is_not_put_back(desk: Desk) -> None:
    desk.tell(CloseQueue(SUPPORT))
    desk.caller("e1")
    assert refused(desk.tell(BACK)) == ["contact-e1 is not known to any queue"]


def test_a_joined_contact_is_put_back_into_the_queue_that_was_asked(talking: Desk) -> None:
    talking.queue("experts", policy("experts"))
    talking.agent("bert", "experts")
    talking.caller("q", "experts")
    talking.talks("bert")
    talking.tell(JoinContacts(E1, contact_of("q")))
    [back] = of(ReturnedToHead, talking.tell(BACK).events)
    assert (back.queue, back.agent) == ("experts", BERT)


def test_a_contact_put_back_has_waited_for_agents_with_a_delay_since_it_came(talking: Desk) -> None:
    talking.tell(PartFromAgent(talking.offer_of("anne")))
    talking.agent("bert", Assignment(SUPPORT, delay_seconds=18))
    talking.agent("carl", Assignment(SUPPORT, delay_seconds=900))
    assert rung(talking.tell(BACK)) == ["bert"]
    assert talking.phones() == {"bert": "e1"}


# --- the phone is lost -----------------------------------------------------------------------------------------------


def test_a_caller_whose_agents_phone_is_lost_waits_at_the_head(talking: Desk) -> None:
    decision = talking.ends("anne", Party.AGENT, lost=True)
    [completed] = of(ConversationCompleted, decision.events)
    assert completed.ended_by is Party.SYSTEM
    assert of(ReturnedToHead, decision.events) == [ReturnedToHead(E1, SUPPORT, "the agent's phone was lost", ANNE)]
    assert talking.line()[0] == "e1"
    assert of(ReleaseAgent, decision.effects) == []
    assert of(ReleaseCaller, decision.effects) == []


def test_the_agent_whose_phone_was_lost_rests_and_owes_no_wrap_up(talking: Desk) -> None:
    talking.agent("bert")
    decision = talking.ends("anne", Party.AGENT, lost=True)
    assert of(WrapUpBegan, decision.events) == []
    talking.at(24.9)
    assert "anne" not in talking.phones()
    talking.at(25)
    assert talking.phones()["anne"] == "e1"


def test_where_the_policy_does_not_keep_them_a_caller_of_a_lost_phone_goes_on(talking: Desk) -> None:
    talking.queue("support", policy(keeps_lost=False))
    decision = talking.ends("anne", Party.AGENT, lost=True)
    assert decision.effects == (ReleaseCaller(E1, EntryId("e1")),)
    assert len(of(WrapUpBegan, decision.events)) == 1
    assert talking.line() == ["e3", "e2"]


@pytest.mark.parametrize("ended_by", [Party.CALLER, Party.SYSTEM])
def test_only_a_conversation_that_ended_on_the_agents_side_is_put_back(talking: Desk, ended_by: Party) -> None:
    talking.ends("anne", ended_by, lost=True)
    assert talking.line() == ["e3", "e2"]


# --- the agent is silent ---------------------------------------------------------------------------------------------


def test_an_agent_who_cannot_be_heard_is_told_of_once_and_talks_on(talking: Desk) -> None:
    offer = talking.offer_of("anne")
    decision = talking.tell(AgentSilent(offer))
    assert decision.events == (AgentFellSilent(offer, E1, ANNE),)
    assert talking.tell(AgentSilent(offer)).events == ()
    assert talking.phones() == {"anne": "e1"}


def test_where_the_policy_says_so_the_caller_of_a_silent_agent_waits_at_the_head(talking: Desk) -> None:
    talking.queue("support", policy(requeue_silent=True))
    offer = talking.offer_of("anne")
    decision = talking.tell(AgentSilent(offer))
    assert [type(event) for event in decision.events[:3]] == [AgentFellSilent, ConversationCompleted, ReturnedToHead]
    assert of(ReturnedToHead, decision.events) == [ReturnedToHead(E1, SUPPORT, "the agent could not be heard", ANNE)]
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.HANDED_ON)]
    assert of(WrapUpBegan, decision.events) == []
    assert talking.line()[0] == "e1"
    assert talking.tell(AgentSilent(offer)).events == ()
    assert rung(talking.at(25)) == ["anne"]


@pytest.mark.parametrize("answered", [True, False])
def test_silence_before_the_legs_are_joined_means_nothing(desk: Desk, answered: bool) -> None:
    desk.agent("anne")
    desk.caller("e1")
    if answered:
        desk.answers("anne")
    assert desk.tell(AgentSilent(desk.offer_of("anne"))).events == ()
