"""What is shown of agents: the three axes, what keeps them elsewhere, what they want, and their phones."""

import pytest

from acd.agents import Activity, Agent
from acd.commands import Device, Occupation
from acd.profile import AgentProfile, Assignment
from api.views import agent_view
from vocabulary.ids import AgentName, DeviceName, QueueName, TaskId

SALES, EXPERTS = QueueName("sales"), QueueName("experts")


@pytest.fixture
def agent() -> Agent:
    return Agent(AgentProfile(AgentName("alice"), (Assignment(SALES),)))


def test_every_activity_can_be_shown(agent: Agent) -> None:
    for activity in Activity:
        agent.activity = activity
        assert agent_view(agent).activity == activity.value


def test_every_occupation_can_be_shown(agent: Agent) -> None:
    agent.tasks = {TaskId(occupation.value): occupation for occupation in Occupation}
    assert agent_view(agent).elsewhere == ("consulted", "called", "calling", "supervising")


def test_an_agent_shows_the_queues_served_apart_from_those_signed_out_of(agent: Agent) -> None:
    agent.signed_out = {EXPERTS: None}
    view = agent_view(agent)
    assert (view.queues, view.signed_out) == (("sales",), ("experts",))


def test_a_raised_hand_shows_what_it_is_about_with_nothing_a_terminal_obeys(agent: Agent) -> None:
    assert agent_view(agent).hand is None
    agent.hand = "help\x1b[2J"
    assert agent_view(agent).hand == "help\\x1b[2J"


def test_each_phone_of_an_agent_shows_what_it_can_do(agent: Agent) -> None:
    devices = {DeviceName("alice"): Device.IN_USE, DeviceName("alice-web"): Device.UNREACHABLE}
    assert agent_view(agent, devices).devices == {"alice": "in use", "alice-web": "unreachable"}
