"""What the distributor wants done. Imperative, values only; the hands report back what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from vocabulary.ids import AgentName, ContactId, EntryId, OfferId


class Release(StrEnum):
    """Why an agent's leg is let go. The phone is told, so that it lists a missed call only where one was missed."""

    CALLER_GONE = "caller gone"
    NO_ANSWER = "no answer"
    TOO_LATE = "too late"
    COMPLETED = "completed"
    AGENT_AWAY = "agent away"


@dataclass(frozen=True, slots=True)
class RingAgent:
    """Make the leg under this offer's id and ring it. The distributor keeps time; the seconds are a backstop."""

    contact: ContactId
    entry: EntryId
    offer: OfferId
    agent: AgentName
    ring_timeout_seconds: float


@dataclass(frozen=True, slots=True)
class ReleaseAgent:
    """Hang up the leg of this offer, whatever became of it; nothing to do if it is gone."""

    offer: OfferId
    reason: Release


@dataclass(frozen=True, slots=True)
class ConnectLegs:
    """Stop what the caller hears, begin recording, join the legs; then report ``LegsJoined`` or ``JoinFailed``."""

    contact: ContactId
    entry: EntryId
    offer: OfferId
    agent: AgentName


@dataclass(frozen=True, slots=True)
class ReturnToWaiting:
    """The join was undone: the caller hears the queue's music again."""

    contact: ContactId
    entry: EntryId


@dataclass(frozen=True, slots=True)
class AnnouncePosition:
    """Tell the waiting caller that they are the ``position``-th in the queue (1: next)."""

    contact: ContactId
    entry: EntryId
    position: int


@dataclass(frozen=True, slots=True)
class ReleaseCaller:
    """The conversation is over and the caller is still there: the contact goes on without the agent."""

    contact: ContactId
    entry: EntryId


Effect = RingAgent | ReleaseAgent | ConnectLegs | ReturnToWaiting | AnnouncePosition | ReleaseCaller
