"""Looks every two seconds whether audio still comes from each of our phones that is in a call. Off the call path.

One task reads, a few legs at a time, so that an Asterisk that is slow is not asked more for it. What a count means is
``leg_audio``'s; what is done about it is the switchboard's, which this one tells.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, assert_never

import structlog

from acd.commands import AgentSilent, Command, Device
from asterisk.ari.errors import AriError, AriGone
from asterisk.ari.events import (
    Channel,
    ChannelDestroyed,
    ChannelHold,
    ChannelStateChange,
    ChannelUnhold,
    Event,
    StasisEnd,
    StasisStart,
)
from asterisk.ari.measures import RtpStatistics, endpoint_in
from calls.leg_audio import LOOK_SECONDS, FellSilent, Finding, LegAudio, LegLost, ProbeWanted
from calls.phones import Phones
from calls.scene import Scene
from vocabulary.causes import HangUpCause
from vocabulary.ids import ContactId, DeviceName, LegId, OfferId
from vocabulary.instant import Instant

LOOKS_AT_ONCE = 8
"""Requests that may be out at the same time, however many legs there are."""

log = structlog.get_logger(__name__)


class AudioMeter(Protocol):
    """Where counts come from."""

    async def rtp_statistics(self, leg: LegId) -> RtpStatistics:
        """What went through this leg until now. Raises ``AriGone``, ``AriError``."""

    async def endpoint_of(self, leg: LegId) -> str | None:
        """The endpoint a leg belongs to. Raises ``AriGone``, ``AriError``."""

    async def is_online(self, endpoint: str) -> bool:
        """Whether the phone answered Asterisk last. Raises ``AriGone``, ``AriError``."""

    async def hang_up(self, leg: LegId, cause: HangUpCause) -> None:
        """Ends a leg. Raises ``AriError``."""


@dataclass(frozen=True, slots=True)
class WatchHands:
    """What may follow from a look.

    ``probe``: whether a phone is there; None: not known. ``submit``: to the desk. ``report``: what a phone can do now.
    ``lose``: this leg of this contact is to be hung up as lost; of no contact, the watch hangs it up itself.
    """

    probe: Callable[[DeviceName], Awaitable[bool | None]]
    submit: Callable[[Command], Awaitable[None]]
    report: Callable[[DeviceName, Device], None]
    lose: Callable[[ContactId, LegId], None]


@dataclass(slots=True)
class _Watched:
    """One leg. ``contact``, ``offer``: of the agent who talks on it; None: a call of another kind.

    ``device``: None until it was asked for, once. ``held``: by its phone; ``parked``: by whoever asked for it.
    """

    leg: LegId
    audio: LegAudio
    contact: ContactId | None = None
    offer: OfferId | None = None
    device: DeviceName | None = None
    held: bool = False
    parked: bool = False


class AudioWatch:
    """The legs of all our phones on one Asterisk, whether agents talk on them with a contact or call by themselves."""

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
            self._leave(known.leg)
        if scene is None or leg is None:
            return
        watched = self._watched.get(leg)
        if watched is None or watched.contact is None:
            # From here on the caller waits to hear the agent.
            device = watched.device if watched is not None else None
            watched = self._attend(leg, LegAudio(self._clock(), joined=True), device)
        watched.contact, watched.offer, watched.parked = contact, scene.offer, scene.held
        self._leg_of[contact] = leg
        self._be_patient(watched)

    def hear(self, event: Event) -> None:
        """What Asterisk tells, of whatever leg: our phones' are watched from the answer on. Never waits."""
        match event:
            case StasisStart(channel=Channel(state="Up") as channel) | ChannelStateChange(
                Channel(state="Up") as channel
            ):
                self._note_answered(channel)
            case StasisEnd(channel) | ChannelDestroyed(channel=channel):
                self._leave(channel.id)
            case ChannelHold(channel) | ChannelUnhold(channel):
                watched = self._watched.get(channel.id)
                if watched is not None:
                    # One that is held may well send nothing.
                    watched.held = isinstance(event, ChannelHold)
                    self._be_patient(watched)
            case _:
                return

    def _note_answered(self, channel: Channel) -> None:
        endpoint = endpoint_in(channel.name)
        if channel.id in self._watched or endpoint is None or not self._phones.has(DeviceName(endpoint)):
            return
        device = DeviceName(endpoint)
        audio = LegAudio(self._clock(), joined=False, forgiving=self._is_forgiven(device))
        self._be_patient(self._attend(channel.id, audio, device))

    def _is_forgiven(self, device: DeviceName | None) -> bool:
        """A supervisor who only listens need not say anything."""
        return device is not None and self._phones.supervisor_at(device) is not None

    def _attend(self, leg: LegId, audio: LegAudio, device: DeviceName | None) -> _Watched:
        self._watched[leg] = _Watched(leg, audio, device=device)
        self._news.set()
        return self._watched[leg]

    def _leave(self, leg: LegId) -> None:
        watched = self._watched.pop(leg, None)
        if watched is not None and watched.contact is not None and self._leg_of.get(watched.contact) == leg:
            del self._leg_of[watched.contact]

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
        due = [one for one in self._watched.values() if one.audio.look_at <= now]
        for start in range(0, len(due), LOOKS_AT_ONCE):
            await asyncio.gather(*map(self._look, due[start : start + LOOKS_AT_ONCE]))

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
            await self._count(watched)
        except AriGone:
            # It has ended, or has no audio of its own; whoever ended it is told elsewhere.
            self._leave(watched.leg)
        except AriError as error:
            log.info("audio_watch.not_counted", leg=watched.leg, error=str(error))
            self._begin_anew(watched)
        except Exception:
            # A mistake of ours: one leg is watched no more, the others are.
            log.exception("audio_watch.failed", leg=watched.leg)
            self._leave(watched.leg)

    async def _count(self, watched: _Watched) -> None:
        if watched.device is None and not await self._is_a_phone(watched):
            self._leave(watched.leg)
            return
        audio = watched.audio
        count = (await self._meter.rtp_statistics(watched.leg)).rxcount
        offline = audio.needs_more_than(count) and not await self._meter.is_online(str(watched.device))
        if self._watched.get(watched.leg) is not watched or watched.audio is not audio:
            # The call ended, or the watch began anew, while Asterisk was asked.
            return
        for finding in audio.receive(count, self._clock(), offline=offline):
            await self._act(watched, finding)

    async def _is_a_phone(self, watched: _Watched) -> bool:
        """Whether the leg is one of our phones; of a trunk's the far end is not ours to ask."""
        endpoint = await self._meter.endpoint_of(watched.leg)
        if endpoint is None or not self._phones.has(DeviceName(endpoint)):
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
            case LegLost(there):
                log.warning(
                    "audio_watch.audio_lost", contact=watched.contact, device=watched.device, phone_answers=there
                )
                self._leave(watched.leg)
                if there is False and watched.device is not None:
                    # Before the leg is hung up: else the agent is offered the next caller at a dead phone.
                    self._hands.report(watched.device, Device.UNREACHABLE)
                await self._lose(watched)
            case _:
                assert_never(finding)

    async def _lose(self, watched: _Watched) -> None:
        if watched.contact is not None:
            self._hands.lose(watched.contact, watched.leg)
            return
        try:
            await self._meter.hang_up(watched.leg, HangUpCause.CHANNEL_UNAVAILABLE)
        except AriError as error:
            log.warning("audio_watch.not_hung_up", leg=watched.leg, error=str(error))

    async def _probe(self, watched: _Watched) -> None:
        assert watched.device is not None
        audio = watched.audio
        audio.probed(await self._hands.probe(watched.device), self._clock())

    def _be_patient(self, watched: _Watched) -> None:
        suppresses = watched.device is not None and self._phones.suppresses_silence(watched.device)
        watched.audio.be_patient(watched.held or watched.parked or suppresses, self._clock())

    def _begin_anew(self, watched: _Watched) -> None:
        forgiving = watched.contact is None and self._is_forgiven(watched.device)
        watched.audio = LegAudio(self._clock().plus(LOOK_SECONDS), joined=False, forgiving=forgiving)
        self._be_patient(watched)
