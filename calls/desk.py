"""The desk: one task owns the distributor and feeds it from one tray. Two writers cannot exist.

It never awaits Asterisk: what is to be done goes into the tray of the contact concerned, what happened into the ledger.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from acd.commands import Command
from acd.decision import Decision
from acd.distributor import Distributor
from acd.effects import Effect, ReleaseAgent, RingAgent
from acd.events import ContactJoined, ContactTakenUp, Event
from acd.state import State
from calls.tray import take
from vocabulary.chance import Chance
from vocabulary.ids import ContactId, OfferId, QueueName
from vocabulary.instant import Instant

TRAY_PLACES = 10_000
"""Commands that may wait for the desk. It takes some ten thousand a second: a full tray means that the desk is stuck,
and then those who hand in wait too, instead of filling the memory."""

log = structlog.get_logger(__name__)


class Hands(Protocol):
    """Who carries out what the desk decides."""

    def carry_out(self, contact: ContactId, effect: Effect) -> None:
        """Put the effect into the contact's tray; a contact that is over has nothing left to do."""


class CommandLog(Protocol):
    """Where every command goes, with its instant, before it is decided upon."""

    def append(self, command: Command, at: Instant) -> None:
        """Add one command; ``at`` is the instant the distributor is told."""

    def append_deadline(self, at: Instant) -> None:
        """Add the handling of a deadline."""


class Desk:
    """One routing domain's distributor and its tray."""

    def __init__(
        self,
        clock: Callable[[], Instant],
        hands: Hands,
        on_events: Callable[[Sequence[Event], Instant], None],
        command_log: CommandLog,
        chance: Chance | None = None,
    ) -> None:
        self._distributor = Distributor(chance=chance)
        self._clock = clock
        self._hands = hands
        self._on_events = on_events
        self._command_log = command_log
        self._tray: asyncio.Queue[tuple[Command, asyncio.Future[Decision] | None]] = asyncio.Queue(TRAY_PLACES)
        self._contact_of: dict[OfferId, ContactId] = {}

    async def submit(self, *commands: Command) -> None:
        """Hand in commands; each is decided upon in its turn."""
        for command in commands:
            await self._tray.put((command, None))

    def submit_at_once(self, command: Command) -> None:
        """As ``submit`` for whoever cannot wait.

        :raises asyncio.QueueFull: the tray is full: the desk is stuck, and the command was not taken.
        """
        self._tray.put_nowait((command, None))

    async def ask(self, command: Command) -> Decision:
        """Hand in a command and wait for its decision, to tell the person who asked."""
        answer: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        await self._tray.put((command, answer))
        return await answer

    async def idle(self) -> None:
        """Returns when the tray is empty: everything handed in so far was decided upon."""
        await self._tray.join()

    @property
    def state(self) -> State:
        """For reading only, within one step of the event loop."""
        return self._distributor.state

    def estimated_wait(self, queue: QueueName) -> float | None:
        """The bound in seconds for somebody who came to this queue now; None where no honest one is known."""
        return self._distributor.estimated_wait(queue, self._clock())

    def now(self) -> Instant:
        """This moment, by the clock decisions are dated with."""
        return self._clock()

    def leg_is_gone(self, offer: OfferId) -> None:
        """The leg of this offer no longer exists: nobody needs to release it."""
        self._contact_of.pop(offer, None)

    async def run(self) -> None:
        """Decide, for ever. Time is one more thing that arrives."""
        while True:
            deadline = self._distributor.next_deadline()
            slip = await take(self._tray, deadline, self._clock)
            if slip is not None:
                self._decide(*slip)
                self._tray.task_done()
            elif deadline is not None:
                # A loop may wake a hair early: the deadline is handled as of its own time at the earliest.
                self._handle_deadline(max(self._clock(), deadline))

    def _handle_deadline(self, now: Instant) -> None:
        self._command_log.append_deadline(now)
        try:
            decision = self._distributor.handle_deadline(now)
        except Exception:
            # A deadline is disarmed before it is handled: one that cannot be handled is not met again.
            log.exception("desk.deadline_not_handled")
            return
        self._publish(decision, now)

    def _decide(self, command: Command, answer: asyncio.Future[Decision] | None) -> None:
        now = self._clock()
        due = self._distributor.next_deadline()
        if due is not None and due <= now:
            # What was due before this command came is decided first, so that a busy tray cannot hold up the time.
            self._handle_deadline(now)
        self._command_log.append(command, now)
        try:
            decision = self._distributor.receive(command, now)
        except Exception as mistake:
            log.exception("desk.command_not_decided", command=repr(command))
            if answer is not None and not answer.done():
                answer.set_exception(mistake)
            return
        if answer is not None and not answer.done():
            answer.set_result(decision)
        self._publish(decision, now)

    def _publish(self, decision: Decision, now: Instant) -> None:
        self._on_events(decision.events, now)
        for event in decision.events:
            if isinstance(event, ContactTakenUp | ContactJoined):
                # A conversation that no ringing began, or that was another contact's: its leg is this one's.
                self._contact_of[event.offer] = event.contact
        for effect in decision.effects:
            contact = self._contact_concerned(effect)
            if contact is not None:
                self._hands.carry_out(contact, effect)

    def _contact_concerned(self, effect: Effect) -> ContactId | None:
        """Whose effect this is. A leg released once is nobody's any more: it is on its way out."""
        match effect:
            case RingAgent(contact, _, offer):
                self._contact_of[offer] = contact
                return contact
            case ReleaseAgent(offer):
                return self._contact_of.pop(offer, None)
            case _:
                return effect.contact
