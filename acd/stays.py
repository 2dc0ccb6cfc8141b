"""A caller's stay in a queue, from the door to its end: admitted or sent on, waiting, leaving by one of the ways.

An entry ends exactly once. Whoever is not served is always told where they go instead: never a busy tone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from acd.announcing import Announcing
from acd.contacts import Contact
from acd.effects import LeaveQueue, MoveToQueue, Release
from acd.estimating import Estimating
from acd.events import CallerCameBack, EntryEnd, EntryEnded, EntryQueued, OfferEnd, StepChange
from acd.matching import Matching
from acd.policy import Destination, GoOn, ToFlow, ToQueue
from acd.queues import Entry, QueueRoom
from acd.relaxation import Relaxation
from acd.selection import is_servable
from acd.state import State
from acd.wake import CallbackDue, CallbackOver, WaitOver, WidthGrows
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName
from vocabulary.instant import Instant
from vocabulary.skills import OneOf, Requirement, Step, matches


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody at the door of a queue. ``visited``: queues that sent them on in this same verb.

    ``preferred``: agents to be asked first, for so many seconds. ``tried``: agents not to be asked first.
    ``credit_seconds``: waiting counted beyond this stay's own. ``priority``: another than the contact's own, for this
    stay. ``to_callback``: nobody is there who could be led away.
    """

    entry: EntryId
    contact: Contact
    queue: QueueName
    credit_seconds: float = 0.0
    preferred: tuple[AgentName, ...] = ()
    prefer_seconds: float = 0.0
    tried: tuple[AgentName, ...] = ()
    always_admitted: bool = False
    to_callback: bool = False
    moved: bool = False
    priority: int | None = None
    visited: tuple[QueueName, ...] = ()


class Stays:
    """Begins and ends queue stays."""

    def __init__(
        self,
        state: State,
        matching: Matching,
        relaxation: Relaxation,
        announcing: Announcing,
        estimating: Estimating,
    ) -> None:
        self._state = state
        self._matching = matching
        self._relaxation = relaxation
        self._announcing = announcing
        self._estimating = estimating
        self._begun: dict[EntryId, None] = {}
        self.at_the_door: Callable[[Arrival, Instant], Arrival] = _as_they_come
        """Looks at whoever arrives, before they are let in: a callback of theirs may be waiting here."""

    # --- the door ----------------------------------------------------------------------------------------------------

    def arrive(self, arrival: Arrival, now: Instant) -> None:
        """Let the caller in, or send them where the queue's policy says."""
        arrival = self.at_the_door(arrival, now)
        room = self._state.rooms.queues[arrival.queue]
        requirement = self._preferring(arrival, room)
        refusal = self._refusal(room, arrival, requirement, now)
        if refusal is None:
            self._queue(arrival, room, requirement, now)
            return
        ways = room.policy.ways_out
        by_end = {EntryEnd.CLOSED: ways.when_closed, EntryEnd.FULL: ways.when_full}
        self._send(arrival, refusal, by_end.get(refusal, ways.when_no_agents), now)

    def _refusal(self, room: QueueRoom, arrival: Arrival, requirement: Requirement, now: Instant) -> EntryEnd | None:
        if arrival.always_admitted:
            return None
        ways = room.policy.ways_out
        if not room.open:
            return EntryEnd.CLOSED
        if not all(self._relaxation.is_staffed(room, requirement, 0, rule) for rule in (ways.to_join, ways.to_stay)):
            return EntryEnd.NO_AGENTS
        if ways.max_waiting is not None and len(room.order) >= ways.max_waiting:
            _, match = self._relaxation.first_useful(room, requirement, 0)
            order = (0.0, now.monotonic - arrival.credit_seconds, arrival.entry)
            if not is_servable(order, match, room, now):
                return EntryEnd.FULL
        return None

    def _send(self, arrival: Arrival, end: EntryEnd, destination: Destination, now: Instant) -> None:
        """The caller was refused at this door: on to the next, or out."""
        onward = self._onward(destination, (*arrival.visited, arrival.queue))
        contact = arrival.contact
        self._state.tell(EntryEnded(arrival.entry, contact.id, arrival.queue, end, 0, 0.0, onward))
        if onward is None:
            contact.entry = None
            flow = destination.flow if isinstance(destination, ToFlow) else None
            self._state.want(LeaveQueue(contact.id, arrival.entry, end.value, flow))
            return
        keeps = isinstance(destination, ToQueue) and destination.keeps_time
        following = Arrival(
            contact.next_entry(),
            contact,
            onward,
            credit_seconds=arrival.credit_seconds if keeps else 0.0,
            moved=True,
            visited=(*arrival.visited, arrival.queue),
        )
        self.arrive(following, now)

    def _onward(self, destination: Destination, visited: tuple[QueueName, ...]) -> QueueName | None:
        """The queue this destination leads to; None for a flow, and for a queue that has sent them on already."""
        match destination:
            case ToQueue(queue):
                return queue if queue in self._state.rooms.queues and queue not in visited else None
            case GoOn() | ToFlow():
                return None
            case _:
                assert_never(destination)

    def _queue(self, arrival: Arrival, room: QueueRoom, requirement: Requirement, now: Instant) -> None:
        contact = arrival.contact
        priority = contact.priority if arrival.priority is None else arrival.priority
        entry = Entry(arrival.entry, contact.id, arrival.queue, requirement, priority, now)
        entry.credit_seconds = arrival.credit_seconds
        entry.reorder()
        self._state.entries[entry.id] = entry
        contact.entry, contact.offer, contact.last_entry = entry.id, None, entry.id
        contact.note_queue(entry.queue)
        index = room.add(entry)
        self._announcing.enter(entry, index + 1, now)
        self._announcing.moved(entry.queue, index + 1)
        self._state.tell(
            EntryQueued(
                entry.id,
                entry.contact,
                entry.queue,
                room.policy.line,
                entry.priority,
                index + 1,
                entry.credit_seconds,
            )
        )
        if arrival.moved:
            self._state.want(MoveToQueue(contact.id, entry.id, entry.queue))
        self._await_limit(entry, room, now)
        self._begun[entry.id] = None
        self._relaxation.begin(entry, StepChange.ENTERED, now)
        entry.tried.update(dict.fromkeys(arrival.tried))
        self._matching.list(entry, now)
        if arrival.always_admitted and not arrival.to_callback:
            self.leave_if_due(entry, now)

    def _preferring(self, arrival: Arrival, room: QueueRoom) -> Requirement:
        """What the contact needs, with the preferred agents of this queue put before it.

        What nobody assigned to the queue could ever meet is not needed there: it would be waited for in vain.
        """
        requirement = arrival.contact.requirement
        if arrival.moved and requirement.steps and not self._could_ever_be_met(requirement, room):
            requirement = Requirement()
        preferred = tuple(name for name in arrival.preferred if name in room.agents)
        if preferred and arrival.prefer_seconds > 0:
            return Requirement((Step(OneOf(preferred), arrival.prefer_seconds), *requirement.steps))
        return requirement

    def _could_ever_be_met(self, requirement: Requirement, room: QueueRoom) -> bool:
        agents = [self._state.agents[name] for name in room.agents]
        return any(
            matches(step.expression, agent.name, agent.proficiencies) for step in requirement.steps for agent in agents
        )

    def _await_limit(self, entry: Entry, room: QueueRoom, now: Instant) -> None:
        if entry.placeholder is not None:
            return
        entry.overdue = False
        seconds = room.policy.ways_out.max_wait_seconds
        if seconds is None:
            self._state.timers.cancel(WaitOver(entry.id))
        else:
            self._state.timers.set(WaitOver(entry.id), max(now, entry.entered_at.plus(seconds)))

    def limit_from(self, entry: Entry, now: Instant) -> None:
        """The longest wait begins only now: the caller of a callback is on the line, whose place is hours old."""
        entry.overdue = False
        seconds = self._state.room_of(entry).policy.ways_out.max_wait_seconds
        if seconds is not None:
            self._state.timers.set(WaitOver(entry.id), now.plus(seconds))

    def came_back(self, arrival: Arrival, earlier: ContactId, agent: AgentName | None) -> None:
        """Tell that this caller is here again, with the place or the agent."""
        self._state.tell(CallerCameBack(arrival.entry, arrival.contact.id, earlier, agent))

    # --- waiting -----------------------------------------------------------------------------------------------------

    def wait_again(self, entry: Entry, now: Instant) -> None:
        """An offer of this entry is over: it goes on waiting, unless it was only that offer that kept it."""
        if not self.leave_if_due(entry, now):
            self._matching.list(entry, now)

    def leave_if_due(self, entry: Entry, now: Instant) -> bool:
        """Whether the entry had to leave, and so did: time over, sent away at closing, nobody left to serve it."""
        if entry.offers or entry.placeholder is not None:
            return False
        room = self._state.room_of(entry)
        ways = room.policy.ways_out
        if not room.open and ways.closing_sends_away:
            self.leave(entry, EntryEnd.SENT_AWAY, ways.when_closed, now)
        elif entry.overdue:
            self.leave(entry, EntryEnd.TIMED_OUT, ways.after_max_wait, now)
        elif not self._relaxation.is_staffed(room, entry.requirement, entry.step, ways.to_stay):
            self.leave(entry, EntryEnd.AGENTS_LEFT, ways.when_no_agents, now)
        else:
            return False
        return True

    def reconsider(self, room: QueueRoom, now: Instant) -> None:
        """Who is at work in this queue, its policy, or whether it is open, changed: nobody waits for nothing."""
        for order in list(room.order):
            entry = self._state.entries[order[2]]
            self._relaxation.skip_if_nobody(entry, now)
            self.leave_if_due(entry, now)

    def reconfigured(self, room: QueueRoom, now: Instant) -> None:
        """The queue has another policy: its limits hold for whoever waits, from now on."""
        for order in room.order:
            entry = self._state.entries[order[2]]
            self._await_limit(entry, room, now)
            self._matching.relist(entry, now)
            self._announcing.look(entry)

    # --- leaving -----------------------------------------------------------------------------------------------------

    def leave(self, entry: Entry, end: EntryEnd, destination: Destination, now: Instant) -> None:
        """The stay is over unserved; the caller goes where they are sent."""
        contact = self._state.contacts[entry.contact]
        onward = self._onward(destination, (entry.queue,))
        self.end(entry, end, now, onward)
        if onward is None:
            flow = destination.flow if isinstance(destination, ToFlow) else None
            self._state.want(LeaveQueue(contact.id, entry.id, end.value, flow))
            return
        credit = _brought(entry, destination, now)
        arrival = Arrival(contact.next_entry(), contact, onward, credit, moved=True, visited=(entry.queue,))
        self.arrive(arrival, now)

    def admits(self, entry: Entry, destination: ToQueue, now: Instant) -> bool:
        """Whether the queue there would let this caller in."""
        room = self._state.rooms.queues.get(destination.queue)
        if room is None:
            return False
        contact = self._state.contacts[entry.contact]
        arrival = Arrival(entry.id, contact, destination.queue, _brought(entry, destination, now), moved=True)
        return self._refusal(room, arrival, self._preferring(arrival, room), now) is None

    def abandon(self, entry: Entry, now: Instant) -> None:
        """The caller is gone. A callback's placeholder stays."""
        if entry.placeholder is None:
            self._matching.end_ringing(entry, OfferEnd.CALLER_LEFT, Release.CALLER_GONE, now)
            self.end(entry, EntryEnd.ABANDONED, now)

    def end(self, entry: Entry, end: EntryEnd, at: Instant, to: QueueName | None = None) -> None:
        """The stay is over as of this instant; everybody behind moves up."""
        room = self._state.room_of(entry)
        position = room.position(entry)
        self._matching.delist(entry)
        self._relaxation.end(entry)
        self._announcing.forget(entry)
        if room.policy.ways_out.max_wait_seconds is not None:
            self._state.timers.cancel(WaitOver(entry.id))
        if entry.width:
            self._state.timers.cancel(WidthGrows(entry.id))
        if entry.placeholder is not None:
            room.placeholders.pop(entry.placeholder.number, None)
            self._state.timers.cancel(CallbackDue(entry.id))
            self._state.timers.cancel(CallbackOver(entry.id))
        self._announcing.moved(entry.queue, room.remove(entry))
        self._begun.pop(entry.id, None)
        del self._state.entries[entry.id]
        contact = self._state.contacts[entry.contact]
        contact.entry, contact.since = None, entry.order[1]
        wait_seconds = at.since(entry.entered_at)
        self._state.tell(EntryEnded(entry.id, entry.contact, entry.queue, end, position, wait_seconds, to))
        if end is EntryEnd.ANSWERED:
            self._estimating.answered(entry, wait_seconds)
        elif end is EntryEnd.ABANDONED:
            self._estimating.abandoned(entry, wait_seconds)

    # --- being changed -----------------------------------------------------------------------------------------------

    def reorder(self, entry: Entry, priority: int, boost_seconds: float, now: Instant) -> None:
        """Another priority, or more credit: another place, at once."""
        room, listed = self._state.room_of(entry), entry.listed
        self._matching.delist(entry)
        index = room.remove(entry)
        entry.priority, entry.credit_seconds = priority, entry.credit_seconds + boost_seconds
        entry.reorder()
        self._announcing.moved(entry.queue, min(index, room.add(entry)))
        if listed:
            self._matching.list(entry, now)

    def require(self, entry: Entry, requirement: Requirement, now: Instant) -> None:
        """Other steps from now on, beginning with the first; whoever rings and does not meet it is let go, unless they
        pulled the contact."""
        entry.requirement = requirement
        self._relaxation.begin(entry, StepChange.CHANGED, now)
        for offer_id in list(entry.offers):
            offer = self._state.offers[offer_id]
            unfit = entry.match is not None and offer.agent not in entry.match.able
            if offer.rings and unfit and not entry.pulled:
                self._matching.withdraw(offer, OfferEnd.WITHDRAWN, Release.NOT_WANTED, now)
        self.wait_again(entry, now)

    def begin_estimates(self, now: Instant) -> None:
        """At the end of a verb: who began to wait in it, and still does, is estimated for."""
        for entry_id in self._begun:
            entry = self._state.entries[entry_id]
            if entry.fresh:
                self._estimating.begins_to_wait(entry, now)
        self._begun.clear()


def _as_they_come(arrival: Arrival, _now: Instant) -> Arrival:
    return arrival


def _brought(entry: Entry, destination: Destination, now: Instant) -> float:
    """The seconds of waiting that are brought along to another queue."""
    keeps = isinstance(destination, ToQueue) and destination.keeps_time
    return now.monotonic - entry.order[1] if keeps else 0.0
