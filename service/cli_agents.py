"""The part of the command line about agents of the running service. Prints the answers; decides nothing."""

from typing import Annotated

import typer

from service.cli_options import AsJson
from service.cli_requests import As, CalledAgent, CalledQueue, ToAgent, ToNumber, get, one_target, post

agents = typer.Typer(no_args_is_help=True, help="Agents of the running service.")


@agents.command("list")
def agent_list(as_json: AsJson = False) -> None:
    """All agents: presence, what they do, their phone."""
    from service.lists import print_agents

    print_agents(get("/v1/agents"), as_json=as_json)


@agents.command()
def login(
    agent: CalledAgent,
    device: Annotated[
        str | None, typer.Option("--at", metavar="PHONE", help="The phone they sit at, where it is not their own.")
    ] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Log an agent in: available from now on."""
    _ask(agent, "login", person, as_json=as_json, device=device)


@agents.command()
def logout(agent: CalledAgent, person: As = None, as_json: AsJson = False) -> None:
    """Log an agent out; a conversation goes on."""
    _ask(agent, "logout", person, as_json=as_json)


@agents.command("sign-in")
def sign_in(agent: CalledAgent, queue: CalledQueue, person: As = None, as_json: AsJson = False) -> None:
    """Let an agent serve one of their queues again."""
    _ask(agent, "sign-in", person, as_json=as_json, queue=queue)


@agents.command("sign-out")
def sign_out(agent: CalledAgent, queue: CalledQueue, person: As = None, as_json: AsJson = False) -> None:
    """Take an agent out of one of their queues, until they sign in to it or log in anew."""
    _ask(agent, "sign-out", person, as_json=as_json, queue=queue)


@agents.command()
def pause(
    agent: CalledAgent,
    reason: Annotated[str, typer.Option(help="Why, for the reports.")] = "pause",
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Pause an agent: nothing is offered until they resume."""
    _ask(agent, "pause", person, as_json=as_json, reason=reason)


@agents.command()
def resume(agent: CalledAgent, person: As = None, as_json: AsJson = False) -> None:
    """End an agent's pause."""
    _ask(agent, "resume", person, as_json=as_json)


@agents.command("end-wrap-up")
def end_wrap_up(agent: CalledAgent, person: As = None, as_json: AsJson = False) -> None:
    """End an agent's wrap-up before its time."""
    _ask(agent, "end-wrap-up", person, as_json=as_json)


@agents.command("request-wrap-up")
def request_wrap_up(agent: CalledAgent, person: As = None, as_json: AsJson = False) -> None:
    """Ask for wrap-up time after the present conversation, where the queue gives it on request."""
    _ask(agent, "request-wrap-up", person, as_json=as_json)


@agents.command()
def disposition(
    agent: CalledAgent,
    disposition: Annotated[str, typer.Argument(help="One of the dispositions of the dialplan.")],
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Say how the agent's present or last conversation came out."""
    _ask(agent, "disposition", person, as_json=as_json, disposition=disposition)


@agents.command("raise-hand")
def raise_hand(
    agent: CalledAgent,
    note: Annotated[str, typer.Option("--note", help="What it is about, for the supervisor.")] = "",
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Ask for a supervisor."""
    _ask(agent, "raise-hand", person, as_json=as_json, note=note)


@agents.command("lower-hand")
def lower_hand(agent: CalledAgent, person: As = None, as_json: AsJson = False) -> None:
    """No supervisor is needed any more."""
    _ask(agent, "lower-hand", person, as_json=as_json)


@agents.command()
def dial(
    agent: CalledAgent,
    to_agent: ToAgent = None,
    to_number: ToNumber = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Ring the agent's phone; once they answer, call a colleague or a number outside."""
    _ask(agent, "dial", person, as_json=as_json, **one_target(to_agent=to_agent, to_number=to_number))


def _ask(agent: str, action: str, person: str | None, *, as_json: bool, **body: object) -> None:
    from service.lists import print_agents

    print_agents([post(f"/v1/agents/{agent}/{action}", person, **body)], as_json=as_json)
