"""Agents on duty at real telephones, and who hears whom. Judges nothing."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

import numpy as np

from acd.agents import Activity, Presence
from acd.commands import Device
from cdr.record import ContactRecord, FinalStatus
from service.clock import now
from service.peers.caller import Caller
from service.peers.g711 import RATE, Samples
from service.peers.hearing import AUDIBLE, loudness
from tests.support import scenario_talk
from tests.support.baresip_phone import BaresipLine, BaresipPhone
from tests.support.browser_phone import BrowserPhone, browser_phone
from tests.support.browser_tools import Browser
from tests.support.port_block import free_tcp_ports
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_talk import TONES, activity_is
from vocabulary.ids import AgentName, ContactId, DeviceName
from vocabulary.parties import Party

_WIDTH_HZ = 10.0
_SHARE = 0.05
"""Of the power: a tone that is there has far more, music has less at any of them."""
_HALF_A_SECOND = RATE // 2


MISHAP_SECONDS = 15.0
"""How long a mishap may take to be noticed before a scenario gives up; what it took is measured."""


class Ears(Protocol):
    async def listen(self) -> Samples:
        """The last half second heard, a moment from now."""
        ...


class Answerable(Protocol):
    async def answer(self) -> object: ...


C = TypeVar("C", bound=Answerable)
C_co = TypeVar("C_co", bound=Answerable, covariant=True)


class Phone(Ears, Protocol[C_co]):
    async def came(self, seconds: float = ...) -> C_co:
        """The next call that comes in."""
        ...


class HeardOtherwise(AssertionError):
    """never {wanted}, but last {found}"""

    def __init__(self, wanted: frozenset[float], found: frozenset[float]) -> None:
        super().__init__((HeardOtherwise.__doc__ or "").format(wanted=sorted(wanted), found=sorted(found)))


async def hears(phone: Ears, *hertz: float, seconds: float = 6.0) -> None:
    """Returns when exactly these tones are heard for half a second; none: something else, music, is.

    :raises HeardOtherwise: it never came to that.
    """
    wanted, found = frozenset(hertz), frozenset[float]()
    began = now()
    while now().since(began) < seconds:
        samples = await phone.listen()
        if len(samples) < _HALF_A_SECOND or loudness(samples) < AUDIBLE:
            continue
        found = frozenset(tone for tone in TONES if _share(samples, tone) >= _SHARE)
        if found == wanted:
            return
    raise HeardOtherwise(wanted, found)


async def talking(desk: Helpdesk, caller: Caller, phone: Phone[C]) -> tuple[ContactId, C]:
    """The agent at this phone has answered the caller, and both hear each other."""
    contact = await desk.contact_of(caller)
    call = await phone.came()
    await call.answer()
    await scenario_talk.hears(caller.audio, AGENT_TONE_HZ)
    await hears(phone, CALLER_TONE_HZ)
    return contact, call


@dataclass(frozen=True, slots=True)
class Written:
    """What a record says of who had the caller: ``agents`` one after the other, how many recordings, by whom ended."""

    status: FinalStatus
    queue: str | None
    agents: tuple[str, ...]
    recordings: int
    ended_by: Party


def written(record: ContactRecord) -> Written:
    """What of a record does not depend on the clock."""
    agents = tuple(segment.agent for segment in record.segments if segment.agent)
    return Written(record.final_status, record.queue, agents, len(record.recordings), record.ended_by)


def answered_by(*agents: str, queue: str = "help", ended_by: Party = Party.CALLER) -> Written:
    """What is to be written of a call that these agents had, one after the other: each one's part is recorded."""
    return Written(FinalStatus.ANSWERED, queue, agents, len(agents), ended_by)


def _share(part: Samples, hertz: float) -> float:
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
    frequencies = np.fft.rfftfreq(len(part), 1 / RATE)
    return float(power[np.abs(frequencies - hertz) <= _WIDTH_HZ].sum() / power.sum())


@contextlib.asynccontextmanager
async def baresip(
    desk: Helpdesk,
    device: str,
    transport: Literal["udp", "tcp", "tls"],
    *,
    encrypts: bool | None = None,
    heeds_call_info: bool = False,
) -> AsyncIterator[BaresipPhone]:
    """A baresip, registered. ``encrypts``: the sound; where it is not said, it does over TLS."""
    port = desk.settings.asterisk().tls_port if transport == "tls" else desk.settings.sip_port
    line = BaresipLine(
        desk.phone_line(device),
        transport,
        (desk.settings.sip_address, port),
        control_port=free_tcp_ports(1)[0],
        encrypts=transport == "tls" if encrypts is None else encrypts,
        heeds_call_info=heeds_call_info,
    )
    async with BaresipPhone(line, now=now, log_folder=desk.log_folder, tone_hz=AGENT_TONE_HZ) as phone:
        yield phone


@contextlib.asynccontextmanager
async def in_browser(
    desk: Helpdesk, browser: Browser, device: str, *, heeds_call_info: bool = False
) -> AsyncIterator[BrowserPhone]:
    """A telephone in a page of this browser, registered; its tab is closed at the end."""
    phone = await browser_phone(
        browser,
        cache=desk.settings.cache,
        name=device,
        secret=desk.secrets.phones[DeviceName(device)].get_secret_value(),
        address=(desk.settings.sip_address, desk.settings.asterisk().wss_port),
        tone_hz=AGENT_TONE_HZ,
        heeds_call_info=heeds_call_info,
    )
    try:
        yield phone
    finally:
        await phone.close()


@contextlib.asynccontextmanager
async def on_duty(desk: Helpdesk, agent: str) -> AsyncIterator[None]:
    """An agent whose phone is there, logged in until the end."""
    await desk.device_is(agent, Device.FREE)
    await desk.log_in(agent)
    try:
        yield
    finally:
        await activity_is(desk, agent, Activity.IDLE)
        if desk.service.desk.state.agents[AgentName(agent)].presence is not Presence.LOGGED_OUT:
            await desk.log_out(agent)
