"""Why an offer was made as it was, and why an agent was not chosen. Values only."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from acd.policy import Selection


class Standing(IntEnum):
    """Where an agent stands: the first thing that keeps them from being offered a caller, or ``READY``."""

    LOGGED_OUT = 0
    PAUSED = 1
    UNREACHABLE = 2
    IN_USE = 3
    OFFERED = 4
    TALKING = 5
    WRAPPING_UP = 6
    ELSEWHERE = 7
    RESTING = 8
    READY = 9


class ByHand(StrEnum):
    """An offer that no queue's rule made: somebody asked for this agent."""

    PULLED = "pulled"


class Reason(StrEnum):
    """Why an agent of the queue was not the one. The first that applies, in this order."""

    LOGGED_OUT = "logged out"
    PAUSED = "paused"
    UNREACHABLE = "phone unreachable"
    IN_USE = "phone in use"
    OFFERED = "being offered a caller"
    TALKING = "talking"
    WRAPPING_UP = "wrapping up"
    ELSEWHERE = "elsewhere"
    RESTING = "resting"
    NO_MATCH = "does not meet the step"
    DELAYED = "their delay is not over"
    TRIED = "did not answer this contact"
    LATER = "comes later by the rule"


REASON_OF: dict[Standing, Reason] = {
    Standing.LOGGED_OUT: Reason.LOGGED_OUT,
    Standing.PAUSED: Reason.PAUSED,
    Standing.UNREACHABLE: Reason.UNREACHABLE,
    Standing.IN_USE: Reason.IN_USE,
    Standing.OFFERED: Reason.OFFERED,
    Standing.TALKING: Reason.TALKING,
    Standing.WRAPPING_UP: Reason.WRAPPING_UP,
    Standing.ELSEWHERE: Reason.ELSEWHERE,
    Standing.RESTING: Reason.RESTING,
}


@dataclass(frozen=True, slots=True)
class Why:
    """The rule, the caller's order key, and how many agents of the queue were not chosen, by reason.

    ``rank``: of the winner's assignment; 0 for whoever pulled the contact and does not serve the queue. ``step``: the
    active step, from 1. ``order``: (minus priority, enqueue time minus credit in monotonic seconds, entry id).
    ``started_anew``: everybody ready had been tried.
    ``others``: counts by standing (index: ``Standing``; of ``READY``: those able to serve this contact, the winner not
    among them), then those ready who do not meet the step, then those whose delay is not over, then those tried.
    """

    rule: Selection | ByHand
    rank: int
    step: int
    order: tuple[float, float, str]
    started_anew: bool
    others: tuple[int, ...]

    def counts(self) -> dict[Reason, int]:
        """The counts that are not zero, by reason."""
        ready, *special = self.others[Standing.READY :]
        named = {REASON_OF[standing]: self.others[standing] for standing in REASON_OF}
        named |= dict(zip((Reason.NO_MATCH, Reason.DELAYED, Reason.TRIED), special, strict=True))
        named[Reason.LATER] = ready - named[Reason.DELAYED] - named[Reason.TRIED]
        return {reason: named[reason] for reason in Reason if named[reason]}
