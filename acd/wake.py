"""What the distributor can be waiting for. Keys of its timers; values only."""

from dataclasses import dataclass

from vocabulary.ids import AgentName, EntryId, OfferId


@dataclass(frozen=True, slots=True)
class RingOver:
    offer: OfferId


@dataclass(frozen=True, slots=True)
class JoinOverdue:
    """An answered offer whose legs are not joined, or whose caller is not reached, by now."""

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


@dataclass(frozen=True, slots=True)
class StepOver:
    """The active step of a requirement expires."""

    entry: EntryId


@dataclass(frozen=True, slots=True)
class DelayOver:
    """A caller has waited long enough for agents who take only such."""

    entry: EntryId


@dataclass(frozen=True, slots=True)
class WidthGrows:
    """More phones may ring for this caller."""

    entry: EntryId


@dataclass(frozen=True, slots=True)
class WaitOver:
    """The longest wait of the queue is over."""

    entry: EntryId


@dataclass(frozen=True, slots=True)
class CallbackDue:
    """The next attempt to call back may be made: the rest after the last one, or of closed hours, is over."""

    entry: EntryId


@dataclass(frozen=True, slots=True)
class CallbackOver:
    """A callback is given up."""

    entry: EntryId


Wake = (
    RingOver
    | JoinOverdue
    | RestOver
    | WrapUpOver
    | AnnouncementDue
    | StepOver
    | DelayOver
    | WidthGrows
    | WaitOver
    | CallbackDue
    | CallbackOver
)
