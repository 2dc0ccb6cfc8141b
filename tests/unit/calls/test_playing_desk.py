"""Ringing whoever wants to hear a recording: on which phone, and that no file is left of it, whatever happens."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from acd.commands import Command, Device
from calls.asks import Answer
from calls.hearing_room import HearingRoom
from calls.permissions import ADMIN, Person
from calls.phone_session import Behaviour, BehaviourMaker
from calls.phones import Phones
from calls.playing_desk import PlayingDesk
from tests.support.asking import BOB, person, phones_of_document
from tests.unit.calls.playing_stage import Stage
from vocabulary.ids import DeviceName, LegId
from vocabulary.instant import Instant

TESS_PHONE = DeviceName("290")


@dataclass(slots=True)
class Around:
    """Phones that ring as they are told to, in a room of their own."""

    folder: Path
    phones: Phones = field(default_factory=phones_of_document)
    answer: Answer = Answer()
    fault: Exception | None = None
    rung: list[tuple[DeviceName, str]] = field(default_factory=list)
    made: list[Behaviour] = field(default_factory=list)
    occupied: list[str] = field(default_factory=list)

    @property
    def desk(self) -> PlayingDesk:
        return PlayingDesk(self._ring, self.phones, Stage(), self, HearingRoom(self.folder, lambda _: "h-1"), _now)

    @property
    def files(self) -> list[str]:
        return [path.name for path in self.folder.iterdir()]

    async def plays(self, who: Person) -> Answer:
        file = await self.desk.put(np.zeros(80, np.int16))
        return await self.desk.play(who, file, 0.0, "bob", self._note)

    async def _ring(self, device: DeviceName, make: BehaviourMaker, shown: str) -> Answer:
        if self.fault is not None:
            raise self.fault
        self.rung.append((device, shown))
        if self.answer.granted:
            self.made.append(make(LegId("s-1"), lambda _: None))
        return self.answer

    async def _note(self) -> bool:
        return True

    async def submit(self, command: Command) -> None:
        self.occupied.append(str(getattr(command, "agent", "")))


def _now() -> Instant:
    return Instant(0.0, 0.0)


@pytest.fixture
def around(tmp_path: Path) -> Around:
    around = Around(tmp_path / "hearing")
    around.folder.mkdir()
    for device in around.phones.devices:
        around.phones.report(device, Device.FREE)
    return around


async def test_a_supervisor_is_rung_on_the_phone_that_is_theirs(around: Around) -> None:
    assert (await around.plays(person("tess"))).granted
    assert around.rung == [(TESS_PHONE, "bob")]


async def test_an_agent_is_rung_where_they_sit_and_is_kept_from_offers(around: Around) -> None:
    around.phones.sit_down(BOB, DeviceName("desk-1"))
    await around.plays(person("bob"))
    await around.made[0].begin()
    assert (around.rung, around.occupied) == ([(DeviceName("desk-1"), "bob")], ["bob"])


async def test_the_file_is_there_until_the_call_is_over(around: Around) -> None:
    await around.plays(person("tess"))
    assert around.files == ["h-1.wav"]
    await around.made[0].close()
    assert around.files == []


async def test_nothing_is_left_where_the_phone_cannot_be_rung(around: Around) -> None:
    around.answer = Answer("the phone cannot be reached")
    assert await around.plays(person("tess")) == around.answer
    assert around.files == []


@pytest.mark.parametrize("fault", [asyncio.CancelledError(), OSError()])
async def test_nothing_is_left_where_ringing_breaks_off(around: Around, fault: Exception) -> None:
    around.fault = fault
    with pytest.raises(type(fault)):
        await around.plays(person("tess"))
    assert around.files == []


def test_nothing_can_be_played_to_whoever_has_no_phone_at_hand(around: Around) -> None:
    assert "--as" in around.desk.refusal(ADMIN)
    assert around.desk.refusal(person("tess")) == ""
    around.phones.report(TESS_PHONE, Device.IN_USE)
    assert around.desk.refusal(person("tess")) == "the phone 290 is in use"
    around.phones.sit_down(BOB, TESS_PHONE)
    assert around.desk.refusal(person("tess")) == "tess has no phone"


async def test_a_start_removes_what_was_left(around: Around) -> None:
    await around.desk.put(np.zeros(80, np.int16))
    await around.desk.begin()
    assert around.files == []
