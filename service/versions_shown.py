"""What is shown of a dialplan that was taken over, of its versions, and of what differs between two of them."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

PIPE_COLUMNS = 200
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}

Answer = Mapping[str, Any]


def print_reload(answer: Answer, *, as_json: bool) -> None:
    """What changed, whom it affects, and what is still to be done."""
    if as_json:
        print(json.dumps(answer, indent=2))
        return
    for warning in answer["warnings"]:
        print(warning)
    if answer["version"] == answer["before"]:
        print(f"version {answer['version']} was in force already; taken over again in {answer['seconds']:.1f} s")
    else:
        print(f"version {answer['version']} is in force, before it {answer['before']}; {answer['seconds']:.1f} s")
    _print_changes(answer)
    if answer["calls_before"]:
        print(f"  calls that go on under an earlier version: {answer['calls_before']}")
    for trouble in answer["trouble"]:
        print(f"  not done yet, tried again later: {trouble}")


def print_comparison(answer: Answer) -> None:
    """What would change if it were taken over, and for whom."""
    if answer["version"] == answer["present"]:
        print(f"version {answer['version']} is in force already")
    else:
        print(f"taken over, version {answer['version']} would follow {answer['present']}:")
    _print_changes(answer)


def _print_changes(answer: Answer) -> None:
    for section, change in answer["changes"].items():
        words = [f"{kind} {', '.join(change[kind])}" for kind in ("added", "changed", "removed") if change[kind]]
        print(f"  {section}: {'; '.join(words)}")
    for line in answer["affected"]:
        print(f"  {line}")


def print_history(versions: Sequence[Answer], *, as_json: bool) -> None:
    """One line a version, the latest first."""
    if as_json:
        print(json.dumps(versions, indent=2))
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_COLUMNS)
    table = Table("version", "since", "by", "why", "before it", "message")
    for version in versions:
        cells = ("version", "taken_at", "author", "why", "parent", "message")
        table.add_row(*(escape(str(version[cell] or "")) for cell in cells))
    console.print(table)


def print_difference(old: Answer, new: Answer) -> None:
    """Unified, file by file, coloured in a terminal."""
    console = Console(soft_wrap=True)
    for line in difference(old, new):
        console.print(Text(line, style=_COLOURS.get(line[:1], "")), highlight=False)


def difference(old: Answer, new: Answer) -> Iterator[str]:
    """The lines of a unified difference of two whole versions; a prompt's sound is only said to be another."""
    for name in sorted({*old["files"], *new["files"]}):
        before, after = (version["files"].get(name) for version in (old, new))
        yield from difflib.unified_diff(
            [] if before is None else before.splitlines(),
            [] if after is None else after.splitlines(),
            "/dev/null" if before is None else f"{old['version']}/{name}",
            "/dev/null" if after is None else f"{new['version']}/{name}",
            lineterm="",
        )
    for name in sorted({*old["prompts"], *new["prompts"]}):
        before, after = (version["prompts"].get(name) for version in (old, new))
        if before != after:
            fate = "is new" if before is None else "is gone" if after is None else "is another sound"
            yield f"prompt {name} {fate}"
