"""Codes dialled from agents' own phones: each is answered audibly, and what it says is so."""

from collections.abc import Callable

import pytest

from acd.agents import Activity, Presence
from acd.commands import Device
from acd.events import DispositionGiven
from calls.keypad.phrases import Phrase
from cdr.events import RecordingGoesOn, RecordingPaused
from service.clock import now
from service.peers.hearing import tone_from
from tests.scenario.keypad.phones import (
    SAID_SECONDS,
    agent,
    at_work,
    code,
    conversation,
    dials,
    is_heard,
    says,
    silent_seconds,
    types,
)
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import CALLER_TONE_HZ
from vocabulary.ids import QueueName

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

REFUSED = {
    "*11": Phrase.NOT_LOGGED_IN,
    "*131": Phrase.NOT_LOGGED_IN,
    "*14": Phrase.NOT_LOGGED_IN,
    "*15": Phrase.NO_WRAP_UP,
    "*161": Phrase.NO_CONVERSATION,
    "*17": Phrase.NOT_LOGGED_IN,
    "*20600": Phrase.NOT_LOGGED_IN,
    "*30": Phrase.NO_CONVERSATION,
    "*31": Phrase.NO_CONVERSATION,
    "*40202": Phrase.NOT_ALLOWED,
    "*99": Phrase.UNKNOWN_NUMBER,
    "777": Phrase.UNKNOWN_NUMBER,
    "*115": Phrase.UNKNOWN_NUMBER,
    "*139": Phrase.NO_SUCH_CHOICE,
}
"""To somebody who is logged out and talks with nobody; and what no code is, or none of its arguments."""


async def test_an_agent_logs_in_by_being_registered_and_out_again(
    desk: Helpdesk, measured: Callable[[str, float], None]
) -> None:
    async with desk.desk_phone("alex") as phone:
        call = await dials(phone, "*10")
        measured("code answered, to its first word, not made before", await silent_seconds(call))
        await call.ended(SAID_SECONDS)
        assert is_heard(desk, call, Phrase.LOGGED_IN)
        assert agent(desk, "alex").presence is Presence.AVAILABLE
        await says(desk, phone, "*11", Phrase.LOGGED_OUT)
        assert agent(desk, "alex").presence is Presence.LOGGED_OUT


async def test_a_pause_with_its_reason_dialled_behind_the_code_and_its_end(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        await code(phone, "*1325")
        assert (agent(desk, "alex").presence, agent(desk, "alex").pause_reason) == (Presence.PAUSED, "training")
        await code(phone, "*14")
        assert agent(desk, "alex").presence is Presence.AVAILABLE


async def test_the_reason_of_a_pause_is_asked_for_and_typed_into_the_question(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        call = await dials(phone, "*13")
        await types(call, "1")
        await call.ended(10.0)
        assert (agent(desk, "alex").presence, agent(desk, "alex").pause_reason) == (Presence.PAUSED, "lunch")


async def test_an_agent_serves_a_queue_no_longer_and_then_again(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        await code(phone, "*21601")
        assert agent(desk, "alex").profile.queues == (QueueName("care"),)
        await code(phone, "*20601")
        assert set(agent(desk, "alex").profile.queues) == {QueueName("care"), QueueName("sales")}


async def test_after_the_call_its_outcome_is_typed_and_the_wrap_up_ended(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        async with conversation(desk, phone) as (caller, _):
            contact = await desk.contact_of(caller)
        await desk.device_is("alex", Device.FREE)
        assert agent(desk, "alex").activity is Activity.WRAPPING_UP
        await code(phone, "*169")
        assert [fact.disposition for fact, _ in desk.watch.facts(DispositionGiven, contact)] == ["open"]
        await code(phone, "*15")
        assert agent(desk, "alex").activity is Activity.IDLE


async def test_during_the_call_the_outcome_is_typed_on_the_second_line(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone, conversation(desk, phone, "501") as (caller, call):
        contact = await desk.contact_of(caller)
        await call.hold()
        await code(phone, "*161")
        await call.resume()
        resumed = now()
        assert [fact.disposition for fact, _ in desk.watch.facts(DispositionGiven, contact)] == ["solved"]
        again = await call.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ, resumed), "the caller again", 5.0)
        assert again >= resumed


async def test_a_recording_on_demand_is_begun_paused_gone_on_with_and_ended(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        async with conversation(desk, phone, "501") as (caller, _):
            contact = await desk.contact_of(caller)
            for dialled in ("*30", "*31", "*32", "*30"):
                await code(phone, dialled)
            assert len(desk.watch.facts(RecordingPaused, contact)) == 1
            assert len(desk.watch.facts(RecordingGoesOn, contact)) == 1
        record = await desk.record(contact)
    assert len(record.recordings) == 1


async def test_a_raised_hand_is_seen_and_lowered_by_the_same_code(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone:
        await code(phone, "*17")
        assert agent(desk, "alex").hand is not None
        await code(phone, "*17")
        assert agent(desk, "alex").hand is None


async def test_the_help_reads_the_codes_out_until_a_key_is_pressed(
    desk: Helpdesk, measured: Callable[[str, float], None]
) -> None:
    async with at_work(desk, "alex") as phone:
        call = await dials(phone, "*0")
        measured("help answered, to its first word, none made before", await silent_seconds(call))
        await call.press("5")
        await call.ended(3.0)


@pytest.mark.parametrize(("dialled", "phrase"), REFUSED.items())
async def test_a_code_that_cannot_be_done_is_refused_in_words(desk: Helpdesk, dialled: str, phrase: Phrase) -> None:
    async with desk.desk_phone("alex") as phone:
        await says(desk, phone, dialled, phrase)
        assert agent(desk, "alex").presence is Presence.LOGGED_OUT
