"""What may lie in a contact's tray. Values only."""

from asyncio import Future
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acd.effects import Effect
from asterisk.ari.events import Event
from calls.asks import Answer, CallAsk
from ivr.reports import ErrandEnded, PlaybackEnded
from vocabulary.ids import AgentName, ContactId, LegId
from vocabulary.instant import Instant

if TYPE_CHECKING:
    from calls.others import HandedOver
    from calls.recording_watch import Seen


@dataclass(frozen=True, slots=True)
class LegsSeen:
    """After a gap: every channel Asterisk had when it was asked, with its state. A leg not among them is gone.

    ``asked_at``: legs made later cannot be among them. ``restarted``: Asterisk itself was, so whoever is gone did not
    hang up.
    """

    states: Mapping[LegId, str]
    asked_at: Instant
    restarted: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody wants something of the conversation. ``by``: the agent who does; None: a supervisor, or the admin.

    The answer is set once, unless whoever asked has gone meanwhile.
    """

    ask: CallAsk
    by: AgentName | None
    answer: "Future[Answer]"


@dataclass(frozen=True, slots=True)
class AudioLost:
    """Nothing has come from this leg for too long."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class RecordingTended:
    """Something was seen of a recording under way; ``tend`` is what whoever has it does about that."""

    tend: "Callable[[Seen], Awaitable[None]]"
    seen: "Seen"

    async def carry_out(self) -> None:
        """Have it done, in the turn of whoever took this out of the tray."""
        await self.tend(self.seen)


@dataclass(frozen=True, slots=True)
class HandOver:
    """A phone joined its two calls: what its second one reached, or waits for, is this contact's from now on.

    Answered with ``HandedOver`` (calls.others); the call that gave it is over. What is told of it from then on goes to
    ``hear``.
    """

    contact: ContactId
    hear: Callable[["Message"], None]
    answer: "Future[HandedOver]"


Message = Event | Effect | LegsSeen | ErrandEnded | PlaybackEnded | Asked | AudioLost | HandOver | RecordingTended
"""Asterisk's events, the desk's effects, what was seen after a gap, the ends of errands, what people ask, what
phones hand over, and what is seen of recordings."""
