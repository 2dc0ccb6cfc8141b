"""What the distributor wants done. Imperative, values only; the hands report back what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from vocabulary.ids import AgentName, ContactId, EntryId, FlowName, OfferId, QueueName


class Release(StrEnum):
    """Why an agent's leg is let go. The phone is told, so that it lists a missed call only where one was missed."""

    CALLER_GONE = "caller gone"
    NO_ANSWER = "no answer"
    TOO_LATE = "too late"
    LOST_RACE = "another agent was faster"
    COMPLETED = "completed"
    HANDED_ON = "handed to another queue"
    AGENT_AWAY = "agent away"
    NOT_WANTED = "no longer wanted"
    CALLER_NOT_REACHED = "caller not reached"


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
class CallBack:
    """The agent of this offer has answered: call the number, then report ``CallerReached`` or ``CallerNotReached``."""

    contact: ContactId
    entry: EntryId
    offer: OfferId
    number: str
    answer_within_seconds: float


@dataclass(frozen=True, slots=True)
class ReturnToWaiting:
    """The join was undone: the caller hears the queue's music again."""

    contact: ContactId
    entry: EntryId


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell the waiting caller one or more of: their place, the estimated wait, a comfort message.

    ``position``: 1 is next; None: not told. ``more_than``: the place is behind ``position``. ``wait_seconds``: the
    bound that holds for four callers of five; None: not told. ``comfort``: which of the queue's messages, from 0.
    """

    contact: ContactId
    entry: EntryId
    position: int | None = None
    more_than: bool = False
    wait_seconds: float | None = None
    comfort: int | None = None


@dataclass(frozen=True, slots=True)
class MoveToQueue:
    """The caller waits in this queue from now on, under this entry: overflowed, escalated, or returned."""

    contact: ContactId
    entry: EntryId
    queue: QueueName


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """The caller waits no longer and nobody serves them: they go on in their flow, or at the beginning of ``flow``.

    ``why`` is the end of the entry in its own word. For a callback the caller is thanked and hung up on.
    """

    contact: ContactId
    entry: EntryId
    why: str
    flow: FlowName | None = None


@dataclass(frozen=True, slots=True)
class StopCallingBack:
    """Nobody will be called back under this entry any more: given up, or the caller came by themselves."""

    contact: ContactId
    entry: EntryId


@dataclass(frozen=True, slots=True)
class ReleaseCaller:
    """The conversation is over and the caller is still there: the contact goes on without the agent."""

    contact: ContactId
    entry: EntryId


Effect = (
    RingAgent
    | ReleaseAgent
    | ConnectLegs
    | CallBack
    | ReturnToWaiting
    | Announce
    | MoveToQueue
    | LeaveQueue
    | StopCallingBack
    | ReleaseCaller
)
