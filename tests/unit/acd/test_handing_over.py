"""Conversations handed to somebody by name: parted from their agent, taken up by another, joined with a question."""

import pytest

from acd.agents import Activity
from acd.commands import (
    CallerEntered,
    CallerLeft,
    ContactOver,
    ConversationEnded,
    JoinContacts,
    Occupation,
    PartFromAgent,
    ReturnContact,
    TakeUpContact,
)
from acd.effects import Release, ReleaseAgent, ReleaseCaller
from acd.events import (
    AgentVacated,
    ConsultOver,
    ContactHandedOn,
    ContactJoined,
    ContactTakenUp,
    ConversationCompleted,
    EntryQueued,
    WrapUpBegan,
)
from tests.support.desk import Desk, contact_of, of, policy, refused, rung
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, TaskId
from vocabulary.parties import Party

ANNE, BERT = AgentName("anne"), AgentName("bert")
E1, SUPPORT = contact_of("e1"), QueueName("support")
NEW = OfferId("taken-up")


@pytest.fixture
def talking(desk: Desk) -> Desk:
    """Anne talks with e1 since second 5; Bert is elsewhere, listening."""
    desk.agent("anne")
    desk.caller("e1")
    desk.at(5)
    desk.talks("anne")
    desk.agent("bert")
    desk.occupies("bert", Occupation.CONSULTED)
    return desk


def take_up(agent: str = "bert", contact: str = "e1", task: str = "t1", offer: OfferId = NEW) -> TakeUpContact:
    return TakeUpContact(contact_of(contact), AgentName(agent), TaskId(task), offer)


# --- parted ----------------------------------------------------------------------------------------------------------


def test_a_contact_parted_from_its_agent_is_with_nobody_and_still_known(talking: Desk) -> None:
    offer = talking.offer_of("anne")
    talking.at(65)
    decision = talking.tell(PartFromAgent(offer))
    assert of(ConversationCompleted, decision.events) == [
        ConversationCompleted(offer, EntryId("e1"), E1, ANNE, Party.AGENT, 60)
    ]
    assert of(WrapUpBegan, decision.events) == [WrapUpBegan(ANNE, E1, 10)]
    assert decision.effects == (ReleaseAgent(offer, Release.HANDED_ON),)
    contact = talking.distributor.state.contacts[E1]
    assert (contact.entry, contact.offer) == (None, None)


def test_a_contact_that_is_with_nobody_may_enter_a_queue_again(talking: Desk) -> None:
    talking.tell(PartFromAgent(talking.offer_of("anne")))
    decision = talking.tell(CallerEntered(EntryId("again"), E1, SUPPORT))
    assert [queued.entry for queued in of(EntryQueued, decision.events)] == ["again"]


def test_a_contact_that_is_with_nobody_may_be_over(talking: Desk) -> None:
    talking.tell(PartFromAgent(talking.offer_of("anne")))
    assert talking.tell(ContactOver(E1)).events == ()
    assert talking.distributor.state.contacts == {}


def test_parting_from_an_agent_who_talks_no_more_means_nothing(talking: Desk) -> None:
    offer = talking.offer_of("anne")
    talking.ends("anne", Party.AGENT)
    decision = talking.tell(PartFromAgent(offer))
    assert (decision.events, decision.effects) == ((), ())


def test_parting_from_an_agent_who_does_not_talk_yet_means_nothing(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    decision = desk.tell(PartFromAgent(desk.offer_of("anne")))
    assert (decision.events, decision.effects) == ((), ())
    assert desk.offered() == {"e1": "anne"}


def test_the_end_of_a_conversation_that_was_parted_means_nothing(talking: Desk) -> None:
    offer = talking.offer_of("anne")
    talking.tell(PartFromAgent(offer))
    decision = talking.tell(ConversationEnded(offer, Party.AGENT))
    assert (decision.events, decision.effects) == ((), ())


# --- taken up --------------------------------------------------------------------------------------------------------


def test_a_contact_that_is_with_nobody_is_taken_up_by_whom_a_task_occupies(talking: Desk) -> None:
    talking.tell(PartFromAgent(talking.offer_of("anne")))
    talking.at(7)
    decision = talking.tell(take_up())
    assert decision.events == (
        AgentVacated(BERT, TaskId("t1")),
        ContactTakenUp(NEW, E1, BERT, SUPPORT, None),
    )
    assert decision.effects == ()
    assert talking.person("bert").activity is Activity.TALKING
    assert talking.phones() == {"bert": "e1"}


def test_whoever_still_talks_with_a_contact_that_is_taken_up_is_parted_from_it(talking: Desk) -> None:
    offer = talking.offer_of("anne")
    decision = talking.tell(take_up())
    assert [(event.agent, event.ended_by) for event in of(ConversationCompleted, decision.events)] == [
        (ANNE, Party.AGENT)
    ]
    assert of(WrapUpBegan, decision.events) == [WrapUpBegan(ANNE, E1, 10)]
    assert of(ContactTakenUp, decision.events) == [ContactTakenUp(NEW, E1, BERT, SUPPORT, ANNE)]
    assert decision.effects == (ReleaseAgent(offer, Release.HANDED_ON),)


@pytest.mark.parametrize(("ended_by", "released"), [(Party.CALLER, ReleaseAgent), (Party.AGENT, ReleaseCaller)])
def test_a_conversation_taken_up_ends_like_any_other(talking: Desk, ended_by: Party, released: type) -> None:
    talking.tell(take_up())
    talking.at(25)
    decision = talking.tell(ConversationEnded(NEW, ended_by))
    assert of(ConversationCompleted, decision.events) == [
        ConversationCompleted(NEW, EntryId("e1"), E1, BERT, ended_by, 20)
    ]
    assert of(WrapUpBegan, decision.events) == [WrapUpBegan(BERT, E1, 10)]
    assert [type(effect) for effect in decision.effects] == [released]


def test_all_tasks_of_whoever_takes_a_contact_up_are_over(talking: Desk) -> None:
    talking.occupies("bert", Occupation.SUPERVISING, "t2")
    decision = talking.tell(take_up())
    assert [event.task for event in of(AgentVacated, decision.events)] == ["t1", "t2"]
    assert talking.vacates("bert", "t2").events == ()
    assert talking.person("bert").activity is Activity.TALKING


def test_a_contact_taken_up_counts_among_the_agents_conversations(talking: Desk) -> None:
    talking.tell(take_up())
    assert talking.person("bert").contacts == 1
    assert list(talking.distributor.state.contacts[E1].agents) == ["anne", "bert"]


def test_a_contact_taken_up_can_be_escalated_and_returned_as_before(talking: Desk) -> None:
    talking.queue("experts", policy("experts"))
    talking.tell(take_up())
    [handed] = of(ContactHandedOn, talking.escalates("e1", "experts").events)
    assert (handed.from_queue, handed.agent) == ("support", "bert")


def test_a_contact_that_waits_in_a_queue_cannot_be_taken_up(desk: Desk) -> None:
    desk.agent("bert")
    desk.occupies("bert")
    desk.caller("e1")
    assert refused(desk.tell(take_up())) == ["contact-e1 waits in a queue"]


def test_a_contact_that_is_being_connected_cannot_be_taken_up(talking: Desk) -> None:
    talking.agent("carl")
    talking.caller("e2")
    talking.answers("carl")
    assert refused(talking.tell(take_up(contact="e2"))) == ["contact-e2 waits in a queue"]


def test_a_contact_that_was_in_no_queue_cannot_be_taken_up(talking: Desk) -> None:
    assert refused(talking.tell(take_up(contact="x"))) == ["contact-x is not known to any queue"]


@pytest.mark.parametrize(("agent", "task"), [("bert", "t9"), ("anne", "t1"), ("ghost", "t1")])
def test_only_whom_this_task_occupies_may_take_a_contact_up(talking: Desk, agent: str, task: str) -> None:
    refusal = f"contact-e1 cannot be taken up: {agent} is not in the call {task}"
    assert refused(talking.tell(take_up(agent, task=task))) == [refusal]
    assert talking.phones() == {"anne": "e1"}


def test_a_contact_cannot_be_taken_up_under_an_offer_that_is_open(talking: Desk) -> None:
    offer = talking.offer_of("anne")
    assert refused(talking.tell(take_up(offer=offer))) == [
        f"contact-e1 cannot be taken up under {offer}, which was used before"
    ]


# --- joined ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def consulting(desk: Desk) -> Desk:
    """Anne talks with e1; her question to the experts, ``q``, is answered by Bert at second 8."""
    desk.queue("experts", policy("experts", wrap_up_seconds=3))
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.agent("bert", "experts")
    desk.caller("q", "experts")
    desk.at(8)
    desk.talks("bert")
    return desk


def join(contact: str = "e1", consult: str = "q") -> JoinContacts:
    return JoinContacts(contact_of(contact), contact_of(consult))


def test_whom_was_asked_goes_on_with_the_caller_under_the_same_offer(consulting: Desk) -> None:
    anne, bert = consulting.offer_of("anne"), consulting.offer_of("bert")
    decision = consulting.tell(join())
    assert of(ContactJoined, decision.events) == [ContactJoined(bert, E1, contact_of("q"), BERT, ANNE)]
    assert of(ConsultOver, decision.events) == [ConsultOver(contact_of("q"), E1)]
    assert of(WrapUpBegan, decision.events) == [WrapUpBegan(ANNE, E1, 10)]
    assert decision.effects == (ReleaseAgent(anne, Release.HANDED_ON),)
    assert consulting.phones() == {"bert": "e1"}
    assert list(consulting.distributor.state.contacts) == [E1]


def test_a_joined_conversation_ends_by_the_policy_of_the_queue_that_was_asked(consulting: Desk) -> None:
    consulting.tell(join())
    consulting.at(28)
    decision = consulting.ends("bert", Party.AGENT)
    [completed] = of(ConversationCompleted, decision.events)
    assert (completed.contact, completed.entry, completed.talk_seconds) == (E1, "e1", 20)
    assert of(WrapUpBegan, decision.events) == [WrapUpBegan(BERT, E1, 3)]
    assert decision.effects == (ReleaseCaller(E1, EntryId("e1")),)


def test_a_contact_whose_agent_is_gone_already_is_joined_all_the_same(consulting: Desk) -> None:
    consulting.tell(PartFromAgent(consulting.offer_of("anne")))
    [joined] = of(ContactJoined, consulting.tell(join()).events)
    assert joined.from_agent is None


def test_late_reports_of_a_consultation_that_was_joined_mean_nothing(consulting: Desk) -> None:
    consulting.tell(join())
    for late in (CallerLeft(EntryId("q")), ContactOver(contact_of("q"))):
        decision = consulting.tell(late)
        assert (decision.events, decision.effects) == ((), ())
    assert consulting.phones() == {"bert": "e1"}


def test_a_joined_contact_can_be_returned_to_the_queue_it_came_from(consulting: Desk) -> None:
    consulting.tell(join())
    [handed] = of(ContactHandedOn, consulting.tell(ReturnContact(E1)).events)
    assert (handed.from_queue, handed.to_queue, handed.agent) == ("experts", "support", "bert")


def test_a_consultation_that_is_not_in_conversation_cannot_be_joined(consulting: Desk) -> None:
    consulting.ends("bert", Party.AGENT)
    refusal = "contact-e1 cannot be joined with contact-q, which is not in conversation"
    assert refused(consulting.tell(join())) == [refusal]


@pytest.mark.parametrize("consult", ["e1", "nobody"])
def test_a_contact_cannot_be_joined_with_itself_or_with_nobody(consulting: Desk, consult: str) -> None:
    refusal = f"contact-e1 cannot be joined with contact-{consult}, which is not in conversation"
    assert refused(consulting.tell(join(consult=consult))) == [refusal]


def test_an_unknown_contact_cannot_be_joined(consulting: Desk) -> None:
    asked = JoinContacts(ContactId("x"), contact_of("q"))
    assert refused(consulting.tell(asked)) == ["x is not known to any queue"]


def test_a_contact_that_waits_cannot_be_joined(consulting: Desk) -> None:
    consulting.escalates("e1", "experts")
    assert refused(consulting.tell(join())) == ["contact-e1 waits in a queue"]


def test_after_being_handed_over_the_agents_are_rung_for_others_again(talking: Desk) -> None:
    talking.tell(take_up())
    talking.caller("e2")
    assert rung(talking.at(15)) == ["anne"]
