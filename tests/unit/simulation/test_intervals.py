"""Half-widths of intervals from batches."""

from math import sqrt
from statistics import fmean, stdev

import pytest

from simulation.intervals import half_width, student_quantile


def _mean(sums: "list[float] | tuple[float, ...]") -> float | None:
    return sums[0] / sums[1] if sums[1] else None


@pytest.mark.parametrize(
    ("freedom", "confidence", "expected"),
    [(1, 0.99, 63.657), (2, 0.99, 9.925), (19, 0.99, 2.861), (29, 0.99, 2.756), (30, 0.95, 2.042), (199, 0.99, 2.601)],
)
def test_students_quantiles_are_those_of_the_tables(freedom: int, confidence: float, expected: float) -> None:
    assert round(student_quantile(freedom, confidence), 3) == expected


def test_for_equal_batches_it_is_the_method_of_batch_means() -> None:
    means = [3.0, 5.0, 4.0, 8.0, 1.0]
    width = half_width(lambda sums: _mean(list(sums)), [[mean * 10, 10.0] for mean in means])
    assert width == pytest.approx(student_quantile(4, 0.99) * stdev(means) / sqrt(5))
    assert fmean(means) == 4.2


def test_one_batch_tells_nothing_of_how_sure_the_figure_is() -> None:
    assert half_width(lambda sums: _mean(list(sums)), [[3.0, 1.0]]) is None


def test_a_figure_that_one_batch_alone_carries_has_no_interval() -> None:
    assert half_width(lambda sums: _mean(list(sums)), [[3.0, 1.0], [0.0, 0.0]]) is None
