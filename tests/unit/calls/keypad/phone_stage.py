"""As much of an Asterisk as a phone that dialled a code needs, in memory. Judges nothing.

It refuses what it is told to, and tells nothing by itself: the end of what it plays is told when a test wants it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

from asterisk.ari.errors import AriError, AriGone
from asterisk.ari.events import (
    CallerID,
    Channel,
    ChannelDtmfReceived,
    DialplanCEP,
    Playback,
    PlaybackFinished,
    StasisEnd,
)
from calls.messages import Message
from calls.surroundings import Surroundings
from tests.unit.calls.keypad.keypad_phone import DOCUMENT
from vocabulary.causes import HangUpCause
from vocabulary.ids import LegId, MediaUri, PlaybackId
from vocabulary.instant import Instant

LEG = LegId("p-1")


def channel(leg: LegId = LEG) -> Channel:
    """A leg as events show it."""
    nobody = CallerID("", "")
    return Channel(leg, leg, "Up", nobody, nobody, DialplanCEP("", "", "Stasis", ""), datetime.fromtimestamp(0, tz=UTC))


def key(digit: str, leg: LegId = LEG) -> ChannelDtmfReceived:
    """A key that was pressed."""
    return ChannelDtmfReceived(digit, 100, channel(leg))


def over(playback: PlaybackId) -> PlaybackFinished:
    """What was played is over."""
    return PlaybackFinished(Playback(playback, "sound:x", f"channel:{LEG}", "done"))


def gone(leg: LegId = LEG) -> StasisEnd:
    """The phone hung up."""
    return StasisEnd(channel(leg))


@dataclass
class Stage:
    """The Asterisk, the speech and the switchboard around one phone, with a clock that stands still."""

    answered: list[LegId] = field(default_factory=list)
    played: list[tuple[PlaybackId, tuple[MediaUri, ...], str | None]] = field(default_factory=list)
    stopped: list[PlaybackId] = field(default_factory=list)
    hung_up: list[LegId] = field(default_factory=list)
    created: list[tuple[LegId, str, Mapping[str, str]]] = field(default_factory=list)
    dialled: list[LegId] = field(default_factory=list)
    heard_by: dict[LegId, Callable[[Message], None]] = field(default_factory=dict)
    refuses: dict[str, AriError] = field(default_factory=dict)
    mute: bool = False
    now: Instant = Instant(0.0, 0.0)

    @property
    def around(self) -> Surroundings:
        """What a session has around it, as far as a phone needs it."""
        parts = SimpleNamespace(
            ari=self,
            speech=self,
            document=DOCUMENT,
            clock=lambda: self.now,
            adopt=self.heard_by.__setitem__,
            disown=lambda leg: self.heard_by.pop(leg, None),
        )
        return cast("Surroundings", parts)

    async def ready(self, media: Sequence[MediaUri]) -> tuple[MediaUri, ...]:
        return () if self.mute else tuple(media)

    async def answer(self, leg: LegId) -> None:
        self._look("answer")
        self.answered.append(leg)

    async def play(
        self, leg: LegId, playback: PlaybackId, media: Sequence[MediaUri], language: str | None = None
    ) -> None:
        del leg
        self._look("play")
        self.played.append((playback, tuple(media), language))

    async def stop_playback(self, playback: PlaybackId) -> None:
        self.stopped.append(playback)

    async def is_playing(self, playback: PlaybackId) -> bool:
        del playback
        return False

    async def hang_up(self, leg: LegId, cause: HangUpCause = HangUpCause.NORMAL) -> None:
        del cause
        self._look("hang_up")
        self.hung_up.append(leg)

    async def create_leg(
        self,
        leg: LegId,
        endpoint: str,
        args: Sequence[str],
        originator: LegId | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        del args, originator
        self._look("create")
        self.created.append((leg, endpoint, variables or {}))

    async def dial(self, leg: LegId, caller: LegId | None, timeout_seconds: int) -> None:
        del caller, timeout_seconds
        self.dialled.append(leg)

    def _look(self, asked: str) -> None:
        if asked in self.refuses:
            raise self.refuses[asked]


def hung_up_first() -> AriGone:
    """What Asterisk answers about a leg that is gone."""
    return AriGone(asked="it", status=404, message="Channel not found")
