"""Operators that change what is written, or what may well be meant. Nothing they make is refused."""

import re
from collections.abc import Iterator
from itertools import pairwise

from dialplan.tree import Entry, Scalar
from dialplan.tree import Path as NodePath
from tests.unit.dialplan.mutation.subject import Lines, Mutant, Subject

_NUMBER = re.compile(r'number: "?[0-9]+')
_RAISED = frozenset({"wrap_up_seconds", "first_digit_seconds", "decline_rest_seconds", "target_seconds"})
_SWAPPED_SECTIONS = ("agents", "flows", "queues", "prompts", "numbers")


def comment(subject: Subject) -> Iterator[Mutant]:
    """A line that says nothing."""
    for section in _SWAPPED_SECTIONS:
        for entry in subject.entries(section):
            if subject.block(entry.place) is not None:
                lines = subject.inserted(entry.place.file, entry.place.line, "  # nobody hears this: {a, b]")
                yield from _at(f"a comment above {entry.key}", subject, lines, entry)


def empty_line(subject: Subject) -> Iterator[Mutant]:
    """A line without anything."""
    for section in _SWAPPED_SECTIONS:
        for entry in subject.entries(section):
            if subject.block(entry.place) is not None:
                lines = subject.inserted(entry.place.file, entry.place.line, "")
                yield from _at(f"an empty line above {entry.key}", subject, lines, entry)


def swap_neighbours(subject: Subject) -> Iterator[Mutant]:
    """Two agents, flows, queues, prompts or numbers in the other order."""
    for section in _SWAPPED_SECTIONS:
        for one, other in pairwise(subject.entries(section)):
            first, second = subject.block(one.place), subject.block(other.place)
            if first is None or second is None or one.place.file != other.place.file or first.start >= second.start:
                continue
            lines = list(subject.lines[one.place.file])
            between = lines[first.stop - 1 : second.start - 1]
            lines[first.start - 1 : second.stop - 1] = [
                *lines[second.start - 1 : second.stop - 1],
                *between,
                *lines[first.start - 1 : first.stop - 1],
            ]
            yield from _at(f"{other.key} before {one.key}", subject, {one.place.file: lines}, one)


def swap_two_prompts(subject: Subject) -> Iterator[Mutant]:
    """Two prompts, each in the place of the other where both are declared: callers hear the wrong one."""
    for one, other in pairwise(subject.entries("prompts")):
        if isinstance(one.value, Scalar) and isinstance(other.value, Scalar) and one.place.file == other.place.file:
            lines = subject.rewritten(one.value, other.value.text)
            if lines is None or one.place.line == other.place.line:
                continue
            changed = lines[one.place.file]
            at = other.value.place
            line = changed[at.line - 1]
            column = at.column - 1 + (other.value.opening or 0)
            changed[at.line - 1] = line[:column] + one.value.text + line[column + len(other.value.text) :]
            yield from _at(f"{one.key} and {other.key} swapped", subject, lines, one)


def rename_throughout(subject: Subject) -> Iterator[Mutant]:
    """A prompt or a queue by another name, everywhere it is spoken of."""
    for section in ("prompts", "queues"):
        for entry in subject.entries(section):
            lines = _renamed(subject, entry.key, f"{entry.key[:28]}-new")
            if lines is not None:
                yield from _at(f"{entry.key} renamed", subject, lines, entry)


def _renamed(subject: Subject, old: str, new: str) -> Lines | None:
    """Every word of the document that is this name; nothing where it is another thing's name too."""
    names = [entry.key for section in subject.root.entries for entry in subject.entries(section)]
    if names.count(old) > 1 or old in subject.root.entries:
        return None
    changed = {file: list(lines) for file, lines in subject.lines.items()}
    for file, line, column in sorted(_written(subject, old), reverse=True):
        text = changed[file][line - 1]
        if not text[column:].startswith(old):
            return None
        changed[file][line - 1] = text[:column] + new + text[column + len(old) :]
    return changed


def _written(subject: Subject, word: str) -> Iterator[tuple[str, int, int]]:
    for scalar in subject.scalars():
        if scalar.text == word and scalar.opening is not None:
            yield scalar.place.file, scalar.place.line, scalar.place.column - 1 + scalar.opening
    for path in _mappings(subject, ()):
        for entry in subject.entries(*path):
            if entry.key == word:
                line = subject.lines[entry.place.file][entry.place.line - 1]
                quoted = line[entry.place.column - 1] in "\"'"
                yield entry.place.file, entry.place.line, entry.place.column - 1 + quoted


def _mappings(subject: Subject, path: NodePath) -> Iterator[NodePath]:
    yield path
    node = subject.node(*path) if path else subject.root
    inner = list(getattr(node, "entries", {})) or list(range(len(getattr(node, "items", ()))))
    for part in inner:
        yield from _mappings(subject, (*path, part))


def say_it_otherwise(subject: Subject) -> Iterator[Mutant]:
    """Other words to be spoken, another name to be shown."""
    paths: list[NodePath] = [("prompts", entry.key, "text") for entry in subject.entries("prompts")]
    paths += [("agents", entry.key, "name") for entry in subject.entries("agents")]
    for path in paths:
        node = subject.node(*path)
        if isinstance(node, Scalar) and any(entry.key == path[-1] for entry in subject.entries(*path[:-1])):
            lines = subject.rewritten(node, f"{node.text} indeed")
            if lines is not None:
                yield Mutant(
                    f"{subject.name}: {path[1]} said otherwise", False, lines, node.place.file, node.place.line
                )


def longer_seconds(subject: Subject) -> Iterator[Mutant]:
    """A second more, within limits."""
    holders: list[NodePath] = [("queues", queue) for queue in subject.survey.specs.queues]
    holders += [(*path, "menu") for step, path in subject.survey.steps if step.kind == "menu"]
    for holder in holders:
        for entry in subject.entries(*holder):
            if entry.key in _RAISED and isinstance(entry.value, Scalar) and isinstance(entry.value.value, int | float):
                lines = subject.replaced(entry.value.place, entry.value.text, f"{entry.value.value + 1:g}")
                if lines is not None:
                    yield from _at(f"{entry.key} a second more", subject, lines, entry)


def other_priority(subject: Subject) -> Iterator[Mutant]:
    """Callers who are served earlier than before, or later."""
    for step, path in subject.survey.steps:
        for entry in subject.entries(*path, step.kind):
            if entry.key == "priority" and isinstance(entry.value, Scalar):
                lines = subject.replaced(entry.value.place, entry.value.text, "7")
                if lines is not None:
                    yield from _at("priority: 7", subject, lines, entry)


def one_agent_more(subject: Subject) -> Iterator[Mutant]:
    """A colleague who can do the same, with another number."""
    for entry in subject.entries("agents"):
        block = subject.block(entry.place)
        own = {part.key for part in subject.entries("agents", entry.key)}
        if block is not None and len(block) == 1 and not own & {"devices", "pin"}:
            line = subject.lines[entry.place.file][entry.place.line - 1]
            line = _NUMBER.sub(r"\g<0>99", line.replace(f"{entry.key}:", f"{entry.key[:28]}-two:", 1))
            lines = subject.inserted(entry.place.file, block.stop, line)
            yield from _at(f"a second {entry.key}", subject, lines, entry)


def _at(what: str, subject: Subject, lines: Lines, entry: Entry) -> Iterator[Mutant]:
    yield Mutant(f"{subject.name}: {what}", False, lines, entry.place.file, entry.place.line)


OPERATORS = (
    comment,
    empty_line,
    swap_neighbours,
    swap_two_prompts,
    rename_throughout,
    say_it_otherwise,
    longer_seconds,
    other_priority,
    one_agent_more,
)
