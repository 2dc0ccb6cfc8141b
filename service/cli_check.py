"""``firstline check``: what is wrong with a dialplan, when it is open, whom a change concerns, whether its tests pass.

Prints; finds nothing itself. Warnings alone are no failure; a failed test is one, and so are verdicts that disagree.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli_options import AsJson, Directory

if TYPE_CHECKING:
    from dialplan.document import Document
    from service.trials.judging import Verdict

At = Annotated[
    str | None, typer.Option("--at", metavar="WHEN", help="Show which hours are open then: 2026-12-25T10:00.")
]
Against = Annotated[
    Path | None,
    typer.Option("--against", metavar="DIR", help="Show the numbers whose calls differ from this dialplan."),
]
Running = Annotated[
    bool, typer.Option("--running", help="Show whom taking it over would affect: compare with the running service.")
]
Tests = Annotated[bool, typer.Option("--tests", help="Run the dialplan's tests in virtual time.")]
Live = Annotated[bool, typer.Option("--live", help="Run them against a real Asterisk too, started for it.")]
Secrets = Annotated[bool, typer.Option("--secrets", help="Read the secrets it names: absent and weak ones are told.")]
Chosen = Annotated[list[str] | None, typer.Option("--test", metavar="NAME", help="Run only this test; repeatable.")]


def check(
    dialplan: Directory,
    as_json: AsJson = False,
    at: At = None,
    against: Against = None,
    running: Running = False,
    tests: Tests = False,
    live: Live = False,
    test: Chosen = None,
    secrets: Secrets = False,
) -> None:
    """Check a dialplan: every problem as file:line:column: message. Warnings alone are no failure."""
    from dialplan.errors import DialplanInvalid
    from dialplan.loader import load

    try:
        document = load(dialplan)
        before = load(against) if against is not None else None
    except DialplanInvalid as error:
        if as_json:
            print(json.dumps([asdict(problem) for problem in error.problems], indent=2))
        else:
            print("\n".join(map(str, error.problems)))
        raise SystemExit(1) from None
    names = _chosen(document, test or []) if tests or live or test else None
    answer: dict[str, Any] = {"problems": [asdict(warning) for warning in document.warnings]}
    if not as_json:
        _print_document(document, dialplan)
    if at is not None:
        answer["hours"] = _hours(document, at, as_json=as_json)
    if before is not None:
        answer["affected"] = _affected(before, document, as_json=as_json)
    elif running:
        answer["running"] = _running(dialplan, as_json=as_json)
    passed = True
    if secrets:
        answer["secrets"] = _secrets(document, as_json=as_json)
        passed = not answer["secrets"]
    if names is not None:
        tried, answer["tests"] = _run(document, names, live=live, as_json=as_json)
        passed = passed and tried
    if as_json:
        only_problems = list(answer) == ["problems"]
        print(json.dumps(answer["problems"] if only_problems else answer, indent=2, ensure_ascii=False))
    if not passed:
        raise SystemExit(1)


def _print_document(document: "Document", dialplan: Path) -> None:
    for warning in document.warnings:
        print(warning)
    print(
        f"{dialplan}: fine (version {document.version}): {len(document.numbers)} numbers, "
        f"{len(document.flows)} flows, {len(document.queues)} queues, {len(document.agents)} agents"
    )


def _hours(document: "Document", at: str, *, as_json: bool) -> list[dict[str, Any]]:
    from dialplan.calendar import calendar_of
    from service.cli_hours import as_object, hours_at, moment, print_hours

    calendar = calendar_of(document.hours, document.time_zone)
    when = moment(at, calendar)
    if not as_json:
        print_hours(calendar, when)
    return [as_object(one) for one in hours_at(calendar, when)]


def _affected(before: "Document", document: "Document", *, as_json: bool) -> list[dict[str, Any]]:
    from dialplan.blast import affected

    found = affected(before, document)
    if not as_json:
        print("\n".join(map(str, found)) if found else "no call to any number differs")
    return [asdict(one) for one in found]


def _secrets(document: "Document", *, as_json: bool) -> list[str]:
    from dialplan.secret_values import secret_faults

    faults = list(secret_faults(document))
    if not as_json:
        print("\n".join(faults) if faults else "every secret named can be read, and none of a phone is weak")
    return faults


def _running(dialplan: Path, *, as_json: bool) -> dict[str, Any]:
    import asyncio

    from api.client import RELOAD_DEADLINE_SECONDS, ControlClient
    from service.settings import Settings
    from service.versions_shown import print_comparison

    client = ControlClient(Settings.read().control_socket, RELOAD_DEADLINE_SECONDS)
    found: dict[str, Any] = asyncio.run(client.post("/v1/compare", {"directory": str(dialplan.absolute())}))
    if not as_json:
        print_comparison(found)
    return found


def _chosen(document: "Document", names: Sequence[str]) -> tuple[str, ...]:
    from dialplan.errors import did_you_mean

    for name in names:
        if name not in document.trials:
            raise typer.BadParameter(f"there is no test '{name}'{did_you_mean(name, document.trials)}")
    return tuple(dict.fromkeys(names)) or tuple(document.trials)


def _run(document: "Document", names: Sequence[str], *, live: bool, as_json: bool) -> tuple[bool, list[dict[str, Any]]]:
    """The tests, shown as they end; whether all passed, and the same for a program to read."""
    from rich.console import Console

    from service.trials.showing import as_objects, show
    from service.trials.trying import run_trials

    console = Console(stderr=as_json)
    verdicts = run_trials(document, names)
    seen: tuple[Verdict, ...] | None = None
    if live:
        from service.cli_running import run_until_told
        from service.trials.live import run_live

        done: list[Verdict] = []
        code = run_until_told(lambda: run_live(document, names, console, done))
        if code:
            raise SystemExit(code)
        seen = tuple(done)
    if not as_json:
        show(console, verdicts, seen)
    both = (*verdicts, *(seen or ()))
    return all(verdict.passed for verdict in both), as_objects(verdicts, seen)
