"""What a document's references to secrets lead to, read when it is needed. Keeps nothing and tells nothing of it."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from dialplan.document import Document
from dialplan.sections.secrets import SecretSpec

_LONGEST_BYTES = 4_096


class SecretMissing(Exception):
    """the secret of {whose} cannot be had: {why}"""

    def __init__(self, whose: str, why: str) -> None:
        super().__init__((SecretMissing.__doc__ or "").format(whose=whose, why=why))


def secret_value(spec: SecretSpec, directory: Path, whose: str) -> SecretStr:
    """The secret itself, without the line end a file may end in.

    :raises SecretMissing: there is none, or it is empty, longer than 4 KiB or more than one line.
    """
    text = os.environ.get(spec.env, "") if spec.env is not None else _read(directory / (spec.file or ""), whose)
    value = text.rstrip("\r\n")
    where = f"the environment variable {spec.env}" if spec.env is not None else f"the file {spec.file}"
    if not value:
        raise SecretMissing(whose, f"{where} holds nothing")
    if len(text) > _LONGEST_BYTES or not value.isprintable():
        raise SecretMissing(whose, f"{where} holds more than one printable line")
    return SecretStr(value)


def secrets_of_trunks(document: Document) -> Mapping[str, SecretStr]:
    """The passwords for the registrations, by trunk.

    :raises SecretMissing: one cannot be read.
    """
    return {
        name: secret_value(trunk.registration.secret, document.directory, f"trunk '{name}'")
        for name, trunk in document.trunks.items()
        if trunk.registration is not None
    }


def _read(path: Path, whose: str) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST_BYTES + 1).decode("utf-8-sig")
    except OSError as error:
        raise SecretMissing(whose, f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SecretMissing(whose, f"{path} is not UTF-8 text") from None
