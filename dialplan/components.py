"""Which nodes of a graph lie on circles with one another: its strongly connected components. Knows no dialplan.

Kosaraju's way, without recursion: time and memory grow with nodes and edges, however long a chain is.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(
    nodes: Iterable[Node], onward: Callable[[Node], Iterable[Node]], back: Callable[[Node], Iterable[Node]]
) -> dict[Node, int]:
    """By node: the number of its component. Two nodes have the same where each can be reached from the other.

    ``onward`` and ``back`` are each other's inverse.
    """
    number: dict[Node, int] = {}
    for count, root in enumerate(reversed(_finished(nodes, onward))):
        ahead = [root] if root not in number else []
        while ahead:
            node = ahead.pop()
            if node not in number:
                number[node] = count
                ahead.extend(other for other in back(node) if other not in number)
    return number


def _finished(nodes: Iterable[Node], onward: Callable[[Node], Iterable[Node]]) -> list[Node]:
    """Every node behind all that can be reached from it, save for those it lies on a circle with."""
    seen: set[Node] = set()
    finished: list[Node] = []
    for root in nodes:
        if root in seen:
            continue
        seen.add(root)
        trail = [(root, iter(tuple(onward(root))))]
        while trail:
            node, others = trail[-1]
            other = next((other for other in others if other not in seen), None)
            if other is None:
                finished.append(node)
                trail.pop()
            else:
                seen.add(other)
                trail.append((other, iter(tuple(onward(other)))))
    return finished
