"""What a caller's flow has done for it, carried out: each errand begun once, told about once. Decides nothing.

What comes of an errand goes into the session's own tray, in its turn. Whatever was opened for it is closed with it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from ipaddress import ip_network
from typing import Any, assert_never

import structlog

from acd.commands import RequestCallback
from asterisk.ari import events as ari
from asterisk.ari.errors import AriError
from calls.caller_leg import CallerLeg
from calls.contact_recording import ContactRecording
from calls.deferred_store import Owed
from calls.messages import LegsSeen, Message
from calls.outgoing import outside, trunk_out
from calls.queue_state import queue_variables
from calls.recording_rules import policy_for
from calls.script_run import ScriptRun
from calls.surroundings import Surroundings
from calls.taken_message import TakenMessage
from calls.transfer import Transfer
from calls.waiting import Waiting
from ivr import errands
from ivr.reports import BeginErrand, ErrandEnded
from vocabulary.ids import ContactId, EntryId, ErrandId

log = structlog.get_logger(__name__)

Running = Transfer | TakenMessage | ScriptRun


class Errands:
    """The errands of one contact, at most one of those that need the call at a time."""

    def __init__(
        self, contact: ContactId, caller: CallerLeg, waiting: Waiting, around: Surroundings,
        hear: Callable[[Message], None], recording: ContactRecording,
    ) -> None:  # fmt: skip
        self._contact = contact
        self._caller = caller
        self._waiting = waiting
        self._around = around
        self._hear = hear
        self._running: tuple[ErrandId, Running] | None = None
        self._tasks: dict[ErrandId, asyncio.Task[None]] = {}
        self._promises: dict[ErrandId, None] = {}
        self.language = around.document.world.languages[0]
        self._recording = recording
        self._leg_is_watched = False

    @property
    def leaving_is_no_end(self) -> bool:
        """From the first script on the caller's leg itself is watched: that it leaves our application is no hang-up.

        A leg fetched back just as its script ends comes, leaves and comes again (seen), so this holds to the end.
        """
        return self._leg_is_watched

    @property
    def busy(self) -> bool:
        """Whether something is going on that needs the call."""
        return self._running is not None

    async def begin(self, effect: BeginErrand) -> None:
        """Begin one; a fault is told as its end, never raised."""
        errand, what = effect.errand, effect.what
        try:
            match what:
                case errands.LookAtQueue(queue):
                    self._tell(errand, True, queue_variables(self._around.desk, queue), "")
                case errands.LookUp():
                    self._in_a_task(errand, self._look_up(errand, what))
                case errands.LeaveMessage() | errands.PromiseCallback():
                    self._promises[errand] = None
                    self._in_a_task(errand, self._promise(errand, what))
                case errands.TransferCaller():
                    await self._run(errand, self._transfer(errand, what))
                case errands.RecordMessage():
                    leg, tell = self._caller.leg, self._teller(errand)
                    await self._run(errand, TakenMessage(errand, what, leg, self._around, tell))
                case errands.RunScript():
                    self._leg_is_watched = True
                    await self._run(errand, ScriptRun(what, self._caller.leg, self._around, self._teller(errand)))
                case _:
                    assert_never(what)
        except AriError as error:
            log.warning("errand.not_begun", errand=errand, error=str(error))
            self._tell(errand, False, {}, "not possible")

    async def take(self, event: ari.Event) -> None:
        """What Asterisk tells, to whatever is going on."""
        if self._running is not None:
            await self._running[1].take(event)

    async def compare(self, seen: LegsSeen) -> None:
        """After a gap. Whatever else was missed, the errand's own limit makes up for."""
        if self._running is not None and isinstance(self._running[1], Transfer):
            await self._running[1].compare(seen)

    async def abandon(self, errand: ErrandId, *, caller_is_there: bool) -> None:
        """Nobody waits for it any more. A recording that is being made is ended, and kept; a promise is let through."""
        task = self._tasks.get(errand)
        if task is not None and errand not in self._promises:
            task.cancel()
        if self._running is not None and self._running[0] == errand:
            running, self._running = self._running[1], None
            await running.give_up(caller_is_there=caller_is_there)

    async def close(self) -> None:
        """End whatever is going on. A promise under way is let through: it is short, and somebody counts on it."""
        if self._running is not None:
            await self.abandon(self._running[0], caller_is_there=False)
        if self._leg_is_watched:
            self._around.ari.forget(f"channel:{self._caller.leg}")
        tasks = list(self._tasks.values())
        for errand, task in self._tasks.items():
            if errand not in self._promises:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, errand: ErrandId, running: Running) -> None:
        self._running = (errand, running)
        await running.begin()

    def _transfer(self, errand: ErrandId, what: errands.TransferCaller) -> Transfer:
        return Transfer(
            self._contact,
            self._caller.leg,
            errand,
            what,
            self._around,
            self._hear,
            self._teller(errand),
            recording=self._recording,
        )

    async def _look_up(self, errand: ErrandId, what: errands.LookUp) -> None:
        document = self._around.document
        allowed = tuple(map(ip_network, document.look_ups.allow_private))
        found = await self._around.look_ups.look_up(what, allowed, document.directory)
        self._tell(errand, found.done, found.values, found.why)

    async def _promise(self, errand: ErrandId, what: errands.LeaveMessage | errands.PromiseCallback) -> None:
        owed = self._owed(what)
        document = self._around.document
        callable_ = bool(owed.message or outside(document, owed.trunk, owed.number))
        if owed.message:
            # Whatever becomes of bringing it to somebody: what was said is a recording of this contact.
            policy = policy_for(document, what.queue, "in")
            await self._around.recorder.keep_message(self._contact, owed.message, owed.number, what.queue, policy)
        try:
            why = await self._around.deferrals.promise(owed, self._around) if callable_ else "cannot be called"
        except OSError as error:
            log.error("errand.promise_not_written", errand=errand, error=str(error))
            why = "not possible"
        self._tell(errand, not why, {"callback.result": why or "promised"}, why)

    def _owed(self, what: errands.LeaveMessage | errands.PromiseCallback) -> Owed:
        now = self._around.clock()
        message = what.message if isinstance(what, errands.LeaveMessage) else ""
        number = what.number if isinstance(what, errands.PromiseCallback) else self._caller.caller_number
        contact = self._around.deferrals.new_contact()
        before = self._waiting.asked_of(what.queue)
        requirement, priority = what.requirement, what.priority
        if before is not None and not requirement.steps:
            requirement = before.requirement
        if before is not None and not priority:
            priority = before.priority
        request = RequestCallback(
            EntryId(f"{contact}-q1"),
            contact,
            what.queue,
            f"message {message}" if message else number,
            requirement,
            priority,
            self._waiting.waited_seconds(what.queue, now),
            always_admitted=bool(message),
        )
        return Owed(
            request,
            self._contact,
            number,
            self._caller.caller_number,
            self._caller.caller_name,
            self._caller.number_dialled,
            trunk_out(self._around.document, self._caller.number_dialled),
            now.unix,
            message,
            self.language,
            request.credit_seconds,
            not self._recording.refused,
            self._recording.told,
        )

    def _in_a_task(self, errand: ErrandId, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=f"errand {errand}")
        self._tasks[errand] = task
        task.add_done_callback(lambda done: self._task_over(errand, done))

    def _task_over(self, errand: ErrandId, task: asyncio.Task[None]) -> None:
        self._tasks.pop(errand, None)
        self._promises.pop(errand, None)
        if not task.cancelled() and task.exception() is not None:
            log.error("errand.failed", errand=errand, error=repr(task.exception()))
            self._tell(errand, False, {}, "failed")

    def _teller(self, errand: ErrandId) -> Callable[[bool, Mapping[str, str], str], None]:
        def tell(done: bool, values: Mapping[str, str], why: str) -> None:
            if self._running is not None and self._running[0] == errand:
                self._running = None
            self._tell(errand, done, values, why)

        return tell

    def _tell(self, errand: ErrandId, done: bool, values: Mapping[str, str], why: str) -> None:
        self._hear(ErrandEnded(errand, done, values, why))
