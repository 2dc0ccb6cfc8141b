"""Verdicts for people, as a table, and for programs. Judges nothing."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.trials.judging import Verdict


def show(console: Console, virtual: Sequence[Verdict], live: Sequence[Verdict] | None = None) -> None:
    """One row a test; below it, of each that failed, where it is written, what was expected and what happened."""
    table = Table("test", "virtual", title=_counted(virtual, live), title_justify="left")
    if live is not None:
        table.add_column("live")
        table.add_column("agree")
    for index, verdict in enumerate(virtual):
        if live is None:
            table.add_row(escape(verdict.name), _mark(verdict))
        else:
            agree = "yes" if same(verdict, live[index]) else "[bold red]no[/bold red]"
            table.add_row(escape(verdict.name), _mark(verdict), _mark(live[index]), agree)
    console.print(table)
    for verdict in virtual:
        _show_failure(console, verdict, "in virtual time")
    for one, other in zip(live or (), virtual, strict=False):
        if not same(one, other):
            _show_failure(console, one, "live")


def same(one: Verdict, other: Verdict) -> bool:
    """Whether both say the same of a test, differences included."""
    return (one.passed, one.differences) == (other.passed, other.differences)


def as_objects(virtual: Sequence[Verdict], live: Sequence[Verdict] | None = None) -> list[dict[str, Any]]:
    """For a program to read; ``live`` only where it was asked for."""
    found = [_as_object(verdict) for verdict in virtual]
    for told, verdict, other in zip(found, virtual, live or (), strict=False):
        told["live"] = _as_object(other)
        told["agree"] = same(verdict, other)
    return found


def _as_object(verdict: Verdict) -> dict[str, Any]:
    place = verdict.place
    return {
        "test": verdict.name,
        "passed": verdict.passed,
        "differences": list(verdict.differences),
        "fault": verdict.fault,
        "file": place.file if place else None,
        "line": place.line if place else None,
    }


def _counted(virtual: Sequence[Verdict], live: Sequence[Verdict] | None) -> str:
    failed = len({verdict.name for verdict in chain(virtual, live or ()) if not verdict.passed})
    return f"{len(virtual)} tests, {failed} failed"


def _mark(verdict: Verdict) -> str:
    return "[green]✓[/green]" if verdict.passed else "[red]✗[/red]"


def _show_failure(console: Console, verdict: Verdict, where: str) -> None:
    if verdict.passed:
        return
    place = f"{verdict.place}: " if verdict.place else ""
    why = (verdict.fault,) if verdict.fault else verdict.differences
    console.print(f"[red]{escape(place)}[/red]the test '{escape(verdict.name)}' failed {where}", soft_wrap=True)
    for line in why:
        console.print(f"  {escape(line)}", highlight=False, soft_wrap=True)
    for line in verdict.story:
        console.print(f"    [dim]{escape(line)}[/dim]", highlight=False, soft_wrap=True)
