"""Whatever happens in whatever order, with queues and agents retired among it: nobody is left where nobody looks."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acd.commands import Command, ConfigureAgent, ConfigureQueue, LogInAgent, OpenQueue, RetireAgent, RetireQueue
from tests.property.acd.drawing import AGENTS, QUEUES, named, policies, profile_of, profiles
from tests.unit.acd.floor import Floor


class ChangingFloor(Floor):
    """A floor whose document changes again and again."""

    def change(self) -> None:
        queue, agent = self.draw(st.sampled_from(QUEUES)), self.draw(st.sampled_from(AGENTS))
        changes: list[Callable[[], Command]] = [
            lambda: ConfigureQueue(named(self.draw(policies), queue)),
            lambda: ConfigureAgent(profile_of(self.draw(profiles), agent)),
            lambda: RetireQueue(queue),
            lambda: RetireAgent(agent),
            lambda: LogInAgent(agent),
            lambda: OpenQueue(queue),
        ]
        self.tell(self.draw(st.sampled_from(changes))())

    def tell(self, command: Command) -> None:
        super().tell(command)
        self._check_queues()
        self._check_agents()

    def _check_queues(self) -> None:
        for name, room in self.distributor.state.rooms.queues.items():
            assert not (room.retired and not room.order and room.agents), f"{name} is empty and still has agents"
            assert not (room.retired and room.open), f"{name} is retired and open"
            assert sum(room.standings) == len(room.agents), f"{name} counts agents it does not have"
            assert all(agent in room.agents for match in room.classes.values() for agent in match.able)

    def _check_agents(self) -> None:
        state = self.distributor.state
        for agent in state.agents.values():
            assert not (agent.retired and (agent.ready or agent.profile.queues)), f"{agent.name} is retired and serves"
            busy = agent.offer is not None or agent.wrapping_up is not None
            assert not (agent.tasks and busy), f"{agent.name} is in two places"
            assert all(agent.name in state.rooms.queues[queue].agents for queue in agent.profile.queues)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_document_that_changes_all_the_time_leaves_every_index_true(data: Any) -> None:
    floor = ChangingFloor(data.draw)
    floor.open()
    for _ in range(data.draw(st.integers(5, 60))):
        data.draw(st.sampled_from([floor.change, floor.move]))()
