"""Messages that callers leave: recorded, reviewed, brought to an agent, heard, and the caller called back."""

from pathlib import Path

import pytest

from acd.events import CallbackRegistered
from cdr.record import ContactRecord, FinalStatus
from service.peers.caller import Caller
from service.peers.hearing import Heard, dominant_tone, find_sound, read_sound, tone_from
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_owed import nothing_owed, owed_contact, record_with
from vocabulary.ids import ContactId, Language, PlaybackId
from vocabulary.instant import Instant

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def recording_began(desk: ErrandsDesk, caller: Caller, after: Instant | None = None) -> Instant:
    """When the tone before the recording was over."""

    def beep(heard: Heard) -> Instant | None:
        begin = 0 if after is None else heard.sample_at(after)
        match = find_sound(heard.samples[begin:], desk.sound("beep", 0.15))
        return heard.at(begin + round(match.offset_seconds * 8000)) if match.found else None

    return await caller.audio.until(beep, "the tone before the recording", 8)


async def asked(desk: ErrandsDesk, caller: Caller, after: Instant) -> None:
    """Returns when the caller hears the question what to do with the message."""
    question = desk.sound("vm-press", 0.5)

    def heard_again(heard: Heard) -> bool | None:
        return find_sound(heard.samples[heard.sample_at(after) :], question).found or None

    await caller.audio.until(heard_again, "the question", 5)


async def played(desk: ErrandsDesk, contact: ContactId) -> None:
    """Returns when this message was played to its end."""

    async def over() -> bool | None:
        return not await desk.service.ari.is_playing(PlaybackId(f"{contact}-message-1")) or None

    await desk.watch.until_seen(over, "the end of the message", 15)


def message_in(record: ContactRecord) -> Path:
    """The one recording of the contact that left a message."""
    (recording,) = record.recordings
    return Path(recording.path)


async def test_a_message_is_reviewed_heard_by_an_agent_and_its_caller_called_back(desk: ErrandsDesk) -> None:
    async with desk.caller_from("300", "2011") as caller:
        contact = await desk.contact_of(caller)
        began = await recording_began(desk, caller)
        await caller.audio.listen(1.5)
        ended = await caller.audio.press("#")
        await asked(desk, caller, ended)
        listened = await caller.audio.press("2")
        await caller.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ, listened), "the message", 5)
        again = await caller.audio.press("3")
        began = await recording_began(desk, caller, again)
        await caller.audio.listen(2.0)
        ended = await caller.audio.press("#")
        await asked(desk, caller, ended)
        await caller.audio.press("1")
        await caller.ended()
        record = await desk.record(contact)
    spoken = ended.since(began)
    path = message_in(record)
    assert path.is_relative_to(desk.settings.recordings_place)
    kept = read_sound(path)
    assert dominant_tone(kept[4000:-4000]) == pytest.approx(CALLER_TONE_HZ, abs=5)
    assert abs(len(kept) / 8000 - spoken) < 0.6
    owed = await owed_contact(desk, contact)
    async with desk.on_duty("mona") as phone:
        call = await phone.rang()
        await call.answer()
        await phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the message", 15)
        await phone.audio.press("5")
        back = await desk.outside.rang()
        await back.answer()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the caller", 5)
        await desk.outside.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent", 5)
        await back.hang_up()
        gone = desk.sound("vm-nobodyavail", 0.8)
        await phone.audio.until(lambda heard: find_sound(heard.samples, gone).found or None, "that they are gone", 5)
        await phone.audio.press("5")
        again_back = await desk.outside.rang()
        await again_back.answer()
        await desk.outside.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent", 5)
        await call.hang_up()
        await again_back.ended()
        kept_record = await desk.record(owed)
    assert caller.line.from_user in back.invite.start_line
    assert kept_record.earlier == contact
    assert kept_record.agent == "mona"
    assert [recording.state.value for recording in kept_record.recordings] == ["complete", "complete"]
    await nothing_owed(desk)


async def test_a_message_survives_a_hang_up_a_restart_and_an_agent_who_does_not_listen(desk: ErrandsDesk) -> None:
    async with desk.caller_from("301", "2012") as caller:
        contact = await desk.contact_of(caller)
        await recording_began(desk, caller)
        await caller.audio.listen(2.0)
        await caller.hang_up()
        await caller.ended()
        record = await record_with(desk, contact, lambda found: bool(found.recordings))
    assert dominant_tone(read_sound(message_in(record))[4000:-4000]) == pytest.approx(CALLER_TONE_HZ, abs=5)
    first = await owed_contact(desk, contact)
    await desk.watch.fact(CallbackRegistered, first)
    await desk.restart()
    async with desk.on_duty("leo") as phone:
        call = await phone.rang()
        await call.answer()
        await phone.audio.listen(0.5)
        await call.hang_up()
        second = await phone.rang()
        await second.answer()
        await phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the message", 15)
        heard_by = await owed_contact(desk, contact, nth=3)
        await played(desk, heard_by)
        heard = phone.audio.heard()
        await second.hang_up()
        kept = await desk.record(heard_by)
    assert kept.agent == "leo"
    russian = desk.asterisk.installation.sound_set(Language("ru"))
    assert russian is not None
    assert find_sound(heard.samples, read_sound(russian / "vm-message.wav")).found, "the agent's language is Russian"
    await nothing_owed(desk)


async def test_a_message_in_which_nothing_was_said_is_brought_to_nobody(desk: ErrandsDesk) -> None:
    async with desk.caller_from("301", "2013") as caller:
        contact = await desk.contact_of(caller)
        await recording_began(desk, caller)
        await caller.audio.listen(0.4)
        await caller.audio.press("#")
        await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    assert record.recordings == ()
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW
    await nothing_owed(desk)
