"""What the distributor is told: requests of people (imperative) and reports of what happened (past). Values only."""

from dataclasses import dataclass
from enum import StrEnum

from acd.policy import AgentProfile, QueuePolicy
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
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


@dataclass(frozen=True, slots=True)
class ConfigureQueue:
    """Begin serving a queue under this policy, or change the policy of one that exists."""

    policy: QueuePolicy


@dataclass(frozen=True, slots=True)
class ConfigureAgent:
    """Make an agent known (logged out, phone unreachable), or change the profile of one who is."""

    profile: AgentProfile


@dataclass(frozen=True, slots=True)
class LogInAgent:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class LogOutAgent:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class PauseAgent:
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
class DeviceReported:
    agent: AgentName
    device: Device


@dataclass(frozen=True, slots=True)
class CallerEntered:
    entry: EntryId
    contact: ContactId
    queue: QueueName
    requirement: Requirement = Requirement()
    priority: int = 0


@dataclass(frozen=True, slots=True)
class CallerLeft:
    """The caller of an entry is gone before the legs were joined."""

    entry: EntryId


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
class LegsJoined:
    """Caller and agent are in one bridge: they hear each other."""

    offer: OfferId


@dataclass(frozen=True, slots=True)
class JoinFailed:
    """The agent's leg was lost after the answer and before the legs were joined."""

    offer: OfferId


@dataclass(frozen=True, slots=True)
class ConversationEnded:
    """One of the joined legs ended, or both at once (``SYSTEM`` where Asterisk was lost)."""

    offer: OfferId
    ended_by: Party


AgentRequest = LogInAgent | LogOutAgent | PauseAgent | ResumeAgent | EndWrapUp
"""What a person may ask for: refused with a reason, never raised."""

OfferReport = OfferRang | OfferAnswered | OfferFailed | LegsJoined | JoinFailed | ConversationEnded
"""What may be heard of an offer, at any time, late or twice."""

Command = ConfigureQueue | ConfigureAgent | AgentRequest | DeviceReported | CallerEntered | CallerLeft | OfferReport
