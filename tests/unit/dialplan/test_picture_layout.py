"""Where boxes are drawn: none on another, arrows downwards, the same always."""

from itertools import combinations
from random import Random

import pytest

from dialplan.picture.layout import Layout, layered

Arrows = list[tuple[str, str]]
SIZE = (100.0, 40.0)


def scribbled(seed: int) -> Arrows:
    """Fourteen boxes and twenty arrows between any two of them."""
    chance = Random(seed)
    return [(start, end) for start, end in (chance.sample("abcdefghijklmn", 2) for _ in range(20))]


DRAWINGS: dict[str, Arrows] = {
    "one below the other": [("a", "b"), ("b", "c")],
    "a fork": [("a", "b"), ("a", "c"), ("a", "d")],
    "a fork that joins again": [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("a", "d")],
    "a circle": [("a", "b"), ("b", "c"), ("c", "a")],
    "two drawings": [("a", "b"), ("c", "d")],
    "two arrows the same way": [("a", "b"), ("a", "b")],
    "arrows that cross": [("a", "d"), ("b", "c"), ("a", "c")],
} | {f"scribble {seed}": scribbled(seed) for seed in range(10)}


def drawn(arrows: Arrows) -> Layout[str]:
    return layered({box: SIZE for arrow in arrows for box in arrow}, arrows)


@pytest.mark.parametrize("arrows", DRAWINGS.values(), ids=DRAWINGS)
def test_no_box_lies_on_another_or_outside(arrows: Arrows) -> None:
    layout = drawn(arrows)
    for one, other in combinations(layout.centres.values(), 2):
        assert abs(one[0] - other[0]) >= SIZE[0] - 0.01 or abs(one[1] - other[1]) >= SIZE[1]
    for x, y in layout.centres.values():
        assert SIZE[0] / 2 - 0.01 <= x <= layout.width - SIZE[0] / 2 + 0.01
        assert SIZE[1] / 2 <= y <= layout.height - SIZE[1] / 2


@pytest.mark.parametrize("arrows", DRAWINGS.values(), ids=DRAWINGS)
def test_every_arrow_runs_from_its_box_to_its_box(arrows: Arrows) -> None:
    layout = drawn(arrows)
    for (start, end), route in zip(arrows, layout.routes, strict=True):
        assert (route[0], route[-1]) == (layout.centres[start], layout.centres[end])


@pytest.mark.parametrize(("drawing", "upwards"), [("a fork that joins again", 0), ("a circle", 1)])
def test_arrows_run_downwards_but_for_the_one_that_closes_a_circle(drawing: str, upwards: int) -> None:
    routes = drawn(DRAWINGS[drawing]).routes
    assert sum(route[0][1] > route[-1][1] for route in routes) == upwards


def test_arrows_that_need_not_cross_do_not() -> None:
    centres = drawn(DRAWINGS["arrows that cross"]).centres
    assert (centres["a"][0] < centres["b"][0]) == (centres["d"][0] < centres["c"][0])


def test_the_same_boxes_are_always_drawn_alike() -> None:
    arrows = DRAWINGS["a fork that joins again"]
    assert drawn(arrows) == drawn(list(arrows))


def test_what_stands_alone_is_drawn_too() -> None:
    assert layered({"a": SIZE}, []).centres == {"a": (50.0, 20.0)}


def test_nothing_is_drawn_of_nothing() -> None:
    assert layered({}, []).centres == {}
