"""AGI scripts that a flow runs on the call: one that answers, one that never does, one whose caller hangs up."""

import pytest

from cdr.record import FinalStatus
from service.peers.hearing import find_sound
from tests.support.scenario_errands import ErrandsDesk
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

SCRIPT_SECONDS = 1.0


async def test_what_a_script_sets_branches_the_flow(desk: ErrandsDesk) -> None:
    async with desk.caller("340") as caller:
        contact = await desk.contact_of(caller)
        environment = await desk.scripts.began("good")
        await caller.ended()
        heard = caller.audio.heard()
        record = await desk.record(contact)
    assert environment["agi_arg_1"] == caller.line.from_user
    assert record.category == "valued"
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW
    assert find_sound(heard.samples, desk.sound("vm-goodbye", 0.6)).found


async def test_a_script_that_never_answers_is_left_after_its_time_and_the_call_goes_on(desk: ErrandsDesk) -> None:
    async with desk.caller("341") as caller:
        contact = await desk.contact_of(caller)
        answered = await caller.answered()
        await desk.scripts.began("silent")
        goodbye = await caller.received("BYE")
        await caller.ended()
        heard = caller.audio.heard()
        record = await desk.record(contact)
    assert record.category == "failed"
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW
    match = find_sound(heard.samples, desk.sound("vm-goodbye", 0.6))
    assert match.found
    went_on = heard.at(round(match.offset_seconds * 8000)).unix
    assert SCRIPT_SECONDS - 0.1 < went_on - answered.at_unix < SCRIPT_SECONDS + 1.5
    assert went_on < goodbye.at_unix


async def test_a_caller_may_hang_up_while_a_script_has_them(desk: ErrandsDesk) -> None:
    async with desk.caller("342") as caller:
        contact = await desk.contact_of(caller)
        await desk.scripts.began("lasting")
        bye = await caller.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    assert record.ended_by is Party.CALLER
    assert record.final_status is FinalStatus.ABANDONED_IN_MENU
    assert record.category == ""
    assert abs(record.ended_at.timestamp() - bye.at_unix) < 0.3


async def test_a_script_that_sends_the_call_elsewhere_has_it_back_in_its_flow_at_once(desk: ErrandsDesk) -> None:
    async with desk.caller("343") as caller:
        contact = await desk.contact_of(caller)
        answered = await caller.answered()
        await desk.scripts.began("astray")
        goodbye = await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    assert record.category == "done"
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW
    assert len(desk.contacts_from(caller.line.from_user)) == 1
    assert goodbye.at_unix - answered.at_unix < 10
