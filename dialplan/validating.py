"""Nodes against the schema: what pydantic finds, said in the language's words and at its place. Checks no meaning."""

from collections.abc import Collection
from dataclasses import dataclass, field
from inspect import isclass
from typing import TYPE_CHECKING, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from dialplan.agents import AgentSpec
from dialplan.errors import Problem, did_you_mean, shown
from dialplan.queues import QueueSpec
from dialplan.requirements import UNREADABLE
from dialplan.schema import Name, Number, PromptFile, Skill, Spec
from dialplan.steps import StepList, StepSpec
from dialplan.tree import Entry, Mapping, Node, Path, Place, Scalar, Sequence, in_text, node_of, place_of, plain

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

T = TypeVar("T")

_NAME: TypeAdapter[str] = TypeAdapter(Name)
_SKILL: TypeAdapter[str] = TypeAdapter(Skill)
_NUMBER: TypeAdapter[str] = TypeAdapter(Number)
_PROMPT_FILE: TypeAdapter[str] = TypeAdapter(PromptFile)
_STEPS: TypeAdapter[list[StepSpec]] = TypeAdapter(StepList)
SECTIONS = ("numbers", "prompts", "skills", "queues", "agents", "flows")
MOST_NAMES = {"numbers": 10_000, "prompts": 10_000, "skills": 1_000, "queues": 1_000, "agents": 10_000, "flows": 1_000}
"""A node of 200 agents is the design's size; each limit is far beyond it."""


@dataclass(slots=True)
class Specs:
    """What is valid of a document, and the names each section declares whether valid or not."""

    numbers: dict[str, str] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)
    skills: tuple[str, ...] = ()
    queues: dict[str, QueueSpec] = field(default_factory=dict)
    agents: dict[str, AgentSpec] = field(default_factory=dict)
    flows: dict[str, list[StepSpec]] = field(default_factory=dict)
    declared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def whole(self, section: str) -> bool:
        """Whether everything declared in this section is valid."""
        return len(getattr(self, section)) == len(self.declared[section])


def validated(root: Mapping) -> Specs:
    """The document's sections, each entry for itself, so that one fault hides no other."""
    specs = Specs()
    for key, entry in root.entries.items():
        if key not in SECTIONS:
            specs.problems.append(entry.place.problem(f"unknown key {shown(key)}{did_you_mean(key, SECTIONS)}"))
    specs.numbers = _section(root, "numbers", _NUMBER, _NAME, specs)
    specs.prompts = _section(root, "prompts", _NAME, _PROMPT_FILE, specs)
    specs.skills = _skills(root, specs)
    specs.queues = _section(root, "queues", _NAME, TypeAdapter(QueueSpec), specs)
    specs.agents = _section(root, "agents", _NAME, TypeAdapter(AgentSpec), specs)
    specs.flows = _section(root, "flows", _NAME, _STEPS, specs)
    return specs


def _section(root: Mapping, section: str, keys: TypeAdapter[str], values: TypeAdapter[T], specs: Specs) -> dict[str, T]:
    entry = root.entries.get(section)
    specs.declared[section] = ()
    if entry is None or _empty(entry.value):
        return {}
    if not isinstance(entry.value, Mapping):
        specs.problems.append(entry.value.place.problem(f"'{section}' must be names with what they stand for"))
        return {}
    if len(entry.value.entries) > MOST_NAMES[section]:
        specs.problems.append(entry.place.problem(f"more than {MOST_NAMES[section]:,} {section}"))
        return {}
    specs.declared[section] = tuple(entry.value.entries)
    valid = {}
    for key, named in entry.value.entries.items():
        problems = _key_problems(named, keys)
        try:
            value = values.validate_python(plain(named.value))
        except ValidationError as error:
            spec = QueueSpec if section == "queues" else AgentSpec if section == "agents" else StepSpec
            problems += [_problem(details, named, spec) for details in error.errors(include_url=False)]
        else:
            if not problems:
                valid[key] = value
        specs.problems += problems
    return valid


def _skills(root: Mapping, specs: Specs) -> tuple[str, ...]:
    entry = root.entries.get("skills")
    specs.declared["skills"] = ()
    if entry is None or _empty(entry.value):
        return ()
    if not isinstance(entry.value, Sequence):
        specs.problems.append(entry.value.place.problem("'skills' must be a list of names"))
        return ()
    if len(entry.value.items) > MOST_NAMES["skills"]:
        specs.problems.append(entry.place.problem(f"more than {MOST_NAMES['skills']:,} skills"))
        return ()
    first: dict[str, Node] = {}
    for item in entry.value.items:
        name = item.text if isinstance(item, Scalar) else ""
        problems = _key_problems(Entry(item.place, name, item), _SKILL)
        known = first.setdefault(name, item)
        if not problems and known is not item:
            problems = [item.place.problem(f"'{name}' is defined twice, first at {known.place}")]
        specs.problems += problems
    specs.declared["skills"] = tuple(first)
    return tuple(first)


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _key_problems(entry: Entry, adapter: TypeAdapter[str]) -> list[Problem]:
    try:
        adapter.validate_python(entry.key)
    except ValidationError as error:
        return [entry.place.problem(f"{shown(entry.key)}: {_words(details)}") for details in error.errors()]
    return []


def _problem(details: "ErrorDetails", entry: Entry, spec: type[Spec]) -> Problem:
    path: Path = details["loc"]
    last = path[-1] if path else ""
    match details["type"]:
        case "missing":
            return _place(entry, path[:-1]).problem(f"'{last}' is missing")
        case "extra_forbidden":
            hint = did_you_mean(str(last), _fields_at(spec, path))
            return _place(entry, path).problem(f"unknown key {shown(str(last))}{hint}")
        case kind if kind == UNREADABLE:
            return in_text(node_of(entry.value, path), details["ctx"]["column"], _words(details))
        case _ if last == "[key]":
            return _place(entry, path[:-1]).problem(f"{shown(str(path[-2]))}: {_words(details)}")
        case _:
            return place_of(entry.value, path).problem(_words(details))


def _place(entry: Entry, path: Path) -> Place:
    return place_of(Mapping(entry.place, {entry.key: entry}), (entry.key, *path), at_key=True)


def _words(details: "ErrorDetails") -> str:
    match details["type"]:
        case "value_error":
            return str(details["ctx"]["error"])
        case "bool_type":
            return "must be true or false"
        case "string_type" if details["input"] is None:
            return "is empty; must be text"
        case "string_type" if isinstance(details["input"], int | float):
            return "must be text; put it in quotes"
        case "string_type":
            return "must be text"
        case "int_type" | "int_from_float":
            return "must be a whole number"
        case "float_type":
            return "must be a number"
        case "list_type":
            return "must be a list"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "must be keys with values"
        case "too_short":
            return "must not be empty"
        case _:
            return details["msg"].replace("Input should be", "must be").replace("List should", "must")


def _fields_at(spec: type[Spec], path: Path) -> Collection[str]:
    for part in path[:-1]:
        if part in spec.model_fields:
            spec = _spec_in(spec.model_fields[str(part)].annotation) or spec
    return spec.model_fields


def _spec_in(annotation: object) -> type[Spec] | None:
    if isclass(annotation) and issubclass(annotation, Spec):
        return annotation
    return next((found for part in get_args(annotation) if (found := _spec_in(part))), None)
