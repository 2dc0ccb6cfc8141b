"""The sample a reviewer hears is fair: agents and shifts in turn, and no recording likelier than another."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.review_draw import Candidate, lot_for
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName, RecordingId

Floor = list[list[int]]
"""Of each agent, how many recordings each of their shifts has."""

FLOORS: st.SearchStrategy[Floor] = st.lists(
    st.lists(st.integers(min_value=1, max_value=6), min_size=1, max_size=4), min_size=1, max_size=6
)
CHI_SQUARE_9 = 27.88
"""Above it lies one of 1,000 fair samples of ten equally likely things (chi-square, nine degrees of freedom)."""


def candidates_of(floor: Floor) -> list[Candidate]:
    return [
        Candidate(RecordingId(f"rec-{agent}-{shift}-{number}"), AgentName(f"agent-{agent}"), f"shift-{shift}")
        for agent, shifts in enumerate(floor)
        for shift, recordings in enumerate(shifts)
        for number in range(recordings)
    ]


@settings(deadline=None)
@given(FLOORS, st.integers(min_value=0, max_value=2**63 - 1))
def test_reviews_of_agents_and_of_their_shifts_never_differ_by_more_than_one_while_there_is_enough(
    floor: Floor, seed: int
) -> None:
    left, reviews, chance = candidates_of(floor), Counter[tuple[AgentName, str]](), SeededChance(seed)
    while (lot := lot_for(left, reviews, chance)) is not None:
        reviews[lot.agent, lot.shift] += 1
        left = [each for each in left if each.recording != lot.recording]
        _is_even({each.agent for each in left}, Counter(agent for agent, _ in reviews.elements()))
        theirs = {each.shift for each in left if each.agent == lot.agent}
        _is_even(theirs, Counter({shift: number for (agent, shift), number in reviews.items() if agent == lot.agent}))
    assert sum(reviews.values()) == len(candidates_of(floor))


def _is_even(those: set[AgentName] | set[str], numbers: Counter[str]) -> None:
    """Of those who have recordings left: what has none left may have fallen behind."""
    counts = [numbers[each] for each in those]
    assert not counts or max(counts) - min(counts) <= 1


@settings(deadline=None)
@given(FLOORS, st.integers(min_value=0, max_value=2**63 - 1), st.randoms(use_true_random=False))
def test_the_order_in_which_recordings_are_found_has_no_say(floor: Floor, seed: int, shuffling: Random) -> None:
    found = candidates_of(floor)
    shuffled = list(found)
    shuffling.shuffle(shuffled)
    assert lot_for(shuffled, {}, SeededChance(seed)) == lot_for(found, {}, SeededChance(seed))


@pytest.mark.parametrize("first_seed", [0, 1_000_000, 2**48])
def test_every_recording_of_a_shift_is_equally_likely(first_seed: int) -> None:
    found = candidates_of([[10]])
    lots = (lot_for(found, {}, SeededChance(first_seed + number)) for number in range(10_000))
    assert chi_square(Counter(lot.recording for lot in lots if lot is not None)) < CHI_SQUARE_9


@pytest.mark.parametrize("first_seed", [0, 1_000_000, 2**48])
def test_every_agent_with_as_few_reviews_is_equally_likely_however_much_they_talked(first_seed: int) -> None:
    found = candidates_of([[number + 1] for number in range(10)])
    lots = (lot_for(found, {}, SeededChance(first_seed + number)) for number in range(10_000))
    assert chi_square(Counter(lot.agent for lot in lots if lot is not None)) < CHI_SQUARE_9


def chi_square(counts: Counter[RecordingId] | Counter[AgentName]) -> float:
    """Pearson's statistic of these counts against ten equally likely things."""
    expected = counts.total() / 10
    return sum((number - expected) ** 2 / expected for number in counts.values()) + (10 - len(counts)) * expected
