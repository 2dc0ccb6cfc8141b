"""All calls from and to our phones that are no agent legs of contacts: who dialled what, and the session it becomes.

Knows no code and no conversation: behaviours do.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from asterisk.ari.events import Channel
from calls.asks import Answer
from calls.dialled import Meaning, QueueDialled
from calls.messages import Message
from calls.phone_session import Behaviour, BehaviourMaker, Hear, PhoneSession, ToRing
from calls.surroundings import Surroundings
from vocabulary.causes import HangUpCause
from vocabulary.ids import BridgeId, DeviceName, LegId, QueueName

MOST_AT_ONCE = 500
"""Calls of phones at the same time. A phone that dials without end shall not take the service with it."""

log = structlog.get_logger(__name__)


class Operator(Protocol):
    """Who knows what is to be done with a phone that dialled something."""

    def meaning(self, device: DeviceName, dialled: str) -> Meaning:
        """What is meant by it, whoever sits there now."""

    def behaviour(
        self, meaning: Meaning, device: DeviceName, leg: LegId, around: Surroundings, hear: Hear
    ) -> Behaviour:
        """What is done about it: never for a queue, which is a caller's call."""


class PhoneDesk:
    """The phone sessions of one Asterisk.

    ``around``: what sessions that begin now have around them. ``begin_caller``: lets a call from a phone into a queue,
    as a contact of its own.
    """

    def __init__(
        self,
        operator: Operator,
        around: Callable[[], Surroundings],
        begin_caller: Callable[[Channel, QueueName], None],
        new_id: Callable[[str], str],
    ) -> None:
        self._operator = operator
        self._around = around
        self._begin_caller = begin_caller
        self._new_id = new_id
        self._sessions: dict[LegId, PhoneSession] = {}
        self._tasks: dict[LegId, asyncio.Task[None]] = {}
        self._turning_away: dict[LegId, asyncio.Task[None]] = {}
        self._closing = False

    @property
    def sessions(self) -> tuple[PhoneSession, ...]:
        """The calls in progress."""
        return tuple(self._sessions.values())

    @property
    def listeners(self) -> tuple[Hear, ...]:
        """Where every session hears."""
        return tuple(session.hear for session in self._sessions.values())

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridges in use."""
        return tuple(bridge for session in self._sessions.values() for bridge in session.bridges)

    def begin(self, channel: Channel, device: DeviceName, dialled: str) -> None:
        """A phone called us: its leg is in our application, and not answered.

        Neither waits nor raises. Once the desk is closed, legs are cleared away by the switchboard.
        """
        if self._closing or channel.id in self._sessions:
            return
        if len(self._sessions) >= MOST_AT_ONCE:
            log.error("phones.too_many", device=device)
            self._turn_away(channel.id)
            return
        try:
            self._begin(channel, device, self._operator.meaning(device, dialled))
        except Exception:
            log.exception("phones.not_begun", device=device)
            self._turn_away(channel.id)

    def _begin(self, channel: Channel, device: DeviceName, meaning: Meaning) -> None:
        if isinstance(meaning, QueueDialled):
            self._begin_caller(channel, meaning.queue)
            return
        around = self._around()

        def make(leg: LegId, hear: Callable[[Message], None]) -> Behaviour:
            return self._operator.behaviour(meaning, device, leg, around, hear)

        session = PhoneSession(channel.id, device, make, around)
        around.adopt(channel.id, session.hear)
        self._start(session)

    def _turn_away(self, leg: LegId) -> None:
        task = asyncio.create_task(self._around().ari.hang_up(leg, HangUpCause.CHANNEL_UNAVAILABLE), name=f"away {leg}")
        self._turning_away[leg] = task
        task.add_done_callback(lambda done: self._turned_away(leg, done))

    def _turned_away(self, leg: LegId, done: asyncio.Task[None]) -> None:
        del self._turning_away[leg]
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("phones.not_turned_away", leg=leg, error=str(error))

    async def ring(self, device: DeviceName, make: BehaviourMaker, shown: str) -> Answer:
        """Call one of our phones, and do this with it once it answers.

        :param shown: the name its display shows meanwhile.
        :returns: refused where the phone cannot be rung; granted says nothing of whether it will answer.
        """
        if self._closing or len(self._sessions) >= MOST_AT_ONCE:
            return Answer("no more calls can be made now")
        rings: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        to_ring = ToRing({"CONNECTEDLINE(name)": shown} if shown else {}, rings)
        task = self._start(PhoneSession(LegId(self._new_id("s")), device, make, self._around(), to_ring))
        try:
            await asyncio.wait((rings, task), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            task.cancel()
            raise
        granted = rings.done() and rings.result()
        return Answer() if granted else Answer(f"the phone {device} cannot be reached")

    def end(self, hear: Hear) -> None:
        """End the session that hears there, which is stuck."""
        for leg, session in self._sessions.items():
            task = self._tasks.get(leg)
            if session.hear == hear and task is not None and not task.cancelling():
                log.critical("phones.session_stuck", leg=leg)
                task.cancel()

    async def close(self) -> None:
        """Take no more calls, end all there are, and wait until they are closed."""
        self._closing = True
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), *self._turning_away.values(), return_exceptions=True)

    def _start(self, session: PhoneSession) -> asyncio.Task[None]:
        self._sessions[session.leg] = session
        task = asyncio.create_task(session.run(), name=f"phone {session.leg}")
        self._tasks[session.leg] = task
        task.add_done_callback(lambda _: self._ended(session.leg))
        return task

    def _ended(self, leg: LegId) -> None:
        del self._sessions[leg]
        del self._tasks[leg]
