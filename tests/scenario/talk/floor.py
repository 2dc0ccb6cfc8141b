"""A caller with an agent, and a colleague to be asked: where most scenarios of conversations begin. Judges nothing."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from cdr.record import ContactRecord
from service.peers.caller import Caller
from tests.support.phone_calls import ComingCall, DialledCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario_errands import ErrandsDesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import COLLEAGUE_TONE_HZ, asked, at_desk, hears
from vocabulary.ids import ContactId


async def talking(desk: ErrandsDesk, caller: Caller, phone: DeskPhone) -> tuple[ContactId, ComingCall]:
    """The agent has answered, and both hear each other."""
    contact = await desk.contact_of(caller)
    call = await phone.came()
    await call.answer()
    await hears(caller.audio, AGENT_TONE_HZ)
    await hears(phone.audio, CALLER_TONE_HZ)
    return contact, call


async def over(desk: ErrandsDesk, caller: Caller, contact: ContactId) -> ContactRecord:
    """The caller hangs up; the record."""
    await caller.hang_up()
    return await desk.record(contact)


async def joined(call: ComingCall, second: DialledCall) -> None:
    """The phone hands its caller to whom it called meanwhile, and is rid of both calls."""
    await call.refer_replacing(second)
    await second.ended()
    await call.hang_up()


def agents_of(record: ContactRecord) -> list[str]:
    """Who had the caller, one after the other."""
    return [segment.agent for segment in record.segments if segment.agent]


@dataclass(frozen=True, slots=True)
class Talk:
    """A caller who talks with ann; eve, of another queue, is there to be asked. ``call``: ann's."""

    desk: ErrandsDesk
    caller: Caller
    ann: DeskPhone
    eve: DeskPhone
    contact: ContactId
    call: ComingCall

    async def asks(self, action: str, **body: str) -> None:
        """Ann asks this of her call by command."""
        await asked(self.desk, "ann", action, {"as": "ann", **body})

    async def asks_eve(self) -> ComingCall:
        """Ann asks eve by command, and hears her; the caller waits with music."""
        await self.asks("consult", to_agent="eve")
        there = await self.eve.came()
        await there.answer()
        await hears(self.ann.audio, COLLEAGUE_TONE_HZ)
        return there

    async def calls_eve(self, number: str = "75") -> tuple[DialledCall, ComingCall]:
        """Ann's phone holds the caller and calls eve, or the queue of this number; the call at either end."""
        await self.call.hold()
        second = await self.ann.dial(number)
        there = await self.eve.came()
        await there.answer()
        await hears(second.audio, COLLEAGUE_TONE_HZ)
        return second, there

    async def over(self) -> ContactRecord:
        """The caller hangs up; the record."""
        return await over(self.desk, self.caller, self.contact)

    async def ended_by_flow(self) -> ContactRecord:
        """The caller is hung up on; the record."""
        await self.caller.received("BYE")
        await self.caller.ended()
        return await self.desk.record(self.contact)


@contextlib.asynccontextmanager
async def ann_talks(desk: ErrandsDesk, number: str = "600") -> AsyncIterator[Talk]:
    """Somebody who called this number talks with ann, and eve is at her desk."""
    async with (
        at_desk(desk, "ann") as ann,
        at_desk(desk, "eve", COLLEAGUE_TONE_HZ) as eve,
        desk.caller(number) as caller,
    ):
        contact, call = await talking(desk, caller, ann)
        yield Talk(desk, caller, ann, eve, contact, call)
