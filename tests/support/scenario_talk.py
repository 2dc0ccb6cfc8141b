"""Agents at desk phones of a running Firstline: on duty, asking things of it in their own name. Judges nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import numpy as np

from acd.agents import Activity, Presence
from acd.commands import Device
from service.peers.audio import AudioPeer
from service.peers.g711 import RATE, Samples
from service.peers.hearing import AUDIBLE, Heard, loudness
from tests.support.phone_desk import DeskPhone
from tests.support.scenario import Helpdesk
from tests.support.scenario_errands import OUTSIDE_TONE_HZ
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from tests.support.scenario_watch import WAIT_SECONDS
from vocabulary.ids import AgentName
from vocabulary.instant import Instant

TONES = (CALLER_TONE_HZ, AGENT_TONE_HZ, OUTSIDE_TONE_HZ, 887)
_LOOK_AGAIN_SECONDS = 0.1
_WIDTH_HZ = 10.0
_SHARE = 0.05
"""Of the power: in a mixture of three every one of them has more, and music has less at any of them."""

COLLEAGUE_TONE_HZ = 887
"""Of whoever comes second; between the keys of a piano, like the tones of the others."""


@contextlib.asynccontextmanager
async def registered(
    desk: Helpdesk, device: str, tone_hz: float = AGENT_TONE_HZ, *, of: str = ""
) -> AsyncIterator[DeskPhone]:
    """A desk phone, known to the service as free. ``of``: its agent, where they are not called like it."""
    async with desk.desk_phone(device, tone_hz) as phone:
        await desk.device_is(of or device, Device.FREE)
        yield phone


@contextlib.asynccontextmanager
async def at_desk(desk: Helpdesk, agent: str, tone_hz: float = AGENT_TONE_HZ) -> AsyncIterator[DeskPhone]:
    """An agent on duty at a desk phone of their own."""
    async with registered(desk, agent, tone_hz) as phone:
        await desk.log_in(agent)
        try:
            yield phone
        finally:
            await activity_is(desk, agent, Activity.IDLE)
            if desk.service.desk.state.agents[AgentName(agent)].presence is not Presence.LOGGED_OUT:
                await desk.log_out(agent)


@contextlib.asynccontextmanager
async def on_two_phones(desk: Helpdesk) -> AsyncIterator[tuple[DeskPhone, DeskPhone]]:
    """The agent with two phones, on duty at both; each has a voice of its own."""
    async with (
        registered(desk, "fay-desk", of="fay") as first,
        registered(desk, "fay-mobile", COLLEAGUE_TONE_HZ, of="fay") as second,
    ):
        await _both_ring(desk, AgentName("fay"))
        await desk.log_in("fay")
        try:
            yield first, second
        finally:
            await activity_is(desk, "fay", Activity.IDLE)
            await desk.log_out("fay")


async def _both_ring(desk: Helpdesk, agent: AgentName) -> None:
    """That a second phone is there is no fact: nothing is told of it, so it is looked for."""
    async with asyncio.timeout(WAIT_SECONDS):
        while len(desk.service.switchboard.phones.devices_of(agent)) < 2:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(desk.watch.bell.wait(), _LOOK_AGAIN_SECONDS)


async def activity_is(desk: Helpdesk, agent: str, activity: Activity) -> None:
    """Returns when the distributor has this agent so."""

    def so() -> bool | None:
        return desk.service.desk.state.agents[AgentName(agent)].activity is activity or None

    await desk.watch.until(so, f"{agent} {activity.value}")


async def asked(desk: Helpdesk, call: str, action: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask something of a call by the local socket; the view of the call."""
    view: dict[str, Any] = await desk.control.post(f"/v1/calls/{call}/{action}", body or {})
    return view


async def hears(audio: AudioPeer, *hertz: float, seconds: float = 5.0, since: Instant | None = None) -> None:
    """Returns when, from now on, all these tones are heard for half a second; none: something else, music, is.

    :param since: from then on; what was captured is kept.
    :raises NotHeard: it never came to that.
    """
    if since is None:
        audio.forget()
    size = RATE // 2

    def there(heard: Heard) -> int | None:
        first = 0 if since is None else heard.sample_at(since)
        for start in range(first, len(heard.samples) - size + 1, RATE // 50):
            part = heard.samples[start : start + size]
            if loudness(part) < AUDIBLE:
                continue
            found = {tone for tone in TONES if _share(part, tone) >= _SHARE}
            if found == set(hertz):
                return start
        return None

    what = " and ".join(f"{tone:.0f} Hz" for tone in hertz) or "music"
    await audio.until(there, what, seconds)


def _share(part: Samples, hertz: float) -> float:
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
    frequencies = np.fft.rfftfreq(len(part), 1 / RATE)
    return float(power[np.abs(frequencies - hertz) <= _WIDTH_HZ].sum() / power.sum())
