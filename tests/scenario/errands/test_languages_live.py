"""What callers hear in their language: numbers word by word, prompts, and what the queue tells them."""

import asyncio
from pathlib import Path

import pytest

from service.peers.g711 import Samples
from service.peers.hearing import find_sound, read_sound
from tests.support.scenario_ears import announced
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_playbacks import Playbacks, leg_of, playbacks_of
from vocabulary.ids import Language

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

ENGLISH = [
    *("1", "2", "5", "11"),  # 1, 2, 5, 11
    *("20", "1"),
    *("1", "hundred", "1"),
]
RUSSIAN = [
    *("1", "2", "5", "11"),
    *("20", "1"),
    *("hundred", "1"),  # "sto", never "odin sto"
]


def russian(desk: ErrandsDesk, name: str) -> Samples:
    """One of the Russian set's prompts."""
    folder = desk.asterisk.installation.sound_set(Language("ru"))
    assert folder is not None
    return read_sound(folder / f"{name}.wav")


async def counted(desk: ErrandsDesk, number: str, played: Playbacks) -> list[tuple[str, str]]:
    """What the caller of this number was played, to the end of the call."""
    async with desk.caller(number) as caller:
        contact = await desk.contact_of(caller)
        leg = leg_of(desk, contact)
        await caller.received("BYE", seconds=20)
        await caller.ended()
        await desk.record(contact)
    return played.to(leg)


async def test_numbers_are_said_with_each_languages_own_words_in_its_own_order(desk: ErrandsDesk) -> None:
    async with playbacks_of(desk) as played:
        english, other = await asyncio.gather(counted(desk, "361", played), counted(desk, "362", played))
    assert english == [(f"sound:digits/{word}", "en") for word in ENGLISH]
    assert other == [(f"sound:digits/{word}", "ru") for word in RUSSIAN]


async def test_after_the_choice_of_russian_prompts_and_the_queue_speak_russian(desk: ErrandsDesk) -> None:
    async with playbacks_of(desk) as played, desk.caller("360") as caller:
        contact = await desk.contact_of(caller)
        leg = leg_of(desk, contact)
        await caller.answered()
        await caller.audio.press("2")
        sounds = [russian(desk, "queue-youarenext"), russian(desk, "queue-thankyou")]
        await caller.audio.until(lambda heard: announced(heard.samples, sounds), "the place, in Russian", 15)
        heard = caller.audio.heard()
        await caller.hang_up()
        record = await desk.record(contact)
    assert record.language == "ru"
    greeting = next(media for media, _ in played.to(leg) if "/speech/" in media)
    spoken = read_sound(Path(f"{greeting.removeprefix('sound:')}.wav"))
    assert find_sound(heard.samples, spoken).found
    assert not find_sound(heard.samples, desk.sound("queue-youarenext", 1.0)).found
