"""Pairs of telephones that call, answer and hang up as fast as they can, and what their packets and messages tell.

They run in a process of their own, so that what they take is not taken from the service. Captures are looked at when
all calls are over. Knows nothing of who connects the calls.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from api.client import ControlClient
from service import clock
from service.peers import rtp
from service.peers.agent_phone import AgentCall, AgentPhone, PhoneLine
from service.peers.caller import Caller, CallerLine
from service.peers.g711 import RATE
from service.peers.hearing import find_sound, read_wav, tone_from
from service.peers.ports import free_udp_ports
from service.peers.rtp import Captured
from vocabulary.instant import Instant

CALLER_ADDRESS = "127.0.0.2"
PHONE_ADDRESS = "127.0.0.1"
FIRST_PORT, LAST_PORT = 24_000, 28_000
PORTS_OF_A_LANE = 40
CALLER_TONE_HZ, AGENT_TONE_HZ = 453.0, 605.0
TALK_SECONDS = 0.8
"""Longer than a tone must be held to be told from anything else."""
KNOWN_BY_SECONDS = 0.6
"""So much of the announcement is enough to know it by."""
HEARD_WITHIN_SECONDS = 10.0


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
class _Call:
    """What is left of one call, to be looked at later. ``freed_unix``: when the agent's BYE before it was sent."""

    asked: Instant
    answered_unix: float
    invited_unix: float
    freed_unix: float | None
    announced: Instant | None
    by_agent: list[Captured]
    by_caller: list[Captured]


def run(plan: Plan) -> list[Answered]:
    """Make the calls, then look at them. Raises what a telephone raises that waits in vain."""
    calls = asyncio.run(_all_lanes(plan))
    length = len(read_wav(plan.announcement)) / RATE if plan.announcement is not None else 0.0
    return [_looked_at(call, length) for call in calls]


async def _all_lanes(plan: Plan) -> list[_Call]:
    """A phone for each lane; then the calls of all lanes at once."""
    each = -(-plan.calls // len(plan.lanes))
    async with AsyncExitStack() as opened:
        phones = []
        for place, lane in enumerate(plan.lanes):
            line = PhoneLine(lane.agent, lane.secret, PHONE_ADDRESS, *_ports(PHONE_ADDRESS, place, 0))
            phone = AgentPhone(
                line, target=plan.target, now=clock.now, log_folder=plan.logs, tone_hz=AGENT_TONE_HZ
            )
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
        self._begin = None
        if plan.announcement is not None:
            self._begin = read_wav(plan.announcement)[: round(KNOWN_BY_SECONDS * RATE)]
        self._made = 0

    async def calls(self, times: int) -> list[_Call]:
        measured = []
        async with AsyncExitStack() as opened:
            caller = await opened.enter_async_context(self._caller())
            on_phone, _ = await self._answer(caller, None, None)
            for _ in range(times):
                if self._plan.ahead:
                    following = await opened.enter_async_context(self._caller())
                    announced = await self._waits(following)
                    freed = (await on_phone.hang_up()).at_unix
                    await caller.ended()
                else:
                    await on_phone.hang_up()
                    await caller.ended()
                    freed = None
                    following = await opened.enter_async_context(self._caller())
                    announced = await self._waits(following)
                # The one before is over: nothing of its telephone is needed any more.
                opened = await self._only(opened, following)
                caller = following
                on_phone, call = await self._answer(caller, freed, announced)
                measured.append(call)
            await on_phone.hang_up()
            await caller.ended()
        return measured

    def _caller(self) -> Caller:
        self._made += 1
        ports = _ports(CALLER_ADDRESS, self._place, self._made)
        from_user = f"+12025{self._place + 1}{self._made:05d}"
        lane = self._plan.lanes[self._place]
        line = CallerLine(CALLER_ADDRESS, *ports, lane.number, from_user, "Pat Example")
        return Caller(
            line, target=self._plan.target, now=clock.now, log_folder=self._plan.logs, tone_hz=CALLER_TONE_HZ
        )
