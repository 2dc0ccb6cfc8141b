"""Who is not let in: refused before the call is ours, with the status that says why, and without a record."""

import pytest

from cdr.record import FinalStatus
from tests.support.scenario_errands import ErrandsDesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_a_blocked_caller_is_declined_and_leaves_no_contact(desk: ErrandsDesk) -> None:
    async with desk.caller_from("356", "+12026660001") as caller:
        refusal = await caller.refused()
        await caller.ended()
    assert refusal.status == 403
    assert desk.contacts_from(caller.line.from_user) == []


async def test_a_call_above_the_limit_of_its_number_is_told_busy_and_the_one_before_goes_on(desk: ErrandsDesk) -> None:
    async with desk.caller("380") as first:
        contact = await desk.contact_of(first)
        await first.answered()
        async with desk.caller("380") as second:
            refusal = await second.refused()
            await second.ended()
        await first.audio.press("5")
        await first.ended()
        record = await desk.record(contact)
    assert refusal.status == 486
    assert desk.contacts_from(second.line.from_user) == []
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW


async def test_a_call_above_the_limit_is_led_to_the_flow_for_that_where_there_is_one(desk: ErrandsDesk) -> None:
    other = desk.edited("when_full: hang_up", "when_full: {flow: overload}")
    await desk.service.reloading.reload("carol", "a kinder word", other)
    try:
        async with desk.caller("380") as first, desk.caller("380") as second:
            led = await desk.contact_of(second)
            await second.answered()
            await second.received("BYE")
            await second.ended()
            await first.hang_up()
            await first.ended()
            record = await desk.record(led)
    finally:
        await desk.service.reloading.reload("carol", "as it was", desk.directory)
    assert [segment.flow for segment in record.segments] == ["overload"]
    assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW
