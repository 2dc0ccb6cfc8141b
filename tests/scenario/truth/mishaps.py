"""Agents at work with phones that meet with mishaps, and telephones with lamps beside them. Judges nothing."""

import contextlib
from collections.abc import AsyncIterator, Callable

from acd.agents import Agent, Presence
from acd.commands import Device
from service.clock import now
from tests.support.lamp_phone import LampPhone, lamp_phone
from tests.support.phone_calls import ComingCall
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk
from vocabulary.ids import AgentName, DeviceName

Measured = Callable[[str, float], None]

MISHAP_SECONDS = 15.0
"""How long a mishap may take to be noticed before a scenario gives up; what it took is measured."""


def agent_of(desk: Helpdesk, agent: str) -> Agent:
    """This agent as the distributor has them."""
    return desk.service.desk.state.agents[AgentName(agent)]


@contextlib.asynccontextmanager
async def logged_in(desk: Helpdesk, agent: str) -> AsyncIterator[None]:
    """An agent whose phone is free, logged in until the end."""
    await desk.device_is(agent, Device.FREE)
    await desk.log_in(agent)
    try:
        yield
    finally:
        if agent_of(desk, agent).presence is not Presence.LOGGED_OUT:
            await desk.log_out(agent)


@contextlib.asynccontextmanager
async def at_work(desk: Helpdesk, agent: str, device: str | None = None) -> AsyncIterator[DeskPhone]:
    """An agent on duty at a desk phone."""
    async with desk.desk_phone(device or agent) as phone, logged_in(desk, agent):
        yield phone


@contextlib.asynccontextmanager
async def with_lamps(desk: Helpdesk, device: str, transport: str = "udp") -> AsyncIterator[LampPhone]:
    """A telephone that registers, says little, and is gone at the end."""
    secret = desk.secrets.phones[DeviceName(device)].get_secret_value()
    async with lamp_phone(device, secret, desk.target, transport) as phone:
        await phone.register()
        yield phone
        if not phone.is_cut:
            await phone.register(0)


async def answered(phone: DeskPhone, *, dumb: bool = False) -> ComingCall:
    """The next call at this phone, answered. ``dumb``: nothing ever comes from it."""
    call = await phone.came()
    if dumb:
        next(each for each in phone.calls if each.call_id == call.call_id).speaking = True
    await call.answer()
    await call.confirmed()
    return call


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = now()

    @property
    def seconds(self) -> float:
        return now().since(self._began)
