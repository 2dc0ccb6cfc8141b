"""Chance of a simulation: durations and the moments callers come. Every purpose has its own stream of numbers.

So two policies can be compared on the very same callers: what a policy does never changes what is drawn next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random
from typing import assert_never

HALF_HOUR_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class Fixed:
    seconds: float


@dataclass(frozen=True, slots=True)
class Exponential:
    mean_seconds: float


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Of this mean and this standard deviation, both of the duration itself, not of its logarithm."""

    mean_seconds: float
    sd_seconds: float


Duration = Fixed | Exponential | LogNormal


def mean_seconds(duration: Duration) -> float:
    """What the duration comes to on average."""
    return duration.seconds if isinstance(duration, Fixed) else duration.mean_seconds


def drawn(duration: Duration, chance: Random) -> float:
    """One duration, in seconds."""
    match duration:
        case Fixed(seconds):
            return seconds
        case Exponential(mean):
            return mean * chance.expovariate(1.0)
        case LogNormal(mean, sd):
            variance = log(1.0 + (sd / mean) ** 2)
            return exp(log(mean) - variance / 2.0 + sqrt(variance) * chance.gauss())
        case _:
            assert_never(duration)


def stream(seed: int, shift: int, purpose: str) -> Random:
    """The numbers of one purpose in one shift. A text is a seed that is the same on every machine."""
    return Random(f"{seed} {shift} {purpose}")


class Rates:
    """Calls per hour, one figure per half hour from the beginning; behind the last it begins with the first again."""

    def __init__(self, per_hour: Sequence[float]) -> None:
        self._per_second = [rate / 3600.0 for rate in per_hour]

    def next_after(self, at: float, chance: Random) -> float:
        """The moment of the next call, in seconds: a unit exponential is used up at the rate of each half hour."""
        left = chance.expovariate(1.0)
        if len(self._per_second) == 1:
            return at + left / self._per_second[0]
        period = int(at // HALF_HOUR_SECONDS)
        while True:
            rate = self._per_second[period % len(self._per_second)]
            until = (period + 1) * HALF_HOUR_SECONDS
            if left < rate * (until - at):
                return at + left / rate
            left -= rate * (until - at)
            at, period = until, period + 1
