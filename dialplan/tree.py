"""A YAML document as nodes that know their place. Values only: reads no file and knows no language.

Scalars keep the text they were written as, so a number dialled never loses its plus or its zeros.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dialplan.errors import Problem, Severity

Path = tuple[str | int, ...]
"""Keys and list positions from the top of a document down to one node."""
Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, counted from 1."""

    file: str
    line: int
    column: int

    def problem(self, message: str) -> Problem:
        return Problem(self.file, self.line, self.column, message)

    def warning(self, message: str) -> Problem:
        return Problem(self.file, self.line, self.column, message, Severity.WARNING)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """``opening``: columns from the place to the text's first character; None where it is not written as it reads."""

    place: Place
    value: str | int | float | bool | None
    text: str
    opening: int | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value. Keys are text, however they were written."""

    place: Place
    key: str
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Entries in the order written; of a key written twice the first counts."""

    place: Place
    entries: dict[str, Entry]


Node = Scalar | Sequence | Mapping


def unique_entries(entries: Iterable[Entry]) -> tuple[dict[str, Entry], list[Problem]]:
    """The first entry of each key, and a problem for each later one that names both places."""
    first: dict[str, Entry] = {}
    problems = []
    for entry in entries:
        known = first.setdefault(entry.key, entry)
        if known is not entry:
            problems.append(entry.place.problem(f"'{entry.key}' is defined twice, first at {known.place}"))
    return first, problems


def plain(node: Node) -> Plain:
    """The node as values of Python."""
    match node:
        case Scalar(value=value):
            return value
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapping(entries=entries):
            return {key: plain(entry.value) for key, entry in entries.items()}


def place_of(node: Node, path: Path, *, at_key: bool = False) -> Place:
    """Where ``path`` leads, or where the last part of it that is written does.

    Parts that are not written are skipped: a schema may know more levels than a short form shows. ``at_key`` asks for
    the place of the key instead of its value's.
    """
    return _followed(node, path, at_key=at_key)[1]


def node_of(node: Node, path: Path) -> Node:
    """What ``path`` leads to, or the last part of it that is written."""
    return _followed(node, path, at_key=False)[0]


def in_text(node: Node, column: int, message: str) -> Problem:
    """A problem with the character of this column, from 1, of a scalar's text; at the scalar where it is not known."""
    if isinstance(node, Scalar) and node.opening is not None:
        return replace(node.place, column=node.place.column + node.opening + column - 1).problem(message)
    return node.place.problem(f"{message} (character {column} of the text)")


def _followed(node: Node, path: Path, *, at_key: bool) -> tuple[Node, Place]:
    place = node.place
    for part in path:
        match node:
            case Mapping(entries=entries) if isinstance(part, str) and part in entries:
                entry = entries[part]
                node, place = entry.value, entry.place if at_key else entry.value.place
            case Sequence(items=items) if isinstance(part, int) and part < len(items):
                node = items[part]
                place = node.place
            case _:
                continue
    return node, place
