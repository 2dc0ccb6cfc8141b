"""What a flow does with a caller: choices taken back, hours and holidays, lists, sources, consent and survey."""

import asyncio
from datetime import UTC, datetime

import pytest

from cdr.record import ContactRecord, FinalStatus
from ivr.reports import ChoiceUndone, MenuAnswered, PromptsStarted
from service.peers.hearing import find_sound, first_sound_at
from tests.support.scenario_errands import ErrandsDesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_star_takes_the_last_choice_back_and_the_menu_before_is_asked_again(desk: ErrandsDesk) -> None:
    async with desk.caller("354") as caller:
        contact = await desk.contact_of(caller)
        await caller.answered()
        await caller.audio.press("1")
        await desk.watch.fact(MenuAnswered, contact)
        await caller.audio.press("*")
        await desk.watch.fact(ChoiceUndone, contact)
        await caller.audio.press("1")
        await desk.watch.fact(MenuAnswered, contact, nth=2)
        await caller.audio.press("7")
        await caller.ended()
        record = await desk.record(contact)
    assert record.category == "done"
    assert [told.keys for told, _ in desk.watch.facts(MenuAnswered, contact)] == ["1", "1", "7"]


async def called(desk: ErrandsDesk, number: str, from_user: str | None = None) -> ContactRecord:
    """The record of a call that a flow ends by itself."""
    caller = desk.caller(number) if from_user is None else desk.caller_from(number, from_user)
    async with caller:
        contact = await desk.contact_of(caller)
        await caller.ended()
        return await desk.record(contact)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 7, 1, 10, tzinfo=UTC), "open"),
        (datetime(2026, 7, 1, 19, tzinfo=UTC), "shut"),
        (datetime(2026, 7, 4, 10, tzinfo=UTC), "shut"),
        (datetime(2026, 12, 25, 10, tzinfo=UTC), "shut"),
    ],
    ids=["in hours", "in the evening", "on a Saturday", "on a holiday"],
)
async def test_a_flow_tells_open_hours_from_closed_ones(desk: ErrandsDesk, moment: datetime, expected: str) -> None:
    desk.service.switchboard.date_calls(moment)
    try:
        record = await called(desk, "355")
    finally:
        desk.service.switchboard.date_calls(None)
    assert record.category == expected


async def test_a_caller_on_a_list_is_told_apart_and_the_number_dialled_names_its_source(desk: ErrandsDesk) -> None:
    listed, other = await asyncio.gather(called(desk, "356", "+12027770001"), called(desk, "356"))
    assert (listed.category, listed.source) == ("valued", "newspaper")
    assert (other.category, other.source) == ("done", "newspaper")


@pytest.mark.parametrize(("key", "consent"), [("9", "refused"), ("", "given")])
async def test_consent_category_source_and_survey_are_in_the_record(desk: ErrandsDesk, key: str, consent: str) -> None:
    goodbye, question = desk.sound("vm-goodbye", 0.6), desk.sound("vm-message")
    async with desk.on_duty("sue") as phone, desk.caller("390") as caller:
        contact = await desk.contact_of(caller)
        notice = await caller.audio.until(first_sound_at, "the notice", 5)
        if key:
            await caller.audio.press(key)
        call = await phone.rang()
        await call.answer()
        await phone.audio.listen(0.5)
        await call.hang_up()
        # What is pressed before the first question is no answer to it; the notice was the first prompt.
        await desk.watch.fact(PromptsStarted, contact, nth=2)
        await caller.audio.press("4")
        await caller.audio.until(lambda heard: find_sound(heard.samples, question[:4000]).found or None, "solved?", 5)
        await caller.audio.press("5")
        await caller.audio.until(lambda heard: find_sound(heard.samples, goodbye).found or None, "thanks", 5)
        await caller.ended()
        record = await desk.record(contact)
    assert record.consent == consent
    assert record.consent_prompt_played_at is not None
    assert record.consent_prompt_played_at.timestamp() > notice.unix
    assert (record.category, record.source) == ("valued", "radio")
    assert record.survey == {"friendly": 4, "solved": 5}
    assert record.final_status is FinalStatus.ANSWERED
    # Whoever refuses is not recorded.
    assert len(record.recordings) == (0 if consent == "refused" else 1)
