"""Supervisors' phones and conversations to listen to, on a running Firstline. Judges nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from service.clock import now
from service.peers.agent_phone import AgentCall, AgentPhone
from service.peers.caller import Caller
from service.peers.hearing import tone_from
from tests.scenario.supervise.ears import SUPERVISOR_TONE_HZ
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import CALLER_TONE_HZ
from vocabulary.ids import ContactId

PHONES = {"sue": "290", "tom": "291", "uma": "292", "vic": "293", "wes": "294", "xia": "295"}
"""The supervisors of the document beside this file, and their phones."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A caller who talks with an agent. ``call``: the agent's end of it."""

    contact: ContactId
    caller: Caller
    phone: AgentPhone
    call: AgentCall


@dataclass(frozen=True, slots=True)
class Listener:
    """A supervisor's phone. ``call``: the one by which they listen."""

    name: str
    phone: AgentPhone
    call: AgentCall


@contextlib.asynccontextmanager
async def supervisor_phone(desk: Helpdesk, supervisor: str) -> AsyncIterator[AgentPhone]:
    """This supervisor's phone, registered and reachable."""
    phone = AgentPhone(
        desk.phone_line(PHONES[supervisor]),
        target=desk.target,
        now=now,
        log_folder=desk.log_folder,
        tone_hz=SUPERVISOR_TONE_HZ,
    )
    async with phone:
        yield phone


@contextlib.asynccontextmanager
async def conversation(desk: Helpdesk, phone: AgentPhone, number: str = "500") -> AsyncIterator[Conversation]:
    """Somebody calls, and the agent of this phone talks with them."""
    async with desk.caller(number) as caller:
        contact = await desk.contact_of(caller)
        call = await answered(phone)
        yield Conversation(contact, caller, phone, call)


async def answered(phone: AgentPhone) -> AgentCall:
    """The next call at this phone, taken, once the agent hears the caller."""
    call = await phone.rang()
    await call.answer()
    await phone.audio.until(lambda heard: tone_from(heard, CALLER_TONE_HZ), "the caller's tone", 5)
    return call


async def listens(desk: Helpdesk, supervisor: str, phone: AgentPhone, to: str, mode: str = "monitor") -> Listener:
    """This supervisor asks by command to listen to an agent or a contact, and takes the call that comes of it."""
    asking = asyncio.create_task(
        desk.control.post("/v1/supervise/listen", {"as": supervisor, "call": to, "mode": mode}), name="asking to listen"
    )
    await asking
    call = await phone.rang()
    await call.answer()
    return Listener(supervisor, phone, call)


async def switches(desk: Helpdesk, supervisor: str, mode: str) -> None:
    """By command."""
    await desk.control.post("/v1/supervise/mode", {"as": supervisor, "mode": mode})
