"""What is wrong with who works here: teams, supervisors, numbers of agents and the codes they dial."""

from collections.abc import Iterator

from dialplan.errors import Problem
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
        yield from unknown_names(survey, "team", supervisor.teams, (*path, "teams"))
        yield from unknown_names(survey, "queue", supervisor.queues, (*path, "queues"))


def number_problems(survey: Survey) -> Iterator[Problem]:
    """What is dialled and leads to two things: numbers, agents, supervisors' phones, feature codes."""
    leads_to = dict.fromkeys(survey.declared("numbers"), "a flow")
    extensions = [
        (spec.number, ("agents", name, "number"), f"the agent '{name}'")
        for name, spec in survey.specs.agents.items()
        if spec.number is not None
    ]
    extensions += [
        (spec.device, ("supervisors", name, "device"), f"the supervisor '{name}'")
        for name, spec in survey.specs.supervisors.items()
        if spec.device is not None
    ]
    for number, path, whose in extensions:
        other = leads_to.setdefault(number, whose)
        if other != whose:
            yield survey.at(*path).problem(f"'{number}' leads to {other} already")
    yield from _codes(survey, leads_to)


def _codes(survey: Survey, leads_to: dict[str, str]) -> Iterator[Problem]:
    codes = list(survey.specs.feature_codes.written())
    for index, (action, code) in enumerate(codes):
        place = survey.at("feature_codes", action)
        if code in leads_to:
            yield place.problem(f"'{code}' leads to {leads_to[code]} already")
        for other_action, other in codes[:index]:
            if code == other:
                yield place.problem(f"'{code}' is {other_action} already")
            elif code.startswith(other) or other.startswith(code):
                yield place.problem(f"'{code}' and '{other}' ({other_action}): one begins like the other")
