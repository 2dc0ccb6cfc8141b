"""Whom of several able and ready agents a caller is offered to. Chooses; makes no offer.

What each rule costs the agents in fairness stands in docs/dialplan.md: "fewest contacts" equalises contacts and triples
the spread of occupancy, "longest idle" keeps both small.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from acd.agents import Agent
from acd.policy import Selection
from acd.queues import Entry, MatchClass, OrderKey, QueueRoom
from acd.why import ByHand, Standing
from vocabulary.chance import Chance
from vocabulary.ids import AgentName
from vocabulary.instant import Instant

BY_IDLENESS = frozenset({Selection.LONGEST_IDLE, Selection.RING_ALL, Selection.RING_SEVERAL})


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is rung. ``started_anew``: everybody ready had been tried for this contact, so all count as untried.

    ``by_hand``: somebody asked for it; None: the queue's rule did.
    """

    agent: Agent
    rank: int
    started_anew: bool
    by_hand: ByHand | None = None


def is_servable(order: OrderKey, match: MatchClass, room: QueueRoom, now: Instant) -> bool:
    """Whether a caller of this order, who needs this, would find somebody ready."""
    return any(name in match.able for _, buckets in room.by_rank(order, now) for bucket in buckets for name in bucket)


def lowest_rank(entry: Entry, room: QueueRoom, now: Instant) -> int | None:
    """The rank the entry's agent would come from; None when nobody is ready for it."""
    first = None
    if entry.match is None or not room.standings[Standing.READY]:
        return None
    able, tried = entry.match.able, entry.tried
    for rank, buckets in room.by_rank(entry.order, now):
        for name in chain.from_iterable(buckets):
            if name in able:
                if name not in tried:
                    return rank
                first = rank if first is None else first
    return first


def choose(entry: Entry, room: QueueRoom, chance: Chance, now: Instant) -> Choice | None:
    """The agent for this entry; None when nobody is ready for it."""
    if entry.match is None or not room.standings[Standing.READY]:
        return None
    for tried in (entry.tried, {}):
        for rank, buckets in room.by_rank(entry.order, now):
            agent = _one_of(buckets, tried, entry.match, room, chance)
            if agent is not None:
                return Choice(agent, rank, started_anew=tried is not entry.tried)
    return None


def _one_of(
    buckets: list[dict[AgentName, Agent]],
    tried: dict[AgentName, None],
    match: MatchClass,
    room: QueueRoom,
    chance: Chance,
) -> Agent | None:
    rule, able = room.policy.selection, match.able
    everybody = chain.from_iterable(bucket.items() for bucket in buckets)
    fresh = (agent for name, agent in everybody if name in able and name not in tried)
    if rule in BY_IDLENESS and len(buckets) == 1:
        return next(fresh, None)
    if rule is Selection.RANDOM:
        in_order = sorted(fresh, key=lambda agent: agent.number)
        return in_order[chance.below(len(in_order))] if in_order else None
    return min(fresh, key=_order(rule, match, room), default=None)


def _order(rule: Selection, match: MatchClass, room: QueueRoom) -> Callable[[Agent], tuple[int, ...]]:
    """The smaller, the sooner. Every order ends in something that differs from agent to agent."""
    match rule:
        case Selection.MOST_PROFICIENT:
            return lambda agent: (-proficiency(agent, match), agent.idle_number)
        case Selection.ROUND_ROBIN:
            return lambda agent: (agent.number <= room.turn, agent.number)
        case Selection.FEWEST_CONTACTS:
            return lambda agent: (agent.contacts, agent.idle_number)
        case Selection.LINEAR:
            return lambda agent: (agent.number,)
        case _:
            return lambda agent: (agent.idle_number,)


def proficiency(agent: Agent, match: MatchClass) -> int:
    """The sum of the agent's proficiencies in the skills that the active step speaks of."""
    return sum(agent.proficiencies.get(skill, 0) for skill in match.skills)
