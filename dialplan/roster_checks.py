"""Whether somebody is on shift for what callers need, hour by hour of an ordinary week; and names no shift may have.

A document without shifts has no roster, and nothing is concluded from that.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from dialplan.errors import Problem
from dialplan.hours import HoursSpec, zone_named
from dialplan.references import unknown_names
from dialplan.roster_week import AgentSet, Slot, Week, joined, weeks
from dialplan.shifts import ShiftSpec
from dialplan.steps import EnqueueSpec
from dialplan.survey import Survey
from dialplan.tree import Path
from vocabulary.ids import AgentName
from vocabulary.skills import Expression, matches

GuardedBy = Callable[[Path], Collection[str]]
"""Of the step at a path: the hours that are all open whenever a caller gets there; none where that is not known."""
MOST_SLOTS_TOLD = 5


def unguarded(path: Path) -> Collection[str]:
    """Nothing is known of when callers get anywhere: the hours in which anybody works are looked at."""
    del path
    return ()


def roster_problems(
    survey: Survey,
    shifts: Sequence[ShiftSpec],
    hours: Mapping[str, HoursSpec],
    time_zone: str = "UTC",
    *,
    guarded_by: GuardedBy = unguarded,
    today: date | None = None,
) -> Iterator[Problem]:
    """Names of shifts that lead nowhere, and, as warnings, the hours in which nobody could serve a step's callers.

    ``today``: what is over by then is left out.
    """
    yield from _names(survey, shifts)
    if not shifts or not survey.whole("agents", "queues"):
        return
    agents = AgentSet(AgentName(name) for name in survey.specs.agents)
    found = list(weeks([spec.shift() for spec in shifts], zone_named(time_zone), agents, today))

    @cache
    def slots_of(names: tuple[str, ...]) -> list[tuple[Week, tuple[Slot, ...]]]:
        return [(week, week.while_open([hours[name] for name in names])) for week in found]

    for queue, enqueues in survey.enqueues.items():
        for spec, path in enqueues:
            names = tuple(sorted(name for name in guarded_by(path) if name in hours))
            yield from _Enqueue(survey, queue, spec, path, agents).all(slots_of(names))


def _names(survey: Survey, shifts: Sequence[ShiftSpec]) -> Iterator[Problem]:
    for number, spec in enumerate(shifts):
        yield from unknown_names(survey, "agent", spec.agents, ("shifts", number, "agents"))
    rostered = {agent for spec in shifts for agent in spec.agents}
    for agent in survey.declared("agents") if shifts else ():
        if agent not in rostered:
            yield survey.at("agents", agent, key=True).warning(f"'{agent}' is on no shift")


class _Enqueue:
    def __init__(self, survey: Survey, queue: str, spec: EnqueueSpec, path: Path, agents: AgentSet) -> None:
        self._survey = survey
        self._queue = queue
        self._path = path
        self._agents = agents
        self._steps = spec.requirement().steps
        self._everybody = agents.of(AgentName(name) for name in survey.agents_of(queue))
        self._able = [self._meeting(step.expression) for step in self._steps]

    def all(self, slots: list[tuple[Week, tuple[Slot, ...]]]) -> Iterator[Problem]:
        """Nothing where no agent ever meets a step: that is refused elsewhere."""
        if not self._everybody or not all(self._able):
            return
        yield from self._steps_never_met(slots)
        able = self._everybody if self._ends_open() else 0
        for one in self._able:
            able |= one
        known: set[tuple[Slot, ...]] = set()
        for week, found in slots:
            bare = joined(slot for slot in found if not slot.at_work & able)
            if bare and tuple(bare) not in known:
                yield self._survey.at(*self._path).warning(self._told(bare, week))
            known.add(tuple(bare))

    def _ends_open(self) -> bool:
        """Whether, in the end, any agent of the queue will do."""
        return not self._steps or self._steps[-1].expires_after_seconds is not None

    def _steps_never_met(self, slots: list[tuple[Week, tuple[Slot, ...]]]) -> Iterator[Problem]:
        """A warning for a step that is always passed over. Of a step alone the hours are told instead."""
        if len(self._able) == 1 and not self._ends_open():
            return
        at_work = 0
        for _, found in slots:
            for slot in found:
                at_work |= slot.at_work
        for number, able in enumerate(self._able, 1):
            if not able & at_work:
                yield self._survey.at(*self._path, "requires").warning(
                    f"nobody who meets step {number} of {len(self._able)} is ever on shift when callers come here"
                )

    def _told(self, slots: list[Slot], week: Week) -> str:
        more = f" and {len(slots) - MOST_SLOTS_TOLD} more" if len(slots) > MOST_SLOTS_TOLD else ""
        since = f", from {week.first} on" if week.first else ""
        meets = " who meets what is required" if self._steps else ""
        told = ", ".join(map(str, slots[:MOST_SLOTS_TOLD]))
        return f"nobody of '{self._queue}'{meets} is on shift {told}{more}{since}"

    def _meeting(self, expression: Expression) -> int:
        return self._agents.of(
            AgentName(name)
            for name, agent in self._survey.agents_of(self._queue).items()
            if matches(expression, AgentName(name), agent.proficiencies())
        )
