"""ARI's messages read into events. Never raises on what Asterisk sends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from asterisk.ari.events import Event

NOISE = (
    "ChannelVarset",
    "ChannelDialplan",
    "ChannelConnectedLine",
    "ChannelCallerId",
    "ChannelCreated",
    "ChannelToneDetected",
    "BridgeCreated",
    "BridgeVideoSourceChanged",
    "PlaybackContinuing",
    "RecordingStarted",
)
"""What Asterisk is told not to send: building it costs more there than dropping it does here."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event of a type we have no use for."""

    type: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """Not JSON, not an event, or an event of ours without what it must have."""

    reason: str


@dataclass(slots=True)
class EventCounters:
    """How many of what arrived. Types are Asterisk's, so their number is bounded; beyond ``TYPES_KEPT`` they add up."""

    known: int = 0
    malformed: int = 0
    last_malformed: str = ""
    unknown: dict[str, int] = field(default_factory=dict)

    TYPES_KEPT = 100

    def count(self, parsed: Event | Unknown | Malformed) -> None:
        """Adds one to what fits."""
        match parsed:
            case Malformed(reason):
                self.malformed += 1
                self.last_malformed = reason
            case Unknown(name):
                kept = name if name in self.unknown or len(self.unknown) < self.TYPES_KEPT else "other"
                self.unknown[kept] = self.unknown.get(kept, 0) + 1
            case _:
                self.known += 1


def parse(text: str | bytes) -> Event | Unknown | Malformed:
    """One websocket message. Anything may be in it; nothing is raised."""
    try:
        fields = from_json(text)
    except ValueError as error:
        return Malformed(f"not JSON: {error}")
    if not isinstance(fields, dict) or not isinstance(fields.get("type"), str):
        return Malformed("no type")
    name = fields["type"]
    reader = _readers().get(name)
    if reader is None:
        return Unknown(name[:80])
    try:
        return reader.validate_python(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return Malformed(f"{name} {'.'.join(map(str, first['loc']))}: {first['msg']}")


def prepare_readers() -> None:
    """Build the readers of all events now, some tens of milliseconds, instead of during the first call."""
    _readers()


@cache
def _readers() -> Mapping[str, TypeAdapter[Event]]:
    return {one.__name__: TypeAdapter(one) for one in get_args(Event)}
