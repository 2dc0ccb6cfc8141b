"""Hold, transfer, consult and conference by command: who hears whom, where the caller ends up, what is written down."""

import pytest

from acd.agents import Activity
from api.client import Refused
from cdr.events import ConsultEnded, TransferEnded
from cdr.record import ContactRecord, FinalStatus
from service.peers.caller import Caller
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, activity_is, asked, at_desk, hears, registered
from vocabulary.ids import ContactId

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def talking(desk: ErrandsDesk, caller: Caller, phone: DeskPhone) -> tuple[ContactId, ComingCall]:
    """The agent has answered, and both hear each other."""
    contact = await desk.contact_of(caller)
    call = await phone.came()
    await call.answer()
    await hears(caller.audio, AGENT_TONE_HZ)
    await hears(phone.audio, CALLER_TONE_HZ)
    return contact, call


async def over(desk: ErrandsDesk, caller: Caller, contact: ContactId) -> ContactRecord:
    """The caller hangs up; the record."""
    await caller.hang_up()
    return await desk.record(contact)


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
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, first = await talking(desk, caller, ann)
        await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
        question = await eve.came()
        await activity_is(desk, "eve", Activity.ELSEWHERE)
        await question.answer()
        await hears(ann.audio, COLLEAGUE_TONE_HZ)
        await hears(caller.audio)
        await asked(desk, "ann", "complete", {"as": "ann", "note": "knows more"})
        await first.ended()
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        await activity_is(desk, "eve", Activity.TALKING)
        await activity_is(desk, "ann", Activity.IDLE)
        record = await over(desk, caller, contact)
        await question.ended()
    assert [segment.agent for segment in record.segments if segment.agent] == ["ann", "eve"]
    assert len(record.recordings) == 2


async def test_a_question_can_be_taken_back(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, _ = await talking(desk, caller, ann)
        await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
        question = await eve.came()
        await question.answer()
        await hears(ann.audio, COLLEAGUE_TONE_HZ)
        await asked(desk, "ann", "cancel", {"as": "ann"})
        await question.ended()
        await hears(caller.audio, AGENT_TONE_HZ)
        await activity_is(desk, "eve", Activity.IDLE)
        await over(desk, caller, contact)
    assert len(desk.watch.facts(ConsultEnded, contact)) == 1


async def test_all_three_hear_each_other_and_whoever_is_left_has_the_caller(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, first = await talking(desk, caller, ann)
        await asked(desk, "ann", "consult", {"as": "ann", "to_agent": "eve"})
        question = await eve.came()
        await question.answer()
        await hears(ann.audio, COLLEAGUE_TONE_HZ)
        await asked(desk, "ann", "conference", {"as": "ann"})
        await hears(caller.audio, COLLEAGUE_TONE_HZ, AGENT_TONE_HZ)
        await first.hang_up()
        await activity_is(desk, "eve", Activity.TALKING)
        await hears(caller.audio, COLLEAGUE_TONE_HZ)
        record = await over(desk, caller, contact)
    assert [segment.agent for segment in record.segments if segment.agent][-1] == "eve"


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
    assert [segment.agent for segment in record.segments if segment.agent] == ["ann", "eve"]


async def test_a_colleague_who_does_not_answer_gives_the_caller_back_to_the_agent(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("600") as caller,
    ):
        contact, first = await talking(desk, caller, ann)
        await asked(desk, "ann", "transfer", {"as": "ann", "to_agent": "eve"})
        await first.ended()
        await (await eve.came()).decline(486)
        again = await ann.came()
        await again.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        await over(desk, caller, contact)
    ends = [fact for fact, _ in desk.watch.facts(TransferEnded, contact)]
    assert [(end.reached, end.goes_to) for end in ends] == [(False, "ann"), (True, "")]


async def test_where_the_queue_says_so_a_failed_transfer_leads_to_its_head(desk: ErrandsDesk) -> None:
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller("601") as caller,
    ):
        contact, first = await talking(desk, caller, ann)
        await desk.pause("ann", "later")
        await asked(desk, "ann", "transfer", {"as": "ann", "to_agent": "eve"})
        await first.ended()
        await (await eve.came()).decline(603)
        await hears(caller.audio)
        await desk.control.post("/v1/agents/ann/resume")
        again = await ann.came()
        await again.answer()
        await hears(caller.audio, AGENT_TONE_HZ)
        record = await over(desk, caller, contact)
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
