"""Typing command lines at a running Firstline. Judges nothing."""

import asyncio
import json
from typing import Any

from typer.testing import CliRunner

from api.client import Refused
from service.cli import app
from tests.support.scenario import Helpdesk


async def firstline(desk: Helpdesk, line: str) -> str:
    """What this command line prints.

    :raises Refused: the service would not.
    """
    words, environment = line.split(), {"FIRSTLINE_STATE": str(desk.settings.state)}
    result = await asyncio.to_thread(CliRunner().invoke, app, words, env=environment)
    if result.exception is not None:
        raise result.exception
    return result.stdout


async def shown(desk: Helpdesk, line: str) -> Any:
    """What this command line prints for programs."""
    return json.loads(await firstline(desk, f"{line} --json"))


async def refused(desk: Helpdesk, line: str) -> tuple[int, str]:
    """Status and reason with which this command line is refused; 0 where it is not."""
    try:
        await firstline(desk, line)
    except Refused as why:
        return why.status, str(why)
    return 0, ""
