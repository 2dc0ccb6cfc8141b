"""What a run comes to, batch by batch: counts per queue, busy time per agent. Watches; changes nothing on the floor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acd.events import EntryEnd, EstimateJudged
from simulation.counts import Count, nothing
from simulation.engine import Caller, Stay
from simulation.informed import Informed
from vocabulary.ids import AgentName, QueueName

BLOCKED = frozenset({EntryEnd.FULL, EntryEnd.CLOSED, EntryEnd.NO_AGENTS})
"""Ends of those who were not let in."""


@dataclass(slots=True)
class QueueSums:
    """One queue: its counts by batch, how many wait in it now, and how long whoever was answered last had waited."""

    batches: list[list[float]]
    informed: Informed | None = None
    waiting: int = 0
    last_wait_seconds: float | None = None


@dataclass(slots=True)
class AgentSums:
    """One agent: conversations, and seconds busy by batch."""

    contacts: int = 0
    busy_seconds: list[float] = field(default_factory=list)


class Ledger:
    """Counts the callers who belong to a batch, by the batch they came in; agents by the spans of time of the batches.

    ``open_stays``: counted callers whose stay has not ended yet. ``callers``: by batch, each caller once, with
    the whole wait over all their stays.
    """

    def __init__(
        self,
        queues: Iterable[QueueName],
        agents: Iterable[AgentName],
        batches: int,
        informed: Mapping[QueueName, Informed],
        within_seconds: float,
        soon_seconds: float,
    ) -> None:
        self.open_stays = 0
        self.queues = {queue: QueueSums([nothing() for _ in range(batches)], informed.get(queue)) for queue in queues}
        self.callers = [nothing() for _ in range(batches)]
        self.agents = {agent: AgentSums() for agent in agents}
        self.span_seconds: list[float] = []
        self._within_seconds = within_seconds
        self._soon_seconds = soon_seconds
        self._spans: list[tuple[float, float | None]] = []

    # --- spans of time -----------------------------------------------------------------------------------------------

    def begin_span(self, at: float) -> None:
        """From now on agents are counted in the next batch."""
        self.end_span(at)
        self._spans.append((at, None))
        self.span_seconds.append(0.0)
        for sums in self.agents.values():
            sums.busy_seconds.append(0.0)

    def end_span(self, at: float) -> None:
        """Agents are counted in no batch from now on."""
        if self._spans and self._spans[-1][1] is None:
            since = self._spans[-1][0]
            self._spans[-1] = (since, at)
            self.span_seconds[-1] = at - since

    def begin_shift(self) -> None:
        """Time begins anew, and nobody waits: what was is not to be looked at again."""
        self._spans = [(0.0, 0.0)] * len(self._spans)
        for sums in self.queues.values():
            sums.waiting, sums.last_wait_seconds = 0, None

    # --- what the engine tells ---------------------------------------------------------------------------------------

    def entered(self, stay: Stay) -> None:
        """A stay begins: note what an estimate would be made from."""
        queue = self.queues[stay.queue]
        stay.ahead, stay.last_wait_seconds = queue.waiting, queue.last_wait_seconds
        queue.waiting += 1
        if stay.caller.batch >= 0:
            self.open_stays += 1
            sums = queue.batches[stay.caller.batch]
            sums[Count.OFFERED] += 1
            sums[Count.SERVICE_SECONDS] += stay.caller.service_seconds[0]
            self._came(stay.caller)

    def connected(self, stay: Stay, waited_seconds: float) -> None:
        """The stay ends with an agent."""
        queue = self.queues[stay.queue]
        queue.waiting -= 1
        queue.last_wait_seconds = waited_seconds
        if self._spans and self._spans[-1][1] is None and stay.agent is not None:
            self.agents[stay.agent].contacts += 1
        if stay.caller.batch < 0:
            return
        self.open_stays -= 1
        sums = queue.batches[stay.caller.batch]
        sums[Count.ANSWERED] += 1
        sums[Count.WAITED_SECONDS] += waited_seconds
        sums[Count.ANSWERED_SECONDS] += waited_seconds
        sums[Count.ANSWERED_WITHIN] += waited_seconds <= self._within_seconds
        self._gone(stay.caller, Count.ANSWERED, waited_seconds)
        if not stay.rung_at_once:
            sums[Count.DELAYED] += 1
            self._compare(stay, sums, waited_seconds, queue.informed)

    def left(self, stay: Stay, end: EntryEnd, waited_seconds: float) -> None:
        """The stay ends without an agent."""
        queue = self.queues[stay.queue]
        queue.waiting -= 1
        if stay.caller.batch < 0:
            return
        self.open_stays -= 1
        sums = queue.batches[stay.caller.batch]
        if end in BLOCKED:
            sums[Count.BLOCKED] += 1
            # Who was let in before and is refused further on was not blocked: they waited, and left.
            first = stay.caller.ended_as in {None, Count.BLOCKED}
            self._gone(stay.caller, Count.BLOCKED if first else Count.LEFT, waited_seconds)
            return
        sums[Count.WAITED_SECONDS] += waited_seconds
        sums[Count.DELAYED] += not stay.rung_at_once
        within = waited_seconds <= self._within_seconds
        self._gone(stay.caller, Count.ABANDONED if end is EntryEnd.ABANDONED else Count.LEFT, waited_seconds)
        if end is EntryEnd.ABANDONED:
            sums[Count.ABANDONED] += 1
            sums[Count.ABANDONED_WITHIN] += within
            sums[Count.ABANDONED_SOON] += waited_seconds <= self._soon_seconds
        else:
            sums[Count.LEFT] += 1
            sums[Count.LEFT_WITHIN] += within

    def judged(self, stay: Stay, judged: EstimateJudged) -> None:
        """What had been estimated for an answered caller, and what it came to."""
        if stay.caller.batch < 0:
            return
        sums = self.queues[stay.queue].batches[stay.caller.batch]
        sums[Count.JUDGED] += 1
        sums[Count.JUDGED_SECONDS] += judged.waited_seconds
        sums[Count.JUDGED_SQUARED] += (judged.median_seconds - judged.waited_seconds) ** 2
        sums[Count.COVERED] += judged.waited_seconds <= judged.bound_seconds

    def was_busy(self, agent: AgentName, since: float, until: float) -> None:
        """Add the time to the spans it lies in, the latest first: few lie behind it."""
        busy_seconds = self.agents[agent].busy_seconds
        for index in range(len(self._spans) - 1, -1, -1):
            begin, end = self._spans[index]
            if end is not None and end <= since:
                return
            busy_seconds[index] += max(0.0, min(until, until if end is None else end) - max(since, begin))

    def _came(self, caller: Caller) -> None:
        """Into their first queue, or a further one: then what became of them before was not the end."""
        sums = self.callers[caller.batch]
        if caller.ended_as is None:
            sums[Count.OFFERED] += 1
        else:
            sums[caller.ended_as] -= 1

    def _gone(self, caller: Caller, ended_as: Count, waited_seconds: float) -> None:
        sums = self.callers[caller.batch]
        caller.ended_as = ended_as
        caller.waited_seconds += waited_seconds
        sums[ended_as] += 1
        sums[Count.WAITED_SECONDS] += waited_seconds
        if ended_as is Count.ANSWERED:
            sums[Count.ANSWERED_SECONDS] += caller.waited_seconds
            sums[Count.ANSWERED_WITHIN] += caller.waited_seconds <= self._within_seconds

    def _compare(self, stay: Stay, sums: list[float], waited_seconds: float, informed: Informed | None) -> None:
        if informed is not None:
            sums[Count.INFORMED] += 1
            sums[Count.INFORMED_SECONDS] += waited_seconds
            sums[Count.INFORMED_SQUARED] += (informed.mean_seconds(stay.ahead) - waited_seconds) ** 2
        if stay.last_wait_seconds is not None:
            sums[Count.LAST] += 1
            sums[Count.LAST_SECONDS] += waited_seconds
            sums[Count.LAST_SQUARED] += (stay.last_wait_seconds - waited_seconds) ** 2
