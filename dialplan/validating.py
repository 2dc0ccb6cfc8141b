"""Nodes against the schema: what pydantic finds, said in the language's words and at its place. Checks no meaning.

What the sections are, and what each holds, is read from ``dialplan.language``: a section is added there and nowhere
else.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from inspect import isclass
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from annotated_types import MaxLen, MinLen
from pydantic import TypeAdapter, ValidationError

from dialplan.errors import MOST_PROBLEMS, Problem, did_you_mean, shown
from dialplan.language import DialplanSpec
from dialplan.requirements import UNREADABLE
from dialplan.schema import Spec
from dialplan.tree import (
    Entry,
    Mapping,
    Node,
    Path,
    Place,
    Scalar,
    Sequence,
    in_text,
    node_of,
    place_of,
    plain,
    unique_entries,
)

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Shape(Enum):
    """What a section is made of: entries with names, items of a list, or one value."""

    NAMED = auto()
    LISTED = auto()
    SINGLE = auto()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the language. ``keys`` judges the names of its entries, ``values`` each entry, item or the whole.

    ``annotation``: the type of one value. ``least``, ``most``: entries or items, where the section is written.
    """

    name: str
    shape: Shape
    annotation: Any
    values: TypeAdapter[Any]
    keys: TypeAdapter[str]
    least: int
    most: int


class Specs(DialplanSpec):
    """What is valid of a document, and the names each section declares whether valid or not."""

    declared: dict[str, dict[str, None]]
    problems: list[Problem]

    def whole(self, section: str) -> bool:
        """Whether everything declared in this section is valid."""
        return len(getattr(self, section)) == len(self.declared[section])


def _section(name: str) -> Section:
    declared = DialplanSpec.model_fields[name]
    parts = get_args(declared.annotation)
    most = next((data.max_length for data in declared.metadata if isinstance(data, MaxLen)), 1)
    least = next((data.min_length for data in declared.metadata if isinstance(data, MinLen)), 0)
    keys: Any = str
    annotation: Any
    if get_origin(declared.annotation) is dict:
        shape, keys, annotation = Shape.NAMED, parts[0], parts[1]
    elif get_origin(declared.annotation) is list:
        shape, annotation = Shape.LISTED, parts[0]
    else:
        shape = Shape.SINGLE
        annotation = declared.annotation
        for data in declared.metadata:
            annotation = Annotated[annotation, data]
    return Section(name, shape, annotation, TypeAdapter(annotation), TypeAdapter(keys), least, most)


SECTIONS = {name: _section(name) for name in DialplanSpec.model_fields}
"""Every section, in the order of the language."""


def validated(root: Mapping) -> Specs:
    """The document's sections, each entry for itself, so that one fault hides no other."""
    problems = [
        entry.place.problem(f"unknown key {shown(key)}{did_you_mean(key, SECTIONS)}")
        for key, entry in root.entries.items()
        if key not in SECTIONS
    ]
    values: dict[str, Any] = {}
    declared: dict[str, dict[str, None]] = {}
    for name, section in SECTIONS.items():
        found = _read(section, root.entries.get(name))
        problems += found.problems[:MOST_PROBLEMS]
        declared[name] = dict.fromkeys(found.declared)
        if found.value is not None:
            values[name] = found.value
    return Specs.model_construct(**values, declared=declared, problems=problems)


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of a section; ``value`` None: its default."""

    value: Any = None
    declared: Collection[str] = ()
    problems: list[Problem] = field(default_factory=list)


def _read(section: Section, entry: Entry | None) -> _Found:
    if entry is None or _empty(entry.value):
        return _Found()
    match section.shape, entry.value:
        case Shape.SINGLE, _:
            value, problems = _judged(section, entry)
            return _Found(value, problems=problems)
        case Shape.NAMED, Mapping(entries=entries):
            return _named(section, entry, entries.values())
        case Shape.NAMED, Sequence(items=items) if _may_be_empty(section):
            return _bare_names(section, entry, items)
        case Shape.NAMED, _:
            return _refused(entry.value.place, f"'{section.name}' must be names with what they stand for")
        case Shape.LISTED, Sequence(items=items):
            return _listed(section, entry, items)
        case _:
            of_names = "" if _holds_mappings(section) else " of names"
            return _refused(entry.value.place, f"'{section.name}' must be a list{of_names}")


def _refused(place: Place, message: str) -> _Found:
    return _Found(problems=[place.problem(message)])


def _too_many(section: Section, entry: Entry) -> _Found:
    return _refused(entry.place, f"more than {section.most:,} {section.name.replace('_', ' ')}")


def _named(section: Section, entry: Entry, entries: Collection[Entry]) -> _Found:
    if len(entries) > section.most:
        return _too_many(section, entry)
    valid: dict[str, Any] = {}
    problems: list[Problem] = []
    for named in entries:
        faults = _key_problems(named, section.keys)
        value, wrong = _judged(section, named)
        problems += faults + wrong
        if not faults and not wrong:
            valid[named.key] = value
    return _Found(valid, [named.key for named in entries], problems)


def _may_be_empty(section: Section) -> bool:
    """Whether a name alone says enough, so that a list of names is as good."""
    try:
        section.values.validate_python(None)
    except ValidationError:
        return False
    return True


def _bare_names(section: Section, entry: Entry, items: Iterable[Node]) -> _Found:
    named = [Entry(item.place, item.text, Scalar(item.place, None, "")) for item in items if isinstance(item, Scalar)]
    entries, twice = unique_entries(named)
    found = _named(section, entry, entries.values())
    others = [item.place.problem("must be text") for item in items if not isinstance(item, Scalar)]
    return _Found(found.value, found.declared, [*found.problems, *twice, *others])


def _holds_mappings(section: Section) -> bool:
    return isclass(section.annotation) and issubclass(section.annotation, Spec)


def _listed(section: Section, entry: Entry, items: tuple[Node, ...]) -> _Found:
    if len(items) > section.most:
        return _too_many(section, entry)
    if len(items) < section.least:
        return _refused(entry.value.place, "must not be empty")
    if _holds_mappings(section):
        judged = [_judged(section, Entry(item.place, str(index), item)) for index, item in enumerate(items)]
        problems = [problem for _, faults in judged for problem in faults]
        # One item left out would move the others to places that are not theirs.
        return _Found([] if problems else [value for value, _ in judged], list(map(str, range(len(items)))), problems)
    return _listed_names(section, items)


def _listed_names(section: Section, items: Iterable[Node]) -> _Found:
    """Names alone. One that is listed counts as declared, even where it is none."""
    first: dict[str, Entry] = {}
    problems: list[Problem] = []
    for item in items:
        name = item.text if isinstance(item, Scalar) else ""
        named = Entry(item.place, name, item)
        faults = _key_problems(named, section.values)
        known = first.setdefault(name, named)
        if not faults and known is not named:
            faults = [item.place.problem(f"'{name}' is defined twice, first at {known.place}")]
        problems += faults
    return _Found(list(first), first, problems)


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _judged(section: Section, entry: Entry) -> tuple[Any, list[Problem]]:
    try:
        return section.values.validate_python(plain(entry.value)), []
    except ValidationError as error:
        return None, [_problem(details, entry, section) for details in error.errors(include_url=False)]


def _key_problems(entry: Entry, adapter: TypeAdapter[str]) -> list[Problem]:
    try:
        adapter.validate_python(entry.key)
    except ValidationError as error:
        return [entry.place.problem(f"{shown(entry.key)}: {_words(details)}") for details in error.errors()]
    return []


def _problem(details: "ErrorDetails", entry: Entry, section: Section) -> Problem:
    path: Path = details["loc"]
    last = path[-1] if path else ""
    match details["type"]:
        case "missing":
            return _place(entry, path[:-1]).problem(f"'{last}' is missing")
        case "extra_forbidden":
            hint = did_you_mean(str(last), _keys_at(section.annotation, path))
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


def _keys_at(annotation: object, path: Path) -> Collection[str]:
    """The keys that may stand where ``path`` leads in a value of this type."""
    found = next(_specs_in(annotation), None)
    for part in path[:-1]:
        if found is None:
            break
        if isinstance(part, str) and part in _by_key(found):
            found = next(_specs_in(_by_key(found)[part]), found)
    return _by_key(found) if found else ()


def _by_key(spec: type[Spec]) -> dict[str, object]:
    """The keys of a mapping, as they are written, with the types of their values."""
    return {data.alias or name: data.annotation for name, data in spec.model_fields.items()}


def _specs_in(annotation: object) -> Iterator[type[Spec]]:
    if isclass(annotation) and issubclass(annotation, Spec):
        yield annotation
    for part in get_args(annotation):
        yield from _specs_in(part)
