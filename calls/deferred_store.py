"""What is still owed to callers who hung up: callbacks promised, messages left. One small file each, until it is done.

Files are written before the promise is made and removed after it was kept, so that a restart forgets nobody.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog
from pydantic import TypeAdapter

from acd import codec
from acd.commands import RequestCallback
from vocabulary.ids import ContactId, Language

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Owed:
    """A callback, or with ``message`` (the name of a recording of Asterisk's) a message to be heard.

    ``request``: what the distributor is told. ``number``: where the caller is reached. ``promised_at``: Unix seconds.
    ``waited_seconds``: how long the caller had waited before that. ``recorded``: the caller has not refused it;
    ``told``: and was asked.
    ``trunk``: calls go out through it; empty where there is none. ``earlier``: the contact that was promised it.
    """

    request: RequestCallback
    earlier: ContactId
    number: str
    caller_number: str
    caller_name: str
    number_dialled: str
    trunk: str
    promised_at: float
    message: str = ""
    language: Language = Language("en")
    waited_seconds: float = 0.0
    recorded: bool = True
    told: bool = False

    @property
    def contact(self) -> ContactId:
        return self.request.contact


_OWED = TypeAdapter(Owed)


def _written(owed: Owed) -> bytes:
    return json.dumps({**asdict(owed), "request": codec.as_data(owed.request)}).encode()


def _read(content: bytes) -> Owed:
    fields: dict[str, Any] = json.loads(content)
    request = codec.from_data(fields.pop("request"))
    if not isinstance(request, RequestCallback):
        raise codec.NotACommand("no request for a callback")
    return _OWED.validate_python({**fields, "request": request})


class DeferredStore:
    """The folder of what is owed. Blocking: call it from a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, owed: Owed) -> None:
        """Written and on the disk when this returns.

        :raises OSError: it could not be written; then nothing may be promised.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        path = self._path(owed.contact)
        draft = path.with_suffix(".new")
        with draft.open("wb") as file:
            file.write(_written(owed))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def done(self, contact: ContactId) -> None:
        """Nothing is owed under this contact any more."""
        self._path(contact).unlink(missing_ok=True)

    def all(self) -> list[Owed]:
        """Everything owed, the oldest first. A file that cannot be read is left where it is, and told."""
        found = []
        for path in sorted(self._folder.glob("*.json")) if self._folder.is_dir() else ():
            try:
                found.append(_read(path.read_bytes()))
            except (OSError, ValueError, KeyError, AttributeError, TypeError, codec.NotACommand) as error:
                log.error("deferred.unreadable", file=path.name, error=type(error).__name__)
        return sorted(found, key=lambda owed: owed.promised_at)

    def _path(self, contact: ContactId) -> Path:
        return self._folder / f"{contact}.json"
