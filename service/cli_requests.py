"""The part of the command line that asks the running service over its socket. Prints the answers; decides nothing."""

import asyncio
from typing import Annotated, Any

import typer

from service.cli_options import AgentArgument, AsJson, ContactArgument, Note, QueueArgument, QueueOption

agents = typer.Typer(no_args_is_help=True, help="Agents of the running service.")
calls = typer.Typer(no_args_is_help=True, help="Calls of the running service.")
contacts = typer.Typer(no_args_is_help=True, help="Contacts: their records, and what is done with those in progress.")
queues = typer.Typer(no_args_is_help=True, help="Queues of the running service.")


@agents.command("list")
def agent_list(as_json: AsJson = False) -> None:
    """All agents: presence, what they do, their phone."""
    from service.lists import print_agents

    print_agents(_get("/v1/agents"), as_json=as_json)


@agents.command()
def login(agent: AgentArgument, as_json: AsJson = False) -> None:
    """Log an agent in: available from now on."""
    _ask_agent(agent, "login", as_json=as_json)


@agents.command()
def logout(agent: AgentArgument, as_json: AsJson = False) -> None:
    """Log an agent out; a conversation goes on."""
    _ask_agent(agent, "logout", as_json=as_json)


@agents.command()
def pause(
    agent: AgentArgument,
    reason: Annotated[str, typer.Option(help="Why, for the reports.")] = "pause",
    as_json: AsJson = False,
) -> None:
    """Pause an agent: nothing is offered until they resume."""
    _ask_agent(agent, "pause", {"reason": reason}, as_json=as_json)


@agents.command()
def resume(agent: AgentArgument, as_json: AsJson = False) -> None:
    """End an agent's pause."""
    _ask_agent(agent, "resume", as_json=as_json)


@agents.command("end-wrap-up")
def end_wrap_up(agent: AgentArgument, as_json: AsJson = False) -> None:
    """End an agent's wrap-up before its time."""
    _ask_agent(agent, "end-wrap-up", as_json=as_json)


@agents.command("request-wrap-up")
def request_wrap_up(agent: AgentArgument, as_json: AsJson = False) -> None:
    """Ask for wrap-up time after the present conversation, where the queue gives it on request."""
    _ask_agent(agent, "request-wrap-up", as_json=as_json)


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


@contacts.command()
def escalate(contact: ContactArgument, queue: QueueOption = None, note: Note = "", as_json: AsJson = False) -> None:
    """Hand a waiting or talking contact to the next line."""
    to = {} if queue is None else {"queue": queue}
    _ask_contact(contact, "escalate", {**to, "note": note}, as_json=as_json)


@contacts.command("return")
def return_contact(contact: ContactArgument, note: Note = "", as_json: AsJson = False) -> None:
    """Hand a waiting or talking contact back to the queue it was in before."""
    _ask_contact(contact, "return", {"note": note}, as_json=as_json)


@contacts.command()
def priority(
    contact: ContactArgument,
    priority: Annotated[int, typer.Argument(help="Higher is served first; 0 is usual.")],
    boost_seconds: Annotated[
        float, typer.Option("--boost", help="So many seconds more of waiting to its credit; less, if negative.")
    ] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Give a waiting contact another priority, at once. A negative one goes behind `--`."""
    _ask_contact(contact, "priority", {"priority": priority, "boost_seconds": boost_seconds}, as_json=as_json)


@contacts.command()
def require(
    contact: ContactArgument,
    expression: Annotated[str, typer.Argument(help='What is needed, for example "english >= 3 and not sales".')],
    for_seconds: Annotated[
        float | None, typer.Option("--for", min=1.0, help="For so many seconds; without it: as long as it takes.")
    ] = None,
    then: Annotated[str | None, typer.Option("--then", help="What is needed after that; else anybody will do.")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what a waiting contact needs, at once; the place is kept."""
    if then is not None and for_seconds is None:
        raise typer.BadParameter("--then goes with --for")
    steps: list[dict[str, object]] = [{"expression": expression}]
    if for_seconds is not None:
        steps[0]["expires_after_seconds"] = for_seconds
    if then is not None:
        steps.append({"expression": then})
    _ask_contact(contact, "require", {"requires": steps}, as_json=as_json)


@queues.command("list")
def queue_list(as_json: AsJson = False) -> None:
    """All queues: who waits, for how long, and who is there to serve them."""
    from service.lists import print_queues

    print_queues(_get("/v1/queues"), as_json=as_json)


@queues.command("open")
def open_queue(queue: QueueArgument, as_json: AsJson = False) -> None:
    """Let callers enter a queue again."""
    _ask_queue(queue, "open", as_json=as_json)


@queues.command("close")
def close_queue(queue: QueueArgument, as_json: AsJson = False) -> None:
    """Let nobody enter; whoever waits is sent away only where the document says so."""
    _ask_queue(queue, "close", as_json=as_json)


def _get(route: str) -> Any:
    from api.client import ControlClient
    from service.settings import Settings

    return asyncio.run(ControlClient(Settings.read().control_socket).get(route))


def _post(route: str, body: dict[str, object] | None = None) -> Any:
    from api.client import ControlClient
    from service.settings import Settings

    return asyncio.run(ControlClient(Settings.read().control_socket).post(route, body))


def _ask_agent(agent: str, action: str, body: dict[str, object] | None = None, *, as_json: bool) -> None:
    from service.lists import print_agents

    print_agents([_post(f"/v1/agents/{agent}/{action}", body)], as_json=as_json)


def _ask_contact(contact: str, action: str, body: dict[str, object], *, as_json: bool) -> None:
    from service.lists import print_calls

    print_calls([_post(f"/v1/contacts/{contact}/{action}", body)], as_json=as_json)


def _ask_queue(queue: str, action: str, *, as_json: bool) -> None:
    from service.lists import print_queues

    print_queues([_post(f"/v1/queues/{queue}/{action}")], as_json=as_json)
