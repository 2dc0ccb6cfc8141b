"""Lists for people and for programs: agents, calls, contact records as tables, or as the JSON they came as."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

Row = Mapping[str, Any]

PIPE_COLUMNS = 200


def print_agents(agents: Sequence[Row], *, as_json: bool) -> None:
    """Agents with their three axes."""
    _print(
        agents,
        ("agent", "presence", "activity", "phone", "queues", "skills"),
        lambda agent: (
            agent["name"],
            f"{agent['presence']} ({agent['pause_reason']})" if agent["pause_reason"] else agent["presence"],
            agent["activity"],
            agent["phone"],
            " ".join(agent["queues"]),
            " ".join(f"{skill}={level}" for skill, level in agent["skills"].items()),
        ),
        as_json=as_json,
    )


def print_calls(calls: Sequence[Row], *, as_json: bool) -> None:
    """Calls in progress."""
    _print(
        calls,
        ("contact", "caller", "dialled", "where", "queue", "position", "agent"),
        lambda call: (
            call["contact"],
            f"{call['caller_number']} {call['caller_name']}",
            call["number_dialled"],
            call["where"],
            call["queue"] or "",
            "" if call["position"] is None else str(call["position"]),
            call["agent"] or "",
        ),
        as_json=as_json,
    )


def print_contacts(contacts: Sequence[Row], *, as_json: bool) -> None:
    """Contact records, one line each."""
    _print(
        contacts,
        ("began (UTC)", "caller", "final status", "queue", "agent", "wait s", "talk s", "recording"),
        lambda contact: (
            contact["began_at"][5:19].replace("T", " "),
            contact["caller_number"],
            contact["final_status"],
            contact["queue"] or "",
            contact["agent"] or "",
            _seconds(contact["wait_seconds"]),
            _seconds(contact["talk_seconds"]),
            " ".join(recording["state"] for recording in contact["recordings"]),
        ),
        as_json=as_json,
    )


def _print(
    rows: Sequence[Row], headings: tuple[str, ...], cells: Callable[[Row], tuple[str, ...]], *, as_json: bool
) -> None:
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in cells(row)))
    console = Console()
    # A pipe has no width: nothing is cut there.
    console.print(table, width=None if console.is_terminal else PIPE_COLUMNS)


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
