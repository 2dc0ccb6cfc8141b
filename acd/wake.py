"""What the distributor can be waiting for. Keys of its timers; values only."""

from dataclasses import dataclass

from vocabulary.ids import AgentName, EntryId, OfferId


@dataclass(frozen=True, slots=True)
class RingOver:
    offer: OfferId


@dataclass(frozen=True, slots=True)
class JoinOverdue:
    offer: OfferId


@dataclass(frozen=True, slots=True)
class RestOver:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class WrapUpOver:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class AnnouncementDue:
    entry: EntryId


Wake = RingOver | JoinOverdue | RestOver | WrapUpOver | AnnouncementDue
