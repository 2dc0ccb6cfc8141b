"""Plants each fault in a copy of the distributor, runs its tests there, and says which of them noticed.

``python -m tests.mutants [--short]``; exit status 1 when a fault survives, 2 when one is stale or the tests
fail with nothing planted. The work tree is never written to.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.mutants.faults import FAULTS, SHORT, Fault, StaleFault

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("acd", "vocabulary", "tests/unit/acd", "tests/unit/vocabulary", "tests/property/acd")
COPIED_FILES = ("pyproject.toml", "tests/support/desk.py")
TESTS = ("tests/unit/acd", "tests/unit/vocabulary", "tests/property/acd")
AT_A_TIME = 2
LIMIT_SECONDS = 120
"""A fault that hangs the tests is noticed too. The tests take about ten seconds."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tests said of one fault; ``noticed_by`` is None when they all passed."""

    fault: Fault
    noticed_by: str | None


def copy_of_the_distributor(where: Path) -> None:
    """The rooms and tests concerned, in a folder of their own: nothing else can be imported from there by mistake."""
    for name in COPIED:
        shutil.copytree(ROOT / name, where / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in COPIED_FILES:
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, where / name)


def first_failure(where: Path) -> str | None:
    """Run the copied tests until one fails; its name, or None."""
    environment = os.environ | {"PYTHONPATH": str(where), "PYTHONDONTWRITEBYTECODE": "1", "FIRSTLINE_PLANTED": "1"}
    environment.pop("FIRSTLINE_LONG", None)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider", *TESTS]
    try:
        run = subprocess.run(
            command, cwd=where, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"the tests hung for {LIMIT_SECONDS} s"
    if run.returncode == 0:
        return None
    failed = re.search(r"^FAILED \S+?::(\S+)", run.stdout, re.MULTILINE)
    if failed is None:
        raise RuntimeError(f"pytest could not run the tests:\n{run.stdout}{run.stderr}")
    return failed[1].replace("TestFloor::runTest", "the properties (tests/property/acd)")


def judge(fault: Fault | None) -> str | None:
    """Plant the fault (or none) in a fresh copy, and run the tests there."""
    with tempfile.TemporaryDirectory(prefix="firstline-mutant-") as folder:
        where = Path(folder)
        copy_of_the_distributor(where)
        if fault is not None:
            target = where / fault.file
            target.write_text(fault.planted(target.read_text(encoding="utf-8")), encoding="utf-8")
        return first_failure(where)


def judge_all(faults: Sequence[Fault], console: Console) -> list[Verdict]:
    """A verdict on each, in the order given; two at a time."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    verdicts: dict[str, Verdict] = {}
    with Progress(*columns, console=console) as progress, ThreadPoolExecutor(AT_A_TIME) as pool:
        task = progress.add_task("planting faults", total=len(faults))
        running = {pool.submit(judge, fault): fault for fault in faults}
        for done in as_completed(running):
            verdicts[running[done].name] = Verdict(running[done], done.result())
            progress.advance(task)
    return [verdicts[fault.name] for fault in faults]


def show(verdicts: Sequence[Verdict], console: Console) -> None:
    table = Table("fault", "in", "", title="Faults planted in the distributor")
    table.add_column("noticed by", overflow="fold")
    for verdict in verdicts:
        word = "[bold red]survived" if verdict.noticed_by is None else "[green]killed"
        table.add_row(verdict.fault.name, verdict.fault.file, word, verdict.noticed_by or "nobody")
    console.print(table)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Do the tests notice planted faults?")
    parser.add_argument("--short", action="store_true", help=f"plant only {len(SHORT)} of the {len(FAULTS)}")
    faults = [fault for fault in FAULTS if fault.name in SHORT] if parser.parse_args().short else list(FAULTS)
    console = Console()
    try:
        for fault in FAULTS:
            fault.planted((ROOT / fault.file).read_text(encoding="utf-8"))
    except StaleFault as stale:
        console.print(f"[bold red]stale[/] {stale}")
        return 2
    unplanted = judge(None)
    if unplanted is not None:
        console.print(f"[bold red]the tests fail with nothing planted:[/] {unplanted}")
        return 2
    verdicts = judge_all(faults, console)
    show(verdicts, console)
    survivors = sum(verdict.noticed_by is None for verdict in verdicts)
    console.print(f"{len(verdicts) - survivors} of {len(verdicts)} killed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
