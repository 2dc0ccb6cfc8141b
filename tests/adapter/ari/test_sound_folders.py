"""Where Asterisk looks for a sound, as the phrasebook counts on it."""

from pathlib import Path
from uuid import uuid4

import pytest

from asterisk.ari.client import AriClient
from asterisk.ari.events import Dial, PlaybackFinished, StasisStart
from asterisk.ari.stream import LinkUp
from tests.adapter.ari.conftest import following
from tests.adapter.conftest import RunningAsterisk
from vocabulary.ids import LegId, MediaUri, PlaybackId

pytestmark = pytest.mark.adapter


@pytest.fixture
def only_english(asterisk_for_adapters: RunningAsterisk) -> str:
    """The shortest sound that the English set has and the Russian one, which is there too, has not."""
    sounds = asterisk_for_adapters.folder / "data" / "sounds"
    russian = sounds / "ru"
    if not russian.exists():
        russian.symlink_to(asterisk_for_adapters.root / "usr/share/asterisk/sounds/ru")
    return _shortest(sounds / "en", russian)


@pytest.fixture
def only_russian(asterisk_for_adapters: RunningAsterisk, only_english: str) -> str:
    """The same the other way round."""
    del only_english
    sounds = asterisk_for_adapters.folder / "data" / "sounds"
    return _shortest(sounds / "ru", sounds / "en")


def _shortest(of: Path, without: Path) -> str:
    files = [file for file in of.glob("*.wav") if file.stat().st_size > 2_000 and not (without / file.name).exists()]
    return min(files, key=lambda file: file.stat().st_size).stem


async def state_after(client: AriClient, uri: str, language: str) -> str:
    """How a playback of this ended."""
    async with following(client) as followed:
        await followed.next(LinkUp)
        leg = LegId(f"leg-{uuid4()}")
        await client.create_leg(leg, "Local/silent@far", ["agent", "offer-1"])
        await followed.next(StasisStart, lambda start: start.channel.id == leg)
        await client.dial(leg, None, 20)
        await followed.next(Dial, lambda dial: dial.peer.id == leg and dial.dialstatus == "ANSWER")
        await client.play(leg, PlaybackId(f"playback-{uuid4()}"), [MediaUri(uri)], language)
        finished = await followed.next(PlaybackFinished)
        await client.hang_up(leg)
    return finished.playback.state


async def test_a_sound_asked_for_by_the_folder_of_another_language_is_played_from_there(
    client: AriClient, only_english: str, only_russian: str
) -> None:
    assert await state_after(client, f"sound:en/{only_english}", "ru") == "done"
    assert await state_after(client, f"sound:ru/{only_russian}", "en") == "done"


async def test_a_sound_that_the_language_lacks_is_played_in_english(client: AriClient, only_english: str) -> None:
    assert await state_after(client, f"sound:{only_english}", "ru") == "done"


async def test_a_sound_that_english_lacks_is_not_played(client: AriClient, only_russian: str) -> None:
    assert await state_after(client, f"sound:{only_russian}", "en") == "failed"
