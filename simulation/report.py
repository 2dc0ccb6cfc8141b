"""A run as a mapping for programs and as tables for people: every figure beside the half-width of its interval."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table

from simulation.counts import ESTIMATES, MEANS, SERVICE_LEVELS, Count, queued
from simulation.intervals import Figure, Sums, half_width, total
from simulation.ledger import AgentSums
from simulation.run import SECONDS_PER_HOUR, Run
from simulation.scenario import Calls, Shifts

HALF_WIDTH = "half_width_99"
LEVEL = "answered_within_over_offered"
BUSY = 0.95
"""Above this occupancy what happens in one batch is felt in the next."""
Report = dict[str, Any]


def report(run: Run) -> Report:
    """Everything, as JSON has it; docs/simulation.md says what each key means. Figures without data are None."""
    ledger = run.ledger
    queues = {name: sums.batches for name, sums in ledger.queues.items()}
    occupancy = _occupancy(run)
    together = [total(batch) for batch in zip(*queues.values(), strict=True)]
    return {
        **_length(run),
        "queues": {name: _queue(batches) for name, batches in queues.items()},
        "total": _queue(together),
        "callers": _callers(ledger.callers),
        "estimate": _estimate(together),
        "agents": {name: _agent(sums, ledger.span_seconds) for name, sums in ledger.agents.items()},
        **occupancy,
        "warnings": list(_warnings(run, occupancy["occupancy"])),
        "decisions": run.decisions,
        "decisions_per_second": round(run.decisions / run.took_seconds) if run.took_seconds > 0 else None,
    }


def _length(run: Run) -> Report:
    scenario = run.scenario
    length: Report = {"seed": scenario.seed}
    match scenario.length:
        case Calls(measured, warm_up):
            length |= {"calls": measured, "warm_up_calls": warm_up}
        case Shifts(hours, replications):
            length |= {"shift_hours": hours, "replications": replications}
    return length | {
        "service_level_seconds": scenario.within_seconds,
        "short_abandon_seconds": scenario.short_abandon_seconds,
        "waiting_places": scenario.waiting_places,
        "batches": len(run.ledger.span_seconds),
        "simulated_hours": run.simulated_seconds / SECONDS_PER_HOUR,
    }


def _queue(batches: Sequence[Sums]) -> Report:
    sums = total(batches)
    offered, blocked = sums[Count.OFFERED], sums[Count.BLOCKED]
    return {
        "offered": int(offered),
        "answered": int(sums[Count.ANSWERED]),
        "abandoned": int(sums[Count.ABANDONED]),
        "blocked": int(blocked),
        "left": int(sums[Count.LEFT]),
        "waiting_at_the_end": int(offered - blocked - queued(sums)),
        **_with_half_widths(MEANS, batches),
        "service_level": {name: figure(sums) for name, figure in SERVICE_LEVELS.items()},
        f"service_level_{HALF_WIDTH}": {name: half_width(figure, batches) for name, figure in SERVICE_LEVELS.items()},
        "estimate": _estimate(batches),
    }


def _callers(batches: Sequence[Sums]) -> Report:
    """Each caller once, whatever queues they overflowed through, with the whole wait."""
    sums = total(batches)
    counts = (Count.OFFERED, Count.ANSWERED, Count.ABANDONED, Count.BLOCKED, Count.LEFT)
    figures = {
        "mean_wait_seconds": MEANS["mean_wait_seconds"],
        "asa_seconds": MEANS["asa_seconds"],
        LEVEL: SERVICE_LEVELS[LEVEL],
    }
    return {count.name.lower(): int(sums[count]) for count in counts} | _with_half_widths(figures, batches)


def _warnings(run: Run, occupancy: float | None) -> Iterator[str]:
    """What makes the intervals less sure than they look. Shifts know nothing of one another."""
    scenario = run.scenario
    endless = all(arrivals.patience is None for arrivals in scenario.arrivals)
    if isinstance(scenario.length, Calls) and endless and occupancy is not None and occupancy > BUSY:
        yield (
            f"agents are busy {100 * occupancy:.1f} % of the time and nobody loses patience: batches know of one "
            "another, and every interval is too narrow; run longer"
        )


def _estimate(batches: Sequence[Sums]) -> Report:
    sums = total(batches)
    counted = {"judged": int(sums[Count.JUDGED]), "waited_and_served": int(sums[Count.LAST])}
    return counted | _with_half_widths(ESTIMATES, batches)


def _with_half_widths(figures: Mapping[str, Figure], batches: Sequence[Sums]) -> Report:
    sums = total(batches)
    found: Report = {}
    for name, figure in figures.items():
        found[name] = figure(sums)
        found[f"{name}_{HALF_WIDTH}"] = half_width(figure, batches)
    return found


def _share(sums: Sums) -> float | None:
    return sums[0] / sums[1] if sums[1] else None


def _agent(sums: AgentSums, span_seconds: Sequence[float]) -> Report:
    spans = list(zip(sums.busy_seconds, span_seconds, strict=True))
    return {**_with_half_widths({"occupancy": _share}, spans or [(0.0, 0.0)]), "contacts": sums.contacts}


def _occupancy(run: Run) -> Report:
    """Of all agents together; over shifts also how far apart the busiest and the least busy of a shift are."""
    agents, spans = list(run.ledger.agents.values()), run.ledger.span_seconds
    everybody = [
        (sum(agent.busy_seconds[index] for agent in agents), seconds * len(agents))
        for index, seconds in enumerate(spans)
    ]
    found = _with_half_widths({"occupancy": _share}, everybody or [(0.0, 0.0)])
    if isinstance(run.scenario.length, Shifts):
        spreads = [_spread(agents, index, seconds) for index, seconds in enumerate(spans)]
        found |= _with_half_widths({"occupancy_spread": _share}, [(spread, 1.0) for spread in spreads])
    return found


def _spread(agents: Sequence[AgentSums], index: int, seconds: float) -> float:
    shares = [agent.busy_seconds[index] / seconds for agent in agents]
    return max(shares) - min(shares)


MOST_AGENTS_SHOWN = 12


def show(console: Console, found: Report) -> None:
    """The report for people."""
    console.print(Group(_queue_table(found), _estimate_table(found), _agent_table(found)))
    if found["total"]["offered"] > found["callers"]["offered"]:
        console.print(_callers_line(found), highlight=False)
    for warning in found["warnings"]:
        console.print(f"Warning: {warning}.", highlight=False)
    console.print(
        f"{found['decisions']:,} decisions ({found['decisions_per_second']:,} a second), "
        f"{found['simulated_hours']:,.1f} hours of virtual time, seed {found['seed']}. "
        f"±: half of the 99 % interval, from {found['batches']} batches.",
        highlight=False,
    )


def _callers_line(found: Report) -> str:
    callers = found["callers"]
    return (
        f"The table counts stays: {found['total']['offered'] - callers['offered']:,} of them by overflow. Of "
        f"{callers['offered']:,} callers {callers['answered']:,} were answered, {callers['abandoned']:,} gave up, "
        f"{callers['blocked']:,} were blocked, {callers['left']:,} left; over all queues together the mean wait was "
        f"{_figure(callers['mean_wait_seconds'], callers[f'mean_wait_seconds_{HALF_WIDTH}'])} s, ASA "
        f"{_figure(callers['asa_seconds'], callers[f'asa_seconds_{HALF_WIDTH}'])} s, answered within "
        f"{found['service_level_seconds']:g} s {_percent(callers[LEVEL], callers[f'{LEVEL}_{HALF_WIDTH}'])}."
    )


def _queue_table(found: Report) -> Table:
    within = f"answered ≤ {found['service_level_seconds']:g} s of offered"
    table = Table("", *map(escape, found["queues"]), "all", title="Queues", title_justify="left")
    columns = [*found["queues"].values(), found["total"]]
    for name in ("offered", "answered", "abandoned", "blocked", "left", "waiting_at_the_end"):
        table.add_row(name.replace("_", " "), *(f"{column[name]:,}" for column in columns))
    for name in ("mean_wait_seconds", "asa_seconds"):
        label = {"mean_wait_seconds": "mean wait, s", "asa_seconds": "mean wait of the answered (ASA), s"}[name]
        table.add_row(label, *(_figure(column[name], column[f"{name}_{HALF_WIDTH}"]) for column in columns))
    for name, label in (("delay_probability", "had to wait"), ("abandoned_share", "gave up, of offered")):
        table.add_row(label, *(_percent(column[name], column[f"{name}_{HALF_WIDTH}"]) for column in columns))
    levels = ((column["service_level"], column[f"service_level_{HALF_WIDTH}"]) for column in columns)
    table.add_row(within, *(_percent(level[LEVEL], width[LEVEL]) for level, width in levels))
    return table


def _estimate_table(found: Report) -> Table:
    labels = {
        "rase": "estimate: error over mean wait (RASE)",
        "rase_informed": "  of one who knows everything but the future",
        "rase_last_to_enter_service": "  of the last caller's wait",
        "coverage_80": "80 % bound held",
    }
    table = Table("", *map(escape, found["queues"]), "all", title="Estimated wait", title_justify="left")
    columns = [*(queue["estimate"] for queue in found["queues"].values()), found["estimate"]]
    for name, label in labels.items():
        table.add_row(label, *(_percent(column[name], column[f"{name}_{HALF_WIDTH}"]) for column in columns))
    return table


def _agent_table(found: Report) -> Table:
    table = Table("agent", "occupied", "contacts", title="Agents", title_justify="left")
    for name, agent in list(found["agents"].items())[:MOST_AGENTS_SHOWN]:
        occupied = _percent(agent["occupancy"], agent[f"occupancy_{HALF_WIDTH}"])
        table.add_row(escape(name), occupied, f"{agent['contacts']:,}")
    if len(found["agents"]) > MOST_AGENTS_SHOWN:
        table.add_row(f"… {len(found['agents']) - MOST_AGENTS_SHOWN} more", "", "")
    table.add_row("all", _percent(found["occupancy"], found[f"occupancy_{HALF_WIDTH}"]), "")
    if "occupancy_spread" in found:
        spread = _percent(found["occupancy_spread"], found[f"occupancy_spread_{HALF_WIDTH}"])
        table.add_row("busiest minus least busy, per shift", spread, "")
    return table


def _figure(value: float | None, width: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" + ("" if width is None else f" ± {width:.2f}")


def _percent(value: float | None, width: float | None) -> str:
    return "-" if value is None else f"{100 * value:.2f} %" + ("" if width is None else f" ± {100 * width:.2f}")
