"""Why each agent of a queue is, or is not, the one for a caller: agent by agent, in words. Looks; chooses nobody.

Walks every agent of the queue, which a decision never does: for people who ask, from the replayed command log. What it
says must agree with what was decided: its counts by reason are those of the offer's own record (a test holds that).
"""

from dataclasses import dataclass
from typing import assert_never

from acd.agents import Agent
from acd.offers import OfferState
from acd.policy import Selection
from acd.queues import Entry, QueueRoom
from acd.selection import proficiency
from acd.state import State
from acd.wake import WrapUpOver
from acd.why import REASON_OF, Reason, Standing
from vocabulary.ids import AgentName, SkillName
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.requirement_text import shown
from vocabulary.skills import AllOf, Expression, Threshold, matches, skills_in
from vocabulary.text import visible


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one agent. ``reason`` None: chosen. ``detail`` says it in words, with the figures."""

    agent: AgentName
    rank: int
    reason: Reason | None
    detail: str


PULLED = "pulled: given to them by name, out of turn"


def explain(state: State, entry: Entry, now: Instant, chosen: AgentName | None = None) -> tuple[Verdict, ...]:
    """A verdict on every agent of the entry's queue, the chosen one first, then whoever is nearest to being chosen.

    To be asked just before an offer is written, or, without ``chosen``, of a caller who waits.
    """
    room = state.room_of(entry)
    winner = state.agents[chosen] if chosen is not None else None

    def nearness(name: AgentName) -> tuple[int, int, tuple[int, ...]]:
        agent = state.agents[name]
        reason = None if name == chosen else _reason(room, entry, agent, now)
        return _HINDRANCE[reason], _rank(room, name), _order(room, entry, agent)

    names = dict.fromkeys([*room.agents, *([chosen] if chosen is not None else [])])
    return tuple(verdict(state, entry, name, now, winner) for name in sorted(names, key=nearness))


def verdict(state: State, entry: Entry, name: AgentName, now: Instant, winner: Agent | None = None) -> Verdict:
    """What is to be said of this agent of the entry's queue. ``winner``: who is being chosen, if somebody is."""
    room, agent = state.room_of(entry), state.agents[name]
    rank = _rank(room, name)
    if agent is winner:
        return Verdict(name, rank, None, PULLED if entry.pulled else _merit(room, entry, agent, now))
    reason = _reason(room, entry, agent, now)
    match reason:
        case Reason.NO_MATCH:
            detail = _lacking(_needed(entry), agent)
        case Reason.DELAYED:
            left = entry.order[1] + room.agents[name].delay_seconds - now.monotonic
            detail = f"delay: takes callers who waited {_s(room.agents[name].delay_seconds)}, this one in {_s(left)}"
        case Reason.TRIED:
            detail = "did not answer this contact; others come first"
        case Reason.LATER:
            detail = _later(state, entry, agent, winner, now)
        case _:
            detail = standing_in_words(state, agent, now)
    return Verdict(name, rank, reason, detail)


def standing_in_words(state: State, agent: Agent, now: Instant) -> str:
    """Where the agent stands, and since when or for how long, as far as that is known."""
    standing = agent.standing()
    match standing:
        case Standing.LOGGED_OUT:
            return "logged out"
        case Standing.PAUSED:
            by_system = " (set by the system)" if agent.paused_by is Party.SYSTEM else ""
            return f"paused: {visible(agent.pause_reason)}{by_system}"
        case Standing.UNREACHABLE:
            return "the phone is not reachable"
        case Standing.IN_USE:
            return "the phone is in use outside our calls"
        case Standing.OFFERED | Standing.TALKING:
            return _busy(state, agent, now)
        case Standing.WRAPPING_UP:
            return _wrapping_up(state, agent, now)
        case Standing.ELSEWHERE:
            return f"elsewhere: {', '.join(dict.fromkeys(agent.tasks.values()))}"
        case Standing.RESTING:
            return "rests after a declined or failed offer, or after much talking"
        case Standing.READY:
            return f"ready, {_idle(agent, now)}"
        case _:
            assert_never(standing)


_HINDRANCE: dict[Reason | None, int] = {None: 0} | {
    reason: place for place, reason in enumerate(reversed(Reason), start=1)
}
"""How far a reason is from being chosen: the later it is asked, the nearer."""


def _reason(room: QueueRoom, entry: Entry, agent: Agent, now: Instant) -> Reason:
    standing = agent.standing()
    if standing is not Standing.READY:
        return REASON_OF[standing]
    if not matches(_needed(entry), agent.name, agent.proficiencies):
        return Reason.NO_MATCH
    delay = room.agents[agent.name].delay_seconds
    if delay and entry.order[1] + delay > now.monotonic:
        return Reason.DELAYED
    return Reason.TRIED if agent.name in entry.tried else Reason.LATER


def _rank(room: QueueRoom, name: AgentName) -> int:
    """0 for somebody who does not serve the queue."""
    seat = room.agents.get(name)
    return seat.rank if seat is not None else 0


def _needed(entry: Entry) -> Expression:
    return entry.requirement.expression(entry.step)


def _order(room: QueueRoom, entry: Entry, agent: Agent) -> tuple[int, ...]:
    """The queue's rule as a key: the smaller, the sooner. Of a drawn lot there is none: as configured."""
    rule = room.policy.selection
    match rule:
        case Selection.LONGEST_IDLE | Selection.RING_ALL | Selection.RING_SEVERAL:
            return (agent.idle_number,)
        case Selection.MOST_PROFICIENT:
            return (-_proficiency(entry, agent), agent.idle_number)
        case Selection.ROUND_ROBIN:
            return (agent.number <= room.turn, agent.number)
        case Selection.FEWEST_CONTACTS:
            return (agent.contacts, agent.idle_number)
        case Selection.LINEAR | Selection.RANDOM:
            return (agent.number,)
        case _:
            assert_never(rule)


def _merit(room: QueueRoom, entry: Entry, agent: Agent, now: Instant) -> str:
    """What the queue's rule goes by, of this agent."""
    rule = room.policy.selection
    match rule:
        case Selection.LONGEST_IDLE | Selection.RING_ALL | Selection.RING_SEVERAL:
            return _idle(agent, now)
        case Selection.MOST_PROFICIENT:
            return f"proficiency {_proficiency(entry, agent)}, {_idle(agent, now)}"
        case Selection.ROUND_ROBIN:
            return f"number {agent.number + 1} in the order of the document, the last turn was {room.turn + 1}"
        case Selection.FEWEST_CONTACTS:
            return f"contacts: {agent.contacts}, {_idle(agent, now)}"
        case Selection.LINEAR:
            return f"number {agent.number + 1} in the order of the document"
        case Selection.RANDOM:
            return "in the draw"
        case _:
            assert_never(rule)


def _later(state: State, entry: Entry, agent: Agent, winner: Agent | None, now: Instant) -> str:
    room = state.room_of(entry)
    if winner is None:
        return f"could serve, but {_not_wanted(state, entry)}"
    if entry.pulled:
        return f"was not asked for: {winner.name} was"
    rank, first = room.agents[agent.name].rank, room.agents[winner.name].rank
    if rank != first:
        return f"comes later: rank {rank}, the winner {first}"
    return f"comes later: {_merit(room, entry, agent, now)}; the winner: {_merit(room, entry, winner, now)}"


def _not_wanted(state: State, entry: Entry) -> str:
    """Why the entry is offered to nobody else now."""
    if entry.joining is not None:
        return f"{state.offers[entry.joining].agent} has answered"
    if entry.placeholder is not None and entry.placeholder.resting:
        return "the next attempt to call back is not due yet"
    if entry.offers:
        return f"{', '.join(state.offers[offer].agent for offer in entry.offers)} is being rung"
    return "other callers come first"


def _busy(state: State, agent: Agent, now: Instant) -> str:
    offer = state.offer_of(agent)
    if offer is None:
        return "on a call"
    whose = f"contact {offer.contact}"
    if offer.state is OfferState.TALKING and offer.joined_at is not None:
        return f"talking with {whose} for {_s(now.since(offer.joined_at))}"
    if offer.rings:
        return f"being rung for {whose} for {_s(offer.ring_seconds(now))}"
    return f"has answered {whose}"


def _wrapping_up(state: State, agent: Agent, now: Instant) -> str:
    wrap_up = agent.wrapping_up
    if wrap_up is None:
        return "wrapping up"
    until = state.timers.at(WrapUpOver(agent.name))
    if until is None:
        return f"wrapping up for {_s(now.since(wrap_up.since))}, until they say they are done"
    return f"wrap-up ends in {_s(max(until.since(now), 0.0))}"


def _idle(agent: Agent, now: Instant) -> str:
    return f"idle for {_s(now.since(agent.ready_at))}" if agent.ready_at is not None else "idle"


def _proficiency(entry: Entry, agent: Agent) -> int:
    return proficiency(agent, entry.match) if entry.match is not None else 0


def _lacking(expression: Expression, agent: Agent) -> str:
    """What of the expression the agent does not meet, and what they have instead."""
    match expression:
        case AllOf(parts):
            unmet = [part for part in parts if not matches(part, agent.name, agent.proficiencies)]
            return "; ".join(_lacking(part, agent) for part in unmet)
        case Threshold(skill):
            return f"needs {shown(expression)}, has {agent.proficiencies.get(skill, 'none')}"
        case _:
            held = [f"{skill} {agent.proficiencies[skill]}" for skill in _held(expression, agent)]
            return f"needs {shown(expression)}{', has ' + ', '.join(held) if held else ''}"


def _held(expression: Expression, agent: Agent) -> list[SkillName]:
    return [skill for skill in skills_in(expression) if skill in agent.proficiencies]


def _s(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
