"""What the distributor tells of one contact, brought into its course. Knows no record; the fold alone uses it."""

from typing import assert_never

from acd import events as acd
from acd.events import EntryEnd
from cdr.course import REACHED, TRANSFERRED, Course
from cdr.errors import ImpossibleFact
from cdr.parts import Flag
from cdr.record import EstimateRecord
from cdr.stays import Announced, OfferStay, QueueStay, StepStay
from cdr.talks import AgentStay, TransferStay
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.text import visible

ANSWERED = "answered"
NOT_CONNECTED = "answered, not connected"
NOT_REACHED = "answered, caller not reached"
HANDED_TO_QUEUE = "handed to queue"
JOINED_ANOTHER = "joined another contact"

_AT_THE_DOOR = frozenset({EntryEnd.FULL, EntryEnd.CLOSED, EntryEnd.NO_AGENTS})
"""Ends of stays that never began: nothing else is told of them."""

_OfferEvent = acd.OfferEnded | acd.CallConnected | acd.LegsBridged | acd.ConnectionFailed
_QueueEvent = (
    acd.StepOpened
    | acd.PriorityChanged
    | acd.PositionAnnounced
    | acd.ComfortPlayed
    | acd.EstimateJudged
    | acd.CallbackRegistered
)
_Remark = acd.CallerCameBack | acd.ContactHandedOn | acd.ReturnedToHead | acd.AgentFellSilent | acd.DispositionGiven


class DistributorTelling:
    """Brings the distributor's facts into the course of a contact."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def take(self, event: acd.ContactEvent, at: Instant) -> None:
        """Note one fact; ``at`` lies within the contact.

        :raises ImpossibleFact: it cannot follow what was taken before.
        """
        match event:
            case acd.EntryQueued():
                self._queue(event, at)
            case (
                acd.StepOpened()
                | acd.PriorityChanged()
                | acd.PositionAnnounced()
                | acd.ComfortPlayed()
                | acd.EstimateJudged()
                | acd.CallbackRegistered()
            ):
                self._take_waiting(event, at)
            case acd.EntryEnded():
                self._end_entry(event, at)
            case acd.OfferMade(offer, entry, _, agent, why):
                made = OfferStay(offer, entry, agent, at, why)
                self._queue_stay(event, entry).offers.append(made)
                self._course.offers[offer] = made
            case acd.OfferRinging():
                self._offer(event, event.offer)
            case acd.OfferEnded() | acd.CallConnected() | acd.LegsBridged() | acd.ConnectionFailed():
                self._take_offer(event, at)
            case acd.ConversationCompleted():
                self._complete(event, at)
            case acd.ContactTakenUp() | acd.ContactJoined():
                self._take_up(event, at)
            case acd.ConsultOver():
                self._join_another(event.joined, at)
            case acd.CallbackTried(entry, _, agent):
                self._caller_not_reached(self._queue_stay(event, entry), agent)
            case (
                acd.CallerCameBack()
                | acd.ContactHandedOn()
                | acd.ReturnedToHead()
                | acd.AgentFellSilent()
                | acd.DispositionGiven()
            ):
                self._remark(event, at)
            case acd.WrapUpBegan() | acd.WrapUpEnded():
                self._wrap_up(event)
            case _:
                assert_never(event)

    def _queue(self, event: acd.EntryQueued, at: Instant) -> None:
        stay = QueueStay(
            at, event.entry, event.queue, int(event.line), event.priority, event.position, event.credit_seconds
        )
        self._course.enter(stay, HANDED_TO_QUEUE)

    def _take_waiting(self, event: _QueueEvent, at: Instant) -> None:
        stay = self._queue_stay(event, event.entry)
        match event:
            case acd.StepOpened(_, _, step, why):
                stay.steps.append(StepStay(step, why.value, at))
            case acd.PriorityChanged(_, _, priority, boost_seconds):
                stay.priority = priority
                stay.credit_seconds += boost_seconds
            case acd.PositionAnnounced(_, _, position, median, bound, spoken):
                stay.announced.append(Announced(at, position, median, bound, spoken))
            case acd.ComfortPlayed(_, _, message):
                stay.announced.append(Announced(at, comfort=message))
            case acd.EstimateJudged():
                stay.estimate = EstimateRecord(event.median_seconds, event.bound_seconds, event.waited_seconds)
            case acd.CallbackRegistered():
                stay.placeholder = True
                stay.ended_as = EntryEnd.CALLBACK
                self._course.leave(stay, at, EntryEnd.CALLBACK.value)
            case _:
                assert_never(event)

    def _end_entry(self, event: acd.EntryEnded, at: Instant) -> None:
        if event.end in _AT_THE_DOOR:
            self._course.enter(QueueStay(at, event.entry, event.queue), HANDED_TO_QUEUE)
        stay = self._queue_stay(event, event.entry)
        stay.told_wait_seconds = event.wait_seconds
        stay.settled, stay.ended_as = True, event.end
        self._course.leave(stay, at, event.end.value)

    def _take_offer(self, event: _OfferEvent, at: Instant) -> None:
        offer = self._offer(event, event.offer)
        offer.over = True
        match event:
            case acd.OfferEnded():
                offer.end, offer.cause, offer.ring_seconds = event.end.value, event.cause, event.ring_seconds
            case acd.CallConnected():
                offer.end, offer.cause, offer.ring_seconds = ANSWERED, HangUpCause.NORMAL, event.ring_seconds
                self._queue_stay(event, offer.entry).told_ring_seconds = event.ring_seconds
            case acd.LegsBridged():
                stay = self._queue_stay(event, offer.entry)
                talk = AgentStay(at, offer.offer, offer.agent, stay, stay.queue, stay.line)
                self._course.enter(talk, EntryEnd.ANSWERED.value)
            case acd.ConnectionFailed():
                offer.end = NOT_CONNECTED
                self._queue_stay(event, offer.entry).told_ring_seconds = None
            case _:
                assert_never(event)

    def _take_up(self, event: acd.ContactTakenUp | acd.ContactJoined, at: Instant) -> None:
        """A conversation that no queue gave; whoever talked until then handed the contact to its agent."""
        if event.from_agent is not None:
            self._course.parted(event.from_agent, TRANSFERRED)
        last = next(reversed(self._course.queues), None)
        queue = event.queue if isinstance(event, acd.ContactTakenUp) else last.queue if last is not None else None
        line = last.line if last is not None and last.queue == queue else None
        leaving = REACHED if isinstance(self._course.last, TransferStay) else TRANSFERRED
        self._course.enter(AgentStay(at, event.offer, event.agent, None, queue, line), leaving)

    def _complete(self, event: acd.ConversationCompleted, at: Instant) -> None:
        stay = next((talk for talk in self._course.conversations if talk.offer == event.offer), None)
        if stay is None:
            self._offer(event, event.offer).over = True
            return
        stay.told_talk_seconds = event.talk_seconds
        self._course.leave(stay, at, stay.left_as or f"ended by {event.ended_by}")
        if event.ended_by is Party.AGENT:
            self._course.go_on(at)

    def _join_another(self, joined: ContactId, at: Instant) -> None:
        """The conversation is another contact's from now on, which tells of its end and its wrap-up."""
        self._course.joined = joined
        for talk in self._course.conversations:
            if talk.told_talk_seconds is None:
                self._course.leave(talk, at, JOINED_ANOTHER)
                talk.told_talk_seconds = at.since(talk.began_at)

    def _remark(self, event: _Remark, at: Instant) -> None:
        match event:
            case acd.CallerCameBack():
                self._course.earlier = event.earlier
            case acd.ContactHandedOn():
                self._course.hand_overs.append((event, at))
                if event.agent is not None:
                    self._course.parted(event.agent, EntryEnd.HANDED_ON.value)
            case acd.ReturnedToHead(_, _, why, agent):
                self._course.flags.append((Flag.RETURNED_TO_HEAD, at, agent, visible(why)))
                if agent is not None:
                    self._course.parted(agent, Flag.RETURNED_TO_HEAD.value)
            case acd.AgentFellSilent(_, _, agent):
                self._course.flags.append((Flag.AGENT_SILENT, at, agent, ""))
            case acd.DispositionGiven(_, agent, disposition):
                self._course.disposition = (visible(disposition), agent)
                talk = self._course.with_agent(agent)
                if talk is not None:
                    talk.disposition = visible(disposition)
            case _:
                assert_never(event)

    def _caller_not_reached(self, stay: QueueStay, agent: AgentName) -> None:
        made = next((offer for offer in reversed(stay.offers) if offer.agent == agent), None)
        if made is not None:
            made.end, made.over = NOT_REACHED, True

    def _wrap_up(self, event: acd.WrapUpBegan | acd.WrapUpEnded) -> None:
        """An agent wraps up one conversation before the next, but another agent may be talking by then."""
        served = [talk for talk in reversed(self._course.conversations) if talk.agent == event.agent]
        match event:
            case acd.WrapUpBegan() if served:
                served[0].wrapping_up = True
            case acd.WrapUpEnded() if served:
                talk = next((talk for talk in served if talk.wrapping_up), served[0])
                talk.wrapping_up, talk.wrap_up_seconds = False, event.wrap_up_seconds
            case _:
                pass

    def _queue_stay(self, event: acd.ContactEvent, entry: EntryId) -> QueueStay:
        for stay in self._course.queues:
            if stay.entry == entry:
                return stay
        raise ImpossibleFact(self._course.contact, event, f"it never entered a queue as {entry}")

    def _offer(self, event: acd.ContactEvent, offer: OfferId) -> OfferStay:
        known = self._course.offers.get(offer)
        if known is None:
            raise ImpossibleFact(self._course.contact, event, f"offer {offer} was never made")
        return known
