"""Tests of a document that speak of what it does not have, or could never come out as they say. Runs none."""

from collections.abc import Iterator

from dialplan.errors import Problem
from dialplan.schema import SET_PREFIX, TEXT_PREFIX
from dialplan.survey import Survey
from dialplan.tree import Path
from dialplan.trials import ExpectSpec, TrialSpec

NO_PROMPTS = (SET_PREFIX, TEXT_PREFIX, "say:", "var:")
"""How what is heard begins where it is none of ``prompts``."""


def trial_problems(survey: Survey) -> Iterator[Problem]:
    """A problem for each name in a test that leads nowhere, and where a test contradicts itself."""
    for name, trial in survey.specs.tests.items():
        path: Path = ("tests", name)
        yield from survey.unknown("number", trial.call, survey.declared("numbers"), (*path, "call"))
        for agent in trial.agents:
            yield from survey.unknown("agent", agent, survey.declared("agents"), (*path, "agents", agent), key=True)
        yield from _expected_names(survey, trial.expect, (*path, "expect"))
        yield from _contradictions(survey, trial, path)


def _expected_names(survey: Survey, expect: ExpectSpec, path: Path) -> Iterator[Problem]:
    for index, heard in enumerate(expect.heard or ()):
        if not heard.startswith(NO_PROMPTS):
            yield from survey.unknown("prompt", heard, survey.declared("prompts"), (*path, "heard", index))
    named = (("queue", "queues"), ("agent", "agents"), ("category", "categories"), ("language", "languages"))
    for key, section in named:
        value = getattr(expect, key)
        if value is not None:
            yield from survey.unknown(key, value, survey.declared(section), (*path, key))


def _contradictions(survey: Survey, trial: TrialSpec, path: Path) -> Iterator[Problem]:
    if not trial.expect.model_fields_set:
        yield survey.at(*path, "expect", key=True).problem("expects nothing, so it could never fail")
    agent = trial.expect.agent
    if (
        agent is not None
        and trial.agents.get(agent, "logged_out") == "logged_out"
        and agent in survey.declared("agents")
    ):
        yield survey.at(*path, "expect", "agent").problem(f"'{agent}' is logged out in this test")
