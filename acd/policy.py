"""What an admin may tune about queues and agents. Values only: every field has its unit in its name and a default."""

from dataclasses import dataclass, field
from enum import IntEnum

from vocabulary.ids import AgentName, QueueName, SkillName


class Line(IntEnum):
    """A tier of support: distribution and simple questions, the concrete work, the hard cases."""

    FIRST = 1
    SECOND = 2
    THIRD = 3


@dataclass(frozen=True, slots=True)
class Announcements:
    """When a waiting caller is told their position.

    ``min_gap_seconds`` runs from the start of one announcement to the start of the next. 15 s is app_queue's default
    and keeps a fast-moving queue from talking without pause.
    """

    on_entry: bool = True
    on_change: bool = True
    min_gap_seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """How one queue serves its callers.

    ``ring_timeout_seconds``: an offer not answered by then expires (20 s: four to five rings).
    ``connect_timeout_seconds``: an answered offer whose legs are not reported joined by then is undone.
    ``wrap_up_seconds``: owed by the agent after each conversation from this queue.
    ``decline_rest_seconds``, ``failure_rest_seconds``: an agent who declined, or whose phone could not be rung, is not
    offered anything for so long; without it a phone that rejects at once would be rung in a tight loop.
    """

    name: QueueName
    line: Line = Line.FIRST
    ring_timeout_seconds: float = 20.0
    connect_timeout_seconds: float = 5.0
    wrap_up_seconds: float = 10.0
    decline_rest_seconds: float = 10.0
    failure_rest_seconds: float = 5.0
    announcements: Announcements = field(default_factory=Announcements)


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """Who an agent is to the distributor: queues served and skills held.

    ``unanswered_limit``: after so many offers in a row left unanswered the system pauses the agent as not responding.
    """

    name: AgentName
    queues: tuple[QueueName, ...]
    skills: tuple[tuple[SkillName, int], ...] = ()
    unanswered_limit: int = 2
