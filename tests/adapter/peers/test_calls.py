"""Callers and agents' phones against a real Asterisk: every way a call can go, by SIPp's own log and by the ear."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from service.clock import now
from service.peers.caller import Caller
from service.peers.failures import NotRegistered, PeerEnded, SippMissing, Unspeakable, WaitedTooLong
from service.peers.g711 import RATE, Samples
from service.peers.hearing import (
    Heard,
    dominant_tone,
    find_sound,
    first_sound_at,
    played_until,
    tone_from,
)
from service.peers.sip import Direction
from tests.adapter.peers.asterisk_for_peers import AsteriskForPeers
from tests.adapter.peers.conftest import AGENT_TONE_HZ, CALLER_TONE_HZ, Telephones

pytestmark = [pytest.mark.adapter, pytest.mark.asyncio(loop_scope="session")]


async def test_both_hear_the_other_ones_tone_and_the_caller_hangs_up(telephones: Telephones) -> None:
    async with telephones.phone() as phone, telephones.caller("200") as caller:
        call = await phone.rang()
        answer = await call.answer()
        await caller.answered()
        await caller.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent's tone", 3)
        heard_by_agent = await phone.audio.listen(0.5)
        bye = await caller.hang_up()
        assert bye.is_a("BYE")
        ended = await call.ended()
        assert ended.is_a("BYE")
        assert 0 < ended.at_unix - bye.at_unix < 0.1
        assert 0 < bye.at_unix - answer.at_unix < 5
        heard_by_caller = caller.audio.heard()
    assert dominant_tone(heard_by_caller.samples[-3200:]) == pytest.approx(AGENT_TONE_HZ, abs=5)
    assert dominant_tone(heard_by_agent.samples[-3200:]) == pytest.approx(CALLER_TONE_HZ, abs=5)


async def test_the_agent_hangs_up(telephones: Telephones) -> None:
    async with telephones.phone() as phone, telephones.caller("200") as caller:
        call = await phone.rang()
        await call.answer()
        assert (await call.hang_up()).direction is Direction.SENT
        assert (await call.ended()).is_a("200", "BYE")
        assert (await caller.ended()).is_a("BYE")


@pytest.mark.parametrize("status", [480, 486, 503, 603])
async def test_the_agent_declines(telephones: Telephones, status: int) -> None:
    async with telephones.phone() as phone, telephones.caller("200") as caller:
        call = await phone.rang()
        assert (await call.decline(status)).status == status
        await call.ended()
        assert (await caller.refused()).status is not None


async def test_the_caller_gives_up_while_it_rings(telephones: Telephones) -> None:
    async with telephones.phone() as phone, telephones.caller("200") as caller:
        call = await phone.rang()
        assert (await caller.hang_up()).is_a("CANCEL")
        assert (await call.cancelled()).is_a("CANCEL")
        assert (await call.ended()).is_a("ACK")
        assert (await caller.ended()).is_a("487", "INVITE")


async def test_a_silent_phone_can_be_cancelled_and_can_answer(telephones: Telephones) -> None:
    async with telephones.phone(rings_aloud=False) as phone:
        async with telephones.caller("200") as caller:
            call = await phone.rang()
            await caller.hang_up()
            await call.ended()
        async with telephones.caller("200") as caller:
            call = await phone.rang()
            await call.answer()
            await caller.answered()
            assert not any(message.is_a("180") for message in call.messages)


async def test_both_hang_up_at_once(telephones: Telephones) -> None:
    async with telephones.phone() as phone, telephones.caller("200") as caller:
        call = await phone.rang()
        await call.answer()
        await asyncio.gather(call.confirmed(), caller.sent("ACK"))
        await asyncio.gather(call.hang_up(), caller.hang_up())
        await asyncio.gather(call.ended(), caller.ended())


async def test_one_phone_takes_call_after_call(telephones: Telephones) -> None:
    async with telephones.phone() as phone:
        for _ in range(3):
            async with telephones.caller("200") as caller:
                call = await phone.rang()
                await call.answer()
                await caller.answered()
        assert len({call.call_id for call in phone.calls}) == 3


async def test_an_unregistered_phone_is_not_rung_until_it_registers_again(telephones: Telephones) -> None:
    async with telephones.phone() as phone:
        await phone.unregister()
        async with telephones.caller("200") as caller:
            assert (await caller.refused()).status == 404
        assert not phone.calls
        await phone.register()
        async with telephones.caller("200") as caller:
            await phone.rang()
            await caller.hang_up()


async def test_a_phone_answers_when_it_is_qualified(telephones: Telephones) -> None:
    async with telephones.phone() as phone:
        assert (await phone.qualified()).is_a("200", "OPTIONS")


async def test_a_wrong_secret_is_refused(telephones: Telephones) -> None:
    phone = telephones.phone()
    wrong = type(phone)(
        type(phone.line)("alice", "not-it", "127.0.0.1", phone.line.port, phone.line.media_port),
        target=telephones.target,
        now=phone.audio.now,
        log_folder=telephones.log_folder,
    )
    with pytest.raises(NotRegistered, match="alice: the registration was refused with 401"):
        async with wrong:
            pass


async def test_a_key_interrupts_the_prompt_and_the_next_prompts_are_heard_in_order(
    telephones: Telephones, sound: Callable[[str], Samples]
) -> None:
    names = ["queue-thereare", "digits/2", "queue-callswaiting"]

    def all_played(heard: Heard) -> Heard | None:
        return heard if all(find_sound(heard.samples, sound(name)).found for name in names) else None

    async with telephones.caller("100") as caller:
        await caller.answered()
        await caller.audio.until(first_sound_at, "prompt", 3)
        await caller.audio.listen(0.5)
        key_down = now()
        pressed = await caller.audio.press("1")
        heard = await caller.audio.until(all_played, "announcement of the position", 12)
    greeting = sound("queue-thankyou")
    match = find_sound(heard.samples, greeting[:4000])
    assert match.found
    stopped = played_until(heard, greeting, match)
    assert stopped.since(pressed) < 0.2
    offsets = [find_sound(heard.samples, sound(name)).offset_seconds for name in names]
    assert offsets == sorted(offsets)
    # The key cut it, and nothing before the key did: it sounded when the key went down, was not at its end, and what
    # follows the key began after it. (Against the key's end the stop itself is a tie of two 20 ms beats.)
    assert key_down < stopped
    assert stopped.since(heard.at(round(match.offset_seconds * RATE))) < len(greeting) / RATE - 0.2
    assert pressed < heard.at(round(offsets[0] * RATE))
    others = ["digits/1", "digits/3", "queue-youarenext", "queue-minutes"]
    assert not [name for name in others if find_sound(heard.samples, sound(name)).found]


async def test_music_is_taken_for_no_prompt_and_no_tone(
    telephones: Telephones, sound: Callable[[str], Samples]
) -> None:
    async with telephones.caller("101") as caller:
        await caller.audio.until(first_sound_at, "music", 3)
        heard = await caller.audio.listen(6)
    for name in ("queue-thereare", "queue-youarenext", "queue-callswaiting", "digits/1", "digits/2"):
        assert find_sound(heard.samples, sound(name)).score < 0.5
    assert tone_from(heard, CALLER_TONE_HZ) is None
    assert tone_from(heard, AGENT_TONE_HZ) is None


@pytest.mark.parametrize("name", ["Jürgen", b'\xff\xfe "; \\ [call_id] <sip:x>', "=cmd|' /C calc'!A0", ""])
async def test_any_bytes_can_be_the_callers_name(telephones: Telephones, name: str | bytes) -> None:
    async with telephones.caller("300", from_name=name) as caller:
        invite = await caller.sent("INVITE")
        raw = name if isinstance(name, bytes) else name.encode()
        assert raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') in invite.raw
        await caller.answered()


async def test_a_name_of_two_lines_is_refused(telephones: Telephones) -> None:
    with pytest.raises(Unspeakable, match="from_name cannot be given to SIPp: it holds NUL, CR or LF"):
        async with telephones.caller("300", from_name="a\r\nEvil: yes"):
            pass


async def test_a_wait_in_vain_tells_the_last_messages(telephones: Telephones) -> None:
    async with telephones.caller("300") as caller:
        await caller.answered()
        with pytest.raises(WaitedTooLong, match=r"no BYE received within 0\.05 s(?s:.*)200 OK' to INVITE"):
            await caller.received("BYE", seconds=0.05)


async def test_without_sipp_the_package_is_named(telephones: Telephones, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SippMissing, match="package sip-tester"):
        async with telephones.phone():
            pass


async def test_a_port_that_is_taken_is_told_in_sipps_own_words(telephones: Telephones) -> None:
    async with telephones.caller("300") as caller:
        await caller.answered()
        line = replace(caller.line, media_port=next(telephones.ports))
        second = Caller(line, target=telephones.target, now=caller.audio.now, log_folder=telephones.log_folder)
        with pytest.raises(PeerEnded, match=r"ended \(exit status 254\)(?s:.*)Address already in use"):
            await second.__aenter__()


async def test_an_unregistered_phone_leaves_no_contact_behind(
    telephones: Telephones, asterisk: AsteriskForPeers
) -> None:
    async with telephones.phone():
        assert "alice/sip:" in await asterisk.console("pjsip show contacts")
    assert "alice/sip:" not in await asterisk.console("pjsip show contacts")
