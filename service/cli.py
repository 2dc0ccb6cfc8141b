"""The command line. Reads what people typed, calls what does it, says in one line what went wrong. Decides nothing.

Exit codes: 0 done, 1 something was found or failed, 2 the command was not understood.
"""

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli_options import AsJson, Directory
from service.cli_planning import simulate, staff
from service.cli_requests import agents, calls, contacts, queues
from service.cli_why import why, why_idle

PACKAGED_EXAMPLE = Path(__file__).resolve().parent.parent / "dialplan" / "examples" / "helpdesk"

INTERRUPTED = 130
"""Ended by a signal before it was done, as shells say it."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Firstline: a telephony backend on Asterisk.",
)
app.add_typer(agents, name="agent")
app.add_typer(calls, name="call")
app.add_typer(contacts, name="contact")
app.add_typer(queues, name="queue")


def main() -> None:
    """The entry point: known failures become one line on standard error and exit code 1."""
    try:
        app()
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise SystemExit(INTERRUPTED) from None
    except Exception as error:
        from dialplan.errors import DialplanInvalid
        from service.failures import explanation

        told = explanation(error)
        if told is None:
            raise
        # Problems of a dialplan are lines for an editor: nothing may stand before the file's name.
        print(told if isinstance(error, DialplanInvalid) else f"firstline: {told}", file=sys.stderr)
        raise SystemExit(1) from None


@app.command()
def run(dialplan: Directory = PACKAGED_EXAMPLE) -> None:
    """Start Asterisk, PostgreSQL and the service, show a demo call, stay up until Ctrl-C."""
    from service.commands import run_with_demo

    raise SystemExit(_run_until_told(lambda: run_with_demo(dialplan, stay=True)))


@app.command()
def demo(
    dialplan: Directory = PACKAGED_EXAMPLE,
    once: Annotated[bool, typer.Option("--once", help="End after the call instead of staying up.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the demo call; with --json print one object (contact, recording, timings, checks)."""
    from service.commands import run_with_demo

    if as_json and not once:
        raise typer.BadParameter("--json goes with --once")
    raise SystemExit(_run_until_told(lambda: run_with_demo(dialplan, stay=not once, as_json=as_json)))


@app.command()
def serve(dialplan: Directory) -> None:
    """Run the service alone, on an Asterisk that is configured for it already."""
    from service.commands import serve_only

    raise SystemExit(_run_until_told(lambda: serve_only(dialplan)))


@app.command()
def check(dialplan: Directory, as_json: AsJson = False) -> None:
    """Check a dialplan: every problem as file:line:column: message. Warnings alone are no failure."""
    from dialplan.errors import DialplanInvalid
    from dialplan.loader import load

    try:
        document = load(dialplan)
    except DialplanInvalid as error:
        if as_json:
            print(json.dumps([asdict(problem) for problem in error.problems], indent=2))
        else:
            print("\n".join(map(str, error.problems)))
        raise SystemExit(1) from None
    if as_json:
        print(json.dumps([asdict(warning) for warning in document.warnings], indent=2))
        return
    for warning in document.warnings:
        print(warning)
    print(
        f"{dialplan}: fine (version {document.version}): {len(document.numbers)} numbers, "
        f"{len(document.flows)} flows, {len(document.queues)} queues, {len(document.agents)} agents"
    )


app.command("why")(why)
app.command("why-idle")(why_idle)
app.command("simulate")(simulate)
app.command("staff")(staff)


def _run_until_told(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run; SIGINT and SIGTERM cancel it, so that everything it opened is closed on the way out.

    Only the first counts: a second one must not cut the closing short, which is bounded in time anyway.
    """

    async def run_cancellable() -> int:
        task = asyncio.ensure_future(work())

        def stop() -> None:
            if not task.cancelling():
                task.cancel()

        loop = asyncio.get_running_loop()
        for order in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(order, stop)
        try:
            return await task
        except asyncio.CancelledError:
            return INTERRUPTED

    return asyncio.run(run_cancellable())


if __name__ == "__main__":
    main()
