"""Figures of a benchmark and their table: median, p99, largest, what is asked for, and a peer's beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Limits:
    """What a figure should be at most, in milliseconds; None: nothing is asked."""

    median: float | None = None
    p99: float | None = None
    largest: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Milliseconds of one measure. ``beside``: the name of the peer's figure for the same; empty: there is none."""

    name: str
    count: int
    median: float
    p99: float
    largest: float
    limits: Limits = Limits()
    beside: str = ""


def figure(name: str, values: Sequence[float], limits: Limits = Limits(), beside: str = "") -> Figure:
    """Of these milliseconds, two at least."""
    p99 = quantiles(values, n=100, method="inclusive")[98]
    return Figure(name, len(values), median(values), p99, max(values), limits, beside)


def table(figures: Sequence[Figure]) -> Table:
    """One row per figure; in brackets what was asked for, and how often the peer's the median is."""
    shown = Table("milliseconds", "times", "median", "p99", "max", "median beside the peer's")
    for one in figures:
        cells = (
            _cell(one.median, one.limits.median),
            _cell(one.p99, one.limits.p99),
            _cell(one.largest, one.limits.largest),
        )
        peer = next((other for other in figures if other.name == one.beside), None)
        ratio = "" if peer is None else f"{one.median / peer.median:.2f} of {peer.name}"
        shown.add_row(one.name, str(one.count), *cells, ratio)
    return shown


def _cell(value: float, limit: float | None) -> str:
    return f"{value:.1f}" if limit is None else f"{value:.1f} (≤ {limit:.0f})"
