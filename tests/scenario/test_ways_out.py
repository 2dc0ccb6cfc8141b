"""Ways out of a queue: waited too long, a key, refused at the door. Everybody is led somewhere, none to a busy tone."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from acd.events import EntryQueued
from cdr.record import FinalStatus
from service.peers.hearing import Heard, find_sound
from tests.support.scenario import Helpdesk
from tests.support.scenario_records import Menu, Offered, Queue, Stay, Talk, call_of, check
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

LONGEST_WAIT_SECONDS = 1.0


async def test_who_waited_too_long_waits_on_in_another_queue_with_the_time_waited(desk: Helpdesk) -> None:
    async with desk.on_duty("hanna") as phone, desk.caller("128") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        call = await phone.rang()
        answer = await call.answer()
        await phone.audio.listen(0.5)
        bye = await caller.hang_up()
        await call.ended()
        record = await desk.record(contact)
    left_at = accepted.at_unix + LONGEST_WAIT_SECONDS
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="brief"),
        Queue(left_at, "brief", end="timed out", announced=(1,)),
        Queue(answer.at_unix, "haven", moved=True, offers=(Offered("hanna", call.invite.at_unix, answer.at_unix),)),
        Talk(bye.at_unix, Party.CALLER, heard=phone.audio.heard()),
    ]
    check(call_of(caller, contact, stays, FinalStatus.ANSWERED, Party.CALLER), record)
    assert record.segments[2].credit_seconds == pytest.approx(LONGEST_WAIT_SECONDS, abs=0.05)


async def test_a_key_while_waiting_leads_to_another_flow(desk: Helpdesk) -> None:
    thanks = desk.sound("auth-thankyou", 0.6)
    async with _logged_in(desk), desk.caller("129") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        await desk.watch.fact(EntryQueued, contact)
        await caller.audio.listen(0.3)
        pressed = await caller.audio.press("5")
        goodbye = await caller.received("BYE")
        await caller.ended()
        heard = caller.audio.heard()
        record = await desk.record(contact)
    assert find_sound(heard.samples, thanks).found
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="gate"),
        Queue(pressed.unix, "gate", end="left by key"),
        Menu(goodbye.at_unix, "hung up by flow", flow="side-door"),
    ]
    check(call_of(caller, contact, stays, FinalStatus.LEFT_BY_KEY, Party.SYSTEM), record)


@contextlib.asynccontextmanager
async def _logged_in(desk: Helpdesk) -> AsyncIterator[None]:
    """An agent at whose phone nobody is rung: it is not registered."""
    await desk.log_in("gus")
    try:
        yield
    finally:
        await desk.log_out("gus")


@contextlib.asynccontextmanager
async def _full(desk: Helpdesk) -> AsyncIterator[None]:
    async with _logged_in(desk), desk.caller("129") as waiting:
        await desk.watch.fact(EntryQueued, await desk.contact_of(waiting))
        yield


@contextlib.asynccontextmanager
async def _closed(desk: Helpdesk) -> AsyncIterator[None]:
    async with _logged_in(desk):
        await desk.control.post("/v1/queues/gate/close")
        try:
            yield
        finally:
            await desk.control.post("/v1/queues/gate/open")


@contextlib.asynccontextmanager
async def _deserted(_: Helpdesk) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize(
    ("gate", "status"),
    [(_full, FinalStatus.FULL), (_closed, FinalStatus.CLOSED), (_deserted, FinalStatus.NO_AGENTS)],
)
async def test_who_is_refused_at_the_door_hears_what_the_flow_says_otherwise(
    desk: Helpdesk, gate: Callable[[Helpdesk], AbstractAsyncContextManager[None]], status: FinalStatus
) -> None:
    goodbye_heard = desk.sound("vm-goodbye", 0.6)

    def said(heard: Heard) -> bool | None:
        return find_sound(heard.samples, goodbye_heard).found or None

    async with gate(desk), desk.caller("129") as caller:
        contact = await desk.contact_of(caller)
        accepted = await caller.answered()
        await caller.audio.until(said, "goodbye", 5)
        goodbye = await caller.received("BYE")
        await caller.ended()
        record = await desk.record(contact)
    stays: list[Stay] = [
        Menu(accepted.at_unix, "handed to queue", flow="gate"),
        Queue(accepted.at_unix, "gate", end=status.value),
        Menu(goodbye.at_unix, "hung up by flow", flow="gate"),
    ]
    check(call_of(caller, contact, stays, status, Party.SYSTEM), record)
