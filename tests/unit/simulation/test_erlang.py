"""Erlang C and A against published figures, and against what must hold between them."""

import pytest

from simulation.erlang import Floor, NeverSettles, erlang_b, long_run

AHT = 180.0
TABLE = [
    # agents, calls/h, patience, P(wait), ASA, % within 20 s, % abandoned, occupancy: an independent computation
    (5, 70, None, 0.3778, 45.34, 68.02, 0.0, 0.700),
    (5, 70, 60, 0.2279, 3.95, 83.25, 10.33, 0.628),
    (10, 160, None, 0.4092, 36.83, 67.24, 0.0, 0.800),
    (20, 340, None, 0.3851, 23.10, 72.41, 0.0, 0.850),
    (20, 380, None, 0.7554, 135.97, 32.40, 0.0, 0.950),
    (20, 380, 180, 0.4394, 11.41, 72.71, 6.80, 0.885),
    (50, 900, None, 0.3639, 13.10, 79.12, 0.0, 0.900),
    (50, 980, None, 0.8383, 150.89, 24.99, 0.0, 0.980),
    (100, 1900, None, 0.5065, 18.23, 70.94, 0.0, 0.950),
]


@pytest.mark.parametrize(("agents", "rate", "patience", "wait", "asa", "within", "lost", "occupied"), TABLE)
def test_every_printed_digit_of_the_table_is_met(
    agents: int,
    rate: float,
    patience: float | None,
    wait: float,
    asa: float,
    within: float,
    lost: float,
    occupied: float,
) -> None:
    run = long_run(Floor(agents, rate, AHT, patience))
    assert round(run.delay_probability, 4) == wait
    assert round(run.asa_seconds, 2) == asa
    assert round(100 * run.served_within(20), 2) == within
    assert round(100 * run.abandoned, 2) == lost
    assert round(run.occupancy, 3) == occupied


def test_a_limited_number_of_waiting_places_meets_the_pooled_figures() -> None:
    run = long_run(Floor(90, 504, 600, waiting_places=30))
    assert round(run.blocked, 5) == 0.00364
    assert round(run.mean_wait_seconds / 60, 4) == 0.4500
    assert round(run.served_within(30) / (1 - run.blocked), 4) == 0.7329


def test_without_waiting_places_what_is_blocked_is_what_erlang_b_says() -> None:
    run = long_run(Floor(12, 200, AHT, waiting_places=0))
    assert run.blocked == pytest.approx(erlang_b(12, 10.0), rel=1e-12)
    assert run.mean_wait_seconds == 0.0


def test_who_gives_up_is_who_waited_times_how_fast_they_do() -> None:
    floor = Floor(20, 380, AHT, 90)
    run = long_run(floor)
    assert run.abandoned == pytest.approx(run.mean_wait_seconds / 90, rel=1e-12)


def test_agents_are_busy_with_what_is_served() -> None:
    floor = Floor(20, 430, AHT, 120)
    run = long_run(floor)
    assert run.occupancy == pytest.approx(floor.offered_erlangs * (1 - run.abandoned) / 20, rel=1e-12)


def test_great_patience_comes_to_no_end_of_patience() -> None:
    patient = long_run(Floor(20, 340, AHT, 1e9))
    endless = long_run(Floor(20, 340, AHT))
    assert patient.asa_seconds == pytest.approx(endless.asa_seconds, rel=1e-4)
    assert patient.served_within(20) == pytest.approx(endless.served_within(20), rel=1e-5)


def test_all_who_are_served_are_served_in_the_end() -> None:
    run = long_run(Floor(20, 500, AHT, 60))
    assert run.served_within(86_400) == pytest.approx(1 - run.abandoned, rel=1e-9)


def test_at_once_is_everybody_who_does_not_wait() -> None:
    run = long_run(Floor(20, 380, AHT, 180))
    assert run.served_within(0) == pytest.approx(1 - run.delay_probability, rel=1e-12)


@pytest.mark.parametrize("patience", [None, 10.0, 36_000.0])
def test_a_thousand_agents_are_no_harder_than_one(patience: float | None) -> None:
    run = long_run(Floor(1000, 19_800, AHT, patience))
    assert 0.0 < run.delay_probability < 1.0
    assert run.served_within(2) < run.served_within(60) <= 1.0


def test_nobody_waits_before_far_more_agents_than_needed() -> None:
    run = long_run(Floor(1000, 200, AHT))
    assert (run.delay_probability, run.asa_seconds, run.served_within(20)) == (0.0, 0.0, 1.0)


def test_callers_who_come_faster_than_they_are_served_have_no_long_run() -> None:
    with pytest.raises(NeverSettles):
        long_run(Floor(20, 400, AHT))
