"""Means made sharper by what is known of the input."""

from random import Random

import pytest

from bench.controls import controlled


def test_what_the_input_explains_leaves_no_doubt() -> None:
    interval = controlled([5.0, 7.0, 3.0, 9.0, 1.0], [(0.0,), (1.0,), (-1.0,), (2.0,), (-2.0,)])
    assert interval.mean == pytest.approx(5.0)
    assert interval.half_width == pytest.approx(0.0, abs=1e-9)


def test_a_known_input_sharpens_the_mean() -> None:
    chance = Random(1)
    inputs = [chance.gauss() for _ in range(30)]
    values = [10.0 + 3.0 * each + chance.gauss(0.0, 0.5) for each in inputs]
    with_input = controlled(values, [(each,) for each in inputs])
    without = controlled(values, [()] * len(values))
    assert with_input.half_width < without.half_width / 3
    assert with_input.holds(10.0)
