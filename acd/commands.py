"""What the distributor is told: requests of people (imperative) and reports of what happened (past). Values only."""

from dataclasses import dataclass
from enum import StrEnum

from acd.agent_commands import (
    AgentRequest,
    AgentSignal,
    AgentSilent,
    AgentTask,
    Device,
    DeviceReported,
    EndWrapUp,
    GiveDisposition,
    HandOver,
    JoinContacts,
    LogInAgent,
    LogOutAgent,
    LowerHand,
    Occupation,
    OccupyAgent,
    PartFromAgent,
    PauseAgent,
    RaiseHand,
    RequestWrapUp,
    ResumeAgent,
    ReturnToHead,
    SignInToQueue,
    SignOutOfQueue,
    TakeUpContact,
    VacateAgent,
)
from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.parties import Party
from vocabulary.skills import Requirement

__all__ = [
    "AgentRequest", "AgentSignal", "AgentSilent", "AgentTask", "CallerEntered", "CallerLeft", "CallerNotReached",
    "CallerPressedKey", "CallerReached", "CallerReport", "ChangePriority", "ChangeRequirement", "CloseQueue", "Command",
    "ConfigureAgent", "ConfigureQueue", "ContactOver", "ContactRequest", "ConversationEnded", "Device",
    "DeviceReported", "EndWrapUp", "EscalateContact", "GiveDisposition", "HandOver", "JoinContacts", "JoinFailed",
    "LegsJoined", "LogInAgent", "LogOutAgent", "LowerHand", "Occupation", "OccupyAgent", "OfferAnswered", "OfferFailed",
    "OfferRang", "OfferReport", "OpenQueue", "PartFromAgent", "PauseAgent", "PullContact", "QueueRequest", "RaiseHand",
    "RequestCallback", "RequestWrapUp", "RestCallback", "ResumeAgent", "RetireAgent", "RetireQueue", "ReturnContact",
    "ReturnToHead", "SignInToQueue", "SignOutOfQueue", "TakeUpContact", "Unanswered", "VacateAgent",
]  # fmt: skip


class Unanswered(StrEnum):
    """Why an offer was not answered, as the phone or the network reports it. Blame differs by kind."""

    DECLINED = "declined"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class ConfigureQueue:
    """Begin serving a queue under this policy, or change the policy of one that exists."""

    policy: QueuePolicy


@dataclass(frozen=True, slots=True)
class ConfigureAgent:
    """Make an agent known (logged out, phone unreachable), or change the profile of one who is."""

    profile: AgentProfile


@dataclass(frozen=True, slots=True)
class RetireAgent:
    """No document has this agent any more: logged out for good. A conversation goes on to its ordinary end."""

    agent: AgentName


@dataclass(frozen=True, slots=True)
class RetireQueue:
    """No document has this queue any more: closed for good. Whoever waits is sent away where the policy says so, else
    served by the agents it has: they keep it, whatever profile they are given, until nobody waits there."""

    queue: QueueName


@dataclass(frozen=True, slots=True)
class OpenQueue:
    """Callers may enter again. A queue is open when it is configured first."""

    queue: QueueName


@dataclass(frozen=True, slots=True)
class CloseQueue:
    """Nobody may enter; whoever waits is sent away where the policy says so, else still served."""

    queue: QueueName


@dataclass(frozen=True, slots=True)
class CallerEntered:
    """A caller joins a queue. ``caller``: the number they call from, empty where it is hidden."""

    entry: EntryId
    contact: ContactId
    queue: QueueName
    requirement: Requirement = Requirement()
    priority: int = 0
    caller: str = ""


@dataclass(frozen=True, slots=True)
class RequestCallback:
    """Somebody wants to be called back at ``number`` when it is their turn: a place in the queue without a caller.

    ``credit_seconds``: so long they have waited already. The decision tells ``CallbackRegistered``, or how the queue
    would not take it (``EntryEnded``, ``RequestRefused``). A message to be heard by an agent is such a place too, and
    ``always_admitted``: to a queue that is full, closed or unstaffed. ``rest_seconds``: it begins with so long a rest,
    as by ``RestCallback``.
    """

    entry: EntryId
    contact: ContactId
    queue: QueueName
    number: str
    requirement: Requirement = Requirement()
    priority: int = 0
    credit_seconds: float = 0.0
    always_admitted: bool = False
    rest_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class RestCallback:
    """Nobody may be called back under this entry for so long; the place is kept, and expires so much later.

    An agent's phone that rings for it is let go. Whoever is being called or talked to now goes on. Of no place that
    waits for a callback, or for no time: nothing. A rest that runs longer already stays as it is.
    """

    entry: EntryId
    seconds: float


@dataclass(frozen=True, slots=True)
class CallerLeft:
    """The caller of an entry is gone before the legs were joined. ``cut``: not by an ordinary hang-up."""

    entry: EntryId
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ContactOver:
    """The caller's leg is gone: nothing more will come of this contact. A repeat means nothing."""

    contact: ContactId


@dataclass(frozen=True, slots=True)
class CallerPressedKey:
    """A key pressed while waiting."""

    entry: EntryId
    key: str


@dataclass(frozen=True, slots=True)
class ChangeRequirement:
    """What this waiting contact needs is something else from now on; place and enqueue time are kept."""

    contact: ContactId
    requirement: Requirement


@dataclass(frozen=True, slots=True)
class ChangePriority:
    """Another priority, and ``boost_seconds`` more of waiting to its credit (less, if negative), at once."""

    contact: ContactId
    priority: int
    boost_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class EscalateContact:
    """Hand a waiting or talking contact to another queue: the one named, else the one its queue escalates to."""

    contact: ContactId
    queue: QueueName | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnContact:
    """Hand a waiting or talking contact back to the queue it was in before this one."""

    contact: ContactId
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfferRang:
    """The agent's phone is ringing (SIP 180)."""

    offer: OfferId


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    offer: OfferId


@dataclass(frozen=True, slots=True)
class OfferFailed:
    """The agent's leg ended, or could not be made, before it was answered."""

    offer: OfferId
    kind: Unanswered
    cause: HangUpCause


@dataclass(frozen=True, slots=True)
class CallerReached:
    """The caller of a callback answered."""

    offer: OfferId


@dataclass(frozen=True, slots=True)
class CallerNotReached:
    """The caller of a callback did not answer, or the agent hung up before they did."""

    offer: OfferId
    cause: HangUpCause


@dataclass(frozen=True, slots=True)
class LegsJoined:
    """Caller and agent are in one bridge: they hear each other."""

    offer: OfferId


@dataclass(frozen=True, slots=True)
class JoinFailed:
    """The agent's leg was lost after the answer and before the legs were joined."""

    offer: OfferId


@dataclass(frozen=True, slots=True)
class ConversationEnded:
    """One of the joined legs ended, or both at once (``SYSTEM`` where Asterisk was lost).

    ``cut``: the caller's leg ended, but not by an ordinary hang-up. ``lost``: the agent's leg ended, and not because
    they hung up: the phone or its network is gone.
    """

    offer: OfferId
    ended_by: Party
    cut: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True)
class PullContact:
    """This waiting contact is offered to this agent now, out of its turn; nobody else's offer of it rings on."""

    contact: ContactId
    agent: AgentName


ContactRequest = ChangeRequirement | ChangePriority | EscalateContact | ReturnContact | PullContact
"""What a person may ask for a contact: refused with a reason, never raised."""

QueueRequest = OpenQueue | CloseQueue

OfferReport = (
    OfferRang
    | OfferAnswered
    | OfferFailed
    | CallerReached
    | CallerNotReached
    | LegsJoined
    | JoinFailed
    | ConversationEnded
)
"""What may be heard of an offer, at any time, late or twice."""

CallerReport = CallerEntered | RequestCallback | RestCallback | CallerLeft | CallerPressedKey | ContactOver

Command = (
    ConfigureQueue
    | ConfigureAgent
    | RetireQueue
    | RetireAgent
    | QueueRequest
    | AgentRequest
    | SignInToQueue
    | SignOutOfQueue
    | AgentTask
    | AgentSignal
    | ContactRequest
    | HandOver
    | DeviceReported
    | CallerReport
    | OfferReport
)
