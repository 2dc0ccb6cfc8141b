"""The ears of one listener: a bridge of their own, and a snoop leg in it that hears the leg they follow.

Touches no party's leg and no party's bridge. A snoop leg is made beside the old one and takes its place once it is
there, so that the listener is deaf for no longer than the change; two are never in the bridge together, else what one
hears would be whispered by the other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from asterisk.ari.errors import AriError, AriGone
from calls.waiting_rooms import BRIDGE_NAME_PREFIX
from vocabulary.ids import BridgeId, LegId, ListeningId, MediaUri, PlaybackId
from vocabulary.instant import Instant

RETRY_SECONDS = 0.5
"""A leg that could not be heard is tried again after so long, unless the scene has changed until then."""

log = structlog.get_logger(__name__)


class ListenersAri(Protocol):
    """What a listener needs of one Asterisk; all of it as in ``AriClient``."""

    async def answer(self, leg: LegId) -> None: ...
    async def create_bridge(self, bridge: BridgeId, kind: Any, name: str) -> None: ...
    async def destroy_bridge(self, bridge: BridgeId) -> None: ...
    async def let_in(self, bridge: BridgeId, leg: LegId) -> None: ...
    async def remove_from_bridge(self, bridge: BridgeId, legs: Sequence[LegId]) -> None: ...
    async def snoop(self, leg: LegId, snoop: LegId, args: Sequence[str], *, whispers: bool) -> None: ...
    async def hang_up(self, leg: LegId) -> None: ...
    async def play(self, leg: LegId, playback: PlaybackId, media: Sequence[MediaUri]) -> None: ...


@dataclass(slots=True)
class Snoop:
    """One snoop leg. ``there``: it has come to us. ``wanted``: it is the one to be heard, now or as soon as it is."""

    leg: LegId
    target: LegId
    whispers: bool
    made_at: Instant
    there: bool = False
    wanted: bool = True


class Ears:
    """Carries out what the listener should hear. All methods are for one task."""

    def __init__(
        self,
        listening: ListeningId,
        ari: ListenersAri,
        adopt: Callable[[LegId], None],
        disown: Callable[[LegId], None],
        clock: Callable[[], Instant],
    ) -> None:
        self._listening = listening
        self._ari = ari
        self._adopt = adopt
        self._disown = disown
        self._clock = clock
        self._bridges: list[BridgeId] = []
        self._opened = False
        self._made = 0
        self._snoops: dict[LegId, Snoop] = {}
        self._heard: LegId | None = None
        self._retry_at: Instant | None = None

    @property
    def retry_at(self) -> Instant | None:
        """When ``hear`` should be asked again, because what was wanted could not be had."""
        return self._retry_at

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridge in use, and those that were asked for without an answer: each may have been made."""
        return tuple(self._bridges)

    @property
    def bridge(self) -> BridgeId:
        """The listener's own bridge, once it is open."""
        return self._bridges[-1]

    async def open(self) -> None:
        """Make the listener's bridge, if it is not there yet.

        :raises AriError: it could not be made.
        """
        if not self._opened:
            # Never an id used before: where there was no answer, a bridge of that id may be there.
            self._bridges.append(BridgeId(f"l-{self._listening}-{len(self._bridges) + 1}"))
            name = f"{BRIDGE_NAME_PREFIX}listening:{self._listening}"
            await self._ari.create_bridge(self.bridge, "mixing", name)
            self._opened = True

    def bridge_is_gone(self) -> None:
        """Somebody else ended the listener's bridge: another is made by the next ``open``."""
        self._opened = False
        self._try_again()

    async def hear(self, target: LegId | None, *, whispers: bool = False) -> None:
        """From now on this leg is heard, and nothing else. Asked again for what is so already, it does nothing.

        :raises AriError: Asterisk could not be asked.
        """
        self._retry_at = None
        for snoop in self._snoops.values():
            snoop.wanted = snoop.wanted and (snoop.target, snoop.whispers) == (target, whispers)
        if target is None:
            await self._drop_unwanted()
            return
        if any(snoop.wanted for snoop in self._snoops.values()):
            await self._settle()
            return
        await self._silence_whispers()
        await self._make(target, whispers)

    async def came(self, leg: LegId) -> None:
        """A leg has come to us: if it is a snoop of ours, it is heard from now on.

        :raises AriError: Asterisk could not be asked.
        """
        if (snoop := self._snoops.get(leg)) is not None:
            snoop.there = True
            await self._settle()

    def went(self, leg: LegId) -> bool:
        """A leg is gone; whether it was heard, or was to be, and nobody asked for its end."""
        snoop = self._snoops.pop(leg, None)
        if snoop is None:
            return False
        self._forget(snoop)
        if snoop.wanted:
            self._try_again()
        return snoop.wanted

    async def compare(self, states: Mapping[LegId, str], asked_at: Instant) -> None:
        """What was missed in a gap: snoops that came, went, or should have gone.

        :raises AriError: Asterisk could not be asked.
        """
        for snoop in tuple(self._snoops.values()):
            if snoop.leg in states:
                snoop.there = True
            elif snoop.made_at < asked_at:
                self.went(snoop.leg)
        await self._settle()

    async def close(self) -> None:
        """End every snoop, then every bridge. The listener's own leg is not touched.

        :raises AriError: of the first thing that could not be ended.
        """
        faults: list[AriError] = []
        for snoop in self._snoops.values():
            self._forget(snoop)
            try:
                await self._ari.hang_up(snoop.leg)
            except AriError as error:
                faults.append(error)
        self._snoops.clear()
        self._retry_at = None
        for bridge in self._bridges:
            try:
                await self._ari.destroy_bridge(bridge)
            except AriError as error:
                faults.append(error)
        self._bridges.clear()
        if faults:
            raise faults[0]

    async def _make(self, target: LegId, whispers: bool) -> None:
        self._made += 1
        leg = LegId(f"x-{self._listening}-{self._made}")
        self._snoops[leg] = Snoop(leg, target, whispers, self._clock())
        self._adopt(leg)
        try:
            await self._ari.snoop(target, leg, ("snoop", self._listening), whispers=whispers)
        except AriError as error:
            log.info("snooping.not_heard", target=target, error=str(error))
            self._try_again()
            if isinstance(error, AriGone):
                self._forget(self._snoops.pop(leg))
                return
            # Where there was no answer, it may have been made all the same: it stays known until it is seen gone.
            self._snoops[leg].wanted = False
            await self._ari.hang_up(leg)

    async def _settle(self) -> None:
        """The wanted snoop into the bridge, once it is there; all others out of it first, then ended."""
        wanted = next((snoop for snoop in self._snoops.values() if snoop.wanted), None)
        if wanted is not None and wanted.there and self._heard != wanted.leg:
            if self._heard is not None:
                await self._ari.remove_from_bridge(self.bridge, [self._heard])
                self._heard = None
            try:
                await self._ari.let_in(self.bridge, wanted.leg)
            except AriGone:
                # Whom it heard has gone: its own end is on the way.
                self._try_again()
                return
            self._heard = wanted.leg
        if wanted is None or wanted.there:
            await self._drop_unwanted()

    async def _silence_whispers(self) -> None:
        """Nobody is to be spoken to a moment longer than the listener means to: rather deaf than heard."""
        for snoop in tuple(self._snoops.values()):
            if snoop.whispers:
                await self._end(snoop)

    async def _drop_unwanted(self) -> None:
        for snoop in tuple(self._snoops.values()):
            if not snoop.wanted:
                await self._end(snoop)

    async def _end(self, snoop: Snoop) -> None:
        """It stays known until its own end is told, so that after a gap it is ended again."""
        if self._heard == snoop.leg:
            self._heard = None
        await self._ari.hang_up(snoop.leg)

    def _try_again(self) -> None:
        self._retry_at = self._clock().plus(RETRY_SECONDS)

    def _forget(self, snoop: Snoop) -> None:
        self._disown(snoop.leg)
        if self._heard == snoop.leg:
            self._heard = None
