"""The running service as routes show it: agents, calls and queues as views, and what is called how. Changes nothing."""

from acd.state import State
from api.names import Names
from api.views import AgentView, CallView, QueueView, agent_view, call_view, ended_call_view, queue_view
from calls.desk import Desk
from calls.switchboard import Switchboard
from vocabulary.ids import AgentName, ContactId, QueueName


class Floor:
    """One desk and its switchboard, for reading."""

    def __init__(self, desk: Desk, switchboard: Switchboard) -> None:
        self._desk = desk
        self._switchboard = switchboard

    @property
    def state(self) -> State:
        """For reading only, within one step of the event loop."""
        return self._desk.state

    def names(self) -> Names:
        """What is called how at this moment."""
        return Names(self._switchboard.document, self.state)

    def agents(self) -> list[AgentView]:
        """All who are in a document."""
        return [self.agent(name) for name, agent in self.state.agents.items() if not agent.retired]

    def agent(self, name: AgentName) -> AgentView:
        """This agent, with their phones."""
        phones = self._switchboard.phones
        return agent_view(self.state.agents[name], {device: phones.state(device) for device in phones.used_by(name)})

    def calls(self) -> list[CallView]:
        """All contacts in progress."""
        return [call_view(session, self.state) for session in self._switchboard.sessions]

    def call(self, contact: ContactId) -> CallView:
        """This contact; as ended, where it is no more."""
        for session in self._switchboard.sessions:
            if session.contact == contact:
                return call_view(session, self.state)
        return ended_call_view(contact)

    def queues(self) -> list[QueueView]:
        """All queues; a retired one for as long as somebody waits in it."""
        rooms = self.state.rooms.queues.items()
        return [self.queue(name) for name, room in rooms if room.order or not room.retired]

    def queue(self, name: QueueName) -> QueueView:
        """This queue."""
        return queue_view(self.state.rooms.queues[name], self.state, self._desk.now())

    def skills(self) -> set[str]:
        """Every skill that some agent has."""
        return {str(skill) for agent in self.state.agents.values() for skill in agent.proficiencies}
