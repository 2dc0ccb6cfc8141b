"""Agents and colleagues who hang up in the middle of a question: whoever is left has the caller, or each other."""

import pytest

from acd.agents import Activity
from tests.scenario.talk.floor import ann_talks, over
from tests.scenario.talk.outline import check_record
from tests.scenario.talk.test_caller_leaves import BY_CALLER, ENTERED, three_talk
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_the_agent_hangs_up_while_the_colleague_rings_and_the_caller_waits_for_them(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await talk.asks("consult", to_agent="eve")
        rung = await talk.eve.came()
        await talk.call.hang_up()
        await activity_is(desk, "ann", Activity.IDLE)
        await hears(talk.caller.audio)
        await rung.answer()
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        await hears(talk.eve.audio, CALLER_TONE_HZ)
        record = await talk.over()
        await rung.ended()
    check_record(
        record,
        BY_CALLER,
        *ENTERED,
        "agent ann of sales: transferred, held 1",
        "on the way to eve: reached",
        "agent eve of sales: ended by caller",
        "asked eve by ann: completed",
        "handed to eve by ann (blind): reached",
        "recording complete",
        "recording complete",
    )


async def test_the_agent_hangs_up_while_the_colleague_talks_to_them_who_has_the_caller_then(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        there = await talk.asks_eve()
        await talk.call.hang_up()
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        await activity_is(desk, "ann", Activity.IDLE)
        await activity_is(desk, "eve", Activity.TALKING)
        await there.hang_up()
        record = await talk.ended_by_flow()
    check_record(
        record,
        "in: answered, ended by system (normal)",
        *ENTERED,
        "agent ann of sales: transferred, held 1",
        "agent eve of sales: ended by agent",
        "menu sales: hung up by flow",
        "asked eve by ann: answered, completed",
        "handed to eve by ann (attended): reached",
        "recording complete",
        "recording complete",
    )


@pytest.mark.parametrize("answered", [False, True])
async def test_the_colleague_who_is_asked_goes_and_the_agent_has_the_caller_again(
    desk: ErrandsDesk, answered: bool
) -> None:
    async with ann_talks(desk) as talk:
        await talk.asks("consult", to_agent="eve")
        rung = await talk.eve.came()
        if answered:
            await rung.answer()
            await hears(talk.ann.audio, COLLEAGUE_TONE_HZ)
            await rung.hang_up()
        else:
            await rung.decline(603)
        await hears(talk.caller.audio, AGENT_TONE_HZ)
        await hears(talk.ann.audio, CALLER_TONE_HZ)
        record = await talk.over()
    check_record(
        record,
        BY_CALLER,
        *ENTERED,
        "agent ann of sales: ended by caller, held 1",
        f"asked eve by ann: {'answered, ' if answered else ''}not reached",
        "recording complete",
    )


async def test_the_third_leaves_and_agent_and_caller_go_on(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await three_talk(talk)
        await talk.eve.taken[-1].hang_up()
        await hears(talk.caller.audio, AGENT_TONE_HZ)
        await activity_is(desk, "eve", Activity.IDLE)
        record = await talk.over()
    check_record(
        record,
        BY_CALLER,
        *ENTERED,
        "agent ann of sales: ended by caller, held 1",
        "asked eve by ann: answered, conference",
        "colleague eve there, ended by agent",
        "recording complete",
    )


async def test_a_question_by_phone_that_the_agent_gives_up_leads_back_to_the_caller(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        second, there = await talk.calls_eve()
        await second.hang_up()
        await there.ended()
        await activity_is(desk, "eve", Activity.IDLE)
        await talk.call.resume()
        await hears(talk.caller.audio, AGENT_TONE_HZ)
        record = await talk.over()
    check_record(
        record,
        BY_CALLER,
        *ENTERED,
        "agent ann of sales: ended by caller, held 1",
        "asked eve by ann: answered, cancelled",
        "recording complete",
    )


async def test_an_agent_who_hangs_up_on_a_held_caller_while_asking_by_phone_keeps_the_colleague(
    desk: ErrandsDesk,
) -> None:
    async with ann_talks(desk) as talk:
        second, there = await talk.calls_eve()
        await talk.call.hang_up()
        await talk.caller.received("BYE")
        await talk.caller.ended()
        await hears(second.audio, COLLEAGUE_TONE_HZ)
        async with desk.caller("600") as another:
            other = await desk.contact_of(another)
            await hears(another.audio)
            assert len(talk.ann.calls) == 1
            await second.hang_up()
            await there.ended()
            again = await talk.ann.came()
            await again.answer()
            await hears(another.audio, AGENT_TONE_HZ)
            await over(desk, another, other)
        record = await desk.record(talk.contact)
    check_record(
        record,
        "in: answered, ended by system (normal)",
        *ENTERED,
        "agent ann of sales: ended by agent, held 1",
        "menu sales: hung up by flow",
        "asked eve by ann: answered, cancelled",
        "recording complete",
    )
