"""What the distributor is told: requests of people (imperative) and reports of what happened (past). Values only."""

from dataclasses import dataclass
from enum import StrEnum

from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, TaskId
from vocabulary.parties import Party
from vocabulary.skills import Requirement


class Device(StrEnum):
    """What the agent's phone can do: the third axis beside presence and activity."""

    UNREACHABLE = "unreachable"
    FREE = "free"
    IN_USE = "in use"


class Unanswered(StrEnum):
    """Why an offer was not answered, as the phone or the network reports it. Blame differs by kind."""

    DECLINED = "declined"
    UNREACHABLE = "unreachable"


class Occupation(StrEnum):
    """What keeps an agent elsewhere: a call that no queue gave them.

    ``CONSULTED``: a colleague asks them, or hands them a contact. ``CALLED``: rung by a colleague. ``CALLING``: a call
    of their own. ``SUPERVISING``: they listen to others.
    """

    CONSULTED = "consulted"
    CALLED = "called"
    CALLING = "calling"
    SUPERVISING = "supervising"


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
class LogInAgent:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class LogOutAgent:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class PauseAgent:
    """From now on no offers. During a conversation it is the presence chosen for afterwards."""

    agent: AgentName
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeAgent:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class EndWrapUp:
    """The agent is done before the wrap-up time is over."""

    agent: AgentName


@dataclass(frozen=True, slots=True)
class RequestWrapUp:
    """The agent wants time after the present conversation (or, where optional, the one just over)."""

    agent: AgentName


@dataclass(frozen=True, slots=True)
class DeviceReported:
    agent: AgentName
    device: Device


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
    ``always_admitted``: to a queue that is full, closed or unstaffed.
    """

    entry: EntryId
    contact: ContactId
    queue: QueueName
    number: str
    requirement: Requirement = Requirement()
    priority: int = 0
    credit_seconds: float = 0.0
    always_admitted: bool = False


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
class OccupyAgent:
    """From now on the agent is elsewhere and offered nothing, until this task is given up.

    Whoever is offered a call or talks cannot be consulted or called; for a call of their own, or to supervise, an
    offer that still rings is withdrawn. A wrap-up ends by it. Refused with ``RequestRefused``.
    """

    agent: AgentName
    task: TaskId
    what: Occupation


@dataclass(frozen=True, slots=True)
class VacateAgent:
    """The task is over. A repeat, or one that was never granted, means nothing. The agent is as long idle as before."""

    agent: AgentName
    task: TaskId


@dataclass(frozen=True, slots=True)
class PartFromAgent:
    """The contact goes on without its agent, outside all queues: handed to somebody by name, or taken over.

    The agent's side of the conversation is complete; their leg is released. Nobody serves the contact until it is
    taken up, joined with another, returned to the head, enters a queue, or is over.
    """

    offer: OfferId


@dataclass(frozen=True, slots=True)
class TakeUpContact:
    """An agent whom a task occupies talks with this contact from now on, under ``offer``, an id never used before.

    Where somebody else is still talking with it they are parted from it. The task is over with it.
    """

    contact: ContactId
    agent: AgentName
    task: TaskId
    offer: OfferId


@dataclass(frozen=True, slots=True)
class JoinContacts:
    """``consult``'s conversation becomes ``contact``'s: its agent goes on under the same offer, its caller, an agent
    who asked, is out of it, and whoever talks with ``contact`` is parted from it. ``consult`` is over.

    Refused where ``consult`` is not in conversation.
    """

    contact: ContactId
    consult: ContactId


@dataclass(frozen=True, slots=True)
class ReturnToHead:
    """A contact that is with nobody, or whose agent is of no use, waits at the head of its last queue."""

    contact: ContactId
    why: str


@dataclass(frozen=True, slots=True)
class AgentSilent:
    """No audio has come from the agent's phone since the legs were joined, or for too long."""

    offer: OfferId


@dataclass(frozen=True, slots=True)
class SignInToQueue:
    """The agent serves this queue of theirs again."""

    agent: AgentName
    queue: QueueName


@dataclass(frozen=True, slots=True)
class SignOutOfQueue:
    """The agent serves this queue of theirs no more, until they sign in to it or log in anew."""

    agent: AgentName
    queue: QueueName


@dataclass(frozen=True, slots=True)
class GiveDisposition:
    """How the agent's present or last conversation came out. A repeat replaces it."""

    agent: AgentName
    disposition: str


@dataclass(frozen=True, slots=True)
class PullContact:
    """This waiting contact is offered to this agent now, out of its turn; nobody else's offer of it rings on."""

    contact: ContactId
    agent: AgentName


@dataclass(frozen=True, slots=True)
class RaiseHand:
    """The agent wants a supervisor."""

    agent: AgentName
    note: str = ""


@dataclass(frozen=True, slots=True)
class LowerHand:
    agent: AgentName


AgentRequest = LogInAgent | LogOutAgent | PauseAgent | ResumeAgent | EndWrapUp | RequestWrapUp
"""What a person may ask for: refused with a reason, never raised."""

ContactRequest = ChangeRequirement | ChangePriority | EscalateContact | ReturnContact
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

CallerReport = CallerEntered | RequestCallback | CallerLeft | CallerPressedKey | ContactOver

Command = (
    ConfigureQueue
    | ConfigureAgent
    | RetireQueue
    | RetireAgent
    | QueueRequest
    | AgentRequest
    | ContactRequest
    | DeviceReported
    | CallerReport
    | OfferReport
)
