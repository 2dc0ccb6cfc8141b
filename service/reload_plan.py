"""What the distributor is to be told when one document takes the place of another. Pure: compares, and asks nobody.

Only what changed is told. A queue or an agent that is gone stays until the last contact that entered under a document
which has it is over: such a contact may still be on its way there. Until then their agents serve it as before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from acd.commands import Command, ConfigureAgent, ConfigureQueue, RetireAgent, RetireQueue
from acd.profile import AgentProfile
from dialplan.document import Document
from vocabulary.ids import AgentName, QueueName


@dataclass(frozen=True, slots=True)
class Change:
    """Names that are new, that changed and that are gone."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Floor:
    """What the distributor was told last: each queue's document-given policy, each agent's profile.

    ``leaving``: queues of no document in force, kept for contacts that may still come to them.
    """

    queues: dict[QueueName, object]
    agents: dict[AgentName, AgentProfile]
    leaving: frozenset[QueueName] = frozenset()


def floor_of(document: Document) -> Floor:
    """What the distributor knows once it was told of everything in this document."""
    return Floor(
        {name: queue.policy for name, queue in document.queues.items()},
        {name: agent.profile for name, agent in document.agents.items()},
    )


def commands(before: Floor, document: Document, in_use: Iterable[Document]) -> tuple[tuple[Command, ...], Floor]:
    """What leads from one floor to the document, and the floor it leads to.

    :param in_use: the documents of contacts in progress.
    """
    still_named = {name for used in in_use for name in used.queues}
    gone = tuple(name for name in before.queues if name not in document.queues)
    leaving = frozenset(name for name in gone if name in still_named)
    told: list[Command] = []
    for name, queue in document.queues.items():
        if before.queues.get(name) != queue.policy:
            told.append(ConfigureQueue(queue.policy))
    # Before its agents: whoever waits there keeps them only once the distributor knows that the queue is retired.
    told += [RetireQueue(name) for name in gone if name not in leaving]
    agents = {name: _with_leaving(agent.profile, before, leaving) for name, agent in document.agents.items()}
    told += [ConfigureAgent(profile) for name, profile in agents.items() if before.agents.get(name) != profile]
    told += [RetireAgent(name) for name in before.agents if name not in agents]
    queues = {name: queue.policy for name, queue in document.queues.items()}
    kept = {name: before.queues[name] for name in gone if name in leaving}
    return tuple(told), Floor({**queues, **kept}, agents, leaving)


def _with_leaving(profile: AgentProfile, before: Floor, leaving: frozenset[QueueName]) -> AgentProfile:
    known = before.agents.get(profile.name)
    kept = () if known is None else tuple(seat for seat in known.assignments if seat.queue in leaving)
    return replace(profile, assignments=(*profile.assignments, *kept)) if kept else profile


def difference(before: Document, after: Document) -> dict[str, Change]:
    """By section, the names that are new, changed and gone; a section without any is left out."""
    sections: dict[str, tuple[Mapping[str, object], Mapping[str, object]]] = {
        "numbers": (before.numbers, after.numbers),
        "flows": (_by_text(before.flows), _by_text(after.flows)),
        "queues": (_by_text(before.queues), _by_text(after.queues)),
        "agents": (_by_text(before.agents), _by_text(after.agents)),
        "prompts": (before.prompts, after.prompts),
        "trunks": (before.trunks, after.trunks),
        "phones": (before.phones, after.phones),
        "supervisors": (before.supervisors, after.supervisors),
        "hours": (before.hours, after.hours),
    }
    changes = {}
    for section, (old, new) in sections.items():
        change = Change(
            tuple(str(name) for name in new if name not in old),
            tuple(str(name) for name in new if name in old and old[name] != new[name]),
            tuple(str(name) for name in old if name not in new),
        )
        if change != Change():
            changes[section] = change
    return changes


def _by_text(named: Mapping[Any, object]) -> Mapping[str, object]:
    return {str(name): value for name, value in named.items()}
