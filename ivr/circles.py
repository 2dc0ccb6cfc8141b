"""Whether flows lead one into the other for ever without a word. Counts only; ends nothing."""

from ivr.policy import DialoguePolicy
from vocabulary.instant import Instant


class CircleWatch:
    """Flows entered one right after the other, and steps taken in one go."""

    def __init__(self, policy: DialoguePolicy) -> None:
        self._policy = policy
        self._entered_at: Instant | None = None
        self._flows_at_once = 0
        self._steps_at_once = 0

    def begin(self) -> None:
        """Something was reported, or a deadline passed: a new run of steps begins."""
        self._steps_at_once = 0

    def answered(self) -> None:
        """The caller answered: what follows is their doing."""
        self._entered_at = None
        self._flows_at_once = 0

    def step(self) -> bool:
        """A step is about to be taken; True where that is one too many."""
        self._steps_at_once += 1
        return self._steps_at_once > self._policy.steps_at_once

    def enter_flow(self, now: Instant) -> bool:
        """A flow is entered; True where that is one too many."""
        before, self._entered_at = self._entered_at, now
        at_once = before is not None and now.since(before) < self._policy.circle_seconds
        self._flows_at_once = self._flows_at_once + 1 if at_once else 0
        return self._flows_at_once >= self._policy.circle_flows
