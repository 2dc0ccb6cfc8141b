"""One contact across three lines: escalated, returned, boosted when it bounces, given to whoever had it before."""

import pytest

from acd.commands import CloseQueue, LogOutAgent, PauseAgent
from acd.effects import MoveToQueue, Release, ReleaseAgent, ReleaseCaller
from acd.events import ContactHandedOn, ConversationCompleted, EntryQueued, OfferEnd, OfferEnded, RequestRefused
from acd.policy import Bonds, Line, ToCallback, WaysOut
from tests.support.desk import Desk, contact_of, ended, needing, of, opened, policy, rung, seat, steps
from vocabulary.ids import AgentName, EntryId, QueueName
from vocabulary.parties import Party


@pytest.fixture
def house() -> Desk:
    """Three lines, nobody wraps up; Anne, Bert and Cora, one in each."""
    desk = Desk()
    third = QueueName("third")
    desk.queue("first", policy("first", escalates_to=QueueName("second"), wrap_up_seconds=0))
    desk.queue("second", policy("second", line=Line.SECOND, escalates_to=third, wrap_up_seconds=0))
    desk.queue("third", policy("third", line=Line.THIRD, wrap_up_seconds=0))
    desk.agent("anne", "first")
    desk.agent("bert", "second")
    desk.agent("cora", "third")
    return desk


def talking_in_first(house: Desk, caller: str = "e1") -> None:
    house.caller(caller, "first")
    house.talks("anne")


def test_a_contact_escalated_by_the_agent_waits_in_the_next_line_and_the_agent_is_let_go(house: Desk) -> None:
    talking_in_first(house)
    offer = house.offer_of("anne")
    house.at(60)
    decision = house.escalates("e1", note="wants a refund")
    [handed_on] = of(ContactHandedOn, decision.events)
    assert handed_on == ContactHandedOn(
        contact_of("e1"),
        QueueName("first"),
        QueueName("second"),
        Line.SECOND,
        False,
        AgentName("anne"),
        "wants a refund",
    )
    [completed] = of(ConversationCompleted, decision.events)
    assert (completed.ended_by, completed.talk_seconds) == (Party.AGENT, 60)
    assert ReleaseAgent(offer, Release.HANDED_ON) in decision.effects
    assert of(ReleaseCaller, decision.effects) == []
    assert house.phones() == {"bert": "e1"}


def test_a_waiting_contact_can_be_escalated_as_well(house: Desk) -> None:
    house.tell(PauseAgent(AgentName("anne"), "lunch"))
    house.caller("e1", "first")
    decision = house.escalates("e1")
    assert ended(decision) == [("e1", "handed on")]
    assert of(MoveToQueue, decision.effects) == [
        MoveToQueue(contact_of("e1"), EntryId("contact-e1-m1"), QueueName("second"))
    ]
    assert house.phones() == {"bert": "e1"}


def test_a_phone_that_rings_for_a_contact_that_is_escalated_is_let_go_unblamed(house: Desk) -> None:
    house.caller("e1", "first")
    decision = house.escalates("e1")
    assert [(event.agent, event.end) for event in of(OfferEnded, decision.events)] == [("anne", OfferEnd.WITHDRAWN)]
    assert house.phones() == {"bert": "e1"}


def test_from_the_first_line_to_the_third_and_back_it_stays_one_contact(house: Desk) -> None:
    talking_in_first(house)
    house.escalates("e1")
    house.talks("bert")
    house.escalates("e1")
    house.talks("cora")
    house.hands_back("e1")
    house.talks("bert")
    moves = [
        (event.from_queue, event.to_queue, event.to_line, event.back) for event in of(ContactHandedOn, house.events)
    ]
    assert moves == [
        ("first", "second", Line.SECOND, False),
        ("second", "third", Line.THIRD, False),
        ("third", "second", Line.SECOND, True),
    ]
    queued = of(EntryQueued, house.events)
    assert {event.contact for event in queued} == {contact_of("e1")}
    assert len({event.entry for event in queued}) == 4
    assert house.phones() == {"bert": "e1"}


def test_a_contact_may_be_escalated_to_a_queue_by_name(house: Desk) -> None:
    talking_in_first(house)
    house.escalates("e1", "third")
    assert house.phones() == {"cora": "e1"}


def test_a_contact_that_comes_back_to_a_queue_is_boosted_before_those_who_waited_less(house: Desk) -> None:
    talking_in_first(house)
    house.tell(PauseAgent(AgentName("anne"), "lunch"))
    house.escalates("e1")
    house.talks("bert")
    house.at(100)
    house.caller("e2", "first")
    house.at(399)
    [queued] = of(EntryQueued, house.hands_back("e1").events)
    assert queued.credit_seconds == 300
    assert house.line("first") == ["e1", "e2"]


def test_a_boost_is_no_more_than_the_policy_says(house: Desk) -> None:
    house.queue("first", policy("first", bonds=Bonds(bounce_boost_seconds=10)))
    talking_in_first(house)
    house.tell(PauseAgent(AgentName("anne"), "lunch"))
    house.escalates("e1", "second")
    house.at(100)
    house.caller("e2", "first")
    house.at(120)
    house.hands_back("e1")
    assert house.line("first") == ["e2", "e1"]


def test_a_contact_new_to_a_queue_is_not_boosted(house: Desk) -> None:
    house.tell(PauseAgent(AgentName("bert"), "lunch"))
    house.caller("e0", "second")
    house.at(1)
    talking_in_first(house)
    [queued] = of(EntryQueued, house.escalates("e1").events)
    assert queued.credit_seconds == 0
    assert house.line("second") == ["e0", "e1"]


def test_a_contact_that_comes_back_prefers_the_agent_who_had_it_for_a_while(house: Desk) -> None:
    house.agent("abel", "first")
    talking_in_first(house)
    house.escalates("e1")
    house.talks("bert")
    house.caller("e2", "first")
    house.caller("e3", "first")
    house.talks("abel")
    house.talks("anne")
    house.ends("abel")
    assert opened(house.hands_back("e1")) == [(1, "entered")]
    assert house.line("first") == ["e1"]
    assert house.phones() == {"anne": "e3"}
    house.at(19)
    house.ends("anne")
    assert house.phones() == {"anne": "e1"}


def test_a_preferred_agent_who_is_busy_past_the_limit_is_waited_for_no_longer(house: Desk) -> None:
    house.agent("abel", "first")
    talking_in_first(house)
    house.escalates("e1")
    house.caller("e2", "first")
    house.talks("abel")
    house.caller("e3", "first")
    house.talks("anne")
    house.ends("abel")
    house.hands_back("e1")
    assert rung(house.at(19.9)) == []
    assert rung(house.at(20)) == ["abel"]


def test_a_preferred_agent_who_has_logged_out_is_not_waited_for(house: Desk) -> None:
    house.agent("abel", "first")
    talking_in_first(house)
    house.escalates("e1")
    house.tell(LogOutAgent(AgentName("anne")))
    house.hands_back("e1")
    assert house.phones() == {"abel": "e1"}


def test_the_agent_who_handed_the_contact_on_is_not_asked_first_in_the_next_queue(house: Desk) -> None:
    house.agent("abel", "first", "second")
    house.agent("bert", "second")
    house.tell(PauseAgent(AgentName("anne"), "lunch"))
    house.caller("e1", "first")
    house.talks("abel")
    house.escalates("e1")
    assert house.phones() == {"bert": "e1"}


def test_the_agent_who_handed_the_contact_on_is_asked_when_nobody_else_is_ready(house: Desk) -> None:
    house.agent("abel", "first", seat("second", rank=1))
    house.tell(PauseAgent(AgentName("anne"), "lunch"), PauseAgent(AgentName("bert"), "lunch"))
    house.caller("e1", "first")
    house.talks("abel")
    house.escalates("e1")
    assert house.phones() == {"abel": "e1"}


def test_what_the_contact_needs_goes_with_it(house: Desk) -> None:
    house.agent("anne", "first", skills={"french": 3})
    house.agent("bea", "second", skills={"french": 3})
    house.caller("e1", "first", needs=needing(french=3))
    house.talks("anne")
    house.escalates("e1")
    assert house.phones() == {"bea": "e1"}


def test_what_nobody_of_the_next_line_could_ever_meet_is_not_needed_there(house: Desk) -> None:
    house.agent("anne", "first", skills={"greeting": 3})
    house.caller("e1", "first", needs=steps("greeting"))
    house.talks("anne")
    house.escalates("e1")
    assert house.phones() == {"bert": "e1"}


def test_an_escalated_contact_is_let_in_where_newcomers_would_find_it_full(house: Desk) -> None:
    house.queue("second", policy("second", ways_out=WaysOut(max_waiting=1)))
    house.tell(PauseAgent(AgentName("bert"), "lunch"))
    house.caller("e0", "second")
    house.at(1)
    talking_in_first(house)
    house.escalates("e1")
    assert house.line("second") == ["e0", "e1"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("nowhere", "contact-e1 cannot go to nowhere: there is no such queue"),
        ("third", "contact-e1 cannot go to third: it is closed"),
    ],
)
def test_a_contact_is_not_handed_where_it_cannot_go_and_nothing_changes(house: Desk, target: str, reason: str) -> None:
    house.tell(CloseQueue(QueueName("third")))
    talking_in_first(house)
    decision = house.escalates("e1", target)
    assert (decision.events, decision.effects) == ((RequestRefused("contact-e1", reason),), ())
    assert house.phones() == {"anne": "e1"}


def test_beyond_the_last_line_there_is_no_next(house: Desk) -> None:
    house.caller("e1", "third")
    house.talks("cora")
    [refused] = of(RequestRefused, house.escalates("e1").events)
    assert refused.reason == "contact-e1 is in third, which does not say where it escalates to"


def test_a_contact_that_came_from_no_queue_cannot_be_returned(house: Desk) -> None:
    talking_in_first(house)
    [refused] = of(RequestRefused, house.hands_back("e1").events)
    assert refused.reason == "contact-e1 came from no other queue than first"


def test_a_contact_that_is_unknown_being_connected_or_over_cannot_be_handed_on(house: Desk) -> None:
    assert len(of(RequestRefused, house.escalates("nobody").events)) == 1
    house.caller("e1", "first")
    house.answers("anne")
    assert len(of(RequestRefused, house.escalates("e1").events)) == 1
    house.joined("anne")
    house.ends("anne")
    assert len(of(RequestRefused, house.hands_back("e1").events)) == 1


def test_a_contact_that_waits_to_be_called_back_cannot_be_handed_on(house: Desk) -> None:
    house.queue("first", policy("first", ways_out=WaysOut(keys=(("1", ToCallback()),))))
    house.tell(PauseAgent(AgentName("anne"), "lunch"))
    house.caller("e1", "first", number="100")
    house.presses("e1", "1")
    assert len(of(RequestRefused, house.escalates("e1", "second").events)) == 1


def test_a_contact_whose_agent_hung_up_can_be_led_into_another_queue_by_its_flow(house: Desk) -> None:
    talking_in_first(house)
    house.ends("anne", Party.AGENT)
    house.caller("e1", "second")
    assert house.phones() == {"bert": "e1"}


def preferring_last_agent(seconds: float = 15) -> Desk:
    """Anne has talked to number 100 at second 0; Bert is idle for longer than she."""
    desk = Desk()
    desk.queue("support", policy(bonds=Bonds(prefer_last_agent_seconds=seconds), wrap_up_seconds=0))
    desk.agent("anne")
    desk.agent("bert")
    desk.caller("e1", number="100")
    desk.serves("anne")
    return desk


def test_who_talked_last_to_this_number_is_rung_although_others_are_idle_longer() -> None:
    desk = preferring_last_agent()
    desk.at(3600)
    desk.caller("e2", number="100")
    assert desk.phones() == {"anne": "e2"}


def test_the_last_agent_is_waited_for_no_longer_than_the_limit() -> None:
    desk = preferring_last_agent()
    desk.caller("e2", number="200")
    desk.caller("e3", number="300")
    assert desk.phones() == {"bert": "e2", "anne": "e3"}
    desk.talks("anne")
    desk.serves("bert")
    desk.caller("e4", number="100")
    assert rung(desk.at(14.9)) == []
    assert rung(desk.at(15)) == ["bert"]


def test_the_last_agent_is_forgotten_after_a_day() -> None:
    desk = preferring_last_agent()
    desk.at(86_401)
    desk.caller("e2", number="100")
    assert desk.phones() == {"bert": "e2"}


@pytest.mark.parametrize("number", ["", "200"])
def test_a_hidden_or_unknown_number_has_no_last_agent(number: str) -> None:
    desk = preferring_last_agent()
    desk.caller("e2", number=number)
    assert desk.phones() == {"bert": "e2"}


def test_without_such_a_policy_nobody_is_preferred() -> None:
    desk = preferring_last_agent(seconds=0)
    desk.caller("e2", number="100")
    assert desk.phones() == {"bert": "e2"}
