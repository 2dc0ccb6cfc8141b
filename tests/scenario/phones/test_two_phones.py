"""An agent with a page in a browser and a desk phone: both ring as one, and whichever is not answered is told why."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from acd.agents import Activity
from acd.commands import Device
from cdr.record import ContactRecord
from service.peers.caller import Caller
from tests.scenario.phones.floor import answered_by, hears, in_browser, on_duty, written
from tests.support import scenario_talk
from tests.support.browser_phone import BrowserCall, BrowserPhone
from tests.support.browser_tools import Browser
from tests.support.phone_calls import ComingCall
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, registered
from vocabulary.ids import ContactId

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'


@dataclass(frozen=True, slots=True)
class Rung:
    """A caller for whom a page and a desk phone of the same agent ring."""

    desk: Helpdesk
    caller: Caller
    page: BrowserPhone
    in_page: BrowserCall
    at_phone: ComingCall
    contact: ContactId

    async def over(self) -> ContactRecord:
        """The caller hangs up; the record."""
        await self.caller.hang_up()
        return await self.desk.record(self.contact)


@contextlib.asynccontextmanager
async def both_ring(desk: Helpdesk, browser: Browser) -> AsyncIterator[Rung]:
    """Somebody calls, and is offered to this agent at both."""
    async with (
        in_browser(desk, browser, "two-page") as page,
        registered(desk, "two-desk", COLLEAGUE_TONE_HZ, of="two") as phone,
        on_duty(desk, "two"),
        desk.caller("600") as caller,
    ):
        contact = await desk.contact_of(caller)
        yield Rung(desk, caller, page, await page.came(), await phone.came(), contact)


async def test_the_page_stops_as_answered_elsewhere_when_the_desk_phone_answers(
    desk: Helpdesk, browser: Browser
) -> None:
    async with both_ring(desk, browser) as rung:
        await rung.at_phone.answer()
        over = await rung.in_page.over()
        await scenario_talk.hears(rung.caller.audio, COLLEAGUE_TONE_HZ)
        record = await rung.over()
    assert (over.by, over.cause) == ("remote", "Canceled")
    assert ELSEWHERE in over.reasons
    assert written(record) == answered_by("two")


async def test_the_desk_phone_stops_as_answered_elsewhere_when_the_page_answers(
    desk: Helpdesk, browser: Browser
) -> None:
    async with both_ring(desk, browser) as rung:
        await rung.in_page.answer()
        cancel = await rung.at_phone.cancelled()
        await scenario_talk.hears(rung.caller.audio, AGENT_TONE_HZ)
        await hears(rung.page, CALLER_TONE_HZ)
        record = await rung.over()
    assert f"Reason: {ELSEWHERE}".encode() in cancel.raw
    assert written(record) == answered_by("two")


async def test_both_answer_at_once_and_one_of_them_has_the_caller(desk: Helpdesk, browser: Browser) -> None:
    async with both_ring(desk, browser) as rung:
        await asyncio.gather(rung.page.run("softphone.answer(0)"), rung.at_phone.answer())
        await activity_is(desk, "two", Activity.TALKING)
        first = asyncio.create_task(rung.in_page.over())
        second = asyncio.create_task(rung.at_phone.ended())
        done, others = await asyncio.wait([first, second], return_when=asyncio.FIRST_COMPLETED)
        await scenario_talk.hears(rung.caller.audio, AGENT_TONE_HZ if second in done else COLLEAGUE_TONE_HZ)
        await rung.caller.hang_up()
        await asyncio.wait(others)
        record = await desk.record(rung.contact)
    assert len(done) == 1
    assert written(record) == answered_by("two")


async def test_the_other_phone_goes_on_ringing_when_the_tab_is_closed(desk: Helpdesk, browser: Browser) -> None:
    async with both_ring(desk, browser) as rung:
        await rung.page.close()
        await rung.at_phone.answer()
        await scenario_talk.hears(rung.caller.audio, COLLEAGUE_TONE_HZ)
        await desk.device_is("two", Device.IN_USE)
        record = await rung.over()
    assert written(record) == answered_by("two")
