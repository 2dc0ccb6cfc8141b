"""What is owed after a conversation, by each mode: timed, fixed, until ended, optional, on request."""

import pytest

from acd.agents import Activity
from acd.commands import EndWrapUp, LogOutAgent, PauseAgent, RequestWrapUp
from acd.events import RequestRefused, WrapUpBegan, WrapUpEnded
from acd.policy import WrapUp
from tests.support.desk import Desk, contact_of, of, policy
from vocabulary.ids import AgentName
from vocabulary.parties import Party

ANNE = AgentName("anne")


def talking(mode: WrapUp, seconds: float = 10) -> Desk:
    """Anne talks to e1; e2 waits."""
    desk = Desk()
    desk.queue("support", policy(wrap_up=mode, wrap_up_seconds=seconds))
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.caller("e2")
    return desk


@pytest.mark.parametrize("mode", [WrapUp.TIMED, WrapUp.FIXED])
def test_a_timed_wrap_up_lasts_so_long(mode: WrapUp) -> None:
    desk = talking(mode)
    assert of(WrapUpBegan, desk.ends("anne").events) == [WrapUpBegan(ANNE, contact_of("e1"), 10)]
    desk.at(9.9)
    assert desk.phones() == {}
    assert of(WrapUpEnded, desk.at(10).events) == [WrapUpEnded(ANNE, contact_of("e1"), 10)]
    assert desk.phones() == {"anne": "e2"}


def test_a_timed_wrap_up_can_be_ended_sooner() -> None:
    desk = talking(WrapUp.TIMED)
    desk.ends("anne")
    desk.at(4)
    assert of(WrapUpEnded, desk.tell(EndWrapUp(ANNE)).events) == [WrapUpEnded(ANNE, contact_of("e1"), 4)]
    assert desk.phones() == {"anne": "e2"}


def test_a_fixed_wrap_up_cannot_be_ended_sooner() -> None:
    desk = talking(WrapUp.FIXED)
    desk.ends("anne")
    desk.at(4)
    [refused] = of(RequestRefused, desk.tell(EndWrapUp(ANNE)).events)
    assert refused.reason == "anne has to wrap up until the time is over"
    assert desk.phones() == {}


def test_whoever_has_gone_home_is_not_waited_for_to_say_that_they_are_done() -> None:
    desk = talking(WrapUp.UNTIL_ENDED)
    desk.tell(LogOutAgent(ANNE))
    assert of(WrapUpBegan, desk.ends("anne").events) == []
    assert desk.person("anne").activity is Activity.IDLE


def test_a_wrap_up_until_ended_lasts_until_the_agent_says_so() -> None:
    desk = talking(WrapUp.UNTIL_ENDED)
    assert of(WrapUpBegan, desk.ends("anne").events) == [WrapUpBegan(ANNE, contact_of("e1"), None)]
    desk.at(7200)
    assert desk.phones() == {}
    desk.tell(EndWrapUp(ANNE))
    assert desk.phones() == {"anne": "e2"}


@pytest.mark.parametrize("mode", [WrapUp.OPTIONAL, WrapUp.ON_REQUEST])
def test_where_nobody_asks_nothing_is_owed(mode: WrapUp) -> None:
    desk = talking(mode)
    assert of(WrapUpBegan, desk.ends("anne").events) == []
    assert desk.phones() == {"anne": "e2"}


@pytest.mark.parametrize("mode", [WrapUp.OPTIONAL, WrapUp.ON_REQUEST])
def test_whoever_asks_during_the_conversation_gets_the_time_and_may_end_it_sooner(mode: WrapUp) -> None:
    desk = talking(mode)
    assert desk.tell(RequestWrapUp(ANNE)).events == ()
    assert of(WrapUpBegan, desk.ends("anne").events) == [WrapUpBegan(ANNE, contact_of("e1"), 10)]
    desk.at(3)
    desk.tell(EndWrapUp(ANNE))
    assert desk.phones() == {"anne": "e2"}


def test_what_was_asked_for_one_conversation_is_not_owed_after_the_next() -> None:
    desk = talking(WrapUp.ON_REQUEST)
    desk.tell(RequestWrapUp(ANNE))
    desk.ends("anne")
    desk.at(10)
    desk.talks("anne")
    assert of(WrapUpBegan, desk.ends("anne").events) == []


def test_where_it_is_optional_it_can_be_asked_for_while_idle_afterwards() -> None:
    desk = talking(WrapUp.OPTIONAL)
    desk.leaves("e2")
    desk.ends("anne")
    desk.at(5)
    assert of(WrapUpBegan, desk.tell(RequestWrapUp(ANNE)).events) == [WrapUpBegan(ANNE, contact_of("e1"), 10)]
    desk.caller("e3")
    desk.at(14.9)
    assert desk.phones() == {}
    desk.at(15)
    assert desk.phones() == {"anne": "e3"}


def test_it_can_be_asked_for_once() -> None:
    desk = talking(WrapUp.OPTIONAL)
    desk.leaves("e2")
    desk.ends("anne")
    desk.tell(RequestWrapUp(ANNE))
    desk.at(10)
    assert len(of(RequestRefused, desk.tell(RequestWrapUp(ANNE)).events)) == 1


def test_where_it_must_be_asked_for_in_time_afterwards_is_too_late() -> None:
    desk = talking(WrapUp.ON_REQUEST)
    desk.leaves("e2")
    desk.ends("anne")
    [refused] = of(RequestRefused, desk.tell(RequestWrapUp(ANNE)).events)
    assert refused.reason == "anne has no conversation to wrap up"


def test_once_the_next_phone_rings_the_last_conversation_is_not_wrapped_up_any_more() -> None:
    desk = talking(WrapUp.OPTIONAL)
    desk.ends("anne")
    assert desk.phones() == {"anne": "e2"}
    assert len(of(RequestRefused, desk.tell(RequestWrapUp(ANNE)).events)) == 1


def test_each_queue_has_its_own_wrap_up() -> None:
    desk = talking(WrapUp.FIXED, seconds=10)
    desk.queue("sales", policy("sales", wrap_up=WrapUp.TIMED, wrap_up_seconds=60))
    desk.agent("bert", "support", "sales")
    desk.leaves("e2")
    desk.caller("e3", "sales")
    desk.talks("bert")
    desk.caller("e4", "support")
    assert of(WrapUpBegan, desk.ends("bert").events) == [WrapUpBegan(AgentName("bert"), contact_of("e3"), 60)]
    desk.at(10)
    assert desk.phones() == {"anne": "e1"}
    desk.at(60)
    assert desk.phones() == {"anne": "e1", "bert": "e4"}


@pytest.mark.parametrize("ended_by", list(Party))
def test_whoever_ends_the_conversation_the_agent_wraps_up(ended_by: Party) -> None:
    desk = talking(WrapUp.TIMED)
    assert len(of(WrapUpBegan, desk.ends("anne", ended_by).events)) == 1


def test_a_contact_handed_on_is_wrapped_up_too() -> None:
    desk = talking(WrapUp.TIMED)
    desk.queue("second")
    assert of(WrapUpBegan, desk.escalates("e1", "second").events) == [WrapUpBegan(ANNE, contact_of("e1"), 10)]


@pytest.mark.parametrize("request_", [PauseAgent(ANNE, "lunch"), LogOutAgent(ANNE)])
def test_going_away_during_the_wrap_up_leaves_it_running(request_: PauseAgent | LogOutAgent) -> None:
    desk = talking(WrapUp.TIMED)
    desk.ends("anne")
    desk.tell(request_)
    assert desk.person("anne").activity is Activity.WRAPPING_UP
    assert len(of(WrapUpEnded, desk.at(10).events)) == 1
    assert desk.phones() == {}
