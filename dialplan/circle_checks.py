"""Ways that lead round: for ever without anybody being asked, or for as long as the caller keeps silent."""

from collections.abc import Callable, Iterator

from dialplan.components import components
from dialplan.errors import Problem
from dialplan.graph import FLOW, Edge, Graph, Way
from dialplan.survey import Survey
from dialplan.tree import Path

_SHOWN = 6

Taken = Callable[[Edge], bool]


def circle_problems(survey: Survey, graph: Graph) -> Iterator[Problem]:
    """A problem at every go_to of a circle on which nothing waits for the caller, a warning where only silence does."""

    def at_once(edge: Edge) -> bool:
        traits = graph.nodes[edge.start].traits
        return not traits.asks and (not traits.lasts or edge.way is Way.FAILED)

    def unasked(edge: Edge) -> bool:
        traits = graph.nodes[edge.start].traits
        return edge.way is not Way.KEY and (not traits.lasts or edge.way is Way.FAILED)

    endless = dict(_circles(graph, at_once))
    for jump, circle in endless.items():
        yield survey.at(*jump.path).problem(
            f"callers would go round and round without being asked anything: {_shown(circle)}"
        )
    for jump, circle in _circles(graph, unasked):
        if jump not in endless:
            yield survey.at(*jump.path).warning(
                f"a caller who presses nothing goes round for as long as the call lasts: {_shown(circle)}"
            )


def _circles(graph: Graph, taken: Taken) -> Iterator[tuple[Edge, list[str]]]:
    """Every jump that is on a circle of ways that are ``taken``, with the flows of a circle it is on."""
    component = components(
        graph.nodes,
        lambda node: (edge.end for edge in graph.onward(node) if taken(edge)),
        lambda node: (edge.start for edge in graph.back(node) if taken(edge)),
    )
    shown: dict[int, list[str]] = {}
    for flow in graph.of_kind(FLOW):
        for jump in graph.back(flow.path):
            if jump.way is Way.JUMP and taken(jump) and component[jump.start] == component[jump.end]:
                around = component[jump.end]
                if around not in shown:
                    shown[around] = _flows(graph, _trail(graph, jump, taken, component), jump.start)
                yield jump, _turned(shown[around], graph.nodes[jump.start].flow)


def _trail(graph: Graph, jump: Edge, taken: Taken, component: dict[Path, int]) -> dict[Path, Path]:
    """By node of the jump's component: the node before it, on a way with the fewest steps from where the jump leads."""
    found = {jump.end: jump.end}
    ahead = [jump.end]
    while ahead:
        edges = [edge for node in ahead for edge in graph.onward(node) if taken(edge)]
        ahead = []
        for edge in edges:
            if edge.end not in found and component[edge.end] == component[jump.end]:
                found[edge.end] = edge.start
                ahead.append(edge.end)
    return found


def _flows(graph: Graph, trail: dict[Path, Path], end: Path) -> list[str]:
    """The flows on the way to ``end``, from the one it is in, and that one again."""
    flows = [graph.nodes[end].flow]
    node = end
    while trail[node] != node:
        node = trail[node]
        if graph.nodes[node].kind == FLOW:
            flows.append(graph.nodes[node].flow)
    flows = flows[1:] if len(flows) > 1 and flows[0] == flows[1] else flows
    return [flows[0], *reversed(flows)]


def _turned(circle: list[str], flow: str) -> list[str]:
    """The same circle, told from this flow on where it is on it."""
    if flow not in circle:
        return circle
    flows = circle[:-1]
    at = flows.index(flow)
    return [*flows[at:], *flows[:at], flow]


def _shown(circle: list[str]) -> str:
    if len(circle) > _SHOWN:
        circle = [*circle[: _SHOWN - 2], "…", circle[-1]]
    return " → ".join(circle)
