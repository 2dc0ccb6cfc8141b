"""One test as a call by SIPp to a real Asterisk: the caller does what they did in virtual time, at the same points.

What happened is read from the facts the service tells. Prompts are begun and cut short, so that nobody waits for their
end: what is compared is which prompts were played, not how they sound.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from math import inf
from typing import Any, Final

from acd.commands import Device, LogInAgent, PauseAgent
from acd.events import AgentEvent, EntryEnded, EntryQueued, LegsBridged, QueueEvent, RequestRefused
from asterisk.ari.errors import AriError
from calls.ledger import Fact
from cdr.events import ContactBegan, ContactEnded, ContactFact
from dialplan.trials import TrialSpec
from ivr.reports import DialogueEnded, ErrandBegan, ErrandOver, PromptsStarted
from ivr.reports import Event as DialogueEvent
from service.peers.agent_phone import AgentPhone
from service.peers.caller import Caller
from service.peers.failures import PeerFailure
from service.trials.machine import TrialMachine
from service.trials.placing import moment_of, number_of
from service.trials.virtual import WAITING_KEY_SECONDS, WAITING_PATIENCE_SECONDS, CallerAct, Course
from service.trials.virtual_floor import PAUSE_REASON, RING_SECONDS, TALK_SECONDS
from service.wiring import Service
from vocabulary.ids import AgentName, ContactId, PlaybackId
from vocabulary.instant import Instant
from vocabulary.parties import Party

HURRY_SECONDS: Final = 0.4
"""A prompt is cut after so long."""
GRACE_SECONDS: Final = 20.0
"""How much longer than in virtual time a call may take."""
READY_SECONDS: Final = 10.0
NEVER_SECONDS: Final = 3600.0
UNHEARD_SECONDS: Final = 0.1
"""Asterisk tells the end of a recording before the hang-up that ended it; the dialogue goes on for so long at most."""


class NotPlaced(Exception):
    """the test could not be run live: {why}"""

    def __init__(self, why: str) -> None:
        super().__init__((NotPlaced.__doc__ or "").format(why=why))


class LiveCall:
    """``watcher`` is to be told of every fact of the service."""

    def __init__(self, machine: TrialMachine, trial: TrialSpec, course: Course) -> None:
        self.facts: list[tuple[float, ContactFact]] = []
        self._machine = machine
        self._trial = trial
        self._course = course
        self._contact: ContactId | None = None
        self._events = 0
        self._pressed_waiting = False
        self._in_queue = False
        self._service: Service | None = None
        self._caller: Caller | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()
        self._ending = False

    @property
    def heard_facts(self) -> list[tuple[float, ContactFact]]:
        """The facts without prompts that nobody heard: begun as the caller hung up, before that was told."""
        ends = [at for at, fact in self.facts if isinstance(fact, ContactEnded) and fact.ended_by is Party.CALLER]
        deaf_from = ends[0] - UNHEARD_SECONDS if ends else inf
        return [(at, fact) for at, fact in self.facts if at < deaf_from or not isinstance(fact, PromptsStarted)]

    def watcher(self, contact: ContactId | None, fact: Fact, at: Instant) -> None:
        self._ring()
        if isinstance(fact, ContactBegan) and self._contact is None and fact.number_dialled == self._trial.call:
            self._contact = contact
        if contact is None or contact != self._contact or isinstance(fact, AgentEvent | QueueEvent | RequestRefused):
            return
        self.facts.append((at.monotonic, fact))
        self._follow(fact)

    async def run(self) -> None:
        """Place the call and see it to its end.

        :raises NotPlaced: it did not come about, or did not end.
        """
        trial = self._trial
        agents = [AgentName(name) for name, where in trial.agents.items() if where != "logged_out"]
        self._machine.servers.use(trial)
        self._machine.servers.end_script()
        await self._machine.servers.listen()
        try:
            await self._machine.register(agents)
        except PeerFailure as error:
            raise NotPlaced(str(error)) from None
        answer_seconds = RING_SECONDS if trial.answers else NEVER_SECONDS
        outside = self._machine.outside(answer_seconds, TALK_SECONDS) if self._transfers else contextlib.nullcontext()
        async with outside, self._machine.service(self.watcher) as service:
            self._service = service
            try:
                fault = await self._fault(service, agents)
            finally:
                await self._end_tasks()
        if fault:
            raise NotPlaced(fault)

    async def _fault(self, service: Service, agents: list[AgentName]) -> str:
        """Why the call did not come about or did not end; told, not raised, since the service would pack it up."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._attend(service, agents)
        except TimeoutError:
            return "the agents' phones were not ready in time"
        service.switchboard.date_calls(moment_of(self._machine.document, self._trial))
        try:
            async with asyncio.timeout(self._course.seconds + GRACE_SECONDS):
                await self._call(agents)
        except TimeoutError:
            return "the call did not end in time"
        except PeerFailure as error:
            return str(error)
        return ""

    @property
    def _transfers(self) -> bool:
        return any(isinstance(fact, ErrandBegan) and fact.what == "TransferCaller" for _, fact in self._course.facts)

    async def _attend(self, service: Service, agents: list[AgentName]) -> None:
        for agent in agents:
            state = service.desk.state.agents[agent]
            await self._until(lambda: state.device is Device.FREE)  # noqa: B023
            await service.desk.ask(LogInAgent(agent))
            if self._trial.agents[agent] == "paused":
                await service.desk.ask(PauseAgent(agent, PAUSE_REASON))

    async def _call(self, agents: list[AgentName]) -> None:
        answering = self._machine.phones if self._trial.answers else {}
        for agent in agents:
            if agent in answering:
                self._spawn(_answer_calls(answering[agent]))
        async with self._machine.caller(self._trial.call, number_of(self._trial)) as caller:
            self._caller = caller
            self._spawn(self._ring_at_end(caller))
            await self._until(lambda: self._over(caller))

    async def _ring_at_end(self, caller: Caller) -> None:
        """Nothing is told of a call that was never let in."""
        with contextlib.suppress(PeerFailure):
            await caller.ended(self._course.seconds + GRACE_SECONDS)
            self._ring()

    def _over(self, caller: Caller) -> bool:
        told = {type(fact) for _, fact in self.facts}
        return {ContactEnded, DialogueEnded} <= told or (self._contact is None and caller.over)

    # --- what the caller does ----------------------------------------------------------------------------------------

    def _follow(self, fact: ContactFact) -> None:
        if isinstance(fact, DialogueEvent):
            self._events += 1
            for act in self._course.acts:
                if act.after_events == self._events:
                    self._spawn(self._do(act))
        match fact:
            case PromptsStarted(playback):
                self._spawn(self._hurry(playback))
            case ErrandBegan(_, "RunScript"):
                self._machine.servers.begin_script()
            case ErrandOver():
                self._machine.servers.end_script()
                self._spawn(self._machine.servers.listen())
            case EntryQueued():
                self._in_queue = True
                self._spawn(self._wait())
            case EntryEnded():
                self._in_queue = False
            case LegsBridged() if self._trial.caller_hangs_up == "talking":
                self._spawn(self._hang_up_after(TALK_SECONDS / 2))
            case _:
                pass

    async def _do(self, act: CallerAct) -> None:
        await asyncio.sleep(act.seconds)
        if self._caller is None:
            return
        if act.keys is None:
            await self._caller.hang_up()
        else:
            await self._caller.audio.press(act.keys)

    async def _hurry(self, playback: PlaybackId) -> None:
        await asyncio.sleep(HURRY_SECONDS)
        if self._service is not None:
            # It may be over already, or never have begun.
            with contextlib.suppress(AriError):
                await self._service.ari.stop_playback(playback)

    async def _wait(self) -> None:
        if self._trial.keys_waiting is not None:
            await asyncio.sleep(WAITING_KEY_SECONDS)
            if self._in_queue and not self._pressed_waiting and self._caller is not None:
                self._pressed_waiting = True
                await self._caller.audio.press(self._trial.keys_waiting)
        if self._trial.caller_hangs_up == "waiting":
            await asyncio.sleep(WAITING_PATIENCE_SECONDS - (WAITING_KEY_SECONDS if self._trial.keys_waiting else 0.0))
            if self._in_queue:
                await self._hang_up_after(0.0)

    async def _hang_up_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        if self._caller is not None:
            await self._caller.hang_up()

    # --- tasks -------------------------------------------------------------------------------------------------------

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            await self._bell.wait()

    def _ring(self) -> None:
        """Whoever waits looks again."""
        self._bell.set()
        self._bell = asyncio.Event()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        if self._ending:
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        """What a telephone could not do shows in what happened, or in that the call did not end."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, PeerFailure):
            task.get_loop().call_exception_handler({"message": "a test's caller failed", "exception": error})

    async def _end_tasks(self) -> None:
        self._ending = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _answer_calls(phone: AgentPhone) -> None:
    """Answer each call a moment after it rings, talk, hang up."""
    while True:
        call = await phone.rang(seconds=3600.0)
        await asyncio.sleep(RING_SECONDS)
        with contextlib.suppress(PeerFailure):
            await call.answer()
            await call.confirmed()
            await asyncio.sleep(TALK_SECONDS)
            await call.hang_up()
