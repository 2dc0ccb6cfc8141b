"""The flows of a document as one graph: numbers, steps and queues, and the ways a call can take. Judges nothing.

A node is known by the path of what it stands for, from the top of the document. Of the ways through a queue only those
that lead elsewhere begin at the queue; whoever comes back from it goes on at the step that handed them over.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from dialplan.tree import Path

NUMBER, ADMISSION, FLOW, QUEUE, END = "number", "admission", "flow", "queue", "end"
"""Kinds of nodes that are no step: a number dialled, a caller not let in, … A step's kind is its verb."""


class Way(StrEnum):
    """Why a call takes a way."""

    NEXT = "next"
    """There is no other."""
    KEY = "key"
    """The caller pressed something, or typed it."""
    NO_ANSWER = "no answer"
    """The caller pressed nothing, or nothing that was asked for."""
    CASE = "case"
    """A case of a branch holds, or none does."""
    FAILED = "failed"
    """The queue did not serve the caller, or what was to be done did not succeed."""
    SERVED = "served"
    """The caller has talked to somebody, and is still there."""
    JUMP = "jump"
    """A step says so."""
    ENTER = "enter"
    """From a number or a queue into a flow, and into a queue."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a step means for the caller.

    ``heard``: they hear something there. ``asks``: it waits for what they press. ``lasts``: it takes time that does not
    depend on the document (a queue, a recording, a ring). ``person``: it may lead to somebody to talk to.
    """

    heard: bool = False
    asks: bool = False
    lasts: bool = False
    person: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """``path``: what it stands for. ``flow``: the flow it is in, if in any. ``label``: the step in a few words."""

    path: Path
    kind: str
    label: str = ""
    flow: str = ""
    traits: Traits = Traits()


@dataclass(frozen=True, slots=True)
class Edge:
    """``path``: where this way is written. ``open_hours``: hours that are open for whoever takes it."""

    start: Path
    end: Path
    way: Way
    label: str
    path: Path
    open_hours: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Graph:
    """``nodes`` in the order of the document; ``astray``: nodes with a way to a name that is nowhere declared."""

    nodes: dict[Path, Node]
    edges: tuple[Edge, ...]
    astray: frozenset[Path] = field(default=frozenset())

    @cached_property
    def _onward(self) -> dict[Path, list[Edge]]:
        found: dict[Path, list[Edge]] = {path: [] for path in self.nodes}
        for edge in self.edges:
            found[edge.start].append(edge)
        return found

    @cached_property
    def _back(self) -> dict[Path, list[Edge]]:
        found: dict[Path, list[Edge]] = {path: [] for path in self.nodes}
        for edge in self.edges:
            found[edge.end].append(edge)
        return found

    def onward(self, node: Path) -> list[Edge]:
        """The ways that begin here, in the order written."""
        return self._onward[node]

    def back(self, node: Path) -> list[Edge]:
        """The ways that lead here."""
        return self._back[node]

    @cached_property
    def _by_kind(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            found.setdefault(node.kind, []).append(node)
        return found

    def of_kind(self, *kinds: str) -> list[Node]:
        """The nodes of these kinds, those of the first kind before the others."""
        return [node for kind in kinds for node in self._by_kind.get(kind, ())]

    def steps(self) -> Iterator[Node]:
        return (node for node in self.nodes.values() if node.kind not in {NUMBER, ADMISSION, FLOW, QUEUE, END})

    def reached(self, starts: Iterable[Path], taken: Callable[[Edge], bool] = lambda _: True) -> set[Path]:
        """These nodes and every node that ways which are ``taken`` lead to from them."""
        return _closure(starts, lambda node: (edge.end for edge in self._onward[node] if taken(edge)))

    def leading_to(self, ends: Iterable[Path]) -> set[Path]:
        """These nodes and every node from which they can be reached."""
        return _closure(ends, lambda node: (edge.start for edge in self._back[node]))

    @cached_property
    def _open_at(self) -> dict[Path, frozenset[str]]:
        """By node: the hours that are open on every way from a number to it. A step no call comes to is not in it."""
        found: dict[Path, frozenset[str]] = {node.path: frozenset() for node in self.of_kind(NUMBER, ADMISSION)}
        changed = list(found)
        while changed:
            node = changed.pop()
            for edge in self._onward[node]:
                hours = found[node] | edge.open_hours
                known = found.get(edge.end)
                narrowed = hours if known is None else known & hours
                if narrowed != known:
                    found[edge.end] = narrowed
                    changed.append(edge.end)
        return found

    def guards(self, path: Path) -> frozenset[str]:
        """The names of the hours that are open whenever a call comes to the step that ``path`` is of or leads into.

        Time that passes on the way is not looked at.
        """
        for length in range(len(path), 0, -1):
            if path[:length] in self.nodes:
                return self._open_at.get(path[:length], frozenset())
        return frozenset()


def _closure(starts: Iterable[Path], onward: Callable[[Path], Iterable[Path]]) -> set[Path]:
    ahead = list(starts)
    found = set(ahead)
    while ahead:
        for node in onward(ahead.pop()):
            if node not in found:
                found.add(node)
                ahead.append(node)
    return found
