"""What the distributor is told of agents: presence, phones, calls of their own, contacts handed to them by name.

Part of ``acd.commands``, which is where to import it from. Values only.
"""

from dataclasses import dataclass
from enum import StrEnum

from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, TaskId


class Device(StrEnum):
    """What the agent's phone can do: the third axis beside presence and activity."""

    UNREACHABLE = "unreachable"
    FREE = "free"
    IN_USE = "in use"


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
class RaiseHand:
    """The agent wants a supervisor."""

    agent: AgentName
    note: str = ""


@dataclass(frozen=True, slots=True)
class LowerHand:
    agent: AgentName


AgentRequest = LogInAgent | LogOutAgent | PauseAgent | ResumeAgent | EndWrapUp | RequestWrapUp
"""What a person may ask for: refused with a reason, never raised."""

AgentTask = OccupyAgent | VacateAgent
"""Calls of agents that no queue gave them: begun and over."""

AgentSignal = GiveDisposition | RaiseHand | LowerHand
"""What agents say beside their calls: refused with a reason, never raised."""

HandOver = PartFromAgent | TakeUpContact | JoinContacts | ReturnToHead | AgentSilent
"""Contacts that go on with somebody else than a queue's rule would name."""
