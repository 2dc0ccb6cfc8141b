"""The report of who was listened to, as the command line shows it. Asks the running service; counts nothing itself."""

import json
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from service.cli_options import AsJson
from service.cli_requests import As, get

_MOMENT = "a date and time such as 2026-03-02T08:00"


def heard(
    since: Annotated[str, typer.Option(metavar="TIME", help=f"From then on: {_MOMENT}, in the dialplan's time zone.")],
    until: Annotated[str | None, typer.Option(metavar="TIME", help="Until then; without it, until now.")] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Who was heard in a time and who was not, team by team."""
    given = {"since": since, "until": until, "as": person}
    query = urlencode({field: value for field, value in given.items() if value is not None})
    report = get(f"/v1/supervise/heard?{query}")
    if as_json:
        print(json.dumps(report, indent=2))
    else:
        _print_table(report)


def _print_table(report: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table()
    for heading in ("team", "agent", "times", "seconds", "by", "last (UTC)"):
        table.add_column(heading, overflow="fold")
    for team in report["teams"]:
        for agent in team["heard"]:
            last = agent["last_heard_at"][5:16].replace("T", " ")
            by = escape(" ".join(agent["supervisors"]))
            table.add_row(team["team"], agent["agent"], str(agent["times"]), f"{agent['seconds']:.0f}", by, last)
        for name in team["not_heard"]:
            table.add_row(team["team"], name, "not heard", "", "", "")
    Console().print(table)
