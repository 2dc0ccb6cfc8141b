"""What a queue has taught about waiting in it: service, ringing, patience, and how far its estimates were off.

Every lesson costs the same and memory is bounded. Learns from numbers alone; knows no agents, callers or clocks.
"""

from bisect import bisect_left, bisect_right
from collections import deque

from acd.estimate import Estimate
from acd.policy import Estimates

MEMORY = 4000.0
"""The newest lesson weighs one in so many: a mean is then off by about 1 % through chance alone."""

PRIOR_SERVICE_SECONDS = 180.0
PRIOR_RING_SECONDS = 5.0
PRIOR_PATIENCE_SECONDS = 600.0
PRIOR_WEIGHT = 3.0
"""Taken for true until there is something to go by: three minutes of talk and wrap-up, a ring or two, callers who wait
ten minutes on average. Service and ring count as so many lessons, patience as one caller who gave up."""

RESIDUAL_GRID_SECONDS = (0.0, *(15.0 * 2.0**power for power in range(10)))
"""After a service has lasted so long (from 15 s on, to 2 h), what remains of it is learnt."""

RESIDUAL_WEIGHT = 100.0
"""What remains is taken for a whole mean service, as with exponential service, with the weight of so many lessons."""

TYPICAL_WEIGHT = 20.0
"""A whole mean service is taken for what is typically left, with the weight of so many lessons."""

CORRECTION_WEIGHT = 200.0
CORRECTION_MEMORY = 10_000.0
"""The correction is taken for 1 with the weight of so many judged estimates, and remembers at most so many: callers who
wait together are wrong together, so a hundred of them teach hardly more than one."""

MOST_CORRECTION = 4.0
MOST_SPREAD = 4.0
"""No correction is larger than this, or smaller than its inverse."""

SPREAD_STEP = 0.01
"""A wait beyond its bound widens the next bounds by four fifths of this, a wait within narrows them by one fifth."""

BOUND_SHARE = 0.8


class SlowMean:
    """A mean that begins at a prior and follows slowly."""

    def __init__(self, prior: float, weight: float) -> None:
        self.value = prior
        self._weight = weight

    def learn(self, lesson: float) -> None:
        self._weight = min(self._weight + 1.0, MEMORY)
        self.value += (lesson - self.value) / self._weight


class Experience:
    """One queue's. All figures in seconds, or per second where they are rates."""

    def __init__(self) -> None:
        self._service = SlowMean(PRIOR_SERVICE_SECONDS, PRIOR_WEIGHT)
        self._ring = SlowMean(PRIOR_RING_SECONDS, PRIOR_WEIGHT)
        self._gave_up = 1.0
        self._waited = PRIOR_PATIENCE_SECONDS
        self._remaining = [SlowMean(1.0, RESIDUAL_WEIGHT) for _ in RESIDUAL_GRID_SECONDS]
        self._typical = SlowMean(1.0, TYPICAL_WEIGHT)
        self._estimated = SlowMean(0.0, 0.0)
        self._judged = CORRECTION_WEIGHT
        self._correction = 1.0
        self._spread = 1.0
        self._hits: deque[bool] = deque()
        self._hit_count = 0

    @property
    def service_seconds(self) -> float:
        """Mean from the answer to being free again: talk and wrap-up."""
        return self._service.value

    @property
    def ring_seconds(self) -> float:
        """Mean from the offer to the answer, of offers that were answered."""
        return self._ring.value

    @property
    def typical_remaining(self) -> float:
        """What is left of a service when somebody begins to wait, in mean services: the mean over those seen then."""
        return self._typical.value

    @property
    def leave_rate(self) -> float:
        """Of one waiting caller, per second: who gave up, over all the waiting there was.

        The maximum-likelihood rate of exponential patience when the waits of those who were answered are taken for
        censored, as they are.
        """
        return self._gave_up / self._waited

    def remaining_seconds(self, elapsed: float) -> float:
        """Mean of what remains of a service that has lasted so long, interpolated between the points of the grid."""
        above = bisect_right(RESIDUAL_GRID_SECONDS, elapsed)
        before = self._remaining[above - 1].value
        if above == len(RESIDUAL_GRID_SECONDS):
            return before * self._service.value
        start = RESIDUAL_GRID_SECONDS[above - 1]
        part = (elapsed - start) / (RESIDUAL_GRID_SECONDS[above] - start)
        return (before + part * (self._remaining[above].value - before)) * self._service.value

    def served(self, busy_seconds: float) -> None:
        """A service is over."""
        self._service.learn(busy_seconds)
        for point in range(1, bisect_left(RESIDUAL_GRID_SECONDS, busy_seconds)):
            beyond = busy_seconds - RESIDUAL_GRID_SECONDS[point]
            self._remaining[point].learn(beyond / self._service.value)

    def saw_remaining(self, mean_services: float) -> None:
        """Somebody began to wait while so much was left, on average, of the services under way."""
        self._typical.learn(mean_services)

    def rang(self, ring_seconds: float) -> None:
        """An offer was answered."""
        self._ring.learn(ring_seconds)

    def waited(self, seconds: float, gave_up: bool) -> None:
        """A caller waits no longer: answered, or gone."""
        fade = 1.0 - 1.0 / MEMORY
        self._waited = self._waited * fade + seconds
        self._gave_up = self._gave_up * fade + gave_up

    def corrected(self, estimate: Estimate) -> Estimate:
        """The estimate as it should have been, going by those judged so far."""
        return estimate.scaled(self._correction, self._spread)

    def judge(self, estimate: Estimate, waited_seconds: float, window: int) -> None:
        """What a corrected estimate came to. ``window``: how many of these the hit rate looks back on.

        The bound follows its own misses until it is missed by one in five, whatever the waits are distributed like
        (Gibbs and Candès, "Adaptive conformal inference under distribution shift", 2021).
        """
        self._estimated.learn(estimate.mean_seconds)
        self._judged = min(self._judged + 1.0, CORRECTION_MEMORY)
        if self._estimated.value > 0.0:
            off = (waited_seconds - estimate.mean_seconds) / self._estimated.value
            self._correction = _within(self._correction * (1.0 + off / self._judged), MOST_CORRECTION)
        hit = waited_seconds <= estimate.bound_seconds
        self._spread = _within(self._spread * (1.0 + SPREAD_STEP * (BOUND_SHARE - hit)), MOST_SPREAD)
        self._hits.append(hit)
        self._hit_count += hit
        while len(self._hits) > window:
            self._hit_count -= self._hits.popleft()

    def holds(self, policy: Estimates) -> bool:
        """Whether the bound has held for as many callers as it should: the honesty gate."""
        judged = len(self._hits)
        if not judged or judged < policy.judged_at_least:
            return False
        return policy.least_hit_rate <= self._hit_count / judged <= policy.most_hit_rate


def _within(factor: float, most: float) -> float:
    return min(max(factor, 1.0 / most), most)
