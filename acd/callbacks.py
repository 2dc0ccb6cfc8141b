"""Callbacks: the caller hangs up, the place stays. Promoted like any caller: on their turn, with an agent free.

The agent answers first, then the caller is called. An agent who does not answer is no attempt; a caller who does
not is one. One placeholder per number and queue: whoever calls again takes its place over. It knows no opening hours:
it is told for how long nobody may be called, and those seconds make no place older.
"""

from dataclasses import replace

from acd.announcing import Announcing
from acd.commands import RequestCallback
from acd.contacts import Contact
from acd.effects import LeaveQueue, Release, ReleaseAgent, StopCallingBack
from acd.events import CallbackRegistered, CallbackTried, CallerCameBack, ConnectionFailed, EntryEnd, OfferEnd
from acd.matching import Matching
from acd.offers import Offer
from acd.queues import Entry, Placeholder
from acd.state import State
from acd.stays import Arrival, Stays
from acd.wake import CallbackDue, CallbackOver, JoinOverdue, WaitOver
from vocabulary.causes import HangUpCause
from vocabulary.ids import EntryId
from vocabulary.instant import Instant


class Callbacks:
    """Turns entries into placeholders, and placeholders into attempts."""

    def __init__(self, state: State, matching: Matching, stays: Stays, announcing: Announcing) -> None:
        self._state = state
        self._matching = matching
        self._stays = stays
        self._announcing = announcing
        stays.at_the_door = self._joined

    def request(self, command: RequestCallback, now: Instant) -> None:
        """Somebody who is not in a queue wants to be called back, or has left a message."""
        contact = Contact(command.contact, "", command.queue)
        contact.requirement, contact.priority = command.requirement, command.priority
        self._state.contacts[contact.id] = contact
        arrival = Arrival(
            command.entry,
            contact,
            command.queue,
            credit_seconds=command.credit_seconds,
            always_admitted=command.always_admitted,
            to_callback=True,
        )
        self._stays.arrive(arrival, now)
        if contact.entry is not None:
            entry = self._state.entries[contact.entry]
            self.register(entry, command.number, now)
            self.rest(entry.id, command.rest_seconds, now)
        if contact.entry is None:
            del self._state.contacts[contact.id]

    def register(self, entry: Entry, number: str, now: Instant) -> None:
        """The caller may hang up; the entry keeps the place."""
        room = self._state.room_of(entry)
        self._matching.end_ringing(entry, OfferEnd.WITHDRAWN, Release.NOT_WANTED, now)
        if number in room.placeholders:
            self._stays.end(entry, EntryEnd.CALLBACK_JOINED, now)
            self._state.want(LeaveQueue(entry.contact, entry.id, EntryEnd.CALLBACK.value))
            return
        entry.placeholder, entry.overdue = Placeholder(number), False
        room.placeholders[number] = entry.id
        self._announcing.forget(entry)
        self._state.timers.cancel(WaitOver(entry.id))
        self._state.timers.set(CallbackOver(entry.id), now.plus(room.policy.callback.expires_after_seconds))
        self._state.tell(CallbackRegistered(entry.id, entry.contact, entry.queue, number))
        self._state.want(LeaveQueue(entry.contact, entry.id, EntryEnd.CALLBACK.value))
        self._matching.list(entry, now)

    def _joined(self, arrival: Arrival, now: Instant) -> Arrival:
        """Somebody comes to a queue where their callback waits: they take its place, it is over."""
        room = self._state.rooms.queues[arrival.queue]
        waiting = room.placeholders.get(arrival.contact.caller) if arrival.contact.caller else None
        entry = self._state.entries[waiting] if waiting is not None else None
        if entry is None:
            return arrival
        if entry.joining is not None:
            self._part(self._state.offers[entry.joining], Release.NOT_WANTED, now)
        self._matching.end_ringing(entry, OfferEnd.WITHDRAWN, Release.NOT_WANTED, now)
        credit = max(arrival.credit_seconds, now.monotonic - entry.order[1])
        arrival.contact.priority = max(arrival.contact.priority, entry.priority)
        self._stays.end(entry, EntryEnd.CALLBACK_JOINED, now)
        if entry.contact != arrival.contact.id:
            del self._state.contacts[entry.contact]
            self._state.want(StopCallingBack(entry.contact, entry.id))
        self._state.tell(CallerCameBack(arrival.entry, arrival.contact.id, entry.contact, None))
        return replace(arrival, credit_seconds=credit, always_admitted=True)

    def reached(self, offer: Offer, now: Instant) -> None:
        """The caller is on the line: from now on a waiting caller like any other."""
        entry = self._state.entries[offer.entry]
        if entry.placeholder is not None:
            self._state.room_of(entry).placeholders.pop(entry.placeholder.number, None)
            entry.placeholder = None
            self._state.timers.cancel(CallbackDue(entry.id))
            self._state.timers.cancel(CallbackOver(entry.id))
            self._stays.limit_from(entry, now)

    def not_reached(self, offer: Offer, cause: HangUpCause, now: Instant) -> None:
        """The agent was there, the caller was not: an attempt. The agent is free, nobody is blamed."""
        entry = self._state.entries[offer.entry]
        policy = self._state.policy_of(offer).callback
        placeholder = entry.placeholder
        assert placeholder is not None, "only a placeholder is called back"
        self._part(offer, Release.CALLER_NOT_REACHED, now)
        placeholder.attempts += 1
        self._state.tell(CallbackTried(entry.id, entry.contact, offer.agent, placeholder.attempts, cause))
        if placeholder.attempts >= policy.attempts or entry.overdue:
            self.give_up(entry, now)
            return
        self._rest_until(entry, placeholder, now.plus(policy.retry_after_seconds))

    def rest(self, entry_id: EntryId, seconds: float, now: Instant) -> None:
        """Nobody may be called for so long. Whoever rings is let go, through nobody's fault; who answered goes on."""
        entry = self._state.entries.get(entry_id)
        placeholder = entry.placeholder if entry is not None else None
        if entry is None or placeholder is None or seconds <= 0:
            return
        until = now.plus(seconds)
        self._matching.end_ringing(entry, OfferEnd.WITHDRAWN, Release.NOT_WANTED, now)
        self._rest_until(entry, placeholder, until)
        counted_up_to = max(now, placeholder.closed_until or now)
        over = self._state.timers.at(CallbackOver(entry.id))
        if until > counted_up_to and over is not None and over > now:
            self._state.timers.set(CallbackOver(entry.id), over.plus(until.since(counted_up_to)))
            placeholder.closed_until = until

    def _rest_until(self, entry: Entry, placeholder: Placeholder, until: Instant) -> None:
        """No offer before then, nor before a rest is over that runs already."""
        placeholder.resting = True
        self._matching.delist(entry)
        running = self._state.timers.at(CallbackDue(entry.id))
        self._state.timers.set(CallbackDue(entry.id), until if running is None else max(running, until))

    def agent_lost(self, offer: Offer, now: Instant) -> None:
        """The agent hung up before the caller answered: no attempt, and somebody else is asked first."""
        entry, agent = self._state.entries[offer.entry], self._state.agents[offer.agent]
        self._matching.rest(agent, self._state.policy_of(offer).failure_rest_seconds, now)
        entry.tried[agent.name] = None
        self._state.timers.cancel(JoinOverdue(offer.id))
        self._matching.separate(offer, now)
        self._state.tell(ConnectionFailed(offer.id, offer.entry, offer.contact, offer.agent))
        if entry.overdue:
            self.give_up(entry, now)
        else:
            self._matching.list(entry, now)

    def due(self, entry: Entry, now: Instant) -> None:
        """The next attempt may be made, when it is its turn."""
        if entry.placeholder is not None:
            entry.placeholder.resting = False
            self._matching.list(entry, now)

    def over(self, entry: Entry, now: Instant) -> None:
        """Too old. While an agent is waiting for the caller to answer, that attempt is the last."""
        if entry.joining is not None:
            entry.overdue = True
            return
        self._matching.end_ringing(entry, OfferEnd.WITHDRAWN, Release.NOT_WANTED, now)
        self.give_up(entry, now)

    def give_up(self, entry: Entry, now: Instant) -> None:
        """Nobody will be called back any more."""
        self._stays.end(entry, EntryEnd.CALLBACK_FAILED, now)
        del self._state.contacts[entry.contact]
        self._state.want(StopCallingBack(entry.contact, entry.id))

    def _part(self, offer: Offer, release: Release, now: Instant) -> None:
        self._state.timers.cancel(JoinOverdue(offer.id))
        self._matching.separate(offer, now)
        self._state.tell(ConnectionFailed(offer.id, offer.entry, offer.contact, offer.agent))
        self._state.want(ReleaseAgent(offer.id, release))
