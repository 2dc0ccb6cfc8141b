"""``firstline phone``: how the phones of a dialplan are set up. Prints; finds nothing itself."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli_options import AsJson
from service.packaged import EXAMPLE

if TYPE_CHECKING:
    from asterisk.config import ConfigSettings
    from dialplan.document import Document

phones = typer.Typer(no_args_is_help=True, help="See how phones are set up.")

Dialplan = Annotated[Path, typer.Argument(help="The directory with the dialplan's *.yaml files.")]
Wanted = Annotated[str, typer.Argument(metavar="NUMBER_OR_NAME", help="Of a phone, or of somebody who has one.")]
Secret = Annotated[bool, typer.Option("--secret", help="Tell the password too.")]


@phones.command("list")
def list_phones(dialplan: Dialplan = EXAMPLE, as_json: AsJson = False) -> None:
    """List every phone: whose it is, where it registers."""
    from rich.console import Console

    from service.phones_shown import as_objects, phones_shown, print_list

    document, settings = _read(dialplan)
    shown = phones_shown(document, settings)
    if as_json:
        print(json.dumps(as_objects(shown), indent=2, ensure_ascii=False))
        return
    print_list(Console(), shown)


@phones.command()
def show(wanted: Wanted, dialplan: Dialplan = EXAMPLE, secret: Secret = False, as_json: AsJson = False) -> None:
    """Print what is typed into a phone to connect it, and what can be dialled there."""
    from rich.console import Console

    from dialplan.errors import did_you_mean
    from service.phones_shown import as_objects, dialling, matching, phones_shown, print_dialling, print_phone

    document, settings = _read(dialplan)
    known = phones_shown(document, settings)
    names = {name.phone for name in matching(known, document, wanted)}
    if not names:
        hint = did_you_mean(wanted, [name for phone in known for name in (phone.phone, phone.number)])
        raise typer.BadParameter(f"nobody, and no phone, is called '{wanted}'{hint}")
    shown = phones_shown(document, settings, with_secrets=True) if secret else known
    chosen = [phone for phone in shown if phone.phone in names]
    if as_json:
        print(json.dumps(as_objects(chosen, dialling(document)), indent=2, ensure_ascii=False))
        return
    console = Console()
    for phone in chosen:
        print_phone(console, phone)
    print_dialling(console, dialling(document))


def _read(dialplan: Path) -> "tuple[Document, ConfigSettings]":
    from dialplan.loader import load
    from service.settings import Settings

    return load(dialplan), Settings.read().asterisk()
