"""Where the boxes of one flow go: in layers from top to bottom, arrows as lines through them. Draws nothing.

The usual steps of a layered drawing: a layer for each box (longest way from the top), stand-ins where an arrow passes a
layer, an order within the layers with few crossings, and places as near as can be below what leads there. The same
boxes and arrows always give the same drawing.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

ACROSS = 28.0
"""Pixels between two boxes side by side."""
DOWN = 22.0
"""Pixels between two layers."""
_STAND_IN = 16.0
_WIDEST = 900.0
"""Pixels of a row of drawings that nothing joins."""
_ORDERINGS = 12
_STRAIGHTENINGS = 16

Point = tuple[float, float]
_Id = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Layout(Generic[K]):
    """``centres`` of the boxes; ``routes``: for each arrow, in the order given, the points it passes."""

    centres: Mapping[K, Point]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def layered(boxes: Mapping[K, tuple[float, float]], arrows: Sequence[tuple[K, K]]) -> Layout[K]:
    """The boxes (width and height) with every arrow running downwards; an arrow that would close a circle runs up.

    What no arrow joins is drawn apart, side by side and in rows.
    """
    parts = [_drawn(boxes, arrows, part) for part in _joined(list(boxes), arrows)]
    centres: dict[K, Point] = {}
    routes: dict[int, tuple[Point, ...]] = {}
    x = y = row = width = 0.0
    for part, drawing in parts:
        if x and x + drawing.width > _WIDEST:
            x, y, row = 0.0, y + row + DOWN, 0.0
        centres |= {box: (x + at[0], y + at[1]) for box, at in drawing.centres.items()}
        for index, route in zip(part, drawing.routes, strict=True):
            routes[index] = tuple((x + at[0], y + at[1]) for at in route)
        width, row = max(width, x + drawing.width), max(row, drawing.height)
        x += drawing.width + ACROSS
    return Layout(
        {box: centres[box] for box in boxes}, tuple(routes[index] for index in range(len(arrows))), width, y + row
    )


def _drawn(
    boxes: Mapping[K, tuple[float, float]], arrows: Sequence[tuple[K, K]], part: tuple[list[K], list[int]]
) -> tuple[list[int], Layout[K]]:
    """One part, with the arrows in it: which they are, and where."""
    own = [arrows[index] for index in part[1]]
    sketch = _Sketch({box: boxes[box] for box in part[0]}, own, _layers(part[0], own))
    sketch.order()
    sketch.straighten()
    return part[1], sketch.layout()


def _joined(boxes: list[K], arrows: Sequence[tuple[K, K]]) -> list[tuple[list[K], list[int]]]:
    """The boxes that arrows join, whichever way they run, each time with these arrows, by their numbers."""
    beside: dict[K, list[K]] = {box: [] for box in boxes}
    for start, end in arrows:
        beside[start].append(end)
        beside[end].append(start)
    part_of: dict[K, int] = {}
    parts: list[tuple[list[K], list[int]]] = []
    for first in boxes:
        ahead = [] if first in part_of else [first]
        while ahead:
            box = ahead.pop()
            if box not in part_of:
                part_of[box] = len(parts)
                ahead += beside[box]
        if part_of[first] == len(parts):
            parts.append(([], []))
    for box in boxes:
        parts[part_of[box]][0].append(box)
    for index, (start, _) in enumerate(arrows):
        parts[part_of[start]][1].append(index)
    return parts


def _layers(boxes: list[K], arrows: Sequence[tuple[K, K]]) -> dict[K, int]:
    """By box: the longest way to it from a box nothing leads to, arrows that close a circle left out."""
    onward: dict[K, list[K]] = {box: [] for box in boxes}
    for start, end in arrows:
        onward[start].append(end)
    order: list[K] = []
    seen: dict[K, bool] = {}
    closing: set[tuple[K, K]] = set()
    for box in boxes:
        _depth_first(box, onward, seen, order, closing)
    layers = dict.fromkeys(boxes, 0)
    for start in reversed(order):
        for end in onward[start]:
            if (start, end) not in closing:
                layers[end] = max(layers[end], layers[start] + 1)
    return layers


def _depth_first(
    root: K, onward: Mapping[K, list[K]], seen: dict[K, bool], order: list[K], closing: set[tuple[K, K]]
) -> None:
    """Adds what ``root`` leads to in the order left; ``seen`` is false while a box is on the way just walked."""
    if root in seen:
        return
    seen[root] = False
    trail = [(root, iter(onward[root]))]
    while trail:
        box, ahead = trail[-1]
        for end in ahead:
            if end not in seen:
                seen[end] = False
                trail.append((end, iter(onward[end])))
                break
            if not seen[end]:
                closing.add((box, end))
        else:
            seen[box] = True
            order.append(box)
            trail.pop()


class _Sketch(Generic[K]):
    def __init__(
        self, boxes: Mapping[K, tuple[float, float]], arrows: Sequence[tuple[K, K]], layers: Mapping[K, int]
    ) -> None:
        self._boxes = boxes
        self._arrows = arrows
        self._layer = layers
        self._rows: list[list[_Id]] = [[] for _ in range(max(layers.values(), default=0) + 1)]
        self._width: dict[_Id, float] = {}
        self._up: dict[_Id, list[_Id]] = {}
        self._below: dict[_Id, list[_Id]] = {}
        self._x: dict[_Id, float] = {}
        for box in boxes:
            self._add(("box", box), layers[box], boxes[box][0])
        self._chains = [self._chain(index, start, end) for index, (start, end) in enumerate(arrows)]

    def _add(self, item: _Id, layer: int, width: float) -> None:
        self._rows[layer].append(item)
        self._width[item] = width
        self._up[item], self._below[item] = [], []

    def _chain(self, index: int, start: K, end: K) -> list[_Id]:
        """The boxes and stand-ins of an arrow, from the upper to the lower end."""
        upper, lower = (start, end) if self._layer[start] <= self._layer[end] else (end, start)
        chain: list[_Id] = [("box", upper)]
        for layer in range(self._layer[upper] + 1, self._layer[lower]):
            stand_in = ("arrow", (index, layer))
            self._add(stand_in, layer, _STAND_IN)
            chain.append(stand_in)
        chain.append(("box", lower))
        for above, below in pairwise(chain):
            self._below[above].append(below)
            self._up[below].append(above)
        return chain

    def order(self) -> None:
        """Swaps boxes within their layers as long as fewer arrows cross."""
        best, least = [list(row) for row in self._rows], self._crossings()
        for sweep in range(_ORDERINGS):
            down = sweep % 2 == 0
            rows = range(1, len(self._rows)) if down else range(len(self._rows) - 2, -1, -1)
            for index in rows:
                self._sort(index, self._up if down else self._below, index - 1 if down else index + 1)
            crossings = self._crossings()
            if crossings < least:
                best, least = [list(row) for row in self._rows], crossings
        self._rows = best

    def _sort(self, index: int, neighbours: Mapping[_Id, list[_Id]], other: int) -> None:
        place = {item: position for position, item in enumerate(self._rows[other])}
        own = {item: position for position, item in enumerate(self._rows[index])}

        def wanted(item: _Id) -> tuple[float, int]:
            places = [place[near] for near in neighbours[item] if near in place]
            return (sum(places) / len(places) if places else own[item], own[item])

        self._rows[index].sort(key=wanted)

    def _crossings(self) -> int:
        total = 0
        for upper, lower in pairwise(self._rows):
            place = {item: position for position, item in enumerate(lower)}
            ends = [sorted(place[end] for end in self._below[start] if end in place) for start in upper]
            seen: list[int] = []
            for group in ends:
                total += sum(1 for end in group for before in seen if before > end)
                seen += group
        return total

    def straighten(self) -> None:
        """Moves every box below the middle of what leads to it, and above the middle of what it leads to, by turns."""
        for row in self._rows:
            x = 0.0
            for item in row:
                self._x[item] = x + self._width[item] / 2
                x += self._width[item] + ACROSS
        for turn in range(_STRAIGHTENINGS):
            rows, near = (self._rows[1:], self._up) if turn % 2 == 0 else (self._rows[-2::-1], self._below)
            for row in rows:
                self._settle(row, near)
        left = min((self._x[item] - self._width[item] / 2 for item in self._x), default=0.0)
        self._x = {item: x - left for item, x in self._x.items()}

    def _settle(self, row: list[_Id], near: Mapping[_Id, list[_Id]]) -> None:
        """The places nearest to those wanted (by least squares) that keep the order and the distances of a row."""
        offsets = [0.0]
        for before, after in pairwise(row):
            offsets.append(offsets[-1] + (self._width[before] + self._width[after]) / 2 + ACROSS)
        blocks: list[tuple[float, int]] = []
        for item, offset in zip(row, offsets, strict=True):
            wanted = [self._x[other] for other in near[item]] or [self._x[item]]
            mean, count = sum(wanted) / len(wanted) - offset, 1
            while blocks and blocks[-1][0] > mean:
                other, size = blocks.pop()
                mean, count = (other * size + mean * count) / (size + count), size + count
            blocks.append((mean, count))
        placed = [mean for mean, count in blocks for _ in range(count)]
        for item, offset, mean in zip(row, offsets, placed, strict=True):
            self._x[item] = mean + offset

    def layout(self) -> Layout[K]:
        heights = [
            max((self._boxes[box][1] for kind, box in row if kind == "box"), default=0.0)  # type: ignore[index]
            for row in self._rows
        ]
        tops = [sum(heights[:index]) + DOWN * index for index in range(len(heights))]
        y = {item: tops[index] + heights[index] / 2 for index, row in enumerate(self._rows) for item in row}
        centres = {box: (self._x["box", box], y["box", box]) for box in self._boxes}
        routes = []
        for (start, _), chain in zip(self._arrows, self._chains, strict=True):
            points = [(self._x[item], y[item]) for item in chain]
            routes.append(tuple(points if chain[0] == ("box", start) else reversed(points)))
        width = max((self._x[item] + self._width[item] / 2 for item in self._x), default=0.0)
        return Layout(centres, tuple(routes), width, tops[-1] + heights[-1])
