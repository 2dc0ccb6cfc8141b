"""Callbacks and the clock: nobody is called outside the hours for it, nor more often, nor more at once than agreed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from acd.events import CallbackRegistered, CallbackTried, OfferEnd, OfferEnded, OfferMade
from cdr.record import FinalStatus
from dialplan.loader import load
from service.peers.caller import Caller
from service.peers.hearing import tone_from
from tests.support.scenario_errands import OUTSIDE_TONE_HZ, ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ
from tests.support.scenario_owed import nothing_owed, owed_contact
from vocabulary.ids import ContactId

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

BEFORE_OPENING = datetime(2026, 7, 1, 8, 59, 50, tzinfo=UTC)
MORNING = datetime(2026, 7, 1, 10, tzinfo=UTC)
BEFORE_CLOSING = datetime(2026, 7, 1, 17, 59, 50, tzinfo=UTC)
TO_THE_CHANGE_SECONDS = 10.0
EARLY_SECONDS = 1.0
"""So much before a change it may count as there."""


OFFICE_HOURS = 'calling: {open: {mon-fri: "09:00-18:00"}}'


def later_today(desk: ErrandsDesk) -> str:
    """An hour that begins in one to two hours."""
    opening = desk.clock().utc + timedelta(hours=1, minutes=30)
    return f"{opening:%H}:30-{opening + timedelta(hours=1):%H}:30"


@pytest.fixture(autouse=True)
def present_again(desk: ErrandsDesk) -> Iterator[None]:
    """Calls are of the present again, whatever becomes of the test."""
    yield
    desk.service.switchboard.date_calls(None)


async def promised(desk: ErrandsDesk, from_user: str = "") -> tuple[Caller, ContactId, ContactId]:
    """A caller who was promised a callback, their contact, and the one in which they will be called."""
    async with desk.caller_from("312", from_user) if from_user else desk.caller("312") as caller:
        contact = await desk.contact_of(caller)
        owed = await owed_contact(desk, contact)
        await desk.watch.fact(CallbackRegistered, owed)
        await caller.ended()
        await desk.record(contact)
    return caller, contact, owed


async def test_before_the_hours_nobody_is_rung_and_then_the_agent_first_and_the_caller_after_them(
    desk: ErrandsDesk,
) -> None:
    calls_before = len(desk.outside.calls)
    async with desk.on_duty("ivy") as phone:
        opening = desk.clock().unix + TO_THE_CHANGE_SECONDS
        desk.service.switchboard.date_calls(BEFORE_OPENING)
        *_, owed = await promised(desk)
        assert desk.clock().unix < opening - EARLY_SECONDS, "promised before anybody may be called"
        call = await phone.rang(15)
        _, made_at = desk.watch.facts(OfferMade, owed)[0]
        assert len(desk.outside.calls) == calls_before, "the agent is not there yet"
        await call.answer()
        back = await desk.outside.rang()
        await back.answer()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the caller", 5)
        await desk.outside.audio.until(lambda heard: tone_from(heard, AGENT_TONE_HZ), "the agent", 5)
        await call.hang_up()
        await back.ended()
        record = await desk.record(owed)
    assert made_at.unix >= opening - EARLY_SECONDS
    assert record.final_status is FinalStatus.ANSWERED
    await nothing_owed(desk)


async def test_at_closing_time_the_phone_that_rings_is_let_go_and_whoever_calls_themselves_is_served(
    desk: ErrandsDesk,
) -> None:
    calls_before = len(desk.outside.calls)
    async with desk.on_duty("ivy") as phone:
        desk.service.switchboard.date_calls(BEFORE_CLOSING)
        caller, _, owed = await promised(desk)
        ringing = await phone.rang()
        await ringing.cancelled()
        ended, _ = await desk.watch.fact(OfferEnded, owed)
        async with desk.caller("313", again=caller) as again:
            joined = await desk.contact_of(again, nth=3)
            call = await phone.rang()
            await call.answer()
            await phone.audio.listen(0.5)
            await again.hang_up()
            await call.ended()
            record = await desk.record(joined)
            given_up = await desk.record(owed)
    assert ended.end is OfferEnd.WITHDRAWN
    assert len(desk.watch.facts(OfferMade, owed)) == 1
    assert len(desk.outside.calls) == calls_before, "nobody was called"
    assert (record.earlier, record.final_status) == (owed, FinalStatus.ANSWERED)
    assert given_up.final_status is FinalStatus.CALLBACK_JOINED
    await nothing_owed(desk)


async def test_a_promise_that_outlives_the_service_keeps_the_hours_of_the_next_one(desk: ErrandsDesk) -> None:
    caller, contact, _ = await promised(desk)
    usual = desk.document
    desk.document = load(desk.edited(OFFICE_HOURS, f'calling: {{open: {{mon-sun: "{later_today(desk)}"}}}}'))
    try:
        await desk.restart()
        taken_up = await owed_contact(desk, contact, nth=2)
        await desk.watch.fact(CallbackRegistered, taken_up)
        async with desk.on_duty("ivy") as phone:
            assert desk.watch.facts(OfferMade, taken_up) == [], "ready, and nobody is called"
            async with desk.caller("313", again=caller) as again:
                call = await phone.rang()
                await call.answer()
                await phone.audio.listen(0.5)
                await again.hang_up()
                await call.ended()
                record = await desk.record(taken_up)
    finally:
        desk.document = usual
        await desk.restart()
    assert record.final_status is FinalStatus.CALLBACK_JOINED
    await nothing_owed(desk)


async def test_a_caller_is_called_as_often_as_the_document_says_and_then_given_up(desk: ErrandsDesk) -> None:
    calls_before = len(desk.outside.calls)
    desk.service.switchboard.date_calls(MORNING)
    async with desk.on_duty("ivy") as phone:
        *_, owed = await promised(desk)
        for _ in range(2):
            call = await phone.rang()
            await call.answer()
            await (await desk.outside.rang()).decline(486)
            await call.ended()
        record = await desk.record(owed)
    assert [tried.attempt for tried, _ in desk.watch.facts(CallbackTried, owed)] == [1, 2]
    assert len(desk.outside.calls) == calls_before + 2
    assert record.final_status is FinalStatus.CALLBACK_FAILED
    await nothing_owed(desk)


async def test_with_one_agent_the_second_caller_is_not_called_before_the_first_call_is_over(desk: ErrandsDesk) -> None:
    desk.service.switchboard.date_calls(MORNING)
    *_, first = await promised(desk, "+12025550131")
    *_, second = await promised(desk, "+12025550132")
    calls_before = len(desk.outside.calls)
    async with desk.on_duty("ivy") as phone:
        call = await phone.rang()
        await call.answer()
        back = await desk.outside.rang()
        await back.answer()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the first caller", 5)
        assert len(desk.outside.calls) == calls_before + 1
        assert desk.watch.facts(OfferMade, second) == []
        await back.hang_up()
        await call.ended()
        call = await phone.rang()
        assert len(desk.outside.calls) == calls_before + 1, "the agent is not there yet"
        await call.answer()
        back = await desk.outside.rang()
        await back.answer()
        await phone.audio.until(lambda heard: tone_from(heard, OUTSIDE_TONE_HZ), "the second caller", 5)
        await call.hang_up()
        await back.ended()
        records = [await desk.record(contact) for contact in (first, second)]
    assert [record.final_status for record in records] == [FinalStatus.ANSWERED] * 2
    await nothing_owed(desk)
