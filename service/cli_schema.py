"""``firstline schema``: the language of dialplan documents, for editors and for people. Looks at no document."""

import json
from typing import Annotated

import typer

Reference = Annotated[bool, typer.Option("--reference", help="The reference page as Markdown instead.")]


def schema(reference: Reference = False) -> None:
    """Print the JSON Schema of dialplan documents, by which editors complete and validate."""
    if reference:
        from dialplan.reference import reference as page

        print(page(), end="")
        return
    from dialplan.json_schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
