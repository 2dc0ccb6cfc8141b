"""The part of the command line that tries things out in virtual time: simulations, staffing. Computes nothing."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli_options import AsJson

ScenarioArgument = Annotated[
    Path, typer.Argument(help="A scenario (YAML); with --replay a dialplan's directory will do too.")
]
MOST_SEED = 2**63 - 1
Seed = Annotated[int | None, typer.Option(min=0, max=MOST_SEED, help="Another seed than the scenario's own.")]
Replay = Annotated[
    Path | None, typer.Option("--replay", help="Try the document on what this command log tells, before and after.")
]
Demand = Annotated[Path | None, typer.Argument(help="The demand as a YAML file; options go before what it says.")]
Calls = Annotated[list[float] | None, typer.Option("--calls", help="Calls in a half hour; once for each half hour.")]
Service = Annotated[float | None, typer.Option("--service-seconds", help="Mean time an agent is busy with a call.")]
Patience = Annotated[
    float | None, typer.Option("--patience-seconds", help="Mean patience; left out: nobody ever gives up (Erlang C).")
]
Share = Annotated[float | None, typer.Option("--share", help="Share of calls to be answered in time; 0.8.")]
Within = Annotated[float | None, typer.Option("--within-seconds", help="What in time means; 20.")]
MostAbandoned = Annotated[float | None, typer.Option("--max-abandonment", help="At most this share may give up.")]
Shrinkage = Annotated[float | None, typer.Option("--shrinkage", help="Share of paid time not at work.")]
BeginsAt = Annotated[str | None, typer.Option("--begins-at", help="Time of day of the first half hour, HH:MM.")]
Check = Annotated[bool, typer.Option("--check", help="Simulate the answer, and one agent fewer.")]


def simulate(scenario: ScenarioArgument, seed: Seed = None, replay: Replay = None, as_json: AsJson = False) -> None:
    """Run the distributor in virtual time: waits, service levels, occupancies, how good its estimates are."""
    from service import clock
    from service.command_log import read_header, read_log
    from simulation import command

    if replay is None:
        code = command.simulate(scenario, seed=seed, as_json=as_json, clock=clock.now)
    else:
        try:
            header = read_header(replay)
        except OSError as error:
            print(f"{replay}: cannot be read: {error.strerror}", file=sys.stderr)
            raise typer.Exit(command.FAILED) from None
        told = read_log(replay, _say)
        code = command.simulate_replay(scenario, told, log_seed=header.seed, as_json=as_json)
    raise typer.Exit(code)


def staff(
    demand: Demand = None,
    calls: Calls = None,
    service_seconds: Service = None,
    patience_seconds: Patience = None,
    share: Share = None,
    within_seconds: Within = None,
    max_abandonment: MostAbandoned = None,
    shrinkage: Shrinkage = None,
    begins_at: BeginsAt = None,
    check: Check = False,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Of the simulation.")] = 7,
    as_json: AsJson = False,
) -> None:
    """How many agents each half hour needs for what was promised (Erlang C, and A where people lose patience)."""
    from service import clock
    from simulation import command

    options = {
        "calls_per_half_hour": calls or None,
        "service_seconds": service_seconds,
        "patience_seconds": patience_seconds,
        "share": share,
        "within_seconds": within_seconds,
        "max_abandonment": max_abandonment,
        "shrinkage": shrinkage,
        "begins_at": begins_at,
    }
    raise typer.Exit(command.staff(demand, options, check=check, seed=seed, as_json=as_json, clock=clock.now))


def _say(sentence: str) -> None:
    print(f"firstline: {sentence}", file=sys.stderr)
