"""The part of the command line that draws flows. Checks them first, and draws nothing that is refused."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dialplan.picture.formats import Format

if TYPE_CHECKING:
    from dialplan.tree import Place

flows = typer.Typer(no_args_is_help=True, help="Look at the flows of a dialplan.")

Drawn = Annotated[Path, typer.Argument(help="The directory with the dialplan's *.yaml files; left out: this one.")]
Only = Annotated[str | None, typer.Option("--flow", help="Only this flow.")]
AsFormat = Annotated[Format, typer.Option("--format", help="svg for a browser, mermaid for a page of Markdown.")]
Output = Annotated[Path | None, typer.Option("--output", help="Write it to this file instead of printing it.")]


@flows.callback()
def _flows() -> None:
    """Keeps ``graph`` a command of its own: a single one would take the place of the group."""


@flows.command()
def graph(dialplan: Drawn = Path(), flow: Only = None, form: AsFormat = Format.SVG, output: Output = None) -> None:
    """Draw flows and queues, every step linked to its line."""
    from dialplan.picture.drawing import NoSuchFlow, picture

    beside = output.parent if output is not None else Path()

    def linked(place: "Place") -> "Place":
        return replace(place, file=Path(os.path.relpath(place.file, beside)).as_posix())

    try:
        drawn = picture(dialplan, form, flow, linked)
    except NoSuchFlow as unknown:
        raise typer.BadParameter(str(unknown), param_hint="--flow") from None
    if output is None:
        typer.echo(drawn, nl=False)
        return
    try:
        output.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"cannot write {output}: {error.strerror}", param_hint="--output") from None
