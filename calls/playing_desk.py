"""Rings the phone of whoever wants to hear a recording, and plays it there. Asks nobody who may hear what."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import structlog

from acd.commands import Command, Device, Occupation
from calls.asks import Answer
from calls.hearing_room import HearingRoom, Samples, media_of
from calls.permissions import Person
from calls.phone_session import BehaviourMaker, Hear
from calls.playing import PlayersAri, Playing, PlayingMeans
from vocabulary.ids import AgentName, DeviceName, LegId
from vocabulary.instant import Instant

log = structlog.get_logger(__name__)


class PhonesOfPeople(Protocol):
    """Who has which phone, and what it can do; all of it as in ``Phones``."""

    def device_of(self, person: str) -> DeviceName | None: ...
    def agent_at(self, device: DeviceName) -> AgentName | None: ...
    def state(self, device: DeviceName) -> Device: ...


class DeskOfCommands(Protocol):
    async def submit(self, command: Command) -> None: ...


RingPhone = Callable[[DeviceName, BehaviourMaker, str], Awaitable[Answer]]
"""Ring a phone of ours and let this be done with it once it answers; what it shows meanwhile."""


class PlayingDesk:
    """The phones of one Asterisk as ears for recordings. ``room``: where Asterisk finds what it plays."""

    def __init__(
        self,
        ring: RingPhone,
        phones: PhonesOfPeople,
        ari: PlayersAri,
        desk: DeskOfCommands,
        room: HearingRoom,
        clock: Callable[[], Instant],
    ) -> None:
        self._ring = ring
        self._phones = phones
        self._ari = ari
        self._desk = desk
        self._room = room
        self._clock = clock

    async def begin(self) -> None:
        """Remove what an earlier process left to be heard, for a start.

        :raises OSError: the folder cannot be made or written.
        """
        left = await asyncio.to_thread(self._room.empty)
        if left:
            log.info("playing.left_removed", files=left)

    def refusal(self, person: Person) -> str:
        """Why nothing can be played to this person now; empty where it can."""
        if person.is_admin:
            return "a recording is heard on somebody's phone: say whose, with --as"
        device = self._phones.device_of(person.name)
        if device is None:
            return f"{person.name} has no phone"
        if self._phones.state(device) is Device.IN_USE:
            return f"the phone {device} is in use"
        return ""

    async def put(self, samples: Samples) -> Path:
        """A file to be played once. Whoever puts one has it played, or removes it.

        :raises OSError: it cannot be written.
        """
        return await asyncio.to_thread(self._room.put, samples)

    async def play(
        self, person: Person, file: Path, from_seconds: float, shown: str, note: Callable[[], Awaitable[bool]]
    ) -> Answer:
        """Ring their phone, and play this file once it answers. The file is removed in the end, whatever happens.

        :param shown: what the phone shows while it rings.
        :param note: writes down, as soon as the phone answers, that the recording is heard; false where it failed.
        :returns: refused where the phone cannot be rung; granted says nothing of whether it will answer.
        """
        device = self._phones.device_of(person.name)
        answer = Answer(f"{person.name} has no phone")
        try:
            if device is not None:
                answer = await self._ring(device, self._maker(person, device, file, from_seconds, note), shown)
        finally:
            if not answer.granted:
                await self._remove(file)
        return answer

    def _maker(
        self, person: Person, device: DeviceName, file: Path, from_seconds: float, note: Callable[[], Awaitable[bool]]
    ) -> BehaviourMaker:
        occupation = Occupation.SUPERVISING if person.supervisor is not None else Occupation.CALLING
        agent = self._phones.agent_at(device)

        async def remove() -> None:
            await self._remove(file)

        def make(leg: LegId, _: Hear) -> Playing:
            means = PlayingMeans(self._ari, agent, occupation, note, remove, self._desk.submit, self._clock)
            return Playing(leg, media_of(file), from_seconds, means)

        return make

    async def _remove(self, file: Path) -> None:
        await asyncio.to_thread(self._room.remove, file)
