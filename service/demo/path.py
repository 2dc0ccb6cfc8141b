"""Which way a demo call can go through a document: what to dial, what to press, who answers. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialplan.document import Document
from ivr.flow import Enqueue, Menu, Steps
from vocabulary.ids import AgentName, MediaUri, QueueName


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
            for name, agent in document.agents.items():
                if enqueue.queue in agent.profile.queues and enqueue.requirement.met_by(dict(agent.profile.skills)):
                    return DemoPath(number, strokes, enqueue.queue, name)
    raise NoWayThrough


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
