"""The part of the command line about contacts and queues of the running service. Prints answers; decides nothing."""

from typing import Annotated

import typer

from service.cli_options import AsJson, ContactArgument, Note
from service.cli_requests import As, CalledAgent, CalledQueue, CalledQueueOption, get, post

contacts = typer.Typer(no_args_is_help=True, help="Contacts: their records, and what is done with those in progress.")
queues = typer.Typer(no_args_is_help=True, help="Queues of the running service.")


@contacts.command("list")
def contact_list(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, the latest first.")] = 10,
    as_json: AsJson = False,
) -> None:
    """The latest contact records."""
    from service.lists import print_contacts

    print_contacts(get(f"/v1/contacts?limit={limit}"), as_json=as_json)


@contacts.command()
def escalate(
    contact: ContactArgument,
    queue: CalledQueueOption = None,
    note: Note = "",
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Hand a waiting or talking contact to the next line."""
    _ask(contact, "escalate", person, as_json=as_json, queue=queue, note=note)


@contacts.command("return")
def return_contact(contact: ContactArgument, note: Note = "", person: As = None, as_json: AsJson = False) -> None:
    """Hand a waiting or talking contact back to the queue it was in before."""
    _ask(contact, "return", person, as_json=as_json, note=note)


@contacts.command()
def move(
    contact: ContactArgument, queue: CalledQueue, note: Note = "", person: As = None, as_json: AsJson = False
) -> None:
    """Hand a waiting or talking contact to this queue."""
    _ask(contact, "move", person, as_json=as_json, queue=queue, note=note)


@contacts.command()
def pull(contact: ContactArgument, agent: CalledAgent, person: As = None, as_json: AsJson = False) -> None:
    """Offer a waiting contact to this agent now, out of its turn."""
    _ask(contact, "pull", person, as_json=as_json, agent=agent)


@contacts.command()
def priority(
    contact: ContactArgument,
    priority: Annotated[int, typer.Argument(help="Higher is served first; 0 is usual.")],
    boost_seconds: Annotated[
        float, typer.Option("--boost", help="So many seconds more of waiting to its credit; less, if negative.")
    ] = 0.0,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Give a waiting contact another priority, at once. A negative one goes behind `--`."""
    _ask(contact, "priority", person, as_json=as_json, priority=priority, boost_seconds=boost_seconds)


@contacts.command()
def require(
    contact: ContactArgument,
    expression: Annotated[str, typer.Argument(help='What is needed, for example "english >= 3 and not sales".')],
    for_seconds: Annotated[
        float | None, typer.Option("--for", min=1.0, help="For so many seconds; without it: as long as it takes.")
    ] = None,
    then: Annotated[str | None, typer.Option("--then", help="What is needed after that; else anybody will do.")] = None,
    person: As = None,
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
    _ask(contact, "require", person, as_json=as_json, requires=steps)


@queues.command("list")
def queue_list(as_json: AsJson = False) -> None:
    """All queues: who waits, for how long, and who is there to serve them."""
    from service.lists import print_queues

    print_queues(get("/v1/queues"), as_json=as_json)


@queues.command("open")
def open_queue(queue: CalledQueue, person: As = None, as_json: AsJson = False) -> None:
    """Let callers enter a queue again."""
    _ask_queue(queue, "open", person, as_json=as_json)


@queues.command("close")
def close_queue(queue: CalledQueue, person: As = None, as_json: AsJson = False) -> None:
    """Let nobody enter; whoever waits is sent away only where the document says so."""
    _ask_queue(queue, "close", person, as_json=as_json)


def _ask(contact: str, action: str, person: str | None, *, as_json: bool, **body: object) -> None:
    from service.lists import print_calls

    print_calls([post(f"/v1/contacts/{contact}/{action}", person, **body)], as_json=as_json)


def _ask_queue(queue: str, action: str, person: str | None, *, as_json: bool) -> None:
    from service.lists import print_queues

    print_queues([post(f"/v1/queues/{queue}/{action}", person)], as_json=as_json)
