"""The real distributor in virtual time: what must hold of every single caller."""

from heapq import heapify, heapreplace
from itertools import pairwise

import pytest

from acd.events import EntryEnd
from acd.policy import Selection
from simulation.engine import Caller
from tests.unit.simulation.floors import drawn_callers, support, watched
from vocabulary.ids import ContactId


def kiefer_wolfowitz(callers: list[tuple[float, Caller]], agents: int) -> list[float]:
    """Every wait before equal agents, first come first served: whoever is free first takes the next caller."""
    free_at = [0.0] * agents
    heapify(free_at)
    waits = []
    for at, caller in callers:
        begins = max(at, free_at[0])
        heapreplace(free_at, begins + caller.service_seconds[0])
        waits.append(begins - at)
    return waits


@pytest.mark.parametrize("selection", list(Selection))
def test_every_single_wait_is_the_one_theory_computes_for_it_whatever_agent_is_chosen(selection: Selection) -> None:
    callers = drawn_callers(500, per_second=0.037, talk_seconds=180.0, seed=5)
    notebook = watched(support(7, selection=selection), callers)
    expected = kiefer_wolfowitz(callers, 7)
    assert [each.waited_seconds for each in notebook.stays] == pytest.approx(expected, abs=1e-6)
    assert sum(wait > 0 for wait in expected) > 100


def test_callers_are_connected_in_the_order_they_came() -> None:
    callers = drawn_callers(400, per_second=0.05, talk_seconds=180.0, seed=6)
    notebook = watched(support(7), callers)
    assert notebook.connected_in_order == [caller.contact for _, caller in callers]


def test_the_waits_together_are_the_number_waiting_over_time() -> None:
    notebook = watched(support(5), drawn_callers(400, per_second=0.03, talk_seconds=180.0, seed=7))
    moves = [(each.stay.at, 1) for each in notebook.stays]
    moves += [(each.stay.at + each.waited_seconds, -1) for each in notebook.stays]
    moves.sort()
    area, waiting = 0.0, 0
    for (at, step), (until, _) in pairwise(moves):
        waiting += step
        area += waiting * (until - at)
    assert area == pytest.approx(sum(each.waited_seconds for each in notebook.stays))


def test_nobody_is_blocked_while_a_place_is_left_and_never_more_wait_than_there_are_places() -> None:
    notebook = watched(support(5, places=4), drawn_callers(400, per_second=0.05, talk_seconds=180.0, seed=8))
    blocked = [each for each in notebook.stays if each.end is EntryEnd.FULL]
    assert len(blocked) > 20
    assert {each.ahead for each in blocked} == {4}
    assert max(each.ahead for each in notebook.stays if each.waited_seconds > 0) == 3
    assert {each.waited_seconds for each in blocked} == {0.0}


def test_a_caller_who_can_be_served_at_once_is_never_blocked() -> None:
    notebook = watched(support(3, places=0), drawn_callers(200, per_second=0.02, talk_seconds=180.0, seed=9))
    answered = [each for each in notebook.stays if each.end is EntryEnd.ANSWERED]
    assert answered
    assert {each.waited_seconds for each in answered} == {0.0}
    assert len(answered) < 200


def test_whoever_runs_out_of_patience_leaves_at_that_very_moment() -> None:
    talking = Caller(ContactId("a"), support(1).policies[0].name, (100.0,))
    impatient = Caller(ContactId("b"), support(1).policies[0].name, (100.0,), patience_seconds=30.0)
    notebook = watched(support(1), [(0.0, talking), (10.0, impatient)])
    assert [(each.end, each.waited_seconds) for each in notebook.stays] == [
        (EntryEnd.ANSWERED, 0.0),
        (EntryEnd.ABANDONED, 30.0),
    ]
