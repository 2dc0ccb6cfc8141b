"""What all commands share that ask the running service for something over its socket, and in whose name they do."""

import asyncio
import re
from typing import Annotated, Any

import typer


def _called(word: str | None) -> str | None:
    if word is not None and not re.fullmatch(r"[a-z0-9+][a-z0-9_-]{0,31}", word):
        raise typer.BadParameter("give a name (small letters, digits, - and _) or a number")
    return word


def _call(word: str | None) -> str | None:
    if word is not None and not re.fullmatch(r"[A-Za-z0-9+][A-Za-z0-9._-]{0,99}", word):
        raise typer.BadParameter("give the contact's id (`call list` shows it), or an agent's name or number")
    return word


As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="PERSON",
        help="In this agent's or supervisor's name (or number), with their permissions; else as the admin.",
        callback=_called,
    ),
]
CalledAgent = Annotated[str, typer.Argument(metavar="AGENT", help="The agent's name or number.", callback=_called)]
CalledQueue = Annotated[str, typer.Argument(metavar="QUEUE", help="The queue's name or number.", callback=_called)]
CalledQueueOption = Annotated[
    str | None,
    typer.Option("--queue", help="To this queue; else where its queue escalates to.", callback=_called),
]
CalledCall = Annotated[
    str,
    typer.Argument(metavar="CALL", help="The contact's id, or the agent who talks with it.", callback=_call),
]
OptionalCall = Annotated[
    str | None,
    typer.Argument(
        metavar="[CALL]",
        help="A contact's id, or an agent: whomever they talk with. Without it: the listening under way changes.",
        callback=_call,
    ),
]
ToAgent = Annotated[str | None, typer.Option("--to-agent", help="To this agent.", callback=_called)]
ToQueue = Annotated[str | None, typer.Option("--to-queue", help="To this queue.", callback=_called)]
ToFlow = Annotated[str | None, typer.Option("--to-flow", help="To this flow of the dialplan.")]
ToNumber = Annotated[str | None, typer.Option("--to-number", help="To this number outside.")]


def get(route: str) -> Any:
    """What the service shows there."""
    from api.client import ControlClient
    from service.settings import Settings

    return asyncio.run(ControlClient(Settings.read().control_socket).get(route))


def post(route: str, person: str | None, **body: object) -> Any:
    """What the service answers to this; fields without a value are left out."""
    from api.client import ControlClient
    from service.settings import Settings

    given = {field: value for field, value in body.items() if value is not None}
    named = {} if person is None else {"as": person}
    return asyncio.run(ControlClient(Settings.read().control_socket).post(route, {**named, **given}))


def one_target(**targets: str | None) -> dict[str, str]:
    """The target that was given, by its field.

    :raises typer.BadParameter: none was given, or more than one.
    """
    given = {field: target for field, target in targets.items() if target is not None}
    if len(given) != 1:
        options = ", ".join(f"--{field.replace('_', '-')}" for field in targets)
        raise typer.BadParameter(f"give exactly one of {options}")
    return given
