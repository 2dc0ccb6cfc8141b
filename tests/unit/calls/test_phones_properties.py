"""Whatever is heard, and wherever agents sit down: nobody shares a phone, and the distributor believes what is true."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.commands import Command, Device, DeviceReported, LogOutAgent
from calls.phones import Phones
from dialplan.document import Document
from tests.unit.calls.test_phones import ALICE, BOB, BOBS, BOSSES, BROWSER, CAROL, CAROLS, DESK, SHARED, TEXT
from tests.unit.service.plans import document
from vocabulary.ids import AgentName, DeviceName

AGENTS = (ALICE, BOB, CAROL)
DEVICES = (DESK, BROWSER, BOBS, CAROLS, BOSSES, SHARED)

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(AGENTS), st.sampled_from(DEVICES)).map(lambda pair: ("sit", *pair)),
        st.tuples(st.sampled_from(DEVICES), st.sampled_from(Device)).map(lambda pair: ("report", *pair)),
        st.sampled_from(AGENTS).map(lambda agent: ("stand", agent)),
        st.integers(0, 2).map(lambda number: ("use", number)),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, ...]:
    """The whole document, one without the phone that is nobody's, one without an agent and the supervisors."""
    whole = document(tmp_path_factory.mktemp("plan"), TEXT)
    others = {name: agent for name, agent in whole.agents.items() if name != CAROL}
    return (whole, replace(whole, phones={}), replace(whole, agents=others, supervisors={}))


class Floor:
    """The phones, and what a distributor would believe of each agent's."""

    def __init__(self, plans: tuple[Document, ...]) -> None:
        self.phones = Phones()
        self.plans = plans
        self.plan = plans[0]
        self.believed: dict[AgentName, Device] = {}
        self.take(self.phones.use(self.plan))

    def take(self, commands: Sequence[Command]) -> None:
        for command in commands:
            assert isinstance(command, DeviceReported | LogOutAgent)
            assert command.agent in self.plan.agents
            if isinstance(command, DeviceReported):
                self.believed[command.agent] = command.device

    def step(self, kind: str, *what: object) -> None:
        match (kind, *what):
            case ("sit", str(agent), str(device)) if agent in self.plan.agents and device in self.phones.devices:
                self.take(self.phones.sit_down(AgentName(agent), DeviceName(device)))
            case ("report", str(device), Device() as state):
                self.take(self.phones.report(DeviceName(device), state))
            case ("stand", str(agent)):
                self.take(self.phones.stand_up(AgentName(agent)))
            case ("use", int(number)):
                self.plan = self.plans[number]
                self.take(self.phones.use(self.plan))
            case _:
                return

    def is_true(self) -> None:
        users = {device: self.phones.agent_at(device) for device in self.phones.devices}
        for agent in self.plan.agents:
            used = {device for device, user in users.items() if user == agent}
            assert set(self.phones.devices_of(agent)) <= used
            states = {self.phones.state(device) for device in used}
            order = (Device.IN_USE, Device.FREE, Device.UNREACHABLE)
            expected = next((state for state in order if state in states), Device.UNREACHABLE)
            assert self.believed.get(agent, Device.UNREACHABLE) is expected
        assert all(user is None or user in self.plan.agents for user in users.values())


@given(taken=steps)
def test_the_distributor_believes_what_the_phones_used_by_each_agent_can_do(
    plans: tuple[Document, ...], taken: list[tuple[str, object]]
) -> None:
    floor = Floor(plans)
    for step in taken:
        floor.step(*step)
        floor.is_true()
