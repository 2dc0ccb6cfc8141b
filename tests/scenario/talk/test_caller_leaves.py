"""The caller hangs up at each moment of a question to somebody: nothing is left, nobody is stuck, one record."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest

from acd.agents import Activity
from service.peers.failures import WaitedTooLong
from tests.scenario.talk.floor import Talk, ann_talks
from tests.scenario.talk.outline import check_record
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

ENTERED = ("menu sales: handed to queue", "queue sales: answered", "  ann: answered (normal)")
BY_CALLER = "in: answered, ended by caller (normal)"

Course = Callable[[Talk], Awaitable[list[str]]]
"""What goes before the caller hangs up, and what the record must say besides the beginning and the recordings."""


async def held_by_phone(talk: Talk) -> list[str]:
    await talk.call.hold()
    await hears(talk.caller.audio)
    return ["agent ann of sales: ended by caller, held 1"]


async def asked_by_phone(talk: Talk) -> list[str]:
    await talk.call.hold()
    second = await talk.ann.dial("75")
    await talk.eve.came()
    await second.ringing()
    return ["agent ann of sales: ended by caller, held 1", "asked eve by ann: ended by caller"]


async def answered_by_phone(talk: Talk) -> list[str]:
    await talk.calls_eve()
    return ["agent ann of sales: ended by caller, held 1", "asked eve by ann: answered, ended by caller"]


async def being_asked(talk: Talk) -> list[str]:
    await talk.asks("consult", to_agent="eve")
    await talk.eve.came()
    return ["agent ann of sales: ended by caller, held 1", "asked eve by ann: caller left"]


async def asked_and_there(talk: Talk) -> list[str]:
    await talk.asks_eve()
    return ["agent ann of sales: ended by caller, held 1", "asked eve by ann: answered, caller left"]


async def three_talk(talk: Talk) -> list[str]:
    await talk.asks_eve()
    await talk.asks("conference")
    await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, AGENT_TONE_HZ)
    return [
        "agent ann of sales: ended by caller, held 1",
        "asked eve by ann: answered, conference",
        "colleague eve there, ended by caller",
    ]


async def handed_while_rung(talk: Talk) -> list[str]:
    await talk.asks("consult", to_agent="eve")
    await talk.eve.came()
    await talk.asks("complete")
    await talk.call.ended()
    await hears(talk.caller.audio)
    return [
        "agent ann of sales: transferred, held 1",
        "on the way to eve: not reached: the caller hung up",
        "asked eve by ann: completed",
        "handed to eve by ann (blind): the caller hung up, goes to nobody",
    ]


async def queue_asked(talk: Talk) -> list[str]:
    await talk.desk.pause("eve", "busy")
    await talk.asks("consult", to_queue="experts")
    await hears(talk.ann.audio)
    return ["agent ann of sales: ended by caller, held 1", "asked experts by ann: caller left"]


async def queue_there(talk: Talk) -> list[str]:
    await talk.asks("consult", to_queue="experts")
    await (await talk.eve.came()).answer()
    await hears(talk.ann.audio, COLLEAGUE_TONE_HZ)
    return ["agent ann of sales: ended by caller, held 1", "asked experts by ann: answered, caller left"]


@pytest.mark.parametrize(
    "course",
    [
        held_by_phone,
        asked_by_phone,
        answered_by_phone,
        being_asked,
        asked_and_there,
        three_talk,
        handed_while_rung,
        queue_asked,
        queue_there,
    ],
)
async def test_the_caller_hangs_up(desk: ErrandsDesk, course: Course) -> None:
    async with ann_talks(desk) as talk:
        told = await course(talk)
        record = await talk.over()
        await talk.call.ended()
        for dialled in talk.ann.dialled:
            await dialled.hang_up()
            await dialled.ended()
        for taken in talk.eve.taken:
            await taken.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        await activity_is(desk, "eve", Activity.IDLE)
        assert desk.contacts_from(talk.caller.line.from_user) == [talk.contact]
    check_record(record, BY_CALLER, *ENTERED, *told, "recording complete")


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("moment", ["at once", "refer answered", "call replaced"])
async def test_the_caller_hangs_up_in_the_middle_of_an_attended_transfer(
    desk: ErrandsDesk, moment: str, answered: bool
) -> None:
    async with ann_talks(desk) as talk:
        await talk.call.hold()
        second = await talk.ann.dial("75")
        rung = await talk.eve.came()
        if answered:
            await rung.answer()
            await hears(second.audio, COLLEAGUE_TONE_HZ)
        else:
            await second.ringing()
        if moment == "at once":
            await asyncio.gather(talk.call.refer_replacing(second), talk.caller.hang_up())
        else:
            await talk.call.refer_replacing(second)
            if moment == "call replaced":
                await second.ended()
            await talk.caller.hang_up()
        record = await desk.record(talk.contact)
        # Where the caller was faster there is nothing to join any more: the second call goes on like any other.
        with contextlib.suppress(WaitedTooLong):
            await second.ended(seconds=2.0)
        if not second.over:
            await second.hang_up()
        await talk.call.hang_up()
        await rung.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        await activity_is(desk, "eve", Activity.IDLE)
        assert desk.contacts_from(talk.caller.line.from_user) == [talk.contact]
    assert record.final_status == "answered"
    assert record.segments[2].agent == "ann"
    assert len(record.transfers) <= 1
