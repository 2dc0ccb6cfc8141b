"""A phone loses power in the middle of a call: whom it leaves behind, what is known of its agent, and its return."""

import pytest

from acd.agents import Activity
from acd.commands import Device
from acd.events import ReturnedToHead
from cdr.record import FinalStatus
from tests.scenario.truth.mishaps import MISHAP_SECONDS, Measured, Stopwatch, agent_of, answered, at_work, logged_in
from tests.support.scenario import Helpdesk
from vocabulary.ids import AgentName

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_the_caller_is_at_the_head_again_and_the_agent_unreachable(desk: Helpdesk, measured: Measured) -> None:
    async with at_work(desk, "alma") as phone, desk.caller("600") as caller:
        await answered(phone)
        contact = await desk.contact_of(caller)
        await phone.audio.listen(1.0)
        phone.die()
        watch = Stopwatch()
        returned, _ = await desk.watch.fact(ReturnedToHead, contact, seconds=MISHAP_SECONDS)
        measured("power lost to the head of the queue", watch.seconds)
        assert returned.agent == AgentName("alma")
        await desk.device_is("alma", Device.UNREACHABLE)
        assert agent_of(desk, "alma").activity is Activity.IDLE
        await caller.hang_up()
        record = await desk.record(contact)
    assert record.final_status is FinalStatus.ABANDONED


async def test_a_phone_that_returns_is_free_and_gets_its_caller_back(desk: Helpdesk) -> None:
    async with desk.caller("600") as caller:
        async with desk.desk_phone("alma") as phone:
            await desk.device_is("alma", Device.FREE)
            await desk.log_in("alma")
            await answered(phone)
            contact = await desk.contact_of(caller)
            await phone.audio.listen(1.0)
            phone.die()
            await desk.watch.fact(ReturnedToHead, contact, seconds=MISHAP_SECONDS)
        async with desk.desk_phone("alma") as phone:
            call = await answered(phone)
            await phone.audio.listen(1.0)
            await call.hang_up()
            await caller.ended()
            await desk.log_out("alma")
        record = await desk.record(contact)
    assert record.final_status is FinalStatus.ANSWERED


async def test_a_silent_death_on_hold_is_noticed_too(desk: Helpdesk, measured: Measured) -> None:
    async with desk.desk_phone("dora") as phone, desk.caller("602") as caller:
        async with logged_in(desk, "dora"):
            call = await answered(phone)
            contact = await desk.contact_of(caller)
            await phone.audio.listen(1.0)
            await call.hold()
            phone.die()
            watch = Stopwatch()
            await desk.watch.fact(ReturnedToHead, contact, seconds=3 * MISHAP_SECONDS)
            measured("power lost on hold to the head of the queue", watch.seconds)
            await desk.device_is("dora", Device.UNREACHABLE)
        await caller.hang_up()
        await desk.record(contact)


async def test_the_other_phone_of_the_agent_rings_for_the_caller_who_was_lost(desk: Helpdesk) -> None:
    async with (
        desk.desk_phone("frida-desk") as at_desk,
        desk.desk_phone("frida-home") as at_home,
        logged_in(desk, "frida"),
        desk.caller("603") as caller,
    ):
        await answered(at_desk)
        contact = await desk.contact_of(caller)
        elsewhere = await at_home.came()
        await elsewhere.cancelled()
        await at_desk.audio.listen(1.0)
        at_desk.die()
        await desk.watch.fact(ReturnedToHead, contact, seconds=MISHAP_SECONDS)
        call = await answered(at_home)
        await desk.device_is("frida", Device.IN_USE)
        await at_home.audio.listen(1.0)
        await call.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    assert record.final_status is FinalStatus.ANSWERED


async def test_a_phone_that_dies_while_we_are_cut_off_is_found_out_afterwards(
    desk: Helpdesk, measured: Measured
) -> None:
    async with at_work(desk, "alma") as phone, desk.caller("600") as caller:
        await answered(phone)
        contact = await desk.contact_of(caller)
        await phone.audio.listen(3.0)
        desk.wire.cut()
        phone.die()
        await desk.wire.knocked(5)
        desk.wire.mend()
        watch = Stopwatch()
        await desk.watch.fact(ReturnedToHead, contact, seconds=2 * MISHAP_SECONDS)
        measured("connected again to the head of the queue", watch.seconds)
        await desk.device_is("alma", Device.UNREACHABLE)
        await caller.hang_up()
        await desk.record(contact)
