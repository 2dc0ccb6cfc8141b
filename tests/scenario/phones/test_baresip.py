"""Agents at baresip, over UDP, TCP and TLS with SRTP: whole calls through the queue, to the record."""

import pytest

from acd.agents import Activity
from acd.commands import Device
from cdr.record import FinalStatus
from service.peers.caller import Caller
from tests.scenario.phones.floor import baresip, hears, on_duty
from tests.support import scenario_talk
from tests.support.baresip_phone import BaresipCall, BaresipPhone
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, at_desk
from vocabulary.ids import ContactId

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def talking(desk: Helpdesk, caller: Caller, phone: BaresipPhone) -> tuple[ContactId, BaresipCall]:
    """The agent has answered, and both hear each other."""
    contact = await desk.contact_of(caller)
    call = await phone.came()
    await call.answer()
    await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
    await hears(phone, CALLER_TONE_HZ)
    return contact, call


async def test_a_call_over_udp_is_held_resumed_and_ended_by_the_phone(desk: Helpdesk) -> None:
    async with baresip(desk, "uma", "udp") as phone, on_duty(desk, "uma"), desk.caller("600") as caller:
        contact, call = await talking(desk, caller, phone)
        await call.hold()
        await scenario_talk.hears(caller.audio)
        await call.resume()
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
        await hears(phone, CALLER_TONE_HZ)
        await call.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    assert record.final_status is FinalStatus.ANSWERED
    assert [segment.agent for segment in record.segments if segment.agent] == ["uma"]
    assert record.hold_seconds > 0
