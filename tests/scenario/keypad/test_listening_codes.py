"""Supervisors who listen by dialling a code from their own phone."""

import pytest

from acd.agents import Activity
from cdr.events import ListeningBegan, ListeningMode
from service.peers.hearing import tone_from
from tests.scenario.keypad.phones import PINS, SAID_SECONDS, agent, at_work, code, conversation, dials, types
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import CALLER_TONE_HZ

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_a_supervisor_types_their_pin_and_hears_the_caller(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone, desk.desk_phone("290") as sue:
        async with conversation(desk, phone) as (caller, _):
            contact = await desk.contact_of(caller)
            call = await dials(sue, "*40201")
            await call.press(f"{PINS['sue']}#")
            await call.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller's tone", 5.0)
            began = desk.watch.facts(ListeningBegan, contact)
            assert [(fact.supervisor, fact.mode) for fact, _ in began] == [("sue", ListeningMode.MONITOR)]
            await call.hang_up()
        await code(phone, "*15")


async def test_a_supervisor_takes_over_by_a_code(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone, desk.desk_phone("290", 830.0) as sue:
        async with conversation(desk, phone) as (caller, agent_s):
            call = await dials(sue, "*43201")
            await call.press(f"{PINS['sue']}#")
            await agent_s.ended(5.0)
            await caller.audio.until(lambda heard: tone_from(heard, 830.0), "the supervisor's tone", 5.0)
            await call.hang_up()
            await caller.ended()
        if agent(desk, "alex").activity is Activity.WRAPPING_UP:
            await code(phone, "*15")


async def test_a_supervisor_without_the_permission_is_refused_audibly(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone, desk.desk_phone("291") as tom:
        async with conversation(desk, phone):
            await code(tom, "*41201")
        await code(phone, "*15")


async def test_an_agent_who_talks_with_nobody_cannot_be_heard(desk: Helpdesk) -> None:
    async with desk.desk_phone("290") as sue:
        call = await dials(sue, "*40201")
        await types(call, f"{PINS['sue']}#")
        await call.ended(SAID_SECONDS)
