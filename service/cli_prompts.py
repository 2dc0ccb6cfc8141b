"""The part of the command line that makes prompts: `firstline prompts build`. Makes nothing itself."""

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from service.cli_options import AsJson, Directory

if TYPE_CHECKING:
    from rich.progress import Progress

    from service.prompts_build import Built

prompts = typer.Typer(no_args_is_help=True, help="What callers hear: files, and texts that are spoken.")

_MAKING_LIMIT_SECONDS = 60.0
"""Nobody waits on a line for it here."""


@prompts.callback()
def _prompts() -> None:
    """So that `build` stays a command with a name."""


@prompts.command()
def build(dialplan: Directory, as_json: AsJson = False) -> None:
    """Convert the prompt files to 8 kHz, one channel, 16 bit, and speak every text, those of the queues too."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=as_json or not console.is_terminal) as progress:
        found = asyncio.run(_built(dialplan, progress))
    if as_json:
        json.dump([built.as_json() for built in found], sys.stdout, indent=2, ensure_ascii=False)
        print()
    else:
        _show(found)
    if any(built.why for built in found):
        raise typer.Exit(1)


async def _built(dialplan: Path, progress: "Progress") -> "list[Built]":
    from asterisk import installation
    from asterisk.installation import AsteriskMissing, AsteriskTooOld
    from dialplan.loader import load
    from service.prompts import installed_sounds
    from service.prompts_build import convert_files, prompt_files, speak_texts
    from service.settings import Settings
    from service.speech import speech_maker
    from service.speech_texts import texts_of

    files = progress.add_task("files", total=len(prompt_files(dialplan)))
    found = []
    for built in convert_files(dialplan):
        found.append(built)
        progress.advance(files)
    if any(built.why for built in found):
        # The document cannot be loaded while one of its prompts cannot be played.
        return found
    document = load(dialplan)
    settings = Settings.read()
    try:
        asterisk = await installation.find(settings.cache)
    except (AsteriskMissing, AsteriskTooOld):
        # The sounds are on another machine: taken for granted, as the service does then.
        pass
    else:
        document = document.with_sounds(installed_sounds(asterisk, document.languages))
    texts = texts_of(document)
    spoken = progress.add_task("texts", total=len(texts))
    maker = speech_maker(settings, document, limit_seconds=_MAKING_LIMIT_SECONDS)
    async for built in speak_texts(texts, maker):
        found.append(built)
        progress.advance(spoken)
    return found


def _show(found: "list[Built]") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    table = Table("prompt", "language", "", "why")
    for built in found:
        table.add_row(escape(built.what), built.language, built.outcome, escape(built.why))
    console.print(table)
    counts = {outcome: sum(built.outcome is outcome for built in found) for outcome in {b.outcome: None for b in found}}
    console.print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "nothing to make")
