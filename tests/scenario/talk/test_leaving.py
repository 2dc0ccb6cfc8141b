"""Whoever hangs up in the middle of a question to a colleague: nobody is stuck, nothing is left, one record each."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from acd.agents import Activity
from service.peers.caller import Caller
from tests.scenario.talk.outline import check_record
from tests.scenario.talk.test_by_command import over, talking
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
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
        await second.ended()
        await call.hang_up()
        await rung.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        await activity_is(desk, "eve", Activity.IDLE)
        assert desk.contacts_from(caller.line.from_user) == [contact]
    assert record.final_status == "answered"
    assert record.segments[2].agent == "ann"
    assert len(record.transfers) <= 1


async def test_the_agent_hangs_up_while_the_colleague_rings_and_the_caller_waits_for_them(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
        rung = await eve.came()
        await call.hang_up()
        await activity_is(desk, "ann", Activity.IDLE)
        await hears(caller.audio)
        await rung.answer()
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        await hears(eve.audio, CALLER_TONE_HZ)
        record = await over(desk, caller, contact)
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
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
        there = await eve.came()
        await there.answer()
        await hears(ann.audio, COLLEAGUE_TONE_HZ)
        await call.hang_up()
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        await activity_is(desk, "ann", Activity.IDLE)
        await activity_is(desk, "eve", Activity.TALKING)
        await there.hang_up()
        await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
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
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
        rung = await eve.came()
        if answered:
            await rung.answer()
            await hears(ann.audio, COLLEAGUE_TONE_HZ)
            await rung.hang_up()
        else:
            await rung.decline(603)
        await hears(caller.audio, AGENT_TONE_HZ)
        await hears(ann.audio, CALLER_TONE_HZ)
        record = await over(desk, caller, contact)
    check_record(
        record,
        BY_CALLER,
        *ENTERED,
        "agent ann of sales: ended by caller, held 1",
        f"asked eve by ann: {'answered, ' if answered else ''}not reached",
        "recording complete",
    )


async def test_the_third_leaves_and_agent_and_caller_go_on(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await three_talk(desk, caller, ann, eve, call)
        await eve.taken[-1].hang_up()
        await hears(caller.audio, AGENT_TONE_HZ)
        await activity_is(desk, "eve", Activity.IDLE)
        record = await over(desk, caller, contact)
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
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await call.hold()
        second = await ann.dial("75")
        there = await eve.came()
        await there.answer()
        await hears(second.audio, COLLEAGUE_TONE_HZ)
        await second.hang_up()
        await there.ended()
        await activity_is(desk, "eve", Activity.IDLE)
        await call.resume()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
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
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        await call.hold()
        second = await ann.dial("75")
        there = await eve.came()
        await there.answer()
        await hears(second.audio, COLLEAGUE_TONE_HZ)
        await call.hang_up()
        await caller.received("BYE")
        await caller.ended()
        await hears(second.audio, COLLEAGUE_TONE_HZ)
        async with desk.caller("600") as another:
            other = await desk.contact_of(another)
            await hears(another.audio)
            assert len(ann.calls) == 1
            await second.hang_up()
            await there.ended()
            again = await ann.came()
            await again.answer()
            await hears(another.audio, AGENT_TONE_HZ)
            await over(desk, another, other)
        record = await desk.record(contact)
    check_record(
        record,
        "in: answered, ended by system (normal)",
        *ENTERED,
        "agent ann of sales: ended by agent, held 1",
        "menu sales: hung up by flow",
        "asked eve by ann: answered, cancelled",
        "recording complete",
    )
