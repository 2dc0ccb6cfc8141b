"""Seeded runs against exact Erlang C and A. The intervals are wide: a run of seconds tells no more."""

import pytest

from simulation.erlang import Floor, long_run
from tests.unit.simulation.floors import plain, reported

ROWS = [Floor(5, 70, 180, 60), Floor(10, 160, 180), Floor(20, 380, 180, 180), Floor(8, 150, 180, waiting_places=4)]
WIDER = 1.3
"""From a 99 % interval to one of 99.9 %."""


@pytest.mark.parametrize("floor", ROWS)
def test_a_run_of_seconds_is_where_theory_says(floor: Floor) -> None:
    total = reported(plain(floor, 4000, seed=3))["total"]
    exact = long_run(floor)
    level, width = total["service_level"], total["service_level_half_width_99"]
    within = "answered_within_over_offered"
    assert abs(level[within] - exact.served_within(20)) < WIDER * width[within]
    for name, value in (
        ("delay_probability", exact.delay_probability),
        ("mean_wait_seconds", exact.mean_wait_seconds),
        ("asa_seconds", exact.asa_seconds),
        ("abandoned_share", exact.abandoned),
        ("blocked_share", exact.blocked),
    ):
        assert abs(total[name] - value) <= WIDER * total[f"{name}_half_width_99"]


def test_the_estimate_is_nearly_as_good_as_that_of_one_who_knows_everything_but_the_future() -> None:
    estimate = reported(plain(Floor(20, 480, 180, 180), 3000, estimates=True))["estimate"]
    assert estimate["rase"] < 1.15 * estimate["rase_informed"]
    assert estimate["rase"] < estimate["rase_last_to_enter_service"]
    assert 0.7 < estimate["coverage_80"] < 0.9
