"""Looks every two seconds whether audio still comes from each agent who talks. Off the call path; decides nothing.

One task reads, one request after the other, so that an Asterisk that is slow is not asked more for it. What a count
means is ``leg_audio``'s; what is done about it is the switchboard's, which this one tells.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, assert_never

import structlog

from acd.commands import AgentSilent, Command, Device
from asterisk.ari.errors import AriError, AriGone
from asterisk.ari.events import ChannelHold, ChannelUnhold, Event
from asterisk.ari.measures import RtpStatistics
from calls.leg_audio import LOOK_SECONDS, AudioLost, FellSilent, Finding, LegAudio, ProbeWanted
from calls.phones import Phones
from calls.scene import Scene
from vocabulary.ids import ContactId, DeviceName, LegId, OfferId
from vocabulary.instant import Instant

log = structlog.get_logger(__name__)


class AudioMeter(Protocol):
    """Where counts come from."""

    async def rtp_statistics(self, leg: LegId) -> RtpStatistics:
        """What went through this leg until now. Raises ``AriGone``, ``AriError``."""

    async def endpoint_of(self, leg: LegId) -> str | None:
        """The endpoint a leg belongs to. Raises ``AriGone``, ``AriError``."""


@dataclass(frozen=True, slots=True)
class WatchHands:
    """What may follow from a look.

    ``probe``: whether a phone is there; None: not known. ``submit``: to the desk. ``report``: what a phone can do now.
    ``lose``: this leg of this contact is to be hung up as lost.
    """

    probe: Callable[[DeviceName], Awaitable[bool | None]]
    submit: Callable[[Command], Awaitable[None]]
    report: Callable[[DeviceName, Device], None]
    lose: Callable[[ContactId, LegId], None]


@dataclass(slots=True)
class _Watched:
    """One leg. ``device``: None until it was asked for, once. ``held``: by its phone; ``parked``: by whoever asked."""

    leg: LegId
    lose: Callable[[], None]
    audio: LegAudio
    contact: ContactId | None = None
    offer: OfferId | None = None
    device: DeviceName | None = None
    held: bool = False
    parked: bool = False


class AudioWatch:
    """The legs of all agents who talk on one Asterisk."""

    def __init__(self, meter: AudioMeter, phones: Phones, hands: WatchHands, clock: Callable[[], Instant]) -> None:
        self._meter = meter
        self._phones = phones
        self._hands = hands
        self._clock = clock
        self._watched: dict[LegId, _Watched] = {}
        self._leg_of: dict[ContactId, LegId] = {}
        self._news = asyncio.Event()
        self._probes: set[asyncio.Task[None]] = set()

    @property
    def legs(self) -> tuple[LegId, ...]:
        """The legs that are watched now."""
        return tuple(self._watched)

    def see(self, contact: ContactId, scene: Scene | None) -> None:
        """A contact is so now; None: it is over. To be told of every change of every contact; never waits."""
        leg = scene.agent_leg if scene is not None else None
        before = self._leg_of.pop(contact, None)
        known = self._watched.get(before) if before is not None and before != leg else None
        if known is not None and known.contact == contact:
            # A leg that went over to another contact is watched for that one.
            self.leave(known.leg)
        if scene is None or leg is None:
            return
        lose = partial(self._hands.lose, contact, leg)
        watched = self._watched.get(leg) or self._attend(leg, lose, joined=True)
        watched.contact, watched.offer, watched.parked, watched.lose = contact, scene.offer, scene.held, lose
        self._leg_of[contact] = leg
        self._be_patient(watched)

    def attend(self, leg: LegId, lose: Callable[[], None]) -> None:
        """Watch a leg that is no contact's, for example of an agent's own call; ``lose``: when it is lost."""
        self._attend(leg, lose, joined=False)

    def leave(self, leg: LegId) -> None:
        """Do not watch this leg any more."""
        watched = self._watched.pop(leg, None)
        if watched is not None and watched.contact is not None and self._leg_of.get(watched.contact) == leg:
            del self._leg_of[watched.contact]

    def _attend(self, leg: LegId, lose: Callable[[], None], *, joined: bool) -> _Watched:
        self._watched[leg] = _Watched(leg, lose, LegAudio(self._clock(), joined=joined))
        self._news.set()
        return self._watched[leg]

    def hear(self, event: Event) -> None:
        """What Asterisk tells: a leg that is held by its phone may well send nothing."""
        if isinstance(event, ChannelHold | ChannelUnhold):
            watched = self._watched.get(event.channel.id)
            if watched is not None:
                watched.held = isinstance(event, ChannelHold)
                self._be_patient(watched)

    def begin_anew(self) -> None:
        """Events were missed, or Asterisk was restarted: what was counted so far means nothing any more."""
        for watched in self._watched.values():
            self._begin_anew(watched)
        self._news.set()

    async def run(self) -> None:
        """Watch for ever."""
        try:
            while True:
                await self._wait_until_due()
                await self.look()
        finally:
            for probe in self._probes:
                probe.cancel()

    async def look(self) -> None:
        """Look at every leg whose time has come."""
        now = self._clock()
        for watched in [one for one in self._watched.values() if one.audio.look_at <= now]:
            await self._look(watched)

    async def _wait_until_due(self) -> None:
        due = min((one.audio.look_at for one in self._watched.values()), default=None)
        try:
            async with asyncio.timeout(None if due is None else max(0.0, due.since(self._clock()))):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()

    async def _look(self, watched: _Watched) -> None:
        try:
            if watched.device is None and not await self._is_a_phone(watched):
                self.leave(watched.leg)
                return
            count = (await self._meter.rtp_statistics(watched.leg)).rxcount
        except AriGone:
            # It has ended, or has no audio of its own; whoever ended it is told elsewhere.
            self.leave(watched.leg)
            return
        except AriError as error:
            log.info("audio_watch.not_counted", leg=watched.leg, error=str(error))
            self._begin_anew(watched)
            return
        if self._watched.get(watched.leg) is not watched:
            return
        for finding in watched.audio.receive(count, self._clock()):
            await self._act(watched, finding)

    async def _is_a_phone(self, watched: _Watched) -> bool:
        """Whether the leg is one of our phones; of a trunk's the far end is not ours to ask."""
        endpoint = await self._meter.endpoint_of(watched.leg)
        if endpoint is None or endpoint not in self._phones.devices:
            return False
        watched.device = DeviceName(endpoint)
        self._be_patient(watched)
        return True

    async def _act(self, watched: _Watched, finding: Finding) -> None:
        match finding:
            case FellSilent():
                log.warning("audio_watch.agent_silent", contact=watched.contact, device=watched.device)
                if watched.offer is not None:
                    await self._hands.submit(AgentSilent(watched.offer))
            case ProbeWanted():
                probe = asyncio.create_task(self._probe(watched), name=f"probe of {watched.device}")
                self._probes.add(probe)
                probe.add_done_callback(self._probes.discard)
            case AudioLost(there):
                log.warning(
                    "audio_watch.audio_lost", contact=watched.contact, device=watched.device, phone_answers=there
                )
                self.leave(watched.leg)
                if there is False and watched.device is not None:
                    # Before the leg is hung up: else the agent is offered the next caller at a dead phone.
                    self._hands.report(watched.device, Device.UNREACHABLE)
                watched.lose()
            case _:
                assert_never(finding)

    async def _probe(self, watched: _Watched) -> None:
        assert watched.device is not None
        audio = watched.audio
        audio.probed(await self._hands.probe(watched.device), self._clock())

    def _be_patient(self, watched: _Watched) -> None:
        suppresses = watched.device is not None and self._phones.suppresses_silence(watched.device)
        watched.audio.be_patient(watched.held or watched.parked or suppresses, self._clock())

    def _begin_anew(self, watched: _Watched) -> None:
        watched.audio = LegAudio(self._clock().plus(LOOK_SECONDS), joined=False)
        self._be_patient(watched)
