"""Supervisors' phones and conversations to listen to, on a running Firstline. Judges nothing."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

from acd.commands import Device
from asterisk.config.keys import of_document
from cdr.events import ListeningBegan
from service.clock import now
from service.peers.agent_phone import AgentCall, AgentPhone, PhoneLine
from service.peers.caller import Caller
from tests.scenario.supervise.ears import SUPERVISOR_TONE_HZ, hears_at_least
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk
from vocabulary.ids import ContactId, DeviceName

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
async def supervisor_phone(desk: Helpdesk, supervisor: str) -> AsyncIterator[DeskPhone]:
    """This supervisor's phone, registered and reachable."""
    phone = DeskPhone(
        _line(desk, PHONES[supervisor]),
        _lines(desk),
        target=desk.target,
        now=now,
        log_folder=desk.log_folder,
        tone_hz=SUPERVISOR_TONE_HZ,
    )
    async with phone:
        yield phone


def _line(desk: Helpdesk, device: str) -> PhoneLine:
    secrets = of_document(desk.secrets, desk.document, desk.settings.asterisk().secrets_file)
    return replace(desk.phone_line("alex"), name=device, secret=secrets.phones[DeviceName(device)].get_secret_value())


def _lines(desk: Helpdesk) -> Iterator[tuple[int, int]]:
    while True:
        line = desk.phone_line("alex")
        yield line.port, line.media_port


@contextlib.asynccontextmanager
async def on_duty(desk: Helpdesk, agent: str, tone_hz: float) -> AsyncIterator[DeskPhone]:
    """This agent, logged in, with a voice of their own and a phone that transfers."""
    phone = DeskPhone(
        _line(desk, agent),
        _lines(desk),
        target=desk.target,
        now=now,
        log_folder=desk.log_folder,
        tone_hz=tone_hz,
    )
    async with phone:
        await desk.device_is(agent, Device.FREE)
        await desk.log_in(agent)
        try:
            yield phone
        finally:
            await desk.log_out(agent)


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
    await hears_at_least(phone.audio, "caller")
    return call


async def listens(desk: Helpdesk, supervisor: str, phone: AgentPhone, to: str, mode: str = "monitor") -> Listener:
    """This supervisor asks by command to listen to an agent or a contact, takes the call that comes, and is let in."""
    before = _times_let_in(desk, supervisor)
    await desk.control.post("/v1/supervise/listen", {"as": supervisor, "call": to, "mode": mode})
    call = await phone.rang()
    await call.answer()
    await desk.watch.until(lambda: _times_let_in(desk, supervisor) > before or None, f"{supervisor} let in")
    return Listener(supervisor, phone, call)


def _times_let_in(desk: Helpdesk, supervisor: str) -> int:
    facts = (told.fact for told in desk.watch.told)
    return sum(isinstance(fact, ListeningBegan) and fact.supervisor == supervisor for fact in facts)


async def switches(desk: Helpdesk, supervisor: str, mode: str) -> None:
    """By command."""
    await desk.control.post("/v1/supervise/mode", {"as": supervisor, "mode": mode})
