"""A contact record made of what the fold has gathered. Decides only how the contact ended; reads no fact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from acd.events import EntryEnd
from cdr.accounting import Accounting, is_talk
from cdr.course import Course
from cdr.events import ContactBegan, ContactEnded
from cdr.parts import Direction, Flag, FlagRecord
from cdr.record import ContactRecord, FinalStatus, HandOverRecord, Segment
from cdr.recorded import FLAGGED_SECONDS, IntervalState, RecordedInterval, merged
from cdr.recording_marks import marks_in
from cdr.recording_stays import RecordingStays
from cdr.talks import AgentStay, GuestStay
from ivr.flow import MarkKind
from vocabulary.causes import HangUpCause
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.text import visible

_GONE = frozenset({EntryEnd.ANSWERED, EntryEnd.ABANDONED, EntryEnd.HANDED_ON})
"""Ends of a last queue stay without a conversation that say only that the caller was gone."""

_NOT_ANSWERED = frozenset({HangUpCause.NO_ANSWER, HangUpCause.NO_RESPONSE, HangUpCause.REJECTED})


@dataclass(slots=True)
class Gathered:
    """What was told of a contact, besides the two facts that every record needs."""

    course: Course
    recordings: RecordingStays = field(default_factory=RecordingStays)
    marks: dict[tuple[MarkKind, str], tuple[str, Instant]] = field(default_factory=dict)
    hung_up_by_flow: bool = False

    @property
    def recorded(self) -> bool:
        """Every recording has been checked."""
        return self.recordings.checked


class Freezing:
    """One record of one contact, made once.

    Dates are those of the wall clock at the begin plus seconds of the monotonic clock.
    """

    def __init__(
        self, gathered: Gathered, began: tuple[ContactBegan, Instant], ended: tuple[ContactEnded, Instant]
    ) -> None:
        self._gathered = gathered
        self._course = gathered.course
        self._began, self._began_at = began
        self._ended, self._ended_at = ended

    def record(self) -> ContactRecord:
        """All of it."""
        return self._with_recordings(self._with_marks(self._with_what_went_beside(self._with_talks(self._bare()))))

    def _bare(self) -> ContactRecord:
        """The contact as a whole, its queues and its stays."""
        began, ended, ended_at, course = self._began, self._ended, self._ended_at, self._course
        queues = course.queues
        handed = [event for event, _ in course.hand_overs]
        return ContactRecord(
            contact=began.contact,
            number_dialled=visible(began.number_dialled),
            caller_number=visible(began.caller_number),
            caller_name=visible(began.caller_name),
            dialplan_version=began.dialplan_version,
            began_at=self._dated(self._began_at),
            ended_at=self._dated(ended_at),
            seconds=ended_at.since(self._began_at),
            final_status=self._final_status(),
            ended_by=ended.ended_by,
            cause=ended.cause,
            queue=queues[0].queue if queues else None,
            agent=None,
            wait_seconds=sum(stay.wait_seconds(stay.ended_at or ended_at) for stay in queues) if queues else None,
            ring_seconds=None,
            talk_seconds=None,
            wrap_up_seconds=None,
            segments=self._segments(),
            recordings=(),
            escalations=sum(not event.back for event in handed),
            returns=sum(event.back for event in handed),
            lines=tuple(dict.fromkeys(stay.line for stay in queues if stay.line is not None)),
            hand_overs=tuple(self._hand_overs()),
            earlier=course.earlier or began.earlier,
            direction=self._direction(),
            calling_agent=began.agent,
            joined=course.joined,
        )

    def _direction(self) -> Direction:
        if self._began.agent is None:
            return Direction.IN
        return Direction.INTERNAL if self._course.queues else Direction.OUT

    def _with_talks(self, record: ContactRecord) -> ContactRecord:
        """What agents did: talk, hold, wrap-up, disposition."""
        course, over_at = self._course, self._ended_at
        talks, conversations = course.talks, course.conversations
        last = conversations[-1] if conversations else None
        wrap_ups = [talk.wrap_up_seconds for talk in conversations if talk.wrap_up_seconds is not None]
        holds = [hold.seconds for talk in talks for hold in talk.holds.frozen(talk.ended_at or over_at, self._dated)]
        disposition, disposition_by = course.disposition or ("", None)
        return replace(
            record,
            agent=last.agent if last else self._began.agent,
            ring_seconds=last.ring_seconds() if last else None,
            talk_seconds=sum(talk.talk_seconds(talk.ended_at or over_at) for talk in talks) if talks else None,
            hold_seconds=sum(holds) if holds else None,
            longest_hold_seconds=max(holds, default=None),
            holds=len(holds),
            wrap_up_seconds=sum(wrap_ups) if wrap_ups else None,
            disposition=disposition,
            disposition_by=disposition_by,
        )

    def _with_what_went_beside(self, record: ContactRecord) -> ContactRecord:
        """Consults, transfers, guests, listeners, pauses, flags."""
        beside, flags, ended_by = self._course.beside, self._course.flags, self._ended.ended_by
        over_at, dated = self._ended_at, self._dated
        return replace(
            record,
            consults=tuple(consult.frozen(over_at, ended_by, dated) for consult in beside.consults),
            transfers=tuple(transfer.frozen(over_at, ended_by, dated) for transfer in beside.transfers),
            guests=tuple(guest.frozen(over_at, ended_by, dated) for guest in beside.guests),
            supervisions=tuple(listener.frozen(over_at, dated) for listener in beside.listeners.values()),
            recording_pauses=tuple(pause.frozen(over_at, dated) for pause in beside.pauses),
            flags=tuple(FlagRecord(dated(at), flag, agent, why) for flag, at, agent, why in flags),
        )

    def _with_marks(self, record: ContactRecord) -> ContactRecord:
        """What the flow said of the contact."""
        marks = self._gathered.marks
        played = marks.get((MarkKind.CONSENT_PROMPT_PLAYED, ""))
        survey = ((key, value) for (kind, key), (value, _) in marks.items() if kind is MarkKind.SURVEY)
        return replace(
            record,
            category=self._marked(MarkKind.CATEGORY),
            source=self._marked(MarkKind.SOURCE),
            language=self._marked(MarkKind.LANGUAGE),
            consent=self._marked(MarkKind.CONSENT),
            consent_prompt_played_at=self._dated(played[1]) if played is not None else None,
            survey={question: int(value) for question, value in survey if value.isdecimal()},
        )

    def _with_recordings(self, record: ContactRecord) -> ContactRecord:
        """The recordings, what became of every second of the talks, and a flag for each gap worth one."""
        over_at, stays, dated = self._ended_at, self._gathered.recordings, self._dated
        intervals = Accounting(self._course, stays, over_at).intervals(dated)
        talks = {number for number, stay in enumerate(self._course.stays, start=1) if is_talk(stay)}
        frozen = (
            stay.frozen(marks_in(self._course, *stay.span(over_at), over_at), dated) for stay in stays.stays.values()
        )

        def seconds(state: IntervalState, *, in_talks: bool = True) -> float | None:
            if not talks and in_talks:
                return None
            found = (each for each in intervals if each.state is state and (each.segment in talks) is in_talks)
            return sum(each.seconds for each in found)

        return replace(
            record,
            recordings=tuple(recording for recording in frozen if recording is not None),
            intervals=intervals,
            recorded_seconds=seconds(IntervalState.RECORDED),
            paused_seconds=seconds(IntervalState.PAUSED),
            unrecorded_seconds=seconds(IntervalState.NOT_RECORDED),
            gap_seconds=seconds(IntervalState.GAP),
            outside_talks_seconds=seconds(IntervalState.RECORDED, in_talks=False) if intervals else None,
            flags=(*record.flags, *self._gaps(intervals)),
        )

    def _gaps(self, intervals: Sequence[RecordedInterval]) -> Iterator[FlagRecord]:
        """A gap goes on from one segment to the next."""
        for gap in merged(each for each in intervals if each.state is IntervalState.GAP):
            if gap.seconds > FLAGGED_SECONDS:
                stay = self._course.stays[gap.segment - 1]
                agent = stay.agent if isinstance(stay, AgentStay | GuestStay) else None
                yield FlagRecord(gap.began_at, Flag.RECORDING_GAP, agent, gap.why)

    def _marked(self, kind: MarkKind) -> str:
        return self._gathered.marks.get((kind, ""), ("", None))[0]

    def _segments(self) -> tuple[Segment, ...]:
        words = f"ended by {self._ended.ended_by}"
        return tuple(
            stay.frozen(number, stay.ended_at or self._ended_at, stay.end or words, self._dated)
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

    def _final_status(self) -> FinalStatus:
        """By the last queue stay, where there was one: whether somebody was met in it, else how it ended."""
        ended, queues = self._ended, self._course.queues
        if self._course.answered_at_last:
            return FinalStatus.ANSWERED
        if self._began.agent is not None and not queues:
            return _of_calling_out(ended)
        end = queues[-1].ended_as if queues else None
        if end is not None and end not in _GONE:
            return FinalStatus(end.value)
        if self._gathered.hung_up_by_flow:
            return FinalStatus.HUNG_UP_BY_FLOW
        if ended.ended_by is Party.SYSTEM:
            return FinalStatus.SYSTEM_ERROR
        return FinalStatus.ABANDONED if queues else FinalStatus.ABANDONED_IN_MENU

    def _dated(self, moment: Instant) -> datetime:
        return self._began_at.plus(moment.since(self._began_at)).utc


def _of_calling_out(ended: ContactEnded) -> FinalStatus:
    """Nobody was met: why, as the network tells it."""
    if ended.cause is HangUpCause.BUSY:
        return FinalStatus.BUSY
    if ended.cause in _NOT_ANSWERED:
        return FinalStatus.NOT_ANSWERED
    return FinalStatus.GIVEN_UP if ended.ended_by is Party.AGENT else FinalStatus.NOT_REACHED
