"""What the schema cannot see: names that lead nowhere, and what no call could ever use. Reads only prompt files."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from dialplan.agents import AgentSpec
from dialplan.errors import MOST_PROBLEMS, Problem, Severity
from dialplan.flow_checks import flow_problems
from dialplan.graph_building import graph_of
from dialplan.hours_checks import hours_problems
from dialplan.name_checks import callback_problems, name_problems, transfer_problems
from dialplan.overflow_checks import overflow_problems
from dialplan.people_checks import number_problems, people_problems, phone_problems, typed_problems
from dialplan.prompt_checks import music_problems, prompt_problems, told_problems
from dialplan.queue_checks import queue_problems
from dialplan.recording_checks import recording_problems, recording_way_problems
from dialplan.references import unknown_names
from dialplan.requirement_checks import enqueue_problems, need_problems
from dialplan.roster_checks import roster_problems
from dialplan.secret_checks import secret_problems
from dialplan.section_checks import (
    admission_problems,
    outcome_problems,
    speech_problems,
    trunk_problems,
)
from dialplan.steps import walked
from dialplan.survey import Survey
from dialplan.tree import Path as NodePath
from dialplan.trial_checks import trial_problems
from dialplan.variable_checks import variable_problems
from dialplan.ways import ElsewhereSpec

Check = Callable[[Survey], Iterable[Problem]]
_ENDS = frozenset({"enqueue", "hang_up", "transfer", "voicemail", "callback", "go_to"})
"""Verbs with which a flow gets somewhere."""


def checked(survey: Survey) -> list[Problem]:
    """Every problem of meaning, and every warning. Where a section has faults of form, nothing is concluded from what
    it lacks.
    """
    found: dict[Severity, list[Problem]] = {severity: [] for severity in Severity}
    for problem in chain.from_iterable(check(survey) for check in CHECKS):
        of_its_kind = found[problem.severity]
        if len(of_its_kind) < MOST_PROBLEMS:
            of_its_kind.append(problem)
        elif problem.severity is Severity.ERROR:
            # Warnings are never a reason to look no further: an error may follow.
            break
    return [*found[Severity.ERROR], *found[Severity.WARNING]]


def _numbers(survey: Survey) -> Iterator[Problem]:
    if not survey.declared("numbers"):
        yield survey.root.place.problem("no number leads to a flow; declare them under 'numbers'")
    for number, spec in survey.specs.numbers.items():
        path: NodePath = ("numbers", number)
        yield from survey.unknown("flow", spec.flow, survey.declared("flows"), (*path, "flow"))
        if spec.language is not None:
            yield from survey.unknown("language", spec.language, survey.declared("languages"), (*path, "language"))
        if spec.trunk is not None:
            yield from survey.unknown("trunk", spec.trunk, survey.declared("trunks"), (*path, "trunk"))


def _agents(survey: Survey) -> Iterator[Problem]:
    for name, agent in survey.specs.agents.items():
        yield from _assignments(survey, name, agent)
        for skill in agent.skills:
            yield from survey.unknown("skill", skill, survey.specs.skills, ("agents", name, "skills", skill), key=True)
        if agent.language is not None:
            path: NodePath = ("agents", name, "language")
            yield from survey.unknown("language", agent.language, survey.declared("languages"), path)
        rest = agent.micro_pause
        if rest and rest.busy_share == 1 and not rest.contacts_in_a_row:
            yield survey.at("agents", name, "micro_pause").problem(
                "never begins: nobody is busy for more than a busy_share of 1, and contacts_in_a_row is 0"
            )


def _assignments(survey: Survey, name: str, agent: AgentSpec) -> Iterator[Problem]:
    path: NodePath = ("agents", name, "queues")
    if isinstance(agent.queues, dict):
        for queue in agent.queues:
            yield from survey.unknown("queue", queue, survey.declared("queues"), (*path, queue), key=True)
        return
    yield from unknown_names(survey, "queue", agent.queues, path)


def _flows(survey: Survey) -> Iterator[Problem]:
    for flow, steps in survey.specs.flows.items():
        place = survey.at("flows", flow, key=True)
        if not steps:
            yield place.problem(f"the flow '{flow}' has no steps")
        elif not any(step.kind in _ENDS for step, _ in walked(steps, ())):
            yield place.problem(f"the flow '{flow}' enters no queue; if it is only to speak, end it with hang_up")


def _queues(survey: Survey) -> Iterator[Problem]:
    entered = set(survey.led_to)
    entered |= {spec.escalates_to or "" for spec in survey.specs.queues.values()}
    for way in survey.ways:
        if isinstance(way.way, ElsewhereSpec) and way.way.queue is not None and way.way.queue != way.queue:
            entered.add(way.way.queue)
    faulty = [queue for queue in survey.declared("queues") if queue not in survey.specs.queues]
    for queue in survey.declared("queues"):
        place = survey.at("queues", queue, key=True)
        if survey.whole("flows") and queue not in entered and not [other for other in faulty if other != queue]:
            yield place.problem(f"no flow enters the queue '{queue}', and no queue leads to it")
        if survey.whole("agents") and queue not in survey.served:
            yield place.problem(f"no agent serves the queue '{queue}'; its callers would wait for ever")


def _named(survey: Survey, section: str) -> set[str]:
    """What the steps of all flows speak of in this section."""
    return {name.name for step, _ in survey.steps for name in step.names() if name.section == section}


def _hours(survey: Survey) -> Iterator[Problem]:
    used = _named(survey, "hours") if survey.whole("flows", "queues") else None
    if used is not None:
        used |= {spec.callback.hours for spec in survey.specs.queues.values() if spec.callback.hours is not None}
    return hours_problems(survey.specs.hours, survey.at, survey.specs.time_zone, used=used)


def _ways_through(survey: Survey) -> Iterator[Problem]:
    """What only the graph shows, and the roster, hour by hour in which callers can get to their queues."""
    specs, graph = survey.specs, graph_of(survey)
    yield from flow_problems(survey, graph)
    yield from recording_way_problems(survey, graph)
    yield from roster_problems(survey, specs.shifts, specs.hours, specs.time_zone, guarded_by=graph.guards)


CHECKS: tuple[Check, ...] = (
    _numbers,
    prompt_problems,
    music_problems,
    told_problems,
    _agents,
    _flows,
    _queues,
    _hours,
    overflow_problems,
    queue_problems,
    enqueue_problems,
    need_problems,
    name_problems,
    transfer_problems,
    callback_problems,
    variable_problems,
    trunk_problems,
    admission_problems,
    people_problems,
    phone_problems,
    number_problems,
    typed_problems,
    outcome_problems,
    recording_problems,
    speech_problems,
    secret_problems,
    trial_problems,
    _ways_through,
)
"""Each finds its own kind of problem; their order says nothing."""
