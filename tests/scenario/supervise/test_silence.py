"""A listener is not noticed: the parties' SIP is what it is without one, and their audio the same bit for bit.

Calls with and without a monitor take turns, so that whatever else the machine does falls on both.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import pytest

from acd.events import EntryQueued
from service.peers.agent_phone import AgentPhone
from service.peers.sip import SipMessage
from tests.scenario.supervise.ears import (
    NEXT_AGENT_TONE_HZ,
    Stream,
    hears,
    hears_at_least,
    longest_gap,
    packets_since,
    payloads_of_tone,
    stream,
)
from tests.scenario.supervise.floor import answered, conversation, listens, on_duty, supervisor_phone
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

Measured = Callable[[str, float], None]

ROUNDS = 4
LISTENED_SECONDS = 2.0
JUST_JOINED_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Call:
    """One call as its parties had it: all SIP of each, and their audio while the monitor was there, or was not."""

    sip: tuple[tuple[str, ...], tuple[str, ...]]
    caller: Stream
    agent: Stream


async def test_a_monitor_changes_neither_the_sip_nor_the_audio_of_the_parties(
    desk: Helpdesk, measured: Measured
) -> None:
    alone: list[Call] = []
    heard: list[Call] = []
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "sue") as sue:
        for _ in range(ROUNDS):
            alone.append(await _call(desk, alex, None))
            heard.append(await _call(desk, alex, sue))
    for call in (*alone, *heard):
        for audio in (call.caller, call.agent):
            assert audio.unbroken, audio
            assert not audio.foreign, f"{audio.foreign} packets that the other party did not send"
    assert {call.sip for call in heard} == {call.sip for call in alone}
    for what in ("median_deviation", "jitter"):
        without = [getattr(audio, what) for call in alone for audio in (call.caller, call.agent)]
        within = [getattr(audio, what) for call in heard for audio in (call.caller, call.agent)]
        measured(f"{what} of the parties' packets without a monitor", median(without) / 1000)
        measured(f"{what} of the parties' packets with a monitor", median(within) / 1000)
        assert median(within) <= max(without), (what, without, within)


async def test_the_caller_notices_nothing_of_a_whisper_and_nobody_of_five_listeners(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("alex") as alex,
        supervisor_phone(desk, "sue") as sue,
        supervisor_phone(desk, "tom") as tom,
        supervisor_phone(desk, "uma") as uma,
        supervisor_phone(desk, "vic") as vic,
        supervisor_phone(desk, "wes") as wes,
        conversation(desk, alex) as talk,
    ):
        await alex.audio.listen(JUST_JOINED_SECONDS)
        since, said = desk.clock(), (len(talk.caller.messages), len(talk.call.messages))
        for name, phone in (("tom", tom), ("uma", uma), ("vic", vic), ("wes", wes)):
            await listens(desk, name, phone, "alex")
        unwhispered = stream(packets_since(alex.audio, since), payloads_of_tone(CALLER_TONE_HZ))
        await listens(desk, "sue", sue, "alex", "whisper")
        await hears(alex.audio, desk.clock(), "caller", "supervisor")
        caller = stream(packets_since(talk.caller.audio, since), payloads_of_tone(AGENT_TONE_HZ))
        agent = stream(packets_since(alex.audio, since), payloads_of_tone(CALLER_TONE_HZ))
        assert (len(talk.caller.messages), len(talk.call.messages)) == said
    assert (caller.unbroken, caller.foreign) == (True, 0)
    assert (unwhispered.unbroken, unwhispered.foreign) == (True, 0)
    assert agent.unbroken, agent


async def test_a_waiting_callers_music_flows_on_while_a_listener_comes_and_goes(desk: Helpdesk) -> None:
    async with supervisor_phone(desk, "sue") as sue, desk.caller("500") as caller:
        contact = await desk.contact_of(caller)
        await desk.watch.fact(EntryQueued, contact)
        await caller.audio.listen(JUST_JOINED_SECONDS)
        since, said = desk.clock(), len(caller.messages)
        listener = await listens(desk, "sue", sue, contact)
        await hears(sue.audio, since, "caller")
        await listener.call.hang_up()
        await listener.call.ended()
        await caller.audio.listen(JUST_JOINED_SECONDS)
        music = stream(packets_since(caller.audio, since), frozenset())
        assert len(caller.messages) == said
    assert music.unbroken, music


async def test_a_supervisor_who_comes_and_goes_leaves_no_gap_in_anybodys_audio(
    desk: Helpdesk, measured: Measured
) -> None:
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "sue") as sue, conversation(desk, alex) as talk:
        await alex.audio.listen(JUST_JOINED_SECONDS)
        since = desk.clock()
        listener = await listens(desk, "sue", sue, "alex")
        await hears(sue.audio, since, "caller", "agent")
        let_in_at = desk.clock()
        for key in "564656":
            await sue.audio.press(key)
            await sue.audio.listen(JUST_JOINED_SECONDS)
        gaps = {
            "the caller": longest_gap(talk.caller.audio, since),
            "the agent": longest_gap(alex.audio, since),
            "the supervisor": longest_gap(sue.audio, let_in_at),
        }
        await listener.call.hang_up()
    for who, gap in gaps.items():
        measured(f"longest gap in what {who} hears while the mode changes", gap)
    assert all(gap <= 0.2 for gap in gaps.values()), gaps


async def test_the_listener_is_deaf_for_no_longer_than_a_syllable_when_the_contact_is_handed_on(
    desk: Helpdesk, measured: Measured
) -> None:
    async with (
        desk.on_duty("alex") as alex,
        on_duty(desk, "bea", NEXT_AGENT_TONE_HZ) as bea,
        supervisor_phone(desk, "sue") as sue,
        conversation(desk, alex) as talk,
    ):
        for number, mode in enumerate(("monitor", "whisper", "barge")):
            listener = await listens(desk, "sue", sue, talk.contact, mode)
            await hears_at_least(sue.audio, "caller")
            since = desk.clock()
            await desk.control.post(f"/v1/contacts/{talk.contact}/{'return' if number % 2 else 'escalate'}")
            await answered(alex if number % 2 else bea)
            await sue.audio.listen(JUST_JOINED_SECONDS)
            gap = longest_gap(sue.audio, since)
            measured(f"longest gap in what a supervisor hears who {mode}s while the contact is handed on", gap)
            assert gap <= 0.2, (mode, gap)
            await listener.call.hang_up()
            await listener.call.ended()
            await desk.watch.until(lambda: not desk.service.floor.listenings.listeners(talk.contact) or None, "the end")


async def _call(desk: Helpdesk, alex: AgentPhone, monitor: AgentPhone | None) -> Call:
    async with conversation(desk, alex) as talk:
        await alex.audio.listen(JUST_JOINED_SECONDS)
        since = desk.clock()
        if monitor is not None:
            listener = await listens(desk, "sue", monitor, "alex")
            await hears(monitor.audio, since, "caller", "agent")
            await listener.call.hang_up()
            await listener.call.ended()
        left_seconds = LISTENED_SECONDS - desk.clock().since(since)
        if left_seconds > 0:
            await talk.caller.audio.listen(left_seconds)
        caller = stream(packets_since(talk.caller.audio, since), payloads_of_tone(AGENT_TONE_HZ))
        agent = stream(packets_since(alex.audio, since), payloads_of_tone(CALLER_TONE_HZ))
        await talk.caller.hang_up()
        await talk.call.ended()
        return Call((_said(talk.caller.messages), _said(talk.call.messages)), caller, agent)


def _said(messages: Sequence[SipMessage]) -> tuple[str, ...]:
    """Every message sent and received, whole, without what differs from call to call. A repeat is no message."""
    once = dict.fromkeys((message.direction, message.raw) for message in messages if not message.steers)
    return tuple(f"{direction} {_masked(raw)}" for direction, raw in once)


def _masked(raw: bytes) -> str:
    """Identities (RFC 3261 8.1.1) and every number replaced."""
    text = re.sub(r"(?im)^(call-id|via|from|to|contact):.*$", _identities, raw.decode("utf-8", "replace"))
    return re.sub(r"\d+", "#", text)


def _identities(line: re.Match[str]) -> str:
    if line.group(1).lower() == "call-id":
        return "Call-ID"
    return re.sub(r"(branch|tag)=[^;>\s]+", r"\1", line.group())
