"""One call from, or to, one of our phones that is no agent leg of a contact: one task, its tray, its leg.

Decides nothing: a behaviour does, and this gives it its turns. What it opened is closed, however the call ends.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from asterisk.ari.errors import AriError, AriGone
from asterisk.ari.events import BridgeBlindTransfer, ChannelDestroyed, Event, StasisEnd, StasisStart
from calls.messages import LegsSeen, Message
from calls.outgoing import OutgoingLeg, Progress
from calls.surroundings import Surroundings
from calls.tray import take
from vocabulary.ids import BridgeId, DeviceName, LegId
from vocabulary.instant import Instant

TRAY_PLACES = 1_000
"""A tray this full belongs to a session that is stuck."""

RING_SECONDS = 30.0
"""How long a phone that we call rings."""

REPLACED_SECONDS = 5.0
"""How long a call that its phone joined with another waits for being asked what it reached, until it is over."""

CLOSE_SECONDS = 5.0
"""How long each part of closing may take; what is left is found after the next gap, or at the next start."""

log = structlog.get_logger(__name__)

Hear = Callable[[Message], None]


class Behaviour(Protocol):
    """What is done with a phone that is on the line."""

    @property
    def over(self) -> bool:
        """Nothing more to do: the phone is hung up, unless it was given away."""

    @property
    def gave_away(self) -> bool:
        """The leg is somebody else's from now on, and is neither hung up nor closed here."""

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridges in use."""

    def next_deadline(self) -> Instant | None:
        """When ``handle_deadline`` is to be called, if nothing comes before."""

    async def begin(self) -> None:
        """The leg is in our application: not answered yet where the phone called us, answered where we called it."""

    async def take(self, message: Message) -> None:
        """An event of the phone's leg, or of a leg adopted; ``LegsSeen`` after a gap."""

    async def handle_deadline(self, now: Instant) -> None:
        """The deadline has come; ``now`` is never before it."""

    async def close(self) -> None:
        """The leg is gone, or the service ends: close whatever is open."""


BehaviourMaker = Callable[[LegId, Hear], Behaviour]
"""Makes what is to be done with a leg, from the leg and where its events are to be delivered."""


@dataclass(frozen=True, slots=True)
class ToRing:
    """How a phone is called. ``rings``: told whether it can be rung, as soon as that is known."""

    variables: Mapping[str, str]
    rings: asyncio.Future[bool]


class PhoneSession:
    """The hands of one call of a phone."""

    def __init__(
        self,
        leg: LegId,
        device: DeviceName,
        make: BehaviourMaker,
        around: Surroundings,
        to_ring: ToRing | None = None,
    ) -> None:
        """``to_ring``: the phone is to be called first; None: it called us."""
        self.leg = leg
        self.device = device
        self._around = around
        self._tray: asyncio.Queue[Message] = asyncio.Queue(TRAY_PLACES)
        self._began_at = around.clock()
        self._gone = False
        self._replaced_at: Instant | None = None
        self._stand_in: LegId | None = None
        self._to_ring = to_ring
        self._out: OutgoingLeg | None = None
        self._behaviour = make(leg, self.hear)

    def hear(self, message: Message) -> None:
        """Put a message into the tray.

        :raises asyncio.QueueFull: the session is stuck; whoever called ends it.
        """
        self._tray.put_nowait(message)

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridges in use."""
        return self._behaviour.bridges

    async def run(self) -> None:
        """Serve the call until the phone is gone or there is nothing more to do."""
        structlog.contextvars.bind_contextvars(phone_leg=self.leg, device=self.device)
        try:
            if self._to_ring is not None:
                await self._ring(self._to_ring)
            else:
                await self._give_turn(self._behaviour.begin())
            while not self._over:
                await self._take_turn()
        except Exception:
            log.exception("phone.failed")
        finally:
            await self._close()

    async def _ring(self, to_ring: ToRing) -> None:
        self._out = OutgoingLeg(self.leg, RING_SECONDS, self._around, self.hear)
        progress = await self._out.ring(f"PJSIP/{self.device}", None, to_ring.variables)
        self._gone = progress is Progress.LOST
        if not to_ring.rings.done():
            to_ring.rings.set_result(not self._gone)

    @property
    def _over(self) -> bool:
        return self._gone or self._behaviour.over

    @property
    def _is_rung(self) -> bool:
        """We call it, and it has not answered yet."""
        return self._out is not None and not self._out.answered

    async def _take_turn(self) -> None:
        deadline = None if self._is_rung else self._behaviour.next_deadline()
        if self._replaced_at is not None:
            deadline = self._replaced_at.plus(REPLACED_SECONDS)
        message = await take(self._tray, deadline, self._around.clock)
        if message is not None:
            await self._give_turn(self._take(message))
        elif self._replaced_at is not None:
            self._gone = True
        elif deadline is not None:
            await self._give_turn(self._behaviour.handle_deadline(max(self._around.clock(), deadline)))

    async def _give_turn(self, turn: Awaitable[None]) -> None:
        try:
            await turn
        except AriGone:
            # Some leg hung up first: its own event reports it.
            pass
        except AriError as error:
            # Not this call's fault: what was missed is compared when the link is back (LegsSeen).
            log.error("phone.not_done", error=str(error))

    async def _take(self, message: Message) -> None:
        if self._out is not None and self._is_rung:
            await self._take_ringing(self._out, message)
            return
        if isinstance(message, LegsSeen) and self.leg not in message.states:
            self._gone = self._began_at < message.asked_at
        elif isinstance(message, StasisStart) and message.replace_channel is not None:
            await self._take_stand_in(message.channel.id, message.replace_channel.id)
        elif isinstance(message, BridgeBlindTransfer) and message.channel.id == self.leg:
            # Only contacts are handed on so; the phone has let go of its call.
            self._gone = True
        elif isinstance(message, StasisEnd | ChannelDestroyed) and message.channel.id == self.leg:
            if self._replaced_at is not None:
                return
            self._gone = True
        await self._behaviour.take(message)

    async def _take_stand_in(self, stand_in: LegId, replaced: LegId) -> None:
        """A channel took a leg's place. Where the phone joins its two calls (REFER with Replaces), what this one
        reached is asked for in a moment; a transfer by whom it called leads nowhere.
        """
        if replaced == self.leg:
            self._replaced_at, self._stand_in = self._around.clock(), stand_in
        else:
            await self._around.ari.hang_up(stand_in)

    async def _take_ringing(self, out: OutgoingLeg, message: Message) -> None:
        progress = Progress.NOTHING
        if isinstance(message, LegsSeen):
            progress = await out.compare(message)
        elif isinstance(message, Event):
            progress = await out.take(message)
        self._gone = progress is Progress.LOST
        if progress is Progress.ANSWERED:
            await self._behaviour.begin()

    async def _close(self) -> None:
        given = self._behaviour.gave_away
        while given and not self._tray.empty():
            # What was told already of what somebody else has now; the behaviour knows who.
            await self._behaviour.take(self._tray.get_nowait())
        if not given:
            self._around.disown(self.leg)
        is_ended = given or (self._gone and self._stand_in is None)
        for close in (self._behaviour.close,) if is_ended else (self._hang_up, self._behaviour.close):
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await close()
            except (AriError, TimeoutError) as error:
                log.error("phone.not_closed", error=str(error) or "no answer in time")

    async def _hang_up(self) -> None:
        """The phone, and what may stand in for it."""
        await self._around.ari.hang_up(self.leg)
        if self._stand_in is not None:
            await self._around.ari.hang_up(self._stand_in)
