"""What several commands of the command line ask for in the same words. Refuses names that nothing can have."""

import re
from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Directory = Annotated[Path, typer.Argument(help="The directory with the dialplan's *.yaml files.")]


def _agent_name(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", name):
        raise typer.BadParameter("an agent's name has small letters, digits, - and _, a letter first")
    return name


def _identity(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name):
        raise typer.BadParameter("ids have letters, digits, dots, - and _ (`call list` and `contact list` show them)")
    return name


AgentArgument = Annotated[str, typer.Argument(help="The agent's name.", callback=_agent_name)]
ContactArgument = Annotated[str, typer.Argument(help="The contact's id, as lists show it.", callback=_identity)]
ContactOrOffer = Annotated[str, typer.Argument(help="The id of a contact or of an offer.", callback=_identity)]
Note = Annotated[str, typer.Option("--note", help="What the next agent should know; kept in the record.")]
