"""A secret, by reference: where it is kept, never what it is. Reads no secret and repeats nothing of one."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from dialplan.schema import Spec, Written, like

_ENVIRONMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_NEVER_HERE = "a secret is never written here: {file: PATH} or {env: NAME} says where it is kept"


def _checked_path(path: str) -> str:
    if not path.isprintable() or not path.strip():
        raise ValueError("a path is made of printable characters")
    return path


def _checked_variable(name: str) -> str:
    if not _ENVIRONMENT.fullmatch(name):
        raise ValueError("the name of an environment variable is a letter followed by at most 63 of A-Z a-z 0-9 _")
    return name


class SecretSpec(Spec):
    """Where a password or a PIN is kept: ``{file: secrets/alice}`` or ``{env: ALICE_PASSWORD}``."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    file: Annotated[Annotated[str, AfterValidator(_checked_path), Field(max_length=200)] | None, Written] = None
    """Path of a file that holds the secret and nothing else, relative to the directory of the document, or absolute."""
    env: Annotated[
        Annotated[str, AfterValidator(_checked_variable), like(_ENVIRONMENT, "name of a variable")] | None, Written
    ] = None
    """Name of an environment variable of the service that holds it."""

    @model_validator(mode="before")
    @classmethod
    def _no_literal(cls, value: object) -> object:
        # A key that is not known may be the secret itself, in the wrong brackets: it is not shown either.
        if not isinstance(value, dict) or not value.keys() <= {"file", "env"}:
            raise ValueError(_NEVER_HERE)
        return value

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.file is None) == (self.env is None):
            raise ValueError("a secret is kept in one place: {file: PATH} or {env: NAME}")
        return self
