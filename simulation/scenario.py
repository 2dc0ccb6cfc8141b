"""A scenario file, read and resolved into what a run takes, or refused with every fault as file: key: sentence.

Speaks the dialplan's language and makes its policies with the dialplan's own shapes: there is no second language.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from acd.policy import Announcements, Comfort, QueuePolicy
from acd.profile import AgentProfile
from dialplan.agents import assignments
from dialplan.errors import did_you_mean, shown
from dialplan.loader import load
from dialplan.queues import QueueSpec
from dialplan.reading import read
from dialplan.requirements import requirement
from dialplan.schema import Spec
from dialplan.tree import plain
from simulation.draws import Duration
from simulation.needs import needs_faults
from simulation.specs import MOST_AGENTS, AgentsSpec, ArrivalsSpec, ScenarioSpec
from vocabulary.ids import AgentName, QueueName, SkillName
from vocabulary.skills import Requirement

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LARGEST_FILE_BYTES = 1024 * 1024


class ScenarioInvalid(Exception):
    """every fault as file: key: sentence, one a line"""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Callers of one kind: Poisson at these rates per hour, one for each half hour."""

    queue: QueueName
    rates_per_hour: tuple[float, ...]
    service: Duration
    patience: Duration | None = None
    requirement: Requirement = Requirement()
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Shifts:
    """So many shifts of so many hours, each beginning empty with everybody logged in."""

    hours: float
    replications: int


@dataclass(frozen=True, slots=True)
class Calls:
    """So many calls measured, after so many that only fill the floor."""

    measured: int
    warm_up: int = 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """Who serves, who calls, and for how long it is looked at.

    ``answers``: how long each agent takes to answer; who is not named answers at once. ``waiting_places``: shared by
    all queues; None: any number. ``within_seconds``: what service levels are measured by.
    """

    policies: tuple[QueuePolicy, ...]
    profiles: tuple[AgentProfile, ...]
    arrivals: tuple[Arrivals, ...]
    length: Calls | Shifts
    answers: Mapping[AgentName, Duration]
    waiting_places: int | None = None
    within_seconds: float = 20.0
    short_abandon_seconds: float = 5.0
    seed: int = 1


def load_scenario(path: Path) -> Scenario:
    """The scenario in the file; ``dialplan`` in it is a path from the file's own folder.

    :raises ScenarioInvalid: with all that is wrong.
    :raises DialplanInvalid: when the document it names is.
    """
    spec = load_spec(path)
    scenario = _resolved(spec, path)
    faults = [f"{path}: {fault}" for fault in _faults(spec, scenario)]
    if faults:
        raise ScenarioInvalid(faults)
    return scenario


def load_floor(path: Path) -> tuple[list[QueuePolicy], list[AgentProfile]]:
    """The queues and agents of a scenario file, whatever else it holds or lacks.

    :raises ScenarioInvalid: with all that is wrong.
    """
    spec = load_spec(path)
    policies, profiles, _ = _floor(spec, path)
    return list(policies), profiles


def load_spec(path: Path) -> ScenarioSpec:
    """The file's own words, each of a form that may be.

    :raises ScenarioInvalid: with all that is wrong.
    """
    reading = read(text_of(path), str(path))
    if reading.problems:
        raise ScenarioInvalid(str(problem) for problem in reading.problems)
    if reading.root is None:
        raise ScenarioInvalid([f"{path}: is empty"])
    try:
        return ScenarioSpec.model_validate(plain(reading.root))
    except ValidationError as error:
        raise ScenarioInvalid(f"{path}: {sentence(each)}" for each in error.errors(include_url=False)) from None


def text_of(path: Path) -> str:
    """The text of a file of ours, of at most a mebibyte.

    :raises ScenarioInvalid: when it cannot be read.
    """
    if path.is_dir():
        raise ScenarioInvalid([f"{path}: is a directory; name a file in it, or try a dialplan with --replay LOG"])
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ScenarioInvalid([f"{path}: larger than 1 MiB"])
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioInvalid([f"{path}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise ScenarioInvalid([f"{path}: is not UTF-8"]) from error


def in_silence(policy: QueuePolicy) -> QueuePolicy:
    """The policy without announcements, which nobody hears here; estimates are made all the same."""
    estimates = policy.announcements.estimates
    silent = Announcements(on_entry=False, on_change=False, every_seconds=None, estimates=estimates, comfort=Comfort())
    return replace(policy, announcements=silent)


def _resolved(spec: ScenarioSpec, path: Path) -> Scenario:
    policies, profiles, answers = _floor(spec, path)
    length: Calls | Shifts = Calls(spec.calls or 0, spec.warm_up_calls)
    if spec.shift_hours is not None:
        length = Shifts(spec.shift_hours, spec.replications)
    return Scenario(
        policies=tuple(map(in_silence, policies)),
        profiles=tuple(profiles),
        arrivals=tuple(map(_arrivals, spec.arrivals)),
        length=length,
        answers=answers,
        waiting_places=spec.waiting_places,
        within_seconds=spec.service_level_seconds,
        short_abandon_seconds=spec.short_abandon_seconds,
        seed=spec.seed,
    )


def _floor(
    spec: ScenarioSpec, path: Path
) -> tuple[Iterable[QueuePolicy], list[AgentProfile], dict[AgentName, Duration]]:
    """Queues and agents, of the document or written here; agents written here take the place of the document's."""
    usual = spec.answer_seconds.duration()
    if spec.dialplan is None:
        policies = [_inline_policy(name, queue) for name, queue in spec.queues.items()]
        profiles, answers = _inline_agents(spec.agents, usual)
        return policies, profiles, answers
    document = load(path.parent / spec.dialplan)
    policies = [queue.policy for queue in document.queues.values()]
    if spec.agents:
        profiles, answers = _inline_agents(spec.agents, usual)
        return policies, profiles, answers
    return policies, [agent.profile for agent in document.agents.values()], dict.fromkeys(document.agents, usual)


def _inline_policy(name: str, spec: QueueSpec) -> QueuePolicy:
    """Written here, a queue owes no wrap-up unless it says so: ``service_seconds`` is the whole handle time."""
    policy = spec.policy(name)
    return policy if "wrap_up_seconds" in spec.model_fields_set else replace(policy, wrap_up_seconds=0.0)


def _inline_agents(groups: list[AgentsSpec], usual: Duration) -> tuple[list[AgentProfile], dict[AgentName, Duration]]:
    profiles: list[AgentProfile] = []
    answers: dict[AgentName, Duration] = {}
    numbered = 0
    for group in groups:
        for _ in range(group.count or 1):
            numbered += group.name is None
            name = AgentName(group.name or f"agent{numbered}")
            profiles.append(_profile(group, name))
            answers[name] = group.answer_seconds.duration() if group.answer_seconds else usual
    return profiles, answers


def _profile(group: AgentsSpec, name: AgentName) -> AgentProfile:
    return AgentProfile(
        name=name,
        assignments=assignments(group.queues),
        skills=tuple((SkillName(skill), level) for skill, level in group.skills.items()),
        unanswered_limit=group.unanswered_limit,
        micro_pause=group.micro_pause.micro_pause() if group.micro_pause else None,
    )


def _arrivals(spec: ArrivalsSpec) -> Arrivals:
    return Arrivals(
        queue=QueueName(spec.queue),
        rates_per_hour=tuple(spec.rate_per_hour),
        service=spec.service_seconds.duration(),
        patience=spec.patience_seconds.duration() if spec.patience_seconds else None,
        requirement=Requirement() if spec.requires is None else requirement(spec.requires),
        priority=spec.priority,
    )


def _faults(spec: ScenarioSpec, scenario: Scenario) -> Iterator[str]:
    if not spec.arrivals:
        yield "arrivals: is missing: nobody would call"
    if spec.calls is None and spec.shift_hours is None:
        yield "calls: is missing; or write shift_hours with replications"
    queues = [policy.name for policy in scenario.policies]
    for index, arrivals in enumerate(scenario.arrivals):
        if arrivals.queue not in queues:
            yield f"arrivals.{index}.queue: unknown queue {shown(arrivals.queue)}{did_you_mean(arrivals.queue, queues)}"
    for index, group in enumerate(spec.agents):
        for queue in group.queues:
            if queue not in queues:
                yield f"agents.{index}.queues: unknown queue {shown(queue)}{did_you_mean(queue, queues)}"
    if len(scenario.profiles) > MOST_AGENTS:
        yield f"agents: more than {MOST_AGENTS:,}"
    for name, times in Counter(profile.name for profile in scenario.profiles).items():
        if times > 1:
            yield f"agents: {shown(name)} is there twice"
    yield from needs_faults(spec.arrivals, scenario.profiles)


def sentence(details: "ErrorDetails", spec: type[Spec] = ScenarioSpec) -> str:
    """One finding of pydantic as ``key: what is wrong``; ``spec``: whose keys are known at the top."""
    # The dialplan's shapes put words in braces into a path, which nobody wrote.
    parts = [str(part) for part in details["loc"] if part != "[key]" and not str(part).startswith("{")]
    key = ".".join(parts) or "scenario"
    match details["type"]:
        case "missing":
            return f"{key}: is missing"
        case "extra_forbidden":
            return f"{key}: unknown key {shown(parts[-1])}{did_you_mean(parts[-1], _known(parts, spec))}"
        case "value_error":
            return f"{key}: {details['ctx']['error']}"
        case "int_type" | "int_from_float":
            return f"{key}: must be a whole number"
        case "float_type":
            return f"{key}: must be a number"
        case "list_type":
            return f"{key}: must be a list"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"{key}: must be keys with values"
        case "too_short":
            return f"{key}: must not be empty"
        case "string_pattern_mismatch" if parts[-1] == "begins_at":
            return f"{key}: must be a time of day, 00:00 to 23:59"
        case _:
            return f"{key}: {details['msg'].replace('Input should be', 'must be').replace('List should', 'must')}"


def _known(parts: list[str], spec: type[Spec]) -> Collection[str]:
    by_section: dict[str, type[Spec]] = {"queues": QueueSpec, "agents": AgentsSpec, "arrivals": ArrivalsSpec}
    return (by_section.get(parts[0], spec) if len(parts) > 1 else spec).model_fields
