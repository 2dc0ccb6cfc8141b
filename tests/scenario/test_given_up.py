"""Callers who hang up before they have reached anybody: in the menu, in the queue, while the agent's phone rings."""

import pytest

from cdr.record import FinalStatus
from service.peers.hearing import find_sound, first_sound_at
from tests.support.scenario import Helpdesk
from tests.support.scenario_records import CALLER_LEFT, Menu, Offered, Queue, Stay, call_of, check
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]


async def test_in_the_menu(desk: Helpdesk) -> None:
    async with desk.caller("100") as caller:
        contact = await desk.contact_of(caller)
        await caller.audio.until(first_sound_at, "the prompt", 3)
        bye = await caller.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    stays: list[Stay] = [Menu(bye.at_unix, "caller hung up")]
    check(call_of(caller, contact, stays, FinalStatus.ABANDONED_IN_MENU, Party.CALLER), record)


async def test_in_the_queue(desk: Helpdesk) -> None:
    begin = desk.sound("queue-youarenext", 1.0)
    async with desk.caller("101") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        await caller.audio.until(lambda heard: find_sound(heard.samples, begin).found or None, "announcement", 5)
        bye = await caller.hang_up()
        await caller.ended()
        record = await desk.record(contact)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="support"),
        Queue(bye.at_unix, end="abandoned", announced=(1,)),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ABANDONED, Party.CALLER), record)


async def test_while_the_agents_phone_rings(desk: Helpdesk) -> None:
    async with desk.on_duty("alice") as phone, desk.caller("101") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        call = await phone.rang()
        await caller.audio.listen(0.5)
        bye = await caller.hang_up()
        cancel = await call.cancelled()
        await call.ended()
        record = await desk.record(contact)
    assert cancel.at_unix - bye.at_unix < 0.1
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="support"),
        Queue(
            bye.at_unix,
            end="abandoned",
            offers=(Offered("alice", call.invite.at_unix, bye.at_unix, CALLER_LEFT),),
        ),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ABANDONED, Party.CALLER), record)
