"""Pairs of telephones that call, answer and hang up as fast as they can, and what their packets and messages tell.

They run in a process of their own, so that what they take is not taken from the service. Captures are looked at when
all calls are over. Knows nothing of who connects the calls.
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from api.client import ControlClient
from service import clock
from service.peers import rtp
from service.peers.agent_phone import AgentCall, AgentPhone, PhoneLine
from service.peers.caller import Caller, CallerLine
from service.peers.failures import NotHeard, PeerFailure
from service.peers.g711 import RATE
from service.peers.hearing import Heard, find_sound, read_sound, tone_from
from service.peers.ports import free_udp_ports
from service.peers.rtp import Captured
from vocabulary.instant import Instant

CALLER_ADDRESS = "127.0.0.2"
PHONE_ADDRESS = "127.0.0.1"
FIRST_PORT, LAST_PORT = 24_000, 28_000
PORTS_OF_A_LANE = 400
CALLER_TONE_HZ, AGENT_TONE_HZ = 453.0, 605.0
TALK_SECONDS = 0.7
"""Longer than a tone must be held to be told from anything else."""
SETTLING_SECONDS = 0.2
"""From the moment the next caller waits until the agent hangs up: what their coming made us do is done."""
PIECE_SECONDS, PIECES = 0.4, 4
"""The announcement is known by any one of its first pieces: on a busy machine one may come through with a gap."""
HEARD_WITHIN_SECONDS = 4.0


class CallFailed(Exception):
    """A telephone waited for something in vain. The one argument says for what, so that it can change processes."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One agent and the number whose callers reach nobody else."""

    number: str
    agent: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the telephones are to do.

    ``calls`` counts those measured, all lanes together. ``ahead``: the next caller waits already while the agent still
    talks; without, each call begins when the one before is over. ``control``: where agents are logged in, if anywhere.
    ``announcement``: what callers are to hear when the agent answers; None: anything.
    """

    lanes: tuple[Lane, ...]
    target: tuple[str, int]
    logs: Path
    calls: int
    ahead: bool = True
    control: Path | None = None
    announcement: Path | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One call, in milliseconds. ``two_way``: the agent's 200 until each hears the other; ``agent_hears`` and
    ``caller_hears``: each of the two. ``offered``: the agent's BYE until the next INVITE. ``announcing``: whether the
    announcement was being played to the caller when the agent answered.
    """

    agent_hears: float
    caller_hears: float
    offered: float | None
    announcing: bool

    @property
    def two_way(self) -> float:
        return max(self.agent_hears, self.caller_hears)


@dataclass(slots=True)
class Call:
    """What is left of one call, to be looked at later. ``freed_unix``: when the agent's BYE before it was sent."""

    asked: Instant
    answered_unix: float
    invited_unix: float
    freed_unix: float | None
    announced: Instant | None
    by_agent: list[Captured]
    by_caller: list[Captured]


def run(plan: Plan) -> list[Answered]:
    """Make the calls, then look at them. Raises ``CallFailed``."""
    try:
        calls = asyncio.run(_all_lanes(plan))
    except PeerFailure as fault:
        raise CallFailed(str(fault)) from None
    except ExceptionGroup as faults:
        raise CallFailed("\n".join(map(str, faults.exceptions))) from None
    length = len(read_sound(plan.announcement)) / RATE if plan.announcement is not None else 0.0
    return [looked_at(call, length) for call in calls]


async def _all_lanes(plan: Plan) -> list[Call]:
    """A phone for each lane; then the calls of all lanes at once."""
    each = -(-plan.calls // len(plan.lanes))
    async with AsyncExitStack() as opened:
        phones = []
        for place, lane in enumerate(plan.lanes):
            line = PhoneLine(lane.agent, lane.secret, PHONE_ADDRESS, *_ports(PHONE_ADDRESS, place, 0))
            phone = AgentPhone(line, target=plan.target, now=clock.now, log_folder=plan.logs, tone_hz=AGENT_TONE_HZ)
            phones.append(await opened.enter_async_context(phone))
            if plan.control is not None:
                await ControlClient(plan.control).post(f"/v1/agents/{lane.agent}/login")
        runs = [_LaneRun(plan, place, phone) for place, phone in enumerate(phones)]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run.calls(each)) for run in runs]
    return [call for task in tasks for call in task.result()][: plan.calls]


class _LaneRun:
    """One agent's calls, one after the other. The first is not measured: nobody waited for it."""

    def __init__(self, plan: Plan, place: int, phone: AgentPhone) -> None:
        self._plan = plan
        self._place = place
        self._phone = phone
        size = round(PIECE_SECONDS * RATE)
        whole = None if plan.announcement is None else read_sound(plan.announcement)[: PIECES * size]
        self._pieces = [] if whole is None else [whole[begin : begin + size] for begin in range(0, len(whole), size)]
        self._made = 0

    async def calls(self, times: int) -> list[Call]:
        """So many calls that are measured."""
        measured = []
        async with AsyncExitStack() as telephones:
            caller = await self._next_caller(telephones)
            on_phone = await self._phone.rang()
            await on_phone.answer()
            for _ in range(times):
                following, freed_unix, announced = await self._change(telephones, caller, on_phone)
                earlier, caller = caller, following
                on_phone = await self._phone.rang()
                asked = clock.now()
                answer = await on_phone.answer()
                heard = (self._phone.audio.captured, caller.telephone.audio.captured)
                measured.append(Call(asked, answer.at_unix, on_phone.invite.at_unix, freed_unix, announced, *heard))
                # Only now: by itself SIPp has ended meanwhile, and nothing that is timed waits for it.
                await earlier.leave()
            await self._phone.audio.listen(TALK_SECONDS)
            await on_phone.hang_up()
            await caller.telephone.ended()
        return measured

    async def _change(
        self, telephones: AsyncExitStack, caller: "_AtTelephone", on_phone: AgentCall
    ) -> "tuple[_AtTelephone, float | None, Instant | None]":
        """The agent hangs up; who calls next, when the agent was free for them, since when they hear the announcement.

        Whoever comes when the agent is free already waits for nobody.
        """
        if self._plan.ahead:
            following = await self._next_caller(telephones)
            announced = await self._announced(following.telephone)
            await self._phone.audio.listen(SETTLING_SECONDS)
            goodbye = await on_phone.hang_up()
            await caller.telephone.ended()
            return following, goodbye.at_unix, announced
        await self._phone.audio.listen(TALK_SECONDS)
        await on_phone.hang_up()
        await caller.telephone.ended()
        return await self._next_caller(telephones), None, None

    async def _next_caller(self, telephones: AsyncExitStack) -> "_AtTelephone":
        self._made += 1
        line = CallerLine(
            CALLER_ADDRESS,
            *_ports(CALLER_ADDRESS, self._place, self._made),
            self._plan.lanes[self._place].number,
            f"+12025{self._place + 1}{self._made:05d}",
            "Pat Example",
        )
        closing = await telephones.enter_async_context(AsyncExitStack())
        telephone = Caller(
            line, target=self._plan.target, now=clock.now, log_folder=self._plan.logs, tone_hz=CALLER_TONE_HZ
        )
        return _AtTelephone(await closing.enter_async_context(telephone), closing)

    async def _announced(self, caller: Caller) -> Instant | None:
        """Once they wait: since when they hear the announcement, if there is one and it can be made out."""
        if not self._pieces:
            await caller.audio.listen(PIECE_SECONDS)
            return None
        try:
            return await caller.audio.until(self._begin, "the announcement", HEARD_WITHIN_SECONDS)
        except NotHeard:
            return None

    def _begin(self, heard: Heard) -> Instant | None:
        """When the announcement began, by the first of its pieces that came through whole."""
        for nth, piece in enumerate(self._pieces):
            match = find_sound(heard.samples, piece)
            if match.found:
                return heard.at(round(match.offset_seconds * RATE)).plus(-nth * PIECE_SECONDS)
        return None


@dataclass(frozen=True, slots=True)
class _AtTelephone:
    """Somebody who calls, and how their telephone is put away."""

    telephone: Caller
    closing: AsyncExitStack

    async def leave(self) -> None:
        await self.closing.aclose()


def _ports(address: str, place: int, nth: int) -> tuple[int, int]:
    """Two of this lane's own, another pair for each call: a port just given up stays unused for a while."""
    first = FIRST_PORT + place * PORTS_OF_A_LANE + 4 * (nth % (PORTS_OF_A_LANE // 8))
    signalling, media = free_udp_ports(2, address, first, first + PORTS_OF_A_LANE // 2)
    return signalling, media


def looked_at(call: Call, announcement_seconds: float) -> Answered:
    """What the packets tell.

    :raises CallFailed: one of them never heard the other.
    """
    agent_hears = tone_from(rtp.heard(call.by_agent), CALLER_TONE_HZ)
    caller_hears = tone_from(rtp.heard(call.by_caller), AGENT_TONE_HZ, call.asked)
    if agent_hears is None or caller_hears is None:
        who = "agent" if agent_hears is None else "caller"
        raise CallFailed(f"the {who} did not hear the other")
    over = call.announced.unix + announcement_seconds if call.announced is not None else 0.0
    return Answered(
        agent_hears=(agent_hears.unix - call.answered_unix) * 1000,
        caller_hears=(caller_hears.unix - call.answered_unix) * 1000,
        offered=None if call.freed_unix is None else (call.invited_unix - call.freed_unix) * 1000,
        announcing=call.answered_unix < over,
    )
