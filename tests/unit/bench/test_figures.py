"""Figures and their table."""

from io import StringIO

import pytest
from rich.console import Console

from bench.figures import Limits, figure, table


def test_a_figure_is_the_median_the_99th_percentile_and_the_largest() -> None:
    values = [float(value) for value in range(101)]
    found = figure("ours", values)
    assert (found.count, found.median, found.largest) == (101, 50.0, 100.0)
    assert found.p99 == pytest.approx(99.0)


def test_the_table_says_what_was_asked_for_and_how_often_the_peers_the_median_is() -> None:
    ours = figure("ours", [10.0, 10.0, 10.0], Limits(p99=150.0), beside="theirs")
    theirs = figure("theirs", [20.0, 20.0, 20.0])
    shown = StringIO()
    Console(file=shown, width=200).print(table([ours, theirs]))
    assert "10.0 (≤ 150)" in shown.getvalue()
    assert "0.50 of theirs" in shown.getvalue()
