"""What people may ask for and admins may change, at any time, while callers wait and talk. Refused, never raised."""

import pytest

from acd.commands import (
    AgentRequest,
    ConfigureAgent,
    Device,
    DeviceReported,
    EndWrapUp,
    LogInAgent,
    LogOutAgent,
    PauseAgent,
    ResumeAgent,
)
from acd.events import AgentDeviceChanged, AgentLoggedIn, AgentLoggedOut, AgentPaused, AgentResumed, RequestRefused
from acd.policy import QueuePolicy
from tests.support.desk import Desk, needing, of, profile
from vocabulary.ids import AgentName, QueueName
from vocabulary.parties import Party

ANNE = AgentName("anne")


@pytest.mark.parametrize(
    "request_",
    [
        LogInAgent(ANNE),
        LogOutAgent(ANNE),
        PauseAgent(ANNE, "tea"),
        ResumeAgent(ANNE),
        EndWrapUp(ANNE),
        DeviceReported(ANNE, Device.FREE),
    ],
)
def test_what_is_asked_for_an_unknown_agent_is_refused(desk: Desk, request_: AgentRequest | DeviceReported) -> None:
    assert desk.tell(request_).events == (RequestRefused("anne", "no agent named anne"),)


def test_an_agent_of_an_unknown_queue_is_refused_and_not_made_known(desk: Desk) -> None:
    decision = desk.tell(ConfigureAgent(profile("anne", ["support", "nowhere"])))
    assert decision.events == (RequestRefused("anne", "no queue named nowhere"),)
    assert of(RequestRefused, desk.tell(LogInAgent(ANNE)).events)


def test_an_agent_made_known_is_logged_out_with_the_phone_unreachable(desk: Desk) -> None:
    desk.tell(ConfigureAgent(profile("anne", ["support"])))
    desk.caller("e1")
    desk.tell(LogInAgent(ANNE))
    assert desk.offered() == {}
    desk.tell(DeviceReported(ANNE, Device.FREE))
    assert desk.offered() == {"e1": "anne"}


def test_every_request_that_is_granted_is_an_event(desk: Desk) -> None:
    desk.tell(ConfigureAgent(profile("anne", ["support"])))
    decision = desk.tell(
        LogInAgent(ANNE),
        DeviceReported(ANNE, Device.FREE),
        PauseAgent(ANNE, "tea"),
        PauseAgent(ANNE, "lunch"),
        ResumeAgent(ANNE),
        LogOutAgent(ANNE),
    )
    assert decision.events == (
        AgentLoggedIn(ANNE),
        AgentDeviceChanged(ANNE, Device.FREE),
        AgentPaused(ANNE, "tea", Party.AGENT),
        AgentPaused(ANNE, "lunch", Party.AGENT),
        AgentResumed(ANNE),
        AgentLoggedOut(ANNE),
    )


def test_a_refused_request_says_why_and_changes_nothing(desk: Desk) -> None:
    desk.agent("anne")
    assert desk.tell(LogInAgent(ANNE), ResumeAgent(ANNE)).events == (
        RequestRefused("anne", "anne is already logged in"),
        RequestRefused("anne", "anne is not paused"),
    )
    desk.caller("e1")
    assert desk.offered() == {"e1": "anne"}


def test_an_agent_paused_by_the_system_may_give_a_reason_of_their_own(desk: Desk) -> None:
    desk.agent("anne", unanswered_limit=1)
    desk.caller("e1")
    desk.at(20)
    anne = desk.person("anne")
    assert (anne.pause_reason, anne.paused_by) == ("not responding", Party.SYSTEM)
    desk.tell(PauseAgent(ANNE, "lunch"))
    assert (anne.pause_reason, anne.paused_by) == ("lunch", Party.AGENT)


def test_an_agent_assigned_to_a_queue_while_people_wait_is_offered_the_first(desk: Desk) -> None:
    desk.queue("sales")
    desk.agent("anne", "sales")
    desk.caller("e1", "support")
    desk.caller("e2", "support")
    desk.tell(ConfigureAgent(profile("anne", ["support"])))
    assert desk.offered() == {"e1": "anne"}


def test_an_agent_who_learnt_a_skill_is_offered_the_caller_who_needs_it(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1", needs=needing(french=3))
    desk.tell(ConfigureAgent(profile("anne", ["support"], {"french": 3})))
    assert desk.offered() == {"e1": "anne"}


def test_an_agent_taken_out_of_a_queue_is_not_offered_its_callers(desk: Desk) -> None:
    desk.queue("sales")
    desk.agent("anne")
    desk.tell(ConfigureAgent(profile("anne", ["sales"])))
    desk.caller("e1", "support")
    assert desk.offered() == {}


def test_an_agent_who_lost_a_skill_is_not_offered_who_needs_it(desk: Desk) -> None:
    desk.agent("anne", skills={"french": 3})
    desk.caller("e0", needs=needing(french=3))
    desk.leaves("e0")
    desk.tell(ConfigureAgent(profile("anne", ["support"], {"french": 2})))
    desk.caller("e1", needs=needing(french=3))
    assert desk.offered() == {}


def test_a_running_conversation_outlives_the_assignment_it_came_from(desk: Desk) -> None:
    desk.queue("sales")
    desk.agent("anne")
    desk.caller("e1")
    desk.talks("anne")
    desk.tell(ConfigureAgent(profile("anne", ["sales"])))
    desk.at(5)
    desk.ends("anne")
    desk.caller("e2", "sales")
    assert desk.offered() == {}
    desk.at(15)
    assert desk.offered() == {"e2": "anne"}


def test_a_changed_profile_costs_nobody_the_place_in_the_order_of_idleness(desk: Desk) -> None:
    for name in ("anne", "bert", "carl"):
        desk.agent(name)
    desk.tell(ConfigureAgent(profile("bert", ["support"], {"french": 1})))
    for entry in ("e1", "e2", "e3"):
        desk.caller(entry)
    assert desk.offered() == {"e1": "anne", "e2": "bert", "e3": "carl"}


def test_a_queue_named_twice_in_a_profile_counts_once(desk: Desk) -> None:
    desk.agent("anne", "support", "support", skills={"french": 100})
    for threshold in range(100):
        desk.caller(f"e{threshold}", needs=needing(french=threshold))
        desk.leaves(f"e{threshold}")
    desk.caller("e")
    assert desk.offered() == {"e": "anne"}


def test_a_queue_changed_while_a_phone_rings_keeps_the_deadline_and_changes_what_follows(desk: Desk) -> None:
    desk.agent("anne")
    desk.caller("e1")
    desk.queue("support", QueuePolicy(QueueName("support"), ring_timeout_seconds=2, wrap_up_seconds=1))
    assert desk.at(19).events == ()
    desk.at(20)
    desk.talks("anne")
    desk.ends("anne")
    desk.caller("e2")
    desk.at(21)
    assert desk.offered() == {"e2": "anne"}
    assert desk.waiting() == ["e2"]


def test_a_queue_changed_while_people_wait_keeps_them_in_order(desk: Desk) -> None:
    desk.caller("e1")
    desk.at(1)
    desk.caller("e2")
    desk.queue("support", QueuePolicy(QueueName("support"), ring_timeout_seconds=2))
    assert desk.waiting() == ["e1", "e2"]
    desk.agent("anne")
    assert desk.offered() == {"e1": "anne"}
