"""A caller whose call was cut comes back: to their place, or to their agent. An ordinary hang-up is no cut."""

import pytest

from acd.commands import LogOutAgent
from acd.events import CallerCameBack, EntryQueued
from acd.policy import Bonds, WaysOut
from tests.support.desk import Desk, contact_of, ended, of, policy, rung
from vocabulary.ids import AgentName, EntryId
from vocabulary.parties import Party


@pytest.fixture
def cut_waiting(desk: Desk) -> Desk:
    """e1, from number 100, waited from second 0, and their call was cut at 30; e2 waits since second 10."""
    desk.caller("e1", number="100")
    desk.at(10)
    desk.caller("e2")
    desk.at(30)
    desk.leaves("e1", cut=True)
    return desk


@pytest.fixture
def cut_talking(desk: Desk) -> Desk:
    """At 60 the call of e1, from number 100, who talked to Anne, was cut. Bert is ready, Anne wraps up until 70."""
    desk.agent("anne")
    desk.caller("e1", number="100")
    desk.talks("anne")
    desk.agent("bert")
    desk.at(60)
    desk.ends("anne", cut=True)
    return desk


def test_a_caller_cut_off_while_waiting_gets_the_place_back(cut_waiting: Desk) -> None:
    cut_waiting.at(90)
    decision = cut_waiting.caller("e3", number="100")
    [queued] = of(EntryQueued, decision.events)
    assert (queued.position, queued.credit_seconds) == (1, 90)
    assert of(CallerCameBack, decision.events) == [
        CallerCameBack(EntryId("e3"), contact_of("e3"), contact_of("e1"), None)
    ]
    assert cut_waiting.line() == ["e3", "e2"]


def test_a_caller_cut_off_while_talking_gets_the_agent_back(cut_talking: Desk) -> None:
    cut_talking.at(65)
    [back] = of(CallerCameBack, cut_talking.caller("e2", number="100").events)
    assert (back.earlier, back.agent) == (contact_of("e1"), "anne")
    assert cut_talking.phones() == {}
    cut_talking.at(70)
    assert cut_talking.phones() == {"anne": "e2"}


def test_an_agent_who_cannot_come_back_is_waited_for_no_longer_than_the_limit(cut_talking: Desk) -> None:
    cut_talking.at(70)
    cut_talking.caller("e2")
    cut_talking.caller("e3")
    cut_talking.talks("anne")
    cut_talking.serves("bert")
    cut_talking.caller("e4", number="100")
    assert rung(cut_talking.at(89.9)) == []
    assert rung(cut_talking.at(90)) == ["bert"]


def test_an_agent_who_has_gone_is_not_waited_for(cut_talking: Desk) -> None:
    cut_talking.tell(LogOutAgent(AgentName("anne")))
    cut_talking.caller("e2", number="100")
    assert cut_talking.phones() == {"bert": "e2"}


def test_a_caller_cut_off_while_talking_comes_before_all_who_came_since(cut_talking: Desk) -> None:
    cut_talking.tell(LogOutAgent(AgentName("bert")))
    cut_talking.caller("e2")
    cut_talking.at(65)
    cut_talking.caller("e3", number="100")
    assert cut_talking.line() == ["e3", "e2"]


@pytest.mark.parametrize(("second", "place"), [(330, ["e3", "e2"]), (330.1, ["e2", "e3"])])
def test_the_place_is_kept_for_a_set_time(cut_waiting: Desk, second: float, place: list[str]) -> None:
    cut_waiting.at(second)
    cut_waiting.caller("e3", number="100")
    assert cut_waiting.line() == place


def test_a_boost_that_came_while_the_phone_rang_belongs_to_the_place(desk: Desk) -> None:
    desk.agent("anne")
    desk.at(100)
    desk.caller("e1", number="100")
    desk.prioritises("e1", 0, 60.0)
    desk.talks("anne")
    desk.at(110)
    desk.caller("e2")
    desk.prioritises("e2", 0, 40.0)
    desk.ends("anne", Party.CALLER, cut=True)
    desk.caller("e3", number="100")
    assert desk.line() == ["e3", "e2"]


def test_whoever_hung_up_themselves_has_given_the_place_away(desk: Desk) -> None:
    desk.caller("e1", number="100")
    desk.at(10)
    desk.caller("e2")
    desk.leaves("e1")
    desk.caller("e3", number="100")
    assert desk.line() == ["e2", "e3"]


@pytest.mark.parametrize("ended_by", [Party.CALLER, Party.AGENT])
def test_a_conversation_ended_by_hanging_up_leads_back_to_nobody(desk: Desk, ended_by: Party) -> None:
    desk.agent("anne")
    desk.caller("e1", number="100")
    desk.talks("anne")
    desk.agent("bert")
    desk.ends("anne", ended_by)
    desk.caller("e2", number="100")
    assert desk.phones() == {"bert": "e2"}


def test_a_caller_cut_off_between_answer_and_joining_gets_the_place_back(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1", number="100")
    desk.answers("anne")
    desk.at(3)
    desk.caller("e2")
    desk.leaves("e1", cut=True)
    desk.caller("e3", number="100")
    assert desk.line() == ["e3", "e2"]


@pytest.mark.parametrize("number", ["", "200"])
def test_a_hidden_or_another_number_gets_nothing(cut_waiting: Desk, number: str) -> None:
    cut_waiting.caller("e3", number=number)
    assert cut_waiting.line() == ["e2", "e3"]


def test_a_hidden_number_has_no_place_to_come_back_to(desk: Desk) -> None:
    desk.caller("e1")
    desk.at(10)
    desk.caller("e2")
    desk.leaves("e1", cut=True)
    desk.caller("e3")
    assert desk.line() == ["e2", "e3"]


def test_a_place_is_given_back_once(cut_waiting: Desk) -> None:
    cut_waiting.caller("e3", number="100")
    cut_waiting.leaves("e3")
    cut_waiting.caller("e4", number="100")
    assert cut_waiting.line() == ["e2", "e4"]


def test_a_caller_cut_off_twice_keeps_the_first_place(cut_waiting: Desk) -> None:
    cut_waiting.caller("e3", number="100")
    cut_waiting.at(200)
    cut_waiting.leaves("e3", cut=True)
    cut_waiting.caller("e4", number="100")
    assert cut_waiting.line() == ["e4", "e2"]


def test_a_place_in_one_queue_is_none_in_another(cut_waiting: Desk) -> None:
    cut_waiting.queue("sales")
    cut_waiting.caller("e5", "sales")
    cut_waiting.at(40)
    cut_waiting.caller("e6", "sales", number="100")
    assert cut_waiting.line("sales") == ["e5", "e6"]


def test_a_caller_who_comes_back_is_let_in_although_the_queue_is_full() -> None:
    desk = Desk()
    desk.queue("support", policy(ways_out=WaysOut(max_waiting=1)))
    desk.caller("e1", number="100")
    desk.leaves("e1", cut=True)
    desk.at(5)
    desk.caller("e2")
    assert ended(desk.caller("e3", number="100")) == []
    assert desk.line() == ["e3", "e2"]


def test_without_such_a_policy_no_place_is_kept() -> None:
    desk = Desk()
    desk.queue("support", policy(bonds=Bonds(return_within_seconds=0)))
    desk.caller("e1", number="100")
    desk.at(10)
    desk.caller("e2")
    desk.leaves("e1", cut=True)
    desk.caller("e3", number="100")
    assert desk.line() == ["e2", "e3"]
