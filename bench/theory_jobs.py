"""The runs that are held against theory, one function per table. Runs and measures; prints nothing.

The tables' figures: exact Erlang C and A; a separate simulator of two-skill routing and of fairness over shifts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from acd.policy import Selection
from bench.controls import Interval, controlled, input_deviations
from service.clock import now
from simulation import run as running
from simulation.checking import LEVEL, QUEUE, scenario_of
from simulation.counts import MEANS, SERVICE_LEVELS
from simulation.erlang import Floor, long_run
from simulation.intervals import half_width, total
from simulation.report import report
from simulation.scenario import Calls, Shifts, load_scenario

EXAMPLES = Path(running.__file__).resolve().parent / "examples"
AHT_SECONDS = 180.0
WITHIN_SECONDS = 20.0
SEED = 7
LARGEST_HALF_WIDTH = 0.005
"""Half a point of service level."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the printed table: what was asked, what came, and whether it is as theory says; None: no verdict."""

    table: str
    what: str
    figures: dict[str, Any]
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Job:
    """A run and what it is called. ``long``: only on demand."""

    name: str
    work: Callable[..., list[Line]]
    arguments: tuple[Any, ...]
    long: bool = False

    def lines(self) -> list[Line]:
        return self.work(*self.arguments)


def exact_row(floor: Floor, calls: int) -> list[Line]:
    """T1: every figure's exact value against its interval; the verdict is on the service level."""
    done = running.run(scenario_of(floor, Calls(calls, calls // 10), WITHIN_SECONDS, SEED), now)
    batches, exact = done.ledger.queues[QUEUE].batches, long_run(floor)
    deviations = input_deviations(
        batches, done.ledger.span_seconds, floor.calls_per_hour / 3600.0, floor.service_seconds
    )
    expected = {
        LEVEL: exact.served_within(WITHIN_SECONDS),
        "delay_probability": exact.delay_probability,
        "asa_seconds": exact.asa_seconds,
        "abandoned_share": exact.abandoned,
    }
    figures: dict[str, Any] = {}
    verdict = True
    for name, value in expected.items():
        figure = SERVICE_LEVELS.get(name) or MEANS[name]
        interval = controlled([figure(batch) or 0.0 for batch in batches], deviations)
        figures[name] = {
            "exact": value,
            "simulated": interval.mean,
            "half_width_99": interval.half_width,
            "simulated_plainly": figure(total(batches)),
            "half_width_99_plainly": half_width(figure, batches),
            "inside": interval.holds(value),
        }
        if name == LEVEL:
            verdict = interval.holds(value) and interval.half_width < LARGEST_HALF_WIDTH
    figures["decisions_per_second"] = round(done.decisions / done.took_seconds)
    patience = "no end of patience" if floor.patience_seconds is None else f"patience {floor.patience_seconds:g} s"
    what = f"{floor.agents} agents, {floor.calls_per_hour:g} calls/h, {patience}"
    return [Line("T1", what, figures, verdict)]


TWO_SKILLS = {
    "two-skills-first-come": (0.569, 0.007, 0.680),
    "two-skills-primary-first": (0.589, 0.007, 0.719),
}
"""Mean wait in minutes, half of its published 95 % interval, and the share that waits at most half a minute."""


def two_skills(calls: int) -> list[Line]:
    """T2: both policies on the same callers; the waits of the table, and the policies told apart batch by batch."""
    lines = []
    within: dict[str, list[float]] = {}
    for name, (mean_minutes, _, share) in TWO_SKILLS.items():
        scenario = replace(load_scenario(EXAMPLES / f"{name}.yaml"), length=Calls(calls, calls // 10), seed=SEED)
        done = running.run(scenario, now)
        ledger = done.ledger
        batches = [total(batch) for batch in zip(*(sums.batches for sums in ledger.queues.values()), strict=True)]
        rate = sum(arrivals.rates_per_hour[0] for arrivals in scenario.arrivals) / 3600.0
        deviations = input_deviations(batches, ledger.span_seconds, rate, 600.0)
        within[name] = [SERVICE_LEVELS["answered_within_over_queued"](batch) or 0.0 for batch in batches]
        wait = controlled([(MEANS["mean_wait_seconds"](batch) or 0.0) / 60.0 for batch in batches], deviations)
        soon = controlled(within[name], deviations)
        estimate = report(done)["estimate"]
        figures = {
            "mean_wait_minutes": _against(wait, mean_minutes),
            "answered_within_half_a_minute": _against(soon, share),
            "blocked_share": MEANS["blocked_share"](total(batches)),
            "decisions_per_second": round(done.decisions / done.took_seconds),
        }
        lines.append(Line("T2", name, figures, wait.holds(mean_minutes)))
        lines.append(_estimate_line(name, estimate, against="rase_last_to_enter_service", at_most=1.0))
    first_come, primary_first = within.values()
    apart = [second - first for first, second in zip(first_come, primary_first, strict=True)]
    difference = controlled(apart, [()] * len(apart))
    figures = {"difference_within_half_a_minute": _against(difference, 0.719 - 0.680)}
    return [*lines, Line("T2", "the two policies told apart", figures, difference.mean > difference.half_width)]


def estimates(floor: Floor, calls: int) -> list[Line]:
    """T3: our estimate's error against that of one who knows everything but the future."""
    scenario = scenario_of(floor, Calls(calls, calls // 10), WITHIN_SECONDS, SEED, estimates=True)
    patience = "" if floor.patience_seconds is None else f", patience {floor.patience_seconds:g} s"
    what = f"{floor.agents} agents, load {floor.offered_erlangs / floor.agents:.2f}{patience}"
    estimate = report(running.run(scenario, now))["estimate"]
    return [_estimate_line(what, estimate, against="rase_informed", at_most=1.05)]


def _estimate_line(what: str, estimate: dict[str, Any], *, against: str, at_most: float) -> Line:
    figures = {name: estimate[name] for name in ("rase", "rase_informed", "rase_last_to_enter_service", "coverage_80")}
    ours, theirs = figures["rase"], figures[against]
    holds = None if ours is None or theirs is None else ours <= at_most * theirs
    return Line("T3", what, figures, holds)


SPREADS = {
    (10, 0.70): {
        "LONGEST_IDLE": 0.065,
        "ROUND_ROBIN": 0.078,
        "RANDOM": 0.084,
        "FEWEST_CONTACTS": 0.187,
        "LINEAR": 0.490,
    },
    (20, 0.80): {
        "LONGEST_IDLE": 0.060,
        "ROUND_ROBIN": 0.072,
        "RANDOM": 0.079,
        "FEWEST_CONTACTS": 0.227,
        "LINEAR": 0.484,
    },
    (50, 0.85): {
        "LONGEST_IDLE": 0.057,
        "ROUND_ROBIN": 0.068,
        "RANDOM": 0.076,
        "FEWEST_CONTACTS": 0.262,
        "LINEAR": 0.571,
    },
}
"""T4: mean spread of occupancy over eight-hour shifts, by agents, load and selection."""
MOST_SPREAD = 1.3
"""Times the table's, for the longest idle."""


def fairness(agents: int, load: float, selection: str, shifts: int) -> list[Line]:
    """T4: the spread of occupancy over a shift; a verdict only on the longest idle, the others are for comparison."""
    floor = Floor(agents, load * agents * 3600.0 / AHT_SECONDS, AHT_SECONDS)
    scenario = scenario_of(floor, Shifts(8.0, shifts), WITHIN_SECONDS, SEED, selection=Selection[selection])
    found = report(running.run(scenario, now))
    table = SPREADS[agents, load][selection]
    figures = {
        "occupancy_spread": found["occupancy_spread"],
        "half_width_99": found["occupancy_spread_half_width_99"],
        "table": table,
    }
    holds = found["occupancy_spread"] <= MOST_SPREAD * table if selection == "LONGEST_IDLE" else None
    return [Line("T4", f"{agents} agents, load {load:g}, {selection.lower().replace('_', ' ')}", figures, holds)]


def _against(interval: Interval, table: float) -> dict[str, Any]:
    return {
        "table": table,
        "simulated": interval.mean,
        "half_width_99": interval.half_width,
        "inside": interval.holds(table),
    }
