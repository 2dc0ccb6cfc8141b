"""What the catalogue says: of a kept recording, of who asked for it, of whose are to go. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import TypeAdapter

from recordings.events import RecordingState
from recordings.label import Kind
from recordings.sound import Sound
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, RecordingId

How = Literal["heard", "exported", "verified", "repaired", "held", "released", "erased", "expired"]
"""What somebody did, or wanted to do, with a recording."""


class Deletion(StrEnum):
    """Why a recording goes: its time is over, or its caller asked for it. ``NONE``: it does not go."""

    NONE = ""
    EXPIRED = "expired"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One kept recording. Times in UTC.

    ``sound``: None where there is nothing to say of it, and after an erasure, as the number. ``stored_size`` (bytes),
    ``stored_sha256`` (hex): of what lies in the store, sealed if ``sealed``. ``held_at``: it is not deleted whatever
    its time, until released. ``deletion`` without ``deleted_at``: its file is about to go.
    ``disposition``, ``flags``: of its contact, once that is over; filled in where recordings are looked for.
    """

    recording: RecordingId
    contact: ContactId
    offer: OfferId
    kind: Kind
    began_at: datetime
    seconds: float
    caller_number: str
    queue: QueueName | None
    agent: AgentName | None
    direction: str
    key: str
    address: str
    sealed: bool
    stored_size: int
    stored_sha256: str
    sound: Sound | None
    state: RecordingState
    detail: str
    kept_at: datetime
    kept_until: datetime
    held_at: datetime | None = None
    held_by: str = ""
    held_why: str = ""
    deletion: Deletion = Deletion.NONE
    deleted_at: datetime | None = None
    deleted_by: str = ""
    deleted_why: str = ""
    disposition: str = ""
    flags: tuple[str, ...] = ()

    @property
    def there(self) -> bool:
        """Whether its sound is still kept."""
        return self.deletion is Deletion.NONE


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody heard a recording, or wanted to. ``refused``: why it was not allowed; empty where it was."""

    recording: RecordingId
    who: str
    at: datetime
    how: How
    why: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody's recordings are to go, as long as they began before the request. ``forms``: of the number."""

    number: str
    forms: tuple[str, ...]
    requested_at: datetime
    by: str
    why: str = ""


_SOUND = TypeAdapter(Sound | None)
_ENTRY = TypeAdapter(CatalogueEntry)
_OF_THE_CONTACT = frozenset({"disposition", "flags"})
_COLUMNS = tuple(each.name for each in fields(CatalogueEntry) if each.name not in _OF_THE_CONTACT)


def row_of(entry: CatalogueEntry) -> dict[str, Any]:
    """The row that holds this entry."""
    row = {name: getattr(entry, name) for name in _COLUMNS}
    return row | {"sound": _SOUND.dump_python(entry.sound, mode="json")}


def entry_of(row: Mapping[str, Any], disposition: str = "", flags: tuple[str, ...] = ()) -> CatalogueEntry:
    """The entry that this row holds."""
    values = {name: row[name] for name in _COLUMNS}
    return _ENTRY.validate_python(values | {"disposition": disposition, "flags": flags})


def same_sound(one: CatalogueEntry, other: CatalogueEntry) -> bool:
    """Whether two entries are of one sound, sealed or not: sealing the same twice gives bytes that differ."""
    if one.sound is not None and other.sound is not None:
        return one.sound.sha256 == other.sound.sha256
    return one.stored_sha256 == other.stored_sha256
