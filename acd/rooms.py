"""All queues and the agents' places in them: the indexes that keep a decision cheap. Decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.agents import Agent
from acd.policy import QueuePolicy
from acd.profile import Assignment
from acd.queues import MatchClass, QueueRoom
from acd.why import Standing
from vocabulary.ids import AgentName, QueueName
from vocabulary.skills import Expression, matches

RETAINED_CLASSES = 64
"""Classes a queue keeps although nobody waits in them, so that the next such caller need not sort the agents anew."""


@dataclass(slots=True)
class Seat:
    """One agent in one queue: the classes they belong to, and the bucket they stand in while ready.

    ``standings`` are the room's: within reach, because every step of every call counts there.
    """

    room: QueueRoom
    assignment: Assignment
    standings: list[int]
    bucket: dict[AgentName, Agent]
    classes: list[MatchClass] = field(default_factory=list)


class Rooms:
    """The queues, and a seat for each agent in each of theirs.

    ``epoch`` changes whenever it changed who could serve whom: assignments, and who is at work.
    """

    def __init__(self) -> None:
        self.queues: dict[QueueName, QueueRoom] = {}
        self.epoch = 0
        self._seats: dict[AgentName, list[Seat]] = {}
        self._turn = 0

    def configure(self, policy: QueuePolicy) -> QueueRoom:
        """Begin a queue, or give an existing one its new policy."""
        room = self.queues.get(policy.name)
        if room is None:
            room = self.queues[policy.name] = QueueRoom(policy)
        room.policy = policy
        return room

    def seats(self, name: AgentName) -> list[Seat]:
        """The agent's seats, queue by queue in the order of the profile."""
        return self._seats.get(name, [])

    def assign(self, agent: Agent) -> None:
        """Put the agent into the queues and classes of their profile, out of all others; idle as long as before."""
        for seat in self.seats(agent.name):
            seat.room.standings[agent.placed] -= 1
            seat.room.remove_agent(agent.name)
            seat.bucket.pop(agent.name, None)
            for match in seat.classes:
                del match.able[agent.name]
                match.logged_in -= agent.placed is not Standing.LOGGED_OUT
        seats = {seat.queue: self._seat(seat) for seat in agent.profile.assignments}
        self._seats[agent.name] = list(seats.values())
        self.epoch += 1
        for seat in seats.values():
            seat.room.add_agent(agent.name, seat.assignment)
            seat.room.standings[agent.placed] += 1
            for match in seat.room.classes.values():
                self._admit(agent, seat, match)
            if agent.placed is Standing.READY:
                seat.bucket[agent.name] = agent
                seat.room.sort(seat.assignment)

    def _seat(self, assignment: Assignment) -> Seat:
        room = self.queues[assignment.queue]
        return Seat(room, assignment, room.standings, room.bucket(assignment))

    def update(self, agent: Agent) -> bool:
        """Bring the indexes up to the agent's standing; whether they have just become ready."""
        before, standing = agent.placed, agent.standing()
        if standing is before:
            return False
        agent.placed = standing
        ready, was_ready = standing is Standing.READY, before is Standing.READY
        if ready:
            self._turn += 1
            agent.idle_number = self._turn
        if before <= Standing.UNREACHABLE or standing <= Standing.UNREACHABLE:
            self._note_work(agent, before, standing)
        name = agent.profile.name
        for seat in self._seats[name]:
            standings = seat.standings
            standings[before] -= 1
            standings[standing] += 1
            if ready:
                seat.bucket[name] = agent
            elif was_ready:
                del seat.bucket[name]
        return ready

    def match_class(self, room: QueueRoom, expression: Expression, agents: Mapping[AgentName, Agent]) -> MatchClass:
        """The class of this step, made (and filled from the queue's agents) when it is the first of its kind."""
        match = room.classes.get(expression)
        if match is None:
            self._forget_idle_classes(room)
            match = room.classes[expression] = MatchClass(expression)
            for name in room.agents:
                seat = next(seat for seat in self._seats[name] if seat.room is room)
                self._admit(agents[name], seat, match)
        return match

    def somebody_waits_for(self, name: AgentName) -> bool:
        """Whether a caller whom this agent could serve wants an agent."""
        return any(match.waiting for seat in self.seats(name) if seat.room.listed for match in seat.classes)

    def _note_work(self, agent: Agent, before: Standing, standing: Standing) -> None:
        if (before <= Standing.UNREACHABLE) != (standing <= Standing.UNREACHABLE):
            self.epoch += 1
        logged_in = (standing is not Standing.LOGGED_OUT) - (before is not Standing.LOGGED_OUT)
        if logged_in:
            for seat in self._seats[agent.name]:
                for match in seat.classes:
                    match.logged_in += logged_in

    def _admit(self, agent: Agent, seat: Seat, match: MatchClass) -> None:
        if not matches(match.expression, agent.name, agent.proficiencies):
            return
        match.able[agent.name] = None
        match.logged_in += agent.placed is not Standing.LOGGED_OUT
        seat.classes.append(match)

    def _forget_idle_classes(self, room: QueueRoom) -> None:
        if len(room.classes) < RETAINED_CLASSES:
            return
        for expression, match in list(room.classes.items()):
            if match.members:
                continue
            del room.classes[expression]
            for name in match.able:
                for seat in self._seats[name]:
                    if match in seat.classes:
                        seat.classes.remove(match)
