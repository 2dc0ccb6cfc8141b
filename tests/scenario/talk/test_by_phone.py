"""Hold and transfers by the phone itself: REFER, with and without Replaces; where the caller ends up, and with whom."""

import pytest

from acd.agents import Activity
from cdr.events import TransferEnded
from cdr.record import FinalStatus
from tests.scenario.talk.floor import agents_of, ann_talks, joined, over, talking
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, at_desk, hears

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_a_phone_that_holds_gives_the_caller_music(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, call = await talking(desk, caller, ann)
        await call.hold()
        await hears(caller.audio)
        await call.resume()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
    assert record.hold_seconds is not None
    assert record.hold_seconds > 0


@pytest.mark.parametrize("refer_sub", [True, False])
async def test_a_blind_transfer_to_a_colleague(desk: ErrandsDesk, refer_sub: bool) -> None:
    async with ann_talks(desk) as talk:
        await talk.call.refer("75", refer_sub=refer_sub)
        await talk.call.hang_up()
        second = await talk.eve.came()
        await hears(talk.caller.audio)
        await activity_is(desk, "ann", Activity.IDLE)
        await second.answer()
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        record = await talk.over()
    assert agents_of(record) == ["ann", "eve"]
    assert len(record.recordings) == 2


async def test_a_blind_transfer_to_a_queue_and_a_transfer_of_the_transfer(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await talk.call.refer("42")
        await talk.call.hang_up()
        second = await talk.eve.came()
        await second.answer()
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        await second.refer("610")
        await second.hang_up()
        record = await talk.ended_by_flow()
    assert record.final_status is FinalStatus.ANSWERED


async def test_a_transfer_to_a_number_that_may_not_be_called_is_refused_by_asterisk(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, call = await talking(desk, caller, ann)
        await call.refer("+19005550000")
        assert "404" in await call.transferred()
        await hears(caller.audio, AGENT_TONE_HZ)
        await over(desk, caller, contact)


async def test_a_blind_transfer_outside(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, call = await talking(desk, caller, ann)
        await call.refer("+12025550777")
        await call.hang_up()
        outside = await desk.outside.rang()
        await outside.answer()
        await hears(caller.audio, OUTSIDE_TONE_HZ)
        await over(desk, caller, contact)
        await outside.ended()


async def test_a_colleague_whose_phone_is_dead_gives_the_caller_back(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, call = await talking(desk, caller, ann)
        await call.refer("75")
        await call.hang_up()
        again = await ann.came()
        await again.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        await over(desk, caller, contact)
    ends = [fact for fact, _ in desk.watch.facts(TransferEnded, contact)]
    assert [end.reached for end in ends] == [False, True]


async def test_an_attended_transfer_to_a_colleague(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await talk.call.hold()
        second = await talk.ann.dial("75")
        asked = await talk.eve.came()
        await activity_is(desk, "eve", Activity.ELSEWHERE)
        await asked.answer()
        await hears(second.audio, COLLEAGUE_TONE_HZ)
        await joined(talk.call, second)
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        await hears(talk.eve.audio, CALLER_TONE_HZ)
        await activity_is(desk, "eve", Activity.TALKING)
        await activity_is(desk, "ann", Activity.IDLE)
        record = await talk.over()
    assert agents_of(record) == ["ann", "eve"]


async def test_an_attended_transfer_while_the_colleague_still_rings(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await talk.call.hold()
        second = await talk.ann.dial("75")
        asked = await talk.eve.came()
        await second.received("180", to="INVITE")
        await joined(talk.call, second)
        await asked.answer()
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        await talk.over()


async def test_an_attended_transfer_of_a_question_to_a_queue(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        second, _ = await talk.calls_eve("42")
        await joined(talk.call, second)
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        record = await talk.over()
    assert agents_of(record) == ["ann", "eve"]


async def test_an_attended_transfer_into_a_queue_where_nobody_has_answered(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, call = await talking(desk, caller, ann)
        await call.hold()
        second = await ann.dial("42")
        await hears(second.audio)
        await call.refer_replacing(second)
        await second.ended()
        await call.hang_up()
        await hears(caller.audio)
        async with at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve:
            await (await eve.came()).answer()
            await hears(caller.audio, COLLEAGUE_TONE_HZ)
            await over(desk, caller, contact)


async def test_an_agent_calls_a_number_outside(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann:
        call = await ann.dial("+12025550777")
        outside = await desk.outside.rang()
        await activity_is(desk, "ann", Activity.ELSEWHERE)
        await outside.answer()
        await hears(call.audio, OUTSIDE_TONE_HZ)
        await call.hang_up()
        await outside.ended()
        await activity_is(desk, "ann", Activity.IDLE)
        contact = desk.contacts_from("71")[-1]
        record = await desk.record(contact)
    assert (record.direction, record.calling_agent) == ("out", "ann")
    assert len(record.recordings) == 1


async def test_an_agent_may_not_call_every_number(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann:
        call = await ann.dial("+19005550000")
        await call.ended()
    assert not any(message.method == "INVITE" for message in desk.outside.messages[-1:])
