"""The part of the command line about conversations of the running service. Prints the answers; decides nothing."""

import typer

from service.cli_options import AsJson, Note
from service.cli_requests import As, CalledCall, ToAgent, ToFlow, ToNumber, ToQueue, get, one_target, post

calls = typer.Typer(no_args_is_help=True, help="Calls of the running service.")


@calls.command("list")
def call_list(as_json: AsJson = False) -> None:
    """All calls in progress: where they are, at which position, with whom."""
    from service.lists import print_calls

    print_calls(get("/v1/calls"), as_json=as_json)


@calls.command()
def hold(call: CalledCall, person: As = None, as_json: AsJson = False) -> None:
    """Let the caller wait with their queue's music."""
    _ask(call, "hold", person, as_json=as_json)


@calls.command()
def resume(call: CalledCall, person: As = None, as_json: AsJson = False) -> None:
    """Bring a held caller and their agent together again."""
    _ask(call, "resume", person, as_json=as_json)


@calls.command()
def transfer(
    call: CalledCall,
    to_agent: ToAgent = None,
    to_queue: ToQueue = None,
    to_flow: ToFlow = None,
    to_number: ToNumber = None,
    note: Note = "",
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Hand the caller on without asking first."""
    target = one_target(to_agent=to_agent, to_queue=to_queue, to_flow=to_flow, to_number=to_number)
    _ask(call, "transfer", person, as_json=as_json, note=note, **target)


@calls.command()
def consult(
    call: CalledCall,
    to_agent: ToAgent = None,
    to_queue: ToQueue = None,
    to_number: ToNumber = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Hold the caller and let the agent ask somebody."""
    target = one_target(to_agent=to_agent, to_queue=to_queue, to_number=to_number)
    _ask(call, "consult", person, as_json=as_json, **target)


@calls.command()
def complete(call: CalledCall, note: Note = "", person: As = None, as_json: AsJson = False) -> None:
    """Hand the caller to whom was asked."""
    _ask(call, "complete", person, as_json=as_json, note=note)


@calls.command()
def cancel(call: CalledCall, person: As = None, as_json: AsJson = False) -> None:
    """End the question: the agent is back with the caller."""
    _ask(call, "cancel", person, as_json=as_json)


@calls.command()
def conference(call: CalledCall, person: As = None, as_json: AsJson = False) -> None:
    """Let caller, agent and whom was asked hear each other."""
    _ask(call, "conference", person, as_json=as_json)


@calls.command("hang-up")
def hang_up(call: CalledCall, person: As = None, as_json: AsJson = False) -> None:
    """End the conversation as if the agent had hung up."""
    _ask(call, "hang-up", person, as_json=as_json)


@calls.command()
def record(call: CalledCall, person: As = None, as_json: AsJson = False) -> None:
    """Begin recording, where the dialplan leaves it to people."""
    _ask(call, "record", person, as_json=as_json)


@calls.command("stop-recording")
def stop_recording(call: CalledCall, person: As = None, as_json: AsJson = False) -> None:
    """End recording, where the dialplan leaves it to people."""
    _ask(call, "stop-recording", person, as_json=as_json)


@calls.command("pause-recording")
def pause_recording(call: CalledCall, person: As = None, as_json: AsJson = False) -> None:
    """Record nothing, and let no listener hear, until `record-again`: a card number is about to be said."""
    _ask(call, "pause-recording", person, as_json=as_json)


@calls.command("record-again")
def record_again(call: CalledCall, person: As = None, as_json: AsJson = False) -> None:
    """Go on recording after `pause-recording`."""
    _ask(call, "record-again", person, as_json=as_json)


def _ask(call: str, action: str, person: str | None, *, as_json: bool, **body: object) -> None:
    from service.lists import print_calls

    print_calls([post(f"/v1/calls/{call}/{action}", person, **body)], as_json=as_json)
