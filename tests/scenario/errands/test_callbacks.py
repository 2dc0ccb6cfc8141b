"""Callbacks: promised, kept when it is the caller's turn, tried again, and taken over by a caller who calls again."""

import pytest

from acd.events import CallbackRegistered, CallbackTried
from cdr.record import FinalStatus
from service.peers.caller import Caller
from service.peers.hearing import tone_from
from tests.support.phone_at_helpdesk import on_duty_at_desk
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from tests.support.scenario_owed import nothing_owed, owed_contact
from vocabulary.causes import HangUpCause
from vocabulary.ids import ContactId
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def promised(desk: ErrandsDesk) -> tuple[Caller, ContactId, ContactId]:
    """A caller who was promised a callback: their contact, and the one in which they will be called."""
    async with desk.caller("310") as caller:
        contact = await desk.contact_of(caller)
        owed = await owed_contact(desk, contact)
        await desk.watch.fact(CallbackRegistered, owed)
        await caller.ended()
        await desk.record(contact)
    return caller, contact, owed


async def test_a_promised_caller_is_called_once_an_agent_is_there_and_both_hear_each_other(desk: ErrandsDesk) -> None:
    caller, contact, owed = await promised(desk)
    async with desk.on_duty("cate") as phone:
        call = await phone.rang()
        await call.answer()
        back = await desk.outside.rang()
        answer = await back.answer()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the caller", 5)
        await desk.outside.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent", 5)
        bye = await call.hang_up()
        await back.ended()
        record = await desk.record(owed)
    assert caller.line.from_user in back.invite.start_line
    assert "+12025550001" in back.invite.header("From")
    assert record.earlier == contact
    assert record.final_status is FinalStatus.ANSWERED
    assert record.agent == "cate"
    assert record.talk_seconds == pytest.approx(bye.at_unix - answer.at_unix, abs=0.3)
    assert [recording.state.value for recording in record.recordings] == ["complete"]
    await nothing_owed(desk)


async def test_an_agent_who_hangs_up_too_early_is_followed_by_another_try_and_the_caller_may_end_it(
    desk: ErrandsDesk,
) -> None:
    _, _, owed = await promised(desk)
    async with desk.on_duty("cate") as phone:
        early = await phone.rang()
        await early.answer()
        ringing = await desk.outside.rang()
        await ringing.sent("1xx", "INVITE")
        await early.hang_up()
        await ringing.cancelled()
        await ringing.ended()
        call = await phone.rang()
        await call.answer()
        back = await desk.outside.rang()
        await back.answer()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the caller", 5)
        await back.hang_up()
        await call.ended()
        record = await desk.record(owed)
    assert desk.watch.facts(CallbackTried, owed) == [], "it was not the caller who was not there"
    assert record.ended_by is Party.CALLER
    assert record.final_status is FinalStatus.ANSWERED
    await nothing_owed(desk)


async def test_somebody_called_back_whom_nobody_takes_in_a_transfer_is_with_the_agent_again(desk: ErrandsDesk) -> None:
    _, _, owed = await promised(desk)
    async with on_duty_at_desk(desk, "cate") as phone:
        call = await phone.came()
        await call.answer()
        back = await desk.outside.rang()
        await back.answer()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the caller", 5)
        await call.refer("300")
        await call.hang_up()
        again = await phone.came()
        await again.answer()
        phone.audio.forget()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the caller", 5)
        await again.hang_up()
        await back.ended()
        record = await desk.record(owed)
    assert record.agent == "cate"
    await nothing_owed(desk)


async def test_a_caller_who_is_busy_or_does_not_answer_is_tried_again_until_they_call_themselves(
    desk: ErrandsDesk,
) -> None:
    desk.call_back_after("calling-back", retry_seconds=1.0, answer_seconds=2.0)
    caller, _, owed = await promised(desk)
    async with desk.on_duty("cate") as phone:
        first = await phone.rang()
        await first.answer()
        await (await desk.outside.rang()).decline(486)
        busy, _ = await desk.watch.fact(CallbackTried, owed)
        await first.ended()
        second = await phone.rang()
        await second.answer()
        unanswered = await desk.outside.rang()
        await unanswered.cancelled()
        silent, _ = await desk.watch.fact(CallbackTried, owed, nth=2)
        await second.ended()
        await desk.log_out("cate")
    assert (busy.attempt, busy.cause) == (1, HangUpCause.BUSY)
    assert (silent.attempt, silent.cause) == (2, HangUpCause.NO_ANSWER)
    async with desk.on_duty("cate") as phone, desk.caller("311", again=caller) as again:
        joined = await desk.contact_of(again, nth=3)
        call = await phone.rang()
        await call.answer()
        await phone.audio.listen(0.5)
        await again.hang_up()
        await call.ended()
        record = await desk.record(joined)
        given_up = await desk.record(owed)
    assert record.earlier == owed
    assert record.final_status is FinalStatus.ANSWERED
    assert given_up.final_status is FinalStatus.CALLBACK_JOINED
    assert len(desk.outside.calls) >= 2
    await nothing_owed(desk)


async def test_a_promise_outlives_the_service_that_made_it(desk: ErrandsDesk) -> None:
    caller, contact, owed = await promised(desk)
    await desk.restart()
    taken_up = await owed_contact(desk, contact, nth=2)
    async with desk.on_duty("cate") as phone:
        call = await phone.rang()
        await call.answer()
        back = await desk.outside.rang()
        await back.answer()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the caller", 5)
        await back.hang_up()
        await call.ended()
        record = await desk.record(taken_up)
        before = await desk.service.contacts.get(owed)
    assert before is not None
    assert before.ended_by is Party.SYSTEM
    assert caller.line.from_user in back.invite.start_line
    assert record.earlier == contact
    assert record.final_status is FinalStatus.ANSWERED
    await nothing_owed(desk)
