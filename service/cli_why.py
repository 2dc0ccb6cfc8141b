"""The part of the command line that explains decisions from the command log. Prints; finds nothing itself."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli_options import AgentArgument, AsJson, ContactOrOffer

LogOption = Annotated[
    Path | None, typer.Option("--log", help="This command log; else those of the state folder, the newest first.")
]


def why(contact: ContactOrOffer, log: LogOption = None, as_json: AsJson = False) -> None:
    """Why a contact was offered to whom it was: each offer, agent by agent; of one still waiting, why to nobody."""
    from service.settings import Settings
    from service.why import why
    from service.why_tables import print_story

    print_story(why(contact, Settings.read().logs, log, _say), as_json=as_json)


def why_idle(agent: AgentArgument, log: LogOption = None, as_json: AsJson = False) -> None:
    """Why an agent is offered nothing: where they stand, and each waiting caller of their queues."""
    from service.settings import Settings
    from service.why import why_idle
    from service.why_tables import print_idleness
    from vocabulary.ids import AgentName

    print_idleness(why_idle(AgentName(agent), Settings.read().logs, log, _say), as_json=as_json)


def _say(sentence: str) -> None:
    print(f"firstline: {sentence}", file=sys.stderr)
