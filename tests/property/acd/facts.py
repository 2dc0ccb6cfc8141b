"""The plainest facts about agents, queue stays and offers that the ledger keeps. Nothing here objects to anything."""

from dataclasses import dataclass, field

from acd.commands import Device
from acd.policy import AgentProfile
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.instant import Instant
from vocabulary.skills import Requirement


@dataclass
class Person:
    """What is known of one agent."""

    profile: AgentProfile
    presence: str = "out"
    device: Device = Device.UNREACHABLE
    rest_until: Instant | None = None
    wrap_up_until: Instant | None = None
    wrap_up_since: Instant | None = None
    offer: OfferId | None = None
    unanswered: int = 0
    idle_since: Instant | None = None

    @property
    def ready(self) -> bool:
        return (
            self.presence == "in"
            and self.device is Device.FREE
            and self.offer is None
            and self.wrap_up_until is None
            and self.rest_until is None
        )


@dataclass
class Stay:
    """What is known of one entry."""

    entry: EntryId
    contact: ContactId
    queue: QueueName
    needs: Requirement
    priority: int
    entered_at: Instant
    offer: OfferId | None = None
    tried: list[AgentName] = field(default_factory=list)
    said: int | None = None
    said_at: Instant | None = None

    @property
    def rank(self) -> tuple[int, float, str]:
        return (-self.priority, self.entered_at.monotonic, self.entry)


@dataclass
class Ring:
    """What is known of one offer. ``phase`` is ``made``, ``ringing``, ``joining``, ``talking`` or ``over``."""

    stay: Stay
    agent: AgentName
    made_at: Instant
    due: Instant
    phase: str = "made"
    answered_at: Instant | None = None
    joined_at: Instant | None = None
