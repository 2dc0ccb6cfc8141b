"""Who waits where, in what order, and who is ready for whom: the indexes that keep a decision cheap.

Waiting callers and ready agents meet in *classes*: one per queue and requirement. An agent enters and leaves the
classes whose requirement they meet, a caller only their own, so no decision ever walks agents times queues.
Decides nothing.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from acd.agents import Agent
from acd.policy import QueuePolicy
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.instant import Instant
from vocabulary.skills import Requirement

OrderKey = tuple[int, float, EntryId]
"""Who is first: higher priority, then earlier arrival, then id. Explicit, never an accident."""

RETAINED_CLASSES = 64
"""Classes a queue keeps although nobody waits in them, so that the next such caller need not sort the agents anew."""


@dataclass(slots=True)
class Entry:
    """One caller's stay in one queue. The distributor alone changes it.

    ``listed``: waiting for an agent (in the queue, and neither being offered nor being joined).
    ``tried``: agents who did not answer this contact and are skipped until everybody who is ready was tried.
    """

    id: EntryId
    contact: ContactId
    queue: QueueName
    requirement: Requirement
    priority: int
    entered_at: Instant
    listed: bool = False
    offer: OfferId | None = None
    offers_made: int = 0
    tried: dict[AgentName, None] = field(default_factory=dict)
    said_position: int | None = None
    said_at: Instant | None = None

    @property
    def order(self) -> OrderKey:
        return (-self.priority, self.entered_at.monotonic, self.id)


@dataclass(slots=True)
class MatchClass:
    """Callers of one queue with the same requirement, and the agents of that queue who meet it.

    ``ready`` keeps the order in which agents became ready: its first is the one idle longest.
    """

    requirement: Requirement
    able: dict[AgentName, None] = field(default_factory=dict)
    ready: dict[AgentName, None] = field(default_factory=dict)
    waiting: list[OrderKey] = field(default_factory=list)

    def enlist(self, entry: Entry) -> None:
        """The entry waits for an agent from now on."""
        insort(self.waiting, entry.order)
        entry.listed = True

    def delist(self, entry: Entry) -> None:
        """The entry no longer waits for an agent; nothing happens if it did not."""
        if entry.listed:
            del self.waiting[bisect_left(self.waiting, entry.order)]
            entry.listed = False

    def longest_idle(self, tried: dict[AgentName, None]) -> AgentName | None:
        """The agent idle longest who is not in ``tried``; None when there is none."""
        return next((name for name in self.ready if name not in tried), None)


class QueueRoom:
    """One queue: its policy, its callers in order, its classes."""

    def __init__(self, policy: QueuePolicy) -> None:
        self.policy = policy
        self.order: list[OrderKey] = []
        self.classes: dict[Requirement, MatchClass] = {}
        self.agents: dict[AgentName, None] = {}

    def position(self, entry: Entry) -> int:
        """1 for the caller who is next. Callers being offered or joined still hold their place."""
        return bisect_left(self.order, entry.order) + 1

    def add(self, entry: Entry) -> None:
        insort(self.order, entry.order)

    def remove(self, entry: Entry) -> int:
        """Take the entry out; gives the index it had, from which on everybody has moved up."""
        index = bisect_left(self.order, entry.order)
        del self.order[index]
        return index


class Rooms:
    """All queues and the agents' places in them."""

    def __init__(self) -> None:
        self.queues: dict[QueueName, QueueRoom] = {}
        self._classes_of: dict[AgentName, list[tuple[QueueName, Requirement]]] = {}
        self._ready: dict[AgentName, None] = {}

    def configure(self, policy: QueuePolicy) -> None:
        """Begin a queue, or give an existing one its new policy."""
        room = self.queues.get(policy.name)
        if room is None:
            self.queues[policy.name] = QueueRoom(policy)
        else:
            room.policy = policy

    def assign(self, agent: Agent) -> None:
        """Put the agent into the queues and classes of their profile, out of all others; idle as long as before."""
        for queue, requirement in self._classes_of.get(agent.name, ()):
            match = self.queues[queue].classes[requirement]
            match.able.pop(agent.name, None)
            match.ready.pop(agent.name, None)
        for room in self.queues.values():
            room.agents.pop(agent.name, None)
        self._classes_of[agent.name] = []
        for queue in dict.fromkeys(agent.profile.queues):
            room = self.queues[queue]
            room.agents[agent.name] = None
            for match in room.classes.values():
                self._admit(agent, queue, match)
                if agent.name in self._ready and agent.name in match.able:
                    match.ready = self._ready_of(match)

    def ready(self, name: AgentName) -> None:
        """The agent can be offered callers from now on: last in the order of idleness."""
        self._ready[name] = None
        for queue, requirement in self._classes_of[name]:
            self.queues[queue].classes[requirement].ready[name] = None

    def unready(self, name: AgentName) -> None:
        """The agent can be offered nothing for now."""
        if name not in self._ready:
            return
        del self._ready[name]
        for queue, requirement in self._classes_of[name]:
            self.queues[queue].classes[requirement].ready.pop(name, None)

    def is_ready(self, name: AgentName) -> bool:
        return name in self._ready

    def match_class(self, entry: Entry, agents: dict[AgentName, Agent]) -> MatchClass:
        """The class of this entry, made (and filled from the queue's agents) when it is the first of its kind."""
        room = self.queues[entry.queue]
        match = room.classes.get(entry.requirement)
        if match is None:
            self._forget_idle_classes(room)
            match = MatchClass(entry.requirement)
            room.classes[entry.requirement] = match
            for name in room.agents:
                self._admit(agents[name], entry.queue, match)
            match.ready = self._ready_of(match)
        return match

    def classes_for(self, name: AgentName) -> Iterator[MatchClass]:
        """The classes whose callers this agent may serve, queue by queue in the order of the profile."""
        for queue, requirement in self._classes_of[name]:
            yield self.queues[queue].classes[requirement]

    def _ready_of(self, match: MatchClass) -> dict[AgentName, None]:
        """Who is ready of those able, in the order of idleness."""
        return {name: None for name in self._ready if name in match.able}

    def _admit(self, agent: Agent, queue: QueueName, match: MatchClass) -> None:
        if match.requirement.met_by(agent.proficiencies):
            match.able[agent.name] = None
            self._classes_of[agent.name].append((queue, match.requirement))

    def _forget_idle_classes(self, room: QueueRoom) -> None:
        if len(room.classes) < RETAINED_CLASSES:
            return
        for requirement in [key for key, match in room.classes.items() if not match.waiting]:
            for name in room.classes.pop(requirement).able:
                self._classes_of[name].remove((room.policy.name, requirement))
