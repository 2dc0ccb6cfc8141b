"""Exact Erlang C and Erlang A: what a queue of equal agents must show in the long run. Simulates nothing.

Callers come at random (Poisson), talk and lose patience exponentially, and are served in order of arrival. Erlang C is
A. K. Erlang's delay formula (1917); with patience it is C. Palm's (1957), in the form of A. Mandelbaum and S. Zeltyn,
"The Palm/Erlang-A queue, with applications to call centers" (2005). With a limited number of waiting places: M/M/s/K.

Everything is a sum of positive terms, taken in logarithms where it could leave the range of a float, so a thousand
agents are no harder than one.
"""

from dataclasses import dataclass
from itertools import accumulate
from math import exp, expm1, lgamma, log

NEGLIGIBLE = 1e-18
"""A share of the largest term below which a falling series is cut off."""


class NeverSettles(ValueError):
    """callers come faster than the agents can serve them, nobody gives up, and any number may wait: no long run"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class Floor:
    """Equal agents before one queue. ``patience_seconds`` None: for ever; ``waiting_places`` None: any number."""

    agents: int
    calls_per_hour: float
    service_seconds: float
    patience_seconds: float | None = None
    waiting_places: int | None = None

    @property
    def offered_erlangs(self) -> float:
        """Calls that arrive during one mean service."""
        return self.calls_per_hour / 3600.0 * self.service_seconds

    @property
    def leaving_per_service(self) -> float:
        """How often one waiting caller gives up during one mean service."""
        return 0.0 if self.patience_seconds is None else self.service_seconds / self.patience_seconds


@dataclass(frozen=True, slots=True)
class LongRun:
    """What a floor shows in the long run.

    ``delay_probability`` and ``mean_wait_seconds`` are over all who were not blocked, ``asa_seconds`` over the served,
    ``abandoned`` and ``blocked`` over all offered. ``occupancy`` is the share of an agent's time spent in calls.
    """

    floor: Floor
    delay_probability: float
    mean_wait_seconds: float
    asa_seconds: float
    abandoned: float
    blocked: float
    occupancy: float
    waiting: tuple[float, ...]
    """The probability that all agents are busy and so many callers wait, from none on."""

    def served_within(self, seconds: float) -> float:
        """The share of all offered calls that is served after at most so many seconds of waiting."""
        places = self.floor.waiting_places
        entering = self.waiting if places is None else self.waiting[:places]
        return 1.0 - self.blocked - sum(entering) + _served_of_delayed(self.floor, entering, seconds)


def long_run(floor: Floor) -> LongRun:
    """The long run of a floor of at least one agent.

    :raises NeverSettles: when there is none.
    """
    waiting = _waiting(floor)
    places = floor.waiting_places
    blocked = 0.0 if places is None else waiting[places]
    entering = waiting if places is None else waiting[:places]
    entered = 1.0 - blocked
    leaving = floor.leaving_per_service
    mean_waiting = sum(number * probability for number, probability in enumerate(waiting))
    per_call_seconds = floor.service_seconds / floor.offered_erlangs if floor.offered_erlangs else 0.0
    abandoned = leaving * mean_waiting / floor.offered_erlangs if floor.offered_erlangs else 0.0
    served = entered - abandoned
    return LongRun(
        floor=floor,
        delay_probability=sum(entering) / entered,
        mean_wait_seconds=mean_waiting * per_call_seconds / entered,
        asa_seconds=_served_waiting(floor, entering) * floor.service_seconds / served if served else 0.0,
        abandoned=abandoned,
        blocked=blocked,
        occupancy=floor.offered_erlangs * served / floor.agents,
        waiting=waiting,
    )


def erlang_b(agents: int, erlangs: float) -> float:
    """The share of calls lost where nobody may wait: the recursion of Erlang's loss formula, stable for any size."""
    loss = 1.0
    for number in range(1, agents + 1):
        loss = erlangs * loss / (number + erlangs * loss)
    return loss


def _waiting(floor: Floor) -> tuple[float, ...]:
    """Weights above a full floor relative to the full floor's own; Erlang B gives what lies below it."""
    loss = erlang_b(floor.agents, floor.offered_erlangs)
    if loss == 0.0:
        return (0.0,) * (1 + (floor.waiting_places or 0))
    logs = _log_weights(floor)
    largest = max(logs)
    weights = [exp(each - largest) for each in logs]
    below = exp(-largest - log(loss)) - exp(-largest)
    total = below + sum(weights)
    return tuple(weight / total for weight in weights)


def _log_weights(floor: Floor) -> list[float]:
    erlangs, leaving, places = floor.offered_erlangs, floor.leaving_per_service, floor.waiting_places
    if places is None and leaving == 0.0 and erlangs >= floor.agents:
        raise NeverSettles
    logs = [0.0]
    largest = 0.0
    while places is None or len(logs) <= places:
        ratio = erlangs / (floor.agents + len(logs) * leaving)
        logs.append(logs[-1] + log(ratio))
        largest = max(largest, logs[-1])
        # What is cut off is less than the last term times ratio / (1 - ratio).
        if places is None and ratio < 1.0 and logs[-1] - largest < log(NEGLIGIBLE * (1.0 - ratio)):
            break
    return logs


def _served_waiting(floor: Floor, entering: tuple[float, ...]) -> float:
    """The mean waiting of the served, times their share, in mean services.

    Whoever finds ``k`` waiting goes through stages of rates s + i·leaving, i = k … 0, each against their own patience:
    they are served with probability s / (s + (k + 1)·leaving), and, if so, each stage was one ``leaving`` faster.
    """
    agents, leaving = floor.agents, floor.leaving_per_service
    stages = accumulate(1.0 / (agents + (ahead + 1) * leaving) for ahead in range(len(entering)))
    return sum(
        probability * agents / (agents + (ahead + 1) * leaving) * waited
        for ahead, (probability, waited) in enumerate(zip(entering, stages, strict=True))
    )


def _served_of_delayed(floor: Floor, entering: tuple[float, ...], seconds: float) -> float:
    """The share of all offered calls that had to wait and were served within the time."""
    services = seconds / floor.service_seconds
    if services <= 0.0:
        return 0.0
    stages = _beta_stages if floor.leaving_per_service > 0.0 else _gamma_stages
    within = stages(floor, len(entering), services)
    return sum(probability * share for probability, share in zip(entering, within, strict=True))


def _gamma_stages(floor: Floor, count: int, services: float) -> list[float]:
    """Without patience the wait behind ``k`` others is Erlang distributed: more than ``k`` of Poisson departures."""
    expected = floor.agents * services
    terms = (exp(number * log(expected) - expected - lgamma(number + 1)) for number in range(count))
    return [max(0.0, 1.0 - upto) for upto in accumulate(terms)]


def _beta_stages(floor: Floor, count: int, services: float) -> list[float]:
    """With patience, exp(-leaving·wait) behind ``k`` others is Beta(c, k + 1) distributed, c = agents / leaving.

    It is a product of independent Beta(c + i, 1). Weighted with the caller's own patience it is Beta(c + 1, k + 1),
    whose distribution function is that of a negative binomial count of at most ``k``.
    """
    leaving = floor.leaving_per_service
    shape = floor.agents / leaving + 1.0
    log_left, log_gone = -leaving * services, log(-expm1(-leaving * services))
    terms = (
        exp(shape * log_left + number * log_gone + lgamma(shape + number) - lgamma(shape) - lgamma(number + 1))
        for number in range(count)
    )
    return [
        max(0.0, 1.0 - upto) * floor.agents / (floor.agents + (ahead + 1) * leaving)
        for ahead, upto in enumerate(accumulate(terms))
    ]
