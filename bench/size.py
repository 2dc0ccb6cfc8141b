"""How fast a large centre enters the distributor, and what an agent and a waiting contact take of memory.

The commands exist before the clock starts: what is measured is the distributor alone, from objects.
"""

import gc
import random
import tracemalloc
from dataclasses import dataclass

from acd.commands import CallerEntered, Command, ConfigureAgent, ConfigureQueue, Device, DeviceReported, LogInAgent
from acd.distributor import Distributor
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from service.clock import now as this_moment
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName, SkillName
from vocabulary.instant import Instant
from vocabulary.skills import Requirement, Threshold, needing

QUEUES = 40_000
AGENTS = 75_000
QUEUES_PER_AGENT = 5
WEIGHED_QUEUES = 100
WEIGHED = 10_000
"""Agents, and then waiting contacts, whose memory is measured: many enough that what they share does not count."""
SKILLS = tuple(SkillName(f"skill{number}") for number in range(5))
START = Instant(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Size:
    """``seconds_to_enter``: every queue configured, every agent configured, logged in and with a free phone."""

    queues: int
    agents: int
    seconds_to_enter: float
    bytes_per_agent: int
    bytes_per_waiting_contact: int


def measured() -> Size:
    """Enter a large centre, then weigh a smaller one."""
    commands = [*_queues(QUEUES), *_agents(AGENTS, QUEUES, at_work=True)]
    gc.collect()
    distributor = Distributor()
    began = this_moment()
    _tell(distributor, commands)
    seconds = this_moment().since(began)
    per_agent, per_contact = _weighed()
    return Size(QUEUES, AGENTS, round(seconds, 2), per_agent, per_contact)


def told(size: Size) -> str:
    """The figures for people."""
    return (
        f"{size.queues:,} queues and {size.agents:,} agents enter in {size.seconds_to_enter:.1f} s; "
        f"memory: {size.bytes_per_agent:,} bytes per agent, {size.bytes_per_waiting_contact:,} per waiting contact"
    )


def _weighed() -> tuple[int, int]:
    """Bytes per agent at work and per contact waiting; the commands themselves weigh with what the state keeps."""
    queues = _queues(WEIGHED_QUEUES)
    agents = _agents(WEIGHED, WEIGHED_QUEUES, at_work=False)
    callers = _callers(WEIGHED)
    distributor = Distributor()
    _tell(distributor, queues)
    tracemalloc.start()
    empty = _bytes()
    _tell(distributor, agents)
    staffed = _bytes()
    _tell(distributor, callers)
    full = _bytes()
    tracemalloc.stop()
    return (staffed - empty) // WEIGHED, (full - staffed) // WEIGHED


def _bytes() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def _tell(distributor: Distributor, commands: list[Command]) -> None:
    for command in commands:
        distributor.receive(command, START)


def _queues(number: int) -> list[Command]:
    return [ConfigureQueue(QueuePolicy(QueueName(f"queue{index}"))) for index in range(number)]


def _agents(number: int, queues: int, *, at_work: bool) -> list[Command]:
    """``at_work``: with a free phone; else logged in, so that whoever calls waits."""
    chance = random.Random(7)
    commands: list[Command] = []
    for index in range(number):
        name = AgentName(f"agent{index}")
        served = dict.fromkeys(chance.randrange(queues) for _ in range(QUEUES_PER_AGENT))
        assignments = tuple(Assignment(QueueName(f"queue{queue}")) for queue in served)
        skills = tuple((skill, chance.randint(1, 3)) for skill in SKILLS)
        commands += [ConfigureAgent(AgentProfile(name, assignments, skills)), LogInAgent(name)]
        if at_work:
            commands.append(DeviceReported(name, Device.FREE))
    return commands


def _callers(number: int) -> list[Command]:
    chance = random.Random(7)
    return [_caller(index, chance) for index in range(number)]


def _caller(index: int, chance: random.Random) -> CallerEntered:
    requirement = needing(Threshold(chance.choice(SKILLS), 1)) if chance.random() < 0.5 else Requirement()
    queue = QueueName(f"queue{chance.randrange(WEIGHED_QUEUES)}")
    return CallerEntered(EntryId(f"e{index}"), ContactId(f"c{index}"), queue, requirement)
