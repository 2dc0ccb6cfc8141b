"""Which way a demo call can go through a document: what to dial, what to press, who answers. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from acd.policy import Staffing
from dialplan.document import Agent, Document, Queue
from ivr.flow import Enqueue, Menu, Steps
from vocabulary.ids import AgentName, MediaUri, QueueName
from vocabulary.skills import Requirement, matches


class NoWayThrough(Exception):
    """no number of this dialplan leads to a queue that one of its agents can serve: there is no demo call to be made"""

    def __init__(self) -> None:
        super().__init__(NoWayThrough.__doc__ or "")


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """Press these keys once these prompts are being played."""

    keys: str
    prompts: tuple[MediaUri, ...]


@dataclass(frozen=True, slots=True)
class DemoPath:
    """One way from a number to an agent."""

    number: str
    strokes: tuple[KeyStroke, ...]
    queue: QueueName
    agent: AgentName


def find_path(document: Document) -> DemoPath:
    """The first way there is, in the order of the document.

    :raises NoWayThrough: there is none.
    """
    for number, flow in document.numbers.items():
        for strokes, enqueue in _ways(document.flows[flow].steps):
            if not _lets_anybody_wait(document.queues[enqueue.queue]):
                continue
            for name, agent in document.agents.items():
                if enqueue.queue in agent.profile.queues and _can_serve(agent, enqueue.requirement):
                    return DemoPath(number, strokes, enqueue.queue, name)
    raise NoWayThrough


def _lets_anybody_wait(queue: Queue) -> bool:
    """The demo's caller comes before any agent does."""
    ways = queue.policy.ways_out
    return ways.to_join is Staffing.NONE and ways.to_stay is Staffing.NONE


def _can_serve(agent: Agent, requirement: Requirement) -> bool:
    """Steps that this agent alone cannot meet are skipped while nobody else is logged in."""
    steps = requirement.steps
    if not steps or steps[-1].expires_after_seconds is not None:
        return True
    return any(matches(step.expression, agent.profile.name, dict(agent.profile.skills)) for step in steps)


def _ways(steps: Steps) -> Iterator[tuple[tuple[KeyStroke, ...], Enqueue]]:
    for step in steps:
        match step:
            case Enqueue():
                yield (), step
                return
            case Menu(prompts, choices):
                for keys, chosen in choices.items():
                    for strokes, enqueue in _ways(chosen):
                        yield (KeyStroke(keys, prompts), *strokes), enqueue
                return
            case _:
                continue
