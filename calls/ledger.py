"""Everything that happened, contact by contact: facts go in, contact records come out. Decides nothing.

Whoever wants to watch (the terminal's story, a screen) is told of every fact in the order in which it came about.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from acd.events import AgentEvent, QueueEvent, RequestRefused
from acd.events import Event as DistributorEvent
from cdr.errors import ForeignFact, ImpossibleFact
from cdr.events import ContactBegan, ContactFact
from cdr.fold import ContactFold
from cdr.record import ContactRecord
from vocabulary.ids import ContactId
from vocabulary.instant import Instant

CLOSED_KEPT = 500
"""So many contacts over last whose record is taken up again where an agent asks late for time to wrap up."""

log = structlog.get_logger(__name__)

Fact = ContactFact | DistributorEvent
Watcher = Callable[[ContactId | None, Fact, Instant], None]
"""Told of a fact: whose it is (None for agents' and queues'), the fact, and when. Must neither wait nor raise."""


class Ledger:
    """The open contacts' records in the making.

    A record is handed on as soon as the contact and its recordings are over, and once more when the wrap-up is.
    """

    def __init__(self, on_record: Callable[[ContactRecord], None]) -> None:
        self._on_record = on_record
        self._folds: dict[ContactId, ContactFold] = {}
        self._closed: dict[ContactId, ContactFold] = {}
        self._watchers: list[Watcher] = []
        self._quiet = asyncio.Event()
        self._quiet.set()

    def watch(self, watcher: Watcher) -> None:
        """Tell this watcher of everything from now on."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Watcher) -> None:
        self._watchers.remove(watcher)

    def note(self, contact: ContactId, facts: Sequence[ContactFact], at: Instant) -> None:
        """Facts about one contact that came about together. The first ever opens its record."""
        for fact in facts:
            self._take(contact, fact, at)
        self._hand_on(contact)

    def note_decision(self, events: Sequence[DistributorEvent], at: Instant) -> None:
        """What the distributor told in one decision: of contacts, agents and queues."""
        concerned: dict[ContactId, None] = {}
        for event in events:
            if isinstance(event, AgentEvent | QueueEvent | RequestRefused):
                self._tell_watchers(None, event, at)
            else:
                self._take(event.contact, event, at)
                concerned[event.contact] = None
        for contact in concerned:
            self._hand_on(contact)

    @property
    def open_contacts(self) -> tuple[ContactId, ...]:
        """Contacts whose record is not complete yet."""
        return tuple(self._folds)

    def knows(self, contact: ContactId) -> bool:
        """Whether facts of this contact can still be taken: it is in progress, or was until lately."""
        return contact in self._folds or contact in self._closed

    async def quiet(self) -> None:
        """Returns when no contact is in progress: all records are complete and handed on."""
        await self._quiet.wait()

    def _take(self, contact: ContactId, fact: ContactFact, at: Instant) -> None:
        self._tell_watchers(contact, fact, at)
        if isinstance(fact, ContactBegan):
            self._folds[contact] = ContactFold(contact)
            self._quiet.clear()
        elif contact in self._closed:
            self._folds[contact] = self._closed.pop(contact)
            self._quiet.clear()
        fold = self._folds.get(contact)
        if fold is None:
            log.error("ledger.fact_after_the_end", contact=contact, fact=repr(fact))
            return
        try:
            fold.take(fact, at)
        except (ForeignFact, ImpossibleFact):
            # A mistake of ours: the fact is lost to the record, the call and everybody else's record are not.
            log.exception("ledger.fact_not_taken", contact=contact)

    def _hand_on(self, contact: ContactId) -> None:
        fold = self._folds.get(contact)
        if fold is None or not fold.presentable:
            return
        self._on_record(fold.record())
        if fold.complete:
            self._closed[contact] = self._folds.pop(contact)
            if len(self._closed) > CLOSED_KEPT:
                del self._closed[next(iter(self._closed))]
            if not self._folds:
                self._quiet.set()

    def _tell_watchers(self, contact: ContactId | None, fact: Fact, at: Instant) -> None:
        for watcher in tuple(self._watchers):
            try:
                watcher(contact, fact, at)
            except Exception:
                log.exception("ledger.watcher_failed")
                self._watchers.remove(watcher)
