"""What a queue learns: each figure alone, then all of them on queues whose theory is known."""

import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

import pytest

from acd.estimate import Estimate, departures_needed, waiting
from acd.experience import Experience
from acd.policy import Estimates

ESTIMATE = Estimate(mean_seconds=100.0, median_seconds=90.0, bound_seconds=150.0)

GATE = Estimates(least_hit_rate=0.7, most_hit_rate=0.95, judged_at_least=30, window=100)


def judged(hits: int, misses: int, window: int = 100) -> Experience:
    """A queue whose bound held so often, and then so often not."""
    experience = Experience()
    for waited in [120.0] * hits + [200.0] * misses:
        experience.judge(ESTIMATE, waited, window)
    return experience


def test_before_anything_happened_service_takes_three_minutes_and_patience_lasts_ten() -> None:
    experience = Experience()

    assert experience.service_seconds == 180
    assert 1 / experience.leave_rate == pytest.approx(600)
    assert experience.remaining_seconds(0) == experience.remaining_seconds(1000) == 180
    assert experience.corrected(ESTIMATE) == ESTIMATE


def test_a_mean_service_is_learnt_within_a_few_conversations() -> None:
    experience = Experience()
    for _ in range(30):
        experience.served(60.0)

    assert experience.service_seconds == pytest.approx(60, abs=12)


def test_service_that_grew_longer_is_followed() -> None:
    experience = Experience()
    for seconds in [60.0] * 5_000 + [120.0] * 12_000:
        experience.served(seconds)

    assert experience.service_seconds == pytest.approx(120, abs=5)


def test_a_mean_ring_is_learnt() -> None:
    experience = Experience()
    for _ in range(200):
        experience.rang(8.0)

    assert experience.ring_seconds == pytest.approx(8, abs=0.1)


def test_patience_is_the_waiting_of_all_over_those_who_gave_up() -> None:
    experience = Experience()
    for _ in range(500):
        experience.waited(30.0, gave_up=False)
        experience.waited(30.0, gave_up=True)

    assert 1 / experience.leave_rate == pytest.approx(60, rel=0.03)


def test_where_nobody_gives_up_patience_has_no_end() -> None:
    experience = Experience()
    for _ in range(5_000):
        experience.waited(60.0, gave_up=False)

    assert 1 / experience.leave_rate > 100_000


def test_of_a_fixed_service_less_is_left_the_longer_it_has_lasted() -> None:
    experience = Experience()
    for _ in range(4_000):
        experience.served(200.0)

    assert experience.remaining_seconds(60) == pytest.approx(140, abs=5)
    assert experience.remaining_seconds(90) == pytest.approx(110, abs=5)


def test_of_a_service_either_short_or_long_more_is_left_once_it_is_known_to_be_long() -> None:
    experience = Experience()
    for _ in range(2_000):
        experience.served(30.0)
        experience.served(570.0)

    assert experience.service_seconds == pytest.approx(300, abs=5)
    assert experience.remaining_seconds(60) == pytest.approx(510, abs=20)


def test_what_is_typically_left_is_learnt_from_what_was_seen() -> None:
    experience = Experience()
    for _ in range(500):
        experience.saw_remaining(0.5)

    assert experience.typical_remaining == pytest.approx(0.5, abs=0.03)


def test_estimates_that_were_too_short_are_made_longer() -> None:
    experience = Experience()
    for _ in range(3_000):
        corrected = experience.corrected(ESTIMATE)
        experience.judge(corrected, 130.0, window=100)

    assert experience.corrected(ESTIMATE).mean_seconds == pytest.approx(130, abs=5)


def test_a_few_estimates_that_were_far_off_correct_next_to_nothing() -> None:
    experience = Experience()
    for _ in range(5):
        experience.judge(ESTIMATE, 200.0, window=100)

    assert experience.corrected(ESTIMATE).mean_seconds == pytest.approx(100, abs=4)


def test_no_correction_goes_beyond_its_limit() -> None:
    experience = Experience()
    for _ in range(5_000):
        experience.judge(experience.corrected(ESTIMATE), 1_000_000.0, window=100)

    assert experience.corrected(ESTIMATE).mean_seconds <= 400


def test_a_bound_follows_its_misses_until_it_holds_for_four_of_five() -> None:
    experience, chance = Experience(), random.Random(1)
    hits = []
    for _ in range(6_000):
        corrected = experience.corrected(ESTIMATE)
        waited = chance.uniform(0.0, 200.0)
        hits.append(waited <= corrected.bound_seconds)
        experience.judge(corrected, waited, window=100)

    assert sum(hits[2_000:]) / 4_000 == pytest.approx(0.8, abs=0.02)
    assert experience.corrected(ESTIMATE).bound_seconds == pytest.approx(160, abs=12)


def test_nothing_is_spoken_before_enough_was_judged() -> None:
    assert not Experience().holds(GATE)
    assert not judged(hits=24, misses=5).holds(GATE)
    assert judged(hits=24, misses=6).holds(GATE)


def test_nothing_is_spoken_while_the_bound_fails_too_often() -> None:
    assert not judged(hits=69, misses=31).holds(GATE)
    assert judged(hits=70, misses=30).holds(GATE)


def test_nothing_is_spoken_while_the_bound_says_nothing_because_it_never_fails() -> None:
    assert judged(hits=95, misses=5).holds(GATE)
    assert not judged(hits=96, misses=4).holds(GATE)


def test_only_the_latest_verdicts_count() -> None:
    assert not judged(hits=500, misses=100).holds(GATE)
    assert judged(hits=70, misses=30, window=100).holds(GATE)
    assert not judged(hits=70, misses=30, window=20).holds(GATE)


# --- queues whose theory is known -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """Of those who waited and were served: error of the median and of full Markov information, and the bound's hits."""

    error: float
    informed_error: float
    coverage: float


def observe(
    agents: int, load: float, patience: float, calls: int, draw: Callable[[random.Random], float], seed: int = 1
) -> Verdict:
    """First come, first served, in mean services of 180 s: what a queue's experience makes of so many calls."""
    chance, experience = random.Random(seed), Experience()
    leave_rate = 1 / patience
    happenings: list[tuple[float, int, str, int]] = [(0.0, 0, "call", 0)]
    began: dict[int, float] = {}
    queue: deque[int] = deque()
    made: dict[int, tuple[float, Estimate, float]] = {}
    judged: list[tuple[float, Estimate, float]] = []
    number = 0

    def serve(caller: int, now: float) -> None:
        began[caller] = now
        heappush(happenings, (now + draw(chance), caller, "over", caller))

    while number < calls:
        now, _, kind, caller = heappop(happenings)
        if kind == "call":
            number += 1
            heappush(happenings, (now + chance.expovariate(load / 180), number, "call", number))
            if len(began) < agents:
                serve(number, now)
                continue
            left = [experience.remaining_seconds(now - since) / experience.service_seconds for since in began.values()]
            needed = departures_needed(len(queue), left, experience.typical_remaining)
            experience.saw_remaining(sum(left) / agents)
            estimate = waiting(needed, agents / experience.service_seconds, experience.leave_rate)
            informed = sum(1 / (agents / 180 + place * leave_rate) for place in range(len(queue) + 1))
            made[number] = (now, experience.corrected(estimate), informed)
            queue.append(number)
            heappush(happenings, (now + chance.expovariate(leave_rate), number, "gone", number))
        elif kind == "gone" and caller in made:
            queue.remove(caller)
            experience.waited(now - made.pop(caller)[0], gave_up=True)
        elif kind == "over":
            experience.served(now - began.pop(caller))
            if queue:
                first = queue.popleft()
                since, estimate, informed = made.pop(first)
                experience.waited(now - since, gave_up=False)
                experience.judge(estimate, now - since, window=100)
                if number > calls // 4:
                    judged.append((now - since, estimate, informed))
                serve(first, now)
    error = math.fsum((waited - each.median_seconds) ** 2 for waited, each, _ in judged)
    informed_error = math.fsum((waited - each) ** 2 for waited, _, each in judged)
    hits = sum(waited <= each.bound_seconds for waited, each, _ in judged)
    return Verdict(math.sqrt(error), math.sqrt(informed_error), hits / len(judged))


def exponential(chance: random.Random) -> float:
    return chance.expovariate(1 / 180)


@pytest.mark.parametrize(("agents", "load", "patience"), [(20, 18.0, 1e9), (20, 24.0, 180.0), (3, 2.6, 900.0)])
def test_learnt_estimates_are_nearly_as_good_as_full_information(agents: int, load: float, patience: float) -> None:
    verdict = observe(agents, load, patience, calls=20_000, draw=exponential)

    assert verdict.error <= 1.05 * verdict.informed_error


@pytest.mark.parametrize(("agents", "load", "patience"), [(20, 18.0, 1e9), (20, 24.0, 180.0), (3, 2.6, 900.0)])
def test_the_bound_holds_for_four_callers_of_five(agents: int, load: float, patience: float) -> None:
    verdict = observe(agents, load, patience, calls=20_000, draw=exponential)

    assert 0.75 <= verdict.coverage <= 0.85


def test_where_service_is_not_exponential_a_look_at_the_agents_beats_full_markov_information() -> None:
    fixed = observe(3, 2.7, 1e9, calls=10_000, draw=lambda _: 180.0)
    mixed = observe(3, 2.7, 1e9, calls=10_000, draw=lambda chance: chance.choice((20.0, 340.0)))

    assert fixed.error < 0.9 * fixed.informed_error
    assert mixed.error < mixed.informed_error
