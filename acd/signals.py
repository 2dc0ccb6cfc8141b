"""What agents say beside their calls: how one came out, and that they want a supervisor. Changes nobody's turn."""

from typing import assert_never

from acd.agents import Activity, Agent, Presence
from acd.commands import AgentSignal, GiveDisposition, LowerHand, RaiseHand
from acd.events import DispositionGiven, HandLowered, HandRaised
from acd.people import People
from acd.state import State
from vocabulary.ids import ContactId


class Signals:
    """Writes down what agents say."""

    def __init__(self, state: State, people: People) -> None:
        self._state = state
        self._people = people

    def take(self, command: AgentSignal) -> None:
        """Tell it, or say why it means nothing now."""
        agent = self._people.known(command.agent)
        if agent is None:
            return
        match command:
            case GiveDisposition(_, disposition):
                self._dispose(agent, disposition)
            case RaiseHand(_, note):
                self._raise_hand(agent, note)
            case LowerHand():
                self._lower_hand(agent)
            case _:
                assert_never(command)

    def _dispose(self, agent: Agent, disposition: str) -> None:
        contact = self._talks_with(agent) or agent.last_contact
        if contact is None:
            self._people.refuse(agent, "has had no conversation since they logged in")
        else:
            self._state.tell(DispositionGiven(contact, agent.name, disposition))

    def _raise_hand(self, agent: Agent, note: str) -> None:
        if agent.presence is Presence.LOGGED_OUT:
            self._people.refuse(agent, "is not logged in")
            return
        contact = self._talks_with(agent)
        agent.hand, agent.hand_in = note, agent.offer if contact is not None else None
        self._state.tell(HandRaised(agent.name, contact, note))

    def _lower_hand(self, agent: Agent) -> None:
        if agent.hand is None:
            self._people.refuse(agent, "has not raised a hand")
            return
        agent.hand = agent.hand_in = None
        self._state.tell(HandLowered(agent.name))

    def _talks_with(self, agent: Agent) -> ContactId | None:
        offer = self._state.offer_of(agent) if agent.activity is Activity.TALKING else None
        return offer.contact if offer is not None else None
