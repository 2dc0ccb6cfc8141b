"""The contact record as a fold over what was told of one contact. Decides nothing and reads no clock.

Refuses facts of another contact and facts that cannot be (an agent connected whom nobody was offered to).
"""

from typing import assert_never

from cdr.course import Course
from cdr.errors import ContactNotEnded, ForeignFact, ImpossibleFact
from cdr.events import (
    CallHeld,
    CallResumed,
    ConsultAnswered,
    ConsultBegan,
    ConsultEnded,
    ContactBegan,
    ContactEnded,
    ContactFact,
    GuestJoined,
    GuestLeft,
    ListeningBegan,
    ListeningChanged,
    ListeningEnded,
    RecordingGoesOn,
    RecordingPaused,
    TransferBegan,
    TransferEnded,
)
from cdr.freezing import Freezing, Gathered
from cdr.record import ContactRecord
from cdr.stays import MenuStay
from cdr.telling import DistributorTelling
from ivr.reports import (
    ChoiceUndone,
    ContactMarked,
    DialogueBegan,
    DialogueEnd,
    DialogueEnded,
    DigitsCollected,
    ErrandBegan,
    ErrandOver,
    FlowEntered,
    MenuAnswered,
    MenuFailed,
    PromptsStarted,
)
from ivr.reports import Event as DialogueEvent
from recordings.events import GapBegan, GapEnded, NotRecorded, RecordingBegan, RecordingEnded, RecordingFinished
from vocabulary.ids import ContactId
from vocabulary.instant import Instant
from vocabulary.text import visible


class ContactFold:
    """One contact's record, gathered as it happens.

    Facts are taken in the order in which they came about, ``ContactBegan`` first. What the distributor and the
    recordings say may come after ``ContactEnded`` (the caller's leg is seen to end before the desk has dealt with it):
    nothing of the caller's time then reaches beyond the contact's end, and ``record()`` gives the corrected record.

    Dates are those of the wall clock at the begin plus seconds of the monotonic clock: a step of the wall clock during
    the call moves no segment.
    """

    def __init__(self, contact: ContactId) -> None:
        self._contact = contact
        self._began: tuple[ContactBegan, Instant] | None = None
        self._ended: tuple[ContactEnded, Instant] | None = None
        self._flow = ""
        self._hands_until: Instant | None = None
        self._course = Course(contact)
        self._telling = DistributorTelling(self._course)
        self._gathered = Gathered(self._course)

    @property
    def ended(self) -> bool:
        """Whether there is a record to be had."""
        return self._ended is not None

    @property
    def presentable(self) -> bool:
        """Ended, and of all that belongs to the caller's time nothing is to come: only wrap-ups may still be open."""
        return self.ended and self._course.presentable and self._gathered.recorded

    @property
    def complete(self) -> bool:
        """Nothing is to come: ended, no entry, offer or wrap-up open, every recording checked.

        Ask after all events of a decision were taken: a wrap-up begins in the decision that ends its conversation.
        """
        return self.ended and self._course.settled and self._gathered.recorded

    def take(self, event: ContactFact, at: Instant) -> None:
        """Note one fact and when it came about.

        :raises ForeignFact: it names another contact.
        :raises ImpossibleFact: it cannot follow what was taken before.
        """
        match event:
            case ContactBegan() | ContactEnded():
                self._check(event, event.contact)
                self._take_contact(event, at)
            case (
                DialogueBegan() | FlowEntered() | PromptsStarted() | MenuAnswered() | MenuFailed() | ChoiceUndone()
                | DigitsCollected() | ContactMarked() | ErrandBegan() | ErrandOver() | DialogueEnded()
            ):  # fmt: skip
                self._check(event, self._contact)
                self._take_dialogue(event, self._bounded(at))
            case RecordingBegan() | RecordingEnded() | RecordingFinished() | NotRecorded():
                self._check(event, event.contact)
                self._gathered.recordings.take(event, self._bounded(at))
            case GapBegan() | GapEnded():
                # Seen late, and told how late: the moment of telling is not to be moved.
                self._check(event, event.contact)
                self._gathered.recordings.take(event, at)
            case (
                CallHeld() | CallResumed() | ConsultBegan() | ConsultAnswered() | ConsultEnded()
                | TransferBegan() | TransferEnded() | GuestJoined() | GuestLeft()
            ):  # fmt: skip
                self._check(event, event.contact)
                self._course.take(event, self._in_order(at))
            case ListeningBegan() | ListeningChanged() | ListeningEnded():
                self._check(event, event.contact)
                self._course.beside.take_listening(event, self._in_order(at))
            case RecordingPaused() | RecordingGoesOn():
                self._check(event, event.contact)
                self._course.beside.take_pause(event, self._in_order(at))
            case _:
                self._check(event, event.contact)
                self._telling.take(event, self._bounded(at))

    def record(self) -> ContactRecord:
        """The record as far as it is known: again after a late fact, and corrected by it.

        :raises ContactNotEnded: before ``ContactEnded``.
        """
        if self._began is None or self._ended is None:
            raise ContactNotEnded(self._contact)
        return Freezing(self._gathered, self._began, self._ended).record()

    def _take_contact(self, event: ContactBegan | ContactEnded, at: Instant) -> None:
        match event:
            case ContactBegan():
                self._began = (event, at)
                self._course.calling = event.agent
            case ContactEnded():
                moment = self._in_order(at)
                if self._course.stays and self._course.stays[-1].ended_at is None:
                    self._course.stays[-1].ended_at = moment
                self._course.over_at = moment
                self._ended = (event, moment)
            case _:
                assert_never(event)

    def _take_dialogue(self, event: DialogueEvent, at: Instant) -> None:
        match event:
            case DialogueBegan(flow) | FlowEntered(flow):
                self._flow = flow
                self._course.enter(MenuStay(at, flow), "")
            case PromptsStarted():
                self._course.menu(self._flow, at)
            case MenuAnswered(keys) | MenuFailed(keys=keys) | DigitsCollected(_, keys):
                menu = self._course.menu(self._flow, at)
                if menu is not None and keys:
                    menu.keys.append(keys)
            case ContactMarked(kind, value, key):
                self._gathered.marks[kind, key] = (visible(value), at)
            case ChoiceUndone() | ErrandBegan() | ErrandOver():
                pass
            case DialogueEnded(end):
                by_flow = self._gathered.hung_up_by_flow or end is DialogueEnd.HUNG_UP_BY_FLOW
                self._gathered.hung_up_by_flow = by_flow
                last = self._course.stays[-1] if self._course.stays else None
                if isinstance(last, MenuStay):
                    self._course.leave(last, at, end.value)
            case _:
                assert_never(event)

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

    def _in_order(self, at: Instant) -> Instant:
        """The moment, bounded, and not before the last one that the hands told of: they are several."""
        moment = self._bounded(at)
        if self._hands_until is not None:
            moment = max(moment, self._hands_until)
        self._hands_until = moment
        return moment

    def _bounded(self, at: Instant) -> Instant:
        """The moment, not before the begin of the present stay and not after the contact's end."""
        if self._began is not None:
            at = max(at, self._began[1])
        if self._course.stays:
            last = self._course.stays[-1]
            at = max(at, last.ended_at or last.began_at)
        return at if self._ended is None else min(at, self._ended[1])
