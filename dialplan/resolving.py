"""From what is valid of a document to what the other rooms take. Judges nothing; reads the files the document names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from dialplan.agents import AgentSpec
from dialplan.calendar import calendar_of
from dialplan.document import Agent, Dialled, Document, FilePrompt, Queue
from dialplan.errors import DialplanInvalid, Problem
from dialplan.files import SourceFile, version_of
from dialplan.keyed import with_digits
from dialplan.lists import ListFile, list_file, lists_of
from dialplan.prompts import files_of, media
from dialplan.prompts import resolved as resolved_prompt
from dialplan.queues import QueueSpec
from dialplan.sections.numbers import NumberSpec
from dialplan.sections.recording_rules import first_fitting
from dialplan.steps import compiled
from dialplan.steps import media as named
from dialplan.survey import Survey
from dialplan.telling import Telling, with_telling
from dialplan.validating import Specs
from ivr.flow import Flow, Steps
from ivr.say.phrasebook import Phrasebook
from ivr.world import World
from vocabulary.ids import AgentName, FlowName, HoursName, Language, MediaUri, QueueName


@dataclass(frozen=True, slots=True)
class Material:
    """The files of a document: those written by hand, and what its lists' files hold."""

    sources: tuple[SourceFile, ...]
    lists: Mapping[str, ListFile] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for file in self.lists.values() for problem in file.problems)


def material(survey: Survey, sources: tuple[SourceFile, ...]) -> Material:
    """Reads the files of the document's lists, each once."""
    files = dict.fromkeys(spec.file for spec in survey.specs.lists.values() if spec.file is not None)
    return Material(sources, {file: list_file(file, survey.directory) for file in files})


def resolved(survey: Survey, found: Material, warnings: tuple[Problem, ...]) -> Document:
    """The document of specs that passed every check.

    :raises DialplanInvalid: a file of a prompt cannot be read any more.
    """
    specs = survey.specs
    languages = tuple(map(Language, specs.languages))
    contents = _prompt_contents(survey)
    prompts = {
        name: resolved_prompt(spec, languages, survey.directory, contents) for name, spec in specs.prompts.items()
    }
    played = {
        name: {language: media(source, language) for language, source in sources.items()}
        for name, sources in prompts.items()
    }
    world = World(
        flows=_flows(specs),
        languages=languages,
        voice=Phrasebook(played, languages, {}),
        calendar=calendar_of(specs.hours, specs.time_zone),
        lists=lists_of(specs.lists, found.lists, specs.country),
    )
    return Document(
        version=_version(found, contents),
        numbers={number: _dialled(spec) for number, spec in specs.numbers.items()},
        world=world,
        queues={QueueName(name): _queue(name, spec) for name, spec in specs.queues.items()},
        agents={AgentName(name): _agent(name, spec) for name, spec in specs.agents.items()},
        warnings=warnings,
        directory=survey.directory.resolve(),
        prompts=prompts,
        media=played,
        music={name: tuple(_sound(survey.directory, file) for file in files) for name, files in specs.music.items()},
        time_zone=specs.time_zone,
        country=specs.country or "",
        trunks=specs.trunks,
        hours=specs.hours,
        lists=specs.lists,
        skills=tuple(specs.skills),
        phones=specs.phones,
        teams=specs.teams,
        supervisors=specs.supervisors,
        shifts=tuple(specs.shifts),
        pause_reasons=with_digits(specs.pause_reasons),
        categories=specs.categories,
        dispositions=with_digits(specs.dispositions),
        feature_codes=specs.feature_codes,
        call_forms=specs.call_forms,
        scorecards=specs.scorecards,
        recording_rules=tuple(specs.recording_rules),
        admission=specs.admission,
        look_ups=specs.look_ups,
        speech=specs.speech,
        trials=specs.tests,
        sources=_texts(found),
        places={path: survey.at(*path) for _, path in survey.steps}
        | {("tests", name): survey.at("tests", name, key=True) for name in specs.tests},
    )


def _flows(specs: Specs) -> dict[FlowName, Flow]:
    """Each flow, with what callers are told of their recording before it hands them to a queue."""
    found = {name: compiled(steps) for name, steps in specs.flows.items()}
    if any(rule.tells for rule in specs.recording_rules):
        telling = _telling(specs)
        found = {name: with_telling(steps, telling) for name, steps in found.items()}
    return {FlowName(name): Flow(FlowName(name), steps) for name, steps in found.items()}


def _telling(specs: Specs) -> Telling:
    @cache
    def telling(queue: QueueName) -> Steps:
        fitting = first_fitting(specs.recording_rules, queue, "in")
        return fitting[1].telling() if fitting is not None else ()

    return telling


def _prompt_contents(survey: Survey) -> dict[str, bytes]:
    files = dict.fromkeys(file for spec in survey.specs.prompts.values() for file, _ in files_of(spec))
    files |= dict.fromkeys(file for music in survey.specs.music.values() for file in music)
    return {file: _content(survey.directory / file) for file in files}


def _sound(directory: Path, file: str) -> MediaUri:
    return media(FilePrompt(directory.resolve() / file, ""), Language(""))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        # It passed its check a moment ago: somebody is at work in the directory.
        raise DialplanInvalid([Problem(str(path), 1, 1, f"cannot be read: {error.strerror}")]) from error


def _version(found: Material, prompts: Mapping[str, bytes]) -> str:
    yaml = {source.name: source.text.encode() for source in found.sources}
    return version_of({**yaml, **{name: file.content for name, file in found.lists.items()}, **prompts})


def _texts(found: Material) -> dict[str, str]:
    yaml = {source.name: source.text for source in found.sources}
    return yaml | {name: file.content.decode("utf-8-sig") for name, file in found.lists.items()}


def _dialled(spec: NumberSpec) -> Dialled:
    language = None if spec.language is None else Language(spec.language)
    return Dialled(FlowName(spec.flow), spec.source or "", language, spec.most_calls, spec.trunk)


def _queue(name: str, spec: QueueSpec) -> Queue:
    comfort = spec.announcements.comfort
    return Queue(
        spec.policy(name),
        spec.music,
        named(comfort.prompts) if comfort else (),
        ring_tone=spec.while_waiting == "ring_tone",
        number=spec.number or "",
        shown=spec.shown,
        tell_agent=None if spec.tell_agent is None else named([spec.tell_agent])[0],
        zip_tone=spec.zip_tone,
        transfer_failed=spec.transfer_failed,
        callback_hours=None if spec.callback.hours is None else HoursName(spec.callback.hours),
    )


def _agent(name: str, spec: AgentSpec) -> Agent:
    return Agent(
        profile=spec.profile(name),
        display_name=spec.name,
        number=spec.number or "",
        devices=spec.devices,
        language=None if spec.language is None else Language(spec.language),
        pin=spec.pin,
        auto_answer=spec.auto_answer,
    )
