"""The state machines as pictures, drawn from their tables: `python -m tests.architecture.diagrams` writes the page."""

from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from acd import agents, offers
from ivr import transitions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "states.md"

HEAD = """# The state machines

Drawn from the tables in `acd/offers.py`, `acd/agents.py` and `ivr/transitions.py`; a test holds this page to them.
What is not drawn is either listed there as late (it may arrive and means nothing) or raises, being a mistake of ours.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(
        (
            HEAD,
            "## An offer (one caller to one agent)\n",
            _drawn(_named(offers.TRANSITIONS)),
            "\nMade and ringing also end by the distributor's own word: expired, or withdrawn.\n",
            "## An agent's presence (the person's choice)\n",
            _drawn(_named(agents.PRESENCE)),
            "\nWhoever misses too many offers in a row is paused: *not responding*, *declining*, *unreachable*.\n",
            "## An agent's activity (the calls' doing)\n",
            _drawn((state.value, cause.value, to.value) for state, cause, to in _pairs(agents.ACTIVITY)),
            "\nReady is: available, idle, the phone free, and no rest owed.\n",
            "## A dialogue (one caller in the menu)\n",
            _reactions(),
        )
    )


def _pairs(table: Mapping[Any, Mapping[Any, Any]]) -> Iterable[tuple[Enum, Enum, Enum]]:
    return ((state, cause, to) for state, row in table.items() for cause, to in row.items())


def _named(table: Mapping[Any, Mapping[Any, Any]]) -> Iterable[tuple[str, str, str]]:
    return ((state.value, cause.__name__, to.value) for state, row in table.items() for cause, to in row.items())


def _drawn(edges: Iterable[tuple[str, str, str]]) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    for state, cause, to in edges:
        lines.append(f"    {_id(state)} --> {_id(to)}: {cause}")
    return "\n".join([*lines, "```"])


def _id(state: str) -> str:
    return state.replace(" ", "_")


def _reactions() -> str:
    lines = ["| State | Report | What it does |", "|---|---|---|"]
    for state, row in transitions.TRANSITIONS.items():
        for report, reaction in row.items():
            lines.append(f"| {state.value} | {report.__name__} | {reaction.value} |")
    for state, reaction in transitions.DEADLINES.items():
        lines.append(f"| {state.value} | its deadline | {reaction.value} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
