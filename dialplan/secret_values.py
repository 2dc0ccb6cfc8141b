"""What a document's references to secrets lead to, read when it is needed. Keeps nothing and tells nothing of it."""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from dialplan.document import Document
from dialplan.endpoints import Endpoint, endpoints
from dialplan.secret_strength import weakness
from dialplan.sections.secrets import SecretSpec

_LONGEST_BYTES = 4_096


class SecretMissing(Exception):
    """the secret of {whose} cannot be had: {why}"""

    def __init__(self, whose: str, why: str) -> None:
        super().__init__((SecretMissing.__doc__ or "").format(whose=whose, why=why))


class SecretWeak(Exception):
    """the secret of {whose} is too weak: {why}"""

    def __init__(self, whose: str, why: str) -> None:
        super().__init__((SecretWeak.__doc__ or "").format(whose=whose, why=why))


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


def secret_faults(document: Document) -> tuple[str, ...]:
    """Of phones, trunks and people: each secret that cannot be had or is too easily guessed, in words. Quotes none."""
    faults = []
    for look in _looks(document):
        try:
            look()
        except (SecretMissing, SecretWeak) as fault:
            faults.append(str(fault))
    return tuple(faults)


def _looks(document: Document) -> Iterator[Callable[[], object]]:
    directory = document.directory
    for phone in endpoints(document).values():
        if phone.secret is not None:
            yield partial(phone_secret, phone, directory)
    for name, trunk in document.trunks.items():
        if trunk.registration is not None:
            yield partial(secret_value, trunk.registration.secret, directory, f"trunk '{name}'")
    for what, people in (("agent", document.agents), ("supervisor", document.supervisors)):
        for name, person in people.items():
            if person.pin is not None:
                yield partial(secret_value, person.pin, directory, f"{what} '{name}' (PIN)")


def phone_secret(phone: Endpoint, directory: Path) -> SecretStr:
    """The password of a phone that keeps it elsewhere.

    :raises SecretMissing: it cannot be had.
    :raises SecretWeak: it is too easily guessed.
    """
    assert phone.secret is not None
    value = secret_value(phone.secret, directory, phone.whose)
    why = weakness(value.get_secret_value(), (phone.device, phone.number, phone.agent or "", phone.supervisor or ""))
    if why:
        raise SecretWeak(phone.whose, why)
    return value


def _read(path: Path, whose: str) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST_BYTES + 1).decode("utf-8-sig")
    except OSError as error:
        raise SecretMissing(whose, f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SecretMissing(whose, f"{path} is not UTF-8 text") from None
