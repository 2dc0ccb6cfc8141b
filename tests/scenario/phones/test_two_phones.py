"""An agent with a page in a browser and a desk phone: both ring as one, and whichever is not answered is told why."""

import asyncio

import pytest

from acd.agents import Activity
from acd.commands import Device
from tests.scenario.phones.floor import answered_by, hears, in_browser, on_duty, written
from tests.support import scenario_talk
from tests.support.browser_tools import Browser
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, registered

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'


async def test_the_page_stops_as_answered_elsewhere_when_the_desk_phone_answers(
    desk: Helpdesk, browser: Browser
) -> None:
    async with (
        in_browser(desk, browser, "two-page") as page,
        registered(desk, "two-desk", COLLEAGUE_TONE_HZ, of="two") as phone,
        on_duty(desk, "two"),
        desk.caller("600") as caller,
    ):
        contact = await desk.contact_of(caller)
        in_page, at_phone = await page.came(), await phone.came()
        await at_phone.answer()
        over = await in_page.over()
        await scenario_talk.hears(caller.audio, COLLEAGUE_TONE_HZ)
        await caller.hang_up()
        record = await desk.record(contact)
    assert (over.by, over.cause) == ("remote", "Canceled")
    assert ELSEWHERE in over.reasons
    assert written(record) == answered_by("two")


async def test_the_desk_phone_stops_as_answered_elsewhere_when_the_page_answers(
    desk: Helpdesk, browser: Browser
) -> None:
    async with (
        in_browser(desk, browser, "two-page") as page,
        registered(desk, "two-desk", COLLEAGUE_TONE_HZ, of="two") as phone,
        on_duty(desk, "two"),
        desk.caller("600") as caller,
    ):
        contact = await desk.contact_of(caller)
        in_page, at_phone = await page.came(), await phone.came()
        await in_page.answer()
        cancel = await at_phone.cancelled()
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
        await hears(page, CALLER_TONE_HZ)
        await caller.hang_up()
        record = await desk.record(contact)
    assert f"Reason: {ELSEWHERE}".encode() in cancel.raw
    assert written(record) == answered_by("two")


async def test_both_answer_at_once_and_one_of_them_has_the_caller(desk: Helpdesk, browser: Browser) -> None:
    async with (
        in_browser(desk, browser, "two-page") as page,
        registered(desk, "two-desk", COLLEAGUE_TONE_HZ, of="two") as phone,
        on_duty(desk, "two"),
        desk.caller("600") as caller,
    ):
        contact = await desk.contact_of(caller)
        in_page, at_phone = await page.came(), await phone.came()
        await asyncio.gather(page.run("softphone.answer(0)"), at_phone.answer())
        await activity_is(desk, "two", Activity.TALKING)
        first = asyncio.create_task(in_page.over())
        second = asyncio.create_task(at_phone.ended())
        done, others = await asyncio.wait([first, second], return_when=asyncio.FIRST_COMPLETED)
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ if second in done else COLLEAGUE_TONE_HZ)
        await caller.hang_up()
        await asyncio.wait(others)
        record = await desk.record(contact)
    assert len(done) == 1
    assert written(record) == answered_by("two")


async def test_the_other_phone_goes_on_ringing_when_the_tab_is_closed(desk: Helpdesk, browser: Browser) -> None:
    async with (
        in_browser(desk, browser, "two-page") as page,
        registered(desk, "two-desk", COLLEAGUE_TONE_HZ, of="two") as phone,
        on_duty(desk, "two"),
        desk.caller("600") as caller,
    ):
        contact = await desk.contact_of(caller)
        await page.came()
        at_phone = await phone.came()
        await page.close()
        await at_phone.answer()
        await scenario_talk.hears(caller.audio, COLLEAGUE_TONE_HZ)
        await desk.device_is("two", Device.IN_USE)
        await caller.hang_up()
        record = await desk.record(contact)
    assert written(record) == answered_by("two")
