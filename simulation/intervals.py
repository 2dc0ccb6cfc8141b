"""How sure a simulated figure is: half-widths of confidence intervals from batches. Judges nothing.

The run is cut into batches long enough to know little of one another. A figure (a mean, a share, a ratio, a root of
one) is a function of sums over the run; leaving one batch out at a time gives its pseudo-values (M. Quenouille 1956,
J. Tukey 1958), whose spread gives the half-width with Student's t. For a mean over batches of equal size this is the
method of batch means to the letter; for a ratio it is free of the bias of averaging quotients.
"""

from collections.abc import Callable, Sequence
from math import atan, cos, pi, sin, sqrt
from statistics import stdev

CONFIDENCE = 0.99

Sums = Sequence[float]
Figure = Callable[[Sums], float | None]
"""A figure of summed counts; None where they hold nothing to divide by."""


def total(batches: Sequence[Sums]) -> list[float]:
    """The batches added up, place by place."""
    return [sum(place) for place in zip(*batches, strict=True)]


def half_width(figure: Figure, batches: Sequence[Sums], confidence: float = CONFIDENCE) -> float | None:
    """Half the width of the figure's interval; None from fewer than two batches, or where a batch alone carries it."""
    summed = total(batches)
    whole = figure(summed)
    if whole is None or len(batches) < 2:
        return None
    pseudo = []
    for batch in batches:
        without = figure([everything - part for everything, part in zip(summed, batch, strict=True)])
        if without is None:
            return None
        pseudo.append(len(batches) * whole - (len(batches) - 1) * without)
    return student_quantile(len(batches) - 1, confidence) * stdev(pseudo) / sqrt(len(batches))


def student_quantile(freedom: int, confidence: float) -> float:
    """How many standard errors hold a share ``confidence`` of Student's t, two-sided. Found by halving."""
    low, high = 0.0, 1.0
    while student_within(freedom, high) < confidence:
        low, high = high, 2.0 * high
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if student_within(freedom, middle) < confidence else (low, middle)
    return high


def student_within(freedom: int, deviation: float) -> float:
    """The share of Student's t within ± ``deviation``: the finite series of Abramowitz and Stegun, 26.7.3-4."""
    angle = atan(deviation / sqrt(freedom))
    square = cos(angle) ** 2
    if freedom % 2 == 0:
        return sin(angle) * _series(square, range(1, freedom - 1, 2))
    if freedom == 1:
        return 2.0 * angle / pi
    return 2.0 / pi * (angle + sin(angle) * cos(angle) * _series(square, range(2, freedom - 1, 2)))


def _series(square: float, numerators: range) -> float:
    term = result = 1.0
    for numerator in numerators:
        term *= square * numerator / (numerator + 1)
        result += term
    return result
