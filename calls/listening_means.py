"""What one listening works with: handed to it by whoever keeps the roll. Protocols and values only."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from acd.commands import Command
from calls.scene import Scene, Scenes
from calls.snooping import ListenersAri
from cdr.events import ContactFact, ListeningMode
from vocabulary.ids import AgentName, ContactId, LegId, ListeningId
from vocabulary.instant import Instant

if TYPE_CHECKING:
    from calls.listening import Listening

Hear = Callable[[Any], None]
"""Puts a ``ListeningMessage`` into the tray of the phone session that runs the listening."""

May = Callable[[ListeningMode, Scene], str]
"""Why the supervisor may not do this there; empty where they may."""


class Roll(Protocol):
    """Who is listening to what."""

    def enter(self, listening: "Listening") -> str:
        """Counts this one in; else why not."""

    def leave(self, listening: "Listening") -> None: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What a listening works with. ``agent``: who the supervisor is where they take calls too."""

    listening: ListeningId
    supervisor: str
    agent: AgentName | None
    ari: ListenersAri
    scenes: Scenes
    roll: Roll
    may: May
    adopt: Callable[[LegId, Hear], None]
    disown: Callable[[LegId], None]
    note: Callable[[ContactId, ContactFact], None]
    submit: Callable[[Command], Awaitable[None]]
    clock: Callable[[], Instant]
