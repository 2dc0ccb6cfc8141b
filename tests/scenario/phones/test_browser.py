"""Agents at a telephone in a browser, over a secure websocket: whole calls through the queue, to the record."""

import pytest

from acd.agents import Activity
from acd.commands import Device
from cdr.record import FinalStatus
from service.peers.caller import Caller
from tests.scenario.phones.floor import hears, in_browser, on_duty
from tests.support import scenario_talk
from tests.support.browser_phone import BrowserCall, BrowserPhone
from tests.support.browser_tools import Browser
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, at_desk
from vocabulary.ids import ContactId

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def talking(desk: Helpdesk, caller: Caller, phone: BrowserPhone) -> tuple[ContactId, BrowserCall]:
    """The agent has answered, and both hear each other."""
    contact = await desk.contact_of(caller)
    call = await phone.came()
    await call.answer()
    await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
    await hears(phone, CALLER_TONE_HZ)
    return contact, call


async def test_a_call_is_taken_held_resumed_and_ended_in_the_page(desk: Helpdesk, browser: Browser) -> None:
    async with in_browser(desk, browser, "web-page") as phone, on_duty(desk, "web"), desk.caller("600") as caller:
        contact, call = await talking(desk, caller, phone)
        counted = await call.counted()
        await call.hold()
        await scenario_talk.hears(caller.audio)
        await call.resume()
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
        await hears(phone, CALLER_TONE_HZ)
        await call.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    assert counted["cipher"]
    assert record.final_status is FinalStatus.ANSWERED
    assert [segment.agent for segment in record.segments if segment.agent] == ["web"]
    assert record.hold_seconds > 0


async def test_a_blind_transfer_to_a_colleague(desk: Helpdesk, browser: Browser) -> None:
    async with (
        in_browser(desk, browser, "web-page") as phone,
        on_duty(desk, "web"),
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, phone)
        assert await call.refer("75") == "accepted"
        await call.hang_up()
        await (await eve.came()).answer()
        await scenario_talk.hears(caller.audio, COLLEAGUE_TONE_HZ)
        await activity_is(desk, "web", Activity.IDLE)
        await caller.hang_up()
        record = await desk.record(contact)
    assert [segment.agent for segment in record.segments if segment.agent] == ["web", "eve"]


async def test_an_attended_transfer_to_a_colleague(desk: Helpdesk, browser: Browser) -> None:
    async with (
        in_browser(desk, browser, "web-page") as phone,
        on_duty(desk, "web"),
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, phone)
        await call.hold()
        await scenario_talk.hears(caller.audio)
        second = await phone.dial("75")
        asked = await eve.came()
        await activity_is(desk, "eve", Activity.ELSEWHERE)
        await asked.answer()
        await second.confirmed()
        await hears(phone, COLLEAGUE_TONE_HZ)
        assert await call.refer_replacing(second) == "accepted"
        await second.over()
        await call.hang_up()
        await scenario_talk.hears(caller.audio, COLLEAGUE_TONE_HZ)
        await scenario_talk.hears(eve.audio, CALLER_TONE_HZ)
        await activity_is(desk, "eve", Activity.TALKING)
        await activity_is(desk, "web", Activity.IDLE)
        await caller.hang_up()
        record = await desk.record(contact)
    assert [segment.agent for segment in record.segments if segment.agent] == ["web", "eve"]
    assert record.final_status is FinalStatus.ANSWERED


async def test_a_page_answers_by_itself_where_its_agent_wants_that(desk: Helpdesk, browser: Browser) -> None:
    async with (
        in_browser(desk, browser, "rob-page", heeds_call_info=True) as phone,
        on_duty(desk, "rob"),
        desk.caller("601") as caller,
    ):
        contact = await desk.contact_of(caller)
        call = await phone.came()
        await call.confirmed()
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
        await hears(phone, CALLER_TONE_HZ)
        await caller.hang_up()
        await call.over()
        record = await desk.record(contact)
    assert record.final_status is FinalStatus.ANSWERED


async def test_an_agent_whose_tab_is_closed_is_unreachable(desk: Helpdesk, browser: Browser) -> None:
    async with in_browser(desk, browser, "web-page") as phone:
        await desk.device_is("web", Device.FREE)
        await phone.close()
        await desk.device_is("web", Device.UNREACHABLE)


async def test_a_tab_closed_in_mid_call_gives_the_caller_back_to_the_queue(desk: Helpdesk, browser: Browser) -> None:
    async with in_browser(desk, browser, "web-page") as phone, desk.caller("600") as caller:
        async with on_duty(desk, "web"):
            contact, _ = await talking(desk, caller, phone)
            await phone.close()
            await desk.device_is("web", Device.UNREACHABLE)
            await scenario_talk.hears(caller.audio, seconds=15.0)
        await caller.hang_up()
        record = await desk.record(contact)
    assert record.final_status is FinalStatus.ABANDONED
