"""The part of the command line for supervisors: listening to conversations, and who was heard. Decides nothing.

Every command but the report is given with ``--as``: it is a supervisor's phone that rings.
"""

import json

import typer

from service.cli_heard import heard
from service.cli_options import AsJson
from service.cli_requests import As, OptionalCall, post

supervise = typer.Typer(no_args_is_help=True, help="Listening to conversations, as a supervisor (--as).")
supervise.command("heard")(heard)


@supervise.command()
def monitor(call: OptionalCall = None, person: As = None, as_json: AsJson = False) -> None:
    """Hear both, and be heard by nobody."""
    _listen("monitor", call, person, as_json=as_json)


@supervise.command()
def whisper(call: OptionalCall = None, person: As = None, as_json: AsJson = False) -> None:
    """Hear both, and be heard by the agent alone."""
    _listen("whisper", call, person, as_json=as_json)


@supervise.command()
def barge(call: OptionalCall = None, person: As = None, as_json: AsJson = False) -> None:
    """Speak with both."""
    _listen("barge", call, person, as_json=as_json)


@supervise.command("take-over")
def take_over(call: OptionalCall = None, person: As = None, as_json: AsJson = False) -> None:
    """Go on with the caller; the agent leaves."""
    _listen("take over", call, person, as_json=as_json)


@supervise.command()
def stop(person: As = None, as_json: AsJson = False) -> None:
    """End the listening."""
    _print(post("/v1/supervise/stop", person), "ended", as_json=as_json)


def _listen(mode: str, call: str | None, person: str | None, *, as_json: bool) -> None:
    if call is None:
        _print(post("/v1/supervise/mode", person, mode=mode), mode, as_json=as_json)
    else:
        _print(post("/v1/supervise/listen", person, mode=mode, call=call), mode, as_json=as_json)


def _print(answer: object, word: str, *, as_json: bool) -> None:
    print(json.dumps(answer, indent=2) if as_json else word)
