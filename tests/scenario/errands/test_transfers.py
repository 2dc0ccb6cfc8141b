"""Transfers of a flow: to an agent's phone and to a number outside; answered, busy, unanswered, given up."""

import pytest

from cdr.record import FinalStatus
from service.peers.hearing import find_sound, tone_from
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_an_agent_who_hangs_up_after_a_transfer_leaves_the_caller_in_the_flow(desk: ErrandsDesk) -> None:
    async with desk.phone("tim") as phone, desk.caller("320") as caller:
        contact = await desk.contact_of(caller)
        call = await phone.rang()
        await call.answer()
        await caller.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent", 5)
        await phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller", 5)
        await call.hang_up()
        await caller.received("BYE")
        await caller.ended()
        heard = caller.audio.heard()
        record = await desk.record(contact)
    assert find_sound(heard.samples, desk.sound("vm-goodbye", 0.6)).found
    assert record.category == ""
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW
    assert len(record.recordings) == 1


async def test_a_caller_who_hangs_up_ends_the_transfer_outside_too(desk: ErrandsDesk) -> None:
    async with desk.caller("321") as caller:
        contact = await desk.contact_of(caller)
        call = await desk.outside.rang()
        await call.answer()
        await caller.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the outside", 5)
        await desk.outside.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller", 5)
        bye = await caller.hang_up()
        ended = await call.ended()
        record = await desk.record(contact)
    assert "+12025550777" in call.invite.start_line
    assert ended.at_unix - bye.at_unix < 0.5
    assert record.ended_by is Party.CALLER
    assert len(record.recordings) == 1


async def test_a_number_outside_that_is_busy_leads_to_the_steps_for_that(desk: ErrandsDesk) -> None:
    async with desk.caller("321") as caller:
        contact = await desk.contact_of(caller)
        await (await desk.outside.rang()).decline(486)
        await caller.received("BYE")
        await caller.ended()
        heard = caller.audio.heard()
        record = await desk.record(contact)
    assert record.category == "failed"
    assert find_sound(heard.samples, desk.sound("vm-goodbye", 0.6)).found


async def test_a_phone_that_nobody_answers_leads_to_the_steps_for_that(desk: ErrandsDesk) -> None:
    async with desk.phone("tim") as phone, desk.caller("320") as caller:
        contact = await desk.contact_of(caller)
        call = await phone.rang()
        await call.cancelled()
        await call.ended()
        await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    assert record.category == "failed"
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW


async def test_a_phone_that_is_not_registered_leads_to_the_steps_for_that(desk: ErrandsDesk) -> None:
    async with desk.caller("320") as caller:
        contact = await desk.contact_of(caller)
        await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    assert record.category == "failed"


async def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing(desk: ErrandsDesk) -> None:
    async with desk.caller("321") as caller:
        contact = await desk.contact_of(caller)
        call = await desk.outside.rang()
        await call.sent("1xx", "INVITE")
        await caller.hang_up()
        await call.cancelled()
        await call.ended()
        record = await desk.record(contact)
    assert record.final_status is FinalStatus.ABANDONED_IN_MENU
    assert record.recordings == ()


async def test_a_number_outside_that_hangs_up_in_a_gap_of_the_link_lets_the_flow_go_on_afterwards(
    desk: ErrandsDesk,
) -> None:
    async with desk.caller("321") as caller:
        contact = await desk.contact_of(caller)
        call = await desk.outside.rang()
        await call.answer()
        await caller.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the outside", 5)
        desk.wire.cut()
        await call.hang_up()
        await call.ended()
        await desk.wire.knocked(5)
        desk.wire.mend()
        await caller.received("BYE")
        await caller.ended()
        heard = caller.audio.heard()
        record = await desk.record(contact)
    assert find_sound(heard.samples, desk.sound("vm-goodbye", 0.6)).found
    assert record.category == ""
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW
    assert len(record.recordings) == 1
