"""What would have changed yesterday, as tables for people."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

SHOWN = 20
COLUMNS = ("observed", "before", "after")


def show(console: Console, found: dict[str, Any]) -> None:
    """Per queue, then the callers whose wait changes most."""
    console.print(_queues(found))
    if found["changes"]:
        console.print(_changes(found))
    changed = found["changed"]
    console.print(
        f"Of {found['callers']:,} callers {changed['waited_longer']:,} would have waited longer, "
        f"{changed['waited_shorter']:,} shorter; {changed['another_agent']:,} would have had another agent, "
        f"{changed['another_end']:,} another end.",
        highlight=False,
    )
    console.print("Compare after with before: both are modelled; observed is what the log tells.", highlight=False)


def _queues(found: dict[str, Any]) -> Table:
    table = Table(_whole("queue"), "", *COLUMNS, title="Yesterday, and what if", title_justify="left")
    for queue, columns in found["queues"].items():
        ends = list(dict.fromkeys(end for name in COLUMNS for end in columns[name]["ends"]))
        for end in ends:
            table.add_row(escape(queue), end, *(f"{columns[name]['ends'].get(end, 0):,}" for name in COLUMNS))
        for key, label in (
            ("mean_wait_seconds", "mean wait, s"),
            ("asa_seconds", "ASA, s"),
            ("longest_wait_seconds", "longest wait, s"),
        ):
            table.add_row(escape(queue), label, *(_seconds(columns[name][key]) for name in COLUMNS))
    return table


def _changes(found: dict[str, Any]) -> Table:
    columns = (_whole(name) for name in ("contact", "queue", "before", "after"))
    table = Table(*columns, title="Changed most", title_justify="left")
    largest = sorted(
        found["changes"],
        key=lambda change: -abs(change["after"]["waited_seconds"] - change["before"]["waited_seconds"]),
    )
    for change in largest[:SHOWN]:
        fates = (_fate(change[name]) for name in ("before", "after"))
        table.add_row(escape(change["contact"]), escape(change["queue"]), *fates)
    return table


def _whole(heading: str) -> Column:
    """A column whose cells are never cut: what is too wide goes on in the next line."""
    return Column(heading, overflow="fold")


def _fate(fate: dict[str, Any]) -> str:
    who = f" by {fate['agent']}" if fate["agent"] else ""
    return escape(f"{fate['end']}{who} after {fate['waited_seconds']:.0f} s")


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
