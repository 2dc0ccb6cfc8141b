"""The staffing answer held against the simulator: that many agents, and one fewer. Judges nothing."""

from collections.abc import Sequence
from typing import Any

from acd.policy import Announcements, Estimates, QueuePolicy, Selection
from acd.profile import AgentProfile, Assignment
from simulation.counts import SERVICE_LEVELS, Count
from simulation.draws import Exponential
from simulation.erlang import Floor, NeverSettles, long_run
from simulation.intervals import half_width, total
from simulation.run import Clock, Progress, run
from simulation.scenario import Arrivals, Calls, Scenario, Shifts, in_silence
from simulation.staffing import DemandSpec, HalfHour, floor_of
from vocabulary.ids import AgentName, QueueName

CALLS = Calls(measured=30_000, warm_up=3_000)
QUEUE = QueueName("queue")
LEVEL = "answered_within_over_offered"


def scenario_of(
    floor: Floor,
    length: Calls | Shifts,
    within_seconds: float,
    seed: int,
    *,
    estimates: bool = False,
    selection: Selection = Selection.LONGEST_IDLE,
) -> Scenario:
    """Equal agents before one queue, exponential throughout; waits are estimated only if asked for, it takes time."""
    announcements = Announcements(estimates=Estimates(spoken=estimates))
    policy = QueuePolicy(QUEUE, selection=selection, wrap_up_seconds=0.0, announcements=announcements)
    patience = None if floor.patience_seconds is None else Exponential(floor.patience_seconds)
    return Scenario(
        policies=(in_silence(policy),),
        profiles=tuple(
            AgentProfile(AgentName(f"agent{number}"), (Assignment(QUEUE),)) for number in range(1, floor.agents + 1)
        ),
        arrivals=(Arrivals(QUEUE, (floor.calls_per_hour,), Exponential(floor.service_seconds), patience),),
        length=length,
        answers={},
        waiting_places=floor.waiting_places,
        within_seconds=within_seconds,
        seed=seed,
    )


def checked(
    half_hours: Sequence[HalfHour],
    demand: DemandSpec,
    seed: int,
    clock: Clock,
    progress: Progress,
    length: Calls = CALLS,
) -> list[dict[str, Any] | None]:
    """For each half hour in which somebody calls: the simulated service level with the answer and with one fewer."""
    known: dict[float, dict[str, Any]] = {}
    for number, each in enumerate(half_hours):
        if each.agents and each.calls not in known:
            known[each.calls] = {
                "agents": _simulated(floor_of(demand, each.calls, each.agents), demand, length, seed, clock),
                "one_fewer": _simulated(floor_of(demand, each.calls, each.agents - 1), demand, length, seed, clock),
            }
        progress((number + 1) / len(half_hours))
    return [known.get(each.calls) for each in half_hours]


def _simulated(floor: Floor, demand: DemandSpec, length: Calls, seed: int, clock: Clock) -> dict[str, Any] | None:
    if floor.agents == 0:
        return None
    try:
        exact = long_run(floor).served_within(demand.within_seconds)
    except NeverSettles:
        return None
    ledger = run(scenario_of(floor, length, demand.within_seconds, seed), clock).ledger
    batches = ledger.queues[QUEUE].batches
    sums = total(batches)
    return {
        "agents": floor.agents,
        "service_level": SERVICE_LEVELS[LEVEL](sums),
        "service_level_half_width_99": half_width(SERVICE_LEVELS[LEVEL], batches),
        "service_level_exact": exact,
        "abandoned_share": sums[Count.ABANDONED] / sums[Count.OFFERED],
    }
