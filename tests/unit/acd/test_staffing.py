"""Joining and leaving by the agents' condition: nobody waits for nobody, where the policy says so."""

import pytest

from acd.commands import (
    ConfigureAgent,
    Device,
    DeviceReported,
    LogOutAgent,
    PauseAgent,
    ResumeAgent,
)
from acd.policy import Staffing, WaysOut
from tests.support.desk import ANYBODY, Desk, ended, needing, policy, profile, steps
from vocabulary.ids import AgentName
from vocabulary.skills import Requirement

ANNE = AgentName("anne")


def joining(rule: Staffing) -> Desk:
    desk = Desk()
    desk.queue("support", policy(ways_out=WaysOut(to_join=rule)))
    return desk


def staying(rule: Staffing) -> Desk:
    desk = Desk()
    desk.queue("support", policy(ways_out=WaysOut(to_stay=rule)))
    return desk


def bring_into(desk: Desk, condition: str) -> None:
    """Anne is in this condition."""
    desk.agent("anne")
    match condition:
        case "logged out":
            desk.tell(LogOutAgent(ANNE))
        case "paused":
            desk.tell(PauseAgent(ANNE, "lunch"))
        case "phone unreachable":
            desk.tell(DeviceReported(ANNE, Device.UNREACHABLE))
        case "phone in use":
            desk.tell(DeviceReported(ANNE, Device.IN_USE))
        case "talking":
            desk.caller("e0")
            desk.talks("anne")
        case _:
            assert condition == "ready"


@pytest.mark.parametrize(
    ("condition", "logged_in", "at_work"),
    [
        ("logged out", False, False),
        ("paused", True, False),
        ("phone unreachable", True, False),
        ("phone in use", True, True),
        ("talking", True, True),
        ("ready", True, True),
    ],
)
def test_who_counts_as_logged_in_and_who_as_at_work(condition: str, logged_in: bool, at_work: bool) -> None:
    for rule, counts in ((Staffing.LOGGED_IN, logged_in), (Staffing.AT_WORK, at_work), (Staffing.NONE, True)):
        desk = joining(rule)
        bring_into(desk, condition)
        assert ended(desk.caller("e1")) == ([] if counts else [("e1", "no agents")])


@pytest.mark.parametrize(
    ("needs", "counts"),
    [
        (ANYBODY, True),
        (needing(french=1), False),
        (steps(("french", 30)), True),
        (steps(("french", 30), "german"), False),
        (steps(("french", 30), "not german"), True),
    ],
)
def test_only_agents_count_who_could_serve_the_caller_by_one_of_the_steps(needs: Requirement, counts: bool) -> None:
    desk = joining(Staffing.LOGGED_IN)
    desk.agent("anne")
    assert ended(desk.caller("e1", needs=needs)) == ([] if counts else [("e1", "no agents")])


def test_whoever_waits_leaves_when_the_last_agent_goes() -> None:
    desk = staying(Staffing.LOGGED_IN)
    for name in ("anne", "bert"):
        desk.agent(name)
        desk.tell(PauseAgent(AgentName(name), "lunch"))
    desk.caller("e1")
    assert ended(desk.tell(LogOutAgent(ANNE))) == []
    assert ended(desk.tell(LogOutAgent(AgentName("bert")))) == [("e1", "agents left")]


def test_a_pause_is_no_reason_to_leave_where_being_logged_in_is_enough() -> None:
    desk = staying(Staffing.LOGGED_IN)
    desk.agent("anne")
    desk.caller("e0")
    desk.talks("anne")
    desk.caller("e1")
    assert ended(desk.tell(PauseAgent(ANNE, "lunch"))) == []


@pytest.mark.parametrize("going", [PauseAgent(ANNE, "lunch"), DeviceReported(ANNE, Device.UNREACHABLE)])
def test_where_somebody_must_be_at_work_a_pause_or_a_lost_phone_is_a_reason(
    going: PauseAgent | DeviceReported,
) -> None:
    desk = staying(Staffing.AT_WORK)
    desk.agent("anne")
    desk.tell(DeviceReported(ANNE, Device.IN_USE))
    desk.caller("e1")
    assert ended(desk.tell(going)) == [("e1", "agents left")]


def test_whom_the_last_agent_talks_to_is_not_sent_away_when_they_log_out() -> None:
    desk = staying(Staffing.LOGGED_IN)
    desk.agent("anne")
    desk.caller("e0")
    desk.talks("anne")
    desk.caller("e1")
    assert ended(desk.tell(LogOutAgent(ANNE))) == [("e1", "agents left")]
    assert desk.phones() == {"anne": "e0"}


def test_only_those_leave_whom_nobody_left_could_serve() -> None:
    desk = staying(Staffing.LOGGED_IN)
    desk.agent("anne", skills={"french": 1})
    desk.agent("bert")
    desk.tell(PauseAgent(ANNE, "lunch"), PauseAgent(AgentName("bert"), "lunch"))
    desk.caller("e1", needs=needing(french=1))
    desk.caller("e2")
    assert ended(desk.tell(LogOutAgent(ANNE))) == [("e1", "agents left")]
    assert desk.line() == ["e2"]


def test_a_profile_that_takes_the_last_agent_away_is_such_a_going() -> None:
    desk = staying(Staffing.LOGGED_IN)
    desk.queue("other")
    desk.agent("anne")
    desk.tell(PauseAgent(ANNE, "lunch"))
    desk.caller("e1")
    assert ended(desk.tell(ConfigureAgent(profile("anne", ["other"])))) == [("e1", "agents left")]


def test_a_caller_whose_phone_rings_is_not_sent_away_before_that_offer_is_over() -> None:
    desk = staying(Staffing.AT_WORK)
    desk.agent("anne", unanswered_limit=1)
    desk.caller("e1")
    assert ended(desk.at(19.9)) == []
    assert ended(desk.at(20)) == [("e1", "agents left")]


def test_a_rule_made_while_people_wait_holds_for_them() -> None:
    desk = staying(Staffing.NONE)
    desk.caller("e1")
    decision = desk.queue("support", policy(ways_out=WaysOut(to_stay=Staffing.LOGGED_IN)))
    assert ended(decision) == [("e1", "agents left")]


def test_whoever_comes_back_in_time_finds_the_callers_where_they_were() -> None:
    desk = staying(Staffing.LOGGED_IN)
    desk.agent("anne")
    desk.tell(PauseAgent(ANNE, "lunch"))
    desk.caller("e1")
    desk.tell(ResumeAgent(ANNE))
    assert desk.phones() == {"anne": "e1"}
