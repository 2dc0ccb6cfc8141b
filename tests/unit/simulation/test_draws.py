"""Durations and moments of calls, drawn."""

from random import Random
from statistics import fmean, stdev

import pytest

from simulation.draws import Exponential, Fixed, LogNormal, Rates, drawn, stream


def test_a_lognormal_duration_has_the_mean_and_the_deviation_that_were_written() -> None:
    chance = Random(1)
    durations = [drawn(LogNormal(180.0, 120.0), chance) for _ in range(40_000)]
    assert fmean(durations) == pytest.approx(180.0, rel=0.02)
    assert stdev(durations) == pytest.approx(120.0, rel=0.05)


def test_an_exponential_duration_has_the_mean_that_was_written() -> None:
    chance = Random(1)
    assert fmean(drawn(Exponential(60.0), chance) for _ in range(40_000)) == pytest.approx(60.0, rel=0.02)


def test_a_fixed_duration_never_varies() -> None:
    assert {drawn(Fixed(7.0), Random(1)) for _ in range(5)} == {7.0}


def test_each_half_hour_has_the_rate_that_was_written_for_it_and_the_list_begins_anew() -> None:
    rates, chance = Rates([600.0, 0.0, 60.0]), Random(3)
    counts = [0] * 3
    at, days = 0.0, 100
    while (at := rates.next_after(at, chance)) < days * 3 * 1800.0:
        counts[int(at // 1800.0) % 3] += 1
    assert counts[0] == pytest.approx(300 * days, rel=0.03)
    assert counts[1] == 0
    assert counts[2] == pytest.approx(30 * days, rel=0.08)


def test_every_purpose_has_numbers_of_its_own() -> None:
    firsts = {stream(7, shift, purpose).random() for shift in (0, 1) for purpose in ("arrivals 0", "service 0")}
    assert len(firsts) == 4
    assert stream(7, 0, "service 0").random() == stream(7, 0, "service 0").random()
