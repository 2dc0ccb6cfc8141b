"""What the long-running commands do: the whole stack with a demo call, or the service alone."""

import asyncio
import contextlib
import json
from pathlib import Path

import structlog
from pydantic import TypeAdapter
from rich.console import Console

from asterisk.config import load_or_create
from dialplan.document import Document
from dialplan.loader import load
from service import logs
from service.demo.show import show
from service.demo.verdict import Verdict
from service.settings import Settings, service_account
from service.stack import database, stack
from service.terminal import Teller, show_how_to_connect, show_verdict
from service.wiring import Home, Passwords, running

_VERDICT = TypeAdapter(Verdict)

log = structlog.get_logger(__name__)


async def run_with_demo(dialplan: Path, *, stay: bool, as_json: bool = False, watch: bool = False) -> int:
    """Start everything, show the demo call and judge it; 0 if it passed. ``stay``: go on until cancelled."""
    logs.set_up()
    console = Console(stderr=as_json)
    document = load(dialplan)
    _tell_warnings(document)
    settings = Settings.read()
    settings.prepare(service_account())

    def progress(words: str) -> None:
        console.print(f"[dim]… {words}[/dim]", highlight=False)

    async with stack(document, settings, progress, [Teller(console)], watch=watch) as running_stack:
        console.print(
            "[bold]The demo call: a caller by SIPp, an agent's phone by SIPp, everything between is real.[/bold]"
        )
        verdict = await show(running_stack, settings)
        if as_json:
            print(json.dumps(_VERDICT.dump_python(verdict, mode="json"), indent=2))
        else:
            show_verdict(console, verdict)
        if stay:
            show_how_to_connect(console, running_stack, settings)
            console.print("[bold]Running. Ctrl-C ends it all.[/bold]")
            with contextlib.suppress(asyncio.CancelledError):
                await running_stack.service.over()
            console.print("[dim]… ending calls, Asterisk and PostgreSQL[/dim]", highlight=False)
    return 0 if verdict.passed else 1


async def serve_only(dialplan: Path, *, watch: bool = False) -> int:
    """Run the service until cancelled, on an Asterisk that somebody else runs; waits for it where it is away."""
    logs.set_up()
    document = load(dialplan)
    _tell_warnings(document)
    settings = Settings.read()
    settings.prepare(service_account())
    kept = load_or_create(settings.asterisk().secrets_file, document.agents)
    passwords = Passwords(settings.ari_password or kept.ari, settings.ami_secret or kept.ami)
    home = Home(dialplan, watch=watch)
    async with database(settings) as url, running(document, settings, passwords, url, home) as service:
        with contextlib.suppress(asyncio.CancelledError):
            await service.over()
    return 0


def _tell_warnings(document: Document) -> None:
    for problem in document.warnings:
        log.warning("dialplan.warning", problem=str(problem))
