"""What is counted of a run, and the figures made from the counts. Counts nothing itself.

All counts are of stays in a queue: a caller who overflows into another queue has one in each.
"""

from enum import IntEnum
from math import sqrt

from simulation.intervals import Figure, Sums


class Count(IntEnum):
    """Places in a list of sums. Those in seconds end in ``_SECONDS``, squares of errors in ``_SQUARED``."""

    OFFERED = 0
    ANSWERED = 1
    ABANDONED = 2
    BLOCKED = 3
    LEFT = 4
    DELAYED = 5
    WAITED_SECONDS = 6
    ANSWERED_SECONDS = 7
    ANSWERED_WITHIN = 8
    ABANDONED_WITHIN = 9
    LEFT_WITHIN = 10
    ABANDONED_SOON = 11
    JUDGED = 12
    JUDGED_SECONDS = 13
    JUDGED_SQUARED = 14
    COVERED = 15
    INFORMED = 16
    INFORMED_SECONDS = 17
    INFORMED_SQUARED = 18
    LAST = 19
    LAST_SECONDS = 20
    LAST_SQUARED = 21
    SERVICE_SECONDS = 22


def nothing() -> list[float]:
    """Every count at zero."""
    return [0.0] * len(Count)


def queued(sums: Sums) -> float:
    """Those who were let in and whose stay has ended: neither blocked nor still waiting."""
    return sums[Count.ANSWERED] + sums[Count.ABANDONED] + sums[Count.LEFT]


def mean_wait_seconds(sums: Sums) -> float | None:
    """Over all who were not blocked, those who gave up with what they waited included."""
    return _ratio(sums[Count.WAITED_SECONDS], queued(sums))


def asa_seconds(sums: Sums) -> float | None:
    """The mean wait of the answered."""
    return _ratio(sums[Count.ANSWERED_SECONDS], sums[Count.ANSWERED])


def delay_probability(sums: Sums) -> float | None:
    """The share of those not blocked who could not be offered to an agent the moment they came."""
    return _ratio(sums[Count.DELAYED], queued(sums))


def abandoned_share(sums: Sums) -> float | None:
    """The share of all offered who gave up."""
    return _ratio(sums[Count.ABANDONED], sums[Count.OFFERED])


def blocked_share(sums: Sums) -> float | None:
    """The share of all offered who were not let in."""
    return _ratio(sums[Count.BLOCKED], sums[Count.OFFERED])


def _ended_by_then(sums: Sums) -> float:
    """Cisco's service level events: answered or given up within the time, or still there when it was over."""
    return queued(sums) - sums[Count.LEFT_WITHIN]


def _soon_ignored(sums: Sums) -> float | None:
    counted = sums[Count.ANSWERED] + sums[Count.ABANDONED] - sums[Count.ABANDONED_SOON]
    return _ratio(sums[Count.ANSWERED_WITHIN], counted)


SERVICE_LEVELS: dict[str, Figure] = {
    "answered_within_over_offered": lambda sums: _ratio(sums[Count.ANSWERED_WITHIN], sums[Count.OFFERED]),
    "answered_within_over_queued": lambda sums: _ratio(sums[Count.ANSWERED_WITHIN], queued(sums)),
    "answered_within_over_answered": lambda sums: _ratio(sums[Count.ANSWERED_WITHIN], sums[Count.ANSWERED]),
    "answered_within_over_answered_or_abandoned": lambda sums: _ratio(
        sums[Count.ANSWERED_WITHIN], sums[Count.ANSWERED] + sums[Count.ABANDONED]
    ),
    "answered_within_ignoring_short_abandons": _soon_ignored,
    "ended_within_over_queued": lambda sums: _ratio(
        sums[Count.ANSWERED_WITHIN] + sums[Count.ABANDONED_WITHIN] + sums[Count.LEFT_WITHIN], queued(sums)
    ),
    "answered_or_abandoned_within_over_both": lambda sums: _ratio(
        sums[Count.ANSWERED_WITHIN] + sums[Count.ABANDONED_WITHIN], sums[Count.ANSWERED] + sums[Count.ABANDONED]
    ),
    "events_abandons_ignored": lambda sums: _ratio(
        sums[Count.ANSWERED_WITHIN], _ended_by_then(sums) - sums[Count.ABANDONED_WITHIN]
    ),
    "events_abandons_negative": lambda sums: _ratio(sums[Count.ANSWERED_WITHIN], _ended_by_then(sums)),
    "events_abandons_positive": lambda sums: _ratio(
        sums[Count.ANSWERED_WITHIN] + sums[Count.ABANDONED_WITHIN], _ended_by_then(sums)
    ),
}
"""Service level by the name of its formula; docs/simulation.md says whose each is."""

MEANS: dict[str, Figure] = {
    "mean_wait_seconds": mean_wait_seconds,
    "asa_seconds": asa_seconds,
    "delay_probability": delay_probability,
    "abandoned_share": abandoned_share,
    "blocked_share": blocked_share,
}


def relative_error(number: Count, waited_seconds: Count, squared: Count) -> Figure:
    """RASE: the root of the mean squared error of an estimate, over the mean wait of those it was made for."""

    def rase(sums: Sums) -> float | None:
        if not sums[number] or not sums[waited_seconds]:
            return None
        return sqrt(max(0.0, sums[squared]) / sums[number]) / (sums[waited_seconds] / sums[number])

    return rase


ESTIMATES: dict[str, Figure] = {
    "rase": relative_error(Count.JUDGED, Count.JUDGED_SECONDS, Count.JUDGED_SQUARED),
    "rase_informed": relative_error(Count.INFORMED, Count.INFORMED_SECONDS, Count.INFORMED_SQUARED),
    "rase_last_to_enter_service": relative_error(Count.LAST, Count.LAST_SECONDS, Count.LAST_SQUARED),
    "coverage_80": lambda sums: _ratio(sums[Count.COVERED], sums[Count.JUDGED]),
}
"""Over those who waited and were served. ``coverage_80``: how often the 80 % bound held."""


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
