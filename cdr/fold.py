"""The contact record as a fold over what was told of one contact. Decides nothing and reads no clock.

Refuses facts of another contact and facts that cannot be (an agent connected whom nobody was offered to).
"""

from datetime import datetime
from typing import assert_never

from acd.events import (
    CallConnected,
    ConnectionFailed,
    ContactEvent,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    LegsBridged,
    OfferEnded,
    OfferMade,
    OfferRinging,
    PositionAnnounced,
    WrapUpBegan,
    WrapUpEnded,
)
from cdr.events import ContactBegan, ContactEnded, ContactFact
from cdr.record import ContactRecord, FinalStatus
from cdr.stays import AgentStay, MenuStay, OfferStay, QueueStay, RecordingStay, Stay
from ivr.reports import DialogueBegan, DialogueEnd, DialogueEnded, MenuAnswered, MenuFailed, PromptsStarted
from ivr.reports import Event as DialogueEvent
from recordings.events import Event as RecordingEvent
from recordings.events import RecordingBegan, RecordingFinished
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, RecordingId
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.text import visible

ANSWERED = "answered"
NOT_CONNECTED = "answered, not connected"
HANDED_TO_QUEUE = "handed to queue"


class ForeignFact(Exception):
    """The record of contact {contact} was told of another one: {fact}."""

    def __init__(self, contact: ContactId, fact: ContactFact) -> None:
        super().__init__((type(self).__doc__ or "").format(contact=contact, fact=fact))


class ImpossibleFact(Exception):
    """The record of contact {contact} cannot take {fact}: {reason}."""

    def __init__(self, contact: ContactId, fact: ContactFact, reason: str) -> None:
        super().__init__((type(self).__doc__ or "").format(contact=contact, fact=fact, reason=reason))


class ContactNotEnded(Exception):
    """Contact {contact} has not ended: there is no record of it yet."""

    def __init__(self, contact: ContactId) -> None:
        super().__init__((type(self).__doc__ or "").format(contact=contact))


class ContactFold:
    """One contact's record, gathered as it happens.

    Facts are taken in the order in which they came about, ``ContactBegan`` first. What the distributor and the
    recordings say may come after ``ContactEnded`` (the caller's leg is seen to end before the desk has dealt with it):
    nothing of the caller's time then reaches beyond the contact's end, and ``record()`` gives the corrected record.

    A stay lasts until the next begins, so that segments cannot overlap. Dates are those of the wall clock at the begin
    plus seconds of the monotonic clock: a step of the wall clock during the call moves no segment.
    """

    def __init__(self, contact: ContactId) -> None:
        self._contact = contact
        self._began: tuple[ContactBegan, Instant] | None = None
        self._ended: tuple[ContactEnded, Instant] | None = None
        self._flow = ""
        self._hung_up_by_flow = False
        self._stays: list[Stay] = []
        self._offers: dict[OfferId, OfferStay] = {}
        self._recordings: dict[RecordingId, RecordingStay] = {}

    @property
    def ended(self) -> bool:
        """Whether there is a record to be had."""
        return self._ended is not None

    @property
    def presentable(self) -> bool:
        """Ended, and of all that belongs to the caller's time nothing is to come: only wrap-ups may still be open."""
        return (
            self.ended
            and all(stay.settled or _only_wraps_up(stay) for stay in self._stays)
            and all(offer.over for offer in self._offers.values())
            and all(recording.finished is not None for recording in self._recordings.values())
        )

    @property
    def complete(self) -> bool:
        """Nothing is to come: ended, no entry, offer or wrap-up open, every recording checked.

        Ask after all events of a decision were taken: a wrap-up begins in the decision that ends its conversation.
        """
        return (
            self.ended
            and all(stay.settled for stay in self._stays)
            and all(offer.over for offer in self._offers.values())
            and all(recording.finished is not None for recording in self._recordings.values())
        )

    def take(self, event: ContactFact, at: Instant) -> None:
        """Note one fact and when it came about.

        :raises ForeignFact: it names another contact.
        :raises ImpossibleFact: it cannot follow what was taken before.
        """
        match event:
            case ContactBegan() | ContactEnded():
                self._check(event, event.contact)
                self._take_contact(event, at)
            case DialogueBegan() | PromptsStarted() | MenuAnswered() | MenuFailed() | DialogueEnded():
                self._check(event, self._contact)
                self._take_dialogue(event, self._bounded(at))
            case RecordingBegan() | RecordingFinished():
                self._check(event, event.contact)
                self._take_recording(event, self._bounded(at))
            case _:
                self._check(event, event.contact)
                self._take_acd(event, self._bounded(at))

    def record(self) -> ContactRecord:
        """The record as far as it is known: again after a late fact, and corrected by it.

        The wait is the sum of all queue stays; agent, ring, talk and wrap-up are of the last conversation; the queue is
        the first one entered.

        :raises ContactNotEnded: before ``ContactEnded``.
        """
        if self._began is None or self._ended is None:
            raise ContactNotEnded(self._contact)
        began, began_at = self._began
        ended, ended_at = self._ended
        queues = [stay for stay in self._stays if isinstance(stay, QueueStay)]
        last = next((stay for stay in reversed(self._stays) if isinstance(stay, AgentStay)), None)
        recordings = (recording.frozen(self._dated) for recording in self._recordings.values())
        return ContactRecord(
            contact=self._contact,
            number_dialled=visible(began.number_dialled),
            caller_number=visible(began.caller_number),
            caller_name=visible(began.caller_name),
            dialplan_version=began.dialplan_version,
            began_at=self._dated(began_at),
            ended_at=self._dated(ended_at),
            seconds=ended_at.since(began_at),
            final_status=self._final_status(ended),
            ended_by=ended.ended_by,
            cause=ended.cause,
            queue=queues[0].queue if queues else None,
            agent=last.agent if last else None,
            wait_seconds=sum(stay.wait_seconds(stay.ended_at or ended_at) for stay in queues) if queues else None,
            ring_seconds=last.ring_seconds() if last else None,
            talk_seconds=last.talk_seconds(last.ended_at or ended_at) if last else None,
            wrap_up_seconds=last.wrap_up_seconds if last else None,
            segments=tuple(
                stay.frozen(number, stay.ended_at or ended_at, stay.end or f"ended by {ended.ended_by}", self._dated)
                for number, stay in enumerate(self._stays, start=1)
            ),
            recordings=tuple(recording for recording in recordings if recording is not None),
        )

    def _final_status(self, ended: ContactEnded) -> FinalStatus:
        """The first that holds: a caller who talked to an agent was answered, whatever came afterwards."""
        if any(isinstance(stay, AgentStay) for stay in self._stays):
            return FinalStatus.ANSWERED
        if self._hung_up_by_flow:
            return FinalStatus.HUNG_UP_BY_FLOW
        if ended.ended_by is Party.SYSTEM:
            return FinalStatus.SYSTEM_ERROR
        if self._stays and isinstance(self._stays[-1], QueueStay):
            return FinalStatus.ABANDONED
        return FinalStatus.ABANDONED_IN_MENU

    def _take_contact(self, event: ContactBegan | ContactEnded, at: Instant) -> None:
        match event:
            case ContactBegan():
                self._began = (event, at)
            case ContactEnded():
                moment = self._bounded(at)
                if self._stays and self._stays[-1].ended_at is None:
                    self._stays[-1].ended_at = moment
                self._ended = (event, moment)
            case _:
                assert_never(event)

    def _take_dialogue(self, event: DialogueEvent, at: Instant) -> None:
        match event:
            case DialogueBegan(flow):
                self._flow = flow
                self._enter(MenuStay(at, flow), "")
            case PromptsStarted():
                self._in_menu(at)
            case MenuAnswered(keys) | MenuFailed(keys=keys):
                menu = self._in_menu(at)
                if menu is not None and keys:
                    menu.keys.append(keys)
            case DialogueEnded(end):
                self._hung_up_by_flow = self._hung_up_by_flow or end is DialogueEnd.HUNG_UP_BY_FLOW
                if self._stays and isinstance(self._stays[-1], MenuStay):
                    self._leave(self._stays[-1], at, end.value)
            case _:
                assert_never(event)

    def _take_acd(self, event: ContactEvent, at: Instant) -> None:
        match event:
            case EntryQueued():
                position = event.position
                stay = QueueStay(at, event.entry, event.queue, int(event.line), event.priority, position)
                self._enter(stay, HANDED_TO_QUEUE)
            case PositionAnnounced(entry, _, position):
                self._queue_stay(event, entry).positions_announced.append(position)
            case EntryEnded(entry, _, _, end):
                queue_stay = self._queue_stay(event, entry)
                queue_stay.told_wait_seconds = event.wait_seconds
                queue_stay.settled = True
                self._leave(queue_stay, at, end.value)
            case OfferMade(offer, entry, _, agent):
                made = OfferStay(offer, entry, agent, at)
                self._queue_stay(event, entry).offers.append(made)
                self._offers[offer] = made
            case OfferRinging():
                self._offer(event, event.offer)
            case OfferEnded() | CallConnected() | LegsBridged() | ConnectionFailed() | ConversationCompleted():
                self._take_offer(event, at)
            case WrapUpBegan(agent):
                served = self._served_by(agent)
                if served is not None:
                    served.wrapping_up = True
            case WrapUpEnded(agent, _, seconds):
                served = self._served_by(agent)
                if served is not None:
                    served.wrapping_up, served.wrap_up_seconds = False, seconds
            case _:
                assert_never(event)

    def _take_offer(
        self, event: OfferEnded | CallConnected | LegsBridged | ConnectionFailed | ConversationCompleted, at: Instant
    ) -> None:
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
                self._enter(AgentStay(at, offer.offer, offer.agent, waited_in), EntryEnd.ANSWERED.value)
            case ConnectionFailed():
                offer.end = NOT_CONNECTED
                self._queue_stay(event, offer.entry).told_ring_seconds = None
            case ConversationCompleted():
                stay = next((s for s in self._stays if isinstance(s, AgentStay) and s.offer == offer.offer), None)
                if stay is not None:
                    stay.told_talk_seconds = event.talk_seconds
                    self._leave(stay, at, f"ended by {event.ended_by}")
            case _:
                assert_never(event)

    def _take_recording(self, event: RecordingEvent, at: Instant) -> None:
        recording = self._recordings.setdefault(event.recording, RecordingStay(event.recording, at))
        match event:
            case RecordingBegan():
                pass
            case RecordingFinished():
                recording.finished = event
            case _:
                assert_never(event)

    def _enter(self, stay: Stay, leaving: str) -> None:
        """Begin a stay; one still open ends there, in the words ``leaving``."""
        if self._stays and self._stays[-1].ended_at is None:
            self._leave(self._stays[-1], stay.began_at, leaving)
        if self._ended is not None:
            stay.ended_at = stay.began_at
        self._stays.append(stay)

    def _leave(self, stay: Stay, at: Instant, end: str) -> None:
        """Name the end of a stay. Its time was fixed already where the next stay or the contact's end came first."""
        stay.end = end
        if stay.ended_at is None:
            stay.ended_at = at

    def _in_menu(self, at: Instant) -> MenuStay | None:
        """The menu stay that goes on, or a new one for a caller who came back from a queue; None after the end."""
        last = self._stays[-1] if self._stays else None
        if last is not None and last.ended_at is None:
            return last if isinstance(last, MenuStay) else None
        if self._ended is not None:
            return None
        menu = MenuStay(at, self._flow)
        self._enter(menu, "")
        return menu

    def _served_by(self, agent: AgentName) -> AgentStay | None:
        served = (stay for stay in reversed(self._stays) if isinstance(stay, AgentStay) and stay.agent == agent)
        return next(served, None)

    def _queue_stay(self, event: ContactFact, entry: EntryId) -> QueueStay:
        for stay in self._stays:
            if isinstance(stay, QueueStay) and stay.entry == entry:
                return stay
        raise ImpossibleFact(self._contact, event, f"it never entered a queue as {entry}")

    def _offer(self, event: ContactFact, offer: OfferId) -> OfferStay:
        known = self._offers.get(offer)
        if known is None:
            raise ImpossibleFact(self._contact, event, f"offer {offer} was never made")
        return known

    def _check(self, event: ContactFact, contact: ContactId) -> None:
        if contact != self._contact:
            raise ForeignFact(self._contact, event)
        if isinstance(event, ContactBegan):
            if self._began is not None:
                raise ImpossibleFact(contact, event, "it began before")
        elif self._began is None:
            raise ImpossibleFact(contact, event, "it has not begun")
        if isinstance(event, ContactEnded) and self._ended is not None:
            raise ImpossibleFact(contact, event, "it ended before")

    def _bounded(self, at: Instant) -> Instant:
        """The moment, not before the begin of the present stay and not after the contact's end."""
        if self._began is not None:
            at = max(at, self._began[1])
        if self._stays:
            at = max(at, self._stays[-1].ended_at or self._stays[-1].began_at)
        return at if self._ended is None else min(at, self._ended[1])

    def _dated(self, moment: Instant) -> datetime:
        if self._began is None:
            raise ContactNotEnded(self._contact)
        return self._began[1].plus(moment.since(self._began[1])).utc


def _only_wraps_up(stay: Stay) -> bool:
    return isinstance(stay, AgentStay) and stay.told_talk_seconds is not None
