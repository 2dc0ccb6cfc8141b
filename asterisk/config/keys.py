"""The secrets of ARI, AMI and the phones: made once, kept in one file only its owner reads. Prints none.

A phone whose secret the document keeps elsewhere has that one; a weak one is refused, by name and reason.
"""

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from dialplan.document import Document
from dialplan.endpoints import endpoints
from dialplan.secret_values import phone_secret, secrets_of_trunks
from vocabulary.ids import AgentName, DeviceName

_BYTES = 24


class SecretsUnreadable(Exception):
    """{path} is no file of secrets of ours ({why}); remove it to have new ones made (then set up the phones anew)"""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__((SecretsUnreadable.__doc__ or "").format(path=path, why=why))


@dataclass(frozen=True, slots=True)
class Secrets:
    """One secret for each door of our Asterisk. ``trunks``: those the providers gave us, by trunk.

    ``agents``: those made here, by phone: a phone called like its agent is the one an agent without others has.
    ``phones``: those of the phones of a document, wherever they are kept; empty until ``of_document``.
    """

    ari: SecretStr
    ami: SecretStr
    visitor: SecretStr
    agents: Mapping[AgentName, SecretStr]
    trunks: Mapping[str, SecretStr] = field(default_factory=dict)
    phones: Mapping[DeviceName, SecretStr] = field(default_factory=dict)


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ari: str
    ami: str
    visitor: str
    agents: dict[str, str]


def load_or_create(path: Path, agents: Iterable[AgentName]) -> Secrets:
    """The secrets kept in the file, completed for agents who have none yet and then written back (mode 0600).

    An agent who leaves the document keeps the secret for a return. Raises ``SecretsUnreadable`` for a file that is not
    of this kind, ``OSError`` where it cannot be written.
    """
    kept = _read(path)
    wanted = kept.model_copy(deep=True) if kept else _Kept(ari=_new(), ami=_new(), visitor=_new(), agents={})
    for agent in agents:
        wanted.agents.setdefault(agent, _new())
    if wanted != kept:
        _write(path, wanted)
    return Secrets(
        ari=SecretStr(wanted.ari),
        ami=SecretStr(wanted.ami),
        visitor=SecretStr(wanted.visitor),
        agents=MappingProxyType({AgentName(name): SecretStr(value) for name, value in wanted.agents.items()}),
    )


def of_document(secrets_of_ours: Secrets, document: Document, path: Path) -> Secrets:
    """The secrets completed for this document: of its trunks and its phones, new ones made and kept in the file.

    :raises SecretMissing: one that is kept elsewhere cannot be read.
    :raises SecretWeak: one that is kept elsewhere is too easily guessed.
    """
    phones = endpoints(document)
    elsewhere = {
        device: phone_secret(phone, document.directory) for device, phone in phones.items() if phone.secret is not None
    }
    trunks = secrets_of_trunks(document)
    made = load_or_create(path, (AgentName(device) for device in phones if device not in elsewhere)).agents
    ours = {device: made[AgentName(device)] for device in phones if device not in elsewhere}
    return replace(secrets_of_ours, trunks=trunks, phones={**ours, **elsewhere})


def _new() -> str:
    return secrets.token_urlsafe(_BYTES)


def _read(path: Path) -> _Kept | None:
    try:
        return _Kept.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as refusal:
        # The words of pydantic quote the input: none of them may reach a log.
        raise SecretsUnreadable(path, f"{refusal.error_count()} faults") from None


def _write(path: Path, kept: _Kept) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(kept.model_dump(), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
