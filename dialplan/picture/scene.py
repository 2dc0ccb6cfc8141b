"""What is drawn of a graph: a sheet for each flow and one for the queues, with boxes and arrows. Places nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from dialplan.graph import ADMISSION, END, FLOW, NUMBER, QUEUE, Edge, Graph, Node, Way
from dialplan.tree import Path, Place

Where = Callable[[Path], Place]
"""Where a path of the document is written."""
QUEUES_SHEET = "Queues"
_SIDE_BY_SIDE = 6


class Look(StrEnum):
    """How a box is drawn: by what it means for the caller, told apart by its outline too."""

    NUMBER = "number"
    QUEUE = "queue"
    FLOW = "flow"
    FROM = "from"
    ASKS = "asks"
    HEARD = "heard"
    PERSON = "person"
    DECIDES = "decides"
    ENDS = "ends"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class Box:
    """``verb`` in the first line, ``label`` below. ``place`` None: it stands for nothing written."""

    key: Path
    look: Look
    verb: str
    label: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Arrow:
    """``usual``: not one of the ways a call takes where something did not succeed."""

    start: Path
    end: Path
    labels: tuple[str, ...]
    usual: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The boxes and arrows of one flow, or of the queues. ``first``: the box that is come to first, if there is one.
    ``jumps``: from which box to which sheet.
    """

    key: Path
    title: str
    place: Place | None
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    jumps: tuple[tuple[Path, Path], ...]
    first: Path | None = None


def sheets(graph: Graph, where: Where, only: str | None = None) -> Iterator[Sheet]:
    """A sheet for each flow, those near the numbers first, and the queues' last; or the one of the flow ``only``."""
    for flow in _by_nearness(graph):
        if only in {None, flow.flow}:
            yield _flow(graph, flow, where)
    queues = [*graph.of_kind(QUEUE)]
    if queues and only is None:
        yield _queues(graph, queues, where)


def _by_nearness(graph: Graph) -> list[Node]:
    """The flows by the fewest jumps from a number dialled; those that none leads to at the end."""
    jumps: dict[Path, list[Path]] = {flow.path: [] for flow in graph.of_kind(FLOW)}
    for edge in graph.edges:
        start = graph.nodes[edge.start]
        if edge.end in jumps and start.kind not in {NUMBER, ADMISSION, QUEUE}:
            jumps["flows", start.flow].append(edge.end)
    ahead = [edge.end for edge in graph.edges if graph.nodes[edge.start].kind in {NUMBER, ADMISSION}]
    found: dict[Path, None] = {}
    while ahead:
        found |= dict.fromkeys(ahead)
        ahead = [end for flow in ahead for end in jumps[flow] if end not in found]
        ahead = list(dict.fromkeys(ahead))
    return [graph.nodes[flow] for flow in [*found, *(flow for flow in jumps if flow not in found)]]


def _flow(graph: Graph, flow: Node, where: Where) -> Sheet:
    steps = [node for node in graph.steps() if node.flow == flow.flow]
    entered = _entered(graph, flow, where)
    boxes = [*entered, *(_box(node, where) for node in steps)]
    arrows: dict[tuple[Path, Path], list[Edge]] = {}
    jumps = []
    (first,) = graph.onward(flow.path)
    for box in entered if steps else ():
        arrows[box.key, first.end] = [first]
    for step in steps:
        for edge in graph.onward(step.path):
            end = graph.nodes[edge.end]
            match end.kind:
                case "end":
                    dot = (*step.path, END)
                    if (step.path, dot) not in arrows:
                        boxes.append(Box(dot, Look.DOT, "", "", None))
                    arrows.setdefault((step.path, dot), []).append(edge)
                case "flow":
                    jumps.append((step.path, end.path))
                case "queue":
                    pass
                case _:
                    arrows.setdefault((step.path, end.path), []).append(edge)
    merged = tuple(_arrow(ways, start, end) for (start, end), ways in arrows.items())
    return Sheet(
        flow.path, flow.flow, where(flow.path), tuple(boxes), merged, tuple(jumps), first.end if steps else None
    )


def _entered(graph: Graph, flow: Node, where: Where) -> list[Box]:
    """Where callers of a flow come from: the numbers dialled, and once each other flow and queue; the first of many."""
    numbers: dict[Path, Box] = {}
    others: dict[Path, Box] = {}
    for edge in graph.back(flow.path):
        node = graph.nodes[edge.start]
        if node.kind in {NUMBER, ADMISSION}:
            numbers[node.path] = _box(node, where)
        elif node.kind == QUEUE:
            key: Path = ("from", *node.path)
            others.setdefault(key, Box(key, Look.FROM, "from queue", node.label, where(edge.path)))
        elif node.flow != flow.flow:
            key = ("from", "flows", node.flow)
            others.setdefault(key, Box(key, Look.FROM, "from", node.flow, where(edge.path)))
    return [*_first_of(list(numbers.values())), *_first_of(list(others.values()))]


def _first_of(boxes: list[Box]) -> list[Box]:
    """Few enough to stand side by side; the last tells how many there are besides."""
    if len(boxes) <= _SIDE_BY_SIDE:
        return boxes
    shown, rest = boxes[: _SIDE_BY_SIDE - 1], boxes[_SIDE_BY_SIDE - 1 :]
    return [*shown, replace(rest[0], verb=f"{rest[0].verb} …", label=f"{len(rest)} more")]


def _queues(graph: Graph, queues: list[Node], where: Where) -> Sheet:
    boxes = {queue.path: _box(queue, where) for queue in queues}
    arrows: dict[tuple[Path, Path], list[Edge]] = {}
    jumps = []
    for queue in queues:
        for edge in graph.onward(queue.path):
            if edge.end not in boxes:
                boxes[edge.end] = Box(edge.end, Look.FLOW, "flow", graph.nodes[edge.end].flow, where(edge.end))
                jumps.append((edge.end, edge.end))
            arrows.setdefault((edge.start, edge.end), []).append(edge)
    merged = tuple(_arrow(ways, start, end) for (start, end), ways in arrows.items())
    return Sheet(("queues",), QUEUES_SHEET, None, tuple(boxes.values()), merged, tuple(jumps))


def _arrow(ways: list[Edge], start: Path, end: Path) -> Arrow:
    labels = dict.fromkeys(edge.label for edge in ways if edge.label)
    usual = any(edge.way not in {Way.FAILED, Way.NO_ANSWER} for edge in ways)
    return Arrow(start, end, tuple(labels), usual)


def _box(node: Node, where: Where) -> Box:
    verb = {NUMBER: "dialled", ADMISSION: "not let in", QUEUE: "queue"}.get(node.kind, node.kind)
    return Box(node.path, look(node), verb, node.label, where(node.path))


def look(node: Node) -> Look:
    """How this node is drawn."""
    match node.kind:
        case "number" | "admission":
            return Look.NUMBER
        case "queue":
            return Look.QUEUE
        case "flow" | "go_to":
            return Look.FLOW
        case "hang_up":
            return Look.ENDS
        case _:
            return _of_a_step(node)


def _of_a_step(node: Node) -> Look:
    if node.traits.person:
        return Look.PERSON
    if node.traits.asks:
        return Look.ASKS
    return Look.HEARD if node.traits.heard else Look.DECIDES
