"""YAML text into nodes. Refuses tags, anchors, aliases, directives, great depth and great size.

Built on the parser's events, not on its constructors: nothing a document says can name a Python object, nothing is
repeated by reference, and a scalar's own text is at hand. The rules for plain scalars are YAML 1.2's core schema
without octal, hexadecimal and infinite numbers: ``no``, ``12:30`` and ``2024-01-01`` are text, ``0123`` is no number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from dialplan.errors import Problem
from dialplan.tree import Entry, Mapping, Node, Place, Scalar, Sequence, unique_entries

DEEPEST = 40
"""Levels of nesting: eight menus within one another."""
MOST_NODES = 100_000
"""Keys and values of a whole dialplan, three times a document of 8,000 lines: refused in seconds, not in minutes."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
_CONSTANTS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, forty times as fast as one in Python, where the library was built with it; else that one. Of either
only the parser is used, no constructor and no resolver."""


class _Refused(Exception):
    """{problem}"""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a text: its document (None if empty or broken), what is wrong with it, and how much was read."""

    root: Node | None
    problems: tuple[Problem, ...]
    nodes: int


def read(text: str, file: str, most_nodes: int = MOST_NODES) -> Reading:
    """Reads a document of at most ``most_nodes`` keys and values; ``file`` is the name used in places.

    Parsing ends at the first fault of syntax; keys written twice are all found.
    """
    reader = _Reader(file, most_nodes)
    root: Node | None = None
    try:
        root = reader.document(yaml.parse(text, Loader=_LOADER))
    except _Refused as refused:
        reader.problems.append(refused.problem)
    except MarkedYAMLError as error:
        reader.problems.append(_syntax_problem(error, text, file))
    except YAMLError as error:
        # The fault of a control character: it marks no place.
        reader.problems.append(_control_character(text, file, str(error)))
    return Reading(root, tuple(reader.problems), reader.nodes)


class _Reader:
    def __init__(self, file: str, most_nodes: int) -> None:
        self._file = file
        self._most_nodes = most_nodes
        self.nodes = 0
        self.problems: list[Problem] = []

    def document(self, events: Iterator[Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            match event:
                case StreamStartEvent() | StreamEndEvent() | DocumentEndEvent():
                    continue
                case DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise self._refused(event, "a second document begins here; a file holds one")
                    if event.version or event.tags:
                        raise self._refused(event, "a % directive is not part of this language")
                case _:
                    root = self._node(event, events, 1)
        return None if isinstance(root, Scalar) and root.value is None else root

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        self._admit(event, depth)
        match event:
            case ScalarEvent():
                return Scalar(self._place(event), _value(event), event.value, _opening(event))
            case SequenceStartEvent():
                return Sequence(self._place(event), tuple(self._items(events, depth + 1)))
            case MappingStartEvent():
                entries, problems = unique_entries(self._entries(events, depth + 1))
                self.problems += problems
                return Mapping(self._place(event), entries)
            case _:
                raise self._refused(event, "not expected here")

    def _items(self, events: Iterator[Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, SequenceEndEvent):
                return
            yield self._node(event, events, depth)

    def _entries(self, events: Iterator[Event], depth: int) -> Iterator[Entry]:
        for event in events:
            if isinstance(event, MappingEndEvent):
                return
            key = self._node(event, events, depth)
            if not isinstance(key, Scalar):
                raise self._refused(event, "a key must be plain text")
            if key.text == "<<":
                raise self._refused(event, "merging with << is not part of this language")
            value = self._node(next(events), events, depth)
            if isinstance(value, Scalar) and not value.text and value.value is None:
                # The parser places what is not written before whatever comes next.
                value = replace(value, place=key.place)
            yield Entry(key.place, key.text, value)

    def _admit(self, event: Event, depth: int) -> None:
        self.nodes += 1
        if self.nodes > self._most_nodes:
            raise self._refused(event, f"more than {MOST_NODES:,} keys and values in the dialplan")
        if depth > DEEPEST:
            raise self._refused(event, f"nested more than {DEEPEST} levels deep")
        if isinstance(event, AliasEvent):
            raise self._refused(event, "an alias (*) is not part of this language")
        if isinstance(event, NodeEvent) and event.anchor is not None:
            raise self._refused(event, "an anchor (&) is not part of this language")
        if getattr(event, "tag", None) is not None:
            raise self._refused(event, "a tag (!) is not part of this language")

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        assert mark is not None, "every event of the parser says where it is"
        return Place(self._file, mark.line + 1, mark.column + 1)

    def _refused(self, event: Event, message: str) -> _Refused:
        return _Refused(self._place(event).problem(message))


def _value(event: ScalarEvent) -> str | int | float | bool | None:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _NULLS:
        return None
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _opening(event: ScalarEvent) -> int | None:
    """Columns before the text itself, where it stands on one line and no escape made it shorter than it is written."""
    quotes = 0 if event.implicit[0] else 1
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return None
    verbatim = start.line == end.line and end.column - start.column == len(event.value) + 2 * quotes
    return quotes if verbatim else None


def _syntax_problem(error: MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    if line < len(lines) and lines[line][column : column + 1] == "\t":
        return Problem(file, line + 1, column + 1, "a tab; YAML is indented with spaces")
    reason = error.problem or error.context or "not YAML"
    before = error.context_mark
    elsewhere = before is not None and before.line != line
    context = f" ({error.context} from line {before.line + 1})" if error.context and before and elsewhere else ""
    return Problem(file, line + 1, column + 1, f"broken YAML: {reason}{context}")


def _control_character(text: str, file: str, reason: str) -> Problem:
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff", text)
    if found is None:
        return Problem(file, 1, 1, f"broken YAML: {reason.splitlines()[0] if reason else 'unreadable'}")
    before = text[: found.start()]
    column = found.start() - (before.rfind("\n") + 1) + 1
    return Problem(file, before.count("\n") + 1, column, f"the character U+{ord(found[0]):04X} may not stand in YAML")
