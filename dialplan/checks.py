"""What the schema cannot see: names that lead nowhere, and what no call could ever use. Reads only prompt files."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from dialplan.agents import AgentSpec
from dialplan.errors import Problem
from dialplan.overflow_checks import overflow_problems
from dialplan.prompts import fault_of
from dialplan.queue_checks import queue_problems
from dialplan.requirement_checks import enqueue_problems
from dialplan.schema import SET_PREFIX
from dialplan.steps import prompts_of, walked
from dialplan.survey import Survey
from dialplan.tree import Mapping
from dialplan.tree import Path as NodePath
from dialplan.validating import Specs
from dialplan.ways import ElsewhereSpec


def checked(specs: Specs, root: Mapping, directory: Path) -> list[Problem]:
    """Every problem of meaning, and every warning. Where a section has faults of form, nothing is concluded from what
    it lacks.
    """
    survey = Survey(specs, root, directory)
    checks = (_numbers, _prompts, _agents, _flows, _queues, overflow_problems, queue_problems, enqueue_problems)
    return list(chain.from_iterable(check(survey) for check in checks))


def _numbers(survey: Survey) -> Iterator[Problem]:
    if not survey.declared("numbers"):
        yield survey.root.place.problem("no number leads to a flow; declare them under 'numbers'")
    for number, flow in survey.specs.numbers.items():
        yield from survey.unknown("flow", flow, survey.declared("flows"), ("numbers", number))


def _prompts(survey: Survey) -> Iterator[Problem]:
    for prompt, file in survey.specs.prompts.items():
        fault = fault_of(file, survey.directory)
        if fault is not None:
            yield survey.at("prompts", prompt).problem(fault)
    played = [found for step, path in survey.steps for found in prompts_of(step, path)]
    for queue, spec in survey.specs.queues.items():
        comfort = spec.announcements.comfort
        path: NodePath = ("queues", queue, "announcements", "comfort", "prompts")
        played += [(prompt, (*path, index)) for index, prompt in enumerate(comfort.prompts if comfort else [])]
    for prompt, path in played:
        if not prompt.startswith(SET_PREFIX):
            yield from survey.unknown("prompt", prompt, survey.declared("prompts"), path)


def _agents(survey: Survey) -> Iterator[Problem]:
    for name, agent in survey.specs.agents.items():
        yield from _assignments(survey, name, agent)
        for skill in agent.skills:
            yield from survey.unknown("skill", skill, survey.specs.skills, ("agents", name, "skills", skill), key=True)
        rest = agent.micro_pause
        if rest and rest.busy_share == 1 and not rest.contacts_in_a_row:
            yield survey.at("agents", name, "micro_pause").problem(
                "never begins: nobody is busy for more than a busy_share of 1, and contacts_in_a_row is 0"
            )


def _assignments(survey: Survey, name: str, agent: AgentSpec) -> Iterator[Problem]:
    path = ("agents", name, "queues")
    if isinstance(agent.queues, dict):
        for queue in agent.queues:
            yield from survey.unknown("queue", queue, survey.declared("queues"), (*path, queue), key=True)
        return
    for index, queue in enumerate(agent.queues):
        yield from survey.unknown("queue", queue, survey.declared("queues"), (*path, index))
        if queue in agent.queues[:index]:
            yield survey.at(*path, index).problem(f"'{queue}' is listed twice")


def _flows(survey: Survey) -> Iterator[Problem]:
    reached = set(survey.specs.numbers.values())
    reached |= {way.way.flow for way in survey.ways if isinstance(way.way, ElsewhereSpec) and way.way.flow}
    for flow, steps in survey.specs.flows.items():
        place = survey.at("flows", flow, key=True)
        if survey.whole("numbers", "queues") and flow not in reached:
            yield place.problem(f"no number leads to the flow '{flow}', and no queue")
        if not steps:
            yield place.problem(f"the flow '{flow}' has no steps")
        elif not any(step.enqueue or step.hang_up for step, _ in walked(steps, ())):
            yield place.problem(f"the flow '{flow}' enters no queue; if it is only to speak, end it with hang_up")


def _queues(survey: Survey) -> Iterator[Problem]:
    entered = set(survey.enqueues) | {spec.escalates_to for spec in survey.specs.queues.values()}
    entered |= {
        way.way.queue for way in survey.ways if isinstance(way.way, ElsewhereSpec) and way.way.queue != way.queue
    }
    faulty = [queue for queue in survey.declared("queues") if queue not in survey.specs.queues]
    for queue in survey.declared("queues"):
        place = survey.at("queues", queue, key=True)
        if survey.whole("flows") and queue not in entered and not [other for other in faulty if other != queue]:
            yield place.problem(f"no flow enters the queue '{queue}', and no queue leads to it")
        if survey.whole("agents") and queue not in survey.served:
            yield place.problem(f"no agent serves the queue '{queue}'; its callers would wait for ever")
