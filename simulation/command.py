"""``firstline simulate`` and ``firstline staff``: from what people typed to what they read. Computes nothing itself.

The clock is handed in, for the decisions per second; nothing else depends on it.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from acd.codec import Logged
from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from dialplan.errors import DialplanInvalid
from dialplan.loader import load
from simulation import checking, replay, replay_table, report, staffing_table
from simulation.observing import Yesterday
from simulation.run import Clock, run
from simulation.scenario import Scenario, ScenarioInvalid, load_floor, load_scenario
from simulation.staffing import as_rows, demand_of, staffed
from vocabulary.instant import Instant

DONE, FAILED = 0, 1
PIPE_COLUMNS = 160
Told = Iterable[tuple[Logged, Instant]]


def simulate(path: Path, *, seed: int | None, as_json: bool, clock: Clock) -> int:
    """Run the scenario file and print what it came to; 1 and every fault on standard error where it cannot be.

    :param seed: in place of the scenario's own.
    """

    def work() -> int:
        scenario = load_scenario(path)
        if seed is not None:
            scenario = replace(scenario, seed=seed)
        found = report.report(_with_progress(f"simulating {path.name}", _running(scenario, clock)))
        _print(found, as_json, report.show)
        return DONE

    return _explained(work)


def simulate_replay(path: Path, told: Told, *, log_seed: int, as_json: bool) -> int:
    """Try an edited document on what a command log tells, and print what would have changed.

    :param path: the directory of the document, or a scenario file that names or holds queues and agents.
    :param told: the log's commands; ``log_seed`` is that of its first line.
    """

    def work() -> int:
        policies, profiles = _edited(path)
        yesterday = Yesterday(told, log_seed)
        if not yesterday.callers:
            raise ScenarioInvalid(["--replay: no callers in this log"])
        found = replay.report(replay.what_if(yesterday, policies, profiles))
        _print(found, as_json, replay_table.show)
        return DONE

    return _explained(work)


def staff(
    path: Path | None, options: Mapping[str, object], *, check: bool, seed: int, as_json: bool, clock: Clock
) -> int:
    """Print how many agents each half hour needs.

    :param options: keys of ``DemandSpec`` with what was typed, None where nothing was; they go before the file's.
    :param check: run the simulator with that many agents and with one fewer.
    """

    def work() -> int:
        demand = demand_of(path, options)
        half_hours = staffed(demand)
        rows = as_rows(half_hours, demand)
        if check:
            checks = _with_progress("simulating", lambda told: checking.checked(half_hours, demand, seed, clock, told))
            rows = [row | {"checked": check} for row, check in zip(rows, checks, strict=True)]
        promise = {"share": demand.share, "within_seconds": demand.within_seconds}
        _print({**promise, "shrinkage": demand.shrinkage, "half_hours": rows}, as_json, staffing_table.show)
        return DONE

    return _explained(work)


def _edited(path: Path) -> tuple[list[QueuePolicy], list[AgentProfile]]:
    if path.is_dir():
        document = load(path)
        policies = [queue.policy for queue in document.queues.values()]
        return policies, [agent.profile for agent in document.agents.values()]
    return load_floor(path)


def _running(scenario: Scenario, clock: Clock) -> Callable[[Callable[[float], None]], Any]:
    return lambda progress: run(scenario, clock, progress)


def _with_progress(words: str, work: Callable[[Callable[[float], None]], Any]) -> Any:
    """The work's result; meanwhile a bar on standard error where somebody may be looking."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=1.0)
        return work(lambda share: bar.update(task, completed=share))


def _print(found: dict[str, Any], as_json: bool, show: Callable[[Console, dict[str, Any]], None]) -> None:
    if as_json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    console = Console()
    wide = not console.is_terminal and not os.environ.get("COLUMNS", "").isdigit()
    show(Console(width=PIPE_COLUMNS) if wide else console, found)


def _explained(work: Callable[[], int]) -> int:
    try:
        return work()
    except (ScenarioInvalid, DialplanInvalid) as invalid:
        sys.stderr.write(f"{invalid}\n")
        return FAILED
