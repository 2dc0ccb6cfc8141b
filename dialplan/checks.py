"""What the schema cannot see: names that lead nowhere, and what no call could ever use. Reads only prompt files."""

from collections.abc import Collection, Iterator
from pathlib import Path

from dialplan.errors import Problem, did_you_mean, shown
from dialplan.prompts import fault_of
from dialplan.schema import SET_PREFIX
from dialplan.steps import EnqueueSpec, StepSpec, prompts_of, walked
from dialplan.tree import Mapping, Place, place_of
from dialplan.tree import Path as NodePath
from dialplan.validating import Specs


def checked(specs: Specs, root: Mapping, directory: Path) -> list[Problem]:
    """Every problem of meaning. Where a section has faults of form, nothing is concluded from what it lacks."""
    return list(_Checks(specs, root, directory).all())


class _Checks:
    def __init__(self, specs: Specs, root: Mapping, directory: Path) -> None:
        self._specs = specs
        self._root = root
        self._directory = directory
        self._steps: list[tuple[StepSpec, NodePath]] = [
            found for flow, steps in specs.flows.items() for found in walked(steps, ("flows", flow))
        ]
        self._entered = {step.enqueue.queue for step, _ in self._steps if step.enqueue}
        self._served = {queue for agent in specs.agents.values() for queue in agent.queues}

    def all(self) -> Iterator[Problem]:
        yield from self._numbers()
        yield from self._prompt_files()
        yield from self._agents()
        yield from self._flows()
        yield from self._queues()
        for step, path in self._steps:
            yield from self._step(step, path)

    def _numbers(self) -> Iterator[Problem]:
        if not self._specs.declared["numbers"]:
            yield self._root.place.problem("no number leads to a flow; declare them under 'numbers'")
        for number, flow in self._specs.numbers.items():
            yield from self._unknown("flow", flow, self._declared("flows"), ("numbers", number))

    def _prompt_files(self) -> Iterator[Problem]:
        for prompt, file in self._specs.prompts.items():
            fault = fault_of(file, self._directory)
            if fault is not None:
                yield self._at("prompts", prompt).problem(fault)

    def _agents(self) -> Iterator[Problem]:
        for name, agent in self._specs.agents.items():
            for index, queue in enumerate(agent.queues):
                path = ("agents", name, "queues", index)
                yield from self._unknown("queue", queue, self._declared("queues"), path)
                if queue in agent.queues[:index]:
                    yield self._at(*path).problem(f"'{queue}' is listed twice")
            for skill in agent.skills:
                yield from self._unknown(
                    "skill", skill, self._specs.skills, ("agents", name, "skills", skill), key=True
                )

    def _flows(self) -> Iterator[Problem]:
        reached = set(self._specs.numbers.values())
        for flow, steps in self._specs.flows.items():
            if self._specs.whole("numbers") and flow not in reached:
                yield self._at("flows", flow, key=True).problem(f"no number leads to the flow '{flow}'")
            if not steps:
                yield self._at("flows", flow, key=True).problem(f"the flow '{flow}' has no steps")
            elif not any(step.enqueue or step.hang_up for step, _ in walked(steps, ())):
                yield self._at("flows", flow, key=True).problem(
                    f"the flow '{flow}' enters no queue; if it is only to speak, end it with hang_up"
                )

    def _queues(self) -> Iterator[Problem]:
        for queue in self._declared("queues"):
            place = self._at("queues", queue, key=True)
            if self._specs.whole("flows") and queue not in self._entered:
                yield place.problem(f"no flow enters the queue '{queue}'")
            if self._specs.whole("agents") and queue not in self._served:
                yield place.problem(f"no agent serves the queue '{queue}'; its callers would wait for ever")

    def _step(self, step: StepSpec, path: NodePath) -> Iterator[Problem]:
        for prompt, place in prompts_of(step, path):
            if not prompt.startswith(SET_PREFIX):
                yield from self._unknown("prompt", prompt, self._declared("prompts"), place)
        if step.enqueue:
            yield from self._enqueue(step.enqueue, (*path, "enqueue"))

    def _enqueue(self, enqueue: EnqueueSpec, path: NodePath) -> Iterator[Problem]:
        yield from self._unknown("queue", enqueue.queue, self._declared("queues"), (*path, "queue"))
        for skill in enqueue.requires:
            yield from self._unknown("skill", skill, self._specs.skills, (*path, "requires", skill), key=True)
        if enqueue.queue in self._served and self._specs.whole("agents") and not self._can_be_met(enqueue):
            yield self._at(*path, "requires", key=True).problem(
                f"no agent of the queue '{enqueue.queue}' meets this requirement"
            )

    def _can_be_met(self, enqueue: EnqueueSpec) -> bool:
        if not set(enqueue.requires) <= set(self._specs.skills):
            return True
        requirement = enqueue.requirement()
        return any(
            enqueue.queue in agent.queues and requirement.met_by(agent.proficiencies())
            for agent in self._specs.agents.values()
        )

    def _unknown(
        self, what: str, name: str, known: Collection[str], path: NodePath, *, key: bool = False
    ) -> Iterator[Problem]:
        if name not in known:
            yield self._at(*path, key=key).problem(f"unknown {what} {shown(name)}{did_you_mean(name, known)}")

    def _declared(self, section: str) -> tuple[str, ...]:
        return self._specs.declared[section]

    def _at(self, *path: str | int, key: bool = False) -> Place:
        return place_of(self._root, path, at_key=key)
