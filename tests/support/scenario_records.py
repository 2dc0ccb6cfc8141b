"""What a contact record has to say, put together from SIPp's own log, and how it differs from the one found.

Times and lengths may differ by ``WITHIN_SECONDS``, and by what the machine itself was late meanwhile; everything else
is compared word for word. What no telephone can know (why an agent was chosen, what was needed, estimated, credited) is
taken from the record found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import zip_longest

from cdr.parts import Flag, FlagRecord
from cdr.record import (
    ContactRecord,
    FinalStatus,
    OfferRecord,
    RecordingRecord,
    RecordingState,
    Segment,
    SegmentKind,
)
from cdr.recorded import FLAGGED_SECONDS, IntervalState, RecordedInterval
from service.peers.caller import Caller
from service.peers.hearing import Heard, tone_from
from tests.support.compared import compared
from tests.support.lateness import lateness
from tests.support.scenario_machine import CALLER_TONE_HZ
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, RecordingId
from vocabulary.parties import Party

WITHIN_SECONDS = 0.1

RANG_OUT = ("ring no answer", HangUpCause.NO_ANSWER)
ANSWERED = ("answered", HangUpCause.NORMAL)
WITHDRAWN = ("withdrawn", HangUpCause.NORMAL)
CALLER_LEFT = ("caller left", HangUpCause.NORMAL)
LOST_RACE = ("lost race", HangUpCause.ANSWERED_ELSEWHERE)
UNREACHABLE = ("unreachable", HangUpCause.NO_RESPONSE)
BUSY = ("declined", HangUpCause.BUSY)
REJECTED = ("declined", HangUpCause.REJECTED)

REFUSED_AT_THE_DOOR = ("full", "closed", "no agents")


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer as the agent's phone saw it: the INVITE, and the message that ended the ringing (Unix seconds)."""

    agent: str
    at: float
    until: float
    end: tuple[str, HangUpCause] = ANSWERED


@dataclass(frozen=True, slots=True)
class Menu:
    """A stay in the menu until this moment."""

    until: float
    end: str
    flow: str = "main"
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """A stay in a queue until this moment: the agent's 200, or the caller's hang-up.

    ``moved``: the distributor itself led the caller here. Who was refused at the door has no line and no position.
    """

    until: float
    queue: str = "support"
    end: str = "answered"
    line: int = 1
    position: int = 1
    priority: int = 0
    moved: bool = False
    announced: tuple[int, ...] = ()
    offers: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation until this moment, with the agent who answered last.

    ``recorded_until``: where the recording ends long before what we know of the talk does: found to be short.
    ``heard``: what the agent's phone captured in it. It began with the first of the caller's tone; without, it is taken
    to have begun with the answer. ``handed_on``: it ended because the contact was escalated or returned.
    """

    until: float
    ended_by: Party
    wrap_up_seconds: float | None = None
    recorded_until: float | None = None
    heard: Heard | None = None
    handed_on: bool = False

    @property
    def began(self) -> float | None:
        """When the legs were joined, by the ear (Unix seconds)."""
        first = tone_from(self.heard, CALLER_TONE_HZ) if self.heard is not None else None
        return first.unix if first is not None else None


Stay = Menu | Queue | Talk


@dataclass(frozen=True, slots=True)
class Call:
    """A whole call: who it was, when its INVITE was sent and its BYE, and what came between."""

    contact: ContactId
    number: str
    caller_number: str
    began: float
    stays: Sequence[Stay]
    final_status: FinalStatus
    ended_by: Party
    cause: HangUpCause = HangUpCause.NORMAL
    caller_name: str = "A Caller"


def call_of(
    caller: Caller,
    contact: ContactId,
    stays: Sequence[Stay],
    final_status: FinalStatus,
    ended_by: Party,
    cause: HangUpCause = HangUpCause.NORMAL,
) -> Call:
    """The call this caller made, as far as the caller's own log and line tell of it."""
    line = caller.line
    began = caller.messages[0].at_unix
    return Call(contact, line.number, line.from_user, began, stays, final_status, ended_by, cause)


def check(call: Call, found: ContactRecord, within_seconds: float = WITHIN_SECONDS) -> None:
    """Raises AssertionError, field by field, where the record found is not what this call must have left."""
    __tracebackhide__ = True
    wrong = differences(call, found, within_seconds)
    if wrong:
        raise AssertionError("\n  ".join([f"the record of {found.contact} is wrong in:", *wrong]))


def differences(call: Call, found: ContactRecord, within_seconds: float = WITHIN_SECONDS) -> list[str]:
    """How the record found differs from what this call must have left, field by field; empty if it does not."""
    expected = expected_record(call, found)
    allowed = lateness().allowed_seconds(within_seconds, call.began, found.ended_at.timestamp())
    return list(compared("", expected, found, allowed))


def expected_record(call: Call, found: ContactRecord) -> ContactRecord:
    """The record of this call. The dialplan's version and the folder of recordings are taken from the one found."""
    builder = _Builder(call)
    last = next((segment for segment in reversed(builder.segments) if segment.kind is SegmentKind.AGENT), None)
    queues = [segment for segment in builder.segments if segment.kind is SegmentKind.QUEUE]
    ended = builder.segments[-1].ended_at if builder.segments else found.ended_at
    return ContactRecord(
        contact=call.contact,
        number_dialled=call.number,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialplan_version=found.dialplan_version,
        began_at=_utc(call.began),
        ended_at=ended,
        seconds=(ended - _utc(call.began)).total_seconds(),
        final_status=call.final_status,
        ended_by=call.ended_by,
        cause=call.cause,
        queue=queues[0].queue if queues else None,
        agent=last.agent if last else None,
        wait_seconds=_total(segment.wait_seconds for segment in queues),
        ring_seconds=last.ring_seconds if last else None,
        talk_seconds=_total(segment.talk_seconds for segment in builder.segments),
        wrap_up_seconds=_total(segment.wrap_up_seconds for segment in builder.segments),
        segments=tuple(map(_with_unheard, builder.segments, _padded(found.segments, len(builder.segments)))),
        recordings=tuple(builder.recordings(found.recordings)),
        escalations=found.escalations,
        returns=found.returns,
        lines=tuple(dict.fromkeys(segment.line for segment in queues if segment.line is not None)),
        hand_overs=found.hand_overs,
        earlier=found.earlier,
        intervals=(intervals := tuple(builder.intervals(found.recordings))),
        recorded_seconds=_accounted(last, intervals, IntervalState.RECORDED),
        paused_seconds=_accounted(last, intervals, IntervalState.PAUSED),
        unrecorded_seconds=_accounted(last, intervals, IntervalState.NOT_RECORDED),
        gap_seconds=_accounted(last, intervals, IntervalState.GAP),
        outside_talks_seconds=0.0 if intervals else None,
        flags=tuple(
            FlagRecord(each.began_at, Flag.RECORDING_GAP, builder.segments[each.segment - 1].agent, each.why)
            for each in intervals
            if each.state is IntervalState.GAP and each.seconds > FLAGGED_SECONDS
        ),
    )


def _accounted(talk: Segment | None, intervals: Sequence[RecordedInterval], state: IntervalState) -> float | None:
    return None if talk is None else sum(each.seconds for each in intervals if each.state is state)


def _total(parts: Iterable[float | None]) -> float | None:
    told = [part for part in parts if part is not None]
    return sum(told) if told else None


def _padded(found: Sequence[Segment], count: int) -> list[Segment | None]:
    return [*found[:count], *([None] * (count - len(found)))]


def _with_unheard(expected: Segment, found: Segment | None) -> Segment:
    """The segment expected, with what only the distributor knows of it as found."""
    if found is None or found.kind is not SegmentKind.QUEUE:
        return expected
    whys = {offer.offer: offer.why for offer in found.offers}
    return replace(
        expected,
        offers=tuple(replace(offer, why=whys.get(offer.offer)) for offer in expected.offers),
        credit_seconds=found.credit_seconds,
        steps=found.steps,
        announcements=found.announcements,
        estimate=found.estimate,
    )


class _Builder:
    """Lays the stays one behind the other: each begins where the one before it ended."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._at = call.began
        self._entries = {"q": 0, "m": 0}
        self._offers: list[tuple[OfferId, Offered]] = []
        self._queue = Segment(0, SegmentKind.QUEUE, _utc(0), _utc(0), 0.0, "")
        self._talks: list[tuple[OfferId, Segment, Talk]] = []
        self.segments: list[Segment] = []
        for number, (stay, following) in enumerate(zip_longest(call.stays, call.stays[1:]), start=1):
            assert stay is not None
            joined = following.began if isinstance(following, Talk) else None
            self.segments.append(self._segment(number, stay, joined or stay.until))
            self._at = joined or stay.until

    def recordings(self, found: Sequence[RecordingRecord]) -> list[RecordingRecord]:
        """One recording for each conversation; its path, and the words for what is wrong with it, as found."""
        known = {recording.recording: recording for recording in found}
        recordings = []
        for offer, talk, stay in self._talks:
            name, seconds = RecordingId(f"rec-{offer}"), talk.talk_seconds or 0.0
            whole = RecordingRecord(name, "", RecordingState.COMPLETE, talk.began_at, seconds, seconds)
            if stay.recorded_until is not None:
                length = stay.recorded_until - talk.began_at.timestamp()
                whole = replace(whole, state=RecordingState.SHORT, duration_seconds=length)
            if name in known:
                detail = known[name].detail if whole.state is RecordingState.SHORT else ""
                whole = replace(whole, path=known[name].path, detail=detail, sound=known[name].sound)
            recordings.append(whole)
        return recordings

    def intervals(self, found: Sequence[RecordingRecord]) -> Iterable[RecordedInterval]:
        """Every talk is recorded to its end, or until its recording ends; then there is a gap with the found cause."""
        details = {recording.recording: recording.detail for recording in found}
        for offer, talk, stay in self._talks:
            name, until = RecordingId(f"rec-{offer}"), talk.ended_at
            if stay.recorded_until is not None:
                until = _utc(stay.recorded_until)
            seconds = (until - talk.began_at).total_seconds()
            yield RecordedInterval(IntervalState.RECORDED, talk.began_at, until, seconds, talk.number, name)
            if until < talk.ended_at:
                seconds, why = (talk.ended_at - until).total_seconds(), details.get(name, "")
                yield RecordedInterval(IntervalState.GAP, until, talk.ended_at, seconds, talk.number, name, why)

    def _segment(self, number: int, stay: Stay, until: float) -> Segment:
        kind = {Menu: SegmentKind.MENU, Queue: SegmentKind.QUEUE, Talk: SegmentKind.AGENT}[type(stay)]
        bare = Segment(number, kind, _utc(self._at), _utc(until), until - self._at, "")
        match stay:
            case Menu():
                return replace(bare, end=stay.end, flow=stay.flow, keys=stay.keys)
            case Queue():
                self._queue = self._queued(bare, stay)
                return self._queue
            case Talk():
                return self._talked(bare, stay)

    def _queued(self, bare: Segment, stay: Queue) -> Segment:
        kind = "m" if stay.moved else "q"
        self._entries[kind] += 1
        entry = f"{self._call.contact}-{kind}{self._entries[kind]}"
        self._offers = [(OfferId(f"{entry}-{number}"), each) for number, each in enumerate(stay.offers, start=1)]
        records = tuple(
            OfferRecord(offer, AgentName(each.agent), _utc(each.at), *each.end, ring_seconds=each.until - each.at)
            for offer, each in self._offers
        )
        answered, refused = stay.end == "answered", stay.end in REFUSED_AT_THE_DOOR
        return replace(
            bare,
            end=stay.end,
            queue=QueueName(stay.queue),
            line=None if refused else stay.line,
            priority=None if refused else stay.priority,
            position_at_entry=None if refused else stay.position,
            positions_announced=stay.announced,
            offers=records,
            wait_seconds=stay.until - self._at,
            ring_seconds=next(each.ring_seconds for each in records if each.end == ANSWERED[0]) if answered else None,
        )

    def _talked(self, bare: Segment, stay: Talk) -> Segment:
        offer, answered = next(each for each in self._offers if each[1].end == ANSWERED)
        talk = replace(
            bare,
            end="handed on" if stay.handed_on else f"ended by {stay.ended_by}",
            queue=self._queue.queue,
            line=self._queue.line,
            agent=AgentName(answered.agent),
            ring_seconds=self._queue.ring_seconds,
            talk_seconds=bare.seconds,
            wrap_up_seconds=stay.wrap_up_seconds,
        )
        self._talks.append((offer, talk, stay))
        return talk


def _utc(unix: float) -> datetime:
    return datetime.fromtimestamp(unix, UTC)
