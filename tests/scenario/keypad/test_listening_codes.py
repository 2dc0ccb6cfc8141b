"""Supervisors who listen by dialling a code from their own phone."""

import asyncio

import pytest

from calls.keypad.phrases import Phrase
from cdr.events import ListeningBegan, ListeningMode
from service.clock import now
from tests.scenario.keypad.phones import PINS, SAID_SECONDS, at_work, conversation, dials, is_heard, says, types
from tests.scenario.supervise.ears import SUPERVISOR_TONE_HZ, hears
from tests.support.scenario import Helpdesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


HEARS = {
    "*40": (ListeningMode.MONITOR, ("agent",), ("caller",)),
    "*41": (ListeningMode.WHISPER, ("agent",), ("caller", "supervisor")),
    "*42": (ListeningMode.BARGE, ("agent", "supervisor"), ("caller", "supervisor")),
}
"""By code: what it is, whom the caller hears, and whom the agent."""


@pytest.mark.parametrize("dialled", HEARS)
async def test_a_supervisor_types_their_pin_and_is_heard_by_whom_the_code_says(desk: Helpdesk, dialled: str) -> None:
    mode, by_caller, by_agent = HEARS[dialled]
    async with (
        at_work(desk, "alex") as phone,
        desk.desk_phone("290", SUPERVISOR_TONE_HZ) as sue,
        conversation(desk, phone) as (caller, agent_s),
    ):
        contact = await desk.contact_of(caller)
        call = await dials(sue, f"{dialled}201")
        since = await call.press(f"{PINS['sue']}#")
        await hears(call.audio, since, "caller", "agent")
        await asyncio.gather(hears(caller.audio, now(), *by_caller), hears(agent_s.audio, now(), *by_agent))
        began = desk.watch.facts(ListeningBegan, contact)
        assert [(fact.supervisor, fact.mode) for fact, _ in began] == [("sue", mode)]
        await call.hang_up()


async def test_a_supervisor_takes_over_by_a_code(desk: Helpdesk) -> None:
    async with (
        at_work(desk, "alex") as phone,
        desk.desk_phone("290", SUPERVISOR_TONE_HZ) as sue,
        conversation(desk, phone) as (caller, agent_s),
    ):
        call = await dials(sue, "*43201")
        await call.press(f"{PINS['sue']}#")
        await agent_s.ended(5.0)
        await hears(caller.audio, now(), "supervisor")
        await call.hang_up()
        await caller.ended()


async def test_a_supervisor_without_the_permission_is_refused_audibly(desk: Helpdesk) -> None:
    async with at_work(desk, "alex") as phone, desk.desk_phone("291") as tom, conversation(desk, phone):
        await says(desk, tom, "*41201", Phrase.NOT_ALLOWED)


async def test_an_agent_who_talks_with_nobody_cannot_be_heard(desk: Helpdesk) -> None:
    async with desk.desk_phone("290") as sue:
        call = await dials(sue, "*40201")
        await types(call, f"{PINS['sue']}#")
        await call.ended(SAID_SECONDS)
        assert is_heard(desk, call, Phrase.NOBODY_TO_HEAR)
