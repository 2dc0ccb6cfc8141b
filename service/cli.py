"""The command line. Reads what people typed, calls what does it, says in one line what went wrong. Decides nothing.

Exit codes: 0 done, 1 something was found or failed, 2 the command was not understood.
"""

import asyncio
import json
import re
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

PACKAGED_EXAMPLE = Path(__file__).resolve().parent.parent / "dialplan" / "examples" / "helpdesk"

INTERRUPTED = 130
"""Ended by a signal before it was done, as shells say it."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Firstline: a telephony backend on Asterisk.",
)
agents = typer.Typer(no_args_is_help=True, help="Agents of the running service.")
calls = typer.Typer(no_args_is_help=True, help="Calls of the running service.")
contacts = typer.Typer(no_args_is_help=True, help="Contact records.")
app.add_typer(agents, name="agent")
app.add_typer(calls, name="call")
app.add_typer(contacts, name="contact")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Directory = Annotated[Path, typer.Argument(help="The directory with the dialplan's *.yaml files.")]


def _agent_name(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", name):
        raise typer.BadParameter("an agent's name has small letters, digits, - and _, a letter first")
    return name


AgentArgument = Annotated[str, typer.Argument(help="The agent's name.", callback=_agent_name)]


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
    """Check a dialplan: every problem as file:line:column: message."""
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
        print("[]")
    else:
        print(
            f"{dialplan}: fine (version {document.version}): {len(document.numbers)} numbers, "
            f"{len(document.flows)} flows, {len(document.queues)} queues, {len(document.agents)} agents"
        )


@agents.command("list")
def agent_list(as_json: AsJson = False) -> None:
    """All agents: presence, what they do, their phone."""
    from service.lists import print_agents

    print_agents(_get("/v1/agents"), as_json=as_json)


@agents.command()
def login(agent: AgentArgument, as_json: AsJson = False) -> None:
    """Log an agent in: available from now on."""
    _request(agent, "login", as_json=as_json)


@agents.command()
def logout(agent: AgentArgument, as_json: AsJson = False) -> None:
    """Log an agent out; a conversation goes on."""
    _request(agent, "logout", as_json=as_json)


@agents.command()
def pause(
    agent: AgentArgument,
    reason: Annotated[str, typer.Option(help="Why, for the reports.")] = "pause",
    as_json: AsJson = False,
) -> None:
    """Pause an agent: nothing is offered until they resume."""
    _request(agent, "pause", {"reason": reason}, as_json=as_json)


@agents.command()
def resume(agent: AgentArgument, as_json: AsJson = False) -> None:
    """End an agent's pause."""
    _request(agent, "resume", as_json=as_json)


@agents.command("end-wrap-up")
def end_wrap_up(agent: AgentArgument, as_json: AsJson = False) -> None:
    """End an agent's wrap-up before its time."""
    _request(agent, "end-wrap-up", as_json=as_json)


@calls.command("list")
def call_list(as_json: AsJson = False) -> None:
    """All calls in progress: where they are, at which position, with whom."""
    from service.lists import print_calls

    print_calls(_get("/v1/calls"), as_json=as_json)


@contacts.command("list")
def contact_list(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, the latest first.")] = 10,
    as_json: AsJson = False,
) -> None:
    """The latest contact records."""
    from service.lists import print_contacts

    print_contacts(_get(f"/v1/contacts?limit={limit}"), as_json=as_json)


def _get(route: str) -> Any:
    from api.client import ControlClient
    from service.settings import Settings

    return asyncio.run(ControlClient(Settings.read().control_socket).get(route))


def _request(agent: str, action: str, body: dict[str, str] | None = None, *, as_json: bool) -> None:
    from api.client import ControlClient
    from service.lists import print_agents
    from service.settings import Settings

    route = f"/v1/agents/{agent}/{action}"
    print_agents([asyncio.run(ControlClient(Settings.read().control_socket).post(route, body))], as_json=as_json)


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
