"""Audio that does not come, or comes no more, from phones that are there: what is told, who goes back, who is left."""

import pytest

from acd.agents import Activity
from acd.events import AgentFellSilent, ReturnedToHead
from cdr.record import FinalStatus
from tests.scenario.truth.mishaps import MISHAP_SECONDS, Measured, Stopwatch, agent_of, answered, at_work
from tests.support.scenario import Helpdesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

LEFT_ALONE_SECONDS = 12.0
"""Of silence: more than a phone of the ordinary kind would be left in its call."""


async def test_a_bye_that_never_arrives_ends_the_call_and_the_agent_is_free(desk: Helpdesk, measured: Measured) -> None:
    async with at_work(desk, "bert") as phone, desk.caller("601") as caller:
        call = await answered(phone)
        contact = await desk.contact_of(caller)
        await phone.audio.listen(1.0)
        call.mute()
        watch = Stopwatch()
        await call.received("BYE", seconds=MISHAP_SECONDS)
        measured("lost BYE to ours", watch.seconds)
        await desk.watch.fact(ReturnedToHead, contact)
        again = await answered(phone)
        await phone.audio.listen(1.0)
        await again.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    assert record.final_status is FinalStatus.ANSWERED


async def test_an_agent_who_cannot_be_heard_loses_the_caller_by_policy(desk: Helpdesk, measured: Measured) -> None:
    async with at_work(desk, "alma") as phone, desk.caller("600") as caller:
        call = await answered(phone, dumb=True)
        watch = Stopwatch()
        contact = await desk.contact_of(caller)
        silent, _ = await desk.watch.fact(AgentFellSilent, contact)
        measured("answer to agent fell silent", watch.seconds)
        await desk.watch.fact(ReturnedToHead, contact)
        await call.received("BYE")
        await caller.hang_up()
        await desk.record(contact)
    assert silent.agent == "alma"


async def test_an_agent_who_cannot_be_heard_is_only_told_by_another_policy(desk: Helpdesk) -> None:
    async with at_work(desk, "bert") as phone, desk.caller("601") as caller:
        call = await answered(phone, dumb=True)
        contact = await desk.contact_of(caller)
        await desk.watch.fact(AgentFellSilent, contact)
        await phone.audio.listen(LEFT_ALONE_SECONDS)
        assert not call.over
        await call.hang_up()
        await caller.ended()
        await desk.record(contact)
    assert desk.watch.facts(ReturnedToHead, contact) == []


async def test_a_phone_that_suppresses_silence_is_left_alone(desk: Helpdesk) -> None:
    async with at_work(desk, "cora", "cora-quiet") as phone, desk.caller("602") as caller:
        call = await answered(phone)
        contact = await desk.contact_of(caller)
        call.mute()
        await phone.audio.listen(LEFT_ALONE_SECONDS)
        assert not call.over
        assert agent_of(desk, "cora").activity is Activity.TALKING
        await call.hang_up()
        await caller.ended()
        await desk.record(contact)
    assert desk.watch.facts(AgentFellSilent, contact) == []


async def test_a_phone_that_holds_its_caller_is_left_alone(desk: Helpdesk) -> None:
    async with at_work(desk, "dora") as phone, desk.caller("602") as caller:
        call = await answered(phone)
        contact = await desk.contact_of(caller)
        await phone.audio.listen(1.0)
        await call.hold("inactive")
        await caller.audio.listen(LEFT_ALONE_SECONDS)
        assert not call.over
        await call.resume()
        await phone.audio.listen(1.0)
        await call.hang_up()
        await caller.ended()
        await desk.record(contact)
    assert desk.watch.facts(ReturnedToHead, contact) == []
