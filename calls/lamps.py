"""Lamps (BLF) of agents and queues on phones: the desk's state as device states of Asterisk. Decides nothing.

Whatever happens only rings a bell; one task then tells Asterisk what is different from what it was told last. So at
most one request is out, a lamp that changes often shows its latest state, and no call ever waits for a lamp.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final, assert_never

import structlog

from acd.agents import Activity, Agent, Presence
from acd.commands import Device
from acd.queues import QueueRoom
from acd.state import State
from acd.why import Standing
from asterisk.ari.errors import AriError, AriUnreachable
from asterisk.ari.measures import LampState
from calls.ledger import Fact
from vocabulary.ids import AgentName, ContactId, QueueName
from vocabulary.instant import Instant

ROUND_SECONDS = 0.1
"""The shortest time between two rounds. A lamp is a picture, not a record: nobody at a phone sees a tenth of a second.

Each round reckons every lamp anew (3 ms with 500 agents), and each request in it takes Asterisk's time from a call: of
the hundreds of facts that a busy desk tells in a second, ten rounds are made at the most.
"""
RETRY_SECONDS = 5.0
"""After a round that Asterisk did not take, where nothing else happens before."""

_NOT_THERE: Final = (Standing.LOGGED_OUT, Standing.PAUSED, Standing.UNREACHABLE)
"""Agents of these standings serve nobody, now or soon."""

log = structlog.get_logger(__name__)


def agent_lamp(name: AgentName) -> str:
    """The device that shows an agent; the hint of the agent's number leads there."""
    return f"Stasis:agent-{name}"


def queue_lamp(name: QueueName) -> str:
    """The device that shows a queue."""
    return f"Stasis:queue-{name}"


def lamps(state: State) -> dict[str, LampState]:
    """What every lamp is to show now, by device."""
    agents: dict[str, LampState] = {agent_lamp(name): _of_agent(agent) for name, agent in state.agents.items()}
    queues: dict[str, LampState] = {queue_lamp(name): _of_queue(room) for name, room in state.rooms.queues.items()}
    return agents | queues


def _of_agent(agent: Agent) -> LampState:
    """What the calls do comes before what the person chose: whoever pauses in a conversation is still in it."""
    match agent.activity:
        case Activity.OFFERED:
            return "RINGING"
        case Activity.TALKING | Activity.WRAPPING_UP | Activity.ELSEWHERE:
            return "INUSE"
        case Activity.IDLE:
            return _of_idle_agent(agent)
        case _:
            assert_never(agent.activity)


def _of_idle_agent(agent: Agent) -> LampState:
    match agent.presence:
        case Presence.LOGGED_OUT:
            return "UNAVAILABLE"
        case Presence.PAUSED:
            return "ONHOLD"
        case Presence.AVAILABLE:
            return _OF_DEVICE[agent.device]
        case _:
            assert_never(agent.presence)


_OF_DEVICE: Final[Mapping[Device, LampState]] = {
    Device.FREE: "NOT_INUSE",
    Device.IN_USE: "INUSE",
    Device.UNREACHABLE: "UNAVAILABLE",
}


def _of_queue(room: QueueRoom) -> LampState:
    if room.retired:
        return "UNAVAILABLE"
    if not room.order:
        return "NOT_INUSE"
    is_served = sum(room.standings) > sum(room.standings[standing] for standing in _NOT_THERE)
    return "RINGING" if is_served else "BUSY"


class Lamps:
    """All lamps of one Asterisk. ``put`` tells it one, and raises ``AriError``; ``state`` gives the desk's."""

    def __init__(self, put: Callable[[str, LampState], Awaitable[None]], state: Callable[[], State]) -> None:
        self._put = put
        self._state = state
        self._shown: dict[str, LampState] = {}
        self._bell = asyncio.Event()

    def watcher(self, _contact: ContactId | None, _fact: Fact, _at: Instant) -> None:
        """To be told of everything that happens, by the ledger."""
        self._bell.set()

    def begin_anew(self) -> None:
        """Asterisk may have forgotten all of them: it was restarted, or lost to us for a while."""
        self._shown.clear()
        self._bell.set()

    async def run(self) -> None:
        """Keep the lamps right, for ever."""
        trouble = ""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(RETRY_SECONDS if trouble else None):
                    await self._bell.wait()
            self._bell.clear()
            said = await self._whole_round()
            if said and not trouble:
                log.warning("lamps.not_taken", why=said)
            trouble = said
            # Waits for nothing: whatever happens meanwhile rings the bell, and is all in the next round.
            await asyncio.sleep(ROUND_SECONDS)

    async def _whole_round(self) -> str:
        try:
            return await self._round(lamps(self._state()))
        except Exception as mistake:
            # One of ours; calls go on, and so do the lamps at the next try.
            log.exception("lamps.failed")
            return repr(mistake)

    async def put_out(self) -> None:
        """Nobody serves any more: every lamp that shines goes out, as far as Asterisk is there to be told."""
        await self._round(dict.fromkeys(self._shown, "UNAVAILABLE"))

    async def _round(self, wanted: Mapping[str, LampState]) -> str:
        """Tell what is different; why Asterisk did not take it, where it did not."""
        for device, lamp in wanted.items():
            if self._shown.get(device) == lamp:
                continue
            try:
                await self._put(device, lamp)
            except AriUnreachable as error:
                # Whatever it shows now is not known.
                self._shown.pop(device, None)
                return str(error)
            except AriError as error:
                # To ask again would help nobody, and the others have a right to theirs.
                log.warning("lamps.not_put", device=device, error=str(error))
            self._shown[device] = lamp
        return ""
