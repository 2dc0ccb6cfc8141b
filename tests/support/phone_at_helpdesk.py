"""Desk phones for scenarios: on the ports and with the secrets of a machine, and known to the service."""

import contextlib
from collections.abc import AsyncIterator, Iterator

from acd.agents import Presence
from acd.commands import Device
from service.clock import now
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, Machine
from vocabulary.ids import AgentName


def desk_phone(machine: Machine, agent: str, *, tone_hz: float = AGENT_TONE_HZ, rings_aloud: bool = True) -> DeskPhone:
    """This agent's desk phone; registers when it is entered."""
    return DeskPhone(
        machine.phone_line(agent),
        _ports(machine, agent),
        target=machine.target,
        now=now,
        log_folder=machine.log_folder,
        tone_hz=tone_hz,
        rings_aloud=rings_aloud,
    )


@contextlib.asynccontextmanager
async def at_desk(desk: Helpdesk, agent: str, *, tone_hz: float = AGENT_TONE_HZ) -> AsyncIterator[DeskPhone]:
    """This agent's desk phone, registered and known to the service as free."""
    async with desk_phone(desk, agent, tone_hz=tone_hz) as phone:
        await desk.device_is(agent, Device.FREE)
        yield phone


@contextlib.asynccontextmanager
async def on_duty_at_desk(desk: Helpdesk, agent: str, *, tone_hz: float = AGENT_TONE_HZ) -> AsyncIterator[DeskPhone]:
    """This agent at a desk phone, logged in; logged out at the end, if still logged in."""
    async with at_desk(desk, agent, tone_hz=tone_hz) as phone:
        await desk.log_in(agent)
        try:
            yield phone
        finally:
            if desk.service.desk.state.agents[AgentName(agent)].presence is not Presence.LOGGED_OUT:
                await desk.log_out(agent)


def _ports(machine: Machine, agent: str) -> Iterator[tuple[int, int]]:
    """A fresh pair of ports for each call that is dialled."""
    while True:
        line = machine.phone_line(agent)
        yield line.port, line.media_port
