"""Agents at a telephone in a browser, over a secure websocket: whole calls through the queue, to the record."""

from collections.abc import Callable

import pytest

from acd.agents import Activity, Presence
from acd.commands import Device
from acd.events import OfferEnd, OfferEnded, ReturnedToHead
from cdr.record import FinalStatus
from tests.scenario.phones.floor import MISHAP_SECONDS, answered_by, hears, in_browser, on_duty, talking, written
from tests.support import scenario_talk
from tests.support.browser_phone import browser_phone
from tests.support.browser_tools import Browser, BrowserFailure
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, at_desk
from vocabulary.ids import AgentName
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


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
    assert counted["codec"] == "audio/PCMU"
    assert written(record) == answered_by("web", ended_by=Party.AGENT)
    assert (record.hold_seconds or 0) > 0


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
    assert written(record) == answered_by("web", "eve")


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
    assert written(record) == answered_by("web", "eve")


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
    assert written(record) == answered_by("rob", queue="rush")


async def test_an_agent_whose_tab_is_closed_is_unreachable(desk: Helpdesk, browser: Browser) -> None:
    async with in_browser(desk, browser, "web-page") as phone:
        await desk.device_is("web", Device.FREE)
        await phone.close()
        await desk.device_is("web", Device.UNREACHABLE)


async def test_a_tab_closed_in_mid_call_puts_the_caller_back_at_the_head(
    desk: Helpdesk, browser: Browser, measured: Callable[[str, float], None]
) -> None:
    async with in_browser(desk, browser, "web-page") as phone, desk.caller("600") as caller:
        async with on_duty(desk, "web"):
            contact, _ = await talking(desk, caller, phone)
            await phone.close()
            closed = desk.clock()
            returned, _ = await desk.watch.fact(ReturnedToHead, contact, seconds=MISHAP_SECONDS)
            measured("tab closed in mid-call to the head of the queue", desk.clock().since(closed))
            await desk.device_is("web", Device.UNREACHABLE)
            await activity_is(desk, "web", Activity.IDLE)
        await caller.hang_up()
        record = await desk.record(contact)
    assert returned.agent == "web"
    assert record.final_status is FinalStatus.ABANDONED


async def test_an_attended_transfer_while_the_colleague_still_rings(desk: Helpdesk, browser: Browser) -> None:
    async with (
        in_browser(desk, browser, "web-page") as phone,
        on_duty(desk, "web"),
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, phone)
        await call.hold()
        second = await phone.dial("75")
        asked = await eve.came()
        await second.rings()
        assert await call.refer_replacing(second) == "accepted"
        await second.over()
        await call.hang_up()
        await asked.answer()
        await scenario_talk.hears(caller.audio, COLLEAGUE_TONE_HZ)
        await activity_is(desk, "web", Activity.IDLE)
        await caller.hang_up()
        record = await desk.record(contact)
    assert written(record) == answered_by("web", "eve")


async def test_a_caller_who_hangs_up_while_a_colleague_is_asked_leaves_nothing_behind(
    desk: Helpdesk, browser: Browser
) -> None:
    async with (
        in_browser(desk, browser, "web-page") as phone,
        on_duty(desk, "web"),
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, phone)
        await call.hold()
        second = await phone.dial("75")
        await (await eve.came()).answer()
        await hears(phone, COLLEAGUE_TONE_HZ)
        await caller.hang_up()
        await call.over()
        await hears(phone, COLLEAGUE_TONE_HZ)
        await second.hang_up()
        record = await desk.record(contact)
    assert written(record) == answered_by("web")


async def test_a_transfer_to_a_number_that_may_not_be_called_is_refused(desk: Helpdesk, browser: Browser) -> None:
    async with in_browser(desk, browser, "web-page") as phone, on_duty(desk, "web"), desk.caller("600") as caller:
        contact, call = await talking(desk, caller, phone)
        assert await call.refer("+19005550000") == "failed: 404"
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
        await caller.hang_up()
        record = await desk.record(contact)
    assert written(record) == answered_by("web")


async def test_an_agent_pauses_by_code_and_key_from_the_page(desk: Helpdesk, browser: Browser) -> None:
    async with in_browser(desk, browser, "web-page") as phone, on_duty(desk, "web"):
        call = await phone.dial("*13")
        await call.confirmed()
        await hears(phone)
        await call.press("2")
        await call.over()
        agent = desk.service.desk.state.agents[AgentName("web")]
        assert (agent.presence, agent.pause_reason) == (Presence.PAUSED, "training")


async def test_a_page_opened_anew_takes_the_place_of_the_one_before(desk: Helpdesk, browser: Browser) -> None:
    async with in_browser(desk, browser, "web-page") as before, in_browser(desk, browser, "web-page") as phone:
        await before.close()
        async with on_duty(desk, "web"), desk.caller("600") as caller:
            contact, _ = await talking(desk, caller, phone)
            await caller.hang_up()
            record = await desk.record(contact)
    assert written(record) == answered_by("web")


async def test_an_agent_declines_in_the_page(desk: Helpdesk, browser: Browser) -> None:
    async with in_browser(desk, browser, "web-page") as phone, on_duty(desk, "web"), desk.caller("600") as caller:
        contact = await desk.contact_of(caller)
        await (await phone.came()).decline()
        ended, _ = await desk.watch.fact(OfferEnded, contact)
        await caller.hang_up()
        record = await desk.record(contact)
    assert ended.end is OfferEnd.DECLINED
    assert record.final_status is FinalStatus.ABANDONED


async def test_a_page_with_a_wrong_password_is_not_let_in(desk: Helpdesk, browser: Browser) -> None:
    with pytest.raises(BrowserFailure, match="not registered"):
        await browser_phone(
            browser,
            cache=desk.settings.cache,
            name="web-page",
            secret="not it",
            address=(desk.settings.sip_address, desk.settings.asterisk().wss_port),
            tone_hz=AGENT_TONE_HZ,
        )
