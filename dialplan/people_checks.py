"""What is wrong with who works here: teams, supervisors, phones, and everything that is dialled or typed on one."""

from collections.abc import Iterator

from dialplan.errors import Problem
from dialplan.keyed import with_digits
from dialplan.references import unknown_names
from dialplan.survey import Survey
from dialplan.tree import Path


def people_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with teams and supervisors."""
    team_of: dict[str, str] = {}
    for team, spec in survey.specs.teams.items():
        yield from unknown_names(survey, "agent", spec.agents, ("teams", team, "agents"))
        for index, agent in enumerate(spec.agents):
            first = team_of.setdefault(agent, team)
            if first != team:
                place = survey.at("teams", team, "agents", index)
                yield place.problem(f"'{agent}' belongs to the team '{first}' already; an agent has one")
    for name, supervisor in survey.specs.supervisors.items():
        path: Path = ("supervisors", name)
        if supervisor.agent is not None:
            yield from survey.unknown("agent", supervisor.agent, survey.declared("agents"), (*path, "agent"))
        if supervisor.language is not None:
            yield from _language(survey, supervisor.language, path)
        yield from unknown_names(survey, "team", supervisor.teams, (*path, "teams"))
        yield from unknown_names(survey, "queue", supervisor.queues, (*path, "queues"))


def phone_problems(survey: Survey) -> Iterator[Problem]:
    """Two phones of one name, which would be one endpoint of Asterisk; a phone that is called like somebody else."""
    owner_of: dict[str, str] = {}
    for agent, spec in survey.specs.agents.items():
        for device in spec.devices:
            place = survey.at("agents", agent, "devices", device, key=True)
            first = owner_of.setdefault(device, agent)
            if first != agent:
                yield place.problem(f"'{device}' is a phone of '{first}' already")
            elif device != agent and device in survey.declared("agents"):
                yield place.problem(f"'{device}' is an agent: a phone of another is not called so")
    for name, phone in survey.specs.phones.items():
        place = survey.at("phones", name, key=True)
        if name in owner_of:
            yield place.problem(f"'{name}' is a phone of '{owner_of[name]}' already")
        elif name in survey.declared("agents"):
            yield place.problem(f"'{name}' is an agent: a phone of nobody is not called so")
        if phone.language is not None:
            yield from _language(survey, phone.language, ("phones", name))


def _language(survey: Survey, language: str, path: Path) -> Iterator[Problem]:
    yield from survey.unknown("language", language, survey.declared("languages"), (*path, "language"))


def number_problems(survey: Survey) -> Iterator[Problem]:
    """What is dialled and leads to two things: numbers, agents, queues, phones, feature codes."""
    leads_to = dict.fromkeys(survey.declared("numbers"), "a flow")
    for number, path, whose in _extensions(survey):
        other = leads_to.setdefault(number, whose)
        if other != whose:
            yield survey.at(*path).problem(f"'{number}' leads to {other} already")
    yield from _codes(survey, leads_to)


def _extensions(survey: Survey) -> Iterator[tuple[str, Path, str]]:
    """Every number of a person, a queue or a phone: where it is written, and to whom it leads."""
    for name, agent in survey.specs.agents.items():
        if agent.number is not None:
            yield agent.number, ("agents", name, "number"), f"the agent '{name}'"
    for name, queue in survey.specs.queues.items():
        if queue.number is not None:
            yield queue.number, ("queues", name, "number"), f"the queue '{name}'"
    for name, phone in survey.specs.phones.items():
        if phone.number is not None:
            yield phone.number, ("phones", name, "number"), f"the phone '{name}'"
    for name, supervisor in survey.specs.supervisors.items():
        if supervisor.device is not None:
            yield supervisor.device, ("supervisors", name, "device"), f"the supervisor '{name}'"


def _codes(survey: Survey, leads_to: dict[str, str]) -> Iterator[Problem]:
    """One code may begin like another, of which the longest that fits counts; a number behind one is never reached."""
    first: dict[str, str] = {}
    for action, code in survey.specs.feature_codes.written():
        place = survey.at("feature_codes", action)
        other = first.setdefault(code, action)
        if other != action:
            yield place.problem(f"'{code}' is {other} already")
        for number, whose in leads_to.items():
            if number == code:
                yield place.problem(f"'{code}' leads to {whose} already")
            elif number.startswith(code):
                yield place.problem(
                    f"'{number}', which leads to {whose}, begins with '{code}': it could not be dialled"
                )


def typed_problems(survey: Survey) -> Iterator[Problem]:
    """Two pause reasons, or two dispositions, for which the same is typed."""
    for section, choices in (
        ("pause_reasons", with_digits(survey.specs.pause_reasons)),
        ("dispositions", with_digits(survey.specs.dispositions)),
    ):
        if not survey.whole(section):
            continue
        first: dict[str, str] = {}
        for name, spec in choices.items():
            other = first.setdefault(spec.digits or "", name)
            if other != name:
                yield survey.at(section, name, key=True).problem(f"'{spec.digits}' is typed for '{other}' already")
