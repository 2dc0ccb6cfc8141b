"""The contact record: one contact, its segments, offers and recordings. Values only; seconds, and times in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cdr.events import GuestKind
from cdr.parts import (
    ConsultRecord,
    Direction,
    FlagRecord,
    GuestRecord,
    HoldRecord,
    RecordingPause,
    SupervisionRecord,
    TransferRecord,
)
from cdr.recorded import RecordedInterval, RecordingMark
from recordings.events import RecordingState
from recordings.sound import Sound
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, RecordingId
from vocabulary.parties import Party

__all__ = [
    "AnnouncementRecord",
    "ContactRecord",
    "EstimateRecord",
    "FinalStatus",
    "HandOverRecord",
    "OfferRecord",
    "RecordingRecord",
    "RecordingState",
    "Segment",
    "SegmentKind",
    "StepRecord",
    "WhyRecord",
]


class FinalStatus(StrEnum):
    """How the contact ended for the caller. Exactly one each.

    Of a contact that was in a queue it is how the last queue stay ended, in the distributor's word for it, unless
    somebody talked with the caller after it. The last four are of calls by agents: the number called was busy, did not
    answer, could not be reached (``cause`` says why), or the agent hung up before.
    """

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    ABANDONED_IN_MENU = "abandoned in menu"
    HUNG_UP_BY_FLOW = "hung up by flow"
    SYSTEM_ERROR = "system error"
    TIMED_OUT = "timed out"
    LEFT_BY_KEY = "left by key"
    AGENTS_LEFT = "agents left"
    SENT_AWAY = "sent away at closing"
    CALLBACK = "callback"
    CALLBACK_FAILED = "callback failed"
    CALLBACK_JOINED = "callback joined"
    FULL = "full"
    CLOSED = "closed"
    NO_AGENTS = "no agents"
    BUSY = "busy"
    NOT_ANSWERED = "not answered"
    NOT_REACHED = "not reached"
    GIVEN_UP = "given up"


class SegmentKind(StrEnum):
    MENU = "menu"
    QUEUE = "queue"
    AGENT = "agent"
    TRANSFER = "transfer"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class WhyRecord:
    """Why an offer was made to this agent.

    ``rule``: the queue's selection. ``rank``: of the agent's assignment. ``step``: of the requirement, from 1. The
    caller's order was ``priority``, then ``waiting_since`` (credit counted in), then the entry's id, which the offer's
    begins with. ``started_anew``: everybody ready had been tried. ``others``: how many agents of the queue were not
    chosen, by reason.
    """

    rule: str
    rank: int
    step: int
    priority: int
    waiting_since: datetime
    started_anew: bool = False
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """One offer to one agent and its end: one of the distributor's ends, ``answered``, or ``answered, not connected``.

    ``open`` only in a record made before the distributor named the end: it is corrected.
    """

    offer: OfferId
    agent: AgentName
    offered_at: datetime
    end: str
    cause: HangUpCause
    ring_seconds: float
    why: WhyRecord | None = None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """From then on this step of the requirement, counted from 1, was what the contact needed; and why from then on."""

    step: int
    why: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class AnnouncementRecord:
    """What a waiting caller was to hear: their position with the estimate of that moment, or a comfort message.

    ``median_seconds``, ``bound_seconds``: the estimated wait from then on, the bound holding for four of five; None
    where none could be made. ``wait_spoken``: the bound was told. ``comfort``: which message, from 0.
    """

    at: datetime
    position: int | None = None
    median_seconds: float | None = None
    bound_seconds: float | None = None
    wait_spoken: bool = False
    comfort: int | None = None


@dataclass(frozen=True, slots=True)
class EstimateRecord:
    """The wait as estimated when the caller began to wait, and what it came to."""

    median_seconds: float
    bound_seconds: float
    waited_seconds: float


@dataclass(frozen=True, slots=True)
class HandOverRecord:
    """The contact was escalated, or returned (``back``), by the agent who was talking, if one was."""

    at: datetime
    from_queue: QueueName
    to_queue: QueueName
    to_line: int
    back: bool
    agent: AgentName | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One stay of the caller; of several things at once it is the first of: agent, guest, transfer, queue, menu.

    ``number`` counts from 1 within the contact.

    ``keys``: what was pressed in the menu. ``end``: how the stay ended, in the words of its own events.
    ``wait_seconds`` is the whole queue stay and contains the ring of the winning offer. ``priority`` and
    ``credit_seconds`` (waiting counted beyond this stay's own) are those it ended with. ``positions_announced`` is what
    ``announcements`` say of positions. Whoever was refused at the queue's door has a stay without length and line.
    Fields of other kinds are None, but a stay with an agent names the queue and line it came from and repeats the ring,
    unless no queue gave it: then the contact's last queue, and no ring. ``talk_seconds`` is without ``hold_seconds``.
    ``target``: whom a transfer leads to, or who the guest is. A stay with a guest names the agent who called them, if
    one did.
    """

    number: int
    kind: SegmentKind
    began_at: datetime
    ended_at: datetime
    seconds: float
    end: str
    flow: str | None = None
    keys: str | None = None
    queue: QueueName | None = None
    line: int | None = None
    priority: int | None = None
    position_at_entry: int | None = None
    positions_announced: tuple[int, ...] = ()
    offers: tuple[OfferRecord, ...] = ()
    wait_seconds: float | None = None
    agent: AgentName | None = None
    ring_seconds: float | None = None
    talk_seconds: float | None = None
    wrap_up_seconds: float | None = None
    credit_seconds: float | None = None
    steps: tuple[StepRecord, ...] = ()
    announcements: tuple[AnnouncementRecord, ...] = ()
    estimate: EstimateRecord | None = None
    hold_seconds: float | None = None
    holds: tuple[HoldRecord, ...] = ()
    disposition: str = ""
    target: str | None = None
    guest: GuestKind | None = None


@dataclass(frozen=True, slots=True)
class RecordingRecord:
    """One recording: of a conversation in two channels (caller left, agent right), or of a message in one.

    ``path``: absolute, or the address of a store. ``marks``: in the order of their begin. ``sound``: None where there
    is no file, or where it was made before sound was looked at.
    """

    recording: RecordingId
    path: str
    state: RecordingState
    began_at: datetime
    talk_seconds: float
    duration_seconds: float
    detail: str = ""
    marks: tuple[RecordingMark, ...] = ()
    sound: Sound | None = None


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """Everything one caller went through in one call. Name, numbers, notes are escaped visibly (``vocabulary.text``).

    Of a contact with several queue stays or conversations: ``queue`` is the first entered; ``wait_seconds``,
    ``talk_seconds`` and ``wrap_up_seconds`` are sums; ``agent`` and ``ring_seconds`` are of the last conversation.
    Where there was none, ``agent`` is who called out, if one did.
    ``lines``: the lines it waited in, each once, in the order first visited. ``earlier``: the contact whose place, or
    agent, this one took over: a call that was cut, or one that had left a callback; or that was promised this one.
    ``category``, ``source`` (of advertising), ``language``, ``consent`` (``given``, ``refused``) and ``survey`` (marks
    by question) are what the flow said of the contact; empty where it said nothing. ``consent_prompt_played_at``: from
    then on the caller had heard that the call may be recorded.

    ``direction`` is not in where ``calling_agent`` began it: out, then the talk is with the guest who was called, or
    internal, a question to a queue.
    ``talk_seconds`` is without ``hold_seconds``, both are sums over what an agent did; ``holds`` and
    ``longest_hold_seconds`` count the same; None where nobody was held. ``disposition``: the last one given, by
    ``disposition_by``. ``joined``: this was an agent's question to a queue, and its conversation went on as that
    contact's.

    ``intervals`` say what became of every second of its talks, with agents and guests, held or not: together
    ``recorded_seconds``, ``paused_seconds``, ``unrecorded_seconds`` (as it should be) and ``gap_seconds`` (not so) are
    as long as the talks. ``outside_talks_seconds`` were recorded before, between and after them. They are None where
    nobody talked, and of contacts from before they were counted.
    """

    contact: ContactId
    number_dialled: str
    caller_number: str
    caller_name: str
    dialplan_version: str
    began_at: datetime
    ended_at: datetime
    seconds: float
    final_status: FinalStatus
    ended_by: Party
    cause: HangUpCause
    queue: QueueName | None
    agent: AgentName | None
    wait_seconds: float | None
    ring_seconds: float | None
    talk_seconds: float | None
    wrap_up_seconds: float | None
    segments: tuple[Segment, ...]
    recordings: tuple[RecordingRecord, ...]
    escalations: int = 0
    returns: int = 0
    lines: tuple[int, ...] = ()
    hand_overs: tuple[HandOverRecord, ...] = ()
    earlier: ContactId | None = None
    category: str = ""
    source: str = ""
    language: str = ""
    consent: str = ""
    consent_prompt_played_at: datetime | None = None
    survey: Mapping[str, int] = field(default_factory=dict)
    direction: Direction = Direction.IN
    calling_agent: AgentName | None = None
    disposition: str = ""
    disposition_by: AgentName | None = None
    hold_seconds: float | None = None
    longest_hold_seconds: float | None = None
    holds: int = 0
    consults: tuple[ConsultRecord, ...] = ()
    transfers: tuple[TransferRecord, ...] = ()
    guests: tuple[GuestRecord, ...] = ()
    supervisions: tuple[SupervisionRecord, ...] = ()
    recording_pauses: tuple[RecordingPause, ...] = ()
    flags: tuple[FlagRecord, ...] = ()
    joined: ContactId | None = None
    intervals: tuple[RecordedInterval, ...] = ()
    recorded_seconds: float | None = None
    paused_seconds: float | None = None
    unrecorded_seconds: float | None = None
    gap_seconds: float | None = None
    outside_talks_seconds: float | None = None
