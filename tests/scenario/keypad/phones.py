"""Phones that dial codes and type on a running Firstline. Judges nothing."""

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from acd.agents import Agent
from acd.commands import Device
from service.peers.caller import Caller
from service.peers.hearing import first_sound_at, tone_from
from tests.support.phone_calls import ComingCall, DialledCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import CALLER_TONE_HZ
from vocabulary.ids import AgentName
from vocabulary.instant import Instant

PINS: Final = {"bea": "271828", "cleo": "314159", "sue": "161803"}
"""Of the people of the document beside this file who have one."""

HEARD_SECONDS = 8.0
"""How long something may take to be heard, with the words made for the first time on a busy machine."""

SAID_SECONDS = 30.0
"""How long the longest that is said takes, with the hang-up behind it."""


def agent(desk: Helpdesk, name: str) -> Agent:
    """This agent as the distributor knows them."""
    return desk.service.desk.state.agents[AgentName(name)]


async def dials(phone: DeskPhone, number: str) -> DialledCall:
    """This phone dials; the call is answered, and something is heard in it."""
    call = await phone.dial(number)
    await call.answered()
    await spoken(call)
    return call


async def spoken(call: DialledCall, after: Instant | None = None) -> Instant:
    """When something was first heard in this call."""
    return await call.audio.until(lambda heard: first_sound_at(heard, after), "something said", HEARD_SECONDS)


async def types(call: DialledCall, keys: str) -> None:
    """Types, and hears what comes of it."""
    await spoken(call, await call.press(keys))


async def code(phone: DeskPhone, dialled: str) -> None:
    """This phone dials a code that needs nothing more: it is answered, heard, and hung up by the other side."""
    await (await dials(phone, dialled)).ended(SAID_SECONDS)


@contextlib.asynccontextmanager
async def at_work(desk: Helpdesk, name: str) -> AsyncIterator[DeskPhone]:
    """This agent, logged in by a code from their own phone; logged out in the end."""
    async with desk.desk_phone(name) as phone:
        await desk.device_is(name, Device.FREE)
        await code(phone, "*10")
        await desk.device_is(name, Device.FREE)
        try:
            yield phone
        finally:
            await desk.log_out(name)


@contextlib.asynccontextmanager
async def conversation(
    desk: Helpdesk, phone: DeskPhone, number: str = "500"
) -> AsyncIterator[tuple[Caller, ComingCall]]:
    """Somebody calls, and whoever has this phone talks with them."""
    async with desk.caller(number) as caller:
        call = await phone.came()
        await call.answer()
        await call.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller's tone", 5.0)
        yield caller, call
