"""Agents in calls that no queue gave them: consulted, called, calling, supervising. Offered nothing meanwhile.

Knows nothing of those calls: whose they are, and how they go, is the hands' matter.
"""

from typing import assert_never

from acd.agents import Activity, Agent, Happening
from acd.commands import AgentTask, Device, Occupation, OccupyAgent, VacateAgent
from acd.conversations import Conversations
from acd.events import AgentOccupied, AgentVacated
from acd.matching import Matching
from acd.people import People
from acd.state import State
from vocabulary.ids import TaskId
from vocabulary.instant import Instant

OF_THEIR_OWN = frozenset({Occupation.CALLING, Occupation.SUPERVISING})
"""What an agent begins themselves: a phone that rings for them stops. The others come to the agent, and wait."""


class Elsewhere:
    """Begins and ends what keeps agents elsewhere."""

    def __init__(self, state: State, matching: Matching, conversations: Conversations, people: People) -> None:
        self._state = state
        self._matching = matching
        self._conversations = conversations
        self._people = people

    def take(self, command: AgentTask, now: Instant) -> None:
        """An agent is occupied, or a task is over."""
        match command:
            case OccupyAgent():
                self._occupy(command, now)
            case VacateAgent():
                self._vacate(command, now)
            case _:
                assert_never(command)

    def _occupy(self, command: OccupyAgent, now: Instant) -> None:
        agent = self._people.known(command.agent)
        if agent is None:
            return
        refusal = self._refusal(agent, command.what, command.task)
        if refusal is not None:
            self._people.refuse(agent, refusal)
            return
        if agent.activity is Activity.OFFERED:
            self._people.withdraw_from(agent, now)
        self._conversations.end_wrap_up(agent, now)
        agent.tasks[command.task] = command.what
        if agent.activity is not Activity.ELSEWHERE:
            agent.happen(Happening.TASK_BEGUN)
        self._matching.review(agent, now)
        self._state.tell(AgentOccupied(agent.name, command.task, command.what))

    def _refusal(self, agent: Agent, what: Occupation, task: TaskId) -> str | None:
        """Why the agent cannot be occupied by this now; None when they can."""
        offer = self._state.offer_of(agent)
        if agent.activity is Activity.TALKING:
            return "is talking"
        if task in agent.tasks:
            return "is in this call already"
        if what in OF_THEIR_OWN:
            return "is being connected to a caller" if offer is not None and not offer.rings else None
        if offer is not None:
            return "is being offered a caller"
        if agent.tasks:
            return "is in another call"
        return "cannot be reached by phone" if agent.device is Device.UNREACHABLE else None

    def _vacate(self, command: VacateAgent, now: Instant) -> None:
        agent = self._state.agents.get(command.agent)
        if agent is None or command.task not in agent.tasks:
            return
        del agent.tasks[command.task]
        if not agent.tasks:
            agent.happen(Happening.TASKS_OVER)
        self._state.tell(AgentVacated(agent.name, command.task))
        self._matching.review(agent, now)
