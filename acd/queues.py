"""Who waits where, in what order: entries, queues, and the classes in which callers and agents meet. Decides nothing.

A *class* is one queue and one expression: the callers whose active step it is, and the agents of the queue who satisfy
it. Who is ready is kept once per queue, so an agent who becomes ready touches their queues, a caller looks at the ready
of one queue, and no decision ever walks agents times queues.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from acd.agents import Agent
from acd.estimate import Estimate
from acd.policy import QueuePolicy
from acd.profile import Assignment
from acd.why import Standing
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.skills import Expression, Requirement, skills_in

OrderKey = tuple[float, float, EntryId]
"""Who is first: higher priority, then earlier arrival (credit counted in), then id. Explicit, never an accident."""


@dataclass(slots=True)
class Placeholder:
    """The place of a caller who is to be called back. ``resting``: between two attempts, or while nobody may be called,
    which is so up to ``closed_until``."""

    number: str
    attempts: int = 0
    resting: bool = False
    closed_until: Instant | None = None


@dataclass(slots=True)
class Entry:
    """One caller's stay in one queue. The distributor alone changes it.

    ``listed``: wants an (or another) agent. ``joining``: the offer that was answered. ``tried``: agents who did not
    answer this contact and are skipped until everybody who is ready was tried. ``overdue``: the longest wait is over,
    and the entry leaves as soon as no offer is out. ``order``: kept up by :meth:`reorder`. ``fresh``: nobody could be
    offered yet. ``width``: how many phones may ring, where several do; 0 while none does. ``pulled``: the offer that
    is out was asked for, and no other may ring beside it.
    """

    id: EntryId
    contact: ContactId
    queue: QueueName
    requirement: Requirement
    priority: int
    entered_at: Instant
    credit_seconds: float = 0.0
    order: OrderKey = (0.0, 0.0, EntryId(""))
    match: "MatchClass | None" = None
    step: int = 0
    listed: bool = False
    fresh: bool = True
    overdue: bool = False
    offers: dict[OfferId, None] = field(default_factory=dict)
    joining: OfferId | None = None
    offers_made: int = 0
    width: int = 0
    pulled: bool = False
    tried: dict[AgentName, None] = field(default_factory=dict)
    said_position: int | None = None
    said_at: Instant | None = None
    position_at: Instant | None = None
    quiet_until: Instant | None = None
    moved: bool = False
    comfort_at: Instant | None = None
    comforts: int = 0
    placeholder: Placeholder | None = None
    estimate: Estimate | None = None
    agents_when_told: float | None = None
    spoken_bound: float | None = None

    def reorder(self) -> None:
        """Work out the order key anew, after priority or credit changed."""
        self.order = (-self.priority, self.entered_at.monotonic - self.credit_seconds, self.id)

    def waited_seconds(self, now: Instant) -> float:
        """Since this stay began; credit is not counted."""
        return now.since(self.entered_at)


class MatchClass:
    """Callers of one queue with the same active step, and the agents of that queue who meet it.

    ``logged_in`` counts those of ``able`` who are, ``members`` the entries whose active step this is.
    """

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self.skills: tuple[SkillName, ...] = skills_in(expression)
        self.able: dict[AgentName, None] = {}
        self.logged_in = 0
        self.members = 0
        self.waiting: list[OrderKey] = []

    def first_waiting(self, delay_seconds: float, now: Instant) -> OrderKey | None:
        """The first caller whom an agent with this delay may serve."""
        if not delay_seconds:
            return self.waiting[0] if self.waiting else None
        return next((order for order in self.waiting if order[1] + delay_seconds <= now.monotonic), None)


class QueueRoom:
    """One queue: its policy, its callers in order, its classes, and how its agents stand.

    ``ready``: the agents who can be offered callers now, by (rank, delay) of their assignment, each in the order in
    which they became ready: the first is the one idle longest.
    ``listed`` counts the entries that want an agent. ``turn``: the number of the agent who was offered a caller of this
    queue last, -1 before the first. ``placeholders``: entries of callers to be called back, by number. ``delays`` of
    the queue's agents, shortest first, without 0. ``retired``: no document has it any more; kept, closed, because
    conversations and contacts of the past name it.
    """

    def __init__(self, policy: QueuePolicy) -> None:
        self.policy = policy
        self.open = True
        self.retired = False
        self.order: list[OrderKey] = []
        self.classes: dict[Expression, MatchClass] = {}
        self.agents: dict[AgentName, Assignment] = {}
        self.ready: dict[tuple[int, float], dict[AgentName, Agent]] = {}
        self.standings = [0] * len(Standing)
        self.listed = 0
        self.turn = -1
        self.placeholders: dict[str, EntryId] = {}
        self.delays: tuple[float, ...] = ()
        self._delay_counts: dict[float, int] = {}

    def bucket(self, assignment: Assignment) -> dict[AgentName, Agent]:
        """Where agents with such an assignment stand while they are ready."""
        key = (assignment.rank, assignment.delay_seconds)
        if key not in self.ready:
            self.ready[key] = {}
            self.ready = dict(sorted(self.ready.items(), key=lambda item: item[0]))
        return self.ready[key]

    def sort(self, assignment: Assignment) -> None:
        """Put the ready in the order of idleness again, after somebody was put among them who was ready before."""
        bucket = self.bucket(assignment)
        in_order = sorted(bucket.items(), key=lambda item: item[1].idle_number)
        bucket.clear()
        bucket.update(in_order)

    def by_rank(self, order: OrderKey, now: Instant) -> Iterator[tuple[int, list[dict[AgentName, Agent]]]]:
        """The ready whose delay is over for a caller of this order, the lowest rank first; ranks with nobody left out.

        The deadline of a delay is the same sum, so that it never falls a hair short. Without a delay everybody may be
        served, whoever was set back included.
        """
        if len(self.ready) == 1:
            # Nearly every queue: one rank, no delay.
            (key, bucket), *_ = self.ready.items()
            if bucket and (not key[1] or order[1] + key[1] <= now.monotonic):
                yield key[0], [bucket]
            return
        for rank, group in groupby(self.ready.items(), key=lambda item: item[0][0]):
            visible = [
                bucket for (_, delay), bucket in group if bucket and (not delay or order[1] + delay <= now.monotonic)
            ]
            if visible:
                yield rank, visible

    def position(self, entry: Entry) -> int:
        """1 for the caller who is next. Callers being offered or joined, and placeholders, hold their place."""
        return bisect_left(self.order, entry.order) + 1

    def add(self, entry: Entry) -> int:
        """Put the entry in its place; gives its index."""
        index = bisect_left(self.order, entry.order)
        self.order.insert(index, entry.order)
        return index

    def remove(self, entry: Entry) -> int:
        """Take the entry out; gives the index it had, from which on everybody has moved up."""
        index = bisect_left(self.order, entry.order)
        del self.order[index]
        return index

    def enlist(self, entry: Entry) -> None:
        """The entry wants an agent from now on."""
        if not entry.listed and entry.match is not None:
            insort(entry.match.waiting, entry.order)
            entry.listed = True
            self.listed += 1

    def delist(self, entry: Entry) -> None:
        """The entry wants no agent any more, or no further one."""
        if entry.listed and entry.match is not None:
            del entry.match.waiting[bisect_left(entry.match.waiting, entry.order)]
            entry.listed = False
            self.listed -= 1

    def add_agent(self, name: AgentName, assignment: Assignment) -> None:
        """The agent serves this queue."""
        self.agents[name] = assignment
        self._count_delay(assignment.delay_seconds, 1)

    def remove_agent(self, name: AgentName) -> None:
        """The agent serves this queue no more."""
        self._count_delay(self.agents.pop(name).delay_seconds, -1)

    def _count_delay(self, seconds: float, by: int) -> None:
        if seconds:
            self._delay_counts[seconds] = self._delay_counts.get(seconds, 0) + by
            self.delays = tuple(sorted(delay for delay, count in self._delay_counts.items() if count))
