"""All state of one routing domain in one place, and the decision being written. Only the distributor changes it."""

from acd.agents import Agent
from acd.contacts import Contact, Memory
from acd.decision import Decision
from acd.effects import Effect
from acd.events import Event
from acd.offers import Offer
from acd.policy import QueuePolicy
from acd.queues import Entry, QueueRoom
from acd.rooms import Rooms
from acd.timers import Timers
from acd.wake import Wake
from vocabulary.chance import Chance
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId


class State:
    """Agents, contacts, entries, offers, queues and deadlines.

    ``entries`` holds who is in a queue (until the legs are joined or the caller leaves); ``offers`` holds what is
    open, a running conversation included. What is over is forgotten: an id not here is late.
    """

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.agents: dict[AgentName, Agent] = {}
        self.contacts: dict[ContactId, Contact] = {}
        self.entries: dict[EntryId, Entry] = {}
        self.offers: dict[OfferId, Offer] = {}
        self.rooms = Rooms()
        self.memory = Memory()
        self.timers: Timers[Wake] = Timers()
        self._events: list[Event] = []
        self._effects: list[Effect] = []

    def tell(self, event: Event) -> None:
        """Add a fact to the decision being written."""
        self._events.append(event)

    def want(self, effect: Effect) -> None:
        """Add something to be done to the decision being written."""
        self._effects.append(effect)

    def take_decision(self) -> Decision:
        """The decision written so far; the next one begins empty."""
        decision = Decision(tuple(self._events), tuple(self._effects))
        self._events, self._effects = [], []
        return decision

    def offer_of(self, agent: Agent) -> Offer | None:
        """The offer, or conversation, this agent is in."""
        return self.offers[agent.offer] if agent.offer is not None else None

    def room_of(self, entry: Entry) -> QueueRoom:
        """The queue this entry is in."""
        return self.rooms.queues[entry.queue]

    def policy_of(self, offer: Offer) -> QueuePolicy:
        """The policy of the queue this offer was made from."""
        return self.rooms.queues[offer.queue].policy
