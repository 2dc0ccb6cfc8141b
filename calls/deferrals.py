"""All callbacks and messages still owed, and the sessions that see to them. What is promised is written down first."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import structlog

from acd.events import CallbackRegistered, EntryEnd, EntryEnded, RequestRefused
from calls.deferred import DeferredSession
from calls.deferred_store import DeferredStore, Owed
from calls.messages import Message
from calls.surroundings import Surroundings
from vocabulary.ids import BridgeId, ContactId, EntryId
from vocabulary.instant import Instant

UNHEARD_SECONDS = 14 * 86_400.0
"""A message nobody has heard for so long is given up; its recording is kept."""

log = structlog.get_logger(__name__)


class Deferrals:
    """The deferred sessions of one Asterisk."""

    def __init__(self, store: DeferredStore, new_id: Callable[[str], str], clock: Callable[[], Instant]) -> None:
        self._store = store
        self._new_id = new_id
        self._clock = clock
        self._sessions: dict[ContactId, DeferredSession] = {}
        self._tasks: dict[ContactId, asyncio.Task[None]] = {}
        self._closing = False

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridges of conversations in progress."""
        return tuple(session.bridge for session in self._sessions.values() if session.bridge is not None)

    def new_contact(self) -> ContactId:
        """The id of a contact that begins as a promise."""
        return ContactId(self._new_id("c"))

    async def promise(self, owed: Owed, around: Surroundings) -> str:
        """Take the place in the queue; why it was not taken, empty where it was.

        :raises OSError: it could not be written down, so nothing was promised.
        """
        if self._closing:
            return "closing"
        await asyncio.to_thread(self._store.keep, owed)
        why = await self._take_place(owed, around)
        if why:
            await asyncio.to_thread(self._store.done, owed.contact)
        return "" if why == EntryEnd.CALLBACK_JOINED.value else why

    async def resume(self, around: Surroundings) -> None:
        """At the start: what an earlier process promised is taken up again, with the waiting since then counted in."""
        for owed in await asyncio.to_thread(self._store.all):
            await self._promise_again(owed, around)

    async def _take_place(self, owed: Owed, around: Surroundings) -> str:
        session = DeferredSession(owed, around)
        if session.look.is_for_good:
            return "never open"
        self._sessions[owed.contact] = session
        session.begin()
        try:
            decision = await around.desk.ask(replace(owed.request, rest_seconds=session.look.closed_seconds))
        except BaseException:
            del self._sessions[owed.contact]
            raise
        registered = [event for event in decision.events if isinstance(event, CallbackRegistered)]
        if registered:
            session.place = registered[-1].entry
            task = asyncio.create_task(session.run(), name=f"deferred {owed.contact}")
            self._tasks[owed.contact] = task
            task.add_done_callback(lambda _: self._ended(session, around))
            return ""
        del self._sessions[owed.contact]
        session.refused()
        ends = [event.end.value for event in decision.events if isinstance(event, EntryEnded)]
        refusals = [event.reason for event in decision.events if isinstance(event, RequestRefused)]
        return (ends or refusals or ["refused"])[-1]

    def hears(self, contact: ContactId) -> Callable[[Message], None] | None:
        """Where effects for this contact go; None where it is none of these."""
        session = self._sessions.get(contact)
        return session.hear if session is not None else None

    def task_of(self, contact: ContactId) -> "asyncio.Task[None] | None":
        """The task that serves this contact; None where it is none of these."""
        return self._tasks.get(contact)

    @property
    def listeners(self) -> tuple[Callable[[Message], None], ...]:
        """Where every session hears."""
        return tuple(session.hear for session in self._sessions.values())

    def end(self, hear: Callable[[Message], None]) -> None:
        """End the session that hears there, which is stuck; what it owes stays owed."""
        for contact, session in self._sessions.items():
            task = self._tasks.get(contact)
            if session.hear == hear and task is not None and not task.cancelling():
                log.critical("deferred.session_stuck", contact=contact)
                task.cancel()

    async def close(self) -> None:
        """End what is going on now. What is still owed stays written down for the next start."""
        self._closing = True
        for contact in self._sessions:
            if contact in self._tasks:
                self._tasks[contact].cancel()
        # What was kept at the last moment is struck off by a task of its own.
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            # A task that is done is taken off the list by its callback, in the loop's next turn.
            await asyncio.sleep(0)

    def _ended(self, session: DeferredSession, around: Surroundings) -> None:
        del self._sessions[session.contact]
        del self._tasks[session.contact]
        if self._closing and not session.kept:
            return
        again = asyncio.create_task(self._settle(session, around), name=f"settle {session.contact}")
        self._tasks[session.contact] = again
        again.add_done_callback(lambda _: self._tasks.pop(session.contact, None))

    async def _settle(self, session: DeferredSession, around: Surroundings) -> None:
        """Strike it off; a message nobody heard takes its place anew, with all its waiting."""
        owed = session.owed
        if not session.kept and owed.message and self._age_seconds(owed) < UNHEARD_SECONDS:
            await self._promise_again(owed, around)
            return
        if not session.kept:
            log.warning("deferred.given_up", contact=owed.contact, queue=owed.request.queue)
        await asyncio.to_thread(self._store.done, owed.contact)

    async def _promise_again(self, owed: Owed, around: Surroundings) -> None:
        """As a contact of its own: legs, bridges and recordings are named by it, and no name may be used twice.

        Where the queue does not take it, it stays written down for the next start.
        """
        contact = self.new_contact()
        request = replace(
            owed.request,
            contact=contact,
            entry=EntryId(f"{contact}-q1"),
            credit_seconds=owed.waited_seconds + self._age_seconds(owed),
            always_admitted=True,
        )
        try:
            why = await self.promise(replace(owed, request=request), around)
        except OSError as error:
            why = str(error)
        if why:
            log.error("deferred.not_promised_again", contact=owed.contact, why=why)
        else:
            await asyncio.to_thread(self._store.done, owed.contact)

    def _age_seconds(self, owed: Owed) -> float:
        return max(0.0, self._clock().unix - owed.promised_at)
