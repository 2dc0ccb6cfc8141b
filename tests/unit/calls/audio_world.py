"""One phone's leg, an Asterisk that counts its packets, and a clock: what the audio watch is tested with."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

from acd.commands import Command, Device
from asterisk.ari.errors import AriError
from asterisk.ari.events import CallerID, Channel, DialplanCEP
from asterisk.ari.measures import RtpStatistics
from calls.audio_watch import AudioWatch, WatchHands
from calls.phones import Phones
from vocabulary.causes import HangUpCause
from vocabulary.ids import ContactId, DeviceName, LegId
from vocabulary.instant import Instant

LEG = LegId("a-1")


@dataclass
class World:
    """One leg, its phone, and a clock that moves from look to look; keeps what the watch did about it."""

    phones: Phones
    endpoint: str | None = "alice"
    sends: bool = True
    there: bool | None = True
    fault: AriError | None = None
    mistake: Exception | None = None
    count: int = 0
    looks: list[float] = field(default_factory=list)
    did: list[object] = field(default_factory=list)
    asked: list[DeviceName] = field(default_factory=list)
    seconds: float = 0.0

    def clock(self) -> Instant:
        return Instant(self.seconds, self.seconds)

    async def rtp_statistics(self, leg: LegId) -> RtpStatistics:
        assert leg == LEG
        self.looks.append(self.seconds)
        for trouble in (self.fault, self.mistake):
            if trouble is not None:
                raise trouble
        self.count += 100 if self.sends else 0
        return RtpStatistics(rxcount=self.count, txcount=0)

    async def endpoint_of(self, leg: LegId) -> str | None:
        assert leg == LEG
        return self.endpoint

    async def is_online(self, endpoint: str) -> bool:
        assert endpoint == self.endpoint
        return self.there is not False

    async def hang_up(self, leg: LegId, _: HangUpCause) -> None:
        self.did.append(("hung up", leg))

    async def probe(self, device: DeviceName) -> bool | None:
        self.asked.append(device)
        return self.there

    async def submit(self, command: Command) -> None:
        self.did.append(command)

    def report(self, device: DeviceName, what: Device) -> None:
        self.did.append((device, what))

    def lose(self, contact: ContactId, leg: LegId) -> None:
        self.did.append(("lost", contact, leg))

    @property
    def hands(self) -> WatchHands:
        return WatchHands(self.probe, self.submit, self.report, self.lose)


@dataclass
class Running:
    """A watch at work, and its time."""

    watch: AudioWatch
    world: World

    async def pass_time(self, seconds: float) -> None:
        """Lets so many seconds pass, half a second at a time, and the probes made meanwhile be answered."""
        end = self.world.seconds + seconds
        while True:
            await self.watch.look()
            await turn()
            await turn()
            if self.world.seconds >= end:
                break
            self.world.seconds += 0.5


def channel(leg: LegId, name: str = "PJSIP/alice-00000001", state: str = "Up") -> Channel:
    nobody, nowhere = CallerID("", ""), DialplanCEP("", "", "", "")
    return Channel(leg, name, state, nobody, nobody, nowhere, datetime(2026, 1, 1, tzinfo=UTC))


async def turn() -> None:
    """Lets whatever is ready in the loop have its turn."""
    had = asyncio.Event()
    asyncio.get_running_loop().call_soon(had.set)
    await had.wait()
