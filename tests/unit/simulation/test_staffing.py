"""How many agents a half hour needs."""

from pathlib import Path

import pytest

from service.clock import now
from simulation.checking import checked
from simulation.scenario import Calls, ScenarioInvalid
from simulation.staffing import DemandSpec, agents_needed, demand_of, floor_of, keeps_promise, staffed

BEGINS_AT = "options: begins_at: must be a time of day, 00:00 to 23:59"
ENDLESS = "options: max_abandonment: goes with patience_seconds: without it nobody gives up"


def _demand(**keys: object) -> DemandSpec:
    return DemandSpec.model_validate({"calls_per_half_hour": [100.0], "service_seconds": 180.0, **keys})


@pytest.mark.parametrize(("calls", "agents"), [(100.0, 14), (20.0, 4), (450.0, 51), (2000.0, 208)])
def test_the_answer_is_the_fewest_agents_that_keep_the_promise(calls: float, agents: int) -> None:
    demand = _demand()
    assert agents_needed(calls, demand) == agents
    assert keeps_promise(floor_of(demand, calls, agents), demand)
    assert not keeps_promise(floor_of(demand, calls, agents - 1), demand)


def test_callers_who_lose_patience_need_fewer_agents() -> None:
    assert agents_needed(100.0, _demand(patience_seconds=120.0)) < agents_needed(100.0, _demand())


def test_a_limit_on_who_may_give_up_can_need_more_agents() -> None:
    strict = _demand(patience_seconds=60.0, max_abandonment=0.01)
    assert agents_needed(100.0, strict) > agents_needed(100.0, _demand(patience_seconds=60.0))


def test_where_nobody_calls_nobody_is_needed() -> None:
    (nobody,) = staffed(_demand(calls_per_half_hour=[0.0]))
    assert (nobody.agents, nobody.rostered, nobody.run) == (0, 0, None)


def test_half_hours_are_named_by_the_time_they_begin_and_rosters_hold_the_shrinkage() -> None:
    found = staffed(_demand(calls_per_half_hour=[100.0, 20.0], begins_at="23:30", shrinkage=0.3))
    assert [(each.shown, each.agents, each.rostered) for each in found] == [("23:30", 14, 20), ("00:00", 4, 6)]


def test_options_go_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "demand.yaml"
    path.write_text("calls_per_half_hour: [10, 20]\nservice_seconds: 240\nshare: 0.9\n")
    demand = demand_of(path, {"service_seconds": 120.0, "share": None})
    assert (demand.service_seconds, demand.share, demand.calls_per_half_hour) == (120.0, 0.9, [10.0, 20.0])


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"calls_per_half_hour": [1.0]}, "options: service_seconds: is missing"),
        ({"calls_per_half_hour": [], "service_seconds": 1.0}, "options: calls_per_half_hour: "),
        ({"calls_per_half_hour": [1.0], "service_seconds": 1.0, "share": 1.0}, "options: share: must be less than 1"),
        ({"calls_per_half_hour": [1.0], "service_seconds": 1.0, "begins_at": "25:00"}, BEGINS_AT),
        ({"calls_per_half_hour": [1.0], "service_seconds": 1.0, "max_abandonment": 0.1}, ENDLESS),
    ],
)
def test_demand_that_cannot_be_is_told(options: dict[str, object], fault: str) -> None:
    with pytest.raises(ScenarioInvalid) as refused:
        demand_of(None, options)
    assert str(refused.value).startswith(fault)


def test_the_simulator_agrees_with_the_answer_and_with_one_agent_fewer() -> None:
    demand = _demand(calls_per_half_hour=[20.0], patience_seconds=90.0)
    (check,) = checked(staffed(demand), demand, 1, now, lambda _: None, Calls(3000, 300))
    assert check is not None
    for side in (check["agents"], check["one_fewer"]):
        assert abs(side["service_level"] - side["service_level_exact"]) < 1.3 * side["service_level_half_width_99"]
