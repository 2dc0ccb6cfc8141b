"""The course of one contact, stay by stay, as the distributor tells it. Knows no record; the fold alone uses it.

A stay lasts until the next begins, so that segments cannot overlap.
"""

from dataclasses import dataclass, field
from typing import assert_never

from acd.events import (
    CallbackRegistered,
    CallbackTried,
    CallConnected,
    CallerCameBack,
    ComfortPlayed,
    ConnectionFailed,
    ContactEvent,
    ContactHandedOn,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    EstimateJudged,
    LegsBridged,
    OfferEnded,
    OfferMade,
    OfferRinging,
    PositionAnnounced,
    PriorityChanged,
    StepOpened,
    WrapUpBegan,
    WrapUpEnded,
)
from cdr.errors import ImpossibleFact
from cdr.record import EstimateRecord
from cdr.stays import AgentStay, Announced, MenuStay, OfferStay, QueueStay, Stay, StepStay
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId
from vocabulary.instant import Instant

ANSWERED = "answered"
NOT_CONNECTED = "answered, not connected"
NOT_REACHED = "answered, caller not reached"
HANDED_TO_QUEUE = "handed to queue"

_AT_THE_DOOR = frozenset({EntryEnd.FULL, EntryEnd.CLOSED, EntryEnd.NO_AGENTS})
"""Ends of stays that never began: nothing else is told of them."""

_OfferEvent = OfferEnded | CallConnected | LegsBridged | ConnectionFailed | ConversationCompleted
_QueueEvent = StepOpened | PriorityChanged | PositionAnnounced | ComfortPlayed | EstimateJudged | CallbackRegistered


@dataclass(slots=True)
class Course:
    """Where one contact has been so far. ``over_at``: when it ended; whatever begins later has no length."""

    contact: ContactId
    stays: list[Stay] = field(default_factory=list)
    offers: dict[OfferId, OfferStay] = field(default_factory=dict)
    hand_overs: list[tuple[ContactHandedOn, Instant]] = field(default_factory=list)
    earlier: ContactId | None = None
    over_at: Instant | None = None

    @property
    def queues(self) -> list[QueueStay]:
        return [stay for stay in self.stays if isinstance(stay, QueueStay)]

    @property
    def conversations(self) -> list[AgentStay]:
        return [stay for stay in self.stays if isinstance(stay, AgentStay)]

    @property
    def settled(self) -> bool:
        """No entry, offer or wrap-up is open."""
        return all(stay.settled for stay in self.stays) and all(offer.over for offer in self.offers.values())

    @property
    def presentable(self) -> bool:
        """Nothing that belongs to the caller's time is open: only wrap-ups may be, and what follows a callback."""
        placeholders = {stay.entry for stay in self.queues if stay.placeholder}
        return all(stay.settled or _is_the_agents(stay) for stay in self.stays) and all(
            offer.over or offer.entry in placeholders for offer in self.offers.values()
        )

    def answered(self, stay: QueueStay) -> bool:
        """Whether this queue stay led to a conversation."""
        return any(talk.waited_in is stay for talk in self.conversations)

    # --- stays -------------------------------------------------------------------------------------------------------

    def enter(self, stay: Stay, leaving: str) -> None:
        """Begin a stay; one still open ends there, in the words ``leaving``."""
        if self.stays and self.stays[-1].ended_at is None:
            self.leave(self.stays[-1], stay.began_at, leaving)
        if self.over_at is not None:
            stay.ended_at = stay.began_at
        self.stays.append(stay)

    def leave(self, stay: Stay, at: Instant, end: str) -> None:
        """Name the end of a stay. Its time was fixed already where the next stay or the contact's end came first."""
        stay.end = end
        if stay.ended_at is None:
            stay.ended_at = at

    def menu(self, flow: str, at: Instant) -> MenuStay | None:
        """The menu stay that goes on, or a new one for a caller who came back from a queue; None after the end."""
        last = self.stays[-1] if self.stays else None
        if last is not None and last.ended_at is None:
            return last if isinstance(last, MenuStay) else None
        if self.over_at is not None:
            return None
        menu = MenuStay(at, flow)
        self.enter(menu, "")
        return menu

    # --- what the distributor tells ----------------------------------------------------------------------------------

    def take(self, event: ContactEvent, at: Instant) -> None:
        """Note one fact; ``at`` lies within the contact.

        :raises ImpossibleFact: it cannot follow what was taken before.
        """
        match event:
            case EntryQueued():
                self._queue(event, at)
            case (
                StepOpened()
                | PriorityChanged()
                | PositionAnnounced()
                | ComfortPlayed()
                | EstimateJudged()
                | CallbackRegistered()
            ):
                self._take_waiting(event, at)
            case EntryEnded():
                self._end_entry(event, at)
            case OfferMade(offer, entry, _, agent, why):
                made = OfferStay(offer, entry, agent, at, why)
                self._queue_stay(event, entry).offers.append(made)
                self.offers[offer] = made
            case OfferRinging():
                self._offer(event, event.offer)
            case OfferEnded() | CallConnected() | LegsBridged() | ConnectionFailed() | ConversationCompleted():
                self._take_offer(event, at)
            case CallbackTried(entry, _, agent):
                self._caller_not_reached(self._queue_stay(event, entry), agent)
            case CallerCameBack():
                self.earlier = event.earlier
            case ContactHandedOn():
                self._hand_on(event, at)
            case WrapUpBegan() | WrapUpEnded():
                self._wrap_up(event)
            case _:
                assert_never(event)

    def _queue(self, event: EntryQueued, at: Instant) -> None:
        stay = QueueStay(
            at, event.entry, event.queue, int(event.line), event.priority, event.position, event.credit_seconds
        )
        self.enter(stay, HANDED_TO_QUEUE)

    def _take_waiting(self, event: _QueueEvent, at: Instant) -> None:
        stay = self._queue_stay(event, event.entry)
        match event:
            case StepOpened(_, _, step, why):
                stay.steps.append(StepStay(step, why.value, at))
            case PriorityChanged(_, _, priority, boost_seconds):
                stay.priority = priority
                stay.credit_seconds += boost_seconds
            case PositionAnnounced(_, _, position, median, bound, spoken):
                stay.announced.append(Announced(at, position, median, bound, spoken))
            case ComfortPlayed(_, _, message):
                stay.announced.append(Announced(at, comfort=message))
            case EstimateJudged():
                stay.estimate = EstimateRecord(event.median_seconds, event.bound_seconds, event.waited_seconds)
            case CallbackRegistered():
                stay.placeholder = True
                stay.ended_as = EntryEnd.CALLBACK
                self.leave(stay, at, EntryEnd.CALLBACK.value)
            case _:
                assert_never(event)

    def _end_entry(self, event: EntryEnded, at: Instant) -> None:
        if event.end in _AT_THE_DOOR:
            self.enter(QueueStay(at, event.entry, event.queue), HANDED_TO_QUEUE)
        stay = self._queue_stay(event, event.entry)
        stay.told_wait_seconds = event.wait_seconds
        stay.settled, stay.ended_as = True, event.end
        self.leave(stay, at, event.end.value)

    def _take_offer(self, event: _OfferEvent, at: Instant) -> None:
        offer = self._offer(event, event.offer)
        offer.over = True
        match event:
            case OfferEnded():
                offer.end, offer.cause, offer.ring_seconds = event.end.value, event.cause, event.ring_seconds
            case CallConnected():
                offer.end, offer.cause, offer.ring_seconds = ANSWERED, HangUpCause.NORMAL, event.ring_seconds
                self._queue_stay(event, offer.entry).told_ring_seconds = event.ring_seconds
            case LegsBridged():
                waited_in = self._queue_stay(event, offer.entry)
                self.enter(AgentStay(at, offer.offer, offer.agent, waited_in), EntryEnd.ANSWERED.value)
            case ConnectionFailed():
                offer.end = NOT_CONNECTED
                self._queue_stay(event, offer.entry).told_ring_seconds = None
            case ConversationCompleted():
                stay = next((talk for talk in self.conversations if talk.offer == offer.offer), None)
                if stay is not None:
                    stay.told_talk_seconds = event.talk_seconds
                    self.leave(stay, at, EntryEnd.HANDED_ON.value if stay.handed_on else f"ended by {event.ended_by}")
            case _:
                assert_never(event)

    def _caller_not_reached(self, stay: QueueStay, agent: AgentName) -> None:
        made = next((offer for offer in reversed(stay.offers) if offer.agent == agent), None)
        if made is not None:
            made.end, made.over = NOT_REACHED, True

    def _hand_on(self, event: ContactHandedOn, at: Instant) -> None:
        self.hand_overs.append((event, at))
        last = self.stays[-1] if self.stays else None
        if event.agent is not None and isinstance(last, AgentStay):
            last.handed_on = True

    def _wrap_up(self, event: WrapUpBegan | WrapUpEnded) -> None:
        """An agent wraps up one conversation before the next, but another agent may be talking by then."""
        served = [talk for talk in reversed(self.conversations) if talk.agent == event.agent]
        match event:
            case WrapUpBegan() if served:
                served[0].wrapping_up = True
            case WrapUpEnded() if served:
                talk = next((talk for talk in served if talk.wrapping_up), served[0])
                talk.wrapping_up, talk.wrap_up_seconds = False, event.wrap_up_seconds
            case _:
                pass

    def _queue_stay(self, event: ContactEvent, entry: EntryId) -> QueueStay:
        for stay in self.queues:
            if stay.entry == entry:
                return stay
        raise ImpossibleFact(self.contact, event, f"it never entered a queue as {entry}")

    def _offer(self, event: ContactEvent, offer: OfferId) -> OfferStay:
        known = self.offers.get(offer)
        if known is None:
            raise ImpossibleFact(self.contact, event, f"offer {offer} was never made")
        return known


def _is_the_agents(stay: Stay) -> bool:
    """Whether only an agent's time, or a callback to come, is still open in this stay."""
    match stay:
        case AgentStay():
            return stay.told_talk_seconds is not None
        case QueueStay():
            return stay.placeholder
        case MenuStay():
            return False
        case _:
            assert_never(stay)
