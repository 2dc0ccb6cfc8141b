"""How fast the distributor decides: 1,000 agents, 100 queues, 5 skills each, a steady load in virtual time.

``python -m bench.routing [--json]``. The load is seeded: the same calls every time, on any machine. Gives figures, no
verdict. With it: how fast a large centre enters the distributor, and what it takes of memory (``bench.size``). Held
against theory the distributor is by ``python -m bench.theory``.
"""

import argparse
import gc
import json
import random
from dataclasses import asdict, dataclass
from heapq import heappop, heappush

from acd.commands import (
    CallerEntered,
    CallerLeft,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    ContactOver,
    ConversationEnded,
    Device,
    DeviceReported,
    LegsJoined,
    LogInAgent,
    OfferAnswered,
)
from acd.decision import Decision
from acd.distributor import Distributor
from acd.effects import ConnectLegs, RingAgent
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from bench import size
from service.clock import now as this_moment
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.skills import Requirement, Threshold, needing

TALK_SECONDS = 180.0
ANSWER_SECONDS = 4.0
PATIENCE_SECONDS = 120.0
"""Means of exponential times. Without patience a floor too small for its skills would only ever fill up."""
LOAD_PER_AGENT = 0.92
"""Share of an agent's time that is asked for, ring and wrap-up included: busy, with a queue that stays finite."""
QUEUES_PER_AGENT = 5
SKILLS = tuple(SkillName(f"skill{number}") for number in range(5))
LEVELS = 3


DECISIONS = 60_000
"""Measured on each floor, after the warm-up."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one floor. Times are of ``receive`` and ``handle_deadline`` alone, in microseconds."""

    agents: int
    queues: int
    decisions: int
    decisions_per_second: float
    median_microseconds: float
    p99_microseconds: float
    p999_microseconds: float
    calls_connected: int
    waiting_at_the_end: int


class Floor:
    """Callers, agents and the network, before one distributor; reacts to its effects after plausible times."""

    def __init__(self, agents: int, queues: int, seed: int) -> None:
        self._random = random.Random(seed)
        self._distributor = Distributor()
        self._queues = [QueueName(f"queue{number}") for number in range(queues)]
        self._agents = agents
        self._todo: list[tuple[float, int, Command | None]] = []
        self._number = 0
        self._calls = 0
        self._connected = 0
        self._seconds: list[float] = []
        self._arrivals_per_second = agents * LOAD_PER_AGENT / (TALK_SECONDS + ANSWER_SECONDS + 10.0)

    def run(self, decisions: int, warm_up: int) -> Figures:
        """So many decisions measured, after a warm-up that fills the floor."""
        self._open()
        self._later(0.0, None)
        while len(self._seconds) < warm_up + decisions:
            self._step()
        measured = sorted(self._seconds[warm_up:])
        return Figures(
            agents=self._agents,
            queues=len(self._queues),
            decisions=decisions,
            decisions_per_second=round(decisions / sum(measured)),
            median_microseconds=round(measured[decisions // 2] * 1e6, 1),
            p99_microseconds=round(measured[decisions * 99 // 100] * 1e6, 1),
            p999_microseconds=round(measured[decisions * 999 // 1000] * 1e6, 1),
            calls_connected=self._connected,
            waiting_at_the_end=len(self._distributor.state.entries),
        )

    def _open(self) -> None:
        start = Instant(0.0, 0.0)
        for queue in self._queues:
            self._distributor.receive(ConfigureQueue(QueuePolicy(queue)), start)
        for number in range(self._agents):
            name = AgentName(f"agent{number}")
            served = tuple(self._random.sample(self._queues, QUEUES_PER_AGENT))
            skills = tuple((skill, self._random.randint(1, LEVELS)) for skill in SKILLS)
            for command in (
                ConfigureAgent(AgentProfile(name, tuple(map(Assignment, served)), skills)),
                LogInAgent(name),
                DeviceReported(name, Device.FREE),
            ):
                self._distributor.receive(command, start)

    def _step(self) -> None:
        deadline = self._distributor.next_deadline()
        at, _, command = self._todo[0]
        if deadline is not None and deadline.monotonic <= at:
            began = this_moment()
            decision = self._distributor.handle_deadline(deadline)
            self._seconds.append(this_moment().since(began))
            self._react(decision, deadline.monotonic)
            return
        heappop(self._todo)
        if command is None:
            command = self._caller()
            self._later(at + self._random.expovariate(self._arrivals_per_second), None)
            self._later(at + self._random.expovariate(1 / PATIENCE_SECONDS), CallerLeft(command.entry))
        elif isinstance(command, CallerLeft):
            if command.entry not in self._distributor.state.entries:
                return
            self._later(at, ContactOver(ContactId(command.entry)))
        now = Instant(at, at)
        began = this_moment()
        decision = self._distributor.receive(command, now)
        self._seconds.append(this_moment().since(began))
        self._react(decision, at)

    def _caller(self) -> CallerEntered:
        self._calls += 1
        requirement = Requirement()
        if self._random.random() < 0.5:
            requirement = needing(Threshold(self._random.choice(SKILLS), self._random.randint(1, LEVELS)))
        entry = f"e{self._calls}"
        priority = 1 if self._random.random() < 0.1 else 0
        queue = self._random.choice(self._queues)
        return CallerEntered(EntryId(entry), ContactId(entry), queue, requirement, priority)

    def _react(self, decision: Decision, at: float) -> None:
        for effect in decision.effects:
            if isinstance(effect, RingAgent):
                rung = self._random.expovariate(1 / ANSWER_SECONDS)
                if rung < effect.ring_timeout_seconds:
                    self._later(at + rung, OfferAnswered(effect.offer))
            elif isinstance(effect, ConnectLegs):
                self._connected += 1
                self._later(at + 0.02, LegsJoined(effect.offer))
                talked = self._random.expovariate(1 / TALK_SECONDS)
                self._later(at + 0.03 + talked, ConversationEnded(effect.offer, Party.CALLER))
                self._later(at + 0.03 + talked, ContactOver(effect.contact))

    def _later(self, at: float, command: Command | None) -> None:
        self._number += 1
        heappush(self._todo, (at, self._number, command))


def measured(agents: int, queues: int, decisions: int) -> Figures:
    """One floor, run to the end with the garbage of the others gone."""
    gc.collect()
    return Floor(agents, queues, seed=7).run(decisions, warm_up=agents * 8)


AGENTS = (100, 1_000, 10_000)


def floors(decisions: int) -> list[Figures]:
    """The figures of a small, a usual and a large floor, 100 queues each."""
    return [measured(agents, 100, decisions) for agents in AGENTS]


def told(measured_floors: list[Figures]) -> str:
    """The figures for people, a line each."""
    lines = [
        f"{floor.agents:>6} agents x {floor.queues} queues x {len(SKILLS)} skills: "
        f"{floor.decisions_per_second:>7,} decisions/s, median {floor.median_microseconds} us, "
        f"p99 {floor.p99_microseconds} us, p99.9 {floor.p999_microseconds} us "
        f"({floor.calls_connected:,} connected, {floor.waiting_at_the_end} waiting at the end)"
        for floor in measured_floors
    ]
    ratio = measured_floors[-1].p99_microseconds / measured_floors[0].p99_microseconds
    return "\n".join([*lines, f"p99 with {AGENTS[-1]:,} agents is {ratio:.2f} times that with {AGENTS[0]:,}"])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.routing", description="How fast the distributor decides.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--decisions", type=int, default=DECISIONS, help="decisions measured on each floor")
    options = parser.parse_args()
    figures, large = floors(options.decisions), size.measured()
    if options.json:
        print(json.dumps({"floors": [asdict(floor) for floor in figures], "size": asdict(large)}))
    else:
        print(told(figures), size.told(large), sep="\n")


if __name__ == "__main__":
    main()
