"""The listener follows what agents do with their phones: hold, blind and attended transfer by REFER."""

import asyncio

import pytest

from tests.scenario.supervise.ears import NEXT_AGENT_TONE_HZ, hears, hears_at_least
from tests.scenario.supervise.floor import answered, listens, on_duty, supervisor_phone
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

BEA = "102"


async def test_a_whisper_follows_a_blind_transfer_to_the_next_agent(desk: Helpdesk) -> None:
    async with (
        on_duty(desk, "alex", AGENT_TONE_HZ) as alex,
        on_duty(desk, "bea", NEXT_AGENT_TONE_HZ) as bea,
        supervisor_phone(desk, "sue") as sue,
        desk.caller("500") as caller,
    ):
        call = await _taken(alex)
        await listens(desk, "sue", sue, "alex", "whisper")
        await hears(alex.audio, desk.clock(), "caller", "supervisor")
        await call.refer(BEA)
        await answered(bea)
        since = desk.clock()
        await asyncio.gather(
            hears(sue.audio, since, "caller", "next agent"),
            hears(bea.audio, since, "caller", "supervisor"),
            hears(caller.audio, since, "next agent"),
        )


async def test_a_monitor_follows_an_attended_transfer(desk: Helpdesk) -> None:
    async with (
        on_duty(desk, "alex", AGENT_TONE_HZ) as alex,
        on_duty(desk, "bea", NEXT_AGENT_TONE_HZ) as bea,
        supervisor_phone(desk, "sue") as sue,
        desk.caller("500") as caller,
    ):
        call = await _taken(alex)
        await listens(desk, "sue", sue, "alex")
        await hears(sue.audio, desk.clock(), "caller", "agent")
        await call.hold()
        asking = await alex.dial(BEA)
        asked = await bea.came()
        await asked.answer()
        await asking.answered()
        await hears(asked.audio, desk.clock(), "agent")
        await call.refer_replacing(asking)
        await call.transferred()
        await call.hang_up()
        since = desk.clock()
        await asyncio.gather(
            hears(sue.audio, since, "caller", "next agent"),
            hears(bea.audio, since, "caller"),
            hears(caller.audio, since, "next agent"),
        )


async def test_a_phone_that_holds_and_resumes_leaves_a_monitor_hearing(desk: Helpdesk) -> None:
    async with (
        on_duty(desk, "alex", AGENT_TONE_HZ) as alex,
        supervisor_phone(desk, "sue") as sue,
        desk.caller("500"),
    ):
        call = await _taken(alex)
        await listens(desk, "sue", sue, "alex")
        await hears(sue.audio, desk.clock(), "caller", "agent")
        await call.hold()
        await call.resume()
        await hears(sue.audio, desk.clock(), "caller", "agent")


async def _taken(phone: DeskPhone) -> ComingCall:
    call = await phone.came()
    await call.answer()
    await hears_at_least(phone.audio, "caller")
    return call
