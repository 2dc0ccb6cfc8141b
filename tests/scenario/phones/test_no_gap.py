"""What a caller hears has no gap where the agent's sound is encrypted, and its keys have to be agreed on first."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import pytest

from service.peers.audio import AudioPeer
from service.peers.hearing import Heard, tone_from
from tests.scenario.phones.floor import Answerable, Ears, baresip, hears, in_browser, on_duty, talking
from tests.scenario.supervise.ears import longest_gap
from tests.scenario.talk.test_gaps import longest_pause
from tests.support import scenario_talk
from tests.support.browser_tools import Browser
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import AGENT_TONE_HZ, CALLER_TONE_HZ
from vocabulary.instant import Instant

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

LONGEST_SECONDS = 0.2
LONGEST_AT_A_BUSY_BROWSER_SECONDS = 0.5
"""It agrees on keys after its answer, at its own pace; alone on a machine it keeps to the other limit, too."""
Measured = Callable[[str, float], None]


class Holdable(Answerable, Protocol):
    async def hold(self) -> object: ...

    async def resume(self) -> object: ...


class RealPhone(Ears, Protocol):
    async def came(self, seconds: float = ...) -> Holdable: ...


@asynccontextmanager
async def by_srtp(desk: Helpdesk, _: Browser) -> AsyncIterator[tuple[str, RealPhone]]:
    async with baresip(desk, "tess-tls", "tls") as phone:
        yield "tess", phone


@asynccontextmanager
async def by_dtls(desk: Helpdesk, browser: Browser) -> AsyncIterator[tuple[str, RealPhone]]:
    async with in_browser(desk, browser, "web-page") as phone:
        yield "web", phone


Way = Callable[[Helpdesk, Browser], AbstractAsyncContextManager[tuple[str, RealPhone]]]
WAYS = (pytest.param(by_srtp, id="baresip"), pytest.param(by_dtls, id="browser"))


def judge(what: str, audio: AudioPeer, since: Instant, measured: Measured, longest: float = LONGEST_SECONDS) -> None:
    """Two figures: the longest pause between two packets, and the longest stretch of them without an audible sound."""
    pause, silence = longest_pause(audio, since), longest_gap(audio, since)
    measured(f"{what}: longest pause between packets", pause)
    measured(f"{what}: longest silence", silence)
    assert pause <= longest
    assert silence <= longest


@pytest.mark.parametrize("way", WAYS)
async def test_the_caller_hears_no_gap_when_the_agent_answers(
    desk: Helpdesk, browser: Browser, way: Way, measured: Measured, request: pytest.FixtureRequest
) -> None:
    async with desk.caller("600") as caller:
        contact = await desk.contact_of(caller)
        await scenario_talk.hears(caller.audio)
        async with way(desk, browser) as (agent, phone), on_duty(desk, agent):
            call = await phone.came()
            since = caller.audio.captured[-1].at
            await call.answer()
            await caller.audio.until(_agent_speaks, "the agent", 5)
            await hears(phone, CALLER_TONE_HZ)
            await caller.hang_up()
            await desk.record(contact)
    longest = LONGEST_AT_A_BUSY_BROWSER_SECONDS if way is by_dtls else LONGEST_SECONDS
    judge(f"connect, {request.node.callspec.id}", caller.audio, since, measured, longest)


@pytest.mark.parametrize("way", WAYS)
async def test_the_caller_hears_no_gap_when_the_phone_holds_and_resumes(
    desk: Helpdesk, browser: Browser, way: Way, measured: Measured, request: pytest.FixtureRequest
) -> None:
    async with way(desk, browser) as (agent, phone), on_duty(desk, agent), desk.caller("600") as caller:
        contact, call = await talking(desk, caller, phone)
        since = caller.audio.captured[-1].at
        await call.hold()
        await scenario_talk.hears(caller.audio, since=since)
        # How long a tune takes to become audible is the tune's; that packets come is ours.
        pause = longest_pause(caller.audio, since)
        resumed = caller.audio.captured[-1].at
        await call.resume()
        await scenario_talk.hears(caller.audio, AGENT_TONE_HZ, since=resumed)
        judge(f"resume, {request.node.callspec.id}", caller.audio, resumed, measured)
        await caller.hang_up()
        await desk.record(contact)
    measured(f"hold, {request.node.callspec.id}: longest pause between packets", pause)
    assert pause <= LONGEST_SECONDS


def _agent_speaks(heard: Heard) -> Instant | None:
    return tone_from(heard, AGENT_TONE_HZ)
