"""A phone that hears a recording, and as much of an Asterisk as that needs, all in memory. Judges nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from acd.commands import Command, Occupation
from asterisk.ari.asides import PlaybackOrder
from asterisk.ari.errors import AriGone
from asterisk.ari.events import ChannelDtmfReceived
from calls.playing import Playing, PlayingMeans
from tests.unit.calls.listening_stage import channel
from vocabulary.ids import AgentName, LegId, MediaUri, PlaybackId
from vocabulary.instant import Instant

LEG, OTHER = LegId("s-1"), LegId("s-2")
PLAYBACK = PlaybackId("p-s-1")
FILE = MediaUri("sound:/hearing/h-1")
BOB = AgentName("bob")


@dataclass(slots=True)
class Stage:
    """As much of an Asterisk as a playing needs, and what came of it. ``plays``: as Asterisk would tell."""

    now_is: Instant = Instant(100.0, 1_000.0)
    plays: bool = True
    can_note: bool = True
    done: list[str] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    heard: list[tuple[MediaUri, float, float]] = field(default_factory=list)
    orders: list[PlaybackOrder] = field(default_factory=list)

    def playing(self, from_seconds: float = 0.0, agent: AgentName | None = None) -> Playing:
        means = PlayingMeans(
            self, agent, Occupation.CALLING, self._note, self._remove, self._submit, lambda: self.now_is
        )
        return Playing(LEG, FILE, from_seconds, means)

    async def _note(self) -> bool:
        self.done.append("noted")
        return self.can_note

    async def _remove(self) -> None:
        self.done.append("removed")

    async def _submit(self, command: Command) -> None:
        self.commands.append(command)

    async def play(self, leg: LegId, playback: PlaybackId, media: Sequence[MediaUri]) -> None:
        assert (leg, playback) == (LEG, PLAYBACK)
        self.done += media

    async def play_from(
        self, leg: LegId, playback: PlaybackId, media: MediaUri, *, from_seconds: float, step_seconds: float
    ) -> None:
        assert (leg, playback) == (LEG, PLAYBACK)
        self.done.append("played")
        self.heard.append((media, from_seconds, step_seconds))

    async def control_playback(self, playback: PlaybackId, order: PlaybackOrder) -> None:
        assert playback == PLAYBACK
        if not self.plays:
            raise AriGone(asked="control", status=404, message="Playback not found")
        self.orders.append(order)

    async def is_playing(self, playback: PlaybackId) -> bool:
        return self.plays and playback == PLAYBACK

    async def begins(self) -> Playing:
        playing = self.playing()
        await playing.begin()
        return playing

    async def press(self, playing: Playing, *keys: str, leg: LegId = LEG) -> list[str]:
        """The orders that came of these keys."""
        before = len(self.orders)
        for key in keys:
            await playing.take(ChannelDtmfReceived(key, 100, channel(leg)))
        return [order.value for order in self.orders[before:]]
