"""Who could serve the callers of a class, and whom else those agents serve: for estimates only. Decides nothing.

Agents at work who stand in the same queues alike are one *kind*. Kinds are worked out once and hold until it changes
who could serve whom. Of a large group some agents stand for all, so that no estimate costs more for more agents.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import ceil

from acd.agents import Agent
from acd.profile import AgentProfile
from acd.queues import MatchClass, QueueRoom
from acd.rooms import Seat
from acd.state import State
from acd.why import Standing
from vocabulary.ids import AgentName, QueueName
from vocabulary.skills import Expression, matches

SAMPLED_AT_MOST = 32
"""Agents of one group who are looked at one by one."""

RIVALS_AT_MOST = 32
"""Classes whose callers are counted as being in the way of one caller."""

TEAMS_KEPT = 4096


@dataclass(slots=True, eq=False)
class Kind:
    """Agents at work alike: the same rank and delay in this queue, the same seats elsewhere, the same skills.

    ``count``: how many they stand for. ``equals``: the seats of one of them in queues whose callers they serve by who
    came first, this queue before all; ``firsts``: in queues whose callers they serve before.
    """

    delay_seconds: float
    equals: tuple[Seat, ...]
    firsts: tuple[Seat, ...]
    count: float = 0.0
    agents: list[Agent] = field(default_factory=list)

    @property
    def is_claimed(self) -> bool:
        """Whether somebody waits whom these agents serve first, whoever came first."""
        return any(match.waiting for seat in self.firsts if seat.room.listed for match in seat.classes)

    @property
    def idle(self) -> float:
        """How many of them could take a caller at once."""
        return self.count * sum(agent.placed is Standing.READY for agent in self.agents) / len(self.agents)


class Team:
    """The agents at work who satisfy one expression in one queue."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.kinds = kinds
        self.count = sum(kind.count for kind in kinds)
        self.delays = sorted({kind.delay_seconds for kind in kinds})
        self.is_sampled = self.count > sum(len(kind.agents) for kind in kinds)
        self._claimable = any(kind.firsts for kind in kinds)

    def serving(self, waited_seconds: float) -> Sequence[Kind]:
        """Those who would serve somebody who has waited so long, and whom nobody else claims first; all, if all are."""
        kinds = self.kinds
        if self.delays != [0.0]:
            kinds = [kind for kind in kinds if kind.delay_seconds <= max(waited_seconds, 0.0)]
        if self._claimable:
            kinds = [kind for kind in kinds if not kind.is_claimed] or kinds
        return kinds


class Teams:
    """Every team asked for, until it changed who could serve whom."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._epoch = -1
        self._teams: dict[tuple[QueueName, Expression], Team] = {}
        self._alike: dict[AgentName, tuple[AgentProfile, int]] = {}
        self._numbers: dict[object, int] = {}

    def team(self, room: QueueRoom, expression: Expression) -> Team:
        """Who could serve a caller of this queue who needs this."""
        if self._state.rooms.epoch != self._epoch:
            self._teams.clear()
            if len(self._numbers) > 2 * len(self._state.agents) + TEAMS_KEPT:
                self._numbers.clear()
                self._alike.clear()
            self._epoch = self._state.rooms.epoch
        key = (room.policy.name, expression)
        team = self._teams.get(key)
        if team is None:
            if len(self._teams) >= TEAMS_KEPT:
                del self._teams[next(iter(self._teams))]
            team = self._teams[key] = Team(self._kinds(room, expression))
        return team

    def _kinds(self, room: QueueRoom, expression: Expression) -> tuple[Kind, ...]:
        match = room.classes.get(expression)
        able = match.able if match is not None else room.agents
        expected = at_work(match, room) if match is not None else _at_work_in(room)
        every = max(1, ceil(expected / SAMPLED_AT_MOST))
        kinds: dict[int, Kind] = {}
        for agent in self._sample(able, every):
            if match is not None or matches(expression, agent.name, agent.proficiencies):
                number = self._number(agent)
                if number not in kinds:
                    kinds[number] = self._kind(agent, room)
                kinds[number].agents.append(agent)
        sampled = sum(len(kind.agents) for kind in kinds.values())
        weight = expected / sampled if every > 1 and match is not None and sampled else float(every)
        for kind in kinds.values():
            kind.count = weight * len(kind.agents)
        return tuple(kinds.values())

    def _number(self, agent: Agent) -> int:
        """The same for agents who are alike. Kept with the profile it was given for: comparing profiles is slow."""
        profile, number = self._alike.get(agent.name, (None, 0))
        if profile is not agent.profile:
            number = self._numbers.setdefault((agent.profile.assignments, agent.profile.skills), len(self._numbers))
            self._alike[agent.name] = (agent.profile, number)
        return number

    def _kind(self, agent: Agent, room: QueueRoom) -> Kind:
        own, seats = room.agents[agent.name], self._state.rooms.seats(agent.name)
        equals = sorted(
            (seat for seat in seats if seat.assignment.rank == own.rank), key=lambda seat: seat.room is not room
        )
        firsts = tuple(seat for seat in seats if seat.assignment.rank < own.rank)
        return Kind(own.delay_seconds, tuple(equals), firsts)

    def _sample(self, able: Collection[AgentName], every: int) -> Iterator[Agent]:
        for name in islice(able, 0, None, every):
            agent = self._state.agents[name]
            if agent.placed > Standing.UNREACHABLE:
                yield agent


@dataclass(slots=True, eq=False)
class Rival:
    """A class with somebody waiting, its queue, and how many of its agents are of certain kinds."""

    match: MatchClass
    room: QueueRoom
    shared: float = 0.0

    @property
    def share(self) -> float:
        """The share of its agents at work who are of those kinds."""
        return self.shared / max(self.shared, at_work(self.match, self.room))


def rivals(kinds: Iterable[Kind], *, first: bool) -> Iterable[Rival]:
    """The classes with somebody waiting whom agents of these kinds serve too, the kinds' own queue among them.

    ``first``: those whose callers they serve before; else those whose callers they serve by who came first. Where there
    are very many, some are left out.
    """
    found: dict[MatchClass, Rival] = {}
    for kind in kinds:
        for seat in kind.firsts if first else kind.equals:
            if seat.room.listed:
                for match in seat.classes:
                    if match.waiting:
                        rival = found.get(match)
                        if rival is None:
                            if len(found) >= RIVALS_AT_MOST:
                                continue
                            rival = found[match] = Rival(match, seat.room)
                        rival.shared += kind.count
    return found.values()


def at_work(match: MatchClass, room: QueueRoom) -> float:
    """How many of a class are at work: of those logged in, the share that is so in the whole queue."""
    logged_in = len(room.agents) - room.standings[Standing.LOGGED_OUT]
    return match.logged_in * _at_work_in(room) / logged_in if logged_in else 0.0


def _at_work_in(room: QueueRoom) -> int:
    return len(room.agents) - sum(room.standings[: Standing.IN_USE])
