"""The contact record: one contact, its segments, offers and recordings. Values only; seconds, and times in UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recordings.events import RecordingState
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, RecordingId
from vocabulary.parties import Party

__all__ = [
    "ContactRecord",
    "FinalStatus",
    "OfferRecord",
    "RecordingRecord",
    "RecordingState",
    "Segment",
    "SegmentKind",
]


class FinalStatus(StrEnum):
    """How the contact ended for the caller. Exactly one each."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    ABANDONED_IN_MENU = "abandoned in menu"
    HUNG_UP_BY_FLOW = "hung up by flow"
    SYSTEM_ERROR = "system error"


class SegmentKind(StrEnum):
    MENU = "menu"
    QUEUE = "queue"
    AGENT = "agent"


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


@dataclass(frozen=True, slots=True)
class Segment:
    """One stay: in the menu, in a queue, or with an agent. ``number`` counts from 1 within the contact.

    ``keys``: what was pressed in the menu. ``end``: how the stay ended, in the words of its own events.
    ``wait_seconds`` is the whole queue stay and contains the ring of the winning offer. Fields of other kinds are None,
    but a stay with an agent names the queue and line it came from and repeats the ring.
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


@dataclass(frozen=True, slots=True)
class RecordingRecord:
    """The stereo file of one conversation (caller left, agent right). ``path`` is absolute."""

    recording: RecordingId
    path: str
    state: RecordingState
    began_at: datetime
    talk_seconds: float
    duration_seconds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """Everything one caller went through in one call. Name and numbers are escaped visibly (``vocabulary.text``)."""

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
