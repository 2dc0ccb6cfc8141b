"""Keys: a prompt they cut short, digits at any speed, read out and confirmed, and kept secret."""

from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cdr.record import FinalStatus
from ivr.reports import DigitsCollected, MenuAnswered
from service.clock import now
from service.peers.hearing import find_sound, first_sound_at, played_until
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_playbacks import leg_of, playbacks_of

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

Measured = Callable[[str, float], None]

A_KEY_SILENCES_WITHIN_SECONDS = 0.15
DIGITS = "7391846205"


async def test_a_key_silences_the_prompt_within_150_milliseconds(desk: ErrandsDesk, measured: Measured) -> None:
    prompt, begin = desk.sound("demo-congrats"), desk.sound("demo-congrats", 1.0)
    async with desk.caller("353") as caller:
        await caller.answered()
        await caller.audio.until(lambda heard: find_sound(heard.samples, begin).found or None, "prompt", 5)
        pressed = now()
        await caller.audio.press("5", seconds=0.04)
        await caller.ended()
        heard = caller.audio.heard()
    silenced = played_until(heard, prompt, find_sound(heard.samples, begin))
    seconds = silenced.since(pressed)
    measured("key to silence", seconds)
    assert 0 < seconds <= A_KEY_SILENCES_WITHIN_SECONDS


@pytest.mark.parametrize(("pressed_seconds", "gap_seconds"), [(0.05, 0.05), (0.1, 0.7)], ids=["in 1 s", "0.8 s apart"])
async def test_ten_digits_arrive_in_order_however_fast_they_are_pressed(
    desk: ErrandsDesk, pressed_seconds: float, gap_seconds: float
) -> None:
    async with desk.caller("350") as caller:
        contact = await desk.contact_of(caller)
        await caller.audio.until(first_sound_at, "the prompt", 5)
        await caller.audio.press(DIGITS, pressed_seconds, gap_seconds)
        collected, _ = await desk.watch.fact(DigitsCollected, contact)
        await caller.ended()
        record = await desk.record(contact)
    assert collected.digits == DIGITS
    assert record.segments[0].keys == DIGITS
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW


async def test_digits_are_read_out_and_typed_again_until_they_are_confirmed(desk: ErrandsDesk) -> None:
    async with playbacks_of(desk) as played, desk.caller("351") as caller:
        contact = await desk.contact_of(caller)
        leg = leg_of(desk, contact)
        await caller.answered()
        await caller.audio.press("42#")
        await desk.watch.fact(DigitsCollected, contact)
        await caller.audio.until(lambda heard: find_sound(heard.samples, desk.sound("digits/2")).found or None, "2", 8)
        await caller.audio.press("2")
        await desk.watch.fact(MenuAnswered, contact)
        await caller.audio.press("56#")
        again, _ = await desk.watch.fact(DigitsCollected, contact, nth=2)
        await caller.audio.until(lambda heard: find_sound(heard.samples, desk.sound("digits/6")).found or None, "6", 8)
        await caller.audio.press("1")
        await caller.ended()
        record = await desk.record(contact)
    assert again.digits == "56"
    assert record.category == "done"
    media = [media for media, _ in played.to(leg)]
    assert media.index("sound:digits/4") + 1 == media.index("sound:digits/2")
    assert media.index("sound:digits/5") + 1 == media.index("sound:digits/6")


async def test_secret_digits_are_in_no_log_no_event_and_no_record(desk: ErrandsDesk) -> None:
    with capture_logs() as logged:
        async with desk.caller("352") as caller:
            contact = await desk.contact_of(caller)
            await caller.audio.until(first_sound_at, "the prompt", 5)
            await caller.audio.press(DIGITS)
            await caller.ended()
            record = await desk.record(contact)
    assert record.category == "done", "the flow itself knows them"
    assert DIGITS not in repr(record)
    assert DIGITS not in repr(logged)
    assert not [told for told in desk.watch.told if told.contact == contact and DIGITS in repr(told.fact)]
    assert files_that_hold(desk.settings.logs, DIGITS) == []
    assert files_that_hold(desk.settings.asterisk().logs, DIGITS) == []


def files_that_hold(folder: Path, text: str) -> list[str]:
    """The files in this folder in which this text stands."""
    assert any(folder.rglob("*")), f"{folder} holds no log"
    wanted = text.encode()
    return [file.name for file in folder.rglob("*") if file.is_file() and wanted in file.read_bytes()]
