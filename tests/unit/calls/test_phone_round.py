"""Every phone is asked after, one after the other, whatever Asterisk says."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from asterisk.ari.errors import AriUnreachable
from calls.phone_round import ROUND_SECONDS, PhoneRound
from calls.phones import Phones
from tests.unit.service.plans import document
from vocabulary.ids import DeviceName


class Tired(Exception):
    """Enough rounds."""


class Walk:
    """What was looked at, and the seconds that passed; ends after so many of them."""

    def __init__(self, seconds: float) -> None:
        self.looked: list[DeviceName] = []
        self.pauses: list[float] = []
        self.away = False
        self._seconds = seconds

    async def look(self, devices: Iterable[DeviceName]) -> None:
        self.looked += devices
        if self.away:
            raise AriUnreachable(base_url="http://nowhere", asked="GET", reason="nothing")

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if sum(self.pauses) >= self._seconds:
            raise Tired


async def walked(walk: Walk, phones: Phones) -> Walk:
    with pytest.raises(Tired):
        await PhoneRound(phones, walk.look, walk.sleep).run()
    return walk


@pytest.fixture
def phones(tmp_path: Path) -> Phones:
    phones = Phones()
    phones.use(document(tmp_path))
    return phones


async def test_a_round_asks_after_every_phone_once(phones: Phones) -> None:
    assert (await walked(Walk(ROUND_SECONDS), phones)).looked == list(phones.devices)


async def test_the_next_round_follows(phones: Phones) -> None:
    assert (await walked(Walk(2 * ROUND_SECONDS), phones)).looked == 2 * list(phones.devices)


async def test_asterisk_being_away_ends_nothing(phones: Phones) -> None:
    walk = Walk(ROUND_SECONDS)
    walk.away = True
    assert (await walked(walk, phones)).looked == list(phones.devices)


async def test_without_phones_time_passes_all_the_same() -> None:
    walk = await walked(Walk(3 * ROUND_SECONDS), Phones())
    assert walk.looked == []
    assert walk.pauses == [ROUND_SECONDS] * 3
