"""What a caller is said to need: names that lead nowhere, steps that nobody meets, that are too short or never open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialplan.errors import Problem, Severity
from dialplan.queues import QueueSpec
from dialplan.requirements import Requires
from dialplan.steps import EnqueueSpec
from dialplan.survey import Survey, unknown
from dialplan.tree import Path, Place
from vocabulary.ids import AgentName
from vocabulary.requirement_text import Kind, mentions
from vocabulary.skills import Step, matches

LONGER_THAN_THE_RING_SECONDS = 1.0
"""A step that ends with the first ring lets nobody else of its agents be tried."""


def enqueue_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with each step that hands callers to a queue."""
    for step, path in survey.steps:
        if step.enqueue:
            check = _Enqueue(survey, step.enqueue, (*path, "enqueue"))
            yield from check.all()


def need_problems(survey: Survey) -> Iterator[Problem]:
    """A problem for each skill and agent that a requirement of any step speaks of and nobody declares."""
    for step, path in survey.steps:
        for requires, at in step.needs():
            yield from _unknown_in(survey, requires, (*path, *at))


@dataclass(frozen=True, slots=True)
class _Stage:
    """A step with the paths of what it needs and of how long; ``text``: where its expression is written as text."""

    step: Step
    needs: Path
    expiry: Path
    text: str | None = None
    at_key: bool = False


class _Enqueue:
    def __init__(self, survey: Survey, spec: EnqueueSpec, path: Path) -> None:
        self._survey = survey
        self._spec = spec
        self._path = path
        self._stages = tuple(_stages(spec, path))
        self._agents = survey.agents_of(spec.queue)

    def all(self) -> Iterator[Problem]:
        yield from self._preferred()
        yield from self._behind_an_open_end()
        queue = self._survey.specs.queues.get(self._spec.queue)
        if queue is not None:
            yield from self._too_short(queue)
            yield from self._too_late(queue)
        known = not any(_unknown_in(self._survey, self._spec.requires, (*self._path, "requires")))
        if known and self._agents and self._survey.whole("agents"):
            yield from self._strangers()
            yield from self._unmet()

    def _strangers(self) -> Iterator[Problem]:
        """Agents an expression speaks of who do not serve the queue."""
        for stage in self._stages:
            for mention in mentions(stage.text) if stage.text is not None else ():
                if mention.kind is Kind.AGENT and mention.name not in self._agents:
                    message = f"'{mention.name}' does not serve the queue '{self._spec.queue}'"
                    problem = self._survey.in_text(stage.needs, mention.column, message)
                    yield replace(problem, severity=Severity.WARNING)

    def _preferred(self) -> Iterator[Problem]:
        if "prefer_seconds" in self._spec.model_fields_set and not self._spec.prefer:
            yield self._at("prefer_seconds", key=True).problem("prefer_seconds without prefer: nobody is preferred")
        for index, agent in enumerate(self._spec.prefer):
            path = (*self._path, "prefer", index)
            if agent in self._spec.prefer[:index]:
                yield self._survey.at(*path).problem(f"'{agent}' is listed twice")
            if agent in self._survey.specs.agents and self._agents and agent not in self._agents:
                yield self._survey.at(*path).problem(f"'{agent}' does not serve the queue '{self._spec.queue}'")

    def _behind_an_open_end(self) -> Iterator[Problem]:
        """Steps behind one that does not expire: opened only where nobody logged in could meet that one."""
        for before, stage in zip(self._stages, self._stages[1:], strict=False):
            if before.step.expires_after_seconds is None:
                yield self._survey.at(*stage.needs).warning(
                    "the step before has no expires_after_seconds; this one opens only while nobody logged in meets it"
                )

    def _too_short(self, queue: QueueSpec) -> Iterator[Problem]:
        least = queue.ring_timeout_seconds + LONGER_THAN_THE_RING_SECONDS
        for stage in self._stages:
            seconds = stage.step.expires_after_seconds
            if seconds is not None and seconds < least:
                yield self._survey.at(*stage.expiry).problem(
                    f"{seconds:g} s are over before a second agent could be tried: '{self._spec.queue}' rings for "
                    f"{queue.ring_timeout_seconds:g} s; at least {least:g}"
                )

    def _too_late(self, queue: QueueSpec) -> Iterator[Problem]:
        waited, longest = 0.0, queue.longest_wait_seconds
        for stage in self._stages:
            if stage.step.expires_after_seconds is None or longest is None:
                return
            waited += stage.step.expires_after_seconds
            if waited >= longest:
                yield self._survey.at(*stage.expiry).warning(
                    f"what comes after this step never opens: it expires {waited:g} s after the entry, "
                    f"and the callers of '{self._spec.queue}' leave after {longest:g} s"
                )
                return

    def _unmet(self) -> Iterator[Problem]:
        before: frozenset[str] = frozenset()
        for stage in self._stages:
            able = self._able(stage.step)
            place = self._survey.at(*stage.needs, key=stage.at_key)
            if not able:
                yield place.problem(f"no agent of the queue '{self._spec.queue}' meets this requirement")
            elif able <= before:
                yield place.warning("this step lets in nobody whom the step before did not")
            before = able

    def _able(self, step: Step) -> frozenset[str]:
        return frozenset(
            name
            for name, agent in self._agents.items()
            if matches(step.expression, AgentName(name), agent.proficiencies())
        )

    def _at(self, *path: str, key: bool = False) -> Place:
        return self._survey.at(*self._path, *path, key=key)


def _unknown_in(survey: Survey, requires: Requires, path: Path) -> Iterator[Problem]:
    match requires:
        case str():
            yield from _unknown_mentions(survey, requires, path)
        case list():
            for index, step in enumerate(requires):
                yield from _unknown_mentions(survey, step.expression, (*path, index, "expression"))
        case _:
            for skill in requires:
                yield from survey.unknown("skill", skill, survey.declared("skills"), (*path, skill), key=True)


def _unknown_mentions(survey: Survey, text: str, path: Path) -> Iterator[Problem]:
    for mention in mentions(text):
        known = survey.declared("skills" if mention.kind is Kind.SKILL else "agents")
        if mention.name not in known:
            yield survey.in_text(path, mention.column, unknown(mention.kind, mention.name, known))


def _stages(spec: EnqueueSpec, path: Path) -> Iterator[_Stage]:
    steps = iter(spec.requirement().steps)
    here = (*path, "requires")
    if spec.prefer:
        yield _Stage(next(steps), (*path, "prefer"), (*path, "prefer_seconds"))
    for index, step in enumerate(steps):
        match spec.requires:
            case str() as text:
                yield _Stage(step, here, here, text)
            case list() as written:
                one = (*here, index)
                yield _Stage(step, (*one, "expression"), (*one, "expires_after_seconds"), written[index].expression)
            case _:
                yield _Stage(step, here, here, at_key=True)
