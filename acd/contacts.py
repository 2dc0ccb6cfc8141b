"""What is remembered of a contact while it lasts, and of a caller for a while after. Decides nothing, tells nothing."""

from dataclasses import dataclass, field

from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.instant import Instant
from vocabulary.skills import Requirement


@dataclass(slots=True)
class Contact:
    """One contact across its queues: ``queues`` it waited in, in that order, ``agents`` who talked, the latest last.

    ``door``: the queue it was sent to first, let in or not. ``path``: how it came to the present queue; a return goes
    back along it. ``entry`` while it waits, ``offer`` while it talks. ``last_entry``: where it waits, or waited last;
    ``since``: the second of the monotonic clock from which it was reckoned to have waited there.
    """

    id: ContactId
    caller: str
    door: QueueName
    requirement: Requirement = Requirement()
    priority: int = 0
    queues: list[QueueName] = field(default_factory=list)
    path: list[QueueName] = field(default_factory=list)
    agents: dict[AgentName, None] = field(default_factory=dict)
    entry: EntryId | None = None
    offer: OfferId | None = None
    moves: int = 0
    last_entry: EntryId = EntryId("")
    since: float = 0.0

    def next_entry(self) -> EntryId:
        """The id of the entry that the distributor itself opens for this contact next."""
        self.moves += 1
        return EntryId(f"{self.id}-m{self.moves}")

    def previous_queue(self) -> QueueName | None:
        """The queue from which it came to the present one; None in the first."""
        return self.path[-2] if len(self.path) > 1 else None

    def talks_to(self, agent: AgentName, offer: OfferId) -> None:
        """A conversation with this agent began, or became this contact's."""
        self.offer = offer
        self.agents.pop(agent, None)
        self.agents[agent] = None

    def note_queue(self, queue: QueueName) -> None:
        """It begins to wait in this queue: one further on its path, or back where it came from."""
        self.queues.append(queue)
        if queue == self.previous_queue():
            self.path.pop()
        elif not self.path or queue != self.path[-1]:
            self.path.append(queue)


@dataclass(frozen=True, slots=True)
class Cut:
    """A call that was cut: its place (as a second of the monotonic clock), and the agent who was talking.

    ``door``: the queue the contact had entered first; whoever comes in there is taken on to ``queue``.
    """

    contact: ContactId
    door: QueueName
    queue: QueueName
    since: float
    agent: AgentName | None
    until: Instant


class Memory:
    """Of callers by number: whose call was cut, and who talked to them last. Forgets what is over as it learns anew."""

    def __init__(self) -> None:
        self._cuts: dict[str, Cut] = {}
        self._agents: dict[str, tuple[AgentName, Instant]] = {}

    def note_cut(self, caller: str, cut: Cut, now: Instant) -> None:
        """Keep the place for whoever comes back from this number."""
        for number in [number for number, other in self._cuts.items() if other.until < now]:
            del self._cuts[number]
        self._cuts[caller] = cut

    def take_cut(self, caller: str, queue: QueueName, now: Instant) -> Cut | None:
        """The place kept for this number behind this door, given back once; None when there is none, or no more."""
        cut = self._cuts.get(caller)
        if cut is None or queue not in {cut.queue, cut.door}:
            return None
        del self._cuts[caller]
        return cut if now <= cut.until else None

    def note_agent(self, caller: str, agent: AgentName, until: Instant, now: Instant) -> None:
        """This agent has talked to this number."""
        self._agents.pop(caller, None)
        self._agents[caller] = (agent, until)
        for number, (_, over_at) in list(self._agents.items())[:2]:
            # Oldest first: two looked at for each one learnt keeps the memory bounded by what is still valid.
            if over_at < now:
                del self._agents[number]

    def last_agent(self, caller: str, now: Instant) -> AgentName | None:
        """Who talked last to this number, while that counts."""
        agent, until = self._agents.get(caller, (None, now))
        return agent if now <= until else None
