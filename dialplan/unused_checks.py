"""What is declared and never used, as warnings: prompts, lists, variables. Hours have checks of their own."""

from collections.abc import Iterator

from dialplan.errors import Problem
from dialplan.steps import StepSpec
from dialplan.survey import Survey
from dialplan.tree import Path as NodePath


def unused_problems(survey: Survey) -> Iterator[Problem]:
    """A warning for each thing that nothing speaks of; nothing where a section it could be used in has faults."""
    if not survey.whole("flows", "queues", "numbers", "recording_rules"):
        return
    played = set(_prompts_played(survey))
    for prompt in survey.declared("prompts"):
        if prompt not in played:
            yield survey.at("prompts", prompt, key=True).warning(f"no step and no queue plays '{prompt}'")
    if survey.declared("lists"):
        yield from _lists(survey)
    yield from _variables(survey)


def _lists(survey: Survey) -> Iterator[Problem]:
    used = {named.name for step, _ in survey.steps for named in step.names() if named.section == "lists"}
    for name in survey.declared("lists"):
        if name not in used and name != survey.specs.admission.blocked:
            yield survey.at("lists", name, key=True).warning(f"nothing looks at the list '{name}'")


def _prompts_played(survey: Survey) -> Iterator[str]:
    for step, _ in survey.steps:
        yield from (prompt for prompt, _ in step.prompts())
    for spec in survey.specs.queues.values():
        yield from spec.announcements.comfort.prompts if spec.announcements.comfort else ()
        yield from () if spec.tell_agent is None else (spec.tell_agent,)
    for rule in survey.specs.recording_rules:
        if rule.consent is not None:
            yield rule.consent


def _variables(survey: Survey) -> Iterator[Problem]:
    """A variable that is set where nothing reads it; told where it is set first."""
    places: dict[str, tuple[StepSpec, NodePath]] = {}
    for step, path in survey.steps:
        for variable, at in step.variables_set():
            places.setdefault(variable, (step, (*path, *at)))
    read = {variable for step, _ in survey.steps for variable, _ in step.variables_read()} if places else set()
    for variable, (step, path) in places.items():
        if variable not in read:
            place = survey.at(*path, key=step.kind in {"set", "look_up"})
            yield place.warning(f"nothing reads the variable '{variable}'")
