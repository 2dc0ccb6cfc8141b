"""What the distributor decided or learnt, for the record. Past tense, values only; durations by the monotonic clock."""

from dataclasses import dataclass
from enum import StrEnum

from acd.agent_events import (
    AgentDeviceChanged,
    AgentFellSilent,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentOccupied,
    AgentPaused,
    AgentRested,
    AgentResumed,
    AgentSignedIn,
    AgentSignedOut,
    AgentVacated,
    ConsultOver,
    ContactJoined,
    ContactTakenUp,
    DispositionGiven,
    HandLowered,
    HandRaised,
    ReturnedToHead,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.commands import Unanswered
from acd.policy import Line
from acd.why import Why
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.parties import Party

__all__ = [
    "AgentDeviceChanged", "AgentEvent", "AgentFellSilent", "AgentLoggedIn", "AgentLoggedOut", "AgentOccupied",
    "AgentPaused", "AgentRested", "AgentResumed", "AgentSignedIn", "AgentSignedOut", "AgentVacated", "CallConnected",
    "CallbackRegistered", "CallbackTried", "CallerCameBack", "ComfortPlayed", "ConnectionFailed", "ConsultOver",
    "ContactEvent", "ContactHandedOn", "ContactJoined", "ContactTakenUp", "ConversationCompleted", "DispositionGiven",
    "EntryEnd", "EntryEnded", "EntryQueued", "EstimateJudged", "Event", "HandLowered", "HandRaised", "LegsBridged",
    "OfferEnd", "OfferEnded", "OfferMade", "OfferRinging", "PositionAnnounced", "PriorityChanged", "QueueClosed",
    "QueueEvent", "QueueOpened", "RequestRefused", "ReturnedToHead", "StepChange", "StepOpened", "WrapUpBegan",
    "WrapUpEnded",
]  # fmt: skip


class OfferEnd(StrEnum):
    """The ends of an offer that was not answered. Each offer has exactly one, or is answered.

    Only the first three are the agent's, or their phone's: the others are nobody's fault.
    """

    EXPIRED = "ring no answer"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"
    CALLER_LEFT = "caller left"
    LOST_RACE = "lost race"

    @classmethod
    def of(cls, kind: Unanswered) -> "OfferEnd":
        """The end that a report of this kind means."""
        return cls.DECLINED if kind is Unanswered.DECLINED else cls.UNREACHABLE


class EntryEnd(StrEnum):
    """How a queue stay ended. Exactly one each. The last three: the caller was refused at the door and never waited."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed out"
    LEFT_BY_KEY = "left by key"
    AGENTS_LEFT = "agents left"
    SENT_AWAY = "sent away at closing"
    HANDED_ON = "handed on"
    CALLBACK = "callback"
    CALLBACK_FAILED = "callback failed"
    CALLBACK_JOINED = "callback joined"
    FULL = "full"
    CLOSED = "closed"
    NO_AGENTS = "no agents"


class StepChange(StrEnum):
    """Why another step is active."""

    ENTERED = "entered"
    EXPIRED = "expired"
    NOBODY = "nobody logged in could match"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class QueueOpened:
    queue: QueueName


@dataclass(frozen=True, slots=True)
class QueueClosed:
    queue: QueueName


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """A request could not be carried out; nothing changed. ``reason`` is for the person who asked."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntryQueued:
    """A queue stay began. ``credit_seconds``: waiting it is given beyond its own (boost, or brought along)."""

    entry: EntryId
    contact: ContactId
    queue: QueueName
    line: Line
    priority: int
    position: int
    credit_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class StepOpened:
    """From now on the contact needs this. ``step`` counts from 1; one more than there are: anybody of the queue."""

    entry: EntryId
    contact: ContactId
    step: int
    why: StepChange


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    entry: EntryId
    contact: ContactId
    priority: int
    boost_seconds: float


@dataclass(frozen=True, slots=True)
class PositionAnnounced:
    """It was decided that the caller shall hear this now. Estimates in seconds from now; they may be given unspoken.

    ``position``: the place, as counted, also where the caller hears "more than". ``median_seconds``,
    ``bound_seconds``: the estimate at this moment, the bound holding for four of five; None: none could be made.
    """

    entry: EntryId
    contact: ContactId
    position: int
    median_seconds: float | None = None
    bound_seconds: float | None = None
    wait_spoken: bool = False


@dataclass(frozen=True, slots=True)
class ComfortPlayed:
    entry: EntryId
    contact: ContactId
    message: int


@dataclass(frozen=True, slots=True)
class EstimateJudged:
    """What was estimated when the caller began to wait, and what it came to. Only for callers who were answered."""

    entry: EntryId
    contact: ContactId
    queue: QueueName
    median_seconds: float
    bound_seconds: float
    waited_seconds: float


@dataclass(frozen=True, slots=True)
class OfferMade:
    offer: OfferId
    entry: EntryId
    contact: ContactId
    agent: AgentName
    why: Why


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
    """``to``: the queue the contact waits in next, where the end leads to one.

    Of an entry refused at the door (full, closed, no agents) this is the only event: position 0, wait 0.
    """

    entry: EntryId
    contact: ContactId
    queue: QueueName
    end: EntryEnd
    position: int
    wait_seconds: float
    to: QueueName | None = None


@dataclass(frozen=True, slots=True)
class CallbackRegistered:
    """The caller may hang up: the entry keeps the place as a placeholder."""

    entry: EntryId
    contact: ContactId
    queue: QueueName
    number: str


@dataclass(frozen=True, slots=True)
class CallbackTried:
    """The agent answered, the caller did not. ``attempt`` counts from 1."""

    entry: EntryId
    contact: ContactId
    agent: AgentName
    attempt: int
    cause: HangUpCause


@dataclass(frozen=True, slots=True)
class CallerCameBack:
    """A caller whose call was cut, or who left a callback, is here again: with the place, or the agent, or both."""

    entry: EntryId
    contact: ContactId
    earlier: ContactId
    agent: AgentName | None


@dataclass(frozen=True, slots=True)
class ContactHandedOn:
    """A contact was escalated, or returned (``back``), by ``agent`` where one was talking. It stays one contact."""

    contact: ContactId
    from_queue: QueueName
    to_queue: QueueName
    to_line: Line
    back: bool
    agent: AgentName | None
    note: str


@dataclass(frozen=True, slots=True)
class ConversationCompleted:
    offer: OfferId
    entry: EntryId
    contact: ContactId
    agent: AgentName
    ended_by: Party
    talk_seconds: float


AgentEvent = (
    AgentLoggedIn
    | AgentLoggedOut
    | AgentPaused
    | AgentResumed
    | AgentDeviceChanged
    | AgentRested
    | AgentOccupied
    | AgentVacated
    | AgentSignedIn
    | AgentSignedOut
    | HandRaised
    | HandLowered
)
QueueEvent = QueueOpened | QueueClosed
ContactEvent = (
    EntryQueued
    | StepOpened
    | PriorityChanged
    | PositionAnnounced
    | ComfortPlayed
    | EstimateJudged
    | OfferMade
    | OfferRinging
    | OfferEnded
    | CallConnected
    | LegsBridged
    | ConnectionFailed
    | EntryEnded
    | CallbackRegistered
    | CallbackTried
    | CallerCameBack
    | ContactHandedOn
    | ConversationCompleted
    | WrapUpBegan
    | WrapUpEnded
    | ContactTakenUp
    | ContactJoined
    | ConsultOver
    | ReturnedToHead
    | AgentFellSilent
    | DispositionGiven
)
"""Every one of these names its contact: the contact record is a fold over them."""

Event = AgentEvent | QueueEvent | ContactEvent | RequestRefused
