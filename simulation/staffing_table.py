"""The staffing answer as a table for people."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table


def show(console: Console, found: dict[str, Any]) -> None:
    """One line per half hour."""
    promise = f"{100 * found['share']:g} % within {found['within_seconds']:g} s"
    columns = ["from", "calls", "agents", "rostered", "if patient", "in time", "ASA, s", "lost", "busy"]
    table = Table(*columns, title=f"Agents needed for {promise}", title_justify="left", box=SIMPLE_HEAD)
    table.pad_edge, table.collapse_padding = False, True
    for row in found["half_hours"]:
        table.add_row(
            row["begins_at"],
            f"{row['calls']:g}",
            str(row["agents"]),
            str(row["rostered"]),
            str(row["agents_without_patience"]),
            _percent(row["service_level"]),
            "-" if row["asa_seconds"] is None else f"{row['asa_seconds']:.1f}",
            _percent(row["abandoned_share"]),
            _percent(row["occupancy"]),
        )
    console.print(table)
    if any(row.get("checked") for row in found["half_hours"]):
        console.print(_simulated(found))
    console.print("if patient: agents needed if nobody ever gave up; lost: callers who give up", highlight=False)
    if found["shrinkage"]:
        console.print(f"rostered: with {100 * found['shrinkage']:g} % of paid time away from work", highlight=False)


def _simulated(found: dict[str, Any]) -> Table:
    columns = ("from", "agents", "in time", "simulated", "with one fewer")
    table = Table(*columns, title="Checked by simulation", title_justify="left", box=SIMPLE_HEAD)
    for row in found["half_hours"]:
        check = row.get("checked") or {}
        simulated = (_checked(check.get("agents")), _checked(check.get("one_fewer")))
        table.add_row(row["begins_at"], str(row["agents"]), _percent(row["service_level"]), *simulated)
    return table


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _checked(check: dict[str, Any] | None) -> str:
    if check is None:
        return "-"
    return f"{100 * check['service_level']:.1f} % ± {100 * check['service_level_half_width_99']:.1f}"
