"""Hold, transfer, consult and conference by command: who hears whom, where the caller ends up, what is written down."""

import pytest

from acd.agents import Activity
from api.client import Refused
from cdr.events import ConsultEnded, TransferEnded
from cdr.record import FinalStatus
from tests.scenario.talk.floor import agents_of, ann_talks, over, talking
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, asked, at_desk, hears, registered

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_a_held_caller_hears_music_and_the_agent_again(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, _ = await talking(desk, caller, ann)
        caller.audio.forget()
        await asked(desk, "ann", "hold", {"as": "ann"})
        await hears(caller.audio)
        caller.audio.forget()
        await asked(desk, "ann", "resume", {"as": "71"})
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
    assert record.final_status is FinalStatus.ANSWERED
    assert record.hold_seconds is not None
    assert record.hold_seconds > 0


async def test_a_question_to_a_colleague_ends_with_the_caller_in_their_hands(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await talk.asks("consult", to_agent="eve")
        question = await talk.eve.came()
        await activity_is(desk, "eve", Activity.ELSEWHERE)
        await question.answer()
        await hears(talk.ann.audio, COLLEAGUE_TONE_HZ)
        await hears(talk.caller.audio)
        await talk.asks("complete", note="knows more")
        await talk.call.ended()
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        await activity_is(desk, "eve", Activity.TALKING)
        await activity_is(desk, "ann", Activity.IDLE)
        record = await talk.over()
        await question.ended()
    assert agents_of(record) == ["ann", "eve"]
    assert len(record.recordings) == 2


async def test_a_question_can_be_taken_back(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        question = await talk.asks_eve()
        await talk.asks("cancel")
        await question.ended()
        await hears(talk.caller.audio, AGENT_TONE_HZ)
        await activity_is(desk, "eve", Activity.IDLE)
        await talk.over()
    assert len(desk.watch.facts(ConsultEnded, talk.contact)) == 1


async def test_all_three_hear_each_other_and_whoever_is_left_has_the_caller(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await talk.asks_eve()
        await talk.asks("conference")
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ, AGENT_TONE_HZ)
        await talk.call.hang_up()
        await activity_is(desk, "eve", Activity.TALKING)
        await hears(talk.caller.audio, COLLEAGUE_TONE_HZ)
        record = await talk.over()
    assert agents_of(record)[-1] == "eve"


async def test_a_question_to_a_queue_waits_there_and_can_be_handed_the_caller(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, first = await talking(desk, caller, ann)
        await asked(desk, "ann", "consult", {"as": "ann", "to_queue": "experts"})
        await hears(ann.audio)
        async with at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve:
            question = await eve.came()
            await question.answer()
            await hears(ann.audio, COLLEAGUE_TONE_HZ)
            await asked(desk, "ann", "complete", {"as": "ann"})
            await first.ended()
            await hears(caller.audio, COLLEAGUE_TONE_HZ)
            record = await over(desk, caller, contact)
    assert agents_of(record) == ["ann", "eve"]


async def test_a_colleague_who_does_not_answer_gives_the_caller_back_to_the_agent(desk: ErrandsDesk) -> None:
    async with ann_talks(desk) as talk:
        await talk.asks("transfer", to_agent="eve")
        await talk.call.ended()
        await (await talk.eve.came()).decline(486)
        again = await talk.ann.came()
        await again.answer()
        await hears(talk.caller.audio, AGENT_TONE_HZ)
        await talk.over()
    ends = [fact for fact, _ in desk.watch.facts(TransferEnded, talk.contact)]
    assert [(end.reached, end.goes_to) for end in ends] == [(False, "ann"), (True, "")]


async def test_where_the_queue_says_so_a_failed_transfer_leads_to_its_head(desk: ErrandsDesk) -> None:
    async with ann_talks(desk, "601") as talk:
        await desk.pause("ann", "later")
        await talk.asks("transfer", to_agent="eve")
        await talk.call.ended()
        await (await talk.eve.came()).decline(603)
        await hears(talk.caller.audio)
        await desk.control.post("/v1/agents/ann/resume")
        again = await talk.ann.came()
        await again.answer()
        await hears(talk.caller.audio, AGENT_TONE_HZ)
        record = await talk.over()
    assert record.queue == "orders"


async def test_a_caller_is_handed_to_a_number_outside(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, first = await talking(desk, caller, ann)
        await asked(desk, "ann", "transfer", {"as": "ann", "to_number": "+12025550777"})
        await first.ended()
        call = await desk.outside.rang()
        await call.answer()
        await hears(caller.audio, OUTSIDE_TONE_HZ)
        await activity_is(desk, "ann", Activity.IDLE)
        await over(desk, caller, contact)
        await call.ended()


async def test_a_number_that_agents_may_not_call_is_refused_and_they_talk_on(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, _ = await talking(desk, caller, ann)
        with pytest.raises(Refused):
            await asked(desk, "ann", "transfer", {"as": "ann", "to_number": "+19005550000"})
        await hears(caller.audio, AGENT_TONE_HZ)
        await over(desk, caller, contact)


async def test_a_caller_is_handed_to_a_flow(desk: ErrandsDesk) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, first = await talking(desk, caller, ann)
        await asked(desk, "ann", "transfer", {"as": "ann", "to_flow": "goodbye"})
        await first.ended()
        await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    assert record.final_status is FinalStatus.ANSWERED


async def test_one_agents_two_phones_ring_as_one(desk: ErrandsDesk) -> None:
    async with (
        registered(desk, "fay-desk", of="fay"),
        registered(desk, "fay-mobile", COLLEAGUE_TONE_HZ, of="fay") as mobile,
        at_desk(desk, "ann") as ann,
        desk.caller("600") as caller,
    ):
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "transfer", {"as": "ann", "to_agent": "fay"})
        call = await mobile.came()
        await call.answer()
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        await over(desk, caller, contact)
