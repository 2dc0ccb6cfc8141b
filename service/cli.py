"""The command line. Reads what people typed, calls what does it, says in one line what went wrong. Decides nothing.

Exit codes: 0 done, 1 something was found or failed, 2 the command was not understood.
"""

import asyncio
import sys
from typing import Annotated

import typer

from service.cli_agents import agents
from service.cli_calls import calls
from service.cli_check import check
from service.cli_contacts import contacts, queues
from service.cli_dialplan import dialplan as dialplan_versions
from service.cli_dialplan import reload
from service.cli_graph import flows
from service.cli_options import AsJson, Directory
from service.cli_phone import phones
from service.cli_planning import simulate, staff
from service.cli_prompts import prompts
from service.cli_recordings import recordings
from service.cli_review import review
from service.cli_running import INTERRUPTED, run_until_told
from service.cli_schema import schema
from service.cli_supervise import supervise
from service.cli_why import why, why_idle
from service.packaged import EXAMPLE

Watch = Annotated[bool, typer.Option("--watch", help="Take over changes of the dialplan's files by themselves.")]

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
app.add_typer(phones, name="phone")
app.add_typer(supervise, name="supervise")
app.add_typer(recordings, name="recording")
app.add_typer(review, name="review")
app.add_typer(dialplan_versions, name="dialplan")
app.add_typer(prompts, name="prompts")
app.add_typer(flows, name="flow")


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
def run(dialplan: Directory = EXAMPLE, watch: Watch = False) -> None:
    """Start Asterisk, PostgreSQL and the service, show a demo call, stay up until Ctrl-C."""
    from service.commands import run_with_demo

    raise SystemExit(run_until_told(lambda: run_with_demo(dialplan, stay=True, watch=watch)))


@app.command()
def demo(
    dialplan: Directory = EXAMPLE,
    once: Annotated[bool, typer.Option("--once", help="End after the call instead of staying up.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the demo call; with --json print one object (contact, recording, timings, checks)."""
    from service.commands import run_with_demo

    if as_json and not once:
        raise typer.BadParameter("--json goes with --once")
    raise SystemExit(run_until_told(lambda: run_with_demo(dialplan, stay=not once, as_json=as_json)))


@app.command()
def serve(dialplan: Directory, watch: Watch = False) -> None:
    """Run the service alone, on an Asterisk that is configured for it already."""
    from service.commands import serve_only

    raise SystemExit(run_until_told(lambda: serve_only(dialplan, watch=watch)))


app.command("check")(check)
app.command("why")(why)
app.command("why-idle")(why_idle)
app.command("simulate")(simulate)
app.command("staff")(staff)
app.command("schema")(schema)
app.command("reload")(reload)


if __name__ == "__main__":
    main()
