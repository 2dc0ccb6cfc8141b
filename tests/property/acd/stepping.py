"""Objections to the steps of requirements: opened too early or too late, skipped without need, gone back to."""

from acd.events import StepChange, StepOpened
from tests.property.acd import rules
from tests.property.acd.facts import Facts, Stay
from vocabulary.instant import Instant
from vocabulary.skills import Requirement


def expires_at(stay: Stay) -> Instant | None:
    """When the active step is over; None: not by time."""
    if stay.step_since is None or stay.step >= len(stay.needs.steps):
        return None
    seconds = stay.needs.steps[stay.step].expires_after_seconds
    return None if seconds is None else stay.step_since.plus(seconds)


class Stepping:
    """Told of every step that opens."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._begins: dict[str, StepChange] = {}

    def entered(self, stay: Stay) -> None:
        """Somebody begins to wait; whoever handed them on is not asked first."""
        self._begin(stay, StepChange.ENTERED)
        stay.tried = list(stay.not_first)

    def changed(self, stay: Stay, requirement: Requirement) -> None:
        """Other steps from now on."""
        stay.needs, stay.not_first = requirement, []
        self._begin(stay, StepChange.CHANGED)
        stay.tried = []

    def _begin(self, stay: Stay, why: StepChange) -> None:
        stay.step, stay.step_since = 0, None
        if stay.needs.steps or why is StepChange.CHANGED:
            stay.step = -1
            self._begins[stay.entry] = why

    def opened(self, event: StepOpened) -> None:
        """The next step is open, or the first that is not skipped."""
        stay, now = self._facts.stays[event.entry], self._facts.now
        assert event.contact == stay.contact
        why = self._begins.pop(stay.entry, None)
        beginning = why is not None
        if why is None:
            skips = rules.skippable(self._facts, stay, stay.step)
            expired = expires_at(stay)
            assert skips or (expired is not None and expired <= now), "the step was not over"
            why = StepChange.NOBODY if skips and event.why is StepChange.NOBODY else StepChange.EXPIRED
        following = rules.step_from(self._facts, stay, stay.step + 1)
        assert event.step == following + 1
        assert event.why is (why if following == stay.step + 1 else StepChange.NOBODY)
        stay.step, stay.step_since = following, now
        stay.tried = list(stay.not_first) if beginning else []

    def nothing_is_left_open(self) -> None:
        assert self._begins == {}, "no step was opened"


def check_steps(facts: Facts) -> None:
    """Nobody waits at a step that is over, or that nobody logged in could ever meet."""
    for stay in facts.stays.values():
        assert not rules.skippable(facts, stay, stay.step), f"{stay.entry} waits for nobody at step {stay.step + 1}"
        expired = expires_at(stay)
        assert expired is None or expired > facts.sure_at
