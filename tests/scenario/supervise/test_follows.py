"""The listener follows the contact: held, asked about, handed on, said a card number in; and through a lost link."""

import asyncio

import pytest

from cdr.events import ListeningBegan, ListeningEnded
from service.peers.hearing import AUDIBLE, loudness
from tests.scenario.supervise.ears import NEXT_AGENT_TONE_HZ, hears
from tests.scenario.supervise.floor import answered, conversation, listens, on_duty, supervisor_phone, switches
from tests.support.scenario import Helpdesk

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

SILENT_SECONDS = 1.0


async def test_while_the_caller_is_held_the_agents_side_is_heard(desk: Helpdesk) -> None:
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "sue") as sue, conversation(desk, alex) as talk:
        await listens(desk, "sue", sue, "alex", "barge")
        await hears(alex.audio, desk.clock(), "caller", "supervisor")
        await _ask(desk, "hold")
        since = desk.clock()
        await hears(sue.audio, since, "agent")
        await _ask(desk, "resume")
        since = desk.clock()
        await asyncio.gather(
            hears(talk.caller.audio, since, "agent", "supervisor"),
            hears(alex.audio, since, "caller", "supervisor"),
            hears(sue.audio, since, "caller", "agent"),
        )


async def test_whom_the_agent_asks_is_heard_and_does_not_hear_the_listener(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("alex") as alex,
        on_duty(desk, "bea", NEXT_AGENT_TONE_HZ) as bea,
        supervisor_phone(desk, "sue") as sue,
        conversation(desk, alex) as talk,
    ):
        await listens(desk, "sue", sue, "alex", "whisper")
        await hears(alex.audio, desk.clock(), "caller", "supervisor")
        asked = asyncio.create_task(_ask(desk, "consult", to_agent="bea"), name="consulting")
        call = await bea.rang()
        await call.answer()
        await asked
        since = desk.clock()
        await asyncio.gather(
            hears(sue.audio, since, "agent", "next agent"),
            hears(alex.audio, since, "next agent", "supervisor"),
            hears(bea.audio, since, "agent"),
        )
        await _ask(desk, "conference")
        since = desk.clock()
        await asyncio.gather(
            hears(sue.audio, since, "caller", "agent", "next agent"),
            hears(alex.audio, since, "caller", "next agent", "supervisor"),
            hears(bea.audio, since, "caller", "agent"),
            hears(talk.caller.audio, since, "agent", "next agent"),
        )


async def test_whoever_barged_in_is_in_the_next_conversation_too(desk: Helpdesk) -> None:
    async with (
        desk.on_duty("alex") as alex,
        on_duty(desk, "bea", NEXT_AGENT_TONE_HZ) as bea,
        supervisor_phone(desk, "sue") as sue,
        conversation(desk, alex) as talk,
    ):
        await listens(desk, "sue", sue, "alex", "barge")
        await hears(alex.audio, desk.clock(), "caller", "supervisor")
        handing = asyncio.create_task(_ask(desk, "transfer", to_agent="bea"), name="transferring")
        await answered(bea)
        await handing
        await talk.call.ended()
        since = desk.clock()
        await asyncio.gather(
            hears(sue.audio, since, "caller", "next agent"),
            hears(bea.audio, since, "caller", "supervisor"),
            hears(talk.caller.audio, since, "next agent", "supervisor"),
        )


@pytest.mark.parametrize("mode", ["monitor", "whisper", "barge"])
async def test_what_is_not_recorded_is_not_heard_by_the_listener_either(desk: Helpdesk, mode: str) -> None:
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "sue") as sue, conversation(desk, alex) as talk:
        await listens(desk, "sue", sue, "alex", mode)
        await hears(sue.audio, desk.clock(), "caller", "agent")
        await _ask(desk, "pause-recording")
        since = desk.clock()
        await asyncio.gather(hears(alex.audio, since, "caller"), hears(talk.caller.audio, since, "agent"))
        await alex.audio.listen(SILENT_SECONDS)
        heard = sue.audio.heard()
        assert loudness(heard.samples[heard.sample_at(since.plus(0.3)) :]) < AUDIBLE
        await _ask(desk, "record-again")
        await hears(sue.audio, desk.clock(), "caller", "agent")


async def test_through_a_lost_link_the_listener_goes_on_hearing_and_is_served_again_afterwards(desk: Helpdesk) -> None:
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "sue") as sue, conversation(desk, alex) as talk:
        await listens(desk, "sue", sue, "alex")
        await hears(sue.audio, desk.clock(), "caller", "agent")
        desk.wire.cut()
        await desk.wire.knocked(5)
        await hears(sue.audio, desk.clock(), "caller", "agent")
        desk.wire.mend()
        await desk.service.link.up.wait()
        await switches(desk, "sue", "whisper")
        since = desk.clock()
        await asyncio.gather(
            hears(alex.audio, since, "caller", "supervisor"),
            hears(sue.audio, since, "caller", "agent"),
            hears(talk.caller.audio, since, "agent"),
        )


async def test_a_contact_that_ends_while_the_link_is_lost_ends_the_listening_afterwards(desk: Helpdesk) -> None:
    async with desk.on_duty("alex") as alex, supervisor_phone(desk, "sue") as sue, conversation(desk, alex) as talk:
        listener = await listens(desk, "sue", sue, "alex", "whisper")
        await hears(alex.audio, desk.clock(), "caller", "supervisor")
        desk.wire.cut()
        await desk.wire.knocked(5)
        await talk.caller.hang_up()
        await desk.wire.knocked_again(5)
        desk.wire.mend()
        await desk.service.link.up.wait()
        await listener.call.ended()
        await talk.call.ended()
        await desk.record(talk.contact)
    assert (
        len(desk.watch.facts(ListeningBegan, talk.contact)) == len(desk.watch.facts(ListeningEnded, talk.contact)) == 1
    )


async def _ask(desk: Helpdesk, what: str, **more: str) -> None:
    """Alex asks something of the conversation they are in, by command."""
    await desk.control.post(f"/v1/calls/alex/{what}", {"as": "alex", **more})
