"""What the checks of meaning look at, gathered once: the steps, who serves and who enters what, and every place."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dialplan.agents import AgentSpec
from dialplan.errors import Problem, did_you_mean, shown
from dialplan.queues import QueueSpec
from dialplan.steps import EnqueueSpec, StepSpec, walked
from dialplan.tree import Mapping, Place, Scalar, in_text, node_of, place_of
from dialplan.tree import Path as NodePath
from dialplan.validating import Specs
from dialplan.ways import ElsewhereSpec

AUTOMATIC_WAYS = ("after_max_wait", "when_full", "when_no_agents", "when_closed")


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where a queue leads its callers, and where that is written. ``asked``: by a key the caller presses."""

    queue: str
    path: NodePath
    way: str | ElsewhereSpec
    asked: bool


class Survey:
    """A document whose form was looked at: only what is valid is in ``specs``."""

    def __init__(self, specs: Specs, root: Mapping, directory: Path) -> None:
        self.specs = specs
        self.root = root
        self.directory = directory

    @cached_property
    def steps(self) -> tuple[tuple[StepSpec, NodePath], ...]:
        """Every step of every flow, with its path."""
        return tuple(found for flow, steps in self.specs.flows.items() for found in walked(steps, ("flows", flow)))

    @cached_property
    def enqueues(self) -> dict[str, list[tuple[EnqueueSpec, NodePath]]]:
        """By queue: the steps that hand callers to it."""
        found: dict[str, list[tuple[EnqueueSpec, NodePath]]] = {}
        for step, path in self.steps:
            if step.enqueue:
                found.setdefault(step.enqueue.queue, []).append((step.enqueue, (*path, "enqueue")))
        return found

    @cached_property
    def led_to(self) -> frozenset[str]:
        """The queues that some step hands callers, messages or callbacks to."""
        names = (name for step, _ in self.steps for name in step.names())
        looked_at = {"branch", "say"}
        return frozenset(name.name for name in names if name.section == "queues" and name.path[0] not in looked_at)

    @cached_property
    def served(self) -> dict[str, dict[str, float]]:
        """By queue: its agents, each with their delay in seconds."""
        found: dict[str, dict[str, float]] = {}
        for name, agent in self.specs.agents.items():
            for assignment in agent.assignments():
                found.setdefault(assignment.queue, {})[name] = assignment.delay_seconds
        return found

    @cached_property
    def ways(self) -> tuple[WayOut, ...]:
        """Every way out of every queue that is written."""
        return tuple(way for queue, spec in self.specs.queues.items() for way in _ways_of(queue, spec))

    def agents_of(self, queue: str) -> dict[str, AgentSpec]:
        """The agents of a queue, by name."""
        return {name: self.specs.agents[name] for name in self.served.get(queue, {})}

    def whole(self, *sections: str) -> bool:
        """Whether everything declared in these sections is valid: else nothing is concluded from what they lack."""
        return all(self.specs.whole(section) for section in sections)

    def declared(self, section: str) -> Collection[str]:
        """The names of a section, valid or not; of ``languages`` those there are when none is written."""
        return self.specs.declared[section] or (self.specs.languages if section == "languages" else ())

    def at(self, *path: str | int, key: bool = False) -> Place:
        return place_of(self.root, path, at_key=key)

    def in_text(self, path: NodePath, column: int, message: str) -> Problem:
        """A problem at a character of the text that ``path`` leads to."""
        return in_text(node_of(self.root, path), column, message)

    def in_template(self, path: NodePath, part: str, message: str) -> Problem:
        """A problem at this part of a text, or at the text where the part is not found in it as it is written."""
        node = node_of(self.root, path)
        if isinstance(node, Scalar) and node.opening is not None and part in node.text:
            return in_text(node, node.text.index(part) + 1, message)
        return self.at(*path).problem(message)

    def unknown(
        self, what: str, name: str, known: Collection[str], path: NodePath, *, key: bool = False
    ) -> Iterator[Problem]:
        """A problem where the name leads nowhere."""
        if name not in known:
            yield self.at(*path, key=key).problem(unknown(what, name, known))


def unknown(what: str, name: str, known: Collection[str]) -> str:
    """That a name leads nowhere, and which was probably meant."""
    return f"unknown {what} {shown(name)}{did_you_mean(name, known)}"


def _ways_of(queue: str, spec: QueueSpec) -> Iterator[WayOut]:
    for key in AUTOMATIC_WAYS:
        if key in spec.model_fields_set:
            yield WayOut(queue, ("queues", queue, key), getattr(spec, key), asked=False)
    for key, way in spec.keys.items():
        yield WayOut(queue, ("queues", queue, "keys", key), way, asked=True)
