"""Who an agent is to the distributor: queues served, skills held, what is done about misses. Values only."""

from dataclasses import dataclass

from vocabulary.ids import AgentName, QueueName, SkillName


@dataclass(frozen=True, slots=True)
class Assignment:
    """An agent's belonging to a queue.

    ``rank``: of several queues with callers waiting, the lowest rank is served first, and of several idle agents those
    of the lowest rank are rung first; equal ranks: the caller who is first by priority and time. ``delay_seconds``:
    callers who waited less are not for this agent.
    """

    queue: QueueName
    rank: int = 1
    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class MicroPause:
    """A short rest for whoever talked too much: fatigue guard.

    After a conversation: when the agent was busy for more than ``busy_share`` of the last ``over_seconds``, or had
    ``contacts_in_a_row`` without an idle moment (0: not counted), they rest for ``rest_seconds``, unless somebody they
    could serve is waiting.
    """

    busy_share: float = 0.9
    over_seconds: float = 1800.0
    contacts_in_a_row: int = 0
    rest_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """One agent.

    ``unanswered_limit``: after so many offers in a row left unanswered the system pauses the agent as not responding.
    ``declined_limit``, ``unreachable_limit``: the same for offers declined and for a phone that could not be rung;
    None: never. An offer that ended because the caller left, or another agent was faster, is nobody's fault.
    """

    name: AgentName
    assignments: tuple[Assignment, ...]
    skills: tuple[tuple[SkillName, int], ...] = ()
    unanswered_limit: int = 2
    declined_limit: int | None = None
    unreachable_limit: int | None = None
    micro_pause: MicroPause | None = None

    @property
    def queues(self) -> tuple[QueueName, ...]:
        """The queues served, in the order given."""
        return tuple(assignment.queue for assignment in self.assignments)
