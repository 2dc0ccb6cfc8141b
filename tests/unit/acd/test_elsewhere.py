"""Agents in calls that no queue gave them: what occupies them, what it may not interrupt, where they stand after."""

import pytest

from acd.agents import Activity
from acd.commands import (
    ConfigureAgent,
    Device,
    DeviceReported,
    LogInAgent,
    LogOutAgent,
    Occupation,
    OccupyAgent,
    OfferAnswered,
    PauseAgent,
    RequestWrapUp,
    ResumeAgent,
    RetireAgent,
    VacateAgent,
)
from acd.effects import Release, ReleaseAgent
from acd.events import (
    AgentOccupied,
    AgentVacated,
    OfferEnd,
    OfferEnded,
    OfferMade,
    RequestRefused,
    WrapUpEnded,
)
from acd.policy import Staffing, WaysOut, WrapUp
from acd.why import Reason
from tests.support.desk import Desk, of, offers_in, policy, profile, refused, rung
from vocabulary.ids import AgentName, TaskId

ANNE, BERT = AgentName("anne"), AgentName("bert")
THEIR_OWN = [Occupation.CALLING, Occupation.SUPERVISING]
COMES_TO_THEM = [Occupation.CONSULTED, Occupation.CALLED]


@pytest.fixture
def idle(desk: Desk) -> Desk:
    """Anne and Bert, ready; Anne is idle longer."""
    desk.agent("anne")
    desk.at(1)
    desk.agent("bert")
    desk.at(10)
    return desk


@pytest.mark.parametrize("what", list(Occupation))
def test_whoever_is_elsewhere_is_offered_nothing_until_the_task_is_over(desk: Desk, what: Occupation) -> None:
    desk.agent("anne")
    assert desk.occupies("anne", what).events == (AgentOccupied(ANNE, TaskId("t1"), what),)
    assert rung(desk.caller("e1")) == []
    decision = desk.vacates("anne")
    assert decision.events[0] == AgentVacated(ANNE, TaskId("t1"))
    assert rung(decision) == ["anne"]


def test_several_tasks_of_their_own_keep_an_agent_elsewhere_until_the_last_is_over(desk: Desk) -> None:
    desk.agent("anne")
    desk.occupies("anne", Occupation.CALLING, "t1")
    desk.occupies("anne", Occupation.SUPERVISING, "t2")
    desk.caller("e1")
    assert rung(desk.vacates("anne", "t1")) == []
    assert rung(desk.vacates("anne", "t2")) == ["anne"]


@pytest.mark.parametrize("task", ["t1", "never granted"])
def test_a_task_given_up_twice_or_never_granted_means_nothing(desk: Desk, task: str) -> None:
    desk.agent("anne")
    desk.occupies("anne")
    desk.vacates("anne")
    decision = desk.vacates("anne", task)
    assert (decision.events, decision.effects) == ((), ())


def test_giving_up_a_task_of_somebody_unknown_means_nothing(desk: Desk) -> None:
    assert desk.vacates("ghost").events == ()


def test_an_agent_is_as_long_idle_after_a_task_as_before(idle: Desk) -> None:
    idle.occupies("anne")
    idle.at(60)
    idle.vacates("anne")
    assert rung(idle.caller("e1")) == ["anne"]


def test_the_phone_in_use_around_a_task_does_not_change_how_long_an_agent_is_idle(idle: Desk) -> None:
    idle.tell(DeviceReported(ANNE, Device.IN_USE))
    idle.occupies("anne")
    idle.vacates("anne")
    idle.tell(DeviceReported(ANNE, Device.FREE))
    assert rung(idle.caller("e1")) == ["anne"]


def test_a_private_call_that_is_no_task_counts_as_not_idle(idle: Desk) -> None:
    idle.tell(DeviceReported(ANNE, Device.IN_USE), DeviceReported(ANNE, Device.FREE))
    assert rung(idle.caller("e1")) == ["bert"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        (PauseAgent(ANNE, "tea"), ResumeAgent(ANNE)),
        (LogOutAgent(ANNE), LogInAgent(ANNE)),
    ],
)
def test_a_pause_or_a_log_out_while_elsewhere_counts_as_any_other(
    idle: Desk, meanwhile: tuple[PauseAgent | LogOutAgent, ResumeAgent | LogInAgent]
) -> None:
    idle.occupies("anne")
    idle.tell(*meanwhile)
    idle.vacates("anne")
    assert rung(idle.caller("e1")) == ["bert"]


def test_a_conversation_before_a_task_is_not_forgotten_by_it(idle: Desk) -> None:
    idle.queue("support", policy(wrap_up_seconds=0))
    idle.caller("e1")
    idle.talks("anne")
    idle.tell(DeviceReported(ANNE, Device.IN_USE))
    idle.ends("anne")
    idle.occupies("anne")
    idle.vacates("anne")
    idle.tell(DeviceReported(ANNE, Device.FREE))
    assert rung(idle.caller("e2")) == ["bert"]


def test_who_is_paused_while_elsewhere_is_not_offered_anything_after(desk: Desk) -> None:
    desk.agent("anne")
    desk.occupies("anne")
    desk.tell(PauseAgent(ANNE, "tea"))
    desk.caller("e1")
    assert rung(desk.vacates("anne")) == []
    assert rung(desk.tell(ResumeAgent(ANNE))) == ["anne"]


@pytest.mark.parametrize("what", list(Occupation))
def test_who_is_logged_out_can_be_occupied_too(desk: Desk, what: Occupation) -> None:
    desk.tell(ConfigureAgent(profile("anne", ["support"])), DeviceReported(ANNE, Device.FREE))
    assert refused(desk.occupies("anne", what)) == []
    assert desk.person("anne").activity is Activity.ELSEWHERE
    assert rung(desk.caller("e1")) == []


@pytest.mark.parametrize("what", list(Occupation))
def test_a_wrap_up_ends_when_the_agent_is_elsewhere(desk: Desk, what: Occupation) -> None:
    desk.queue("support", policy(wrap_up=WrapUp.FIXED, wrap_up_seconds=30))
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.ends("anne")
    desk.at(4)
    decision = desk.occupies("anne", what)
    assert [type(event) for event in decision.events] == [WrapUpEnded, AgentOccupied]
    assert of(WrapUpEnded, desk.at(100).events) == []


@pytest.mark.parametrize("what", THEIR_OWN)
def test_a_ringing_offer_is_withdrawn_for_a_call_of_their_own_and_the_next_agent_is_rung(
    idle: Desk, what: Occupation
) -> None:
    idle.caller("e1")
    offer = idle.offer_of("anne")
    decision = idle.occupies("anne", what)
    assert [(ended.offer, ended.end) for ended in of(OfferEnded, decision.events)] == [(offer, OfferEnd.WITHDRAWN)]
    assert ReleaseAgent(offer, Release.AGENT_AWAY) in decision.effects
    assert rung(decision) == ["bert"]
    assert idle.person("anne").misses == {}


def test_whose_offer_was_withdrawn_for_a_call_of_their_own_is_as_long_idle_as_before(idle: Desk) -> None:
    idle.caller("e1")
    idle.occupies("anne")
    idle.talks("bert")
    idle.agent("carl")
    idle.at(20)
    idle.vacates("anne")
    assert rung(idle.caller("e2")) == ["anne"]


@pytest.mark.parametrize("what", COMES_TO_THEM)
def test_whoever_is_offered_a_caller_cannot_be_consulted_or_called(desk: Desk, what: Occupation) -> None:
    desk.agent("anne")
    desk.caller("e1")
    assert refused(desk.occupies("anne", what)) == ["anne is being offered a caller"]
    assert desk.offered() == {"e1": "anne"}


@pytest.mark.parametrize("what", THEIR_OWN)
def test_whoever_has_answered_a_caller_cannot_begin_a_call_of_their_own(desk: Desk, what: Occupation) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.tell(OfferAnswered(desk.offer_of("anne")))
    assert refused(desk.occupies("anne", what)) == ["anne is being connected to a caller"]


@pytest.mark.parametrize("what", list(Occupation))
def test_whoever_talks_cannot_be_occupied(desk: Desk, what: Occupation) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    assert refused(desk.occupies("anne", what)) == ["anne is talking"]


@pytest.mark.parametrize("what", COMES_TO_THEM)
def test_whoever_is_elsewhere_cannot_be_consulted_or_called(desk: Desk, what: Occupation) -> None:
    desk.agent("anne")
    desk.occupies("anne", Occupation.SUPERVISING)
    assert refused(desk.occupies("anne", what, "t2")) == ["anne is in another call"]


@pytest.mark.parametrize("what", COMES_TO_THEM)
def test_whose_phone_cannot_be_reached_cannot_be_consulted_or_called(desk: Desk, what: Occupation) -> None:
    desk.agent("anne")
    desk.tell(DeviceReported(ANNE, Device.UNREACHABLE))
    assert refused(desk.occupies("anne", what)) == ["anne cannot be reached by phone"]


@pytest.mark.parametrize("what", THEIR_OWN)
def test_a_call_of_their_own_is_granted_whatever_their_phone_was_reported_to_be(desk: Desk, what: Occupation) -> None:
    desk.agent("anne")
    desk.tell(DeviceReported(ANNE, Device.UNREACHABLE))
    assert refused(desk.occupies("anne", what)) == []


def test_the_same_task_cannot_be_begun_twice(desk: Desk) -> None:
    desk.agent("anne")
    desk.occupies("anne")
    assert refused(desk.occupies("anne")) == ["anne is in this call already"]


def test_an_unknown_agent_cannot_be_occupied(desk: Desk) -> None:
    assert desk.occupies("ghost").events == (RequestRefused("ghost", "no agent named ghost"),)


def test_an_agent_whom_no_document_has_cannot_be_occupied_and_may_still_give_a_task_up(desk: Desk) -> None:
    desk.agent("anne")
    desk.occupies("anne")
    desk.tell(RetireAgent(ANNE))
    assert refused(desk.tell(OccupyAgent(ANNE, TaskId("t2"), Occupation.CALLING))) == ["no agent named anne"]
    assert desk.tell(VacateAgent(ANNE, TaskId("t1"))).events == (AgentVacated(ANNE, TaskId("t1")),)


def test_no_wrap_up_can_be_asked_for_while_elsewhere(desk: Desk) -> None:
    desk.agent("anne")
    desk.occupies("anne")
    assert refused(desk.tell(RequestWrapUp(ANNE))) == ["anne has no conversation to wrap up"]


def test_an_agent_elsewhere_is_a_reason_of_its_own_in_a_decision(idle: Desk) -> None:
    idle.occupies("anne")
    decision = idle.caller("e1")
    assert offers_in(decision.events) == [("e1", "bert")]
    [made] = of(OfferMade, decision.events)
    assert made.why.counts() == {Reason.ELSEWHERE: 1}


def test_an_agent_elsewhere_counts_as_at_work(desk: Desk) -> None:
    desk.queue("support", policy(ways_out=WaysOut(to_join=Staffing.AT_WORK, to_stay=Staffing.AT_WORK)))
    desk.agent("anne")
    desk.occupies("anne")
    desk.tell(DeviceReported(ANNE, Device.UNREACHABLE))
    desk.caller("e1")
    assert desk.line() == ["e1"]
