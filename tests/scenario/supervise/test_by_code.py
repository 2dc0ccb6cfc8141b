"""Supervisors who listen by keypad alone: the code, the agent's number, and keys while they listen."""

import asyncio

import pytest

from cdr.events import ListeningBegan, ListeningMode
from tests.scenario.supervise.ears import hears
from tests.scenario.supervise.floor import conversation, supervisor_phone
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

ALEX = "101"
CODES = {"monitor": "*41", "whisper": "*42", "barge": "*43", "take over": "*44"}


@pytest.mark.parametrize("mode", ["monitor", "whisper", "barge"])
async def test_a_code_and_an_agents_number_let_a_supervisor_in_and_keys_change_the_mode(
    desk: Helpdesk, mode: str
) -> None:
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "sue") as sue, conversation(desk, alex) as talk:
        call = await sue.dial(CODES[mode] + ALEX)
        began, at = await desk.watch.fact(ListeningBegan, talk.contact)
        assert began.mode == ListeningMode(mode)
        await asyncio.gather(
            hears(call.audio, at, "caller", "agent"),
            hears(alex.audio, at, "caller", *(() if mode == "monitor" else ("supervisor",))),
            hears(talk.caller.audio, at, "agent", *(("supervisor",) if mode == "barge" else ())),
        )
        await call.press("4")
        await hears(alex.audio, desk.clock(), "caller")
        await talk.caller.hang_up()
        await call.ended()


async def test_a_code_takes_a_call_over_at_once(desk: Helpdesk) -> None:
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "sue") as sue, conversation(desk, alex) as talk:
        call = await sue.dial(CODES["take over"] + ALEX)
        await talk.call.ended()
        since = desk.clock()
        await asyncio.gather(hears(call.audio, since, "caller"), hears(talk.caller.audio, since, "supervisor"))
        await talk.caller.hang_up()
        await call.ended()


async def test_a_supervisor_without_the_permission_is_refused_and_nobody_hears_anything(
    desk: Helpdesk,
) -> None:
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "tom") as tom, conversation(desk, alex) as talk:
        for code in ("whisper", "barge", "take over"):
            await _refused(tom, CODES[code] + ALEX)
        assert not desk.watch.facts(ListeningBegan, talk.contact)
        await asyncio.gather(hears(alex.audio, desk.clock(), "caller"), hears(talk.caller.audio, desk.clock(), "agent"))


async def test_who_talks_with_nobody_cannot_be_listened_to(desk: Helpdesk) -> None:
    async with desk.on_duty("alex"), supervisor_phone(desk, "sue") as sue:
        await _refused(sue, CODES["monitor"] + ALEX)


async def _refused(phone: DeskPhone, dialled: str) -> None:
    """The phone is answered, told why not, and hung up."""
    call = await phone.dial(dialled)
    await call.received("200", "INVITE")
    await call.ended(15)
