"""Callbacks that keep their place: the agent answers first, the caller is called then, and nobody overtakes anybody."""

import pytest

from acd.agents import Activity
from acd.commands import ContactOver
from acd.effects import Announce, CallBack, ConnectLegs, LeaveQueue, Release, ReleaseAgent, RingAgent
from acd.events import (
    CallbackRegistered,
    CallbackTried,
    CallConnected,
    CallerCameBack,
    ConnectionFailed,
    EntryEnded,
    EntryQueued,
    OfferEnded,
)
from acd.policy import CallbackPolicy, Selection, ToCallback, WaysOut
from tests.support.desk import Desk, contact_of, ended, of, policy, rung
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, EntryId, QueueName

BY_KEY = WaysOut(keys=(("1", ToCallback()),))


@pytest.fixture
def desk() -> Desk:
    """A queue that offers callbacks behind key 1; nobody wraps up."""
    desk = Desk()
    desk.queue("support", policy(ways_out=BY_KEY, wrap_up_seconds=0))
    return desk


@pytest.fixture
def placed(desk: Desk) -> Desk:
    """e1, from number 100, waited from second 0 and hung up at 10; e2 waits since second 5. Nobody is ready."""
    desk.caller("e1", number="100")
    desk.at(5)
    desk.caller("e2")
    desk.at(10)
    desk.presses("e1", "1")
    return desk


@pytest.fixture
def reaching(placed: Desk) -> Desk:
    """At second 20 Anne answered for e1, who is being called; e2 has left."""
    placed.leaves("e2")
    placed.at(20)
    placed.agent("anne")
    placed.answers("anne")
    return placed


def test_whoever_asks_for_a_callback_is_thanked_and_keeps_the_place(desk: Desk) -> None:
    desk.caller("e1", number="100")
    desk.caller("e2")
    decision = desk.presses("e1", "1")
    assert decision.events == (CallbackRegistered(EntryId("e1"), contact_of("e1"), QueueName("support"), "100"),)
    assert decision.effects == (LeaveQueue(contact_of("e1"), EntryId("e1"), "callback"),)
    assert desk.line() == ["e1", "e2"]


def test_hanging_up_then_is_no_end(placed: Desk) -> None:
    placed.leaves("e1")
    placed.tell(ContactOver(contact_of("e1")))
    assert placed.line() == ["e1", "e2"]
    assert ended(placed.at(3600)) == []


def test_a_hidden_number_cannot_be_called_back_and_stays(desk: Desk) -> None:
    desk.caller("e1")
    decision = desk.presses("e1", "1")
    assert (decision.events, decision.effects) == ((), ())
    assert desk.line() == ["e1"]


def test_a_callback_is_served_in_its_turn_neither_before_nor_after(placed: Desk) -> None:
    placed.at(12)
    placed.caller("vip", priority=1)
    for name in ("anne", "bert", "carl"):
        placed.agent(name)
    assert placed.phones() == {"anne": "vip", "bert": "e1", "carl": "e2"}


def test_the_caller_is_called_only_once_the_agent_has_answered(placed: Desk) -> None:
    decision = placed.agent("anne")
    assert (rung(decision), of(CallBack, decision.effects)) == (["anne"], [])
    answered = placed.answers("anne")
    assert answered.effects == (CallBack(contact_of("e1"), EntryId("e1"), placed.offer_of("anne"), "100", 30),)
    assert of(CallConnected, answered.events) == []


def test_no_more_callers_are_called_than_agents_are_there(desk: Desk) -> None:
    for number in range(5):
        desk.caller(f"e{number}", number=f"10{number}")
        desk.presses(f"e{number}", "1")
    for name in ("anne", "bert"):
        desk.agent(name)
        desk.answers(name)
    assert [effect.number for effect in of(CallBack, desk.effects)] == ["100", "101"]


def test_a_caller_who_answers_is_connected_and_has_waited_since_entering(reaching: Desk) -> None:
    reaching.at(30)
    decision = reaching.reaches("anne")
    [connected] = of(CallConnected, decision.events)
    assert (connected.wait_seconds, connected.agent) == (30, "anne")
    assert [type(effect) for effect in decision.effects] == [ConnectLegs]
    [answered] = of(EntryEnded, reaching.joined("anne").events)
    assert (answered.end.value, answered.wait_seconds) == ("answered", 30)


def test_a_caller_who_does_not_answer_is_an_attempt_and_the_agent_is_free_and_unblamed(reaching: Desk) -> None:
    offer = reaching.offer_of("anne")
    decision = reaching.misses("anne")
    assert of(CallbackTried, decision.events) == [
        CallbackTried(EntryId("e1"), contact_of("e1"), AgentName("anne"), 1, HangUpCause.NO_ANSWER)
    ]
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.CALLER_NOT_REACHED)]
    anne = reaching.person("anne")
    assert (anne.activity, anne.ready, anne.misses) == (Activity.IDLE, True, {})


def test_between_two_attempts_others_are_served_and_the_place_is_kept(reaching: Desk) -> None:
    reaching.misses("anne")
    reaching.caller("e3")
    assert reaching.phones() == {"anne": "e3"}
    reaching.talks("anne")
    reaching.caller("e4")
    assert reaching.line() == ["e1", "e4"]
    reaching.at(319)
    reaching.ends("anne")
    assert reaching.phones() == {"anne": "e4"}
    reaching.at(320)
    reaching.serves("anne")
    assert reaching.phones() == {"anne": "e1"}


def test_after_the_last_attempt_nobody_is_called_any_more(reaching: Desk) -> None:
    reaching.misses("anne")
    for second, end in ((320, []), (620, [("e1", "callback failed")])):
        reaching.at(second)
        reaching.answers("anne")
        assert ended(reaching.misses("anne")) == end
    assert [tried.attempt for tried in of(CallbackTried, reaching.events)] == [1, 2, 3]
    assert rung(reaching.at(36_000)) == []


def test_an_agent_who_does_not_answer_is_no_attempt_and_the_next_is_asked(placed: Desk) -> None:
    placed.agent("anne")
    placed.leaves("e2")
    placed.agent("bert")
    decision = placed.at(30)
    assert len(of(OfferEnded, decision.events)) == 1
    assert of(CallbackTried, decision.events) == []
    assert placed.phones() == {"bert": "e1"}


def test_an_agent_who_hangs_up_before_the_caller_answers_is_no_attempt_and_the_next_is_asked(reaching: Desk) -> None:
    reaching.agent("bert")
    decision = reaching.fails_to_join("anne")
    assert len(of(ConnectionFailed, decision.events)) == 1
    assert of(CallbackTried, decision.events) == []
    assert reaching.phones() == {"bert": "e1"}


def test_a_caller_of_whom_nothing_is_heard_counts_as_not_reached(reaching: Desk) -> None:
    assert of(CallbackTried, reaching.at(54.9).events) == []
    assert [tried.attempt for tried in of(CallbackTried, reaching.at(55).events)] == [1]


def test_a_callback_is_given_up_when_it_is_too_old() -> None:
    desk = Desk()
    desk.queue("support", policy(ways_out=BY_KEY, callback=CallbackPolicy(expires_after_seconds=100)))
    desk.caller("e1", number="100")
    desk.at(10)
    desk.presses("e1", "1")
    assert ended(desk.at(109.9)) == []
    assert ended(desk.at(110)) == [("e1", "callback failed")]
    assert desk.distributor.state.contacts == {}


def test_a_callback_that_grows_too_old_while_the_caller_is_being_called_has_this_last_attempt() -> None:
    desk = Desk()
    desk.queue("support", policy(ways_out=BY_KEY, callback=CallbackPolicy(expires_after_seconds=10)))
    desk.caller("e1", number="100")
    desk.presses("e1", "1")
    desk.at(9)
    desk.agent("anne")
    desk.answers("anne")
    assert ended(desk.at(11)) == []
    assert ended(desk.misses("anne")) == [("e1", "callback failed")]


def test_whoever_calls_again_takes_the_place_of_their_callback_over(placed: Desk) -> None:
    placed.at(60)
    decision = placed.caller("e9", number="100")
    assert ended(decision) == [("e1", "callback joined")]
    assert of(CallerCameBack, decision.events) == [
        CallerCameBack(EntryId("e9"), contact_of("e9"), contact_of("e1"), None)
    ]
    [queued] = of(EntryQueued, decision.events)
    assert (queued.position, queued.credit_seconds) == (1, 60)
    assert placed.line() == ["e9", "e2"]


def test_whoever_calls_while_their_callback_rings_an_agent_is_given_to_an_agent_live(reaching: Desk) -> None:
    offer = reaching.offer_of("anne")
    decision = reaching.caller("e9", number="100")
    assert ReleaseAgent(offer, Release.NOT_WANTED) in decision.effects
    assert reaching.phones() == {"anne": "e9"}
    assert of(CallBack, reaching.answers("anne").effects) == []


def test_whoever_calls_again_is_let_in_although_the_queue_is_full() -> None:
    desk = Desk()
    desk.queue("support", policy(ways_out=WaysOut(keys=BY_KEY.keys, max_waiting=1)))
    desk.caller("e1", number="100")
    desk.presses("e1", "1")
    desk.caller("e2", number="100")
    assert desk.line() == ["e2"]


def test_a_callback_of_another_queue_is_left_alone(placed: Desk) -> None:
    placed.queue("sales")
    placed.caller("e9", "sales", number="100")
    assert placed.line() == ["e1", "e2"]


def test_a_callbacks_place_counts_as_one_who_waits() -> None:
    desk = Desk()
    desk.queue("support", policy(ways_out=WaysOut(keys=BY_KEY.keys, max_waiting=1)))
    desk.caller("e1", number="100")
    desk.presses("e1", "1")
    assert ended(desk.caller("e2")) == [("e2", "full")]


def test_a_key_pressed_while_an_agents_phone_rings_lets_the_phone_go_and_asks_for_the_callback(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1", number="100")
    offer = desk.offer_of("anne")
    decision = desk.presses("e1", "1")
    assert of(ReleaseAgent, decision.effects) == [ReleaseAgent(offer, Release.NOT_WANTED)]
    assert desk.offer_of("anne") != offer
    assert len(of(CallBack, desk.answers("anne").effects)) == 1


def test_who_is_to_be_called_back_is_told_nothing_and_sent_nowhere() -> None:
    desk = Desk()
    desk.queue("support", policy(ways_out=WaysOut(keys=BY_KEY.keys, max_wait_seconds=80)))
    desk.caller("e1", number="100")
    desk.at(20)
    desk.presses("e1", "1")
    decision = desk.at(1000)
    assert of(Announce, decision.effects) == []
    assert desk.line() == ["e1"]


def test_a_callback_rings_one_agent_also_where_all_are_rung() -> None:
    desk = Desk()
    desk.queue("support", policy(ways_out=BY_KEY, selection=Selection.RING_ALL))
    desk.caller("e1", number="100")
    desk.presses("e1", "1")
    for name in ("anne", "bert"):
        desk.agent(name)
    assert [effect.agent for effect in of(RingAgent, desk.effects)] == ["anne"]


def test_a_caller_reached_whose_legs_are_not_joined_waits_on_like_anybody(reaching: Desk) -> None:
    reaching.reaches("anne")
    reaching.fails_to_join("anne")
    assert reaching.line() == ["e1"]
    reaching.agent("bert")
    assert of(CallBack, reaching.answers("bert").effects) == []
    assert reaching.leaves("e1").events != ()
    assert reaching.line() == []
