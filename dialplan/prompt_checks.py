"""What is wrong with prompts: files that cannot be played, names that lead nowhere, languages that lack them."""

from collections.abc import Iterator

from dialplan.errors import Problem
from dialplan.prompts import by_language, fault_of, files_of
from dialplan.schema import SET_PREFIX, TEXT_PREFIX
from dialplan.sections.music import LONGEST_SECONDS, USUAL
from dialplan.sections.prompts import PromptSpec
from dialplan.steps import prompts_of
from dialplan.survey import Survey
from dialplan.tree import Path
from ivr.templates import variables_in


def prompt_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with the prompts declared, and with those played that are not."""
    for name, spec in survey.specs.prompts.items():
        yield from _files(survey, name, spec)
        yield from _languages(survey, name, spec)
    for prompt, path in _played(survey):
        if not prompt.startswith((SET_PREFIX, TEXT_PREFIX)):
            yield from survey.unknown("prompt", prompt, survey.declared("prompts"), path)


def told_problems(survey: Survey) -> Iterator[Problem]:
    """What agents are told of a queue is the same for every caller: variables of flows are not known there."""
    for queue, spec in survey.specs.queues.items():
        named = next(variables_in(spec.tell_agent or ""), None)
        if named is not None:
            path: Path = ("queues", queue, "tell_agent")
            yield survey.in_template(path, f"{{{named}}}", f"'{named}' is not known here: agents are told fixed words")


def music_problems(survey: Survey) -> Iterator[Problem]:
    """What is wrong with classes of music, and with queues whose music is none."""
    for name, files in survey.specs.music.items():
        for index, file in enumerate(files):
            fault = fault_of(file, survey.directory, LONGEST_SECONDS)
            if fault is not None:
                yield survey.at("music", name, index).problem(fault)
    known = (*survey.declared("music"), USUAL)
    for queue, spec in survey.specs.queues.items():
        yield from survey.unknown("music", spec.music, known, ("queues", queue, "music"))


def _files(survey: Survey, name: str, spec: PromptSpec) -> Iterator[Problem]:
    for file, below in files_of(spec):
        fault = fault_of(file, survey.directory)
        if fault is not None:
            yield survey.at("prompts", name, *below).problem(fault)


def _languages(survey: Survey, name: str, spec: PromptSpec) -> Iterator[Problem]:
    spoken = survey.specs.languages
    if not spoken or not survey.whole("languages"):
        return
    found = by_language(spec, tuple(spoken))
    for language, (_, below) in found.items():
        if isinstance(spec, dict):
            path: Path = ("prompts", name, *below)
            yield from survey.unknown("language", language, spoken, path, key=True)
    if spoken[0] not in found:
        yield survey.at("prompts", name, key=True).problem(
            f"'{name}' is missing in '{spoken[0]}', the first language, on which the others fall back"
        )
        return
    lacking = [language for language in spoken if language not in found]
    if lacking:
        yield survey.at("prompts", name, key=True).warning(
            f"'{name}' is missing in {', '.join(lacking)}; falls back to {spoken[0]}"
        )


def _played(survey: Survey) -> Iterator[tuple[str, Path]]:
    for step, path in survey.steps:
        yield from prompts_of(step, path)
    for queue, spec in survey.specs.queues.items():
        if spec.tell_agent is not None:
            yield spec.tell_agent, ("queues", queue, "tell_agent")
        comfort = spec.announcements.comfort
        here: Path = ("queues", queue, "announcements", "comfort", "prompts")
        yield from ((prompt, (*here, index)) for index, prompt in enumerate(comfort.prompts if comfort else []))
