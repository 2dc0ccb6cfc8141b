"""Web services that a flow asks: good, slow, failing and lying. Nobody waits longer than the flow says."""

import asyncio

import pytest

from cdr.record import ContactRecord, FinalStatus
from service.peers.hearing import find_sound
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_web import ENDLESS, FAILING, GOOD, LYING, SLOW

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

EXPECTED = {GOOD: "valued", SLOW: "failed", FAILING: "failed", LYING: "failed", ENDLESS: "failed"}
LIMIT_SECONDS = 1.0


async def looked_up(desk: ErrandsDesk, number: str) -> tuple[ContactRecord, float]:
    """The record of a call to this number, and the seconds from its answer to the first prompt's begin."""
    goodbye = desk.sound("vm-goodbye", 0.6)
    async with desk.caller(number) as caller:
        answered = await caller.answered()
        contact = await desk.contact_of(caller)
        await caller.ended(seconds=10)
        heard = caller.audio.heard()
        match = find_sound(heard.samples, goodbye)
        assert match.found, f"the flow of {number} did not go on"
        begun = heard.at(round(match.offset_seconds * 8000)).unix - answered.at_unix
        return await desk.record(contact), begun


async def test_a_good_answer_branches_and_no_bad_one_holds_the_flow_up(desk: ErrandsDesk) -> None:
    found = await asyncio.gather(*(looked_up(desk, number) for number in EXPECTED))
    assert {record.number_dialled: record.category for record, _ in found} == EXPECTED
    for record, begun in found:
        assert record.final_status is FinalStatus.HUNG_UP_BY_FLOW
        assert begun < LIMIT_SECONDS + 1.0, record.number_dialled
    (good,) = (asked for asked in desk.web.asked if asked.startswith("/330"))
    assert "caller=%2B12025550" in good
