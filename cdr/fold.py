"""The contact record as a fold over what was told of one contact. Decides nothing and reads no clock.

Refuses facts of another contact and facts that cannot be (an agent connected whom nobody was offered to).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from acd.events import EntryEnd
from cdr.course import Course
from cdr.errors import ContactNotEnded, ForeignFact, ImpossibleFact
from cdr.events import ContactBegan, ContactEnded, ContactFact
from cdr.record import ContactRecord, FinalStatus, HandOverRecord, Segment
from cdr.stays import MenuStay, RecordingStay
from ivr.flow import MarkKind
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
from recordings.events import Event as RecordingEvent
from recordings.events import RecordingBegan, RecordingFinished
from vocabulary.ids import ContactId, RecordingId
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.text import visible

_GONE = frozenset({EntryEnd.ANSWERED, EntryEnd.ABANDONED, EntryEnd.HANDED_ON})
"""Ends of a last queue stay without a conversation that say only that the caller was gone."""


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
        self._hung_up_by_flow = False
        self._course = Course(contact)
        self._recordings: dict[RecordingId, RecordingStay] = {}
        self._marks: dict[tuple[MarkKind, str], tuple[str, Instant]] = {}

    @property
    def ended(self) -> bool:
        """Whether there is a record to be had."""
        return self._ended is not None

    @property
    def presentable(self) -> bool:
        """Ended, and of all that belongs to the caller's time nothing is to come: only wrap-ups may still be open."""
        return self.ended and self._course.presentable and self._recorded

    @property
    def complete(self) -> bool:
        """Nothing is to come: ended, no entry, offer or wrap-up open, every recording checked.

        Ask after all events of a decision were taken: a wrap-up begins in the decision that ends its conversation.
        """
        return self.ended and self._course.settled and self._recorded

    @property
    def _recorded(self) -> bool:
        return all(recording.finished is not None for recording in self._recordings.values())

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
            case RecordingBegan() | RecordingFinished():
                self._check(event, event.contact)
                self._take_recording(event, self._bounded(at))
            case _:
                self._check(event, event.contact)
                self._course.take(event, self._bounded(at))

    def record(self) -> ContactRecord:
        """The record as far as it is known: again after a late fact, and corrected by it.

        :raises ContactNotEnded: before ``ContactEnded``.
        """
        if self._began is None or self._ended is None:
            raise ContactNotEnded(self._contact)
        began, began_at = self._began
        ended, ended_at = self._ended
        queues, talks = self._course.queues, self._course.conversations
        last = talks[-1] if talks else None
        wrap_ups = [talk.wrap_up_seconds for talk in talks if talk.wrap_up_seconds is not None]
        handed = [event for event, _ in self._course.hand_overs]
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
            talk_seconds=sum(talk.talk_seconds(talk.ended_at or ended_at) for talk in talks) if talks else None,
            wrap_up_seconds=sum(wrap_ups) if wrap_ups else None,
            segments=self._segments(ended, ended_at),
            recordings=tuple(recording for recording in recordings if recording is not None),
            escalations=sum(not event.back for event in handed),
            returns=sum(event.back for event in handed),
            lines=tuple(dict.fromkeys(stay.line for stay in queues if stay.line is not None)),
            hand_overs=tuple(self._hand_overs()),
            earlier=self._course.earlier or began.earlier,
            category=self._marked(MarkKind.CATEGORY),
            source=self._marked(MarkKind.SOURCE),
            language=self._marked(MarkKind.LANGUAGE),
            consent=self._marked(MarkKind.CONSENT),
            consent_prompt_played_at=self._consent_prompt_played_at(),
            survey=self._survey(),
        )

    def _marked(self, kind: MarkKind) -> str:
        return self._marks.get((kind, ""), ("", None))[0]

    def _consent_prompt_played_at(self) -> datetime | None:
        mark = self._marks.get((MarkKind.CONSENT_PROMPT_PLAYED, ""))
        return self._dated(mark[1]) if mark is not None else None

    def _survey(self) -> dict[str, int]:
        marks = ((key, value) for (kind, key), (value, _) in self._marks.items() if kind is MarkKind.SURVEY)
        return {question: int(value) for question, value in marks if value.isdecimal()}

    def _segments(self, ended: ContactEnded, ended_at: Instant) -> tuple[Segment, ...]:
        return tuple(
            stay.frozen(number, stay.ended_at or ended_at, stay.end or f"ended by {ended.ended_by}", self._dated)
            for number, stay in enumerate(self._course.stays, start=1)
        )

    def _hand_overs(self) -> Iterator[HandOverRecord]:
        for event, at in self._course.hand_overs:
            yield HandOverRecord(
                at=self._dated(at),
                from_queue=event.from_queue,
                to_queue=event.to_queue,
                to_line=int(event.to_line),
                back=event.back,
                agent=event.agent,
                note=visible(event.note),
            )

    def _final_status(self, ended: ContactEnded) -> FinalStatus:
        """By the last queue stay, where there was one: whether an agent was met in it, else how it ended."""
        queues = self._course.queues
        if queues and self._course.answered(queues[-1]):
            return FinalStatus.ANSWERED
        end = queues[-1].ended_as if queues else None
        if end is not None and end not in _GONE:
            return FinalStatus(end.value)
        if self._hung_up_by_flow:
            return FinalStatus.HUNG_UP_BY_FLOW
        if ended.ended_by is Party.SYSTEM:
            return FinalStatus.SYSTEM_ERROR
        return FinalStatus.ABANDONED if queues else FinalStatus.ABANDONED_IN_MENU

    def _take_contact(self, event: ContactBegan | ContactEnded, at: Instant) -> None:
        match event:
            case ContactBegan():
                self._began = (event, at)
            case ContactEnded():
                moment = self._bounded(at)
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
                self._marks[kind, key] = (visible(value), at)
            case ChoiceUndone() | ErrandBegan() | ErrandOver():
                pass
            case DialogueEnded(end):
                self._hung_up_by_flow = self._hung_up_by_flow or end is DialogueEnd.HUNG_UP_BY_FLOW
                last = self._course.stays[-1] if self._course.stays else None
                if isinstance(last, MenuStay):
                    self._course.leave(last, at, end.value)
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
        if self._course.stays:
            last = self._course.stays[-1]
            at = max(at, last.ended_at or last.began_at)
        return at if self._ended is None else min(at, self._ended[1])

    def _dated(self, moment: Instant) -> datetime:
        if self._began is None:
            raise ContactNotEnded(self._contact)
        return self._began[1].plus(moment.since(self._began[1])).utc
