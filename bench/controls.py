"""Means of a simulation made sharper by what is known of its input: control variates. Judges nothing.

Each batch happened to be offered a little more or less than the true load, and most of a batch's deviation is due to
that. The mean of a figure is its regression at the true input (S. Lavenberg and P. Welch, "A perspective on the use of
control variables to increase the efficiency of Monte Carlo simulations", Management Science 27, 1981).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.counts import Count
from simulation.intervals import CONFIDENCE, Sums, student_quantile


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and half the width of its 99 % interval."""

    mean: float
    half_width: float

    def holds(self, exact: float) -> bool:
        """Whether the interval contains this value."""
        return abs(exact - self.mean) <= self.half_width


def controlled(values: Sequence[float], controls: Sequence[Sequence[float]]) -> Interval:
    """The mean of one value per batch, given each batch's deviations from the known means of its input."""
    deviations = np.column_stack([np.ones(len(values)), np.asarray(controls)])
    inverse = np.linalg.inv(deviations.T @ deviations)
    observed = np.asarray(values)
    coefficients = inverse @ deviations.T @ observed
    left_over = observed - deviations @ coefficients
    freedom = len(values) - deviations.shape[1]
    error = float(np.sqrt(left_over @ left_over / freedom * inverse[0, 0]))
    return Interval(float(coefficients[0]), student_quantile(freedom, CONFIDENCE) * error)


def input_deviations(
    batches: Sequence[Sums], span_seconds: Sequence[float], calls_per_second: float, service_seconds: float
) -> list[tuple[float, float]]:
    """How far each batch's rate of calls and mean service lay from the true ones, as shares of those."""
    return [
        (
            batch[Count.OFFERED] / seconds / calls_per_second - 1.0,
            batch[Count.SERVICE_SECONDS] / batch[Count.OFFERED] / service_seconds - 1.0,
        )
        for batch, seconds in zip(batches, span_seconds, strict=True)
    ]
