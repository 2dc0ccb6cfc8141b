"""The caller hangs up at each moment of a question to somebody: nothing is left, nobody is stuck, one record."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest

from acd.agents import Activity
from service.peers.caller import Caller
from service.peers.failures import WaitedTooLong
from tests.scenario.talk.outline import check_record
from tests.scenario.talk.test_by_command import over, talking
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, asked, at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

ENTERED = ("menu sales: handed to queue", "queue sales: answered", "  ann: answered (normal)")
BY_CALLER = "in: answered, ended by caller (normal)"

Course = Callable[[ErrandsDesk, Caller, DeskPhone, DeskPhone, ComingCall], Awaitable[list[str]]]
"""What goes before the caller hangs up, and what the record must say besides the beginning and the recordings."""


async def held_by_phone(_: ErrandsDesk, caller: Caller, __: DeskPhone, ___: DeskPhone, call: ComingCall) -> list[str]:
    await call.hold()
    await hears(caller.audio)
    return ["agent ann of sales: ended by caller, held 1"]


async def asked_by_phone(_: ErrandsDesk, __: Caller, ann: DeskPhone, eve: DeskPhone, call: ComingCall) -> list[str]:
    await call.hold()
    second = await ann.dial("75")
    await eve.came()
    await second.ringing()
    return ["agent ann of sales: ended by caller, held 1", "asked eve by ann: ended by caller"]


async def answered_by_phone(_: ErrandsDesk, __: Caller, ann: DeskPhone, eve: DeskPhone, call: ComingCall) -> list[str]:
    await call.hold()
    second = await ann.dial("75")
    await (await eve.came()).answer()
    await hears(second.audio, COLLEAGUE_TONE_HZ)
    return ["agent ann of sales: ended by caller, held 1", "asked eve by ann: answered, ended by caller"]


async def being_asked(desk: ErrandsDesk, _: Caller, __: DeskPhone, eve: DeskPhone, ___: ComingCall) -> list[str]:
    await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
    await eve.came()
    return ["agent ann of sales: ended by caller, held 1", "asked eve by ann: caller left"]


async def asked_and_there(desk: ErrandsDesk, _: Caller, ann: DeskPhone, eve: DeskPhone, ___: ComingCall) -> list[str]:
    await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
    await (await eve.came()).answer()
    await hears(ann.audio, COLLEAGUE_TONE_HZ)
    return ["agent ann of sales: ended by caller, held 1", "asked eve by ann: answered, caller left"]


async def three_talk(desk: ErrandsDesk, caller: Caller, ann: DeskPhone, eve: DeskPhone, call: ComingCall) -> list[str]:
    await asked_and_there(desk, caller, ann, eve, call)
    await asked(desk, "ann", "conference", {"as": "ann"})
    await hears(caller.audio, COLLEAGUE_TONE_HZ, AGENT_TONE_HZ)
    return [
        "agent ann of sales: ended by caller, held 1",
        "asked eve by ann: answered, conference",
        "colleague eve there, ended by caller",
    ]


async def handed_while_rung(
    desk: ErrandsDesk, caller: Caller, _: DeskPhone, eve: DeskPhone, call: ComingCall
) -> list[str]:
    await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
    await eve.came()
    await asked(desk, "ann", "complete", {"as": "ann"})
    await call.ended()
    await hears(caller.audio)
    return [
        "agent ann of sales: transferred, held 1",
        "on the way to eve: not reached: the caller hung up",
        "asked eve by ann: completed",
        "handed to eve by ann (blind): the caller hung up, goes to nobody",
    ]


async def queue_asked(desk: ErrandsDesk, _: Caller, ann: DeskPhone, __: DeskPhone, ___: ComingCall) -> list[str]:
    await desk.pause("eve", "busy")
    await asked(desk, "ann", "consult", {"as": "ann", "to_queue": "experts"})
    await hears(ann.audio)
    return ["agent ann of sales: ended by caller, held 1", "asked experts by ann: caller left"]


async def queue_there(desk: ErrandsDesk, _: Caller, ann: DeskPhone, eve: DeskPhone, __: ComingCall) -> list[str]:
    await asked(desk, "ann", "consult", {"as": "ann", "to_queue": "experts"})
    await (await eve.came()).answer()
    await hears(ann.audio, COLLEAGUE_TONE_HZ)
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
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        told = await course(desk, caller, ann, eve, call)
        record = await over(desk, caller, contact)
        await call.ended()
        for dialled in ann.dialled:
            await dialled.hang_up()
            await dialled.ended()
        for taken in eve.taken:
            await taken.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        await activity_is(desk, "eve", Activity.IDLE)
        assert desk.contacts_from(caller.line.from_user) == [contact]
    check_record(record, BY_CALLER, *ENTERED, *told, "recording complete")


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("moment", ["at once", "refer answered", "call replaced"])
async def test_the_caller_hangs_up_in_the_middle_of_an_attended_transfer(
    desk: ErrandsDesk, moment: str, answered: bool
) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await call.hold()
        second = await ann.dial("75")
        rung = await eve.came()
        if answered:
            await rung.answer()
            await hears(second.audio, COLLEAGUE_TONE_HZ)
        else:
            await second.ringing()
        if moment == "at once":
            await asyncio.gather(call.refer_replacing(second), caller.hang_up())
        else:
            await call.refer_replacing(second)
            if moment == "call replaced":
                await second.ended()
            await caller.hang_up()
        record = await desk.record(contact)
        # Where the caller was faster there is nothing to join any more: the second call goes on like any other.
        with contextlib.suppress(WaitedTooLong):
            await second.ended(seconds=2.0)
        if not second.over:
            await second.hang_up()
        await call.hang_up()
        await rung.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        await activity_is(desk, "eve", Activity.IDLE)
        assert desk.contacts_from(caller.line.from_user) == [contact]
    assert record.final_status == "answered"
    assert record.segments[2].agent == "ann"
    assert len(record.transfers) <= 1
