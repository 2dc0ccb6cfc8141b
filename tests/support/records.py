"""A contact record with something in every field, for tests of whatever stores or shows records."""

from datetime import UTC, datetime, timedelta

from cdr.events import GuestKind, ListeningMode, TransferKind
from cdr.parts import (
    ConsultRecord,
    Direction,
    Flag,
    FlagRecord,
    GuestRecord,
    HeardSpan,
    HoldRecord,
    ModeSpan,
    RecordingPause,
    SupervisionRecord,
    TransferRecord,
)
from cdr.record import (
    AnnouncementRecord,
    ContactRecord,
    EstimateRecord,
    FinalStatus,
    HandOverRecord,
    OfferRecord,
    RecordingRecord,
    RecordingState,
    Segment,
    SegmentKind,
    StepRecord,
    WhyRecord,
)
from cdr.recorded import HeardThing, IntervalState, RecordedInterval, RecordingMark
from recordings.policy import SoundFormat
from recordings.sound import ChannelSound, Sound
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, ListeningId, OfferId, QueueName, RecordingId
from vocabulary.parties import Party

BEGAN = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """The moment so many seconds after the record's beginning."""
    return BEGAN + timedelta(seconds=seconds)


def full_record(contact: str = "contact-1", caller_name: str = "Zoë O'Hara") -> ContactRecord:
    """A call through menu and queue, declined by one agent, answered by the next, recorded, handed on before."""
    alice, bob, queue = AgentName("alice"), AgentName("bob"), QueueName("first")
    why = WhyRecord("longest idle", 1, 2, -3, at(5.5), True, {"talking": 2, "did not answer this contact": 1})
    declined = OfferRecord(OfferId("o1"), alice, at(8), "declined", HangUpCause.REJECTED, 1.25, why)
    answered = OfferRecord(OfferId("o2"), bob, at(9.3), "answered", HangUpCause.NORMAL, 0.1 + 0.2)
    menu = Segment(1, SegmentKind.MENU, at(0), at(5.5), 5.5, "choice", flow="main", keys="9*1")
    waiting = Segment(
        2,
        SegmentKind.QUEUE,
        at(5.5),
        at(12),
        6.5,
        "connected",
        queue=queue,
        line=1,
        priority=-3,
        position_at_entry=2,
        positions_announced=(2, 1),
        offers=(declined, answered),
        wait_seconds=6.5,
        ring_seconds=0.1 + 0.2,
        credit_seconds=12.5,
        steps=(StepRecord(1, "entered", at(5.5)), StepRecord(2, "expired", at(7.25))),
        announcements=(
            AnnouncementRecord(at(5.5), 2, 31.5, 90.25, wait_spoken=True),
            AnnouncementRecord(at(6.5), comfort=0),
            AnnouncementRecord(at(7.5), 1),
        ),
        estimate=EstimateRecord(31.5, 90.25, 6.5),
    )
    talking = Segment(
        3,
        SegmentKind.AGENT,
        at(12),
        at(44),
        32.0,
        "completed by agent",
        agent=bob,
        talk_seconds=25.0,
        wrap_up_seconds=10.0,
        hold_seconds=7.0,
        holds=(HoldRecord(at(14), 7.0),),
        disposition="sale",
    )
    guest = Segment(
        4, SegmentKind.GUEST, at(44), at(44), 0.0, "ended by agent", target="+49301", guest=GuestKind.OUTSIDE
    )
    recording = RecordingRecord(
        RecordingId("r1"),
        "/recordings/r1.wav",
        RecordingState.SHORT,
        at(12),
        32.0,
        31.2,
        "legs end early",
        (RecordingMark(HeardThing.HOLD, 2.0, 7.0, "bob"), RecordingMark(HeardThing.PAUSE, 3.0, 1.0, "bob")),
        Sound(
            SoundFormat.FLAC,
            123456,
            "ab" * 32,
            31.2,
            (ChannelSound(-23.5, 0.25, "gH8="), ChannelSound(None, 1.0, "")),
            0.125,
        ),
    )
    return ContactRecord(
        contact=ContactId(contact),
        number_dialled="100",
        caller_number="+4930123",
        caller_name=caller_name,
        dialplan_version="0123456789ab",
        began_at=at(0),
        ended_at=at(44),
        seconds=44.000001,
        final_status=FinalStatus.ANSWERED,
        ended_by=Party.AGENT,
        cause=HangUpCause.NORMAL,
        queue=queue,
        agent=bob,
        wait_seconds=6.5,
        ring_seconds=0.1 + 0.2,
        talk_seconds=25.0,
        wrap_up_seconds=10.0,
        segments=(menu, waiting, talking, guest),
        recordings=(recording,),
        escalations=2,
        returns=1,
        lines=(1, 2),
        hand_overs=(HandOverRecord(at(5.5), QueueName("zeroth"), queue, 1, False, alice, "knows \\x00 better"),),
        earlier=ContactId("contact-0"),
        direction=Direction.INTERNAL,
        calling_agent=alice,
        disposition="sale",
        disposition_by=bob,
        hold_seconds=7.0,
        longest_hold_seconds=7.0,
        holds=1,
        consults=(ConsultRecord(bob, "second", at(14), None, at(21), "not reached"),),
        transfers=(TransferRecord(bob, "+49301", TransferKind.BLIND, at(43), at(44), True, note="a note"),),
        guests=(GuestRecord("+49301", GuestKind.OUTSIDE, at(44), at(44), 0.0, Party.AGENT),),
        supervisions=(supervision("l-2", bob, at(13), at(20)), supervision("l-1", bob, at(30), at(40))),
        recording_pauses=(RecordingPause(at(15), at(16), "bob", "limit", "card number"),),
        flags=(FlagRecord(at(20), Flag.AGENT_SILENT, bob), FlagRecord(at(21), Flag.RETURNED_TO_HEAD, None, "lost")),
        joined=ContactId("contact-9"),
        intervals=(
            RecordedInterval(IntervalState.RECORDED, at(12), at(15), 3.0, 3, RecordingId("r1")),
            RecordedInterval(IntervalState.PAUSED, at(15), at(16), 1.0, 3, RecordingId("r1"), "card number", "bob"),
            RecordedInterval(IntervalState.RECORDED, at(16), at(43.2), 27.2, 3, RecordingId("r1")),
            RecordedInterval(IntervalState.GAP, at(43.2), at(44), 0.8, 3, RecordingId("r1"), "legs end early"),
        ),
        recorded_seconds=30.2,
        paused_seconds=1.0,
        unrecorded_seconds=0.0,
        gap_seconds=0.1 + 0.7,
        outside_talks_seconds=0.0,
    )


def supervision(
    listening: str, agent: AgentName, began_at: datetime, ended_at: datetime, supervisor: str = "carol"
) -> SupervisionRecord:
    """A supervisor who hears this agent from the beginning to the end, and whispers for the last second."""
    whispers_from = ended_at - timedelta(seconds=1)
    return SupervisionRecord(
        ListeningId(listening),
        supervisor,
        began_at,
        ended_at,
        (
            ModeSpan(ListeningMode.MONITOR, began_at, whispers_from),
            ModeSpan(ListeningMode.WHISPER, whispers_from, ended_at),
        ),
        (HeardSpan(agent, began_at, ended_at),),
    )
