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
    """Agents with their three axes, and what they did since the login. In brackets: queues they are signed out of."""
    _print(
        agents,
        ("agent", "presence", "activity", "phone", "queues", "skills", "contacts", "not answered", "hand"),
        lambda agent: (
            agent["name"],
            _presence(agent),
            _activity(agent),
            _phones(agent),
            " ".join((*agent["queues"], *(f"({queue})" for queue in agent["signed_out"]))),
            " ".join(f"{skill}={level}" for skill, level in agent["skills"].items()),
            str(agent["contacts"]),
            ", ".join(f"{end} {number}" for end, number in agent["offers_ended"].items()),
            "" if agent["hand"] is None else agent["hand"] or "raised",
        ),
        as_json=as_json,
    )


def _presence(agent: Row) -> str:
    if not agent["pause_reason"]:
        return str(agent["presence"])
    by_system = ", by the system" if agent["paused_by"] == "system" else ""
    return f"{agent['presence']} ({agent['pause_reason']}{by_system})"


def _activity(agent: Row) -> str:
    if agent["activity"] == "idle" and agent["resting"]:
        return "resting"
    return ", ".join(agent["elsewhere"]) or str(agent["activity"])


def _phones(agent: Row) -> str:
    """One word where there is one phone, or nothing is known of them; of several each."""
    devices = agent["devices"]
    return str(agent["phone"]) if len(devices) <= 1 else ", ".join(f"{name} {can}" for name, can in devices.items())


def print_calls(calls: Sequence[Row], *, as_json: bool) -> None:
    """Calls in progress."""
    _print(
        calls,
        ("contact", "caller", "dialled", "where", "line", "queue", "priority", "position", "agent"),
        lambda call: (
            call["contact"],
            f"{call['caller_number']} {call['caller_name']}",
            call["number_dialled"],
            " ".join((call["where"], *(["held"] if call["held"] else []))),
            _known(call["line"]),
            _known(call["queue"]),
            _known(call["priority"]),
            _known(call["position"]),
            _known(call["agent"]),
        ),
        as_json=as_json,
    )


def print_queues(queues: Sequence[Row], *, as_json: bool) -> None:
    """Queues: who waits, and who is there."""
    _print(
        queues,
        ("queue", "line", "open", "waiting", "callbacks", "longest wait s", "agents logged in", "ready"),
        lambda queue: (
            queue["name"],
            str(queue["line"]),
            "yes" if queue["open"] else "no",
            str(queue["waiting"]),
            str(queue["callbacks"]),
            _seconds(queue["longest_wait_seconds"]),
            str(queue["agents_logged_in"]),
            str(queue["agents_ready"]),
        ),
        as_json=as_json,
    )


def print_contacts(contacts: Sequence[Row], *, as_json: bool) -> None:
    """Contact records, one line each."""
    _print(
        contacts,
        (
            "began (UTC)",
            "caller",
            "final status",
            "queue",
            "lines",
            "last agent",
            "wait s",
            "talk s",
            "hold s",
            "disposition",
            "recording",
            "flags",
        ),
        lambda contact: (
            contact["began_at"][5:19].replace("T", " "),
            _parties(contact),
            contact["final_status"],
            _known(contact["queue"]),
            " ".join(map(str, contact["lines"])),
            _known(contact["agent"]),
            _seconds(contact["wait_seconds"]),
            _seconds(contact["talk_seconds"]),
            _seconds(contact["hold_seconds"]),
            contact["disposition"],
            _recordings([recording["state"] for recording in contact["recordings"]]),
            ", ".join(dict.fromkeys(flag["flag"] for flag in contact["flags"])),
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
    # A pipe has no width, and rich takes 80 for it: a width that is given when printing can only be less.
    (console if console.is_terminal else Console(width=PIPE_COLUMNS)).print(table)


def _parties(contact: Row) -> str:
    """Who called; of an agent's call also whom."""
    if contact["calling_agent"] is None:
        return str(contact["caller_number"])
    return f"{contact['calling_agent']} → {contact['number_dialled']}"


def _recordings(states: Sequence[str]) -> str:
    """One word where there is one; of several the number that are in each state."""
    if len(states) <= 1:
        return " ".join(states)
    return ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))


def _known(value: object) -> str:
    return "" if value is None else str(value)


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
