"""The distributor against queueing theory: ``python -m bench.theory [--long] [--scale S] [--json]``. A printed table.

T1: Erlang C and A, exact. T2: two-skill routing. T3: the estimated wait. T4: fairness over shifts. Every line says what
theory says, what the simulated distributor shows, and whether the one is inside the other's interval. ``--long`` adds
the rows above a load of 0.9 without patience, which need tens of millions of calls. ``--scale 0.2`` is a quick look:
lines fail for want of calls, and further down batches get too short for what is known of their input to be used.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from multiprocessing import get_context
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.theory_jobs import AHT_SECONDS, SPREADS, Job, Line, estimates, exact_row, fairness, two_skills
from simulation.erlang import Floor

CORES = 2
EXACT = (
    # agents, calls per hour, patience, calls for an interval within half a point, only on demand
    (5, 70.0, None, 400_000, False),
    (5, 70.0, 60.0, 150_000, False),
    (10, 160.0, None, 900_000, False),
    (20, 340.0, None, 3_000_000, False),
    (20, 380.0, None, 20_000_000, True),
    (20, 380.0, 180.0, 700_000, False),
    (50, 900.0, None, 5_500_000, False),
    (50, 980.0, None, 60_000_000, True),
    (100, 1900.0, None, 30_000_000, True),
)
ESTIMATED = (
    (20, 0.90, None, 200_000, False),
    (20, 1.20, AHT_SECONDS, 100_000, False),
    (100, 0.93, None, 200_000, False),
    (100, 1.10, AHT_SECONDS, 100_000, False),
    (100, 0.98, None, 1_000_000, True),
)
TWO_SKILLED_CALLS = 400_000
SHIFTS = 60


def jobs(scale: float) -> list[Job]:
    """Every run, the longest first, so that both cores are at work to the end."""
    exact = [
        Job(f"T1 {agents} agents", exact_row, (Floor(agents, rate, AHT_SECONDS, patience), int(calls * scale)), long)
        for agents, rate, patience, calls, long in EXACT
    ]
    estimated = [
        Job(
            f"T3 {agents} agents",
            estimates,
            (Floor(agents, load * agents * 3600.0 / AHT_SECONDS, AHT_SECONDS, patience), int(calls * scale)),
            long,
        )
        for agents, load, patience, calls, long in ESTIMATED
    ]
    fair = [
        Job(f"T4 {agents} agents, {selection}", fairness, (agents, load, selection, max(2, int(SHIFTS * scale))))
        for (agents, load), spreads in SPREADS.items()
        for selection in spreads
        if agents == 20 or selection == "LONGEST_IDLE"
    ]
    exact.sort(key=lambda job: -int(job.arguments[1]))
    return [*exact, Job("T2", two_skills, (int(TWO_SKILLED_CALLS * scale),)), *estimated, *fair]


def measured(chosen: Sequence[Job], console: Console) -> list[Line]:
    """All lines, in the order of the tables. Each run has a process of its own: they share nothing."""
    lines: list[Line] = []
    with get_context("spawn").Pool(CORES) as pool:
        for number, found in enumerate(pool.imap_unordered(Job.lines, chosen), start=1):
            console.print(f"… {number} of {len(chosen)}: {', '.join(line.what for line in found)}", highlight=False)
            lines += found
    return sorted(lines, key=lambda line: line.table)


def table(lines: Sequence[Line]) -> Table:
    """The lines for people: one row per figure."""
    shown = Table("", "what", "figure", "theory", "simulated", "± 99 %", "as theory says")
    for line in lines:
        verdict = "-" if line.holds is None else "yes" if line.holds else "NO"
        for index, (name, expected, simulated, width) in enumerate(_figures(line)):
            first = (line.table, line.what) if index == 0 else ("", "")
            shown.add_row(*first, name, expected, simulated, width, verdict if index == 0 else "")
    return shown


def _figures(line: Line) -> Iterator[tuple[str, str, str, str]]:
    """Name, theory's figure, ours, and half the width of its interval."""
    figures = line.figures
    match line.table:
        case "T1" | "T2":
            for name, figure in figures.items():
                if isinstance(figure, dict):
                    expected, width = figure.get("exact", figure.get("table")), figure["half_width_99"]
                    yield name, _number(expected), _number(figure["simulated"]), _number(width)
        case "T3":
            yield "rase, beside the informed one's", _number(figures["rase_informed"]), _number(figures["rase"]), ""
            yield "rase of the last to enter service", "", _number(figures["rase_last_to_enter_service"]), ""
            yield "80 % bound held", "0.8", _number(figures["coverage_80"]), ""
        case _:
            spread, width = _number(figures["occupancy_spread"]), _number(figures["half_width_99"])
            yield "occupancy spread", _number(figures["table"]), spread, width


def _number(value: Any) -> str:
    return "-" if value is None else f"{value:.4f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.theory", description="The distributor against theory.")
    parser.add_argument("--long", action="store_true", help="the rows that need tens of millions of calls, too")
    parser.add_argument("--scale", type=float, default=1.0, help="so many times the calls (1)")
    parser.add_argument("--only", default="", help="only runs whose name begins so: T1, T2, T3, T4")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    chosen = [
        job for job in jobs(options.scale) if (options.long or not job.long) and job.name.startswith(options.only)
    ]
    console = Console(stderr=True)
    lines = measured(chosen, console)
    if options.json:
        print(json.dumps({"lines": [asdict(line) for line in lines]}, indent=2))
    else:
        Console(width=None if console.is_terminal else 160).print(table(lines))


if __name__ == "__main__":
    main()
