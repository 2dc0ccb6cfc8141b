"""A dialplan as text and as what it means, so that a mutation can find its place in the one by the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dialplan.files import SourceFile, source_files
from dialplan.survey import Survey
from dialplan.tree import Entry, Node, Place, Scalar, node_of
from dialplan.tree import Mapping as MappingNode
from dialplan.tree import Sequence as SequenceNode
from tests.unit.dialplan.mutation.judging import Judge

Lines = Mapping[str, list[str]]
"""By file, as places call it: its lines."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """``lines``: what changed, whole files. ``file`` and ``line``: where a fatal one is to be refused; else where the
    change is. ``what``: the operator with what it did, in a few words.
    """

    what: str
    fatal: bool
    lines: Lines
    file: str
    line: int


class Subject:
    """An example, whose files are not touched."""

    def __init__(self, directory: Path) -> None:
        self.name = directory.name
        sources, unreadable = source_files(directory)
        assert unreadable == ()
        self.sources: tuple[SourceFile, ...] = sources
        self.judge = Judge(directory, sources)

    @cached_property
    def survey(self) -> Survey:
        survey, twice = self.judge.surveyed(self.sources)
        assert (twice, survey.specs.problems) == ([], [])
        return survey

    @property
    def root(self) -> MappingNode:
        return self.survey.root

    @cached_property
    def lines(self) -> dict[str, list[str]]:
        return {source.shown: source.text.split("\n") for source in self.sources}

    def node(self, *path: str | int) -> Node:
        return node_of(self.root, path)

    def entries(self, *path: str | int) -> list[Entry]:
        """The entries of the mapping this path leads to; none where it leads to something else, or nowhere."""
        node: Node = self.root
        for part in path:
            inner = _inside(node, part)
            if inner is None:
                return []
            node = inner
        return list(node.entries.values()) if isinstance(node, MappingNode) else []

    def place(self, *path: str | int, key: bool = False) -> Place:
        return self.survey.at(*path, key=key)

    def scalars(self, node: Node | None = None) -> Iterator[Scalar]:
        """Every value that is a text or a number, below a node."""
        match self.root if node is None else node:
            case Scalar() as scalar:
                yield scalar
            case SequenceNode(items=items):
                for item in items:
                    yield from self.scalars(item)
            case MappingNode(entries=entries):
                for entry in entries.values():
                    yield from self.scalars(entry.value)

    # --- changes: each gives whole files, or nothing where the text is written in another way -----------------------

    def replaced(self, place: Place, old: str, new: str, *, opening: int = 0) -> Lines | None:
        """``new`` in the place of ``old``."""
        lines = list(self.lines[place.file])
        line, column = lines[place.line - 1], place.column - 1 + opening
        if not line[column:].startswith(old):
            return None
        lines[place.line - 1] = line[:column] + new + line[column + len(old) :]
        return {place.file: lines}

    def rewritten(self, scalar: Scalar, new: str) -> Lines | None:
        """A value written anew, within its quotes if it has them."""
        if scalar.opening is None:
            return None
        return self.replaced(scalar.place, scalar.text, new, opening=scalar.opening)

    def inserted(self, file: str, line: int, *new: str) -> Lines:
        """New lines; the first is ``line`` then."""
        lines = list(self.lines[file])
        lines[line - 1 : line - 1] = new
        return {file: lines}

    def without(self, place: Place) -> Lines | None:
        """The block that begins at this place is gone."""
        block = self.block(place)
        if block is None:
            return None
        lines = list(self.lines[place.file])
        del lines[block.start - 1 : block.stop - 1]
        return {place.file: lines}

    def block(self, place: Place) -> range | None:
        """The lines of an entry or a list's item that has lines of its own; None where others stand on them too."""
        lines = self.lines[place.file]
        before = lines[place.line - 1][: place.column - 1]
        if before.strip() not in {"", "-"}:
            return None
        item = before.strip() == "-"
        indent = before.index("-") if item else place.column - 1
        end = place.line
        while end < len(lines) and _belongs(lines[end], indent, item=item):
            end += 1
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
        return range(place.line, end + 1)


def _belongs(line: str, indent: int, *, item: bool) -> bool:
    own = len(line) - len(line.lstrip())
    if not line.strip() or line.lstrip().startswith("#"):
        return True
    return own > indent or (own == indent and not item and line.lstrip().startswith("- "))


def _inside(node: Node, part: str | int) -> Node | None:
    match node:
        case MappingNode(entries=entries) if isinstance(part, str) and part in entries:
            return entries[part].value
        case SequenceNode(items=items) if isinstance(part, int) and part < len(items):
            return items[part]
        case _:
            return None


def moved(line: int, file: str, lines: Lines, before: Mapping[str, list[str]], at: int) -> int:
    """Where a line is after a change of its file at the line ``at``."""
    if file not in lines or line < at:
        return line
    return line + len(lines[file]) - len(before[file])
