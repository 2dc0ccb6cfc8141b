"""Whole runs: nobody is lost, the same seed gives the same report, and the keys of the report are a contract."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from acd.policy import Selection
from service.clock import now
from simulation.checking import scenario_of
from simulation.counts import SERVICE_LEVELS
from simulation.erlang import Floor
from simulation.run import run
from simulation.scenario import Calls, Scenario, Shifts, load_scenario
from tests.unit.simulation.floors import plain, reported
from vocabulary.ids import SkillName
from vocabulary.skills import Threshold, needing

OVERFLOWING = """
queues:
  first: {max_waiting: 3, when_full: {queue: second}, max_wait_seconds: 60, after_max_wait: {queue: second}}
  second: {max_waiting: 2}
agents:
  - {count: 3, queues: {first: {rank: 1}, second: {rank: 2}}}
  - {count: 1, queues: second}
arrivals:
  - {queue: first, rate_per_hour: 100, service_seconds: {exponential: 150}, patience_seconds: {exponential: 100}}
  - {queue: second, rate_per_hour: 20, service_seconds: {fixed: 150}, priority: 2}
calls: 1500
warm_up_calls: 100
seed: 3
"""


@pytest.fixture
def overflowing(tmp_path: Path) -> Scenario:
    path = tmp_path / "overflowing.yaml"
    path.write_text(OVERFLOWING)
    return load_scenario(path)


def _accounted(queue: dict[str, Any]) -> int:
    ends = ("answered", "abandoned", "blocked", "left", "waiting_at_the_end")
    return sum(queue[end] for end in ends)


def test_whoever_was_offered_was_answered_gave_up_was_blocked_left_or_still_waits(overflowing: Scenario) -> None:
    found = reported(overflowing)
    for queue in (*found["queues"].values(), found["total"]):
        assert queue["offered"] == _accounted(queue)
        assert queue["waiting_at_the_end"] == 0
    assert min(found["queues"]["first"][end] for end in ("abandoned", "blocked", "left")) > 0


def test_without_overflow_so_many_calls_are_offered_as_were_asked_for() -> None:
    found = reported(plain(Floor(5, 100, 180, 60), 700))
    assert (found["total"]["offered"], found["calls"], found["warm_up_calls"]) == (700, 700, 70)


def test_the_same_seed_gives_the_same_report_and_another_gives_another(overflowing: Scenario) -> None:
    first = reported(overflowing)
    assert reported(overflowing) == first
    assert reported(replace(overflowing, seed=4)) != first


def test_two_policies_meet_the_same_callers() -> None:
    talks = []
    for selection in (Selection.LONGEST_IDLE, Selection.LINEAR):
        scenario = scenario_of(Floor(4, 70, 180), Calls(400), 20.0, 5, selection=selection)
        found = reported(scenario)
        talks.append((found["total"]["mean_wait_seconds"], found["total"]["delay_probability"]))
    assert talks[0] == pytest.approx(talks[1])


def test_the_keys_of_the_report_are_those_that_were_promised() -> None:
    found = reported(plain(Floor(5, 80, 180, 60), 400, estimates=True))
    assert {"queues", "total", "agents", "estimate", "seed", "calls", "warm_up_calls", "decisions"} <= set(found)
    queue = found["queues"]["queue"]
    names = ("mean_wait_seconds", "asa_seconds", "delay_probability")
    assert {"offered", "answered", "abandoned", "blocked", "service_level", *names} <= set(queue)
    assert {f"{name}_half_width_99" for name in names} <= set(queue)
    assert set(queue["service_level"]) == set(queue["service_level_half_width_99"]) == set(SERVICE_LEVELS)
    assert "answered_within_over_offered" in queue["service_level"]
    assert {"rase", "rase_informed", "coverage_80"} <= set(found["estimate"])
    assert {"occupancy", "occupancy_half_width_99", "contacts"} == set(found["agents"]["agent1"])


def test_agents_are_occupied_by_the_calls_they_were_given() -> None:
    scenario = replace(plain(Floor(4, 60, 180), 600), length=Shifts(8, 3))
    done = run(scenario, now)
    for agent in done.ledger.agents.values():
        assert all(0.0 < busy <= 8 * 3600.0 for busy in agent.busy_seconds)
    offered = sum(sums.batches[0][0] for sums in done.ledger.queues.values())
    assert 0 < offered < 60 * 8 * 2


def test_shifts_begin_empty_and_end_served_and_tell_how_evenly_work_was_shared() -> None:
    scenario = scenario_of(Floor(5, 80, 180), Shifts(4, 6), 20.0, 2)
    found = reported(scenario)
    assert found["total"]["waiting_at_the_end"] == 0
    assert found["total"]["answered"] == found["total"]["offered"]
    assert (found["shift_hours"], found["replications"], found["batches"]) == (4, 6, 6)
    assert 0.0 < found["occupancy_spread"] < 1.0
    assert found["occupancy_spread_half_width_99"] > 0


def test_the_longest_idle_shares_work_more_evenly_than_a_fixed_order() -> None:
    spreads = [
        reported(scenario_of(Floor(6, 84, 180), Shifts(8, 4), 20.0, 2, selection=selection))["occupancy_spread"]
        for selection in (Selection.LONGEST_IDLE, Selection.LINEAR)
    ]
    assert spreads[0] < 0.5 * spreads[1]


def test_callers_nobody_can_ever_serve_are_told_as_waiting_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "stuck.yaml"
    path.write_text(
        "queues: {support: {}}\nagents: [{count: 2, skills: {german: 3}, queues: support}]\n"
        "arrivals: [{queue: support, rate_per_hour: 60, service_seconds: 60}]\ncalls: 50\n"
    )
    scenario = load_scenario(path)
    english = needing(Threshold(SkillName("english"), 1))
    stuck = replace(scenario, arrivals=tuple(replace(kind, requirement=english) for kind in scenario.arrivals))
    found = reported(stuck)
    assert found["total"]["waiting_at_the_end"] == found["total"]["offered"] == 50
    assert found["total"]["mean_wait_seconds"] is None


def test_agents_who_take_their_time_to_answer_make_everybody_wait_for_it(tmp_path: Path) -> None:
    path = tmp_path / "slow.yaml"
    path.write_text(
        "queues: {support: {}}\nagents: [{count: 9, queues: support, answer_seconds: 6}]\n"
        "arrivals: [{queue: support, rate_per_hour: 30, service_seconds: {fixed: 60}}]\ncalls: 50\n"
    )
    total = reported(load_scenario(path))["total"]
    assert total["asa_seconds"] == pytest.approx(6.0)
    assert total["delay_probability"] == 0.0


def test_a_caller_who_overflows_is_counted_once_with_the_whole_wait(tmp_path: Path) -> None:
    path = tmp_path / "moving.yaml"
    path.write_text(
        "queues: {first: {max_wait_seconds: 30, after_max_wait: {queue: second}}, second: {}}\n"
        "agents: [{count: 1, queues: second, answer_seconds: 6}]\n"
        "arrivals: [{queue: first, rate_per_hour: 2, service_seconds: {fixed: 1}}]\ncalls: 20\n"
        "service_level_seconds: 30\nseed: 3\n"
    )
    found = reported(load_scenario(path))
    callers = found["callers"]
    assert found["total"]["offered"] == 40
    assert {key: callers[key] for key in ("offered", "answered", "abandoned", "blocked", "left")} == {
        "offered": 20,
        "answered": 20,
        "abandoned": 0,
        "blocked": 0,
        "left": 0,
    }
    assert callers["mean_wait_seconds"] == pytest.approx(36.0)
    assert callers["asa_seconds"] == pytest.approx(36.0)
    assert callers["answered_within_over_offered"] == 0.0


def test_every_caller_ends_in_one_way_wherever_they_were_led(tmp_path: Path) -> None:
    path = tmp_path / "overflowing.yaml"
    path.write_text(OVERFLOWING)
    found = reported(load_scenario(path))
    callers, total = found["callers"], found["total"]
    assert callers["offered"] == 1500 < total["offered"]
    assert callers["offered"] == sum(callers[end] for end in ("answered", "abandoned", "blocked", "left"))
    assert (callers["answered"], callers["abandoned"]) == (total["answered"], total["abandoned"])


def test_without_overflow_callers_are_the_stays() -> None:
    found = reported(plain(Floor(5, 80.0, 180.0, 120.0), 500))
    assert {key: found["total"][key] for key in ("offered", "answered", "asa_seconds", "mean_wait_seconds")} == {
        key: found["callers"][key] for key in ("offered", "answered", "asa_seconds", "mean_wait_seconds")
    }


@pytest.mark.parametrize(("patience_seconds", "warned"), [(None, True), (600.0, False)])
def test_busy_agents_and_endless_patience_are_warned_about(patience_seconds: float | None, warned: bool) -> None:
    found = reported(plain(Floor(2, 39.9, 180.0, patience_seconds), 2000))
    assert any("batches know of one another" in warning for warning in found["warnings"]) is warned
