"""A recording is played on a phone: which second of it is heard, and what the keys do, in the audio itself.

Each second of the file played here is a tone of its own, so that what is heard says where in the file one is.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from acd.commands import Occupation
from calls.hearing_room import HearingRoom, media_of
from calls.phone_session import Hear
from calls.playing import Playing, PlayingMeans
from service.clock import now
from service.ids import id_maker
from service.peers.g711 import RATE
from service.peers.hearing import Heard, dominant_tone, silence_from
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk
from vocabulary.ids import DeviceName, LegId
from vocabulary.instant import Instant

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

SECONDS = 40
_LOWEST_HZ, _STEP_HZ = 400.0, 50.0
_WINDOW = RATE // 4
_NEAR_HZ = 15.0


@dataclass(slots=True)
class Played:
    """A recording under way on a phone. ``noted``: how often it was written down that it is heard."""

    phone: DeskPhone
    call: ComingCall
    path: Path
    noted: list[bool]

    async def second_is(self, second: int, since: Instant) -> None:
        """Returns once this second of the file is heard."""

        def heard(heard: Heard) -> int | None:
            for begin in range(heard.sample_at(since), len(heard.samples) - _WINDOW + 1, RATE // 20):
                tone = dominant_tone(heard.samples[begin : begin + _WINDOW])
                if tone is not None and abs(tone - _hertz(second)) < _NEAR_HZ:
                    return begin
            return None

        await self.phone.audio.until(heard, f"second {second}", 6.0)

    async def press(self, key: str) -> Instant:
        """Press a key; when it was let go."""
        return await self.call.press(key)


def _hertz(second: int) -> float:
    return _LOWEST_HZ + _STEP_HZ * second


def _staircase() -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    time = np.arange(RATE) / RATE
    tones = [np.sin(2 * np.pi * _hertz(second) * time) for second in range(SECONDS)]
    return (8000 * np.concatenate(tones)).astype(np.int16)


@contextlib.asynccontextmanager
async def played(desk: Helpdesk, from_seconds: float = 0.0) -> AsyncIterator[Played]:
    """The staircase of tones, played on the phone of nobody in particular, which answered."""
    room = HearingRoom(desk.settings.hearing, id_maker(now))
    path, noted = room.put(_staircase()), list[bool]()

    async def note() -> bool:
        noted.append(True)
        return True

    async def remove() -> None:
        room.remove(path)

    def make(leg: LegId, _: Hear) -> Playing:
        means = PlayingMeans(
            desk.service.ari, None, Occupation.CALLING, note, remove, desk.service.desk.submit, desk.clock
        )
        return Playing(leg, media_of(path), from_seconds, means)

    async with desk.desk_phone("290") as phone:
        answer = await desk.service.floor.phone_desk.ring(DeviceName("290"), make, "a recording")
        assert answer.granted
        call = await phone.came()
        await call.answer()
        yield Played(phone, call, path, noted)
        if not call.over:
            await call.hang_up()
    await desk.settled()
    assert not path.exists()


async def test_it_is_heard_from_its_beginning_and_written_down_once(desk: Helpdesk) -> None:
    since = desk.clock()
    async with played(desk) as heard:
        await heard.second_is(0, since)
        assert heard.noted == [True]


async def test_it_is_heard_from_the_place_asked_for(desk: Helpdesk) -> None:
    since = desk.clock()
    async with played(desk, from_seconds=25.0) as heard:
        await heard.second_is(25, since)


async def test_a_key_goes_forward_ten_seconds_and_another_back(desk: Helpdesk) -> None:
    since = desk.clock()
    async with played(desk, from_seconds=5.0) as heard:
        await heard.second_is(5, since)
        await heard.second_is(16, await heard.press("6"))
        await heard.second_is(8, await heard.press("4"))


async def test_it_is_silent_while_paused_and_goes_on_where_it_was(desk: Helpdesk) -> None:
    since = desk.clock()
    async with played(desk) as heard:
        await heard.second_is(2, since)
        paused = await heard.press("5")
        await heard.phone.audio.until(lambda sound: silence_from(sound, paused, 2.0), "two seconds of silence", 6.0)
        await heard.second_is(4, await heard.press("5"))


async def test_a_key_begins_it_anew_also_while_it_is_paused(desk: Helpdesk) -> None:
    since = desk.clock()
    async with played(desk, from_seconds=10.0) as heard:
        await heard.second_is(11, since)
        await heard.press("5")
        await heard.second_is(1, await heard.press("1"))


async def test_the_phone_is_hung_up_at_the_end_and_by_a_key(desk: Helpdesk) -> None:
    async with played(desk, from_seconds=SECONDS - 2.0) as heard:
        await heard.call.ended()
    async with played(desk) as heard:
        await heard.press("#")
        await heard.call.ended()
