"""What the distributor tells of agents: presence, phones, calls of their own, contacts handed to them by name.

Part of ``acd.events``, which is where to import it from. Values only.
"""

from dataclasses import dataclass

from acd.agent_commands import Device, Occupation
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, TaskId
from vocabulary.parties import Party


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
class AgentRested:
    """A micro-pause began: the agent talked too much, and nobody is waiting for them."""

    agent: AgentName
    rest_seconds: float


@dataclass(frozen=True, slots=True)
class WrapUpBegan:
    """``wrap_up_seconds``: how long it may take; None: until the agent ends it."""

    agent: AgentName
    contact: ContactId
    wrap_up_seconds: float | None


@dataclass(frozen=True, slots=True)
class WrapUpEnded:
    """``contact`` is whose conversation was wrapped up; ``wrap_up_seconds`` is how long it took."""

    agent: AgentName
    contact: ContactId
    wrap_up_seconds: float


@dataclass(frozen=True, slots=True)
class AgentOccupied:
    """The agent is elsewhere."""

    agent: AgentName
    task: TaskId
    what: Occupation


@dataclass(frozen=True, slots=True)
class AgentVacated:
    agent: AgentName
    task: TaskId


@dataclass(frozen=True, slots=True)
class AgentSignedIn:
    """The agent serves this queue again."""

    agent: AgentName
    queue: QueueName


@dataclass(frozen=True, slots=True)
class AgentSignedOut:
    agent: AgentName
    queue: QueueName


@dataclass(frozen=True, slots=True)
class HandRaised:
    """``contact``: whom the agent talks with, if anybody."""

    agent: AgentName
    contact: ContactId | None
    note: str


@dataclass(frozen=True, slots=True)
class HandLowered:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class ContactTakenUp:
    """A conversation began that no queue gave: ``agent`` talks with the contact under ``offer``.

    ``from_agent``: who handed it to them, where somebody was still talking; the queue is the contact's last.
    """

    offer: OfferId
    contact: ContactId
    agent: AgentName
    queue: QueueName
    from_agent: AgentName | None


@dataclass(frozen=True, slots=True)
class ContactJoined:
    """The conversation under ``offer``, of ``consult`` so far, is this contact's."""

    offer: OfferId
    contact: ContactId
    consult: ContactId
    agent: AgentName
    from_agent: AgentName | None


@dataclass(frozen=True, slots=True)
class ConsultOver:
    """``contact`` was an agent's question to a queue; its conversation is ``joined``'s now."""

    contact: ContactId
    joined: ContactId


@dataclass(frozen=True, slots=True)
class ReturnedToHead:
    """The contact waits at the head of the queue again. ``agent``: who was parted from it, if anybody."""

    contact: ContactId
    queue: QueueName
    why: str
    agent: AgentName | None


@dataclass(frozen=True, slots=True)
class AgentFellSilent:
    """No audio from the agent: for supervisors to know."""

    offer: OfferId
    contact: ContactId
    agent: AgentName


@dataclass(frozen=True, slots=True)
class DispositionGiven:
    """How the conversation came out; of several the last one counts."""

    contact: ContactId
    agent: AgentName
    disposition: str
