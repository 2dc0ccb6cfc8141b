"""The steps of a requirement, one after the other: opened, expired, skipped where nobody could ever match."""

from acd.events import StepChange, StepOpened
from acd.matching import Matching
from acd.policy import Staffing
from acd.queues import Entry, MatchClass, QueueRoom
from acd.state import State
from acd.wake import StepOver
from acd.why import Standing
from vocabulary.instant import Instant
from vocabulary.skills import Requirement, matches


class Relaxation:
    """Moves entries from class to class; their place and their enqueue time are never touched."""

    def __init__(self, state: State, matching: Matching) -> None:
        self._state = state
        self._matching = matching

    def begin(self, entry: Entry, why: StepChange, now: Instant) -> None:
        """The first step, or the first that somebody logged in could match."""
        self._open(entry, 0, why, now)

    def expire(self, entry: Entry, now: Instant) -> None:
        """The active step's time is over. An offer made under it stands."""
        self._open(entry, entry.step + 1, StepChange.EXPIRED, now)

    def skip_if_nobody(self, entry: Entry, now: Instant) -> None:
        """Who is logged in has changed: go on if nobody could match the active step any more."""
        if entry.match is not None and _is_useless(entry.match, entry.requirement, entry.step):
            self._open(entry, entry.step + 1, StepChange.NOBODY, now)

    def end(self, entry: Entry) -> None:
        """The entry is over."""
        self._state.timers.cancel(StepOver(entry.id))
        if entry.match is not None:
            entry.match.members -= 1
            entry.match = None

    def _open(self, entry: Entry, number: int, why: StepChange, now: Instant) -> None:
        listed = entry.listed
        self._matching.delist(entry)
        self.end(entry)
        wanted = number
        number, entry.match = self.first_useful(self._state.room_of(entry), entry.requirement, number)
        why = StepChange.NOBODY if number != wanted else why
        entry.match.members += 1
        entry.step = number
        entry.tried.clear()
        steps = entry.requirement.steps
        if steps or why is StepChange.CHANGED:
            self._state.tell(StepOpened(entry.id, entry.contact, number + 1, why))
        if number < len(steps):
            seconds = steps[number].expires_after_seconds
            if seconds is not None:
                self._state.timers.set(StepOver(entry.id), now.plus(seconds))
        if listed:
            self._matching.list(entry, now)

    def first_useful(self, room: QueueRoom, requirement: Requirement, number: int) -> tuple[int, MatchClass]:
        """The first step from this one on that somebody logged in could match, or that nothing comes after."""
        while True:
            match = self._state.rooms.match_class(room, requirement.expression(number), self._state.agents)
            if not _is_useless(match, requirement, number):
                return number, match
            number += 1

    def is_staffed(self, room: QueueRoom, requirement: Requirement, number: int, rule: Staffing) -> bool:
        """Whether some agent of the queue in this condition could serve by a step from this one on."""
        if rule is Staffing.NONE:
            return True
        worst = Standing.PAUSED if rule is Staffing.LOGGED_IN else Standing.IN_USE
        expressions = [step.expression for step in requirement.steps[number:]]
        if not requirement.steps or requirement.steps[-1].expires_after_seconds is not None:
            expressions.append(requirement.expression(len(requirement.steps)))
        agents = (self._state.agents[name] for name in room.agents)
        return any(
            agent.placed >= worst and any(matches(each, agent.name, agent.proficiencies) for each in expressions)
            for agent in agents
        )


def _is_useless(match: MatchClass, requirement: Requirement, number: int) -> bool:
    """Whether nobody logged in could match this step, and something comes after it."""
    if match.logged_in or number >= len(requirement.steps):
        return False
    return number + 1 < len(requirement.steps) or requirement.steps[number].expires_after_seconds is not None
