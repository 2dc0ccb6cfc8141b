"""The arithmetic of the estimated wait, against sums and quantiles worked out one by one."""

from itertools import pairwise
from math import exp, factorial, log

import pytest

from acd.estimate import NO_WAIT, Estimate, departures_needed, waiting


def markov_mean(ahead: int, free_rate: float, leave_rate: float) -> float:
    """QLm: the mean wait behind so many when service and patience are exponential and known."""
    return sum(1.0 / (free_rate + place * leave_rate) for place in range(ahead + 1))


def erlang_share(stages: int, rate: float, seconds: float) -> float:
    """The share of sums of so many exponential stages that are over by then."""
    return 1.0 - exp(-rate * seconds) * sum((rate * seconds) ** count / factorial(count) for count in range(stages))


@pytest.mark.parametrize("leave_rate", [0.0, 1e-12, 1 / 1800, 1 / 180, 1 / 20])
@pytest.mark.parametrize("agents", [1, 3, 20, 100])
@pytest.mark.parametrize("ahead", [0, 1, 5, 7, 8, 9, 30, 300])
def test_the_mean_is_that_of_full_markov_information(ahead: int, agents: int, leave_rate: float) -> None:
    estimate = waiting(ahead + 1.0, agents / 180, leave_rate)

    assert estimate.mean_seconds == pytest.approx(markov_mean(ahead, agents / 180, leave_rate), rel=0.005)


def test_nobody_giving_up_every_departure_takes_the_same_time() -> None:
    assert waiting(12.0, 0.1).mean_seconds == pytest.approx(120.0)


@pytest.mark.parametrize("leave_rate", [0.0, 1 / 180])
def test_a_part_of_a_caller_ahead_counts_for_a_part_of_the_wait(leave_rate: float) -> None:
    means = [waiting(1.0 + ahead / 4, 0.1, leave_rate).mean_seconds for ahead in range(80)]

    assert all(longer - shorter <= 0.25 / 0.1 + 1e-9 for shorter, longer in pairwise(means))
    assert means == sorted(means)


def test_behind_nobody_the_quantiles_are_those_of_an_exponential_wait() -> None:
    estimate = waiting(1.0, 0.1)

    assert estimate.median_seconds == pytest.approx(10 * log(2), rel=0.015)
    assert estimate.bound_seconds == pytest.approx(10 * log(5), rel=0.01)


@pytest.mark.parametrize("stages", [2, 4, 10, 40])
def test_one_of_two_waits_no_longer_than_the_median_and_four_of_five_no_longer_than_the_bound(stages: int) -> None:
    estimate = waiting(float(stages), 0.1)

    assert erlang_share(stages, 0.1, estimate.median_seconds) == pytest.approx(0.5, abs=0.003)
    assert erlang_share(stages, 0.1, estimate.bound_seconds) == pytest.approx(0.8, abs=0.003)


@pytest.mark.parametrize("needed", [0.001, 0.05, 0.5, 1.0, 1.01, 1.5, 8.0, 8.3, 400.0])
@pytest.mark.parametrize("leave_rate", [0.0, 1 / 60])
def test_a_wait_however_short_has_its_median_below_its_bound(needed: float, leave_rate: float) -> None:
    estimate = waiting(needed, 0.1, leave_rate)

    assert 0 < estimate.median_seconds < estimate.mean_seconds < estimate.bound_seconds


def test_when_nobody_has_to_come_free_there_is_no_wait() -> None:
    assert waiting(0.0, 0.1) == waiting(-2.0, 0.1) == NO_WAIT


def test_without_a_look_at_the_agents_everybody_ahead_and_the_caller_need_one_each() -> None:
    assert departures_needed(2.5, [], typical=1.0) == 3.5


def test_with_exponential_service_a_look_at_the_agents_changes_nothing() -> None:
    assert departures_needed(4.0, [1.0] * 7, typical=1.0) == pytest.approx(5.0)


@pytest.mark.parametrize("ahead", [0, 1, 6])
def test_for_one_agent_with_fixed_service_the_mean_is_exact(ahead: int) -> None:
    needed = departures_needed(float(ahead), [40 / 180], typical=0.5)

    assert waiting(needed, 1 / 180).mean_seconds == pytest.approx(40 + ahead * 180)


def test_agents_who_have_less_left_than_usual_shorten_the_wait_and_others_lengthen_it() -> None:
    usual = departures_needed(3.0, [0.5] * 4, typical=0.5)

    assert departures_needed(3.0, [0.5, 0.5, 0.5, 0.1], typical=0.5) < usual
    assert departures_needed(3.0, [0.5, 0.5, 0.5, 0.9], typical=0.5) > usual


def test_however_soon_agents_come_free_some_of_the_wait_remains() -> None:
    assert departures_needed(0.0, [0.02] * 30, typical=1.0) == pytest.approx(0.02)
    assert departures_needed(20.0, [0.02] * 30, typical=1.0) == pytest.approx(0.02)


def test_the_sooner_of_two_is_taken_figure_by_figure() -> None:
    assert Estimate(50, 40, 90).or_sooner(Estimate(60, 30, 100)) == Estimate(50, 30, 90)


def test_nothing_comes_before_its_opening() -> None:
    assert Estimate(50, 40, 90).not_before(45) == Estimate(50, 45, 90)


def test_a_limit_holds_for_every_figure() -> None:
    assert Estimate(50, 40, 90).at_most(45) == Estimate(45, 40, 45)


def test_the_ring_is_added_to_every_figure() -> None:
    assert Estimate(50, 40, 90).later_by(5) == Estimate(55, 45, 95)


def test_a_spread_moves_median_and_bound_to_or_from_the_mean() -> None:
    assert Estimate(50, 40, 90).scaled(1.0, 0.5) == Estimate(50, 45, 70)
    assert Estimate(50, 40, 90).scaled(2.0, 2.0) == Estimate(100, 60, 260)


def test_no_figure_falls_below_nothing_however_wide_the_spread() -> None:
    assert Estimate(10, 5, 20).scaled(1.0, 4.0) == Estimate(10, 0, 50)
