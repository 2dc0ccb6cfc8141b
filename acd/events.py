"""What the distributor decided or learnt, for the record. Past tense, values only; durations by the monotonic clock."""

from dataclasses import dataclass
from enum import StrEnum

from acd.commands import Device, Unanswered
from acd.policy import Line
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.parties import Party


class OfferEnd(StrEnum):
    """The ends of an offer that was not answered. Each offer has exactly one, or is answered."""

    EXPIRED = "ring no answer"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"

    @classmethod
    def of(cls, kind: Unanswered) -> "OfferEnd":
        """The end that a report of this kind means."""
        return cls.DECLINED if kind is Unanswered.DECLINED else cls.UNREACHABLE


class EntryEnd(StrEnum):
    """How a queue stay ended. Exactly one each."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class AgentLoggedIn:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class AgentLoggedOut:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class AgentPaused:
    agent: AgentName
    reason: str
    by: Party


@dataclass(frozen=True, slots=True)
class AgentResumed:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class AgentDeviceChanged:
    agent: AgentName
    device: Device


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """A request could not be carried out; nothing changed. ``reason`` is for the person who asked."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntryQueued:
    entry: EntryId
    contact: ContactId
    queue: QueueName
    line: Line
    priority: int
    position: int


@dataclass(frozen=True, slots=True)
class PositionAnnounced:
    """It was decided that the caller shall hear this position now."""

    entry: EntryId
    contact: ContactId
    position: int


@dataclass(frozen=True, slots=True)
class OfferMade:
    offer: OfferId
    entry: EntryId
    contact: ContactId
    agent: AgentName


@dataclass(frozen=True, slots=True)
class OfferRinging:
    offer: OfferId
    contact: ContactId


@dataclass(frozen=True, slots=True)
class OfferEnded:
    offer: OfferId
    entry: EntryId
    contact: ContactId
    agent: AgentName
    end: OfferEnd
    cause: HangUpCause
    ring_seconds: float


@dataclass(frozen=True, slots=True)
class CallConnected:
    """The offer was answered in time and won. ``wait_seconds`` runs from entering the queue and contains the ring."""

    offer: OfferId
    entry: EntryId
    contact: ContactId
    agent: AgentName
    wait_seconds: float
    ring_seconds: float


@dataclass(frozen=True, slots=True)
class LegsBridged:
    offer: OfferId
    contact: ContactId


@dataclass(frozen=True, slots=True)
class ConnectionFailed:
    """Answered, but the legs were never joined. A caller still there has returned to the queue with their place."""

    offer: OfferId
    entry: EntryId
    contact: ContactId
    agent: AgentName


@dataclass(frozen=True, slots=True)
class EntryEnded:
    entry: EntryId
    contact: ContactId
    queue: QueueName
    end: EntryEnd
    position: int
    wait_seconds: float


@dataclass(frozen=True, slots=True)
class ConversationCompleted:
    offer: OfferId
    entry: EntryId
    contact: ContactId
    agent: AgentName
    ended_by: Party
    talk_seconds: float


@dataclass(frozen=True, slots=True)
class WrapUpBegan:
    agent: AgentName
    contact: ContactId
    wrap_up_seconds: float


@dataclass(frozen=True, slots=True)
class WrapUpEnded:
    """``contact`` is whose conversation was wrapped up; ``wrap_up_seconds`` is how long it took."""

    agent: AgentName
    contact: ContactId
    wrap_up_seconds: float


AgentEvent = AgentLoggedIn | AgentLoggedOut | AgentPaused | AgentResumed | AgentDeviceChanged
ContactEvent = (
    EntryQueued
    | PositionAnnounced
    | OfferMade
    | OfferRinging
    | OfferEnded
    | CallConnected
    | LegsBridged
    | ConnectionFailed
    | EntryEnded
    | ConversationCompleted
    | WrapUpBegan
    | WrapUpEnded
)
"""Every one of these names its contact: the contact record is a fold over them."""

Event = AgentEvent | ContactEvent | RequestRefused
