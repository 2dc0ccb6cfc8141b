"""The part of the command line that changes the dialplan of the running service. Prints answers; decides nothing."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli_options import AsJson

dialplan = typer.Typer(no_args_is_help=True, help="Versions of the dialplan: list, compare, bring back.")

Message = Annotated[str, typer.Option("--message", "-m", help="What was changed, and why; kept with the version.")]
Changed = Annotated[
    Path | None, typer.Argument(help="The directory to read from now on; else the one the service reads.")
]


def reload(directory: Changed = None, message: Message = "", as_json: AsJson = False) -> None:
    """Check the dialplan and take it over while calls go on; with a problem nothing changes."""
    body: dict[str, object] = {"author": _author(), "message": message}
    if directory is not None:
        body["directory"] = str(directory.absolute())
    _take_over("/v1/reload", body, as_json=as_json)


@dialplan.command()
def history(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, the latest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """The versions that were in force: since when, by whom, and why."""
    from service.versions_shown import print_history

    print_history(_ask(f"/v1/dialplan/versions?limit={limit}"), as_json=as_json)


@dialplan.command()
def diff(
    version: Annotated[str, typer.Argument(help="A version, or how it begins; `present` is the one in force.")],
    other: Annotated[str | None, typer.Argument(help="The version to compare it with; else the one in force.")] = None,
) -> None:
    """What changed from one version to another, file by file."""
    from service.versions_shown import print_difference

    print_difference(_version(version), _version(other or "present"))


@dialplan.command()
def rollback(
    version: Annotated[str, typer.Argument(help="The version to bring back, or how it begins.")],
    message: Message = "",
    as_json: AsJson = False,
) -> None:
    """Write a version back into the directory, having kept what is there, and take it over."""
    body: dict[str, object] = {"version": version, "author": _author(), "message": message}
    _take_over("/v1/rollback", body, as_json=as_json)


def _version(version: str) -> Any:
    from urllib.parse import quote

    return _ask(f"/v1/dialplan/versions/{quote(version, safe='')}")


def _take_over(route: str, body: dict[str, object], *, as_json: bool) -> None:
    from api.client import Refused
    from service.versions_shown import print_reload

    try:
        answer = _ask(route, body)
    except Refused as refusal:
        # Problems are lines for an editor: nothing may stand before the file's name.
        if as_json:
            print(json.dumps({"refused": str(refusal), "problems": refusal.problems}, indent=2))
        else:
            print("\n".join([*refusal.problems, f"firstline: not taken over: {refusal}"]), file=sys.stderr)
        raise SystemExit(1) from None
    print_reload(answer, as_json=as_json)


def _ask(route: str, body: dict[str, object] | None = None) -> Any:
    from api.client import RELOAD_DEADLINE_SECONDS, ControlClient
    from service.settings import Settings

    client = ControlClient(Settings.read().control_socket, RELOAD_DEADLINE_SECONDS)
    return asyncio.run(client.get(route) if body is None else client.post(route, body))


def _author() -> str:
    from service.reload_author import author

    return author()
