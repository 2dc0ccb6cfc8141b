"""Calls that an agent answers: who hangs up, what is written down, what is heard and recorded."""

from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

from cdr.record import FinalStatus
from service.clock import now
from service.peers.hearing import dominant_tone, find_sound, played_until, read_sound, tone_from
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_records import Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

Measured = Callable[[str, float], None]

NOTHING_DELAYS_AN_ANSWER_SECONDS = 0.5
A_KEY_SILENCES_WITHIN_SECONDS = 0.3


async def test_the_agent_hangs_up_after_the_menu_and_a_talk(desk: Helpdesk) -> None:
    async with desk.on_duty("alice") as phone, desk.caller("100") as caller:
        await caller.answered()
        contact = await desk.contact_of(caller)
        pressed = await caller.audio.press("1")
        call = await phone.rang()
        answer = await call.answer()
        await phone.audio.listen(1.0)
        bye = await call.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    stays: list[Stay] = [
        Menu(pressed.unix, "handed to queue", keys="1"),
        Queue(answer.at_unix, offers=(Offered("alice", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.AGENT, heard=phone.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.AGENT), record)


async def test_the_caller_hangs_up_and_the_agent_wraps_up(desk: Helpdesk) -> None:
    async with desk.on_duty("wendy") as phone, desk.caller("102") as caller:
        accepted = await caller.answered()
        contact = await desk.contact_of(caller)
        call = await phone.rang()
        answer = await call.answer()
        await phone.audio.listen(1.0)
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="wrapped"),
        Queue(answer.at_unix, "wrapped", offers=(Offered("wendy", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.CALLER, wrap_up_seconds=1.0, heard=phone.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)


async def test_the_right_tone_is_in_the_right_channel_of_the_stereo_file(desk: Helpdesk) -> None:
    async with desk.on_duty("alice") as phone, desk.caller("101") as caller:
        contact = await desk.contact_of(caller)
        call = await phone.rang()
        answer = await call.answer()
        await phone.audio.listen(2.0)
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    (recording,) = record.recordings
    path = Path(recording.path)
    assert path.is_relative_to(desk.settings.recordings_place)
    kept = soundfile.info(path)
    assert (kept.channels, kept.format) == (2, "FLAC")
    assert abs(kept.duration - (bye.at_unix - answer.at_unix)) <= 0.5
    middle = slice(4000, -4000)
    assert dominant_tone(read_sound(path, channel=0)[middle]) == pytest.approx(CALLER_TONE_HZ, abs=5)
    assert dominant_tone(read_sound(path, channel=1)[middle]) == pytest.approx(AGENT_TONE_HZ, abs=5)


async def test_an_answer_while_an_announcement_plays_gives_two_way_audio_at_once(
    desk: Helpdesk, measured: Measured
) -> None:
    async with desk.phone("alice") as phone, desk.caller("101") as caller:
        announcement, begin = desk.sound("queue-youarenext"), desk.sound("queue-youarenext", 1.0)
        await caller.audio.until(lambda heard: find_sound(heard.samples, begin).found or None, "announcement", 5)
        await desk.log_in("alice")
        call = await phone.rang()
        asked = now()
        answer = await call.answer()
        by_caller = await caller.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ, asked), "agent's tone", 5)
        by_agent = await phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "caller's tone", 5)
        heard = caller.audio.heard()
        await caller.hang_up()
        await call.ended()
        await desk.log_out("alice")
    silenced = played_until(heard, announcement, find_sound(heard.samples, begin))
    seconds = max(by_caller.unix, by_agent.unix) - answer.at_unix
    measured("agent's 200 OK to two-way audio", seconds)
    assert answer.at_unix < silenced.unix <= by_caller.unix + 0.05
    assert seconds <= NOTHING_DELAYS_AN_ANSWER_SECONDS


async def test_a_key_silences_the_prompt(desk: Helpdesk, measured: Measured) -> None:
    prompt, begin = desk.sound("demo-congrats"), desk.sound("demo-congrats", 1.0)
    async with desk.caller("107") as caller:
        await caller.answered()
        await caller.audio.until(lambda heard: find_sound(heard.samples, begin).found or None, "prompt", 5)
        pressed = now()
        await caller.audio.press("5")
        await caller.ended()
        heard = caller.audio.heard()
    silenced = played_until(heard, prompt, find_sound(heard.samples, begin))
    seconds = silenced.since(pressed)
    measured("key to silence", seconds)
    assert 0 < seconds <= A_KEY_SILENCES_WITHIN_SECONDS
    assert find_sound(heard.samples, desk.sound("vm-goodbye", 0.6)).found
