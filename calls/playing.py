"""A recording heard on one of our phones: played from its beginning or a place in it, and moved about in by keys.

A behaviour of a phone session. Says not who may hear what, and opens no recording: it plays the file it is given once
it is written down that it is heard, and the file is removed at the end, however the call ends.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import structlog

from acd.commands import Command, Occupation, OccupyAgent, VacateAgent
from asterisk.ari.asides import PlaybackOrder
from asterisk.ari.events import ChannelDtmfReceived, PlaybackFinished
from calls.messages import LegsSeen, Message
from vocabulary.ids import AgentName, BridgeId, LegId, MediaUri, PlaybackId, TaskId
from vocabulary.instant import Instant

STEP_SECONDS = 10.0
"""How far a key goes forward or back."""
LOOK_SECONDS = 15.0
"""How often Asterisk is asked whether it still plays: the end of a file that cannot be opened is not told."""
LONGEST_PAUSE_SECONDS = 600.0
"""Whoever left the phone lying is hung up after so long."""
LAST_WORD_SECONDS = 3.0
"""How long the last sound may take before the phone is hung up without it."""
REFUSED = MediaUri("sound:descending-2tone")
"""What is heard where the hearing could not be written down, and so is none."""

log = structlog.get_logger(__name__)


class Key(StrEnum):
    """What can be done while a recording plays."""

    FROM_THE_BEGINNING = "1"
    BACK = "4"
    PAUSE = "5"
    FORWARD = "6"
    END = "#"


class PlayersAri(Protocol):
    """What a playing needs of one Asterisk; all of it as in ``AriClient``."""

    async def play(self, leg: LegId, playback: PlaybackId, media: Sequence[MediaUri]) -> None: ...
    async def play_from(
        self, leg: LegId, playback: PlaybackId, media: MediaUri, *, from_seconds: float, step_seconds: float
    ) -> None: ...
    async def control_playback(self, playback: PlaybackId, order: PlaybackOrder) -> None: ...
    async def is_playing(self, playback: PlaybackId) -> bool: ...


@dataclass(frozen=True, slots=True)
class PlayingMeans:
    """What a playing works with.

    ``agent``: whose phone it is, kept from offers meanwhile. ``occupation``: as what. ``note``: writes down that it is
    heard, from now on; false where that failed. ``remove``: the file is needed no more.
    """

    ari: PlayersAri
    agent: AgentName | None
    occupation: Occupation
    note: Callable[[], Awaitable[bool]]
    remove: Callable[[], Awaitable[None]]
    submit: Callable[[Command], Awaitable[None]]
    clock: Callable[[], Instant]


class Playing:
    """The behaviour of a phone that was rung to hear a recording: ``media``, from so many seconds on."""

    def __init__(self, leg: LegId, media: MediaUri, from_seconds: float, means: PlayingMeans) -> None:
        self._leg = leg
        self._media = media
        self._from_seconds = from_seconds
        self._means = means
        self._playback = PlaybackId(f"p-{leg}")
        self._task = TaskId(f"{leg}-h")
        self._occupied = False
        self._silent_at: Instant | None = None
        self._look_at: Instant | None = None
        self._paused_at: Instant | None = None
        self.over = False

    # --- for the phone session ---------------------------------------------------------------------------------------

    @property
    def gave_away(self) -> bool:
        """Never."""
        return False

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """None: the phone hears a file."""
        return ()

    def next_deadline(self) -> Instant | None:
        """When to look whether it still plays, or to hang up."""
        return self._silent_at or self._look_at

    async def begin(self) -> None:
        """The phone was answered: write that down, then play."""
        means = self._means
        if means.agent is not None:
            self._occupied = True
            await means.submit(OccupyAgent(means.agent, self._task, means.occupation))
        if not await means.note():
            self._silent_at = means.clock().plus(LAST_WORD_SECONDS)
            await means.ari.play(self._leg, self._playback, (REFUSED,))
            return
        self._look_at = means.clock().plus(LOOK_SECONDS)
        await means.ari.play_from(
            self._leg, self._playback, self._media, from_seconds=self._from_seconds, step_seconds=STEP_SECONDS
        )

    async def take(self, message: Message) -> None:
        """A key, the end of the file, a gap in the events."""
        match message:
            case ChannelDtmfReceived(digit=key) if message.channel.id == self._leg:
                await self._press(key)
            case PlaybackFinished(playback) if playback.id == self._playback:
                self.over = True
            case LegsSeen():
                await self._look()
            case _:
                pass

    async def handle_deadline(self, now: Instant) -> None:
        """Hang up, or look whether it still plays."""
        if self._silent_at is not None:
            self.over = True
        elif self._paused_at is not None and now >= self._paused_at.plus(LONGEST_PAUSE_SECONDS):
            log.info("playing.left_paused", leg=self._leg)
            self.over = True
        else:
            self._look_at = now.plus(LOOK_SECONDS)
            await self._look()

    async def close(self) -> None:
        """Nothing is left of the file; the agent may be offered calls again."""
        try:
            await self._means.remove()
        finally:
            if self._means.agent is not None and self._occupied:
                self._occupied = False
                await self._means.submit(VacateAgent(self._means.agent, self._task))

    # --- keys --------------------------------------------------------------------------------------------------------

    async def _press(self, key: str) -> None:
        """While it is paused a key goes on from where it leads: nobody presses one to hear nothing."""
        if self._silent_at is not None or key not in tuple(Key):
            return
        match Key(key):
            case Key.END:
                self.over = True
            case Key.PAUSE:
                await self._pause_or_go_on()
            case Key.BACK:
                await self._order(PlaybackOrder.BACK)
            case Key.FORWARD:
                await self._order(PlaybackOrder.FORWARD)
            case Key.FROM_THE_BEGINNING:
                await self._order(PlaybackOrder.FROM_THE_BEGINNING)

    async def _pause_or_go_on(self) -> None:
        if self._paused_at is not None:
            await self._go_on()
        else:
            await self._means.ari.control_playback(self._playback, PlaybackOrder.PAUSE)
            self._paused_at = self._means.clock()

    async def _go_on(self) -> None:
        await self._means.ari.control_playback(self._playback, PlaybackOrder.GO_ON)
        self._paused_at = None

    async def _order(self, order: PlaybackOrder) -> None:
        if self._paused_at is not None:
            await self._go_on()
        await self._means.ari.control_playback(self._playback, order)

    async def _look(self) -> None:
        if not await self._means.ari.is_playing(self._playback):
            self.over = True
