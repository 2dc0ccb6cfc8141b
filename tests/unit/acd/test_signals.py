"""What agents say beside their calls: dispositions, and hands raised for a supervisor."""

import pytest

from acd.commands import (
    Command,
    EndWrapUp,
    GiveDisposition,
    JoinContacts,
    LogInAgent,
    LogOutAgent,
    LowerHand,
    RaiseHand,
)
from acd.events import DispositionGiven, HandLowered, HandRaised, RequestRefused
from tests.support.desk import Desk, contact_of, of, policy, refused
from vocabulary.ids import AgentName
from vocabulary.parties import Party

ANNE = AgentName("anne")
E1 = contact_of("e1")
SOLD = GiveDisposition(ANNE, "sold")


@pytest.fixture
def talking(desk: Desk) -> Desk:
    """Anne talks with e1."""
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    return desk


def test_a_disposition_is_the_present_conversations(talking: Desk) -> None:
    assert talking.tell(SOLD).events == (DispositionGiven(E1, ANNE, "sold"),)


def test_while_wrapping_up_a_disposition_is_the_last_conversations(talking: Desk) -> None:
    talking.ends("anne")
    assert talking.tell(SOLD).events == (DispositionGiven(E1, ANNE, "sold"),)


@pytest.mark.parametrize("offered", [False, True])
def test_after_the_wrap_up_a_disposition_is_the_last_conversations_though_the_next_rings(
    talking: Desk, offered: bool
) -> None:
    talking.ends("anne")
    talking.tell(EndWrapUp(ANNE))
    if offered:
        talking.caller("e2")
    assert talking.tell(SOLD).events == (DispositionGiven(E1, ANNE, "sold"),)


def test_a_disposition_may_be_given_again(talking: Desk) -> None:
    talking.tell(SOLD)
    assert of(DispositionGiven, talking.tell(GiveDisposition(ANNE, "not sold")).events) == [
        DispositionGiven(E1, ANNE, "not sold")
    ]


def test_a_disposition_without_a_conversation_is_refused(desk: Desk) -> None:
    desk.agent("anne")
    assert refused(desk.tell(SOLD)) == ["anne has had no conversation since they logged in"]


def test_a_disposition_does_not_reach_behind_the_login(talking: Desk) -> None:
    talking.ends("anne")
    talking.tell(LogOutAgent(ANNE), LogInAgent(ANNE))
    assert refused(talking.tell(SOLD)) == ["anne has had no conversation since they logged in"]


def test_a_disposition_of_a_joined_conversation_is_the_callers(talking: Desk) -> None:
    talking.queue("experts", policy("experts"))
    talking.agent("bert", "experts")
    talking.caller("q", "experts")
    talking.talks("bert")
    talking.tell(JoinContacts(E1, contact_of("q")))
    bert = AgentName("bert")
    assert talking.tell(GiveDisposition(bert, "solved")).events == (DispositionGiven(E1, bert, "solved"),)


def test_a_hand_raised_in_a_conversation_names_its_contact(talking: Desk) -> None:
    assert talking.tell(RaiseHand(ANNE, "angry")).events == (HandRaised(ANNE, E1, "angry"),)
    assert talking.person("anne").hand == "angry"


def test_a_hand_raised_outside_a_conversation_names_nobody(desk: Desk) -> None:
    desk.agent("anne")
    assert desk.tell(RaiseHand(ANNE)).events == (HandRaised(ANNE, None, ""),)


def test_a_hand_raised_again_has_another_note(talking: Desk) -> None:
    talking.tell(RaiseHand(ANNE, "angry"))
    assert talking.tell(RaiseHand(ANNE, "shouting")).events == (HandRaised(ANNE, E1, "shouting"),)
    assert of(HandLowered, talking.ends("anne").events) == [HandLowered(ANNE)]


def test_a_hand_is_lowered_by_its_agent(talking: Desk) -> None:
    talking.tell(RaiseHand(ANNE))
    assert talking.tell(LowerHand(ANNE)).events == (HandLowered(ANNE),)
    assert talking.person("anne").hand is None


@pytest.mark.parametrize("ended_by", list(Party))
def test_a_hand_is_lowered_when_the_conversation_it_was_raised_in_is_over(talking: Desk, ended_by: Party) -> None:
    talking.tell(RaiseHand(ANNE))
    assert of(HandLowered, talking.ends("anne", ended_by).events) == [HandLowered(ANNE)]
    assert talking.person("anne").hand is None


def test_a_hand_raised_before_a_conversation_stays_up_after_it(desk: Desk) -> None:
    desk.agent("anne")
    desk.tell(RaiseHand(ANNE, "help"))
    desk.caller("e1")
    desk.talks("anne")
    assert of(HandLowered, desk.ends("anne").events) == []
    assert desk.person("anne").hand == "help"


def test_a_hand_stays_up_while_the_conversation_becomes_another_contacts(talking: Desk) -> None:
    talking.queue("experts", policy("experts"))
    talking.agent("bert", "experts")
    talking.caller("q", "experts")
    talking.talks("bert")
    talking.tell(RaiseHand(AgentName("bert")))
    assert of(HandLowered, talking.tell(JoinContacts(E1, contact_of("q"))).events) == []
    assert of(HandLowered, talking.ends("bert").events) == [HandLowered(AgentName("bert"))]


def test_whoever_goes_home_lowers_their_hand(desk: Desk) -> None:
    desk.agent("anne")
    desk.tell(RaiseHand(ANNE))
    assert of(HandLowered, desk.tell(LogOutAgent(ANNE)).events) == [HandLowered(ANNE)]


def test_whoever_goes_home_after_this_conversation_keeps_their_hand_up_until_then(talking: Desk) -> None:
    talking.tell(RaiseHand(ANNE))
    assert of(HandLowered, talking.tell(LogOutAgent(ANNE)).events) == []
    assert of(HandLowered, talking.ends("anne").events) == [HandLowered(ANNE)]


def test_lowering_a_hand_that_is_not_up_is_refused(talking: Desk) -> None:
    talking.tell(RaiseHand(ANNE), LowerHand(ANNE))
    assert refused(talking.tell(LowerHand(ANNE))) == ["anne has not raised a hand"]


def test_whoever_is_logged_out_cannot_raise_a_hand(desk: Desk) -> None:
    desk.agent("anne")
    desk.tell(LogOutAgent(ANNE))
    assert refused(desk.tell(RaiseHand(ANNE))) == ["anne is not logged in"]


@pytest.mark.parametrize("asked", [SOLD, RaiseHand(ANNE), LowerHand(ANNE)])
def test_nobody_hears_a_signal_of_an_unknown_agent(desk: Desk, asked: Command) -> None:
    assert desk.tell(asked).events == (RequestRefused("anne", "no agent named anne"),)
